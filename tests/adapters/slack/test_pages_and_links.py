"""Homes are published as often as needed; links lead to our own messages; nothing we send makes noise."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from adapters.slack.showing.chat import PACE, SlackChat
from cadence.cards import Button, Card, Heading, Link, Table, Text, buttons, card
from cadence.errors import NeedsMending, TryLater
from cadence.model import Place
from cadence.ports import Delivery, Op
from tests.adapters.slack.served import Served, tenant
from tests.adapters.slack.test_chat import delivery
from tests.fakes.slack import FakeSlack, Fault
from tests.fakes.slack.limits import faults_of_home

PAGE = card(
    "Your page",
    Heading("What waits for you"),
    Table(("What", "When"), (("Pause paid ads?", "Thu 12 Nov"),)),
    *(block for n in range(30) for block in (Text(f"row {n}"), buttons(Button("Done", "action.done", str(n))))),
)
SUMMARY = card(
    "Growth", Text("For today"), Link("All answers", key="prompt:c1"), buttons(Button("Board", "board.show"))
)


@pytest.fixture
def chat(slack: FakeSlack) -> SlackChat:
    return SlackChat(Served(tenant(slack)))


def home(shown: Card = PAGE, **more: Any) -> Delivery:
    return delivery(Place(home="U2BEN"), card=shown, **more)


def links_in(blocks: list[dict[str, Any]]) -> list[tuple[str, str]]:
    texts = [block["text"]["text"] for block in blocks if block["type"] == "section"]
    return [(label, url) for text in texts for url, label in re.findall(r"<([^|>]+)\|([^>]+)>", text)]


async def test_a_home_is_published_and_its_ref_names_whose_it_is(slack: FakeSlack, chat: SlackChat) -> None:
    assert await chat.post(home()) == "home:U2BEN"
    view = slack.homes["U2BEN"].content
    assert faults_of_home(view) == []
    assert {block["type"] for block in view["blocks"]} == {"header", "table", "section", "actions"}
    assert len(view["blocks"]) > 50


async def test_an_update_of_a_home_publishes_it_again(slack: FakeSlack, chat: SlackChat) -> None:
    ref = await chat.post(home())
    assert await chat.update(home(card("Nothing waits for you."), op=Op.UPDATE, ref=ref)) == ref
    assert "Nothing waits" in slack.homes["U2BEN"].said


async def test_buttons_of_a_home_stay_apart(slack: FakeSlack, chat: SlackChat) -> None:
    await chat.post(home())
    blocks = slack.homes["U2BEN"].content["blocks"]
    ids = [element["action_id"] for block in blocks if block["type"] == "actions" for element in block["elements"]]
    assert len(ids) == len(set(ids)) == 30


@pytest.mark.parametrize("fault", [Fault(drop="after"), Fault(status=500), Fault(retry_after=3)])
async def test_publishing_is_simply_tried_again(slack: FakeSlack, chat: SlackChat, fault: Fault) -> None:
    slack.fail("views.publish", fault)
    with pytest.raises(TryLater):
        await chat.post(home())
    assert await chat.post(home(resumed=True)) == "home:U2BEN"


async def test_a_home_tab_that_is_turned_off_waits_for_whoever_turns_it_on(slack: FakeSlack, chat: SlackChat) -> None:
    slack.fail("views.publish", Fault(error="not_enabled"))
    with pytest.raises(NeedsMending, match="Home tab") as refused:
        await chat.post(home())
    assert refused.value.code == "not_enabled"


async def test_a_home_whose_table_is_refused_is_published_without_it(slack: FakeSlack, chat: SlackChat) -> None:
    fault = Fault(error="invalid_arguments", messages=("unsupported [json-pointer:/view/blocks/1]",))
    slack.fail("views.publish", fault)
    await chat.post(home())
    assert "table" not in {block["type"] for block in slack.homes["U2BEN"].content["blocks"]}


async def test_a_link_leads_to_our_message(slack: FakeSlack, chat: SlackChat) -> None:
    ref = await chat.post(delivery())
    await chat.post(delivery(card=SUMMARY, links={"prompt:c1": ref}))
    ts = ref.partition(":")[2].replace(".", "")
    assert links_in(slack.messages[-1].blocks) == [("All answers", f"{slack.url}archives/C1GROWTH/p{ts}")]


async def test_where_slack_does_not_tell_the_address_it_is_worked_out(slack: FakeSlack, chat: SlackChat) -> None:
    slack.fail("chat.getPermalink", Fault(status=500))
    await chat.post(delivery(card=SUMMARY, links={"prompt:c1": "C1GROWTH:1790000001.000100"}))
    assert links_in(slack.messages[0].blocks) == [("All answers", f"{slack.url}archives/C1GROWTH/p1790000001000100")]


async def test_an_address_is_asked_for_once(slack: FakeSlack, chat: SlackChat) -> None:
    ref = await chat.post(delivery())
    for _ in range(3):
        await chat.post(delivery(card=SUMMARY, links={"prompt:c1": ref}))
    assert [method for method, _ in slack.calls].count("chat.getPermalink") == 1


async def test_a_link_to_what_nobody_has_seen_is_left_out(slack: FakeSlack, chat: SlackChat) -> None:
    await chat.post(delivery(card=SUMMARY))
    assert links_in(slack.messages[0].blocks) == []
    assert "For today" in slack.messages[0].said


@pytest.mark.parametrize("url", ["http://example.com", "javascript:alert(1)", "https://" + "x" * 3_000])
async def test_only_a_sound_address_is_a_link(slack: FakeSlack, chat: SlackChat, url: str) -> None:
    await chat.post(delivery(card=card("n", Text("said"), Link("The message", url=url))))
    assert links_in(slack.messages[0].blocks) == []


async def test_an_address_that_slack_told_is_a_link(slack: FakeSlack, chat: SlackChat) -> None:
    url = "https://sample.slack.com/archives/C1/p1"
    await chat.post(delivery(card=card("n", Text("said"), Link("The message", url=url))))
    assert links_in(slack.messages[0].blocks) == [("The message", url)]


async def test_our_pace_stays_within_what_slack_allows() -> None:
    assert PACE.lane >= timedelta(seconds=1)
    assert PACE.update is not None
    assert PACE.update.count + PACE.update.burst <= 60


async def test_each_workspace_is_reached_by_its_own_client(slack: FakeSlack) -> None:
    async with FakeSlack() as other:
        other.team_id = "T2OTHER"
        other.add_channel("C1GROWTH", "growth")
        chat = SlackChat(Served(tenant(slack), tenant(other)))
        await chat.post(replace(delivery(), workspace_id="slack:T2OTHER"))
        assert (len(slack.messages), len(other.messages)) == (0, 1)


async def test_a_workspace_that_is_not_connected_waits(chat: SlackChat) -> None:
    with pytest.raises(NeedsMending):
        await chat.post(replace(delivery(), workspace_id="slack:T9"))
