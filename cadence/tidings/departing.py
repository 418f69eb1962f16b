"""Somebody left: what is theirs goes to the lead, once, and the lead hears of it in one message.

Nobody judges why. What has no lead to go to stays theirs until the team has one (`hand_down`, after setup). They stay
listed in the team, so that coming back needs nothing; whoever is not active is neither asked nor counted.
Knows who inherits what and who is told; the words stand in `cadence.wording.departure`.
"""

from collections.abc import Sequence
from dataclasses import replace

from cadence.cards import Card
from cadence.context import Services
from cadence.ids import new_id
from cadence.model import Blocker, Member, Place, Role, Team
from cadence.permissions import confidant, is_here, is_reachable
from cadence.ports import Unit
from cadence.snapshot import load_snapshot
from cadence.tidings.belongings import Belongings, belongings_of, give
from cadence.tidings.heads import admins, who_may_name
from cadence.tidings.inherited import drop_covers, drop_notices, expect_no_more, send_on, waiting_rows
from cadence.weekly.thread import message, post_in_thread
from cadence.wording.departure import Legacy, heirs_card, needs_lead_card, rollout_lead_card


async def depart(unit: Unit, services: Services, member: Member) -> None:
    """Once, when a member became inactive. Holds every team that is concerned, always in the same order."""
    await drop_notices(unit, member.id)
    await drop_covers(unit, member)
    waiting = await waiting_rows(unit, member.id)
    asked_in = {row.team_id for row in await unit.memberships.find(member_id=member.id)}
    told: dict[str, list[Legacy]] = {}
    for team_id in sorted(team.id for team in await unit.teams.find()):
        rows = [row for row in waiting if row.team_id == team_id]
        if team_id in asked_in or rows or await _is_concerned(unit, team_id, member.id):
            team = await unit.lock(team_id)
            legacies = await _leave(unit, services, team, member, team_id in asked_in) if team else {}
            for heir_id, legacy in legacies.items():
                told.setdefault(heir_id, []).append(legacy)
            if team:
                await send_on(unit, services, team, member, rows)
    for heir_id in sorted(told):
        await _tell_heir(unit, member, heir_id, told[heir_id])
    await _leave_workspace(unit, member)


async def hand_down(unit: Unit, services: Services, team: Team) -> None:
    """What is left of people who are gone goes to the (locked) team's lead, now that there is one."""
    lead = await unit.members.get(team.lead_id)
    if not lead or not is_here(lead):
        return
    await unit.follow_next(team.id, unit.now)
    for member in await unit.members.find(is_active=False):
        found = await belongings_of(unit, team, member.id)
        if found:
            given = await _share_out(unit, services, team, found)
            for heir_id, what in given.items():
                legacy = Legacy(snapshot=await load_snapshot(unit, team), given=what)
                await _tell_heir(unit, member, heir_id, [legacy])


async def _is_concerned(unit: Unit, team_id: str, member_id: str) -> bool:
    team = await unit.teams.get(team_id)
    if team is None:
        return False
    roles = (team.lead_id, team.manager_id, team.sponsor_id)
    return member_id in roles or bool(await belongings_of(unit, team, member_id))


async def _leave(unit: Unit, services: Services, team: Team, member: Member, was_asked: bool) -> dict[str, Legacy]:
    """What it means for one team, by member id of who is to hear of it."""
    await expect_no_more(unit, team, member.id)
    found = await belongings_of(unit, team, member.id)
    if team.lead_id == member.id:
        await _ask_for_lead(unit, team, member, found)
        return {}
    given = await _share_out(unit, services, team, found)
    snapshot = await load_snapshot(unit, team)
    legacies = {heir_id: Legacy(snapshot=snapshot, given=what) for heir_id, what in given.items()}
    roles = tuple(role for role in (Role.MANAGER, Role.SPONSOR) if _holder(team, role) == member.id)
    if is_here(snapshot.people.get(team.lead_id)) and (roles or was_asked or team.lead_id in legacies):
        what = given.get(team.lead_id, Belongings())
        legacies[team.lead_id] = Legacy(snapshot=snapshot, given=what, roles=roles, was_asked=was_asked)
    return legacies


def _holder(team: Team, role: Role) -> str | None:
    return team.manager_id if role == Role.MANAGER else team.sponsor_id


async def _share_out(unit: Unit, services: Services, team: Team, found: Belongings) -> dict[str, Belongings]:
    """Gives everything away that somebody may have. Who got what, by member id; empty where the team has no lead."""
    shares: dict[str, Belongings] = {}
    lead = await unit.members.get(team.lead_id)
    if lead and is_here(lead):
        shares[lead.id] = found.shared
    for blocker in found.private:
        heir = await _may_know(unit, team, blocker)
        if heir:
            before = shares.get(heir.id, Belongings())
            shares[heir.id] = _with(before, blocker)
    kept = {heir_id: what for heir_id, what in shares.items() if what}
    for heir_id, what in kept.items():
        await give(unit, services, team, what, heir_id)
    return kept


async def _may_know(unit: Unit, team: Team, blocker: Blocker) -> Member | None:
    """What is for one lead alone goes to that lead, or stays where it is."""
    found = await unit.members.get(confidant(blocker, team))
    return found if found and is_here(found) else None


def _with(before: Belongings, blocker: Blocker) -> Belongings:
    return replace(before, blockers=[*before.blockers, blocker])


async def _ask_for_lead(unit: Unit, team: Team, member: Member, found: Belongings) -> None:
    """Who may name another lead is asked to; where there is nobody, the team is."""
    snapshot = await load_snapshot(unit, team)
    heads = await who_may_name(unit, team)
    for head in heads:
        await _direct(unit, member, team.id, head, needs_lead_card(member, snapshot, found))
    if not heads:
        key = f"left:{member.id}:{team.id}:{new_id()}"
        await post_in_thread(unit, team, key, needs_lead_card(member, snapshot, Belongings()))


async def _tell_heir(unit: Unit, member: Member, heir_id: str, legacies: Sequence[Legacy]) -> None:
    heir = await unit.members.get(heir_id)
    if heir:
        await _direct(unit, member, legacies[0].snapshot.team.id, heir, heirs_card(member, heir, legacies))


async def _leave_workspace(unit: Unit, member: Member) -> None:
    """The rollout lead is named by the operator: admins hear that there is none."""
    if unit.workspace.rollout_lead_id == member.id:
        for admin in await admins(unit):
            await _direct(unit, member, "rollout", admin, rollout_lead_card(member))


async def _direct(unit: Unit, member: Member, about: str, to: Member, card: Card) -> None:
    if not is_reachable(to):
        return
    key = f"left:{member.id}:{about}:{new_id()}"
    await unit.outbox.say(message(unit, key, Place(member=to.external_id), card, is_nudge=True))
