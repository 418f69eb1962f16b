"""Somebody is away and covered: what counts, and what each of the two is told."""

from datetime import date

import pytest

from cadence.context import Services
from cadence.model import AnswerKind, Leave
from tests.cadence.answering import Answering, kr
from tests.cadence.asking import said
from tests.fakes.clock import FakeClock
from tests.fakes.growth import WORKSPACE, mid
from tests.fakes.memory import MemoryStore


@pytest.fixture
def week(store: MemoryStore, clock: FakeClock, services: Services) -> Answering:
    return Answering(store, clock, services)


async def _leave(week: Answering) -> None:
    """Ben is away for the week, and Cy covers."""
    day = date(2026, 11, 9)
    leave = Leave(
        id="leave",
        workspace_id=WORKSPACE.id,
        member_id=mid("ben"),
        first=day,
        last=date(2026, 11, 15),
        cover_id=mid("cy"),
    )
    await week.add("leaves", leave)


def _prompt(week: Answering) -> str:
    return week.texts("prompt")[-1]


@pytest.mark.parametrize("action", ["checkin.unchanged", "checkin.answer"])
async def test_what_a_cover_says_leaves_the_count_as_it_is(week: Answering, action: str) -> None:
    await _leave(week)
    await week.opened()
    assert "0 of 3 in" in _prompt(week)
    await (week.press("cy", action) if action == "checkin.unchanged" else week.reply("cy", {kr("1.1", "value"): "40"}))
    assert "1 of 3 in" in _prompt(week)
    await week.reply("ben")  # back early: who answered unexpectedly counts as both
    assert "2 of 4 in" in _prompt(week)


async def test_who_said_to_be_away_is_not_expected_again_because_somebody_covers(week: Answering) -> None:
    await week.opened()
    await _leave(week)
    await week.press("ben", "checkin.away")
    assert "0 of 3 in" in _prompt(week)
    await week.reply("cy", {kr("1.1", "value"): "40"})
    assert "1 of 3 in" in _prompt(week)


@pytest.mark.parametrize("action", ["checkin.unchanged", "checkin.away", "checkin.undo"])
async def test_who_is_covered_is_told_whose_words_stay(week: Answering, action: str) -> None:
    await _leave(week)
    await week.opened()
    await week.reply("cy", {kr("1.1", "value"): "40"})
    answer = said(await week.press("ben", action))
    assert "Cy covers for you and has answered; that stays." in answer
    assert "you wrote" not in answer
    assert (await week.answer_of("ben")).kind == AnswerKind.FORM
