"""Somebody asks for help: who can be asked, and what then reaches them at once. The normal way up.

Knows roles, and that asking again on the same day changes the first request; must not know buttons, forms or words.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from cadence.context import Services
from cadence.follow.handing_on import told_at_once
from cadence.follow.notices import notify, refresh_told
from cadence.follow.subjects import Subject
from cadence.ids import id_for
from cadence.model import (
    Blocker,
    Escalation,
    EscalationState,
    Leave,
    Member,
    Notice,
    NoticeState,
    Role,
)
from cadence.permissions import confidant, is_reachable
from cadence.ports import Unit
from cadence.schedule.workdays import cover_of

RUNG = "help"
UNDER_WAY = (EscalationState.PLANNED, EscalationState.SENT, EscalationState.TAKEN)


@dataclass(frozen=True, kw_only=True)
class Helper:
    """Somebody who can be asked. roles: all that they hold, the nearest first."""

    member: Member
    roles: tuple[Role, ...]


@dataclass(frozen=True, kw_only=True)
class Call:
    """What is asked. today: the team's local day."""

    to: Helper
    by: Member
    ask: str
    answer_by: date
    today: date


def helpers(subject: Subject, me: Member) -> list[Helper]:
    """Lead, manager and sponsor, as far as there are; each once, never oneself.

    Nobody whom no direct message reaches. What is about a person: the lead."""
    team = subject.team
    lead = confidant(subject.item, team) if isinstance(subject.item, Blocker) else team.lead_id
    held = [(Role.LEAD, lead), (Role.MANAGER, team.manager_id), (Role.SPONSOR, team.sponsor_id)]
    roles: dict[str, tuple[Role, ...]] = {}
    for role, who in held[:1] if subject.is_lead_only else held:
        if who and who != me.id:
            roles[who] = (*roles.get(who, ()), role)
    people = subject.snapshot.people
    found = [Helper(member=people[who], roles=held_by) for who, held_by in roles.items() if who in people]
    return [helper for helper in found if is_reachable(helper.member)]


def may_ask(subject: Subject, me: Member, today: date, leaves: Sequence[Leave]) -> bool:
    """Whoever answers for it or for its key result, raised it, leads or covers one of them; an admin."""
    if not subject.is_for(me.id):
        return False
    around = askers(subject)
    return me.administers or me.id in around or me.id in {cover_of(who, today, leaves) for who in around}


def askers(subject: Subject) -> list[str]:
    """Member ids of who may ask, besides admins and covers."""
    item = subject.item
    if subject.is_lead_only and isinstance(item, Blocker):
        return list(dict.fromkeys([item.raised_by, confidant(item, subject.team)]))
    about = getattr(item, "key_result_id", None)
    kr_owner = next((kr.owner_id for kr in subject.snapshot.key_results if kr.id == about), None)
    everybody = (subject.owner_id, kr_owner, getattr(item, "raised_by", None), subject.team.lead_id)
    return list(dict.fromkeys(who for who in everybody if who))


async def call(unit: Unit, services: Services, subject: Subject, asked: Call) -> tuple[Escalation, Notice]:
    """The request as it stands, and how it reaches whom it is for. Once a day for each subject and helper: asked again,
    it says the newer words. Hold the team."""
    known = await _known(unit, subject, asked)
    step = _step(unit, subject, asked, len(known))
    open_ones = [row for row in known if row.state in UNDER_WAY]
    if open_ones:
        step = replace(open_ones[-1], asked_by=asked.by.id, ask=asked.ask, answer_by=asked.answer_by)
        await unit.escalations.save(step)
    else:
        await unit.escalations.add(step)
    notice = await notify(unit, services, told_at_once(step, unit.now, is_solicited=True))
    await refresh_told(unit, services, subject.kind, subject.id)
    return step, notice


async def _known(unit: Unit, subject: Subject, asked: Call) -> list[Escalation]:
    """Asked of the same person today, or before and not told yet (a weekend lies between); oldest first."""
    rows = await unit.escalations.find(subject_id=subject.id, rung=RUNG, recipient_id=asked.to.member.id)
    ids = [row.id for row in rows if row.state in UNDER_WAY]
    waiting = {row.escalation_id for row in await unit.notices.find(escalation_id=ids, state=NoticeState.WAITING)}
    today = asked.today.isoformat()
    return sorted((row for row in rows if row.round == today or row.id in waiting), key=lambda row: (row.at, row.id))


def _step(unit: Unit, subject: Subject, asked: Call, before: int) -> Escalation:
    day = asked.today.isoformat()
    return Escalation(
        id=id_for("escalation", subject.id, RUNG, day, asked.to.member.id, str(before)),
        workspace_id=subject.team.workspace_id,
        team_id=subject.team.id,
        subject_kind=subject.kind,
        subject_id=subject.id,
        rung=RUNG,
        round=day,
        about=subject.about,
        recipient_id=asked.to.member.id,
        role=asked.to.roles[0],
        at=unit.now,
        state=EscalationState.SENT,
        asked_by=asked.by.id,
        ask=asked.ask,
        answer_by=asked.answer_by,
        sent_at=unit.now,
    )
