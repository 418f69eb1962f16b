"""One week of one team as a record: what was given, what stood before, and what it left behind. Loaded once.

Knows which records belong to which week; must not decide or say anything.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import TypeVar

from cadence.context import Services
from cadence.deciding import due_day
from cadence.measure import one_a_week
from cadence.model import (
    Action,
    ActionState,
    Answer,
    Blocker,
    BlockerState,
    CheckIn,
    CheckInState,
    Decision,
    DecisionState,
    KeyResult,
    Leave,
    Reading,
    StopShift,
    StopState,
    TargetChange,
    Team,
)
from cadence.ports import Unit
from cadence.schedule.clocks import local_day
from cadence.schedule.workdays import is_away
from cadence.snapshot import Snapshot, load_snapshot
from cadence.weekly.counting import Count, away_ids, count
from cadence.weekly.current import is_recent, recent_checkins

LOOK_BACK, CLOSED = timedelta(weeks=8), 13
"""Of so long before a check-in, and of so many, more is known than any line of its summary looks back over."""

FollowUp = Decision | Blocker | Action | StopShift
F = TypeVar("F", Decision, Blocker, Action, StopShift)

WITHDRAWN = frozenset({DecisionState.WITHDRAWN, BlockerState.WITHDRAWN, ActionState.WITHDRAWN, StopState.WITHDRAWN})


@dataclass(frozen=True, kw_only=True)
class WeekRecord:
    """A check-in with everything that its prompt, brief, summary and report need.

    since: closing of the check-in before, None for the first. earlier: closed check-ins before it, oldest first.
    until: the week's own closing, or now while it is open.
    falls_due: local day by which a decision is needed, by its id; without a date the day that is meant.
    readings: of each KR up to this week, oldest first, one a check-in. shown_before: of each KR what the summary before
    showed. The rest: every record of the team that was there by the end of this week, oldest first, without the
    withdrawn ones; what was settled only after the next check-in had opened stands open here. incoming: blockers of
    other teams that wait on this one, with their team's snapshot.
    """

    snapshot: Snapshot
    checkin: CheckIn
    since: datetime | None
    until: datetime
    falls_due: Mapping[str, date]
    answers: tuple[Answer, ...] = ()
    leaves: tuple[Leave, ...] = ()
    readings: Mapping[str, Sequence[Reading]]
    shown_before: Mapping[str, Reading] = field(default_factory=dict)
    decisions: tuple[Decision, ...] = ()
    blockers: tuple[Blocker, ...] = ()
    actions: tuple[Action, ...] = ()
    stops: tuple[StopShift, ...] = ()
    target_changes: tuple[TargetChange, ...] = ()
    incoming: tuple[tuple[Snapshot, Blocker], ...] = ()
    earlier: tuple[CheckIn, ...] = ()

    @property
    def team(self) -> Team:
        return self.snapshot.team

    @property
    def day(self) -> date:
        """The team's local day on which the week ends: of the closing, or of the moment it really closed."""
        moment = max(self.checkin.closes_at, self.checkin.closed_at or self.checkin.closes_at)
        return local_day(moment, self.team.zone)

    @property
    def count(self) -> Count:
        return count(self.checkin, self.answers)

    def now(self, key_result: KeyResult) -> Reading | None:
        """The KR's newest reading by the end of this week."""
        known = self.readings.get(key_result.id)
        return known[-1] if known else None

    def last(self, key_result: KeyResult) -> Reading | None:
        """The reading that the summary before showed."""
        older = list(self.readings.get(key_result.id, ()))[:-1]
        shown = self.shown_before.get(key_result.id)
        is_new = shown is not None and shown != self.now(key_result)
        return shown if is_new else next(reversed(older), None)

    def is_given(self, reading: Reading) -> bool:
        """Whether the reading is of this week's check-in, and not a last known value."""
        return reading.checkin_id == self.checkin.id or reading.at >= self.checkin.opens_at

    def is_since_last(self, reading: Reading) -> bool:
        """Whether the reading came after the summary before, so that it is a movement to be shown."""
        return self.since is not None and reading.at > self.since

    def is_owner_away(self, key_result: KeyResult) -> bool:
        """Whether nobody could answer for the KR, since its owner was away."""
        days = [local_day(moment, self.team.zone) for moment in _ends(self.checkin)]
        owner = key_result.owner_id
        return owner in away_ids(self.answers) or all(is_away(owner, day, self.leaves) for day in days)

    def is_news(self, moment: datetime | None) -> bool:
        """Whether this happened after the summary before."""
        return moment is not None and (self.since is None or moment > self.since)


