"""Posting and updating in Slack: once, in the right place, and honest about what is not known."""

from dataclasses import replace
from datetime import timedelta

import pytest

from adapters.slack.client import SlackClient
from adapters.slack.showing.chat import SlackChat
from cadence.cards import Button, buttons, card
from cadence.cards import Text as TextBlock
from cadence.errors import Ambiguous, NeedsMending, TryLater, Undeliverable
from cadence.ids import new_id
from cadence.model import Place
from cadence.ports import Delivery, Op
from tests.adapters.slack.served import Served, tenant
from tests.fakes.slack import FakeSlack, Fault

HELLO = card("Growth, week 6", TextBlock("What moved?"), buttons(Button("Answer", "checkin.answer", "1")))


def delivery(place: Place | None = None, **more: object) -> Delivery:
    made = Delivery(
        id=new_id(),
        workspace_id="slack:T0DRUMBEAT",
        op=Op.POST,
        place=place or Place(channel="C1GROWTH"),
        card=HELLO,
        revision=1,
    )
    return replace(made, **more)  # type: ignore[arg-type]  # keyword by keyword, as each test names them


def chat_in(slack: FakeSlack, client: SlackClient | None = None) -> SlackChat:
    return SlackChat(Served(tenant(slack, client)))


@pytest.fixture
def chat(slack: FakeSlack) -> SlackChat:
    return chat_in(slack)


async def test_a_message_appears_in_its_channel_and_its_ref_names_it(slack: FakeSlack, chat: SlackChat) -> None:
    ref = await chat.post(delivery())
    [message] = slack.in_channel("C1GROWTH")
    assert ref == f"C1GROWTH:{message.ts}"
    assert "What moved?" in message.said
    assert list(message.buttons()) == ["Answer"]


async def test_a_message_carries_its_delivery_id_twice(slack: FakeSlack, chat: SlackChat) -> None:
    sent = delivery()
    await chat.post(sent)
    [message] = slack.messages
    assert message.client_msg_id == sent.id
    assert message.metadata == {"event_type": "drumbeat", "event_payload": {"delivery_id": sent.id, "revision": 1}}


async def test_nothing_is_linked_or_unfurled(slack: FakeSlack, chat: SlackChat) -> None:
    await chat.post(delivery(card=card("<!channel> & <@U1ANA>")))
    method, sent = slack.calls[-1]
    assert method == "chat.postMessage"
    assert (sent["unfurl_links"], sent["unfurl_media"], sent["link_names"], sent["parse"]) == (
        False,
        False,
        False,
        "none",
    )
    assert sent["text"] == "&lt;!channel&gt; &amp; &lt;@U1ANA&gt;"


async def test_a_reply_goes_into_the_thread(slack: FakeSlack, chat: SlackChat) -> None:
    first = await chat.post(delivery())
    await chat.post(delivery(thread_ref=first))
    assert len(slack.in_channel("C1GROWTH", thread_ts=first.partition(":")[2])) == 1


async def test_a_thread_left_behind_in_an_old_channel_is_not_followed(slack: FakeSlack, chat: SlackChat) -> None:
    slack.add_channel("C2NEW", "new")
    old = await chat.post(delivery())
    await chat.post(delivery(Place(channel="C2NEW"), thread_ref=old))
    assert len(slack.in_channel("C2NEW")) == 1


async def test_a_direct_message_opens_the_conversation_once(slack: FakeSlack, chat: SlackChat) -> None:
    for _ in range(2):
        ref = await chat.post(delivery(Place(member="U2BEN")))
        assert ref.startswith("DU2BEN:")
    assert len(slack.to("U2BEN")) == 2
    assert [method for method, _ in slack.calls].count("conversations.open") == 1


async def test_an_update_changes_the_message_in_place(slack: FakeSlack, chat: SlackChat) -> None:
    ref = await chat.post(delivery())
    assert await chat.update(delivery(op=Op.UPDATE, ref=ref, card=card("3 of 6 in"))) == ref
    [message] = slack.messages
    assert (message.said, message.edits) == ("3 of 6 in", 1)


async def test_a_rate_limit_says_when_to_come_back(slack: FakeSlack, chat: SlackChat) -> None:
    slack.fail("chat.postMessage", Fault(retry_after=7))
    with pytest.raises(TryLater) as refused:
        await chat.post(delivery())
    assert refused.value.after == timedelta(seconds=7)
    assert slack.messages == []


async def test_slack_not_being_reached_means_later(slack: FakeSlack) -> None:
    nowhere = chat_in(slack, SlackClient("x", "http://127.0.0.1:9/api/"))
    with pytest.raises(TryLater):
        await nowhere.post(delivery())


