"""The rows of the ladder that look back over several check-ins: a key result that nobody acts on, too few answers, a
leader who is not there. Pure.

Knows how many weeks running something was so; must not know what was fired already, nor say anything.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from cadence.follow.climb import Climb, Rung, Step
from cadence.follow.stage import Stage
from cadence.model import Answer, CheckIn, KeyResult, Reading, Role
from cadence.schedule.clocks import local_day
from cadence.weekly.counting import away_ids, count, in_ids
from cadence.wording.matters import is_low

AFTER_PREVIEW = 2
"""A manager hears of a key result on the second working day after the closing: the preview is on the first."""


@dataclass(frozen=True, kw_only=True)
class Week:
    """A closed check-in with the answers it was given that stand."""

    checkin: CheckIn
    answers: Sequence[Answer] = ()

    @property
    def ended(self) -> datetime:
        """The last moment that counts for it."""
        return self.checkin.closed_at or self.checkin.closes_at


def key_result_steps(
    key_result: KeyResult,
    weeks: Sequence[Week],
    readings: Sequence[Reading],
    acted_at: datetime | None,
    stage: Stage,
) -> list[Step]:
    """The manager, after so many check-ins running in which it was off track and nobody did anything about it.

    weeks, readings: oldest first. acted_at: when somebody last took, decided or did something about it.
    """
    needed = stage.policy.kr_checkins
    running = _off_track(key_result, weeks, readings, acted_at)
    if not needed or len(running) < needed:
        return []
    first, reached = running[0], running[needed - 1]
    climb = Climb(
        stage=stage,
        base=_day(reached, stage),
        round=_day(first, stage).isoformat(),
        owner_id=key_result.owner_id,
    )
    name, manager = "kr_manager", stage.team.manager_id
    return climb.steps([Rung(name=name, role=Role.MANAGER, days=AFTER_PREVIEW, holder_id=manager)])


def is_off_track(key_result: KeyResult, readings: Sequence[Reading]) -> bool:
    """Whether its newest reading says so."""
    return bool(readings) and is_low(key_result, readings[-1])


def answers_steps(weeks: Sequence[Week], stage: Stage) -> list[Step]:
    """Fewer than the wanted share answered, so many check-ins running: the lead; once more: the rollout lead."""
    policy, team = stage.policy, stage.team
    running = _running([_is_thin(week, policy.answers_percent) for week in weeks])
    lead = Rung(name="answers_lead", role=Role.LEAD, days=1, holder_id=team.lead_id)
    rollout = Rung(name="answers_rollout", role=Role.ROLLOUT_LEAD, days=1, holder_id=stage.rollout_lead_id)
    if not weeks:
        return []
    return _weekly(weeks[-1], stage, [(policy.answers_weeks, lead), (policy.answers_rollout, rollout)], running)


def absence_steps(weeks: Sequence[Week], stage: Stage) -> list[Step]:
    """A lead or manager who was asked and did not answer, so many check-ins running: that person alone; once more:
    the rollout lead."""
    team = stage.team
    leaders = {team.lead_id: Role.LEAD, team.manager_id: Role.MANAGER}
    people = [(member_id, role) for member_id, role in leaders.items() if member_id]
    return [step for member_id, role in people for step in _absent(member_id, role, weeks, stage)]


def _absent(member_id: str, role: Role, weeks: Sequence[Week], stage: Stage) -> list[Step]:
    policy = stage.policy
    asked = [week for week in weeks if member_id in set(week.checkin.expected_ids) - away_ids(week.answers)]
    if not asked or asked[-1] != weeks[-1]:
        return []
    running = _running([member_id not in in_ids(week.answers) for week in asked])
    # a leader alone hears of it: there is no preview, whatever the role is
    own = Rung(name=f"absent_{role}", role=Role.OWNER, days=1, holder_id=member_id)
    rollout = Rung(name=f"absent_{role}_rollout", role=Role.ROLLOUT_LEAD, days=1, holder_id=stage.rollout_lead_id)
    rungs = [(policy.absent_weeks, own), (policy.absent_rollout, rollout)]
    return _weekly(asked[-1], stage, rungs, running, about_id=member_id)


def _weekly(
    week: Week, stage: Stage, rungs: Sequence[tuple[int | None, Rung]], running: int, about_id: str | None = None
) -> list[Step]:
    """The rungs that this many weeks running come to: each once, in the week in which it is reached."""
    day = _day(week, stage)
    climb = Climb(stage=stage, base=day, round=day.isoformat(), about_id=about_id)
    return climb.steps([rung for needed, rung in rungs if needed and needed == running])


def _is_thin(week: Week, percent: int) -> bool:
    counted = count(week.checkin, week.answers)
    return counted.expected > 0 and counted.answered * 100 < percent * counted.expected


def _running(was_so: Sequence[bool]) -> int:
    """How many of the last ones it was so, without a gap."""
    found = 0
    for so in reversed(was_so):
        if not so:
            break
        found += 1
    return found


def _off_track(
    key_result: KeyResult, weeks: Sequence[Week], readings: Sequence[Reading], acted_at: datetime | None
) -> list[Week]:
    """The last check-ins running that closed on a low reading, after anybody did anything about it. Oldest first."""
    found: list[Week] = []
    for week in reversed(weeks):
        known = [row for row in readings if row.at <= week.ended]
        if not is_off_track(key_result, known) or (acted_at and acted_at >= week.checkin.opens_at):
            break
        found.append(week)
    return found[::-1] if is_off_track(key_result, readings) else []


def _day(week: Week, stage: Stage) -> date:
    return local_day(week.ended, stage.team.zone)


def by_checkin(checkins: Sequence[CheckIn], answers: Sequence[Answer]) -> list[Week]:
    """Closed check-ins with their answers, oldest first."""
    given: Mapping[str, list[Answer]] = {row.id: [] for row in checkins}
    for answer in answers:
        given[answer.checkin_id].append(answer)
    return [Week(checkin=row, answers=given[row.id]) for row in sorted(checkins, key=lambda row: row.opens_at)]
