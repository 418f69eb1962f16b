"""All of a team that may climb, as it stands: each open thing with the steps that the ladder has for it.

Knows how it is loaded; must not know what was fired already, nor say anything.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from cadence.context import Services
from cadence.deciding import closing_day
from cadence.follow.climb import Step
from cadence.follow.decision_messages import asked_at
from cadence.follow.ladder import (
    LADDER,
    action_steps,
    blocker_day,
    blocker_steps,
    decision_day,
    decision_round,
    decision_steps,
)
from cadence.follow.stage import Stage, load_stage
from cadence.follow.weeks_running import (
    Week,
    absence_steps,
    answers_steps,
    by_checkin,
    is_off_track,
    key_result_steps,
)
from cadence.model import (
    ActionState,
    BlockerState,
    CheckIn,
    CheckInState,
    DecisionState,
    Escalation,
    KeyResult,
    NoticeKind,
    Reading,
    SubjectKind,
    Team,
)
from cadence.ports import Unit
from cadence.schedule.clocks import local_day
from cadence.weekly.current import recent_checkins

LOOK_BACK = 12
"""How many closed check-ins are looked at to tell how many weeks running something is so."""
READINGS = 40
"""Readings of a KR that these check-ins may hold, with those typed in between."""


@dataclass(frozen=True, kw_only=True)
class Case:
    """One open subject. steps: all that its ladder has, in its order. owner_id: who answers for it, if anybody.

    round: the promise that holds now; what was sent in another round is answered by it. A key result that somebody did
    something about has none. is_fine: a key result that is on track (again).
    """

    kind: SubjectKind
    id: str
    owner_id: str | None
    steps: Sequence[Step]
    round: str
    is_fine: bool = False


@dataclass(frozen=True, kw_only=True)
class World:
    """stage: who is who. cases: what is open in the team."""

    stage: Stage
    cases: Sequence[Case]


async def load_world(unit: Unit, services: Services, team: Team) -> World:
    """The team with all its open things."""
    stage = await load_stage(unit, services, team)
    raised = [row.raised_at for row in await unit.decisions.find(team_id=team.id, state=DecisionState.OPEN)]
    checkins = await recent_checkins(unit, team.id, LOOK_BACK, min(raised, default=None))
    cases = [
        *await _blockers(unit, stage),
        *await _decisions(unit, stage, checkins),
        *await _actions(unit, stage),
        *await _weeks(unit, stage, checkins),
    ]
    return World(stage=stage, cases=cases)


async def _blockers(unit: Unit, stage: Stage) -> list[Case]:
    found = await unit.blockers.find(team_id=stage.team.id, state=BlockerState.OPEN)
    return [
        Case(
            kind=SubjectKind.BLOCKER,
            id=row.id,
            owner_id=row.owner_id,
            steps=blocker_steps(row, stage),
            round=blocker_day(row, stage).isoformat(),
        )
        for row in found
    ]


async def _decisions(unit: Unit, stage: Stage, checkins: Sequence[CheckIn]) -> list[Case]:
    found = await unit.decisions.find(team_id=stage.team.id, state=DecisionState.OPEN)
    asked = await asked_at(unit, found)
    cases = []
    for row in found:
        day = decision_day(row, stage, closing_day(row, stage.team, checkins, stage.holidays))
        decider = row.decider_id or stage.team.lead_id
        ladder, when = decision_steps(row, stage, day), asked.get((row.id, decider))
        steps = [step for step in ladder if not _is_too_soon(step, when, stage)]
        round_ = decision_round(day, decider)
        cases.append(Case(kind=SubjectKind.DECISION, id=row.id, owner_id=decider, steps=steps, round=round_))
    return cases


def _is_too_soon(step: Step, asked_at: datetime | None, stage: Stage) -> bool:
    """Whether it only reminds of what was asked in a message of its own that day, or on the working day before."""
    if asked_at is None or step.kind != NoticeKind.DUE:
        return False
    person = stage.people[step.recipient_id]
    after = stage.working_day(person, local_day(asked_at, person.zone), 1)
    return local_day(step.at, person.zone) <= after


async def _actions(unit: Unit, stage: Stage) -> list[Case]:
    found = await unit.actions.find(team_id=stage.team.id, state=ActionState.OPEN)
    return [
        Case(
            kind=SubjectKind.ACTION,
            id=row.id,
            owner_id=row.owner_id,
            steps=action_steps(row, stage),
            round=row.due.isoformat() if row.due else "",
        )
        for row in found
    ]


async def _weeks(unit: Unit, stage: Stage, checkins: Sequence[CheckIn]) -> list[Case]:
    """What several check-ins say together: nothing before the first has closed."""
    closed = sorted((row for row in checkins if row.state == CheckInState.CLOSED), key=lambda row: row.opens_at)
    recent = closed[-LOOK_BACK:]
    if not recent:
        return []
    answers = await unit.answers.find(checkin_id=[row.id for row in recent], is_withdrawn=False)
    weeks = by_checkin(recent, answers)
    latest, team, day = weeks[-1].checkin.id, stage.team, local_day(weeks[-1].ended, stage.team.zone).isoformat()
    rhythm = [
        Case(kind=SubjectKind.ANSWERS, id=latest, owner_id=team.lead_id, steps=answers_steps(weeks, stage), round=day),
        Case(kind=SubjectKind.ABSENCE, id=latest, owner_id=None, steps=absence_steps(weeks, stage), round=day),
    ]
    return [*rhythm, *await _key_results(unit, stage, weeks)]


async def _key_results(unit: Unit, stage: Stage, weeks: Sequence[Week]) -> list[Case]:
    """KRs that are off track by their own reading; one with an open blocker climbs by the blocker's ladder."""
    cycle = weeks[-1].checkin.cycle_id
    known = await unit.key_results.find(team_id=stage.team.id, cycle_id=cycle, is_removed=False)
    readings = await unit.latest_readings([row.id for row in known], READINGS)
    off = [row for row in known if is_off_track(row, readings.get(row.id, ()))]
    acted = await _acted(unit, [row.id for row in off]) if off else {}
    return [_key_result(row, weeks, readings.get(row.id, ()), acted.get(row.id), stage) for row in known]


