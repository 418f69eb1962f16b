"""Messages that are really sent, to whoever has the app: what the tests of reaching people share."""

from datetime import datetime
from typing import Any

from bot.trouble import tells_of_trouble
from cadence.context import Services
from cadence.delivery import Sender
from cadence.errors import Undeliverable
from cadence.news import NewsDesk, Reached
from cadence.ports import Delivery
from cadence.wording.plain import plain_text
from tests.cadence.follow.ladder.laddering import Ladder
from tests.fakes.clock import FakeClock
from tests.fakes.growth import WORKSPACE
from tests.fakes.memory import MemoryStore

MEND = "They find the app in the store."


class Shy:
    """A platform where the app is not there for everybody."""

    def __init__(self) -> None:
        self.without: set[str] = set()
        self.tried: list[str] = []

    async def post(self, delivery: Delivery) -> str:
        if delivery.place.member in self.without:
            self.tried.append(delivery.key)
            raise Undeliverable("no such conversation", code="not_installed")
        return f"ref-{delivery.id}"

    async def update(self, delivery: Delivery) -> str:
        return await self.post(delivery)


class Reach(Ladder):
    """A team whose messages are really sent, to whoever has the app."""

    def __init__(self, store: MemoryStore, clock: FakeClock, services: Services) -> None:
        super().__init__(store, clock, services)
        self.chat, self.desk = Shy(), NewsDesk(store, services)
        trouble = tells_of_trouble(self.desk, {"local": {"not_installed": MEND}}, clock)
        self.sender = Sender(store, {"local": self.chat}, clock, trouble=trouble, jitter=lambda: 0.0)

    async def live(self, day: int, until: int) -> None:
        """Each hour of these days a look, and all is sent."""
        for each in range(day, until + 1):
            for hour in range(7, 20):
                await self.at(each, f"{hour:02}:00")
                await self.sender.drain()

    async def lose(self, who: str, **more: Any) -> None:
        self.chat.without.add(who)
        await self.tell(who, is_reachable=False, **more)

    async def regain(self, who: str, at: datetime | None = None) -> None:
        self.chat.without.discard(who)
        await self.tell(who, is_reachable=True, at=at)

    async def tell(self, who: str, **more: Any) -> None:
        news_id = f"reached {who} {len(self.store.data[WORKSPACE.id].receipts)}"
        await self.desk.tell(Reached(workspace_id=WORKSPACE.id, news_id=news_id, who=who, **more))

    def letters(self, who: str, key: str = "") -> list[str]:
        """What this person was sent in private."""
        queued = sorted(self.store.data[WORKSPACE.id].messages.values(), key=lambda row: (row.at, row.position))
        rows = [row.message for row in queued if row.message.key.startswith(key)]
        return [plain_text(row.card) for row in rows if row.place.member == who]

    def in_channel(self, key: str) -> list[str]:
        rows = self.store.data[WORKSPACE.id].messages.values()
        return [
            row.message.card.notice for row in rows if row.message.place.channel and row.message.key.startswith(key)
        ]
