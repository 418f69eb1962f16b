"""What a platform tells of its own accord: people, groups and channels changed. Nobody waits for a reply.

Knows which module of `cadence.tidings` acts on which news; each is one unit of work, done once per news id.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from cadence.context import Services
from cadence.patience import patiently
from cadence.ports import Store, Unit
from cadence.tidings.channels import channel_changed, channel_trouble
from cadence.tidings.connecting import connected, disconnected
from cadence.tidings.deleted import message_gone
from cadence.tidings.groups import groups_changed
from cadence.tidings.kinds import (
    ChannelChange,
    ChannelChanged,
    ChannelTrouble,
    Connected,
    Disconnected,
    GroupsChanged,
    GroupSeen,
    MessageGone,
    News,
    PeopleLeft,
    PersonChanged,
    Reached,
    Unentered,
    Unheard,
)
from cadence.tidings.leaving import people_left
from cadence.tidings.people import person_changed
from cadence.tidings.reached import reached
from cadence.tidings.unentered import unentered
from cadence.tidings.unheard import unheard

__all__ = [
    "ChannelChange",
    "ChannelChanged",
    "ChannelTrouble",
    "Connected",
    "Disconnected",
    "GroupSeen",
    "GroupsChanged",
    "MessageGone",
    "News",
    "NewsDesk",
    "PeopleLeft",
    "PersonChanged",
    "Reached",
    "Unentered",
    "Unheard",
]

ACTOR = "platform"

Handler = Callable[[Unit, Services, Any], Awaitable[None]]

HANDLERS: dict[type[News], Handler] = {
    PersonChanged: person_changed,
    GroupsChanged: groups_changed,
    ChannelChanged: channel_changed,
    ChannelTrouble: channel_trouble,
    MessageGone: message_gone,
    PeopleLeft: people_left,
    Reached: reached,
    Unheard: unheard,
    Unentered: unentered,
    Disconnected: disconnected,
    Connected: connected,
}


class NewsDesk:
    """Acts on news. Raises what the store raises; the same news again changes nothing."""

    def __init__(self, store: Store, services: Services) -> None:
        self._store = store
        self._services = services

    async def tell(self, news: News) -> None:
        """Act on it, in one unit of work of the workspace. Raises LookupError for a workspace that is not kept."""
        await patiently(lambda: self._once(news))

    async def _once(self, news: News) -> None:
        async with self._store.unit(news.workspace_id, actor=ACTOR) as unit:
            if await unit.first_time(f"news:{news.news_id}"):
                await HANDLERS[type(news)](unit, self._services, news)
