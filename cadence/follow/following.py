"""The pass over one team: fires the steps that are due, each once, and previews those to come.

Knows in which order things are looked at; when a step comes is the ladder's, what is done with it `firing`'s, what
becomes of it `tending`'s.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from cadence.context import Services
from cadence.follow.cases import Case, World, load_world
from cadence.follow.climb import Step
from cadence.follow.firing import LIVE, Firing, escalation_id, notice_id, starts
from cadence.follow.notices import notify, refresh_told
from cadence.follow.tending import Tending
from cadence.model import Escalation, EscalationState, Notice, NoticeKind, NoticeState, Team
from cadence.ports import Unit
from cadence.weekly.current import open_checkin, scheduled_checkin


async def follow(unit: Unit, services: Services, team: Team) -> int:
    """Bring the (locked) team's escalations and notices up to date, tell the unit when to look next, and return how
    many steps were fired.

    After downtime the late steps of one subject are merged into the last of them. A paused team is let be. One that has
    no next check-in, since planning it failed, is due for a look until it has.
    """
    if team.is_paused:
        await unit.follow_next(team.id, _tomorrow(unit.now))
        return 0
    world = await load_world(unit, services, team)
    firing = await _firing(unit, services, team, world)
    known = {(case.kind, case.id) for case in world.cases}
    left = [row for row in firing.rows.values() if (row.subject_kind, row.subject_id) not in known]
    tending = Tending(firing)
    for row in left:
        await tending.alone(row)
    for case in world.cases:
        await tending.climb(case)
    later = [moment for moment in firing.moments if moment > unit.now]
    is_planned = await open_checkin(unit, team) or await scheduled_checkin(unit, team)
    await unit.follow_next(team.id, min([*later, _tomorrow(unit.now)]) if is_planned else unit.now)
    return firing.fired


async def settle_escalations(
    unit: Unit, services: Services, subject_id: str, by: str, outcome: str
) -> list[Escalation]:
    """The subject was settled: its escalations are too, waiting notices go, and every message that showed it is
    updated.

    Call it from whatever settles a blocker, decision or action. Returns those that had been sent."""
    rows = await unit.escalations.find(subject_id=subject_id, state=LIVE)
    for row in rows:
        is_planned = row.state == EscalationState.PLANNED
        state = EscalationState.CANCELLED if is_planned else EscalationState.SETTLED
        await unit.escalations.save(replace(row, state=state, settled_at=unit.now, settled_by=by, outcome=outcome))
    told = await unit.notices.find(subject_id=subject_id)
    for kind in sorted({row.subject_kind for row in told} | {row.subject_kind for row in rows}):
        await refresh_told(unit, services, kind, subject_id)
    return [row for row in rows if row.state != EscalationState.PLANNED]


async def send_now(unit: Unit, services: Services, escalation: Escalation, by: str) -> Escalation:
    """A planned step reaches its recipient at once, because somebody asks for it; as it stands then.

    One that is not planned any more is returned as it is: somebody, or its moment, was first."""
    await unit.lock(escalation.team_id)
    row = await unit.escalations.get(escalation.id) or escalation
    if row.state != EscalationState.PLANNED:
        return row
    sent = replace(row, state=EscalationState.SENT, at=unit.now, sent_at=unit.now, asked_by=by)
    await unit.escalations.save(sent)
    notice = Notice(
        id=notice_id(NoticeKind.STEP, sent.subject_id, sent.round, sent.rung, sent.recipient_id),
        workspace_id=sent.workspace_id,
        team_id=sent.team_id,
        member_id=sent.recipient_id,
        kind=NoticeKind.STEP,
        subject_kind=sent.subject_kind,
        subject_id=sent.subject_id,
        at=unit.now,
        escalation_id=sent.id,
        is_solicited=True,
    )
    await notify(unit, services, notice)
    await refresh_told(unit, services, sent.subject_kind, sent.subject_id)
    return sent


async def _firing(unit: Unit, services: Services, team: Team, world: World) -> Firing:
    """What was fired before, as far as it matters now."""
    live = await unit.escalations.find(team_id=team.id, state=LIVE)
    rows = {row.id: row for row in live}
    due = [(case, step) for case in world.cases for step in case.steps if starts(step) <= unit.now]
    rows |= {row.id: row for row in await _fired(unit, due, rows)}
    told = await unit.notices.find(id=_reminders(due)) if _reminders(due) else []
    planned = [row.id for row in live if row.state == EscalationState.PLANNED]
    told += await unit.notices.find(escalation_id=planned, kind=NoticeKind.PREVIEW) if planned else []
    missed = [row.id for row in live if row.state == EscalationState.SENT and not world.stage.reached(row.recipient_id)]
    told += await unit.notices.find(escalation_id=missed, state=NoticeState.WAITING) if missed else []
    return Firing(
        unit=unit, services=services, team=team, stage=world.stage, rows=rows, told={row.id: row for row in told}
    )


async def _fired(unit: Unit, due: Sequence[tuple[Case, Step]], known: dict[str, Escalation]) -> list[Escalation]:
    ids = [escalation_id(case.id, step.rung, step.round) for case, step in due if step.kind == NoticeKind.STEP]
    missing = [made for made in ids if made not in known]
    return await unit.escalations.find(id=missing) if missing else []


def _reminders(due: Sequence[tuple[Case, Step]]) -> list[str]:
    return [
        notice_id(step.kind, case.id, step.round, step.rung, step.recipient_id)
        for case, step in due
        if step.kind != NoticeKind.STEP
    ]


def _tomorrow(now: datetime) -> datetime:
    """Leave, roles and holidays change without a word to us: every team is looked at once a day."""
    return datetime.combine(now.astimezone(UTC).date() + timedelta(days=1), time(), UTC)
