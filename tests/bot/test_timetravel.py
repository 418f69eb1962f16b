"""A jump in time lets everything on the way happen at its own moment."""

from datetime import timedelta

from bot.timetravel import Traveller
from cadence.context import Services
from cadence.delivery import Sender
from cadence.model import CheckInState
from cadence.scheduler import Scheduler
from tests.cadence.desk import a_blocker
from tests.cadence.harness import berlin, stop
from tests.fakes.chat import FakeChat
from tests.fakes.clock import FakeClock
from tests.fakes.growth import MONDAY, WORKSPACE
from tests.fakes.memory import MemoryStore


def traveller(store: MemoryStore, clock: FakeClock, services: Services, chat: FakeChat) -> Traveller:
    scheduler = Scheduler(store, services, stop)
    sender = Sender(store, {"local": chat}, clock)

    async def run_pass() -> int:
        return await scheduler.tick() + await sender.drain()

    return Traveller(store, scheduler, run_pass)


async def test_a_jump_over_a_week_opens_reminds_and_closes_at_their_times(
    store: MemoryStore, clock: FakeClock, services: Services
) -> None:
    chat = FakeChat()
    arrived = await traveller(store, clock, services, chat).travel(WORKSPACE.id, berlin(14, "09:00"))
    assert arrived == berlin(14, "09:00")
    async with store.unit(WORKSPACE.id, actor="test") as unit:
        held = next(row for row in await unit.checkins.find() if row.state == CheckInState.CLOSED)
        assert unit.now == arrived
    assert held.closed_at == held.closes_at == berlin(12, "10:00")
    assert len(held.reminded_ids) == 4
    lanes = [delivery.place.lane for delivery in chat.posts]
    assert lanes.count("channel:C-growth") == 2
    assert sum(lane.startswith("member:") for lane in lanes) == 5  # four reminders, one brief


async def test_a_jump_lets_the_ladder_climb_at_its_own_moments(
    store: MemoryStore, clock: FakeClock, services: Services
) -> None:
    async with store.unit(WORKSPACE.id, actor="test") as unit:
        await unit.blockers.add(a_blocker(owner_id=None))
    await traveller(store, clock, services, FakeChat()).travel(WORKSPACE.id, berlin(14, "09:00"))
    async with store.unit(WORKSPACE.id, actor="test") as unit:
        sent = {row.rung: row.sent_at for row in await unit.escalations.find()}
    assert sent == {"unowned_lead": berlin(10, "08:00"), "unowned_manager": berlin(12, "08:00")}


async def test_time_never_goes_back(store: MemoryStore, clock: FakeClock, services: Services) -> None:
    arrived = await traveller(store, clock, services, FakeChat()).travel(WORKSPACE.id, MONDAY - timedelta(days=1))
    assert arrived == MONDAY


async def test_a_jump_does_not_move_the_real_clock(store: MemoryStore, clock: FakeClock, services: Services) -> None:
    await traveller(store, clock, services, FakeChat()).travel(WORKSPACE.id, berlin(11, "10:00"))
    assert clock() == MONDAY