def _ends(checkin: CheckIn) -> tuple[datetime, datetime]:
    return checkin.opens_at, checkin.closes_at


async def load_week(unit: Unit, services: Services, checkin: CheckIn) -> WeekRecord:
    """The week of this check-in, whichever it is, with one query a kind of record.

    Raises LookupError where the team is gone.
    """
    team = await unit.teams.get(checkin.team_id)
    if team is None:
        raise LookupError(f"the team of check-in {checkin.id} is gone")
    decisions = await unit.decisions.find(team_id=team.id)
    counted = await _checkins(unit, checkin, decisions)
    held = _held(counted)
    closed = [row for row in held if row.state == CheckInState.CLOSED]
    before, after = _neighbours(held, checkin)
    snapshot = await load_snapshot(unit, team)
    leaves = tuple(await unit.leaves_around(team.id))
    span = _Span(checkin, min(checkin.closed_at or unit.now, unit.now), after.opens_at if after else unit.now)
    known = await _readings(unit, snapshot, span)
    changes = await unit.target_changes.find(team_id=team.id)
    return WeekRecord(
        snapshot=_with_targets_of(snapshot, changes, span.until),
        checkin=checkin,
        since=before.closed_at if before else None,
        until=span.until,
        falls_due={row.id: due_day(row, snapshot, counted, leaves, services.holidays) for row in decisions},
        answers=tuple(await unit.answers.find(checkin_id=checkin.id, is_withdrawn=False)),
        leaves=leaves,
        readings={key: one_a_week(of_kr, team.zone) for key, of_kr in known.items()},
        shown_before=_shown_before(known, before),
        decisions=span.of(decisions),
        blockers=span.of(await unit.blockers.find(team_id=team.id)),
        actions=span.of(await unit.actions.find(team_id=team.id)),
        stops=span.of(await unit.stops.find(team_id=team.id)),
        target_changes=_until(changes, span.until),
        incoming=await _incoming(unit, team, span),
        earlier=tuple(row for row in closed if row.opens_at < checkin.opens_at),
    )


async def _checkins(unit: Unit, checkin: CheckIn, decisions: Iterable[Decision]) -> list[CheckIn]:
    """The team's check-ins, skipped and planned ones too: enough of them to look back from this one, and to say by when
    each of these decisions is needed that is not settled for long."""
    shown = [row for row in decisions if row.state == DecisionState.OPEN or is_recent(unit, row.decided_at)]
    back_to = min([checkin.opens_at - LOOK_BACK, *(row.raised_at for row in shown)])
    return await recent_checkins(unit, checkin.team_id, CLOSED, back_to)


def _held(checkins: Iterable[CheckIn]) -> list[CheckIn]:
    """Those that have opened, oldest first."""
    begun = {CheckInState.OPEN, CheckInState.CLOSED}
    return sorted((row for row in checkins if row.state in begun), key=lambda other: other.opens_at)


def _neighbours(held: Sequence[CheckIn], checkin: CheckIn) -> tuple[CheckIn | None, CheckIn | None]:
    """The one that closed before this one, and the one that opened after it."""
    before = [other for other in held if other.opens_at < checkin.opens_at and other.state == CheckInState.CLOSED]
    after = [other for other in held if other.opens_at > checkin.opens_at]
    return next(reversed(before), None), next(iter(after), None)


