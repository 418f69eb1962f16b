"""People left a team's channel, though they are still in the workspace: the team asks them no more, and its lead hears.

What is theirs stays theirs, as when somebody is taken out of the group that keeps a list. Knows who is asked and who is
told; the words stand in `cadence.wording.roster`.
"""

from collections.abc import Sequence

from cadence.cards import Card
from cadence.context import Services, member_id
from cadence.ids import new_id
from cadence.model import Member, Team
from cadence.permissions import is_here
from cadence.ports import Unit
from cadence.snapshot import load_snapshot
from cadence.tidings.heads import who_may_name
from cadence.tidings.inherited import expect_no_more
from cadence.tidings.kinds import PeopleLeft
from cadence.tidings.rosters import tell_heads
from cadence.weekly.thread import post_in_thread
from cadence.wording.roster import lead_left_line, left_line, roster_card


async def people_left(unit: Unit, services: Services, news: PeopleLeft) -> None:  # noqa: ARG001 - as all
    """Of every team that lives in one of these channels. Where a group keeps its list, that says who is asked."""
    ids = {member_id(news.workspace_id, each) for each in news.people}
    for found in sorted(await unit.teams.find(channel=news.channels), key=lambda team: team.id):
        team = await unit.lock(found.id)
        if team is not None and team.group_id is None:
            await _leave(unit, team, ids)


async def _leave(unit: Unit, team: Team, ids: set[str]) -> None:
    rows = await unit.memberships.find(team_id=team.id, member_id=ids)
    for row in rows:
        await unit.memberships.remove(row.id)
        await expect_no_more(unit, team, row.member_id)
    gone = [row for row in await unit.members.find(id=[row.member_id for row in rows]) if is_here(row)]
    await _tell(unit, team, sorted(gone, key=lambda member: member.name), is_lead_gone=team.lead_id in ids)


async def _tell(unit: Unit, team: Team, gone: Sequence[Member], is_lead_gone: bool) -> None:
    """The lead; where it is the lead who left, whoever may name another; where there is nobody, the team."""
    snapshot = await load_snapshot(unit, team)
    others = [member for member in gone if member.id != team.lead_id]
    lines = [left_line(snapshot, others)] if others else []
    if not is_lead_gone:
        for line in lines:
            await tell_heads(unit, team, line)
        return
    lines.append(lead_left_line(snapshot))
    heads = [head for head in await who_may_name(unit, team) if head.id != team.lead_id]
    for line in lines:
        await tell_heads(unit, team, line, heads)
    if not heads:
        shown: Card = roster_card(snapshot, None, lines[-1])
        await post_in_thread(unit, team, f"left:{team.lead_id}:{team.id}:{new_id()}", shown)
