"""Where a blocker is shown: in its team's thread, in the thread of the team it waits on, or to the lead alone.

Knows places, and keeps every message true where it stands; must not know how a blocker changed, nor the words
(cadence.wording.blocker_entry). Whoever changes a blocker that waits on another team holds both teams, since the
summaries of both show it.
"""

from dataclasses import replace

from cadence.cards import card
from cadence.context import Services
from cadence.follow.notices import notify
from cadence.ids import id_for, new_id
from cadence.model import (
    Blocker,
    BlockerState,
    CheckIn,
    CheckInState,
    Notice,
    NoticeKind,
    NoticeState,
    Place,
    SubjectKind,
    Team,
)
from cadence.permissions import confidant
from cadence.ports import Unit
from cadence.schedule.clocks import local_day
from cadence.snapshot import HISTORY, Snapshot, load_snapshot
from cadence.weekly.closing import refresh_summary
from cadence.weekly.current import latest_checkin
from cadence.weekly.thread import message, post_in_thread, post_line, stands_in_newest
from cadence.wording.blocker_entry import (
    lead_card,
    no_longer_card,
    no_longer_lead_only_card,
    not_shown_card,
    other_team_card,
    thread_card,
)


async def show_blocker(
    unit: Unit, services: Services, team: Team, blocker: Blocker, before: Blocker | None = None, line: str = ""
) -> None:
    """Say the blocker where it is new, and update every message that shows it.

    before: as it stood, where it was there already. line: what was done; said in a thread that shows it nowhere else.
    One of a check-in that is not open yet waits for it; of one that was skipped nothing is posted.
    """
    if not line and await _is_unposted(unit, blocker):
        return
    for other in sorted(_elsewhere(blocker, before)):
        await unit.lock(other)  # a form holds its own team already; a ring is a Conflict, and tried again
    snapshot = await load_snapshot(unit, team, readings=HISTORY)
    await _show_here(unit, snapshot, blocker, line)
    await _show_lead(unit, snapshot, blocker)
    left = before.waiting_on_team_id if before else None
    if left and left != blocker.waiting_on_team_id:
        await _take_leave(unit, services, snapshot, blocker, left)
    await _show_there(unit, services, snapshot, blocker, line)


async def hold_teams(unit: Unit, blocker: Blocker) -> None:
    """Hold every team that shows it, always in the same order, so that nobody waits for each other in a ring."""
    for team_id in sorted(each for each in {blocker.team_id, blocker.waiting_on_team_id} if each):
        await unit.lock(team_id)


async def show_early_blockers(unit: Unit, services: Services, team: Team, checkin: CheckIn) -> None:
    """Say what was raised before the check-in opened. Called once its prompt was said."""
    for blocker in await unit.blockers.find(checkin_id=checkin.id, state=BlockerState.OPEN, lead_only=False):
        await show_blocker(unit, services, team, blocker)


def _elsewhere(blocker: Blocker, before: Blocker | None) -> set[str]:
    """The other teams that show it, or did."""
    there = {blocker.waiting_on_team_id, before.waiting_on_team_id if before else None}
    return {each for each in there if each}


async def _is_unposted(unit: Unit, blocker: Blocker) -> bool:
    """Raised in a check-in that is not open yet, or was skipped: there is no thread for it."""
    checkin = await unit.checkins.get(blocker.checkin_id) if blocker.checkin_id else None
    if checkin is None or blocker.lead_only or checkin.state not in (CheckInState.SCHEDULED, CheckInState.SKIPPED):
        return False
    return await unit.outbox.said(f"blocker:{blocker.id}") is None


