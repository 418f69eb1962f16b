"""What the engine keeps: repositories, the outbox's writing side, the unit of work and the store."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol, TypeVar

from cadence.model import (
    Action,
    Answer,
    Blocker,
    CheckIn,
    Cycle,
    Decision,
    Escalation,
    Group,
    Initiative,
    KeyResult,
    Leave,
    Member,
    Membership,
    Message,
    Notice,
    Objective,
    Policy,
    Reading,
    Record,
    StopShift,
    TargetChange,
    Team,
    Workspace,
)
from cadence.ports.drafts import Drafts

T = TypeVar("T", bound=Record)


@dataclass(frozen=True)
class Since:
    """In a search: this moment or any later one."""

    at: datetime


class Repository(Protocol[T]):
    """The records of one kind in one workspace. Other workspaces' rows do not exist for it.

    Every change is written to the audit trail, with the unit's actor and moment.
    """

    async def get(self, record_id: str) -> T | None:
        """The record, or None."""

    async def find(self, **fields: object) -> list[T]:
        """Records whose fields equal these, by id; a tuple, list or set means "any of these", and `Since` a moment or
        any later one.

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

    async def shown_as(self, ref: str) -> Message | None:
        """The message that the platform shows under this id of its own (a thread's first message)."""

    async def may_show(self, channel: str) -> bool:
        """Whether something that begins a thread is on its way to this channel: people may see it already, and we do
        not know yet as what."""

    async def redirect(self, channel: str, to: str, moves_shown: bool) -> None:
        """What waits to be posted in this channel is posted in `to`, at once; `to` may be the same channel, whose
        trouble is over.

        moves_shown: the channel has another id now, and what is shown there is shown under that; else what waits for a
        thread that is shown already leaves it, and what is shown stays where it is.
        """

    async def post_anew(self, key: str) -> None:
        """Somebody deleted what was shown under this key: it is posted as a new message, which begins its thread."""

    async def count_nudges(self, member: str, since: datetime) -> int:
        """How many nudges were said to this person (platform id) since this moment of domain time."""


@dataclass(frozen=True)
class Opening:
    """What a unit of work is about to ask first, read along as it begins. Changes nothing but the cost.

    request_id: what will be passed to `Unit.first_time`; empty for none. member_ids: who will be looked for.
    """

    request_id: str = ""
    member_ids: tuple[str, ...] = ()


class WorkingSet(StrEnum):
    """What is done with a team. ANSWER: somebody answers. WEEK: its check-in is planned or opened. CLOSE: it is closed.

    FOLLOW: what is open is looked at.
    """

    ANSWER = "answer"
    WEEK = "week"
    CLOSE = "close"
    FOLLOW = "follow"


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
    groups: Repository[Group]
    outbox: Outbox
    drafts: Drafts

    async def lock(self, team_id: str) -> Team | None:
        """The team, held against every other unit of work until this one ends. Lock before reading what you change."""

    async def hold(self, checkin_id: str, what: WorkingSet) -> None:
        """Hold the team of this check-in as by `lock`, where there is one, and read ahead what is needed of it."""

    async def lock_free(self, team_ids: Iterable[str]) -> list[Team]:
        """Those of these teams that nobody else holds, by id, held as by `lock`. Waits for nobody."""

    async def read_ahead(self, team_ids: Iterable[str], what: WorkingSet) -> None:
        """Read at once what is needed of these teams, lest it be asked for bit by bit. Changes nothing but the cost.

        Lock first: what is read before a lock is read anew.
        """

    def stamp(self, *kinds: str) -> int:
        """A number that grows when this unit changes a record of these kinds (names of repositories), or reads them
        anew: what was made of them is to be made again then."""

    async def people_around(self, team_id: str, also: Iterable[str] = ()) -> Mapping[str, Member]:
        """Everybody whom a record of this team names, `also` (ids), and whoever covers or manages them, by id.

        Others may be among them: where teams were read ahead (but for ANSWER) whoever is around those, and it grows as
        more is read; else everybody in the workspace.
        """

    async def teams_around(self, team_id: str) -> Mapping[str, Team]:
        """As `people_around`: the team itself, and those that its records name."""

    async def leaves_around(self, team_id: str) -> Sequence[Leave]:
        """The leave of the people around, by id."""

    async def first_time(self, request_id: str) -> bool:
        """True once per request id; the record of it commits with the unit."""

    async def times_of(self, beginning: str) -> Sequence[datetime]:
        """When request ids that begin so were there for the first time, as far as that is kept still; domain time."""

    async def is_newest(self, subject: str, at: datetime) -> bool:
        """Whether nothing later was ever told about this subject; then this is the latest from now on.

        at: the platform's moment; the same moment again counts as the latest. The subject is held against every other
        unit of work until this one ends, and the moment commits with it. Ask before reading what you change.
        """

    async def save_workspace(self, workspace: Workspace) -> None:
        """Keep the workspace's new state."""

    async def latest_readings(self, key_result_ids: Iterable[str], count: int) -> dict[str, list[Reading]]:
        """The last `count` readings of each KR that were not withdrawn, oldest first; absent where there are none."""

    async def due_checkins(self, limit: int) -> list[CheckIn]:
        """Check-ins with something to do by `now`, earliest closing first: scheduled and past `opens_at`, or open and
        past `next_at` (or without one). Where there are more than `limit`, those that have been due for longest."""

    async def teams_without_next(self, limit: int, after: str = "") -> list[Team]:
        """Teams, not paused, that have no scheduled or open check-in, and that `teams_to_follow` or this unit knows of;
        by id, those beyond the id `after`."""

    async def teams_to_follow(self, limit: int) -> list[Team]:
        """Teams whose open things need a look by `now`: the moment told by `follow_next` has come, or a record with
        their team_id was added or saved since. Those that were never looked at are among them."""

    async def follow_next(self, team_id: str, at: datetime) -> None:
        """This team needs no look before `at`, unless one of its records changes. What this unit changed counts as
        looked at."""

    async def due_notices(self, limit: int) -> list[Notice]:
        """Waiting notices whose moment has come, the earliest first."""

    async def home_opened(self, member_id: str) -> None:
        """The member looks at their Home now; from now on `stale_homes` tells when it is to be drawn anew."""

    async def home_drawn(self, member_id: str) -> None:
        """The member's Home shows what is true in this unit."""

    async def stale_homes(self, since: datetime, limit: int) -> list[str]:
        """Members who opened their Home since this moment of domain time, and one of whose teams changed after it was
        last drawn. Any change of a team's records counts, readings and answers too."""

    async def next_look(self) -> datetime | None:
        """The earliest moment to come at which a team needs a look or a notice may be told; None for never."""


class Store(Protocol):
    """Where everything is kept."""

    def unit(
        self, workspace_id: str, *, actor: str, opening: Opening | None = None
    ) -> AbstractAsyncContextManager[Unit]:
        """Begin a unit of work. actor: member id of who causes the changes, or `drumbeat`, or `operator`.

        Raises LookupError for an unknown workspace.
        """

    async def workspaces(self) -> list[Workspace]:
        """All workspaces."""

    async def add_workspace(self, workspace: Workspace) -> Workspace:
        """Keep a new workspace; the one that is there already where its id is known."""

    async def add_only_workspace(self, workspace: Workspace) -> bool:
        """Keep it, unless its platform has another one already; whether it is there now. One wins, if two are first."""

    async def advance_clock(self, workspace_id: str, to: datetime) -> datetime:
        """Move a workspace's domain time forward to `to` (never back) and return its new now."""
