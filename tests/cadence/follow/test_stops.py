"""The ledger of what stops or shifts: what it frees, and next week's "did it stop?" until it is answered."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from cadence.cards import Button, Buttons
from cadence.context import Services
from cadence.model import StopState
from cadence.snapshot import load_snapshot
from cadence.wording.stop_entry import entry_blocks
from tests.cadence.answering import Answering
from tests.cadence.desk import Desk, a_stop, is_refused, words
from tests.cadence.follow.decisions.calls import TODAY
from tests.fakes.clock import FakeClock
from tests.fakes.growth import MONDAY, TEAM, WORKSPACE, mid, pressed
from tests.fakes.memory import MemoryStore

STOP = a_stop().id
FREES: dict[str, Any] = {"text": "Webinars", "frees": "4 h/week", "raised_at": MONDAY - timedelta(days=5)}


@pytest.fixture
async def desk(store: MemoryStore, services: Services) -> Desk:
    desk = Desk(store, services)
    await desk.keep("stops", a_stop(**FREES))
    return desk


@pytest.fixture
async def week(store: MemoryStore, clock: FakeClock, services: Services) -> Answering:
    opened_week = Answering(store, clock, services)
    await opened_week.ask.put("stops", a_stop(**FREES))
    await opened_week.opened()
    return opened_week


async def entry(desk: Desk, **changes: Any) -> tuple[str, list[Button]]:
    async with desk.store.unit(WORKSPACE.id, actor="test") as unit:
        snapshot = await load_snapshot(unit, TEAM)
    blocks = entry_blocks(replace(desk.row("stops", STOP), **changes), snapshot, TODAY)
    row = [button for block in blocks if isinstance(block, Buttons) for button in block.buttons]
    return getattr(blocks[0], "text", ""), row


async def test_it_asks_did_it_stop_and_says_what_that_frees(desk: Desk) -> None:
    said, row = await entry(desk)
    assert said == "Did it stop? Webinars; frees 4 h/week for 1.3, said Wed 4 Nov"
    assert [(button.label, button.value) for button in row] == [
        ("Yes", f"{STOP}:stopped"),
        ("Not yet", f"{STOP}:not_yet"),
        ("We changed our mind", f"{STOP}:changed_mind"),
    ]


@pytest.mark.parametrize(
    ("state", "became"),
    [
        (StopState.STOPPED, "it did stop"),
        (StopState.CHANGED_MIND, "it goes on after all"),
        (StopState.WITHDRAWN, "taken back"),
    ],
)
async def test_once_answered_it_is_not_asked_again(desk: Desk, state: StopState, became: str) -> None:
    assert await entry(desk, state=state) == (f"Webinars: {became}.", [])


async def test_not_yet_stays_open_and_is_asked_again(desk: Desk) -> None:
    await desk.press("ben", "stop.settle", f"{STOP}:not_yet")
    said, row = await entry(desk, state=StopState.NOT_YET)
    assert said.endswith("said Wed 4 Nov, not yet")
    assert len(row) == 3


async def test_not_yet_pressed_twice_is_told_the_team_once(desk: Desk) -> None:
    await desk.press("ben", "stop.settle", f"{STOP}:not_yet")
    reply = await desk.press("ben", "stop.settle", f"{STOP}:not_yet")
    assert words(reply).startswith("Ben: Webinars: not stopped yet")
    assert len(desk.said()) == 1


async def test_unanswered_it_stays_open_and_is_asked_in_every_check_in(week: Answering) -> None:
    await week.at(12, "10:00")
    for day in (19, 26):
        await week.at(day - 1, "10:00")
        form = await week.form("ben")
        assert any("Did it stop?" in str(part) and "Webinars" in str(part) for part in form.parts)
        await week.at(day, "10:00")
        assert "Did it stop? Webinars: not said yet" in week.texts("summary")[-1]


async def test_the_board_lists_what_is_still_to_stop_the_oldest_first(desk: Desk) -> None:
    await desk.keep("stops", *(a_stop(str(n), text=f"meeting {n}") for n in range(3)))
    await desk.keep("stops", a_stop("gone", text="old report", state=StopState.STOPPED))
    board = words(await desk.type("ana", ""))
    ledger = board[board.index("TO STOP") :].splitlines()
    assert ledger[1] == "Webinars; frees 4 h/week for 1.3 · said Wed 4 Nov"
    assert ledger[4] == "+1 more"
    assert "old report" not in board


async def test_without_anything_to_stop_the_board_says_nothing_of_it(desk: Desk) -> None:
    await desk.press("ben", "stop.settle", f"{STOP}:stopped")
    assert "TO STOP" not in words(await desk.type("ana", ""))


async def test_of_two_answers_the_first_counts_and_the_second_hears_of_it(desk: Desk) -> None:
    replies = await asyncio.gather(
        desk.door.handle(pressed("ben", "stop.settle", f"{STOP}:stopped")),
        desk.door.handle(pressed("ana", "stop.settle", f"{STOP}:changed_mind")),
    )
    (lost,) = [reply for reply in replies if is_refused(reply)]
    assert "settled this on Mon 9 Nov" in words(lost)
    assert len(desk.said()) == 1


async def test_who_has_no_part_in_it_does_not_answer_for_it(desk: Desk) -> None:
    reply = await desk.press("dee", "stop.settle", f"{STOP}:stopped")
    assert is_refused(reply)
    assert "Only Ben, Cy, Ana or an admin can settle this." in words(reply)


async def test_who_said_it_did_stop_is_kept(desk: Desk) -> None:
    await desk.press("cy", "stop.settle", f"{STOP}:stopped")
    kept = desk.row("stops", STOP)
    assert (kept.state, kept.settled_by, kept.settled_at) == (StopState.STOPPED, mid("cy"), MONDAY)