async def _show_here(unit: Unit, snapshot: Snapshot, blocker: Blocker, line: str) -> None:
    """In its own team's thread."""
    key, team = f"blocker:{blocker.id}", snapshot.team
    today = local_day(unit.now, team.zone)
    said = await unit.outbox.said(key)
    if blocker.lead_only:
        if said:
            await unit.outbox.say(replace(said, card=not_shown_card(blocker, snapshot)))
        return
    if said:
        await unit.outbox.say(replace(said, card=thread_card(blocker, snapshot, today)))
    elif blocker.state == BlockerState.OPEN and not line:
        await post_in_thread(unit, team, key, thread_card(blocker, snapshot, today))
    if line and not await stands_in_newest(unit, team, key):
        await post_line(unit, team, f"{key}:{new_id()}", card(line))


async def _show_lead(unit: Unit, snapshot: Snapshot, blocker: Blocker) -> None:
    """To the lead alone, unless it is the lead's own."""
    lead = snapshot.people.get(confidant(blocker, snapshot.team))
    key = f"blocker:{blocker.id}:{lead.id}" if lead else ""
    said = await unit.outbox.said(key) if lead else None
    today = local_day(unit.now, snapshot.team.zone)
    if not blocker.lead_only:
        if said:
            await unit.outbox.say(replace(said, card=no_longer_lead_only_card(blocker, snapshot)))
        return
    is_new = blocker.state == BlockerState.OPEN and lead is not None and lead.id != blocker.raised_by
    if lead and (said or (is_new and lead.is_reachable)):
        place = Place(member=lead.external_id)
        await unit.outbox.say(message(unit, key, place, lead_card(blocker, snapshot, today)))


async def _show_there(unit: Unit, services: Services, snapshot: Snapshot, blocker: Blocker, line: str) -> None:
    """In the thread of the team it waits on, and to its lead."""
    team = snapshot.teams.get(blocker.waiting_on_team_id) if blocker.waiting_on_team_id else None
    if team is None or blocker.lead_only:
        return
    key = f"blocker:{blocker.id}:{team.id}"
    shown = other_team_card(blocker, snapshot, local_day(unit.now, team.zone))
    said = await unit.outbox.said(key)
    if said:
        await unit.outbox.say(replace(said, card=shown))
    elif blocker.state == BlockerState.OPEN:
        await post_in_thread(unit, team, key, shown)
        await _tell_other_lead(unit, services, snapshot, blocker, team)
    if said and line and not await stands_in_newest(unit, team, key):
        await post_line(unit, team, f"{key}:{new_id()}", card(line))
    await _refresh_summary_of(unit, services, team)


async def _tell_other_lead(unit: Unit, services: Services, snapshot: Snapshot, blocker: Blocker, team: Team) -> None:
    """Once, unless it is theirs already."""
    if team.lead_id in (blocker.raised_by, blocker.owner_id, snapshot.team.lead_id):
        return
    notice = Notice(
        id=_notice_id(blocker, team.lead_id),
        workspace_id=blocker.workspace_id,
        team_id=blocker.team_id,
        member_id=team.lead_id,
        kind=NoticeKind.STEP,
        subject_kind=SubjectKind.BLOCKER,
        subject_id=blocker.id,
        at=unit.now,
    )
    await notify(unit, services, notice)


async def _take_leave(unit: Unit, services: Services, snapshot: Snapshot, blocker: Blocker, team_id: str) -> None:
    """Tell the team that it waits on no more."""
    said = await unit.outbox.said(f"blocker:{blocker.id}:{team_id}")
    if said:
        await unit.outbox.say(replace(said, card=no_longer_card(snapshot)))
    team = snapshot.teams.get(team_id)
    told = await unit.notices.get(_notice_id(blocker, team.lead_id)) if team else None
    if told:
        await unit.notices.save(replace(told, state=NoticeState.GONE))
    if team:
        await _refresh_summary_of(unit, services, team)


def _notice_id(blocker: Blocker, member_id: str) -> str:
    """One a blocker and lead, however often it is changed."""
    return id_for("notice", NoticeKind.STEP, blocker.id, blocker.since.isoformat(), "other_team", member_id)


async def _refresh_summary_of(unit: Unit, services: Services, team: Team) -> None:
    newest = await latest_checkin(unit, team)
    if newest:
        await refresh_summary(unit, services, newest)
