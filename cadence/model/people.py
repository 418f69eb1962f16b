"""Workspaces, members, teams and leave: who takes part, and in which rhythm."""

from dataclasses import dataclass
from datetime import date, time, timedelta

from cadence.model.record import Record


@dataclass(frozen=True, kw_only=True)
class Workspace:
    """One Slack workspace, Teams tenant, or the local one.

    id: `local`, or the platform and its own id, e.g. `slack:T0123`.
    clock_offset: what domain time is ahead of real time; never negative, only ever grows.
    rollout_lead_id: the member who looks after the OKR programme, if there is one.
    is_connected: False once the app was taken out of it: nothing happens there until it is installed again.
    """

    id: str
    platform: str
    name: str
    clock_offset: timedelta = timedelta(0)
    rollout_lead_id: str | None = None
    is_connected: bool = True


@dataclass(frozen=True, kw_only=True)
class Member(Record):
    """A person in a workspace. `external_id` is the platform's id of the person, `zone` an IANA name.

    country: ISO 3166 code for public holidays, or empty: then the team's country counts.
    is_admin: named by the operator. is_platform_admin: an owner or admin of the workspace, as the platform last said.
    works_from, works_until: local working hours; private messages wait for them.
    is_guest: belongs to another workspace (a shared channel); may read, may not answer.
    manager_id: the member whom the platform's profile names as their manager, if it does.
    is_reachable: False since a direct message could not be sent to them, until one can.
    """

    external_id: str
    name: str
    zone: str = "UTC"
    country: str = ""
    works_from: time = time(8, 0)
    works_until: time = time(18, 0)
    is_admin: bool = False
    is_platform_admin: bool = False
    is_active: bool = True
    is_guest: bool = False
    is_reachable: bool = True
    manager_id: str | None = None

    @property
    def administers(self) -> bool:
        """An admin by the operator's word or by the platform's."""
        return self.is_admin or self.is_platform_admin


@dataclass(frozen=True, kw_only=True)
class Leave(Record):
    """A member is away from `first` to `last`, both included; `cover_id` answers and receives instead."""

    member_id: str
    first: date
    last: date
    cover_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class Team(Record):
    """Members with one channel, one lead and one weekly check-in.

    slug: short name, unique in the workspace, as in `growth/2.1`.
    channel: the platform's id of the team's channel, unique in the workspace.
    weekday: 0 is Monday. opens_at: local wall time in `zone`. window: wall time from opening to closing.
    meeting: the meeting that uses the summary, as people say it ("12:00", "Monday leadership"); may be empty.
    meeting_at: its local time on the closing day, where known.
    replaces: what the check-in replaces; "nothing" gets an end date for the trial in `trial_ends`.
    country: ISO 3166 code whose public holidays move the check-in; empty for none.
    is_leadership: the top team, whose leaders go first and whose summary counts them.
    group_id: the platform's group whose members are the team (`Group.id`); None where setup lists them.
    has_trouble: its channel could not be posted to, as far as we were told.
    has_threads: False where messages of its channel have no threads (a group chat).
    """

    slug: str
    name: str
    channel: str
    lead_id: str
    channel_is_private: bool = False
    manager_id: str | None = None
    sponsor_id: str | None = None
    zone: str = "UTC"
    weekday: int = 0
    opens_at: time = time(10, 0)
    window: timedelta = timedelta(hours=24)
    meeting: str = ""
    meeting_at: time | None = None
    replaces: str = ""
    trial_ends: date | None = None
    country: str = ""
    is_leadership: bool = False
    is_paused: bool = False
    group_id: str | None = None
    has_trouble: bool = False
    has_threads: bool = True


@dataclass(frozen=True, kw_only=True)
class Membership(Record):
    """A member is asked by a team. One row per (team, member)."""

    team_id: str
    member_id: str


@dataclass(frozen=True, kw_only=True)
class Group(Record):
    """A group of people that the platform keeps (a user group), which may be a team's roster.

    id: `id_for("group", workspace_id, external_id)`. handle: as people write it, without `@`.
    people: platform ids of its members. is_active: False where it was disabled or deleted.
    """

    external_id: str
    handle: str
    name: str
    people: tuple[str, ...] = ()
    is_active: bool = True
