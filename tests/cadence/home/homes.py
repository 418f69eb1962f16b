"""Opens Homes, presses in them, and reads what they show."""

from cadence.cards import Button, Buttons, Card
from cadence.context import Services
from cadence.model import CheckIn
from cadence.requests import Reply
from cadence.scheduler import Scheduler
from cadence.wording.plain import plain_text
from tests.cadence.desk import Desk
from tests.cadence.harness import stop
from tests.fakes.growth import WORKSPACE, mid, opened_home
from tests.fakes.memory import MemoryStore


class Homes(Desk):
    """A desk that looks at the Homes, too."""

    def __init__(self, store: MemoryStore, services: Services) -> None:
        super().__init__(store, services)
        self.scheduler = Scheduler(store, services, stop)

    async def open(self, who: str) -> str:
        """Somebody opens their Home; what it says."""
        await self.door.handle(opened_home(who))
        return self.shown(who)

    def card(self, who: str) -> Card:
        return self.store.data[WORKSPACE.id].messages[f"home:{mid(who)}"].message.card

    def shown(self, who: str) -> str:
        return plain_text(self.card(who))

    def revision(self, who: str) -> int:
        """How often it was said anew."""
        return self.store.data[WORKSPACE.id].messages[f"home:{mid(who)}"].revision

    def buttons(self, who: str) -> list[Button]:
        rows = [block for block in self.card(who).blocks if isinstance(block, Buttons)]
        return [button for row in rows for button in row.buttons]

    def labels(self, who: str) -> list[str]:
        return [button.label for button in self.buttons(who)]

    async def tap(self, who: str, label: str, value: str | None = None) -> Reply:
        """Press the first button with this label (and value) on somebody's Home."""
        found = next(
            each for each in self.buttons(who) if each.label == label and (value is None or each.value == value)
        )
        return await self.press(who, found.action, found.value, None)

    async def checkin(self) -> CheckIn:
        return await self.open_week()
