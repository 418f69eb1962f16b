"""The sender takes what was said to the platforms, once and in order, and keeps how it went."""

import asyncio
from datetime import timedelta

import pytest

from cadence.cards import card
from cadence.delivery import FIRST_WAIT, LEASE, LEAST_TRIES, LONGEST_TRY, Sender
from cadence.errors import Ambiguous, Busy, DeliveryError, NeedsMending, TryLater, Undeliverable
from cadence.ids import id_for
from cadence.model import Message, Place, Workspace
from cadence.ports import Delivery
from tests.fakes.chat import FakeChat
from tests.fakes.clock import FakeClock
from tests.fakes.memory import MemoryStore

HERE = "local"


@pytest.fixture
def chat() -> FakeChat:
    return FakeChat()


@pytest.fixture
def sender(store: MemoryStore, chat: FakeChat, clock: FakeClock) -> Sender:
    return Sender(store, {"local": chat}, clock, jitter=lambda: 0.0)


async def say(
    store: MemoryStore, text: str, key: str = "prompt", place: Place | None = None, workspace_id: str = HERE
) -> None:
    made = Message(
        id=id_for("message", workspace_id, key),
        workspace_id=workspace_id,
        key=key,
        place=place or Place(channel="C-growth"),
        card=card(text),
    )
    async with store.unit(workspace_id, actor="test") as unit:
        await unit.outbox.say(made)


def notices(deliveries: list[Delivery]) -> list[str]:
    return [delivery.card.notice for delivery in deliveries]


async def backlog(store: MemoryStore, **expected: int) -> None:
    assert await store.backlog() == {"waiting": 0, "failed": 0, "ambiguous": 0} | expected


async def test_it_posts_in_order_and_then_has_nothing_to_do(store: MemoryStore, chat: FakeChat, sender: Sender) -> None:
    for number in range(3):
        await say(store, f"text {number}", f"m{number}")
    assert await sender.drain() == 3
    assert notices(chat.posts) == ["text 0", "text 1", "text 2"]
    assert await sender.run_once() == 0
    await backlog(store)


async def test_it_updates_in_place_what_was_posted(store: MemoryStore, chat: FakeChat, sender: Sender) -> None:
    await say(store, "1 of 6 in")
    await sender.drain()
    await say(store, "2 of 6 in")
    await sender.drain()
    assert chat.shown == {"ref-1": card("2 of 6 in")}
    assert len(chat.posts) == 1


async def test_a_reply_goes_to_the_thread_of_its_root(store: MemoryStore, chat: FakeChat, sender: Sender) -> None:
    await say(store, "prompt")
    await say(store, "answer", "answer", Place(channel="C-growth", thread="prompt"))
    await sender.drain()
    assert chat.posts[1].thread_ref == "ref-1"


async def test_lanes_are_delivered_side_by_side(store: MemoryStore, clock: FakeClock) -> None:
    both = asyncio.Barrier(2)

    class Meeting(FakeChat):
        async def post(self, delivery: Delivery) -> str:
            await asyncio.wait_for(both.wait(), 5)
            return await super().post(delivery)

    chat = Meeting()
    await say(store, "one", "a", Place(channel="C-1"))
    await say(store, "two", "b", Place(member="ana"))
    assert await Sender(store, {"local": chat}, clock).run_once() == 2
    assert sorted(notices(chat.posts)) == ["one", "two"]


async def test_it_tries_again_after_what_the_platform_asked_for(
    store: MemoryStore, chat: FakeChat, sender: Sender, clock: FakeClock
) -> None:
    await say(store, "one")
    chat.fail(TryLater("slow down", after=timedelta(seconds=30)))
    assert await sender.drain() == 1
    await backlog(store, waiting=1)
    clock.forward(seconds=29)
    assert await sender.drain() == 0
    clock.forward(seconds=1)
    await sender.drain()
    assert notices(chat.posts) == ["one"]


