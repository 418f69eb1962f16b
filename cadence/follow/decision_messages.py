"""The messages that show a decision: in the team's thread, and private, to whom it is asked of. Said once, kept true.

Knows who is asked during leave, and where a decision is shown; must not know the words
(`cadence.wording.decision_request`), nor what settles it.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from operator import itemgetter

from cadence import deciding
from cadence.context import Services
from cadence.deciding import who_decides
from cadence.ids import id_for
from cadence.model import (
    CheckIn,
    CheckInState,
    Decision,
    DecisionState,
    Leave,
    Member,
    Notice,
    NoticeKind,
    NoticeState,
    Place,
    SubjectKind,
    Team,
)
from cadence.permissions import is_reachable
from cadence.ports import Unit
from cadence.schedule.clocks import local_day
from cadence.schedule.workdays import cover_of, is_away
from cadence.snapshot import HISTORY, Snapshot, load_snapshot
from cadence.weekly.current import recent_checkins
from cadence.weekly.thread import message, post_in_thread
from cadence.wording.decision_request import Asked, request_card

UNPOSTED = frozenset({CheckInState.SCHEDULED, CheckInState.SKIPPED})


async def show_decision(
    unit: Unit, services: Services, team: Team, decision: Decision, is_known: bool = False
) -> Decision:
    """Say a new decision, or bring every message that shows it up to date.

    Whoever is asked anew gets a message of their own at once: an old one that changes in place notifies nobody.
    is_known: they hear of it otherwise. Whom no direct message reaches finds it in the thread, and in `okr mine`.
    """
    snapshot = await load_snapshot(unit, team, readings=HISTORY)
    leaves = await unit.leaves_around(team.id)
    day = await due_day(unit, services, snapshot, decision, leaves)
    asked = asked_of(unit, decision, snapshot, day, leaves)
    await _show_in_thread(unit, snapshot, decision, asked)
    is_asked = not is_known and is_reachable(snapshot.people.get(asked.member_id))
    told = await _told(unit, decision, asked) if is_asked else decision.told_ids
    for tail in told:
        await _show_in_private(unit, snapshot, decision, asked, tail)
    if told != decision.told_ids:
        await _note_asked(unit, snapshot, decision, asked, told[-1])
    kept = replace(decision, told_ids=told)
    if kept != decision:
        await unit.decisions.save(kept)
    return kept


async def show_early_decisions(unit: Unit, services: Services, team: Team, checkin: CheckIn) -> None:
    """Post what was raised before the prompt was there to thread under. Called once the prompt was said."""
    for decision in await unit.decisions.find(checkin_id=checkin.id, state=DecisionState.OPEN):
        await show_decision(unit, services, team, decision)


async def due_day(
    unit: Unit, services: Services, snapshot: Snapshot, decision: Decision, leaves: Sequence[Leave]
) -> date:
    """As `deciding.due_day`, with no more check-ins read than that needs."""
    if decision.needed_by:
        return decision.needed_by
    team_id = snapshot.team.id
    own = await unit.checkins.get(decision.checkin_id) if decision.checkin_id else None
    if own is not None and own.team_id == team_id:
        known = [own]
    else:
        known = await recent_checkins(unit, team_id, raised=decision.raised_at)
    return deciding.due_day(decision, snapshot, known, leaves, services.holidays)


def asked_of(unit: Unit, decision: Decision, snapshot: Snapshot, day: date, leaves: Sequence[Leave]) -> Asked:
    """Who decides; during their leave their cover; the lead where nobody covers and they are back too late."""
    decider = who_decides(decision, snapshot)
    today = _today(unit, snapshot.people.get(decider), snapshot.team)
    if not is_away(decider, today, leaves):
        return Asked(member_id=decider, falls_due=day)
    back_after = max(row.last for row in leaves if row.member_id == decider and row.first <= today <= row.last)
    lead = snapshot.team.lead_id
    stand_in = cover_of(decider, today, leaves)
    if stand_in is None and back_after >= day and lead != decider and not is_away(lead, today, leaves):
        stand_in = lead
    return Asked(member_id=stand_in or decider, falls_due=day, away_until=back_after)


def _today(unit: Unit, member: Member | None, team: Team) -> date:
    return local_day(unit.now, member.zone if member else team.zone)


async def _show_in_thread(unit: Unit, snapshot: Snapshot, decision: Decision, asked: Asked) -> None:
    key, team = f"decision:{decision.id}", snapshot.team
    said = await unit.outbox.said(key)
    shown = request_card(decision, snapshot, local_day(unit.now, team.zone), None, asked)
    if said:
        await unit.outbox.say(replace(said, card=shown))
    elif decision.state == DecisionState.OPEN and await _has_thread(unit, decision):
        await post_in_thread(unit, team, key, shown)


async def _has_thread(unit: Unit, decision: Decision) -> bool:
    """What was raised early waits for its prompt; of a skipped week nothing is posted."""
    own = await unit.checkins.get(decision.checkin_id) if decision.checkin_id else None
    return own is None or own.state not in UNPOSTED


async def _told(unit: Unit, decision: Decision, asked: Asked) -> tuple[str, ...]:
    """The last parts of the keys of its private messages, the newest last: a member id, and a number if asked again."""
    told = decision.told_ids
    if decision.state != DecisionState.OPEN or (told and _member_of(told[-1]) == asked.member_id):
        return told
    if not told and asked.member_id == decision.raised_by and decision.handed_by in (None, decision.raised_by):
        return told  # who asks themselves knows
    tail, number = asked.member_id, 1
    while await unit.outbox.said(_key(decision, tail)):
        number += 1
        tail = f"{asked.member_id}:{number}"
    return (*told, tail)


async def _note_asked(unit: Unit, snapshot: Snapshot, decision: Decision, asked: Asked, tail: str) -> None:
    """It counts as told, so that nobody is asked the same in another message of that day, or reminded too soon."""
    decider = who_decides(decision, snapshot)
    notice = Notice(
        id=id_for("notice", NoticeKind.STEP, decision.id, "asked", tail),
        workspace_id=decision.workspace_id,
        team_id=decision.team_id,
        member_id=decider,
        kind=NoticeKind.STEP,
        subject_kind=SubjectKind.DECISION,
        subject_id=decision.id,
        at=unit.now,
        state=NoticeState.TOLD,
        cover_id=asked.member_id if asked.member_id != decider else None,
        told_on=_today(unit, snapshot.people.get(asked.member_id), snapshot.team),
        told_at=unit.now,
        is_solicited=True,
    )
    await unit.notices.add(notice)


async def asked_at(unit: Unit, decisions: Sequence[Decision]) -> dict[tuple[str, str], datetime]:
    """When each of these was last asked of whom, in a message of its own: by decision and decider (ids)."""
    ids = [row.id for row in decisions]
    told = await unit.notices.find(subject_kind=SubjectKind.DECISION, subject_id=ids, is_solicited=True) if ids else []
    rows = [(row.told_at, row) for row in told if row.told_at and row.escalation_id is None]
    return {(row.subject_id, row.member_id): moment for moment, row in sorted(rows, key=itemgetter(0))}


async def _show_in_private(unit: Unit, snapshot: Snapshot, decision: Decision, asked: Asked, tail: str) -> None:
    member = snapshot.people.get(_member_of(tail))
    if member:
        today = _today(unit, member, snapshot.team)
        shown = request_card(decision, snapshot, today, member.id, asked)
        await unit.outbox.say(message(unit, _key(decision, tail), Place(member=member.external_id), shown))


def _member_of(tail: str) -> str:
    return tail.partition(":")[0]


def _key(decision: Decision, tail: str) -> str:
    return f"decision:{decision.id}:{tail}"
