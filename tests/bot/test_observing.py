"""What passes through is counted and timed, and not changed."""

from dataclasses import replace

import pytest

from bot.metrics import Metrics
from bot.observing import ObservedChat, ObservedFrontDoor
from cadence.cards import card
from cadence.context import Services
from cadence.errors import TryLater
from cadence.model import Place
from cadence.ports import Delivery, Op
from cadence.requests import Say
from tests.cadence.desk import an_action
from tests.cadence.follow.telling import TODAY, Mailroom, about
from tests.fakes.chat import FakeChat
from tests.fakes.clock import FakeClock
from tests.fakes.growth import typed
from tests.fakes.memory import MemoryStore

DELIVERY = Delivery(id="m1", workspace_id="local", op=Op.POST, place=Place(channel="C"), card=card("Hello"), revision=1)


def shown(metrics: Metrics) -> str:
    return metrics.show().decode()


async def test_a_request_is_counted_and_then_the_sender_is_woken(store: MemoryStore, services: Services) -> None:
    metrics, woken = Metrics(), list[bool]()
    door = ObservedFrontDoor(store, services, metrics, lambda: woken.append(True))
    reply = await door.handle(typed("ana", "help"))
    assert isinstance(reply, Say)
    assert woken == [True]
    counted = 'drumbeat_requests_total{kind="CommandTyped",outcome="say",platform="local"} 1.0'
    assert counted in shown(metrics)
    assert 'drumbeat_handling_seconds_count{platform="local"} 1.0' in shown(metrics)


async def test_a_request_that_fails_is_counted_and_wakes_nobody(services: Services, store: MemoryStore) -> None:
    metrics, woken = Metrics(), list[bool]()
    door = ObservedFrontDoor(store, services, metrics, lambda: woken.append(True))
    store.data.clear()
    with pytest.raises(LookupError):
        await door.handle(typed("ana", "help"))
    assert woken == []
    assert 'outcome="error"' in shown(metrics)


async def test_deliveries_are_counted_by_how_they_end(store: MemoryStore) -> None:
    metrics, chat = Metrics(), FakeChat()
    observed = ObservedChat(chat, "slack", metrics)
    assert await observed.post(DELIVERY) == "ref-1"
    chat.fail(TryLater("busy"), KeyError("a fault of ours"))
    with pytest.raises(TryLater):
        await observed.update(DELIVERY)
    with pytest.raises(KeyError):
        await observed.post(DELIVERY)
    for outcome in ("delivered", "trylater", "error"):
        assert f'drumbeat_deliveries_total{{outcome="{outcome}",platform="slack"}} 1.0' in shown(metrics)


async def test_notices_are_counted_by_what_became_of_them(
    store: MemoryStore, clock: FakeClock, services: Services
) -> None:
    """Two told in one message, of which the second was merged into it; three messages more, and the next is held."""
    metrics, mail = Metrics(), Mailroom(store, clock)
    mail.services = replace(services, tally=metrics)
    actions = [an_action(f"{number}", due=TODAY) for number in range(3)]
    await mail.keep(*actions)
    await mail.note(*(about(each) for each in actions[:2]))
    await mail.at(9)
    await mail.nudged("dee", 3)
    await mail.note(about(actions[2]))
    await mail.at(10)
    for outcome in ("told", "merged", "held"):
        assert f'drumbeat_notices_total{{outcome="{outcome}"}} 1.0' in shown(metrics)


async def test_no_label_names_a_person_a_team_or_a_text(store: MemoryStore, services: Services) -> None:
    metrics = Metrics()
    door = ObservedFrontDoor(store, services, metrics, lambda: None)
    for text in ("update 1.1 45% conf 6 two deals slipped", "checkin", "nonsense"):
        await door.handle(typed("ben", text))
    for word in ("ben", "growth", "deals", "nonsense"):
        assert word not in shown(metrics).lower()
