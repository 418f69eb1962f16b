"""Who decides hears of it once in good time, and again only where that was longer ago; then of what is new."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from cadence.context import Services
from cadence.follow.decision_messages import show_decision
from cadence.model import CheckInState, Decision, NoticeKind
from cadence.snapshot import Snapshot, load_snapshot
from cadence.wording.decision_request import entry_blocks
from cadence.wording.plain import plain_text
from tests.cadence.desk import a_decision
from tests.cadence.follow.escalations.escalating import shown
from tests.cadence.follow.ladder.laddering import QUIET, Ladder
from tests.cadence.follow.staging import a_leave
from tests.fakes.clock import FakeClock
from tests.fakes.growth import TEAM, mid
from tests.fakes.memory import MemoryStore

THURSDAY, FRIDAY, MONDAY = date(2026, 11, 12), date(2026, 11, 13), date(2026, 11, 16)
BUTTONS = "\n[Decide] [Hand over] [Not needed]"


@pytest.fixture
async def ladder(store: MemoryStore, clock: FakeClock, services: Services) -> Ladder:
    made = Ladder(store, clock, services)
    await made.add("policies", QUIET)
    return made


async def ask(ladder: Ladder, **more: Any) -> Decision:
    """Ben asks Dee now, by Friday, unless told otherwise."""
    call = a_decision(**{"needed_by": FRIDAY, "raised_at": ladder.clock(), **more})
    await ladder.add("decisions", call)
    await show(ladder, call)
    return call


async def show(ladder: Ladder, call: Decision) -> None:
    async with ladder.unit() as unit:
        await unit.decisions.save(await show_decision(unit, ladder.services, TEAM, call))


def read_by(ladder: Ladder, who: str) -> list[str]:
    """Every direct message about it, in order."""
    said = [row for row in [*ladder.said("decision"), *ladder.said("today")] if row.place.member == who]
    return [plain_text(each.card) for each in said]


async def test_asked_days_before_they_are_reminded_the_day_before(ladder: Ladder) -> None:
    await ladder.at(9, "10:00")
    await ask(ladder)
    await ladder.each_hour(10, 13)
    first, second = read_by(ladder, "dee")
    assert first == f"Your call by Fri 13 Nov: pause paid ads? Affects 1.3.\n\nGrowth · asked by Ben{BUTTONS}"
    assert second == f"Still your call, due tomorrow: pause paid ads? Affects 1.3.\n\nGrowth · asked by Ben{BUTTONS}"


@pytest.mark.parametrize(("day", "needed_by"), [(11, THURSDAY), (11, FRIDAY), (12, FRIDAY), (13, MONDAY), (12, MONDAY)])
async def test_asked_less_than_a_working_day_before_they_are_not_asked_again(
    ladder: Ladder, day: int, needed_by: date
) -> None:
    await ladder.at(day, "10:00")
    await ask(ladder, needed_by=needed_by, raised_by=mid("cy"))
    await ladder.each_hour(day, needed_by.day)
    assert len(read_by(ladder, "dee")) == 1


async def test_whoever_it_was_handed_to_is_not_reminded_at_once(ladder: Ladder) -> None:
    await ladder.at(9, "10:00")
    call = await ask(ladder, needed_by=THURSDAY)
    await ladder.at(11, "12:00")
    async with ladder.unit() as unit:
        kept = await unit.decisions.get(call.id)
        assert kept
    await show(ladder, replace(kept, decider_id=mid("cy"), handed_by=mid("dee")))
    await ladder.each_hour(11, 12)
    assert len(read_by(ladder, "cy")) == 1


async def test_whose_cover_was_asked_is_reminded_through_the_cover_or_not_at_all(ladder: Ladder) -> None:
    await ladder.add("leaves", a_leave("dee", date(2026, 11, 9), date(2026, 11, 20), cover="cy"))
    await ladder.at(11, "10:00")
    await ask(ladder)
    await ladder.each_hour(11, 12)
    assert len(read_by(ladder, "cy")) == 1


async def test_what_they_were_asked_today_is_in_no_digest_of_today(ladder: Ladder) -> None:
    """It was promised to be settled long ago, and is asked of somebody else only now."""
    await ladder.at(11, "10:00")
    await ask(ladder, needed_by=date(2026, 11, 10))
    await ladder.each_hour(11, 11)
    assert len(read_by(ladder, "dee")) == 1


async def test_without_a_date_they_are_reminded_by_the_day_they_were_told_though_its_check_in_was_skipped(
    ladder: Ladder,
) -> None:
    await ladder.at(9, "10:00")
    await ask(ladder, needed_by=None)
    assert read_by(ladder, "dee")[0].startswith("Your call by Thu 19 Nov (no date set)")
    coming = await ladder.scheduled()
    async with ladder.unit() as unit:
        await unit.checkins.save(replace(coming, state=CheckInState.SKIPPED))
    await ladder.each_hour(10, 17)
    assert len(read_by(ladder, "dee")) == 1
    await ladder.each_hour(18, 18)
    assert len(read_by(ladder, "dee")) == 2


async def snapshot_of(ladder: Ladder) -> Snapshot:
    async with ladder.unit() as unit:
        return await load_snapshot(unit, TEAM)


@pytest.mark.parametrize(
    ("changes", "first"),
    [
        ({"needed_by": FRIDAY}, "Still your call, due tomorrow: pause paid ads?"),
        ({"needed_by": THURSDAY}, "Still your call, due today: pause paid ads?"),
        ({"needed_by": MONDAY}, "Still your call by Mon 16 Nov: pause paid ads?"),
        ({"needed_by": date(2026, 11, 10)}, "Still your call, waited for since Tue 10 Nov: pause paid ads?"),
        ({"needed_by": None}, "Still your call, no date set: pause paid ads?"),
    ],
)
async def test_a_reminder_says_what_is_new(ladder: Ladder, changes: dict[str, Any], first: str) -> None:
    call = a_decision(**changes)
    text = shown(entry_blocks(call, await snapshot_of(ladder), THURSDAY, NoticeKind.DUE))
    assert text == f"{first} Affects 1.3.\n\nGrowth · asked by Ben{BUTTONS}"


async def test_who_asked_themselves_reads_the_team_alone(ladder: Ladder) -> None:
    text = shown(entry_blocks(a_decision(raised_by=mid("dee")), await snapshot_of(ladder), THURSDAY, NoticeKind.DUE))
    assert "\nGrowth\n" in text
