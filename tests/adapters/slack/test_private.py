"""Wherever somebody asked from, they alone are answered: beside it, in a modal, or directly."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from adapters.slack.arriving.incoming import Incoming, Spot
from adapters.slack.showing.metadata import ModalState
from adapters.slack.showing.replies import Replies
from cadence.cards import Chart, Heading, Link, Table, Text, Verbatim, card
from cadence.requests import ButtonPressed, CommandTyped, Person, ReplyTyped, Request, Say, ShortcutUsed, ShowForm
from tests.adapters.slack.scripted import CARD, FORM, ScriptedDoor, prompt
from tests.adapters.slack.served import client_of
from tests.fakes.slack import FakeSlack, Fault, People

HISTORY = card(
    "1.1 Activation",
    Heading("1.1 Activation"),
    Chart("1.1 Activation", ("28 Sep", "5 Oct"), (31.0, 38.0), 45.0, "%"),
    Table(("When", "Value"), (("5 Oct", "38%"),)),
)
COMMON: dict[str, Any] = {"workspace_id": "slack:T0DRUMBEAT", "who": Person(id="U2BEN"), "request_id": "r1"}
LINES = [f"line {n} of the report" for n in range(1_500)]
REPORT = card("Report", Text("Complete, as plain text."), Verbatim("\n".join(LINES)))
REPLY = ReplyTyped(**COMMON, channel="C1GROWTH", text="2.1 45%", thread="C1GROWTH:1.1")
ASKED = CommandTyped(**COMMON, channel="C1GROWTH", text="board")


@pytest.fixture
def replies(slack: FakeSlack) -> Replies:
    return Replies(client_of(slack))


def came(request: Request, **more: Any) -> Incoming:
    return Incoming(request=request, origin=ModalState(channel=request.channel), **more)


def kinds(blocks: list[dict[str, Any]]) -> list[str]:
    return [block["type"] for block in blocks]


async def test_a_reply_in_a_thread_is_answered_there_for_its_author_alone(slack: FakeSlack, replies: Replies) -> None:
    root = await prompt(slack)
    ack = await replies.show(Say(CARD), came(REPLY, beside=Spot("C1GROWTH", "2.2", root.ts)))
    [answer] = slack.seen_only_by("U2BEN")
    assert (ack, answer.thread_ts) == ("", root.ts)


async def test_what_is_typed_to_us_directly_is_answered_directly(slack: FakeSlack, replies: Replies) -> None:
    slack.direct("U2BEN")
    asked = replace(ASKED, channel=None)
    assert await replies.show(Say(CARD), came(asked, beside=Spot("DU2BEN", "2.2"))) == ""
    assert [message.said for message in slack.to("U2BEN")] == ["Kept: 3 KRs.\nUndo"]


async def test_where_slack_asks_to_wait_the_answer_comes_later(slack: FakeSlack, replies: Replies) -> None:
    slack.direct("U2BEN")
    slack.fail("chat.postMessage", Fault(retry_after=1))
    await replies.show(Say(CARD), came(replace(ASKED, channel=None), beside=Spot("DU2BEN", "2.2")))
    await replies.drain()
    assert len(slack.to("U2BEN")) == 1


async def test_answers_to_one_person_go_out_one_a_second(slack: FakeSlack, replies: Replies) -> None:
    slack.direct("U2BEN")
    asked = came(replace(ASKED, channel=None), beside=Spot("DU2BEN", "2.2"))
    await asyncio.gather(*(replies.show(Say(CARD), asked) for _ in range(3)))
    await replies.drain()
    assert len(slack.to("U2BEN")) == 3
    assert slack.pacing.broken == []


async def test_a_command_in_a_mention_is_not_answered_in_an_acknowledgement(slack: FakeSlack, replies: Replies) -> None:
    assert await replies.show(Say(CARD), came(ASKED, beside=Spot("C1GROWTH", "2.2"))) == ""
    assert len(slack.seen_only_by("U2BEN")) == 1


async def test_where_slack_shows_nothing_in_the_channel_it_comes_directly(slack: FakeSlack, replies: Replies) -> None:
    slack.fail("chat.postEphemeral", Fault(error="user_not_in_channel"))
    await replies.show(Say(CARD), came(REPLY, beside=Spot("C1GROWTH", "2.2", "1.1")))
    assert len(slack.to("U2BEN")) == 1


async def test_a_form_that_nothing_can_open_says_how_to_open_it(slack: FakeSlack, replies: Replies) -> None:
    await replies.show(ShowForm(FORM), came(ASKED, beside=Spot("C1GROWTH", "2.2")))
    assert "/okr board" in slack.seen_only_by("U2BEN")[-1].said


async def test_a_shortcut_from_nowhere_is_answered_in_a_modal(slack: FakeSlack, replies: Replies) -> None:
    used = ShortcutUsed(**COMMON, shortcut="checkin")
    await replies.show(Say(CARD), came(used, trigger_id=slack.new_trigger("U2BEN")))
    view = slack.modal("U2BEN")
    assert view is not None
    assert "Kept: 3 KRs." in view.said


async def test_where_no_modal_opens_it_comes_directly(slack: FakeSlack, replies: Replies) -> None:
    await replies.show(Say(CARD), came(ShortcutUsed(**COMMON, shortcut="checkin"), trigger_id="expired"))
    assert len(slack.to("U2BEN")) == 1


async def test_a_press_in_the_home_is_answered_on_top_of_it(slack: FakeSlack, replies: Replies) -> None:
    pressed = ButtonPressed(**COMMON, action="action.done", value="1")
    await replies.show(Say(CARD), came(pressed, trigger_id=slack.new_trigger("U2BEN")))
    assert slack.modal("U2BEN") is not None


async def test_where_the_home_itself_shows_what_became_of_it_nothing_pops_up(
    slack: FakeSlack, replies: Replies
) -> None:
    pressed = ButtonPressed(**COMMON, action="mine/action.done", value="1")
    await replies.show(Say(CARD, replaces=True), came(pressed, trigger_id=slack.new_trigger("U2BEN")))
    assert (slack.modal("U2BEN"), slack.messages) == (None, [])


async def test_a_chart_comes_beside_a_command_and_not_in_its_acknowledgement(
    slack: FakeSlack, people: People, door: ScriptedDoor
) -> None:
    door.replies.append(Say(HISTORY))
    answer = await people.command("U2BEN", "C1GROWTH", "history 1.1")
    assert answer.text == ""
    assert kinds(slack.seen_only_by("U2BEN")[-1].blocks) == ["header", "data_visualization", "table"]


@pytest.mark.parametrize("body", [{"status": 400}, {"error": "invalid_blocks"}])
async def test_a_chart_that_a_client_does_not_take_comes_as_text(
    slack: FakeSlack, people: People, door: ScriptedDoor, body: dict[str, Any]
) -> None:
    slack.fail("response_url", Fault(**body))
    door.replies.append(Say(HISTORY))
    assert (await people.command("U2BEN", "C1GROWTH", "history 1.1")).text == ""
    answer = slack.seen_only_by("U2BEN")[-1]
    assert kinds(answer.blocks) == ["header", "section", "section"]
    assert "31% → 38%" in answer.said


async def test_where_a_command_has_no_address_beside_it_the_acknowledgement_is_plain(
    slack: FakeSlack, people: People, door: ScriptedDoor
) -> None:
    slack.fail("response_url", Fault(status=404))
    door.replies.append(Say(HISTORY))
    answer = await people.command("U2BEN", "C1GROWTH", "history 1.1")
    assert kinds(answer.body["blocks"]) == ["header", "section", "section"]


async def test_what_has_nothing_rich_stays_in_the_acknowledgement(
    slack: FakeSlack, people: People, door: ScriptedDoor
) -> None:
    door.replies.append(Say(CARD))
    answer = await people.command("U2BEN", "C1GROWTH", "board")
    assert "Kept: 3 KRs." in answer.body["text"]
    assert "response_url" not in [method for method, _ in slack.calls]


async def test_an_ephemeral_answer_that_is_refused_is_shown_plainly(slack: FakeSlack, replies: Replies) -> None:
    slack.takes_charts = False
    await replies.show(Say(HISTORY), came(REPLY, beside=Spot("C1GROWTH", "2.2", "1.1")))
    assert kinds(slack.seen_only_by("U2BEN")[-1].blocks) == ["header", "section", "section"]


async def test_a_note_in_a_modal_is_always_plain(slack: FakeSlack, replies: Replies) -> None:
    pressed = ButtonPressed(**COMMON, action="kr.history", value="1")
    await replies.show(Say(HISTORY), came(pressed, trigger_id=slack.new_trigger("U2BEN")))
    view = slack.modal("U2BEN")
    assert view is not None
    assert set(kinds(view.content["blocks"])) == {"header", "section"}


async def test_what_fails_is_logged(slack: FakeSlack, replies: Replies, caplog: pytest.LogCaptureFixture) -> None:
    slack.fail("chat.postEphemeral", Fault(error="channel_not_found"))
    slack.fail("conversations.open", Fault(error="user_disabled"))
    await replies.show(Say(card("secret words")), came(REPLY, beside=Spot("C1GROWTH", "2.2", "1.1")))
    assert "A private answer was lost: user_disabled" in caplog.text
    assert "secret words" not in caplog.text


async def test_no_call_that_we_make_can_be_loud(
    slack: FakeSlack, replies: Replies, people: People, door: ScriptedDoor
) -> None:
    """Whatever is shown, and wherever: nothing is broadcast from a thread, unfurled, linked by name or parsed."""
    shown = card("<!channel>", Text("<!channel> @here https://example.com"), Link("x", url="https://example.com/x"))
    door.replies += [Say(shown), Say(HISTORY), Say(shown)]
    await people.command("U2BEN", "C1GROWTH", "board")
    await people.command("U2BEN", "C1GROWTH", "history 1.1")
    await people.click("U2BEN", await prompt(slack), "Answer")
    await replies.show(Say(shown), came(REPLY, beside=Spot("C1GROWTH", "2.2", "1.1")))
    slack.direct("U2BEN")
    await replies.show(Say(shown), came(ASKED, beside=Spot("DU2BEN", "2.2", "1.1")))
    await asyncio.sleep(0)
    said = [(method, args) for method, args in slack.calls if method.startswith("chat.") or method == "response_url"]
    assert {"chat.postEphemeral", "chat.postMessage", "response_url"} <= {method for method, _ in said}
    for method, args in said:
        assert not loud(method, args), (method, args)


def loud(method: str, args: dict[str, Any]) -> bool:
    is_broken = method == "chat.postMessage" and (args.get("unfurl_links") or args.get("unfurl_media"))
    is_unsaid = method == "chat.postMessage" and not {"unfurl_links", "unfurl_media"} <= {*args}
    is_linked = bool(args.get("link_names")) or args.get("parse", "none") != "none"
    is_public = args.get("response_type", "ephemeral") != "ephemeral"
    return bool(is_broken or is_unsaid or is_linked or is_public or "reply_broadcast" in args or "<" in args["text"])


def lines_of(texts: list[str]) -> list[str]:
    return [line for text in texts for line in text.splitlines() if line.startswith("line ")]


@pytest.mark.parametrize("address", ["works", "is gone"])
async def test_what_is_too_long_for_one_message_comes_in_several_and_complete(
    slack: FakeSlack, people: People, door: ScriptedDoor, address: str
) -> None:
    door.replies.append(Say(REPORT))
    message = await prompt(slack)
    if address == "is gone":
        slack.hook_url += "expired-"
    await people.click("U2BEN", message, "Answer")
    told = [message.said for message in slack.seen_only_by("U2BEN")]
    assert len(told) > 1
    assert lines_of(told) == LINES


async def test_a_long_answer_to_a_command_is_complete(slack: FakeSlack, people: People, door: ScriptedDoor) -> None:
    door.replies.append(Say(REPORT))
    assert (await people.command("U2BEN", "C1GROWTH", "summary")).text == ""
    assert len(lines_of([message.said for message in slack.seen_only_by("U2BEN")])) == 1_500