async def test_the_wait_doubles_up_to_ten_minutes_and_starts_anew_after_success(
    store: MemoryStore, chat: FakeChat, sender: Sender, clock: FakeClock
) -> None:
    await say(store, "one")
    waits = [await _wait_after_failure(store, chat, sender, clock) for _ in range(13)]
    assert waits[:4] == [1, 2, 4, 8]
    assert waits[-3:] == [600, 600, 600]
    assert waits == sorted(waits)
    await sender.drain()
    await say(store, "two")
    assert await _wait_after_failure(store, chat, sender, clock) == 1


async def _wait_after_failure(store: MemoryStore, chat: FakeChat, sender: Sender, clock: FakeClock) -> float:
    """Seconds until the next attempt, to which the clock is moved."""
    chat.fail(DeliveryError("not reached"))
    assert await sender.run_once() == 1
    until = store.data[HERE].messages["prompt"].not_before
    assert until is not None
    waited = until - clock()
    clock.to(until)
    return waited.total_seconds()


async def test_a_little_chance_keeps_attempts_apart_and_never_comes_before_the_time_asked_for(
    store: MemoryStore, chat: FakeChat, clock: FakeClock
) -> None:
    sender = Sender(store, {"local": chat}, clock, jitter=lambda: 1.0)
    await say(store, "one", "a", Place(channel="C-1"))
    clock.forward(seconds=1)
    await say(store, "two", "b", Place(channel="C-2"))
    chat.fail(TryLater("slow down", after=timedelta(seconds=30)), TryLater("not reached"))
    await sender.run_once()
    asked, doubled = (store.data[HERE].messages[key].not_before for key in "ab")
    assert asked == clock() + timedelta(seconds=31)
    assert doubled == clock() + FIRST_WAIT * 1.25


@pytest.mark.parametrize("after", [timedelta(seconds=30), None])
async def test_a_conversation_that_is_too_busy_waits_with_all_that_is_for_it_and_no_other_does(
    store: MemoryStore, chat: FakeChat, sender: Sender, clock: FakeClock, after: timedelta | None
) -> None:
    await say(store, "one", "a", Place(channel="C-1"))
    await sender.drain()
    await say(store, "one, changed", "a", Place(channel="C-1"))
    await say(store, "two", "b", Place(channel="C-1"))
    clock.forward(seconds=1)  # the longest waiting is tried first
    await say(store, "elsewhere", "c", Place(channel="C-2"))
    chat.fail(Busy("slow down", after=after))
    await sender.drain()
    assert notices(chat.posts) == ["one", "elsewhere"]
    clock.forward(seconds=(after or FIRST_WAIT).total_seconds())
    await sender.drain()
    assert notices(chat.posts) == ["one", "elsewhere", "two"]
    assert chat.shown["ref-1"] == card("one, changed")


async def test_what_the_platform_will_never_take_is_kept_as_failed_with_its_words(
    store: MemoryStore, chat: FakeChat, sender: Sender, clock: FakeClock
) -> None:
    await say(store, "one")
    await say(store, "two", "second")
    chat.fail(Undeliverable("the channel is gone"))
    await sender.drain()
    clock.forward(days=1)
    assert await sender.drain() == 0
    assert notices(chat.posts) == ["two"]
    assert store.data[HERE].messages["prompt"].last_error == "the channel is gone"
    await backlog(store, failed=1)


async def test_a_post_that_may_have_arrived_is_never_repeated_blindly(
    store: MemoryStore, chat: FakeChat, sender: Sender, clock: FakeClock
) -> None:
    await say(store, "one")
    chat.fail(Ambiguous("connection lost"))
    await sender.drain()
    clock.forward(days=1)
    assert await sender.drain() == 0
    await backlog(store, ambiguous=1)


async def test_an_update_that_may_have_arrived_is_simply_sent_again(
    store: MemoryStore, chat: FakeChat, sender: Sender, clock: FakeClock
) -> None:
    await say(store, "one")
    await sender.drain()
    await say(store, "two")
    chat.fail(Ambiguous("connection lost"))
    await sender.drain()
    clock.forward(seconds=2)
    await sender.drain()
    assert chat.shown == {"ref-1": card("two")}
    await backlog(store)


