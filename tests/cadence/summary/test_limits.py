"""A summary fits one screen, whatever the week was and whatever anybody types."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cadence.context import Services
from cadence.weekly.week import WeekRecord
from cadence.wording.plain import plain_text
from cadence.wording.summary import ALL_OF_IT, summary_card
from tests.cadence.harness import Rhythm
from tests.cadence.summary.summarising import (
    action,
    blocker,
    decision,
    example_week_of,
    huge_week,
)
from tests.fakes.clock import FakeClock
from tests.fakes.growth import KEY_RESULTS, kr_id, mid
from tests.fakes.memory import MemoryStore


@pytest.fixture
def rhythm(store: MemoryStore, clock: FakeClock, services: Services) -> Rhythm:
    return Rhythm(store, clock, services)


@pytest.fixture
async def example_week(rhythm: Rhythm) -> WeekRecord:
    return await example_week_of(rhythm)


async def test_a_huge_week_still_fits_one_screen_and_says_what_is_left_out(rhythm: Rhythm) -> None:
    card = summary_card(huge_week(await example_week_of(rhythm), 30, "very long text " * 30))
    lines = plain_text(card).split("\n")
    assert len(lines) <= 25
    assert len("\n".join(lines)) <= 2000
    left_out = [line for line in lines if line.startswith("+")]
    assert len(left_out) == 1
    assert left_out[0].endswith(f"; {ALL_OF_IT}")


async def test_a_full_week_shrinks_what_did_not_change_and_keeps_all_that_is_to_be_settled(rhythm: Rhythm) -> None:
    week = await example_week_of(rhythm)
    same, moved = KEY_RESULTS[1], KEY_RESULTS[0]
    rows = [replace(same if n % 2 else moved, id=f"kr{n}", number=n + 1) for n in range(9)]
    full = replace(
        week,
        snapshot=replace(week.snapshot, key_results=tuple(rows)),
        readings={row.id: week.readings[kr_id("1.2" if n % 2 else "1.1")] for n, row in enumerate(rows)},
        blockers=tuple(blocker(n, f"blocker {n}", owner_id=mid("ben")) for n in range(5)),
    )
    text = plain_text(summary_card(full))
    assert "\nunchanged: 1.2, 1.4, 1.6, 1.8\n" in text
    assert all(f"\n1.{n} Activation 36 → 38%" in text for n in (1, 3, 5, 7, 9))
    assert all(f"\nblocker {n}; Ben" in text for n in range(5))
    assert "\nACTIONS 3 done" in text
    assert "\nSTOPPED Webinars" in text
    assert "+" not in text


async def test_what_nobody_spoke_of_is_not_called_unchanged_and_goes_before_what_moved(rhythm: Rhythm) -> None:
    week = await example_week_of(rhythm)
    moved, low = KEY_RESULTS[0], KEY_RESULTS[1]
    rows = [replace(low if n == 0 else moved, id=f"kr{n}", number=n + 1) for n in range(7)]
    readings = {row.id: week.readings[kr_id("1.1")] for row in rows}
    stale = [replace(row, checkin_id=None, at=row.at - timedelta(days=21)) for row in week.readings[kr_id("1.2")]]
    readings["kr0"] = [replace(row, confidence=2) for row in stale]
    readings["kr6"] = stale
    full = replace(
        week,
        snapshot=replace(week.snapshot, key_results=tuple(rows)),
        readings=readings,
        blockers=tuple(blocker(n, f"blocker {n}", owner_id=mid("ben")) for n in range(9)),
    )
    text = plain_text(summary_card(full))
    assert "not reported: 1.7" in text
    assert "unchanged" not in text
    assert "\n1.1 " not in text, "what is low stays in sight only while there is room"
    assert "\n1.2 Activation 36 → 38%" in text


@pytest.mark.parametrize("count", range(1, 30))
async def test_never_is_a_single_line_left_out_that_itself_would_fit(rhythm: Rhythm, count: int) -> None:
    week = await example_week_of(rhythm)
    crowded = replace(week, actions=tuple(action(n, f"thing {n}", owner_id=mid("ben")) for n in range(count)))
    assert "+1 line " not in plain_text(summary_card(crowded))


async def test_the_lines_said_to_be_left_out_are_those_that_are(rhythm: Rhythm) -> None:
    week = await example_week_of(rhythm)
    crowded = replace(week, actions=tuple(action(n, f"thing {n}", owner_id=mid("ben")) for n in range(20)))
    text = plain_text(summary_card(crowded))
    [left_out] = [line for line in text.split("\n") if line.startswith("+")]
    assert left_out == f"+{20 - text.count('thing ')} lines (actions); {ALL_OF_IT}"


async def test_decisions_and_what_is_off_track_are_complete_before_anything_else(rhythm: Rhythm) -> None:
    week = await example_week_of(rhythm)
    crowded = replace(
        week,
        decisions=tuple(decision(n, f"question {n}?", decider_id=mid("ana")) for n in range(5)),
        blockers=tuple(blocker(n, f"blocker {n}", owner_id=mid("ben")) for n in range(5)),
        actions=tuple(action(n, f"thing {n}", owner_id=mid("ben")) for n in range(30)),
    )
    text = plain_text(summary_card(crowded))
    assert all(f"question {n}?" in text and f"blocker {n}" in text for n in range(5))


async def test_decisions_are_the_last_to_give_way(rhythm: Rhythm) -> None:
    week = await example_week_of(rhythm)
    crowded = replace(week, blockers=tuple(blocker(n, f"thing {n}") for n in range(20)))
    text = plain_text(summary_card(crowded))
    assert all(question in text for question in ("Pause paid ads?", "Contract fallback?", "Annual-only offer stays"))


async def test_three_objectives_of_three_fit_with_every_key_result(rhythm: Rhythm) -> None:
    week = await example_week_of(rhythm)
    like = (*KEY_RESULTS[:3], *KEY_RESULTS[:2] * 3)
    nine = tuple(replace(kr, id=f"kr{n}", number=n + 1) for n, kr in enumerate(like))
    known = {f"kr{n}": week.readings[kr.id] for n, kr in enumerate(like)}
    full = replace(week, snapshot=replace(week.snapshot, key_results=nine), readings=known)
    text = plain_text(summary_card(full))
    assert all(f"\n1.{n} " in text for n in range(1, 10))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(count=st.integers(0, 40), text=st.text(min_size=1, max_size=400))
def test_nothing_anybody_types_breaks_its_limits(example_week: WeekRecord, count: int, text: str) -> None:
    plain = plain_text(summary_card(huge_week(example_week, count, text)))
    assert len(plain.split("\n")) <= 25
    assert len(plain) <= 2000


@pytest.mark.parametrize("text", ["word " * 80, "x" * 400, "a\n" * 200], ids=["words", "one word", "lines"])
def test_however_long_texts_and_names_are_they_are_cut_before_a_line_is_left_out(
    example_week: WeekRecord, text: str
) -> None:
    plain = plain_text(summary_card(huge_week(example_week, 3, text)))
    assert ALL_OF_IT not in plain
    assert plain.count("…") > 12
