"""Teams whose list a group of the platform keeps: who is asked follows who is in it.

Knows who of a group can be asked, and that a team is never emptied silently; must not know how news come, nor setup.
"""

from collections.abc import Iterable, Mapping, Sequence

from cadence.cards import Card
from cadence.context import member_id
from cadence.ids import id_for
from cadence.model import Group, Member, Membership, Place, Team
from cadence.permissions import is_here
from cadence.ports import Unit
from cadence.schedule.clocks import local_day
from cadence.snapshot import load_snapshot
from cadence.tidings.heads import heads_of
from cadence.weekly.thread import message
from cadence.wording.roster import changed_line, disabled_line, empty_line, roster_card


def group_id(workspace_id: str, external_id: str) -> str:
    """The id under which a group is kept."""
    return id_for("group", workspace_id, external_id)


async def people_of(unit: Unit, group: Group) -> list[Member]:
    """Whom of the group a team can ask: active members whom we know, no guests and no bots."""
    ids = [member_id(group.workspace_id, external_id) for external_id in group.people]
    return [member for member in await unit.members.find(id=ids) if is_here(member)]


async def keep_roster(unit: Unit, team: Team, wanted: Iterable[str]) -> None:
    """The team asks these members (ids) and nobody else; who is no longer asked loses the membership, and no more."""
    rows, ids = await unit.memberships.find(team_id=team.id), set(wanted)
    for row in rows:
        if row.member_id not in ids:
            await unit.memberships.remove(row.id)
    for asked in sorted(ids - {row.member_id for row in rows}):
        row_id = id_for("membership", team.id, asked)
        await unit.memberships.add(
            Membership(id=row_id, workspace_id=team.workspace_id, team_id=team.id, member_id=asked)
        )


async def follow_groups_of(unit: Unit, member: Member) -> None:
    """Somebody came back, or cannot be asked any more: the lists that their groups keep follow."""
    for group in await unit.groups.find(is_active=True):
        if member.external_id in group.people:
            await follow_group(unit, group, group)


async def follow_group(unit: Unit, group: Group, before: Group | None) -> None:
    """Every team whose list it keeps is as the group is. before: as it was known, if it was."""
    for found in sorted(await unit.teams.find(group_id=group.id), key=lambda team: team.id):
        team = await unit.lock(found.id)
        if team:
            await _follow(unit, team, group, before)


async def _follow(unit: Unit, team: Team, group: Group, before: Group | None) -> None:
    if not group.is_active:
        if before is None or before.is_active:
            await tell_heads(unit, team, disabled_line(group, await load_snapshot(unit, team)))
        return
    people = {member.id: member for member in await people_of(unit, group)}
    if not people:
        if before != group:
            await tell_heads(unit, team, empty_line(group, await load_snapshot(unit, team)))
        return
    was = {row.member_id for row in await unit.memberships.find(team_id=team.id)}
    await keep_roster(unit, team, people)
    everybody: Mapping[str, Member] = {member.id: member for member in await unit.members.find(id=[*was, *people])}
    new = sorted(everybody[each].name for each in people.keys() - was)
    gone = sorted(everybody[each].name for each in was - people.keys() if everybody[each].is_active)
    if new or gone:
        await tell_heads(unit, team, changed_line(group, new, gone))


async def tell_heads(unit: Unit, team: Team, line: str, heads: Sequence[Member] | None = None) -> None:
    """One message a day to the lead; what changes later that day stands in it, too, without another notification.

    heads: whom instead of the lead.
    """
    snapshot = await load_snapshot(unit, team)
    for head in await heads_of(unit, team) if heads is None else heads:
        key = f"roster:{team.id}:{head.id}:{local_day(unit.now, head.zone).isoformat()}"
        said = await unit.outbox.said(key)
        shown: Card = roster_card(snapshot, said.card if said else None, line)
        await unit.outbox.say(message(unit, key, Place(member=head.external_id), shown, is_nudge=True))
