"""What the engine needs from outside, as small Protocols. Storage, adapters and bot implement them.

Time: `real` moments come from the machine's clock (leases, back-off); everything else is domain time.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Protocol, TypeVar

from cadence.cards import Card
from cadence.model import (
    Action,
    Answer,
    Blocker,
    CheckIn,
    Cycle,
    Decision,
    Escalation,
    Initiative,
    KeyResult,
    Leave,
    Member,
    Membership,
    Message,
    Notice,
    Objective,
    Place,
    Policy,
    Reading,
    Record,
    StopShift,
    TargetChange,
    Team,
    Workspace,
)

Clock = Callable[[], datetime]
"""The real time, aware, in UTC."""

T = TypeVar("T", bound=Record)


class Repository(Protocol[T]):
    """The records of one kind in one workspace. Other workspaces' rows do not exist for it.

    Every change is written to the audit trail, with the unit's actor and moment.
    """

    async def get(self, record_id: str) -> T | None:
        """The record, or None."""

    async def find(self, **fields: object) -> list[T]:
        """Records whose fields equal these, by id; a tuple, list or set means "any of these".

        An empty collection matches nothing. Raises AttributeError for a field that the record does not have.
        """

    async def add(self, record: T) -> None:
        """Keep a new record. Raises Conflict where its id or a unique key is taken."""

    async def save(self, record: T) -> None:
        """Keep the new state of a record. Saving what is there already changes nothing and audits nothing."""

    async def remove(self, record_id: str) -> None:
        """Forget a record. Only for rows that carry no history (memberships, leave)."""


class Outbox(Protocol):
    """What is said within a unit of work; it is delivered after commit, and not at all without one."""

    async def say(self, message: Message) -> None:
        """Post a message, or update in place the one that was said under this key. The same card again is nothing."""

    async def said(self, key: str) -> Message | None:
        """What was last said under this key."""

    async def count_nudges(self, member: str, since: datetime) -> int:
        """How many nudges were said to this person (platform id) since this moment of domain time."""


class Unit(Protocol):
    """A unit of work in one workspace: commits when its block ends well, rolls back when it raises.

    now: domain time at its start. No network call belongs inside.
    """

    workspace: Workspace
    now: datetime
    members: Repository[Member]
    leaves: Repository[Leave]
    teams: Repository[Team]
    memberships: Repository[Membership]
    cycles: Repository[Cycle]
    objectives: Repository[Objective]
    key_results: Repository[KeyResult]
    initiatives: Repository[Initiative]
    readings: Repository[Reading]
    target_changes: Repository[TargetChange]
    checkins: Repository[CheckIn]
    answers: Repository[Answer]
    blockers: Repository[Blocker]
    decisions: Repository[Decision]
    actions: Repository[Action]
    stops: Repository[StopShift]
    policies: Repository[Policy]
    escalations: Repository[Escalation]
    notices: Repository[Notice]
    outbox: Outbox

    async def lock(self, team_id: str) -> Team | None:
        """The team, held against every other unit of work until this one ends. Lock before reading what you change."""

    async def first_time(self, request_id: str) -> bool:
        """True once per request id; the record of it commits with the unit."""

    async def save_workspace(self, workspace: Workspace) -> None:
        """Keep the workspace's new state."""

    async def latest_readings(self, key_result_ids: Iterable[str], count: int) -> dict[str, list[Reading]]:
        """The last `count` readings of each KR that were not withdrawn, oldest first; absent where there are none."""

    async def due_checkins(self, limit: int) -> list[CheckIn]:
        """Check-ins with something to do by `now`, earliest closing first: scheduled and past `opens_at`, or open and
        past `next_at` (or without one)."""

    async def teams_without_next(self, limit: int) -> list[Team]:
        """Teams, not paused, that have no scheduled or open check-in."""

    async def teams_to_follow(self, limit: int) -> list[Team]:
        """Teams whose open things need a look by `now`: the moment told by `follow_next` has come, or a record with
        their team_id was added or saved since. Those that were never looked at are among them."""

    async def follow_next(self, team_id: str, at: datetime) -> None:
        """This team needs no look before `at`, unless one of its records changes. What this unit changed counts as
        looked at."""

    async def due_notices(self, limit: int) -> list[Notice]:
        """Waiting notices whose moment has come, the earliest first."""

    async def next_look(self) -> datetime | None:
        """The earliest moment to come at which a team needs a look or a notice may be told; None for never."""