@dataclass(frozen=True)
class _Span:
    """Which records this week knew, and in which state."""

    checkin: CheckIn
    until: datetime
    settled_until: datetime

    def of(self, records: Sequence[F]) -> tuple[F, ...]:
        known = [self._as_then(record) for record in records if record.state not in WITHDRAWN and self._has(record)]
        return tuple(sorted(known, key=lambda record: (record.raised_at, record.id)))

    def _has(self, record: FollowUp) -> bool:
        return record.raised_at <= self.until or record.checkin_id == self.checkin.id

    def _as_then(self, record: F) -> F:
        """What was settled or moved once the next check-in was open belongs to that one."""
        at = settled_at(record)
        then = reopened(record) if at and at > self.settled_until else record
        return _unmoved(then) if isinstance(then, Action) and self._is_moved_later(then) else then

    def _is_moved_later(self, action: Action) -> bool:
        return action.moved_at is not None and action.moved_at > self.settled_until

    def has_reading(self, reading: Reading) -> bool:
        return reading.at <= self.until or reading.checkin_id == self.checkin.id


def settled_at(record: FollowUp) -> datetime | None:
    """When the record was settled, whatever kind it is."""
    return record.decided_at if isinstance(record, Decision) else record.settled_at


def _unmoved(action: Action) -> Action:
    return replace(action, moved_at=None)


def reopened(record: F) -> F:
    """The record as it was before it was settled."""
    match record:
        case Decision():
            return replace(record, state=DecisionState.OPEN, decided_at=None)
        case Action():
            return replace(record, state=ActionState.OPEN, settled_at=None)
        case Blocker():
            return replace(record, state=BlockerState.OPEN, settled_at=None)
        case StopShift():
            return replace(record, state=StopState.OPEN, settled_at=None)


async def _readings(unit: Unit, snapshot: Snapshot, span: _Span) -> dict[str, list[Reading]]:
    ids = [key_result.id for key_result in snapshot.key_results]
    found = await unit.readings.find(key_result_id=ids, is_withdrawn=False)
    known: dict[str, list[Reading]] = {}
    for reading in sorted(filter(span.has_reading, found), key=lambda reading: (reading.at, reading.id)):
        known.setdefault(reading.key_result_id, []).append(reading)
    return known


def _shown_before(known: Mapping[str, Sequence[Reading]], before: CheckIn | None) -> dict[str, Reading]:
    """What the summary before showed, late answers included."""
    if before is None or before.closed_at is None:
        return {}
    at = before.closed_at
    rows = {key: [row for row in of_kr if row.at <= at or row.checkin_id == before.id] for key, of_kr in known.items()}
    return {key: of_kr[-1] for key, of_kr in rows.items() if of_kr}


def _until(changes: Iterable[TargetChange], until: datetime) -> tuple[TargetChange, ...]:
    return tuple(sorted((change for change in changes if change.at <= until), key=lambda change: change.at))


def _with_targets_of(snapshot: Snapshot, changes: Iterable[TargetChange], until: datetime) -> Snapshot:
    """The snapshot with the targets that held then: what was changed later stands in a later summary, with its why."""
    later = sorted((change for change in changes if change.at > until), key=lambda change: change.at, reverse=True)
    then = {change.key_result_id: change.old for change in later}
    key_results = (replace(row, target=then.get(row.id, row.target)) for row in snapshot.key_results)
    return replace(snapshot, key_results=tuple(key_results))


async def _incoming(unit: Unit, team: Team, span: _Span) -> tuple[tuple[Snapshot, Blocker], ...]:
    found = span.of(await unit.blockers.find(waiting_on_team_id=team.id, lead_only=False))
    teams = await unit.teams.find(id={row.team_id for row in found})
    snapshots = {each.id: await load_snapshot(unit, each) for each in teams}
    return tuple((snapshots[row.team_id], row) for row in found if row.team_id != team.id)
