"""Whether a direct message reaches somebody. Where none does, nothing that was for them is lost, and who answers for
the team hears it once; once one does, what waits for them stands in one message.

Who is not reached is passed over by the ladder and told nothing unasked (`follow`, `weekly`). Knows what was on its way
to them and who hears of it; must not know how a platform is told to let us write. The words: `cadence.wording.reach`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from cadence.cards import Text, card
from cadence.context import Services, member_id
from cadence.follow.firing import LIVE
from cadence.follow.notices import take_back
from cadence.follow.subjects import Subject, Subjects
from cadence.follow.waiting import Waiting, all_waiting
from cadence.ids import new_id
from cadence.model import DecisionState, Escalation, Member, NoticeState, Place, SubjectKind, Team
from cadence.newest import Subject as Told
from cadence.newest import is_latest
from cadence.ports import Unit
from cadence.schedule.clocks import local_day
from cadence.tidings.heads import admins, heads_of
from cadence.tidings.inherited import send_past, waiting_rows
from cadence.tidings.kinds import Reached
from cadence.weekly.thread import message, post_in_thread
from cadence.wording.mine import mine_card
from cadence.wording.reach import BACK, stuck_line, unreached_card, unreached_line

ROLES = ("lead_id", "manager_id", "sponsor_id")


@dataclass
class Hearing:
    """What one person who answers for teams hears: what waits there, each once."""

    head: Member
    waiting: list[str] = field(default_factory=list)


async def reached(unit: Unit, services: Services, news: Reached) -> None:
    """A stranger stays one: whoever was never seen has nothing on its way to them."""
    is_newest = await is_latest(unit, Told.DIRECT, news.who, news.at)
    member = await unit.members.get(member_id(news.workspace_id, news.who))
    if member is None:
        return
    if news.is_reachable:
        if is_newest:
            await found_again(unit, member)
        return
    await take_back(unit, member, news.key)
    is_lost = is_newest and member.is_reachable
    if is_lost:
        member = replace(member, is_reachable=False)
        await unit.members.save(member)
    if not member.is_reachable:
        teams = await _go_on(unit, services, member)
        if is_lost:
            await _tell(unit, member, teams, news.mend)


async def found_again(unit: Unit, member: Member) -> Member:
    """A direct message reaches them (again): what waits for them is told in one, as `okr mine` shows it."""
    if member.is_reachable:
        return member
    back = replace(member, is_reachable=True)
    await unit.members.save(back)
    people = {each.id: each for each in await unit.members.find()}
    waiting = [] if back.is_guest else await all_waiting(unit, back, people)
    if any(each.checkins or each.entries or each.stops for each in waiting):
        shown = mine_card(back, waiting, people, local_day(unit.now, back.zone), (Text(BACK),))
        await unit.outbox.say(message(unit, f"back:{back.id}:{new_id()}", Place(member=back.external_id), shown))
        await _count_as_told(unit, back, waiting)
    return back


async def _count_as_told(unit: Unit, member: Member, waiting: Iterable[Waiting]) -> None:
    """What had waited for them: it is not told once more."""
    shown = {entry.notice.id for each in waiting for entry in each.entries}
    day = local_day(unit.now, member.zone)
    for notice in await unit.notices.find(member_id=member.id, state=NoticeState.WAITING):
        if notice.id in shown:
            told = replace(notice, state=NoticeState.TOLD, told_on=day, told_at=unit.now)
            await unit.notices.save(told)


async def _go_on(unit: Unit, services: Services, member: Member) -> list[Team]:
    """What had not reached them goes on to the next. All teams that have to do with them, held, in one order."""
    notices = await unit.notices.find(member_id=member.id, state=NoticeState.WAITING)
    untold = {notice.escalation_id for notice in notices}
    rows = [row for row in await waiting_rows(unit, member.id) if row.id in untold]
    waits = {row.team_id for row in rows} | {notice.team_id for notice in notices}
    concerned = await _teams_of(unit, member) | waits
    held = [team for team_id in sorted(concerned) if (team := await unit.lock(team_id))]
    for team in held:
        ours = [row for row in rows if row.team_id == team.id]
        for stuck in await send_past(unit, services, team, member, ours):
            await _tell_asker(unit, member, stuck)
    return held


async def _teams_of(unit: Unit, member: Member) -> set[str]:
    """Ids of those that ask them, or where they hold a role."""
    asked = {row.team_id for row in await unit.memberships.find(member_id=member.id)}
    held = {team.id for team in await unit.teams.find() if member.id in {getattr(team, role) for role in ROLES}}
    return asked | held


async def _tell_asker(unit: Unit, member: Member, row: Escalation) -> None:
    asker = await unit.members.get(row.asked_by) if row.asked_by else None
    if asker:
        place, shown = Place(member=asker.external_id), card(stuck_line(member, row.about))
        await unit.outbox.say(message(unit, f"unreached:{row.id}", place, shown))


async def _tell(unit: Unit, member: Member, teams: Sequence[Team], mend: str) -> None:
    """Who answers for these teams, each in one message; where nobody can be told, the team in one line."""
    hearings: dict[str, Hearing] = {}
    subjects = await _waiting_for(unit, member)
    for team in teams:
        heads = await heads_of(unit, team)
        for head in heads:
            hearing = hearings.setdefault(head.id, Hearing(head))
            hearing.waiting += [row.about for row in subjects if row.team.id == team.id and row.is_for(head.id)]
        if not heads:
            key = f"unreached:{member.id}:{team.id}:{new_id()}"
            await post_in_thread(unit, team, key, card(unreached_line(member)))
    for admin in await _who_hears_of_rollout(unit, member):
        hearings.setdefault(admin.id, Hearing(admin))
    for hearing in hearings.values():
        key, place = f"unreached:{member.id}:{hearing.head.id}:{new_id()}", Place(member=hearing.head.external_id)
        await unit.outbox.say(message(unit, key, place, unreached_card(member, hearing.waiting, mend), is_nudge=True))


async def _who_hears_of_rollout(unit: Unit, member: Member) -> list[Member]:
    if unit.workspace.rollout_lead_id != member.id:
        return []
    return [admin for admin in await admins(unit) if admin.is_reachable and admin.id != member.id]


async def _waiting_for(unit: Unit, member: Member) -> list[Subject]:
    """What waits for them: told or not, and the calls that they are to make; each once, as long as it is open."""
    loader = Subjects(unit)
    rows = await unit.escalations.find(recipient_id=member.id, state=LIVE)
    notices = await unit.notices.find(member_id=member.id, state=NoticeState.WAITING)
    calls = await unit.decisions.find(decider_id=member.id, state=DecisionState.OPEN)
    about = [(row.subject_kind, row.subject_id) for row in rows]
    about += [(notice.subject_kind, notice.subject_id) for notice in notices]
    about += [(SubjectKind.DECISION, call.id) for call in calls]
    found = [await loader.get(kind, subject_id) for kind, subject_id in dict.fromkeys(about)]
    return [row for row in found if row and row.is_open]
