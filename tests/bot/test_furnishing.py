"""An empty local workspace has somebody to act as and somewhere to begin; a lived-in one is left alone."""

from bot.furnishing import WORKSPACE, furnish
from cadence.ids import id_for
from cadence.model import Member, Workspace
from cadence.ports import Channel
from storage import open_store
from tests.fakes.clock import FakeClock


async def test_an_empty_one_gets_a_person_and_a_channel_once(sqlite_url: str, clock: FakeClock) -> None:
    store = open_store(sqlite_url, clock)
    await store.add_workspace(Workspace(id=WORKSPACE, platform="local", name="Local workspace"))
    await furnish(store)
    await furnish(store)
    async with store.unit(WORKSPACE, actor="test") as unit:
        assert [member.name for member in await unit.members.find()] == ["You"]
    assert [channel.name for channel in await store.chatlog.channels()] == ["general"]
    await store.close()


async def test_one_that_has_people_and_channels_keeps_them(sqlite_url: str, clock: FakeClock) -> None:
    store = open_store(sqlite_url, clock)
    await store.add_workspace(Workspace(id=WORKSPACE, platform="local", name="Local workspace"))
    async with store.unit(WORKSPACE, actor="test") as unit:
        ana = Member(id=id_for("member", WORKSPACE, "ana"), workspace_id=WORKSPACE, external_id="ana", name="Ana")
        await unit.members.add(ana)
    await store.chatlog.add_channel(Channel(id="growth", name="growth"))
    await furnish(store)
    async with store.unit(WORKSPACE, actor="test") as unit:
        assert [member.name for member in await unit.members.find()] == ["Ana"]
    assert [channel.name for channel in await store.chatlog.channels()] == ["growth"]
    await store.close()
