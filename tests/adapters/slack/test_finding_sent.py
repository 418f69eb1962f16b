"""A post that broke off is looked for once, by its metadata, where we may read; it is never sent twice, nor lost."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from adapters.slack.showing.chat import SlackChat
from adapters.slack.showing.lookup import PAGE
from cadence.cards import card
from cadence.errors import Ambiguous, TryLater, Unconfirmed
from cadence.model import Place
from cadence.pacing import FARTHEST
from cadence.ports import Delivery
from tests.adapters.slack.served import Served, client_of, tenant
from tests.adapters.slack.test_chat import delivery
from tests.fakes.slack import FakeSlack, Fault
from tests.fakes.slack.scopes import HISTORY

DIRECT = Place(member="U2BEN")
LOOKING = {"conversations.history", "conversations.replies"}
BROKEN = [
    Fault(drop="after"),
    Fault(drop="before"),
    Fault(status=500),
    Fault(status=502),
    Fault(error="internal_error"),
]


@pytest.fixture
def chat(slack: FakeSlack) -> SlackChat:
    slack.scopes |= HISTORY
    return SlackChat(Served(tenant(slack)))


async def broken(slack: FakeSlack, chat: SlackChat, sent: Delivery, fault: Fault) -> Delivery:
    """The delivery as it comes again after this fault."""
    slack.fail("chat.postMessage", fault)
    with pytest.raises(Unconfirmed):
        await chat.post(sent)
    return replace(sent, resumed=True, attempt=2)


def looks(slack: FakeSlack) -> list[str]:
    return [method for method, _ in slack.calls if method in LOOKING]


@pytest.mark.parametrize("fault", BROKEN)
@pytest.mark.parametrize("place", [Place(channel="C1GROWTH"), DIRECT])
async def test_whatever_broke_it_stands_there_once(
    slack: FakeSlack, chat: SlackChat, fault: Fault, place: Place
) -> None:
    again = await broken(slack, chat, delivery(place), fault)
    ref = await chat.post(again)
    [message] = slack.messages
    assert ref == f"{message.channel}:{message.ts}"
    assert len(looks(slack)) == 1


async def test_in_a_thread_it_is_looked_for_in_the_thread(slack: FakeSlack, chat: SlackChat) -> None:
    first = await chat.post(delivery())
    again = await broken(slack, chat, delivery(thread_ref=first), Fault(drop="after"))
    ref = await chat.post(again)
    [reply] = slack.in_channel("C1GROWTH", first.partition(":")[2])
    assert ref == f"C1GROWTH:{reply.ts}"
    assert looks(slack) == ["conversations.replies"]


async def test_what_was_said_anew_meanwhile_is_shown_by_what_was_found(slack: FakeSlack, chat: SlackChat) -> None:
    again = await broken(slack, chat, delivery(), Fault(drop="after"))
    await chat.post(replace(again, card=card("Closed; 3 of 6 in."), revision=2))
    [message] = slack.messages
    assert (message.said, message.edits) == ("Closed; 3 of 6 in.", 1)


async def test_it_is_looked_for_from_as_long_before_as_clocks_may_differ(slack: FakeSlack, chat: SlackChat) -> None:
    since = datetime(2026, 9, 21, 14, 0, tzinfo=UTC)
    await chat.post(delivery(resumed=True, since=since))
    [asked] = [args for method, args in slack.calls if method in LOOKING]
    assert float(asked["oldest"]) == (since - FARTHEST).timestamp()
    assert str(asked["include_all_metadata"]).lower() in {"1", "true"}


async def test_among_more_messages_than_one_look_shows_nobody_can_tell(slack: FakeSlack, chat: SlackChat) -> None:
    again = await broken(slack, chat, delivery(), Fault(drop="before"))
    for _ in range(PAGE + 1):
        await chat.post(delivery())
    with pytest.raises(Ambiguous, match="Look in the channel"):
        await chat.post(again)
    assert len(slack.messages) == PAGE + 1


@pytest.mark.parametrize("fault", [Fault(retry_after=20), Fault(status=503), Fault(delay=3)])
async def test_while_slack_does_not_say_it_is_looked_for_again_and_never_sent(slack: FakeSlack, fault: Fault) -> None:
    slack.scopes |= HISTORY
    client = client_of(slack)
    client.timeout = 1
    chat = SlackChat(Served(tenant(slack, client)))
    slack.fail("conversations.history", fault)
    with pytest.raises(Unconfirmed) as refused:
        await chat.post(delivery(resumed=True))
    assert slack.messages == []
    assert refused.value.after == (timedelta(seconds=20) if fault.retry_after else None)


async def test_where_we_may_not_read_nobody_can_tell(slack: FakeSlack) -> None:
    chat = SlackChat(Served(tenant(slack)))
    slack.fail("chat.postMessage", Fault(drop="after"))
    with pytest.raises(Ambiguous):
        await chat.post(delivery())
    with pytest.raises(Ambiguous):
        await chat.post(delivery(resumed=True))
    assert looks(slack) == []


@pytest.mark.parametrize(
    ("scopes", "place", "may"),
    [
        ({"im:history"}, DIRECT, True),
        ({"channels:history"}, DIRECT, False),
        ({"channels:history"}, Place(channel="C1GROWTH"), True),
        ({"groups:history"}, Place(channel="C1GROWTH"), True),
        ({"channels:history"}, Place(channel="G1SECRET"), False),
        ({"groups:history"}, Place(channel="G1SECRET"), True),
    ],
)
async def test_what_may_be_read_depends_on_the_kind_of_channel(
    slack: FakeSlack, scopes: set[str], place: Place, may: bool
) -> None:
    slack.scopes = {scope for scope in slack.scopes if not scope.endswith(":history")} | scopes
    slack.fail("chat.postMessage", Fault(drop="before"))
    with pytest.raises(Unconfirmed if may else Ambiguous):
        await SlackChat(Served(tenant(slack))).post(delivery(place))


@pytest.mark.parametrize("code", ["missing_scope", "channel_not_found", "not_in_channel"])
async def test_a_channel_that_turns_out_to_be_closed_to_us_is_left_to_the_operator(
    slack: FakeSlack, chat: SlackChat, code: str
) -> None:
    slack.fail("conversations.history", Fault(error=code))
    with pytest.raises(Ambiguous, match=code):
        await chat.post(delivery(resumed=True))
    assert slack.messages == []


async def test_a_direct_conversation_that_does_not_open_is_tried_again(slack: FakeSlack, chat: SlackChat) -> None:
    slack.fail("conversations.open", Fault(status=503))
    with pytest.raises(TryLater):
        await chat.post(delivery(DIRECT, resumed=True))
