"""What waits for somebody who has left: escalations go on to the next, notices go, covers end, nobody asks them.

Knows where a person stands in what was planned; must not know what was theirs (`belongings`), nor who is told.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from cadence.context import Services
from cadence.follow.climb import TO_MANAGERS
from cadence.follow.firing import LIVE
from cadence.follow.handing_on import handed_on, told_at_once
from cadence.follow.ladder import LADDER
from cadence.follow.notices import notify, refresh_told
from cadence.follow.stage import load_stage
from cadence.follow.subjects import Subject, load_subject
from cadence.model import Blocker, Escalation, EscalationState, Member, NoticeState, Role, Team
from cadence.ports import Unit
from cadence.schedule.clocks import local_day
from cadence.weekly.counting import in_ids
from cadence.weekly.current import open_checkin
from cadence.weekly.opening import refresh_prompt

LEFT = "{name} has left; it went on"
MISSED = "{name} could not be reached; it went on"


async def waiting_rows(unit: Unit, member_id: str) -> list[Escalation]:
    """Escalations that wait for this member."""
    return await unit.escalations.find(recipient_id=member_id, state=LIVE)


async def drop_notices(unit: Unit, member_id: str) -> None:
    """What was to be told to them is told to nobody: whoever comes after is told anew."""
    for notice in await unit.notices.find(member_id=member_id, state=NoticeState.WAITING):
        await unit.notices.save(replace(notice, state=NoticeState.GONE))


async def drop_covers(unit: Unit, member: Member) -> None:
    """Nobody is covered by them from now on."""
    today = local_day(unit.now, member.zone)
    for leave in await unit.leaves.find(cover_id=member.id):
        if leave.last >= today:
            await unit.leaves.save(replace(leave, cover_id=None))


async def expect_no_more(unit: Unit, team: Team, member_id: str) -> None:
    """The open check-in does not wait for their answer; one that they gave counts."""
    checkin = await open_checkin(unit, team)
    if checkin is None or member_id not in checkin.expected_ids:
        return
    if member_id in in_ids(await unit.answers.find(checkin_id=checkin.id, is_withdrawn=False)):
        return
    left = tuple(each for each in checkin.expected_ids if each != member_id)
    fewer = replace(checkin, expected_ids=left, next_at=None)
    await unit.checkins.save(fewer)
    await refresh_prompt(unit, fewer)


async def send_on(unit: Unit, services: Services, team: Team, member: Member, rows: Iterable[Escalation]) -> None:
    """Each goes to whoever comes next: by the ladder at its next look, where the ladder sent it; else now."""
    for row in rows:
        if row.rung in LADDER:
            await _give_back(unit, row)
        else:
            await _pass_on(unit, services, team, row, LEFT.format(name=member.name))
        await refresh_told(unit, services, row.subject_kind, row.subject_id)
    await unit.follow_next(team.id, unit.now)


async def send_past(
    unit: Unit, services: Services, team: Team, member: Member, rows: Iterable[Escalation]
) -> list[Escalation]:
    """What a person had sent to somebody whom no direct message reaches goes on now; what the ladder sent, at its next
    look. Those that nobody else can be asked for, as they were.
    """
    stuck = []
    for row in rows:
        if row.rung not in LADDER:
            heir = await _pass_on(unit, services, team, row, MISSED.format(name=member.name))
            stuck += [] if heir else [row]
            await refresh_told(unit, services, row.subject_kind, row.subject_id)
    await unit.follow_next(team.id, unit.now)
    return stuck


async def _give_back(unit: Unit, row: Escalation) -> None:
    """Taken by somebody who is gone is not taken."""
    if row.state == EscalationState.TAKEN:
        back = replace(row, state=EscalationState.SENT, returns_on=None, settled_by=None, settled_at=None, outcome="")
        await unit.escalations.save(back)


async def _pass_on(unit: Unit, services: Services, team: Team, row: Escalation, outcome: str) -> Member | None:
    """As if they had pressed "Not mine"; where nobody comes next, whoever asked has to ask somebody else."""
    subject = await load_subject(unit, row.subject_kind, row.subject_id)
    heir = await _next(unit, services, team, subject, row) if subject else None
    state = EscalationState.PASSED if heir else EscalationState.CANCELLED
    ended = replace(row, state=state, settled_at=unit.now, outcome=outcome)
    if heir is None:
        await unit.escalations.save(ended)
        return None
    role = Role.LEAD if heir.id == team.lead_id else row.role
    fresh = handed_on(row, heir.id, role, unit.now)
    await unit.escalations.add(fresh)
    await unit.escalations.save(replace(ended, passed_to=fresh.id))
    is_solicited = fresh.asked_by is not None
    await notify(unit, services, told_at_once(fresh, unit.now, is_solicited=is_solicited))
    return heir


async def _next(unit: Unit, services: Services, team: Team, subject: Subject, row: Escalation) -> Member | None:
    """Whom they answered to, where they were asked as a manager; else the lead, else the team's manager."""
    stage = await load_stage(unit, services, team, also=(row.recipient_id,))
    above = stage.managers.get(row.recipient_id) if row.role in TO_MANAGERS else None
    out = _not_for(subject, row)
    found = (stage.reached(each) for each in (above, team.lead_id, team.manager_id))
    return next((each for each in found if each and each.id not in out and subject.is_for(each.id)), None)


def _not_for(subject: Subject, row: Escalation) -> Sequence[str | None]:
    """Who asked, whom it is about, and whom it waits on."""
    waits_on = subject.item.waiting_on_id if isinstance(subject.item, Blocker) else None
    return (row.recipient_id, row.asked_by, subject.owner_id, waits_on)
