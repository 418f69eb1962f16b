"""Everything that waits for one person, in all their teams: what `okr mine` shows.

Knows which records ask something of whom, and from which day on; must not know how that is shown, nor who is told.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from cadence.deciding import who_decides
from cadence.follow.entries import Entry, load_entries
from cadence.follow.subjects import Subject, Subjects, kind_of
from cadence.model import (
    Action,
    ActionState,
    Blocker,
    BlockerState,
    CheckIn,
    CheckInState,
    Decision,
    DecisionState,
    Escalation,
    EscalationState,
    KeyResult,
    Member,
    Notice,
    NoticeKind,
    NoticeState,
    StopShift,
    StopState,
)
from cadence.ports import Unit
from cadence.schedule.clocks import local_day
from cadence.schedule.workdays import cover_of, is_away
from cadence.snapshot import Snapshot
from cadence.weekly.current import latest_checkin
from cadence.wording.lists import due_of
from cadence.wording.matters import is_low

LIVE = (EscalationState.PLANNED, EscalationState.SENT, EscalationState.TAKEN)
ASKED = (NoticeKind.PREVIEW, NoticeKind.PICK, NoticeKind.WORTH)
"""What was told and asks for something, shown until that is settled."""


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """member: whose it is. entries: to settle, and told or held back. checkins: open, and not answered.

    stops: asked whether they did stop. low: key results of theirs that are off track, and that nobody was called for.
    """

    member: Member
    checkins: tuple[tuple[Snapshot, CheckIn], ...]
    entries: tuple[Entry, ...]
    stops: tuple[tuple[Snapshot, StopShift], ...]
    low: tuple[tuple[Snapshot, KeyResult], ...]


async def all_waiting(unit: Unit, viewer: Member, people: Mapping[str, Member]) -> list[Waiting]:
    """What waits for the viewer, then for each whom they cover now, by name. people: everybody, by id."""
    today = local_day(unit.now, viewer.zone)
    everyone = [viewer, *await _covered(unit, viewer, people)]
    return [await waiting_for(unit, member, today, viewer) for member in everyone]


async def _covered(unit: Unit, viewer: Member, people: Mapping[str, Member]) -> list[Member]:
    leaves = await unit.leaves.find()
    asked = [people[who] for who in {leave.member_id for leave in leaves} if who in people]
    days = [(member, local_day(unit.now, member.zone)) for member in asked]
    away = [(member, day) for member, day in days if is_away(member.id, day, leaves)]
    found = [member for member, day in away if cover_of(member.id, day, leaves) == viewer.id]
    return sorted(found, key=lambda member: (member.name, member.id))


async def waiting_for(unit: Unit, member: Member, today: date, viewer: Member) -> Waiting:
    """What waits for the member. today: on the viewer's clock. viewer: the member, or whoever covers them."""
    subjects = Subjects(unit)
    found = [*await _kept(unit, member, subjects), *await _escalations(unit, member, subjects)]
    found += await _promises(unit, member, today, subjects)
    seen = [entry for entry in found if entry.subject and entry.subject.is_for(viewer.id)]
    return Waiting(
        member=member,
        checkins=tuple(await _checkins(unit, member, subjects)),
        entries=tuple(entry for entry in seen if entry.is_live(today) and not entry.sleeps_until(today)),
        stops=tuple(await _stops(unit, member, subjects)),
        low=tuple(await _low(unit, member, subjects)),
    )


async def _kept(unit: Unit, member: Member, subjects: Subjects) -> list[Entry]:
    """What is held back, and what was told and still asks."""
    held = await unit.notices.find(member_id=member.id, state=NoticeState.WAITING)
    told = await unit.notices.find(member_id=member.id, state=NoticeState.TOLD, kind=ASKED)
    return await load_entries(unit, [*held, *told], subjects)


async def _escalations(unit: Unit, member: Member, subjects: Subjects) -> list[Entry]:
    states = (EscalationState.SENT, EscalationState.TAKEN)
    rows = await unit.escalations.find(recipient_id=member.id, state=states)
    found = [(row, await subjects.get(row.subject_kind, row.subject_id)) for row in rows]
    return [_entry(member, NoticeKind.STEP, subject, row.at, row) for row, subject in found if subject]


