"""News through the desk, and what came of them: the words each person reads, and what is kept."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from cadence.cards import Button, Buttons
from cadence.model import Message
from cadence.news import (
    ChannelChange,
    ChannelChanged,
    ChannelTrouble,
    Connected,
    Disconnected,
    GroupsChanged,
    GroupSeen,
    News,
    NewsDesk,
    PersonChanged,
)
from cadence.requests import Person
from cadence.wording.plain import plain_text
from tests.cadence.desk import Desk
from tests.fakes.growth import NAMES, TEAM, WORKSPACE

_counter = iter(range(1, 1_000_000))


class Ear(Desk):
    """A desk that also hears news."""

    async def hear(self, *news: News) -> None:
        for each in news:
            await NewsDesk(self.store, self.services).tell(each)

    async def leave(self, who: str) -> None:
        """Somebody's account is closed."""
        await self.hear(left(who))

    async def groups(self, people: Sequence[str] | None, named: Sequence[str] = (), **more: Any) -> None:
        """The group `@growth` as it stands now."""
        told = None if people is None else tuple(people)
        seen = GroupSeen(**{"id": "G1", "handle": "growth", "name": "Growth people", "people": told, **more})
        await self.hear(GroupsChanged(**_head(), groups=(seen,), named={who: known(who) for who in named}))

    async def channel(self, change: ChannelChange, **more: Any) -> None:
        await self.hear(ChannelChanged(**{**_head(), "channel": TEAM.channel, "change": change, **more}))

    async def trouble(self, code: str, mend: str = "Ask an admin.") -> None:
        await self.hear(ChannelTrouble(**_head(), channel=TEAM.channel, code=code, mend=mend))

    async def disconnect(self) -> None:
        await self.hear(Disconnected(**_head()))

    async def connect(self, name: str = "") -> None:
        await self.hear(Connected(**_head(), name=name))

    def messages(self, key: str = "", to: str | None = None) -> list[Message]:
        """What was said under keys that begin so, to this person where one is given, in the order it was said."""
        queued = sorted(self.store.data[WORKSPACE.id].messages.values(), key=lambda row: (row.at, row.position))
        rows = [row.message for row in queued if row.message.key.startswith(key)]
        return [row for row in rows if to is None or row.place.member == to]

    def told(self, who: str, key: str = "") -> list[str]:
        """What this person reads in direct messages."""
        return [plain_text(row.card) for row in self.messages(key, who)]

    def told_somebody(self, key: str) -> list[str | None]:
        return [row.place.member for row in self.messages(key)]


def buttons_in(message: Message) -> list[Button]:
    return [button for block in message.card.blocks if isinstance(block, Buttons) for button in block.buttons]


def known(who: str, **more: Any) -> Person:
    return Person(**{"id": who, "name": NAMES.get(who, who.title()), "zone": "Europe/Berlin", **more})


def left(who: str, news_id: str = "") -> PersonChanged:
    news = PersonChanged(**_head(), who=known(who, is_active=False))
    return replace(news, news_id=news_id or news.news_id)


def back(who: str) -> PersonChanged:
    return PersonChanged(**_head(), who=known(who, is_active=True))


def _head() -> dict[str, Any]:
    return {"workspace_id": WORKSPACE.id, "news_id": f"news-{next(_counter)}"}