def _key_result(
    row: KeyResult, weeks: Sequence[Week], readings: Sequence[Reading], acted_at: datetime | None, stage: Stage
) -> Case:
    steps = key_result_steps(row, weeks, readings, acted_at, stage)
    day = steps[0].round if steps else ""
    is_fine = not is_off_track(row, readings)
    return Case(kind=SubjectKind.KEY_RESULT, id=row.id, owner_id=row.owner_id, steps=steps, round=day, is_fine=is_fine)


async def _acted(unit: Unit, ids: Sequence[str]) -> dict[str, datetime]:
    """When somebody last took, decided or did something about each of these KRs; while it is blocked: right now."""
    latest: dict[str, datetime] = {}

    def note(key_result_id: str | None, moments: Iterable[datetime | None]) -> None:
        known = [moment for moment in moments if moment]
        if key_result_id and known:
            latest[key_result_id] = max([*known, *filter(None, [latest.get(key_result_id)])])

    for blocker in await unit.blockers.find(key_result_id=ids):
        is_open = blocker.state == BlockerState.OPEN and not blocker.lead_only
        note(blocker.key_result_id, [blocker.raised_at, blocker.settled_at, unit.now if is_open else None])
    for decision in await unit.decisions.find(key_result_id=ids):
        note(decision.key_result_id, [decision.raised_at, decision.decided_at])
    for action in await unit.actions.find(key_result_id=ids):
        note(action.key_result_id, [action.raised_at, action.moved_at, action.settled_at])
    for stop in await unit.stops.find(key_result_id=ids):
        note(stop.key_result_id, [stop.raised_at, stop.settled_at])
    for asked in await unit.escalations.find(subject_id=ids):
        note(asked.subject_id, _by_people(asked))
    return latest


def _by_people(asked: Escalation) -> list[datetime | None]:
    """When somebody asked for help, or settled what was sent: only then somebody did something."""
    is_help = asked.asked_by and asked.rung not in LADDER
    return [asked.sent_at if is_help else None, asked.settled_at if asked.settled_by else None]