@pytest.mark.parametrize(
    ("error", "is_reported"),
    [
        (Undeliverable("deleted"), True),
        (Ambiguous("broke"), True),
        (NeedsMending("invite the bot"), True),
        (TryLater("too fast"), False),
    ],
)
async def test_what_an_operator_should_see_is_reported(
    store: MemoryStore, clock: FakeClock, error: DeliveryError, is_reported: bool
) -> None:
    chat, reported = FakeChat(), list[str]()
    chat.fail(error)
    await say(store, "a")
    await Sender(store, {"local": chat}, clock, report=lambda _, why: reported.append(str(why))).run_once()
    assert reported == ([str(error)] if is_reported else [])


async def test_an_error_that_nobody_foresaw_is_reported_and_stops_no_other_lane(
    store: MemoryStore, chat: FakeChat, clock: FakeClock
) -> None:
    reported: list[str] = []
    sender = Sender(store, {"local": chat}, clock, report=lambda _, error: reported.append(str(error)))
    await say(store, "one", "a", Place(channel="C-1"))
    clock.forward(seconds=1)
    await say(store, "two", "b", Place(channel="C-2"))
    chat.fail(ZeroDivisionError("a bug"))
    await sender.drain()
    assert notices(chat.posts) == ["two"]
    assert reported == ["a bug"]
    assert store.data[HERE].messages["a"].last_error == "ZeroDivisionError", "its words may quote what somebody typed"
    await backlog(store, ambiguous=1)


async def test_a_platform_that_is_not_configured_is_waited_for(
    store: MemoryStore, chat: FakeChat, clock: FakeClock
) -> None:
    await say(store, "one")
    assert await Sender(store, {"slack": chat}, clock).drain() == 1
    await backlog(store, waiting=1)
    clock.forward(seconds=2)
    await Sender(store, {"local": chat}, clock).drain()
    assert notices(chat.posts) == ["one"]


@pytest.mark.parametrize(
    ("age", "attempts", "gives_up"),
    [(LONGEST_TRY, LEAST_TRIES, True), (LONGEST_TRY, 1, False), (timedelta(days=6), 4 * LEAST_TRIES, False)],
)
async def test_what_nobody_can_deliver_is_set_aside_after_its_time_and_its_lane_goes_on(
    store: MemoryStore, chat: FakeChat, sender: Sender, clock: FakeClock, age: timedelta, attempts: int, gives_up: bool
) -> None:
    await say(store, "for a locked thread")
    await say(store, "behind it", "next")
    chat.fail(*[NeedsMending("Unlock the thread.")] * attempts)
    for _ in range(attempts):
        clock.forward(seconds=age.total_seconds() / attempts)
        await sender.run_once()
    await backlog(store, waiting=1 + (not gives_up), failed=int(gives_up))
    await sender.run_once()
    assert notices(chat.posts) == (["behind it"] if gives_up else [])


async def test_a_workspaces_platform_stands_before_the_colon(
    store: MemoryStore, chat: FakeChat, clock: FakeClock
) -> None:
    await store.add_workspace(Workspace(id="slack:T1", platform="slack", name="A Slack workspace"))
    await say(store, "hello", workspace_id="slack:T1")
    await Sender(store, {"slack": chat}, clock).drain()
    assert notices(chat.posts) == ["hello"]


async def test_a_sender_that_was_killed_leaves_its_message_to_be_taken_up(
    store: MemoryStore, chat: FakeChat, sender: Sender, clock: FakeClock
) -> None:
    await say(store, "one")
    await store.claim(clock(), 20, LEASE)
    assert await sender.drain() == 0
    clock.forward(minutes=2)
    await sender.drain()
    assert [delivery.resumed for delivery in chat.posts] == [True]