class Store(Protocol):
    """Where everything is kept."""

    def unit(self, workspace_id: str, *, actor: str) -> AbstractAsyncContextManager[Unit]:
        """Begin a unit of work. actor: member id of who causes the changes, or `drumbeat`, or `operator`.

        Raises LookupError for an unknown workspace.
        """

    async def workspaces(self) -> list[Workspace]:
        """All workspaces."""

    async def add_workspace(self, workspace: Workspace) -> Workspace:
        """Keep a new workspace; the one that is there already where its id is known."""

    async def advance_clock(self, workspace_id: str, to: datetime) -> datetime:
        """Move a workspace's domain time forward to `to` (never back) and return its new now."""


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


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How one delivery ended. ref: set where it was delivered. Otherwise exactly one of the others says why not.

    reason: why it is tried again at `retry_at`, for the operator.
    """

    delivery: Delivery
    ref: str | None = None
    retry_at: datetime | None = None
    failed: str | None = None
    ambiguous: str | None = None
    reason: str = ""


class Deliveries(Protocol):
    """The sender's side of the outbox. All moments are real time."""

    async def claim(self, now: datetime, limit: int, lease: timedelta) -> list[Delivery]:
        """Take the oldest undelivered message of up to `limit` lanes, for `lease`; no two workers get the same."""

    async def settle(self, outcomes: Sequence[Outcome]) -> None:
        """Keep how the claimed deliveries ended, in one transaction."""

    async def backlog(self) -> dict[str, int]:
        """How many messages are `waiting`, `failed` and `ambiguous`."""


class Heartbeats(Protocol):
    """Signs of life between processes. All moments are real time."""

    async def beat(self, name: str, at: datetime) -> None:
        """This part was alive at this moment."""

    async def last_beat(self, name: str) -> datetime | None:
        """When it last was, or None."""


class Chat(Protocol):
    """One platform's way to show messages."""

    async def post(self, delivery: Delivery) -> str:
        """Show a new message; return the platform's id of it. Raises DeliveryError."""

    async def update(self, delivery: Delivery) -> str:
        """Change a message in place; return its id. Raises DeliveryError."""


class Holidays(Protocol):
    """Public holidays."""

    def name_of(self, country: str, day: date) -> str | None:
        """The holiday's name on this day in this country (ISO 3166, optionally `DE-BY`), or None."""

    def knows(self, country: str) -> bool:
        """Whether this country code is known."""

    def countries(self) -> Sequence[tuple[str, str]]:
        """Known countries as (code, name), by name."""


class DateReader(Protocol):
    """Reads dates that our own grammar does not know."""

    def read(self, text: str, today: date) -> date | None:
        """The day meant, or None where the text is no date."""


class Tally(Protocol):
    """Counts for the operator; never by person, team or text."""

    def notice(self, outcome: str) -> None:
        """A private notice was `told` in a message, `merged` into one with others, or `held` back by a cap."""


class NoTally:
    """Counts nothing."""

    def notice(self, outcome: str) -> None:
        """See `Tally.notice`."""


@dataclass(frozen=True, kw_only=True)
class Post:
    """One entry of the local workspace's channels: something a person or the bot wrote.

    author: platform id of a person, or empty for the bot. seen_by: the only person who sees it, or None for all.
    thread: ref of the entry whose thread it belongs to. place: as in `Place.lane`.
    """

    ref: str
    place: str
    at: datetime
    author: str = ""
    text: str = ""
    card: Card | None = None
    thread: str | None = None
    seen_by: str | None = None
    edited: bool = False


@dataclass(frozen=True, kw_only=True)
class Channel:
    """A channel of the local workspace. id: as in `Team.channel`."""

    id: str
    name: str
    topic: str = ""
    is_private: bool = False


class ChatLog(Protocol):
    """The channels and direct messages of the workspace that has no platform of its own."""

    async def channels(self) -> list[Channel]:
        """All channels, by name."""

    async def add_channel(self, channel: Channel) -> None:
        """Keep a channel; what it was called before is replaced."""

    async def write(self, post: Post) -> None:
        """Keep an entry; the same `ref` again replaces its text and card (and marks it edited)."""

    async def read(self, place: str, reader: str, limit: int) -> list[Post]:
        """The latest entries of a place that this person may see, threads included, oldest first."""

    async def mark_read(self, place: str, reader: str) -> None:
        """This person has seen everything in this place."""

    async def unread(self, reader: str) -> dict[str, int]:
        """How many entries by others this person has not seen, by place; places without any are absent."""

    async def version(self) -> int:
        """Grows whenever anything in the log changes."""
