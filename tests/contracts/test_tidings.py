"""News over every store: somebody leaves, a group keeps the list, the channel gets another id, the app is taken out."""

from dataclasses import replace

from cadence.context import Services
from cadence.news import (
    ChannelChange,
    ChannelChanged,
    Connected,
    Disconnected,
    GroupsChanged,
    GroupSeen,
    NewsDesk,
    PersonChanged,
)
from cadence.requests import Person
from cadence.tidings.rosters import group_id
from tests.contracts.conftest import Kept, changed_by
from tests.fakes.growth import TEAM, WORKSPACE, kr_id, mid

HERE = WORKSPACE.id


async def test_what_was_theirs_is_the_leads_and_the_trail_says_how(store: Kept, services: Services) -> None:
    desk, gone = NewsDesk(store, services), Person(id="cy", is_active=False, manager="mia")
    await desk.tell(PersonChanged(workspace_id=HERE, news_id="1", who=gone))
    async with store.unit(HERE, actor="test") as unit:
        owned, member = await unit.key_results.get(kr_id("1.3")), await unit.members.get(mid("cy"))
    assert owned
    assert member
    assert (owned.owner_id, member.manager_id) == (mid("ana"), mid("mia"))
    assert (await changed_by(store, kr_id("1.3")))[-1] == "platform"


async def test_a_group_keeps_the_list(store: Kept, services: Services) -> None:
    desk = NewsDesk(store, services)
    for number, people in enumerate((("ana", "ben"), ("ana", "mia"))):
        seen = GroupSeen(id="G1", handle="growth", name="Growth", people=people)
        await desk.tell(GroupsChanged(workspace_id=HERE, news_id=f"g{number}", groups=(seen,)))
        async with store.unit(HERE, actor="test") as unit:
            team = await unit.teams.get(TEAM.id)
            assert team
            if team.group_id is None:
                await unit.teams.save(replace(team, group_id=group_id(HERE, "G1")))
    async with store.unit(HERE, actor="test") as unit:
        rows = await unit.memberships.find(team_id=TEAM.id)
    assert {row.member_id for row in rows} == {mid("ana"), mid("mia")}


async def test_a_channel_gets_another_id(store: Kept, services: Services) -> None:
    moved = ChannelChanged(
        workspace_id=HERE, news_id="c", channel=TEAM.channel, change=ChannelChange.MOVED, new_id="C-new"
    )
    await NewsDesk(store, services).tell(moved)
    async with store.unit(HERE, actor="test") as unit:
        assert [team.id for team in await unit.teams.find(channel="C-new")] == [TEAM.id]


async def test_the_app_is_taken_out_and_put_back(store: Kept, services: Services) -> None:
    desk = NewsDesk(store, services)
    await desk.tell(Disconnected(workspace_id=HERE, news_id="d"))
    assert [row.is_connected for row in await store.workspaces() if row.id == HERE] == [False]
    await desk.tell(Connected(workspace_id=HERE, news_id="e", name="Again"))
    async with store.unit(HERE, actor="test") as unit:
        assert (unit.workspace.is_connected, unit.workspace.name) == (True, "Again")
