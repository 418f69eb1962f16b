"""A platform that shows messages and can be told to fail."""

from cadence.cards import Card
from cadence.ports import Delivery


class FakeChat:
    """See `cadence.ports.Chat`. posts, updates: what arrived, in order. shown: what people see now, by ref."""

    def __init__(self) -> None:
        self.posts: list[Delivery] = []
        self.updates: list[Delivery] = []
        self.shown: dict[str, Card] = {}
        self._errors: list[Exception] = []

    def fail(self, *errors: Exception) -> None:
        """Raise these at the next deliveries, one at each; DeliveryError or any other."""
        self._errors.extend(errors)

    async def post(self, delivery: Delivery) -> str:
        self._perhaps_fail()
        self.posts.append(delivery)
        return self._show(f"ref-{len(self.posts)}", delivery)

    async def update(self, delivery: Delivery) -> str:
        self._perhaps_fail()
        self.updates.append(delivery)
        return self._show(str(delivery.ref), delivery)

    def _show(self, ref: str, delivery: Delivery) -> str:
        self.shown[ref] = delivery.card
        return ref

    def _perhaps_fail(self) -> None:
        if self._errors:
            raise self._errors.pop(0)
