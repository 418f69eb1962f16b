"""Answers that say nothing: cut off, a load balancer's, or no answer of Slack's at all. What may stand there is never
posted again unseen; what was surely not sent, or does no harm twice, simply comes again."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from adapters.slack.client import SlackClient
from adapters.slack.knowing.people import People
from adapters.slack.knowing.places import Places
from adapters.slack.showing.chat import SlackChat
from cadence.cards import Link, card
from cadence.errors import Ambiguous, TryLater, Unconfirmed
from cadence.model import Place
from cadence.ports import Delivery, Op
from cadence.requests import Person
from tests.adapters.slack.served import HERE, Served, client_of, tenant
from tests.adapters.slack.test_chat import chat_in, delivery
from tests.fakes.memory_keeping import MemoryGates
from tests.fakes.slack import FakeSlack, Fault
from tests.fakes.slack.scopes import HISTORY

SAYS_NOTHING = ['{"ok": true, "chan', "<html>busy</html>", "[]", "[1]", "null", '"ok"', '{"ok": true}']
NOT_THERE = [Fault(body="<html/>", status=503), Fault(status=503)]
UNNAMED = [*(Fault(body=body) for body in SAYS_NOTHING), *NOT_THERE]
DIRECT = Place(member="U2BEN")
LINKED = card("Growth", Link("the other", key="other"))


class NoGates(MemoryGates):
    """Gates whose database is away."""

    async def closed_until(self, workspace_id: str, name: str, now: datetime) -> datetime | None:
        raise ConnectionError

    async def close(self, workspace_id: str, name: str, until: datetime) -> None:
        raise ConnectionError


@pytest.mark.parametrize("fault", UNNAMED)
async def test_a_post_is_looked_for_where_we_may_read(slack: FakeSlack, fault: Fault) -> None:
    slack.scopes |= HISTORY
    chat, sent = chat_in(slack), delivery()
    slack.fail("chat.postMessage", fault)
    with pytest.raises(Unconfirmed):
        await chat.post(sent)
    assert await chat.post(replace(sent, resumed=True, attempt=2)) == f"C1GROWTH:{slack.messages[0].ts}"
    assert len(slack.messages) == 1


@pytest.mark.parametrize("fault", [fault for fault in UNNAMED if fault not in NOT_THERE])
async def test_a_post_is_left_to_the_operator_where_we_may_not(slack: FakeSlack, fault: Fault) -> None:
    slack.fail("chat.postMessage", fault)
    with pytest.raises(Ambiguous):
        await chat_in(slack).post(delivery())


@pytest.mark.parametrize("fault", NOT_THERE)
async def test_in_an_outage_a_post_comes_again_by_itself(slack: FakeSlack, fault: Fault) -> None:
    slack.fail("chat.postMessage", fault)
    with pytest.raises(TryLater) as refused:
        await chat_in(slack).post(delivery())
    assert not isinstance(refused.value, Unconfirmed)


@pytest.mark.parametrize("code", ["service_unavailable", "ratelimited"])
async def test_what_slack_itself_puts_off_was_surely_not_posted(slack: FakeSlack, code: str) -> None:
    slack.fail("chat.postMessage", Fault(error=code))
    with pytest.raises(TryLater) as refused:
        await chat_in(slack).post(delivery())
    assert not isinstance(refused.value, Unconfirmed)


@pytest.mark.parametrize("fault", UNNAMED)
async def test_an_update_comes_again(slack: FakeSlack, fault: Fault) -> None:
    chat = chat_in(slack)
    ref = await chat.post(delivery())
    slack.fail("chat.update", fault)
    with pytest.raises(TryLater):
        await chat.update(delivery(op=Op.UPDATE, ref=ref))


@pytest.mark.parametrize("fault", UNNAMED)
async def test_a_conversation_that_may_not_have_opened_comes_again(slack: FakeSlack, fault: Fault) -> None:
    chat = chat_in(slack)
    slack.fail("conversations.open", fault)
    with pytest.raises(TryLater) as refused:
        await chat.post(delivery(DIRECT))
    assert not isinstance(refused.value, Unconfirmed)
    await chat.post(delivery(DIRECT))


@pytest.mark.parametrize("body", ["{", "[]", '{"ok": true}'])
async def test_a_look_that_says_nothing_is_no_proof_that_nothing_was_posted(slack: FakeSlack, body: str) -> None:
    slack.scopes |= HISTORY
    slack.fail("conversations.history", Fault(body=body))
    with pytest.raises(Unconfirmed):
        await chat_in(slack).post(delivery(resumed=True))
    assert slack.messages == []


@pytest.mark.parametrize("body", SAYS_NOTHING)
async def test_who_somebody_is_and_what_a_channel_is_were_not_told_then(slack: FakeSlack, body: str) -> None:
    client, ben = client_of(slack), Person(id="U2BEN", name="ben", is_guest=None)
    slack.fail("users.info", Fault(body=body))
    slack.fail("conversations.info", Fault(body=body))
    assert await People(client).find(ben, slack.team_id) == replace(ben, is_guess=True)
    assert await Places(client)._find("C1GROWTH") is None


@pytest.mark.parametrize(
    "sent",
    [delivery(DIRECT), delivery(resumed=True), delivery(card=LINKED, links={"other": "C1GROWTH:1.1"})],
    ids=["opens", "looks", "links"],
)
async def test_while_our_own_database_is_away_nothing_is_sent_and_it_comes_again(
    slack: FakeSlack, sent: Delivery
) -> None:
    slack.scopes |= HISTORY
    client = SlackClient(slack.token, slack.api_url, NoGates(), HERE)
    with pytest.raises(TryLater):
        await chat_in(slack, client).post(sent)
    assert slack.messages == []


async def test_a_wait_that_could_not_be_kept_is_still_a_wait(slack: FakeSlack) -> None:
    slack.fail("chat.postMessage", Fault(retry_after=7))
    client = SlackClient(slack.token, slack.api_url, NoGates(), HERE)
    with pytest.raises(TryLater) as refused:
        await chat_in(slack, client).post(delivery())
    assert refused.value.after == timedelta(seconds=7)


async def test_a_direct_conversation_that_is_no_more_is_opened_anew(slack: FakeSlack) -> None:
    chat = SlackChat(Served(tenant(slack)))
    await chat.post(delivery(DIRECT))
    slack.fail("chat.postMessage", Fault(error="channel_not_found"))
    await chat.post(delivery(DIRECT))
    assert [method for method, _ in slack.calls].count("conversations.open") == 2
    assert len(slack.to("U2BEN")) == 2
