"""Values in the summary: what they are measured from, and how they are written."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from cadence.context import Services
from cadence.model import (
    Leave,
    TargetChange,
)
from cadence.snapshot import load_snapshot
from cadence.weekly.closing import refresh_summary
from cadence.wording.lines import kr_line
from tests.cadence.harness import Rhythm, berlin
from tests.fakes.clock import FakeClock
from tests.fakes.growth import KEY_RESULTS, TEAM, WORKSPACE, kr_id, mid
from tests.fakes.memory import MemoryStore


@pytest.fixture
def rhythm(store: MemoryStore, clock: FakeClock, services: Services) -> Rhythm:
    return Rhythm(store, clock, services)


async def test_whoever_is_missing_last_known_values_are_shown_with_their_day(rhythm: Rhythm) -> None:
    await rhythm.closed()
    [text] = rhythm.texts("summary")
    assert "0 of 4 in" in text
    assert "KEY RESULTS last known values, as of Thu 5 Nov (target)" in text


async def test_a_key_result_nobody_answered_for_says_since_when_its_value_is_known(rhythm: Rhythm) -> None:
    await rhythm.opened()
    await rhythm.read("1.1", "38", 7)
    await rhythm.at(12, "10:00")
    [text] = rhythm.texts("summary")
    assert "1.1 Activation 36 → 38% (45) · 0.50 · 7 7" in text
    assert "1.3 Trials/week 228, as of Thu 5 Nov (320) stretch · 0.23 · 4" in text


async def test_the_key_result_of_somebody_away_says_away(rhythm: Rhythm) -> None:
    leave = Leave(
        id="l", workspace_id=WORKSPACE.id, member_id=mid("cy"), first=date(2026, 11, 9), last=date(2026, 11, 20)
    )
    await rhythm.add("leaves", leave)
    await rhythm.opened()
    await rhythm.read("1.1", "38", 7)
    await rhythm.at(12, "10:00")
    assert "1.3 Trials/week 228, away, as of Thu 5 Nov (320)" in rhythm.texts("summary")[0]


async def test_a_key_result_without_any_value_says_so(rhythm: Rhythm) -> None:
    async with rhythm.unit() as unit:
        for row in await unit.readings.find(key_result_id=kr_id("1.1")):
            await unit.readings.save(replace(row, is_withdrawn=True))
    await rhythm.closed()
    assert "1.1 Activation no value yet (45)\n" in rhythm.texts("summary")[0]


async def test_an_edited_answer_counts_once_in_the_trend(rhythm: Rhythm) -> None:
    await rhythm.opened()
    await rhythm.read("1.1", "37", 2)
    rhythm.clock.forward(hours=1)
    await rhythm.read("1.1", "38", 8)
    await rhythm.at(12, "10:00")
    assert "1.1 Activation 36 → 38% (45) · 0.50 · 7 8" in rhythm.texts("summary")[0]


async def test_board_and_summary_say_the_same_however_often_somebody_edits(rhythm: Rhythm) -> None:
    await rhythm.opened()
    for value, confidence in (("38", 3), ("39", 4), ("40", 5), ("41", 6)):
        rhythm.clock.forward(minutes=5)
        await rhythm.read("1.1", value, confidence)
    await rhythm.at(12, "10:00")
    line = "1.1 Activation 36 → 41% (45) · 0.71 · 7 6"
    assert f"\n{line}\n" in rhythm.texts("summary")[0]
    async with rhythm.unit() as unit:
        assert kr_line(await load_snapshot(unit, TEAM), KEY_RESULTS[0]) == line


async def test_it_is_measured_from_what_a_late_answer_made_of_the_summary_before(rhythm: Rhythm) -> None:
    first = await rhythm.closed()
    rhythm.clock.forward(hours=3)
    await rhythm.read("1.1", "38", 7)
    async with rhythm.unit() as unit:
        await refresh_summary(unit, rhythm.services, first)
    await rhythm.at(18, "10:00")
    await rhythm.read("1.1", "41", 7)
    await rhythm.at(19, "10:00")
    assert "1.1 Activation 38 → 41% (45)" in rhythm.texts("summary")[1]


async def test_it_is_measured_from_the_summary_before_also_within_one_week(rhythm: Rhythm) -> None:
    await rhythm.read("1.1", "37", 7, at=berlin(9, "08:00"))
    await rhythm.closed()
    await rhythm.read("1.1", "39", 7, at=berlin(13, "10:00"))
    await rhythm.at(18, "10:00")
    await rhythm.at(19, "10:00")
    assert "1.1 Activation 37 → 39%" in rhythm.texts("summary")[1]


async def test_it_is_measured_from_the_summary_before(rhythm: Rhythm) -> None:
    await rhythm.opened()
    await rhythm.read("1.1", "38", 7)
    await rhythm.at(12, "10:00")
    await rhythm.read("1.1", "39", 7, at=berlin(13, "10:00"))
    await rhythm.at(18, "10:00")
    await rhythm.read("1.1", "41", 7)
    await rhythm.at(19, "10:00")
    assert "1.1 Activation 38 → 41% (45)" in rhythm.texts("summary")[1]


async def test_a_changed_target_stands_in_it_once_with_its_reason(rhythm: Rhythm) -> None:
    change = TargetChange(
        id="t",
        workspace_id=WORKSPACE.id,
        team_id=TEAM.id,
        key_result_id=kr_id("1.1"),
        member_id=mid("ana"),
        at=berlin(10, "10:00"),
        old=Decimal(40),
        new=Decimal(45),
        reason="pricing changed",
    )
    await rhythm.add("target_changes", change)
    await rhythm.closed()
    await rhythm.at(18, "10:00")
    await rhythm.at(19, "10:00")
    first, second = rhythm.texts("summary")
    assert "1.1 target 40% → 45%: pricing changed" in first
    assert "target 40%" not in second