@pytest.mark.parametrize("fault", [Fault(drop="before"), Fault(drop="after"), Fault(status=500), Fault(status=502)])
async def test_a_post_whose_outcome_is_unknown_is_ambiguous_and_sent_once(
    slack: FakeSlack, chat: SlackChat, fault: Fault
) -> None:
    slack.fail("chat.postMessage", fault)
    with pytest.raises(Ambiguous):
        await chat.post(delivery())
    assert [method for method, _ in slack.calls] == ["chat.postMessage"]


async def test_a_post_that_takes_too_long_is_ambiguous(slack: FakeSlack) -> None:
    hasty = chat_in(slack, SlackClient(slack.token, slack.api_url, timeout=0.2))  # type: ignore[arg-type]  # seconds may be a fraction
    slack.fail("chat.postMessage", Fault(delay=0.5))
    with pytest.raises(Ambiguous):
        await hasty.post(delivery())
    assert len(slack.messages) == 1


async def test_a_post_resumed_after_a_crash_is_never_repeated_blindly(slack: FakeSlack, chat: SlackChat) -> None:
    with pytest.raises(Ambiguous):
        await chat.post(delivery(resumed=True, attempt=2))
    assert slack.calls == []


@pytest.mark.parametrize("fault", [Fault(drop="after"), Fault(status=500), Fault(status=503), Fault(retry_after=1)])
async def test_an_update_is_simply_tried_again(slack: FakeSlack, chat: SlackChat, fault: Fault) -> None:
    ref = await chat.post(delivery())
    slack.fail("chat.update", fault)
    with pytest.raises(TryLater):
        await chat.update(delivery(op=Op.UPDATE, ref=ref))


async def test_opening_a_conversation_may_be_tried_again(slack: FakeSlack, chat: SlackChat) -> None:
    slack.fail("conversations.open", Fault(drop="after"))
    with pytest.raises(TryLater):
        await chat.post(delivery(Place(member="U2BEN")))
    await chat.post(delivery(Place(member="U2BEN")))
    assert len(slack.to("U2BEN")) == 1


@pytest.mark.parametrize(
    ("code", "advice"),
    [
        ("invalid_blocks", "report"),
        ("something_new", "docs.slack.dev"),
    ],
)
async def test_what_slack_will_never_take_is_undeliverable_with_advice(
    slack: FakeSlack, chat: SlackChat, code: str, advice: str
) -> None:
    slack.fail("chat.postMessage", Fault(error=code))
    with pytest.raises(Undeliverable, match=code) as refused:
        await chat.post(delivery(attempt=7))
    assert advice in str(refused.value)


async def test_a_refusal_we_never_heard_of_is_tried_for_a_while(slack: FakeSlack, chat: SlackChat) -> None:
    slack.fail("chat.postMessage", Fault(error="something_new"), times=1)
    with pytest.raises(TryLater, match="something_new"):
        await chat.post(delivery())


@pytest.mark.parametrize("status", [401, 403, 404, 407, 413])
async def test_what_only_a_proxy_refused_waits_for_whoever_mends_it(
    slack: FakeSlack, chat: SlackChat, status: int
) -> None:
    slack.fail("chat.postMessage", Fault(status=status))
    with pytest.raises(NeedsMending, match="between us and Slack"):
        await chat.post(delivery())


@pytest.mark.parametrize("status", [408, 501, 520, 522, 524])
async def test_of_a_failure_on_the_way_nobody_knows_whether_it_arrived(
    slack: FakeSlack, chat: SlackChat, status: int
) -> None:
    slack.fail("chat.postMessage", Fault(status=status))
    with pytest.raises(Ambiguous):
        await chat.post(delivery())


@pytest.mark.parametrize(
    ("code", "advice"),
    [
        ("channel_not_found", "/invite"),
        ("not_in_channel", "/invite"),
        ("is_archived", "archived"),
        ("invalid_auth", "SLACK_BOT_TOKEN"),
        ("token_revoked", "SLACK_BOT_TOKEN"),
        ("missing_scope", "scopes"),
    ],
)
async def test_what_people_can_mend_waits_for_them_with_advice(
    slack: FakeSlack, chat: SlackChat, code: str, advice: str
) -> None:
    slack.fail("chat.postMessage", Fault(error=code))
    with pytest.raises(NeedsMending, match=code) as refused:
        await chat.post(delivery())
    assert advice in str(refused.value)
    assert refused.value.after == timedelta(minutes=5)


async def test_an_update_of_a_deleted_message_is_undeliverable(slack: FakeSlack, chat: SlackChat) -> None:
    with pytest.raises(Undeliverable, match="message_not_found"):
        await chat.update(delivery(op=Op.UPDATE, ref="C1GROWTH:1.1"))