async def _promises(unit: Unit, member: Member, today: date, subjects: Subjects) -> list[Entry]:
    """Calls to make and what waits on them, whenever it is needed; their own promises from the promised day on."""
    calls, picks = await _decisions(unit, member, subjects)
    waited_on = await unit.blockers.find(waiting_on_id=member.id, state=BlockerState.OPEN)
    owned = await unit.blockers.find(owner_id=member.id, state=BlockerState.OPEN)
    actions = await unit.actions.find(owner_id=member.id, state=ActionState.OPEN)
    asks: list[Decision | Blocker] = [*calls, *waited_on]
    promised: list[Blocker | Action] = [*owned, *actions]
    wanted: list[tuple[NoticeKind, Decision | Blocker | Action]] = [
        *((NoticeKind.STEP, row) for row in asks),
        *((NoticeKind.PICK, row) for row in picks),
        *((NoticeKind.DUE, row) for row in promised if (due_of(row) or today) <= today),
    ]
    return [await _promise(member, kind, item, subjects) for kind, item in wanted]


async def _decisions(unit: Unit, member: Member, subjects: Subjects) -> tuple[list[Decision], list[Decision]]:
    """Those the member decides; and those they raised and somebody else has not decided."""
    led = [team.id for team in await unit.teams.find(lead_id=member.id)]
    named = await unit.decisions.find(decider_id=member.id, state=DecisionState.OPEN)
    of_team = await unit.decisions.find(team_id=led, state=DecisionState.OPEN)
    raised = await unit.decisions.find(raised_by=member.id, state=DecisionState.OPEN)
    calls, picks = [], []
    for row in {row.id: row for row in (*named, *of_team, *raised)}.values():
        snapshot = await subjects.snapshot(row.team_id)
        is_mine = snapshot is not None and who_decides(row, snapshot) == member.id
        calls += [row] if is_mine else []
        picks += [row] if not is_mine and row.raised_by == member.id and row.needed_by else []
    return calls, picks


async def _promise(member: Member, kind: NoticeKind, item: Decision | Blocker | Action, subjects: Subjects) -> Entry:
    subject = await subjects.get(kind_of(item), item.id)
    assert subject is not None  # noqa: S101 - it was just found
    day = due_of(item)
    return _entry(member, kind, subject, datetime.combine(day or date.max, time(), UTC))


def _entry(
    member: Member, kind: NoticeKind, subject: Subject, at: datetime, escalation: Escalation | None = None
) -> Entry:
    """Shown as a notice would show it; nothing is told."""
    notice = Notice(
        id=f"{kind}:{subject.id}",
        workspace_id=member.workspace_id,
        team_id=subject.team.id,
        member_id=member.id,
        kind=kind,
        subject_kind=subject.kind,
        subject_id=subject.id,
        at=at,
        escalation_id=escalation.id if escalation else None,
    )
    return Entry(notice=notice, subject=subject, escalation=escalation)


async def _checkins(unit: Unit, member: Member, subjects: Subjects) -> list[tuple[Snapshot, CheckIn]]:
    """Open check-ins that ask the member and that they have not answered, the first to close first."""
    asked = [row.team_id for row in await unit.memberships.find(member_id=member.id)]
    live = await unit.checkins.find(team_id=asked, state=CheckInState.OPEN)
    ids = [row.id for row in live]
    answers = await unit.answers.find(checkin_id=ids, member_id=member.id, is_withdrawn=False)
    answered = {row.checkin_id for row in answers}
    found = []
    for row in sorted(live, key=lambda each: (each.closes_at, each.id)):
        snapshot = await subjects.snapshot(row.team_id)
        if snapshot and row.id not in answered:
            found.append((snapshot, row))
    return found


async def _stops(unit: Unit, member: Member, subjects: Subjects) -> list[tuple[Snapshot, StopShift]]:
    """What was to stop by an earlier check-in than the newest."""
    rows = await unit.stops.find(raised_by=member.id, state=(StopState.OPEN, StopState.NOT_YET))
    found = []
    for row in sorted(rows, key=lambda each: (each.raised_at, each.id)):
        snapshot = await subjects.snapshot(row.team_id)
        newest = await latest_checkin(unit, snapshot.team) if snapshot else None
        if snapshot and newest and row.checkin_id != newest.id and row.raised_at < newest.opens_at:
            found.append((snapshot, row))
    return found


async def _low(unit: Unit, member: Member, subjects: Subjects) -> list[tuple[Snapshot, KeyResult]]:
    """Off track by their own reading, and nobody was called for yet."""
    rows = await unit.key_results.find(owner_id=member.id, is_removed=False)
    called = await unit.escalations.find(subject_id=[row.id for row in rows], state=LIVE)
    busy = {row.subject_id for row in called}
    found = []
    for row in rows:
        snapshot = await subjects.snapshot(row.team_id)
        is_current = snapshot is not None and row in snapshot.key_results
        if snapshot and is_current and row.id not in busy and is_low(row, snapshot.latest(row.id)):
            found.append((snapshot, row))
    return sorted(found, key=lambda each: each[0].place(each[1].id))
