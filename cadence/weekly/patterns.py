"""What shows only over several weeks: stuck, undecided, frozen, or too green to be true. Pure; for the lead alone.

Knows key results and check-ins; must not know who owns or answers anything, nor the words (cadence.wording.patterns).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from cadence.measure import score
from cadence.model import Action, Blocker, BlockerState, KeyResult, Reading
from cadence.weekly.week import FollowUp, WeekRecord, settled_at
from cadence.wording.matters import is_low

STUCK_WEEKS = 3
UNDECIDED_WEEKS = 2
FROZEN_WEEKS = 4
GREEN_WEEKS = 4
GREEN = 7
"""A confidence this high, or higher, is green."""


class PatternKind(StrEnum):
    """STUCK: off track at the third closing running, and nothing done about it. UNDECIDED: two weeks without a
    decision, with key results off track. FROZEN: values that nobody has touched for four weeks. GREEN: all of it,
    since the start."""

    STUCK = "stuck"
    UNDECIDED = "undecided"
    FROZEN = "frozen"
    GREEN = "green"


@dataclass(frozen=True)
class Pattern:
    """Something true of these key results over the last weeks."""

    kind: PatternKind
    key_results: tuple[KeyResult, ...]


def patterns(week: WeekRecord) -> list[Pattern]:
    """Those that are true as this week closes, the most pressing first."""
    rules = ((PatternKind.STUCK, _stuck), (PatternKind.UNDECIDED, _undecided), (PatternKind.FROZEN, _frozen))
    found = [Pattern(kind, tuple(rule(week))) for kind, rule in (*rules, (PatternKind.GREEN, _green))]
    return [pattern for pattern in found if pattern.key_results]


def _stuck(week: WeekRecord) -> Iterator[KeyResult]:
    earlier = week.earlier[1 - STUCK_WEEKS :]
    if len(earlier) < STUCK_WEEKS - 1:
        return
    closings = _closings(week)[-STUCK_WEEKS:]
    low = (key_result for key_result in week.snapshot.key_results if _is_low_at(week, key_result, closings))
    yield from (key_result for key_result in low if not _is_acted_on(week, key_result, earlier[0].opens_at))


def _undecided(week: WeekRecord) -> Iterator[KeyResult]:
    closings = _closings(week)
    if len(closings) <= UNDECIDED_WEEKS:
        return
    since = closings[-UNDECIDED_WEEKS - 1]
    if not any(row.decided_at and row.decided_at > since for row in week.decisions):
        low = (kr for kr in week.snapshot.key_results if _is_low_at(week, kr, closings[-UNDECIDED_WEEKS:]))
        yield from low


def _frozen(week: WeekRecord) -> Iterator[KeyResult]:
    closings = _closings(week)
    if len(closings) <= FROZEN_WEEKS:
        return
    for key_result in week.snapshot.key_results:
        known = week.readings.get(key_result.id, ())
        before = _known(known, closings[-FROZEN_WEEKS - 1])
        later = known[len(before) :]
        if before and score(key_result, before[-1].value) < 1 and all(_is_same(before[-1], row) for row in later):
            yield key_result


def _green(week: WeekRecord) -> Iterator[KeyResult]:
    cycle = week.checkin.cycle_id
    weeks = [row for row in week.earlier if row.cycle_id == cycle]
    key_results = week.snapshot.key_results
    if len(weeks) + 1 < GREEN_WEEKS or any(row.state == BlockerState.OPEN for row in week.blockers):
        return
    if all(_is_green(kr, week.readings.get(kr.id, ())) for kr in key_results):
        yield from key_results


def _closings(week: WeekRecord) -> list[datetime]:
    """Of all check-ins up to this one, oldest first."""
    return [*(row.closed_at or row.closes_at for row in week.earlier), week.until]


def _is_low_at(week: WeekRecord, key_result: KeyResult, moments: Sequence[datetime]) -> bool:
    readings = week.readings.get(key_result.id, ())
    known = [_known(readings, moment) for moment in moments]
    return all(before and is_low(key_result, before[-1]) for before in known)


def _known(readings: Sequence[Reading], moment: datetime) -> Sequence[Reading]:
    return [row for row in readings if row.at <= moment]


def _is_acted_on(week: WeekRecord, key_result: KeyResult, since: datetime) -> bool:
    """Something was raised, moved or settled about it since; or it is blocked, and climbs by that."""
    rows: list[FollowUp] = [*week.blockers, *week.decisions, *week.actions, *week.stops]
    mine = [row for row in rows if row.key_result_id == key_result.id]
    moments = [moment for row in mine for moment in (row.raised_at, settled_at(row)) if moment]
    moments += [row.moved_at for row in mine if isinstance(row, Action) and row.moved_at]
    is_blocked = any(isinstance(row, Blocker) and row.state == BlockerState.OPEN for row in mine)
    return is_blocked or any(moment >= since for moment in moments)


def _is_same(before: Reading, after: Reading) -> bool:
    is_kept = (before.value, before.confidence) == (after.value, after.confidence) and not after.note
    return after.is_confirmed or is_kept


def _is_green(key_result: KeyResult, readings: Sequence[Reading]) -> bool:
    rated = [row for row in readings if row.confidence is not None]
    is_low_once = any(is_low(key_result, row) for row in readings)
    return bool(rated) and not is_low_once and all((row.confidence or 0) >= GREEN for row in rated)
