"""Groups as the platform tells of them: kept, and the teams that follow them brought up to date.

Knows what is kept of a group; must not know what a team makes of it (`rosters`).
"""

from cadence.context import Services
from cadence.model import Group
from cadence.newest import Subject, is_latest
from cadence.ports import Unit
from cadence.tidings.kinds import GroupsChanged, GroupSeen
from cadence.tidings.people import bring_up_to_date
from cadence.tidings.rosters import follow_group, group_id


async def groups_changed(unit: Unit, services: Services, news: GroupsChanged) -> None:
    """Whom the news does not name, and nobody knows, is not asked until they are known.

    Of a group of which later news came that stays as it is; but whom this news makes known is asked.
    """
    told = sorted(news.groups, key=lambda each: each.id)
    latest = {seen.id for seen in told if await is_latest(unit, Subject.GROUP, seen.id, news.at)}
    await bring_up_to_date(unit, services, news.workspace_id, news.named.values())
    for seen in told:
        before = await unit.groups.get(group_id(news.workspace_id, seen.id))
        group = await _keep(unit, news.workspace_id, seen, before) if seen.id in latest else before
        if group is not None:
            await follow_group(unit, group, before)


async def _keep(unit: Unit, workspace_id: str, seen: GroupSeen, before: Group | None) -> Group:
    group = _group(group_id(workspace_id, seen.id), workspace_id, seen, before)
    await (unit.groups.save(group) if before else unit.groups.add(group))
    return group


def _group(made: str, workspace_id: str, seen: GroupSeen, before: Group | None) -> Group:
    known = before.people if before else ()
    return Group(
        id=made,
        workspace_id=workspace_id,
        external_id=seen.id,
        handle=seen.handle,
        name=seen.name,
        people=known if seen.people is None else seen.people,
        is_active=seen.is_active,
    )
