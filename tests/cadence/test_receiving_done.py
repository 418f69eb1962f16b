"""Once an event was handled, a connection that breaks does not make it handled again."""

from datetime import UTC, datetime

from cadence.errors import StoreAway
from cadence.ports import Arrival
from cadence.receiving import LEASE, Receiver
from tests.fakes.clock import FakeClock
from tests.fakes.memory_keeping import MemoryInbox

NOON = datetime(2026, 11, 9, 12, tzinfo=UTC)


class CutOff(MemoryInbox):
    """Its connection breaks as often as told when something is to be done."""

    def __init__(self, breaks: int) -> None:
        super().__init__()
        self.breaks = breaks

    async def done(self, arrival: Arrival) -> None:
        if self.breaks:
            self.breaks -= 1
            raise StoreAway("the connection broke")
        await super().done(arrival)


async def test_what_was_handled_counts_as_done_though_a_connection_broke() -> None:
    inbox, clock, handled = CutOff(breaks=1), FakeClock(NOON), []

    async def handle(arrival: Arrival) -> None:
        handled.append(arrival.id)

    receiver = Receiver(inbox, {"slack": handle}, clock)
    await receiver.put(Arrival(id="Ev1", platform="slack", body="{}", at=NOON))
    await receiver.drain()
    clock.forward(seconds=2 * LEASE.total_seconds())
    await receiver.run_once()
    assert handled == ["Ev1"]
