"""Makes an empty local workspace livable: one person to act as, and one channel to begin in.

Only where nobody is there yet; people and teams come by `drumbeat import`, or by `okr setup`.
"""

from cadence.context import meet
from cadence.ports import Channel
from cadence.requests import Person
from storage import SqlStore

WORKSPACE = "local"
YOU = Person(id="you", name="You")
GENERAL = Channel(id="general", name="general", topic="No team yet: type okr setup")


async def furnish(store: SqlStore) -> None:
    """Add the person and the channel where there is none."""
    async with store.unit(WORKSPACE, actor="operator") as unit:
        if not await unit.members.find():
            await meet(unit, WORKSPACE, YOU)
    if not await store.chatlog.channels():
        await store.chatlog.add_channel(GENERAL)
