"""What is said on its way out: the outbox's sending side, and one platform's way to show messages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from cadence.cards import Card
from cadence.model import Place


class Op(StrEnum):
    POST = "post"
    UPDATE = "update"


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """One claimed piece of work for the sender.

    id: the message's UUID, the same at every attempt. revision: which state of the card this is.
    ref: the platform's id of the message, for an update. thread_ref: of the message whose thread it goes to.
    attempt: 1 the first time. resumed: an earlier attempt's process died before its outcome was known.
    leased_until: real time until which it is its worker's; tells the holder's word from a late one.
    links: the platform's ids of the messages that the card's `Link` blocks name, by key; absent where not delivered.
    since: real time since which it waits, so that no attempt of this post is older; None where nobody knows.
    key: the message's own, for what its end means.
    """

    id: str
    workspace_id: str
    op: Op
    place: Place
    card: Card
    revision: int
    ref: str | None = None
    thread_ref: str | None = None
    attempt: int = 1
    resumed: bool = False
    leased_until: datetime | None = field(default=None, compare=False)
    links: Mapping[str, str] = field(default_factory=dict)
    since: datetime | None = field(default=None, compare=False)
    key: str = field(default="", compare=False)


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How one delivery ended. ref: set where it was delivered. Otherwise exactly one of the others says why not.

    reason: why it is tried again at `retry_at`, for the operator. is_uncertain: with `retry_at`: nobody knows whether
    it arrived, so the next attempt is `resumed` and looks first. wait_until: the platform asks the whole workspace to
    wait with this kind of work (`op`) until then; lane_until: the message's lane, with any kind, also after a delivery
    that was begun so late that the lane's pace must count from then.
    """

    delivery: Delivery
    ref: str | None = None
    retry_at: datetime | None = None
    failed: str | None = None
    ambiguous: str | None = None
    reason: str = ""
    is_uncertain: bool = False
    wait_until: datetime | None = None
    lane_until: datetime | None = None


@dataclass(frozen=True)
class Rate:
    """At most `count` in any `per`; spread evenly once the first `burst` are gone."""

    count: int
    per: timedelta
    burst: int = 1


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How fast a platform lets us deliver. None: as fast as we can.

    lane: least time between two deliveries in one lane, from handing out to handing out. apart: least time between two
    posts there as the platform counts, which also holds where one took long. lane_rate: how many one lane may have,
    beside that.
    again: least time between two updates of one message; home: of a person's own page.
    post, update: of the whole workspace.
    """

    lane: timedelta = timedelta(0)
    apart: timedelta = timedelta(0)
    again: timedelta = timedelta(0)
    home: timedelta = timedelta(0)
    lane_rate: Rate | None = None
    post: Rate | None = None
    update: Rate | None = None


class Deliveries(Protocol):
    """The sender's side of the outbox. All moments are real time."""

    async def claim(
        self, now: datetime, limit: int, lease: timedelta, paces: Mapping[str, Pace] | None = None
    ) -> list[Delivery]:
        """Take the oldest undelivered message of up to `limit` lanes, for `lease`; no two workers get the same.

        paces: by platform; nothing is handed out that its pace, or a wait that the platform asked for, forbids now.
        Workspaces that are not connected get nothing.
        """

    async def settle(self, outcomes: Sequence[Outcome]) -> None:
        """Keep how the claimed deliveries ended, in one transaction."""

    async def backlog(self) -> dict[str, int]:
        """How many messages are `waiting`, `failed` and `ambiguous`."""


class Chat(Protocol):
    """One platform's way to show messages."""

    async def post(self, delivery: Delivery) -> str:
        """Show a new message; return the platform's id of it. Raises DeliveryError.

        A `resumed` one is looked up first, where the platform allows that; else Ambiguous.
        """

    async def update(self, delivery: Delivery) -> str:
        """Change a message in place; return its id. Raises DeliveryError."""
