"""Nothing changed, I'm away, and Undo: one click each, and nothing that was written is ever lost by one."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from cadence.context import Services
from cadence.model import AnswerKind, Leave
from cadence.requests import Say
from cadence.wording.due import kept_line
from tests.cadence.answering import Answering, kr
from tests.cadence.asking import button, filled, opened, said
from tests.cadence.desk import a_blocker, a_stop, an_action, buttons_of
from tests.fakes.clock import FakeClock
from tests.fakes.growth import KEY_RESULTS, MONDAY, WORKSPACE, kr_id, mid
from tests.fakes.memory import MemoryStore


@pytest.fixture
async def week(store: MemoryStore, clock: FakeClock, services: Services) -> Answering:
    opened_week = Answering(store, clock, services)
    await opened_week.opened()
    return opened_week


async def test_nothing_changed_copies_the_last_readings_as_confirmed(week: Answering) -> None:
    reply = await week.press("ben", "checkin.unchanged")
    assert said(reply).splitlines()[0] == "Kept: 2 KRs."
    [reading] = await week.readings("1.1")
    assert (reading.value, reading.confidence, reading.is_confirmed) == (Decimal(36), 7, True)
    assert (await week.answer_of("ben")).kind == AnswerKind.UNCHANGED
    assert week.thread("ben") == "Ben: nothing changed (2 KRs)"
    assert "1 of 4 in" in week.texts("prompt")[0]


async def test_pressed_again_it_keeps_once(week: Answering) -> None:
    for _ in range(2):
        reply = await week.press("ben", "checkin.unchanged")
    assert said(reply).startswith("Kept: 2 KRs.")
    assert len(await week.readings("1.1")) == 1


async def test_it_shows_privately_what_is_due_with_buttons_and_undo(week: Answering) -> None:
    action = an_action("due", owner_id=mid("ben"), due=MONDAY.date())
    await week.ask.put("actions", action)
    reply = await week.press("ben", "checkin.unchanged")
    assert said(reply).splitlines()[0] == "Kept: 2 KRs. One thing is due: pricing test."
    assert [(found.label, found.action) for found in buttons_of(reply)] == [
        ("Done", "action.done"),
        ("Move", "action.move"),
        ("Drop", "action.drop"),
        ("Undo my answer", "checkin.undo"),
    ]
    assert button(reply, "Done").value == action.id
    assert "pricing test" not in week.thread("ben")


async def test_stops_and_blockers_to_look_at_are_due_too(week: Answering) -> None:
    await week.ask.put("stops", a_stop("stop"))
    await week.ask.put("blockers", a_blocker("check", owner_id=mid("ben"), next_check=MONDAY.date()))
    reply = await week.press("ben", "checkin.unchanged")
    assert said(reply).splitlines()[0] == "Kept: 2 KRs. Two things are due: webinars, waiting for legal."
    assert button(reply, "Not yet").value.endswith(":not_yet")
    assert button(reply, "Solved").action == "blocker.solved"


def test_the_line_has_at_most_160_characters_however_much_is_due() -> None:
    many = [an_action(str(number), text=f"thing number {number} " + "x" * 200) for number in range(9)]
    for count in range(10):
        assert len(kept_line("Kept: 12 KRs.", many[:count])) <= 160
    assert kept_line("Kept: 1 KR.", many).endswith("more.")


async def test_the_third_week_running_asks_still_seven(week: Answering) -> None:
    first = said(await week.press("ben", "checkin.unchanged"))
    await week.at(12, "10:00")
    await week.at(18, "10:00")
    second = said(await week.press("ben", "checkin.unchanged"))
    await week.at(19, "10:00")
    await week.at(25, "10:00")
    reply = await week.press("ben", "checkin.unchanged")
    assert "Still" not in first + second
    assert "Still 7? 1.1 Activation, third week unchanged." in said(reply)
    assert button(reply, "Change 1.1").value == kr_id("1.1")
    assert "Still" not in week.thread("ben")


async def test_a_week_that_was_written_breaks_the_row(week: Answering) -> None:
    await week.press("ben", "checkin.unchanged")
    await week.at(12, "10:00")
    await week.at(18, "10:00")
    await week.reply("ben")
    await week.at(19, "10:00")
    await week.at(25, "10:00")
    assert "Still" not in said(await week.press("ben", "checkin.unchanged"))


async def test_without_an_earlier_reading_the_form_opens(week: Answering) -> None:
    new = replace(KEY_RESULTS[0], id="new", number=9, title="New one")
    await week.ask.put("key_results", new)
    form = opened(await week.press("ben", "checkin.unchanged"))
    assert filled(form)["kr:new:value"] == ""
    assert await week.answer_of("ben") is None


async def test_without_key_results_it_says_nothing_to_report(week: Answering) -> None:
    reply = await week.press("dee", "checkin.unchanged")
    assert said(reply).splitlines()[0] == "Noted: nothing to report."
    assert week.thread("dee") == "Dee: nothing to report"


@pytest.mark.parametrize("action", ["checkin.unchanged", "checkin.away", "checkin.undo"])
async def test_what_was_written_stays_and_can_be_edited(week: Answering, action: str) -> None:
    await week.reply("ben", {kr("1.1", "value"): "38", "blocker:1:text": "Legal"})
    thread = week.thread("ben")
    reply = await week.press("ben", action)
    assert said(reply).startswith("You have answered already, and what you wrote stays.")
    assert filled(opened(await week.ask.presses("ben", button(reply, "Change my answer"))))["blocker:1:text"] == "Legal"
    assert week.thread("ben") == thread
    assert (await week.answer_of("ben")).kind == AnswerKind.FORM


async def test_a_form_after_nothing_changed_replaces_it_in_the_thread(week: Answering) -> None:
    await week.press("ben", "checkin.unchanged")
    await week.reply("ben", {kr("1.1", "value"): "38"})
    assert "36 → 38%" in week.thread("ben")
    assert (await week.answer_of("ben")).kind == AnswerKind.FORM


async def test_undo_takes_back_the_answer_its_readings_and_its_line(week: Answering) -> None:
    reply = await week.press("ben", "checkin.unchanged")
    undone = await week.ask.presses("ben", button(reply, "Undo my answer"))
    assert isinstance(undone, Say)
    assert undone.replaces
    assert said(undone).startswith("Taken back. You have not answered yet.")
    assert [row.is_withdrawn for row in await week.readings("1.1")] == [True]
    assert (await week.answer_of("ben")).is_withdrawn
    assert week.thread("ben") == "Ben: answer taken back"
    assert "0 of 4 in" in week.texts("prompt")[0]
    await week.press("ben", "checkin.unchanged")
    assert week.thread("ben") == "Ben: nothing changed (2 KRs)"


async def test_undo_without_an_answer_says_so(week: Answering) -> None:
    assert "nothing to take back" in said(await week.press("ben", "checkin.undo"))


async def test_im_away_counts_for_this_check_in_only(week: Answering) -> None:
    reply = await week.press("ben", "checkin.away")
    assert said(reply).startswith("Noted: you are away for this check-in.")
    assert "0 of 3 in" in week.texts("prompt")[0]
    assert week.texts("answer") == []
    await week.at(12, "10:00")
    await week.at(18, "10:00")
    assert "0 of 4 in" in week.texts("prompt")[-1]


async def test_im_away_can_be_undone_and_answered_over(week: Answering) -> None:
    reply = await week.press("ben", "checkin.away")
    await week.ask.presses("ben", button(reply, "Undo"))
    assert "0 of 4 in" in week.texts("prompt")[0]
    await week.press("ben", "checkin.away")
    await week.reply("ben")
    assert "1 of 4 in" in week.texts("prompt")[0]


async def test_im_away_after_nothing_changed_takes_the_confirmation_back(week: Answering) -> None:
    await week.press("ben", "checkin.unchanged")
    await week.press("ben", "checkin.away")
    assert [row.is_withdrawn for row in await week.readings("1.1")] == [True]
    assert week.thread("ben") == "Ben: away this week"


async def test_a_click_after_closing_is_late_and_updates_the_summary(week: Answering) -> None:
    await week.at(12, "10:00")
    await week.press("ben", "checkin.unchanged")
    assert (await week.answer_of("ben")).is_late
    assert "1 of 4 in" in week.texts("summary")[0]


async def test_a_cover_keeps_and_undoes_for_the_one_they_cover(week: Answering) -> None:
    leave = Leave(
        id="leave",
        workspace_id=WORKSPACE.id,
        member_id=mid("ben"),
        first=MONDAY.date(),
        last=MONDAY.date() + timedelta(days=10),
        cover_id=mid("cy"),
    )
    await week.ask.put("leaves", leave)
    reply = await week.press("cy", "checkin.unchanged")
    assert said(reply).startswith("Kept: 3 KRs.")
    assert week.thread("ben") == "Cy for Ben: nothing changed (2 KRs)"
    await week.ask.presses("cy", button(reply, "Undo my answer"))
    assert (await week.answer_of("ben")).is_withdrawn
    assert [row.is_withdrawn for row in await week.readings("1.1")] == [True]
