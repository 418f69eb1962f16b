"""Actions until they are settled: due, moved, dropped, still worth doing, and carried in every summary."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from cadence.cards import Button, Buttons
from cadence.context import Services
from cadence.model import Action, ActionState, NoticeKind
from cadence.snapshot import load_snapshot
from cadence.wording.action_entry import entry_blocks
from tests.cadence.answering import Answering
from tests.cadence.desk import Desk, an_action, errors_of, is_refused, words
from tests.cadence.follow.decisions.calls import FRIDAY, NEXT_WEEK, TODAY
from tests.fakes.clock import FakeClock
from tests.fakes.growth import MONDAY, TEAM, WORKSPACE, mid
from tests.fakes.memory import MemoryStore

ACTION = an_action().id
TWICE: dict[str, Any] = {"times_moved": 2, "due": NEXT_WEEK}


@pytest.fixture
async def desk(store: MemoryStore, services: Services) -> Desk:
    desk = Desk(store, services)
    await desk.keep("actions", an_action(due=FRIDAY))
    return desk


@pytest.fixture
async def week(store: MemoryStore, clock: FakeClock, services: Services) -> Answering:
    opened_week = Answering(store, clock, services)
    await opened_week.opened()
    return opened_week


def action(desk: Desk) -> Action:
    found: Action = desk.row("actions", ACTION)
    return found


async def entry(desk: Desk, kind: NoticeKind, **changes: Any) -> tuple[str, list[Button]]:
    async with desk.store.unit(WORKSPACE.id, actor="test") as unit:
        snapshot = await load_snapshot(unit, TEAM)
    blocks = entry_blocks(replace(action(desk), **changes), snapshot, TODAY, kind)
    row = [button for block in blocks if isinstance(block, Buttons) for button in block.buttons]
    return getattr(blocks[0], "text", ""), row


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"due": TODAY}, "Due today: pricing test (1.3)."),
        ({"due": date(2026, 11, 6)}, "Due Fri 6 Nov, overdue: pricing test (1.3)."),
        ({"due": TODAY, "key_result_id": None}, "Due today: pricing test."),
        ({"due": None}, "No date yet: pricing test (1.3)."),
    ],
)
async def test_on_the_due_morning_its_owner_reads_what_is_due(desk: Desk, changes: dict[str, Any], text: str) -> None:
    said, row = await entry(desk, NoticeKind.DUE, **changes)
    assert said == text
    assert [button.label for button in row] == ["Done", "Move" if changes["due"] else "Set date", "Drop"]


async def test_moved_twice_its_owner_alone_is_asked_whether_it_is_still_worth_doing(desk: Desk) -> None:
    said, row = await entry(desk, NoticeKind.WORTH, **TWICE)
    text = "Moved twice: pricing test (1.3), now due Wed 18 Nov. Still worth doing? You alone are asked."
    assert said == text
    assert [(button.label, button.action) for button in row] == [
        ("Keep", "action.keep"),
        ("Done", "action.done"),
        ("Drop", "action.drop"),
    ]


async def test_keeping_it_is_between_drumbeat_and_its_owner(desk: Desk) -> None:
    await desk.open_week()
    before = desk.said()
    await desk.keep("actions", replace(action(desk), **TWICE))
    reply = await desk.press("dee", "action.keep", ACTION)
    assert words(reply).startswith("Kept: pricing test, due Wed 18 Nov. You are asked again only if it moves again.")
    assert desk.said() == before
    assert (action(desk).state, action(desk).kept_moves) == (ActionState.OPEN, 2)


async def test_once_kept_it_is_asked_again_only_after_another_move(desk: Desk) -> None:
    await desk.keep("actions", replace(action(desk), **TWICE))
    await desk.press("dee", "action.keep", ACTION)
    assert await entry(desk, NoticeKind.WORTH) == ("Kept: pricing test (1.3), due Wed 18 Nov.", [])
    await desk.submit("dee", "move_action", ACTION, due="2026-11-20", reason="still no data")
    said, row = await entry(desk, NoticeKind.WORTH)
    assert said.startswith("Moved 3 times")
    assert row


@pytest.mark.parametrize("state", [ActionState.DONE, ActionState.DROPPED])
async def test_a_settled_action_loses_its_buttons_wherever_it_was_asked_about(desk: Desk, state: ActionState) -> None:
    settled = {"state": state, "settled_by": mid("dee"), "settled_at": MONDAY, **TWICE}
    for kind in (NoticeKind.DUE, NoticeKind.WORTH):
        said, row = await entry(desk, kind, **settled)
        assert said == f"{state.value.capitalize()}: pricing test (1.3), Dee, Mon 9 Nov."
        assert row == []


@pytest.mark.parametrize("button", ["action.keep", "action.done", "action.move", "action.drop"])
async def test_an_action_that_is_not_mine_is_not_settled_by_me(desk: Desk, button: str) -> None:
    before = desk.changes()
    reply = await desk.press("mia", button, ACTION, channel=None)
    assert is_refused(reply)
    assert "Only Dee, Ben, Cy, Ana or an admin can settle this." in words(reply)
    assert desk.changes() == before


@pytest.mark.parametrize("button", ["action.keep", "action.done", "action.move", "action.drop"])
async def test_an_old_button_says_who_was_first(desk: Desk, button: str) -> None:
    await desk.press("dee", "action.done", ACTION)
    assert "Dee settled this on Mon 9 Nov: done." in words(await desk.press("ana", button, ACTION))


@pytest.mark.parametrize(("form", "values"), [("move_action", {"due": "2026-11-20"}), ("drop_action", {})])
async def test_moving_and_dropping_need_a_reason(desk: Desk, form: str, values: dict[str, str]) -> None:
    assert set(errors_of(await desk.submit("dee", form, ACTION, **values))) == {"reason"}


async def test_an_open_action_is_carried_in_every_summary_until_it_is_settled(week: Answering) -> None:
    await week.ask.put("actions", an_action(due=date(2026, 12, 30)))
    await week.at(12, "10:00")
    assert "later: pricing test, Dee, Wed 30 Dec" in week.texts("summary")[-1]
    await week.at(18, "10:00")
    await week.at(19, "10:00")
    assert "later: pricing test, Dee, Wed 30 Dec" in week.texts("summary")[-1]
    await week.press("dee", "action.done", ACTION)
    assert "pricing test, Dee" not in week.texts("summary")[-1]
    assert "1 done" in week.texts("summary")[-1]


async def test_what_is_overdue_stands_in_the_summary_as_overdue(week: Answering) -> None:
    await week.ask.put("actions", an_action(due=TODAY - timedelta(days=3)))
    await week.at(12, "10:00")
    assert "ACTIONS pricing test, Dee, Fri 6 Nov, overdue" in week.texts("summary")[-1]


async def test_an_action_done_in_the_check_in_form_is_settled_in_the_message_that_reminded_of_it(
    week: Answering,
) -> None:
    await week.ask.put("actions", an_action(due=date(2026, 11, 11)))
    await week.at(11, "10:01")
    (reminder,) = [text for text in week.private("dee") if "pricing test" in text]
    assert "[Done] [Move] [Drop]" in reminder
    await week.reply("dee", {f"action:{ACTION}": "done"})
    (reminder,) = [text for text in week.private("dee") if "pricing test" in text]
    assert "Done: pricing test (1.3), Dee, Wed 11 Nov." in reminder
    assert "[Done]" not in reminder
