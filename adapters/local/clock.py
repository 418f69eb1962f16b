"""The clock strip: what time it is for the team, and what comes next to jump to.

Knows domain time and the agenda's moments; must not know what happens at them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from cadence.model import Team
from cadence.ports import Clock, Store

WORKSPACE = "local"
"""The only workspace that is served here."""


class Upcoming(Protocol):
    """Something that will happen. at: UTC. label: in people's words ("reminder", "close", "next Monday")."""

    @property
    def at(self) -> datetime: ...

    @property
    def label(self) -> str: ...


class Agenda(Protocol):
    """Knows what happens next for a team."""

    async def upcoming(self, workspace_id: str, team_id: str) -> Sequence[Upcoming]:
        """What comes, soonest first."""


@dataclass(frozen=True, kw_only=True)
class Jump:
    """One button of the strip. to: the moment, as the form sends it back. day: "Wed 16:00". short: "Opens"."""

    label: str
    short: str
    day: str
    to: str


@dataclass(frozen=True, kw_only=True)
class Strip:
    """zone: IANA. now: UTC, ISO. shown: the local time in words. of: whose time it is."""

    zone: str
    now: str
    shown: str
    of: str
    jumps: tuple[Jump, ...]

    @property
    def next_event(self) -> Jump | None:
        """The next thing that happens by itself, which a mere Monday is not."""
        return next((jump for jump in self.jumps if not jump.label.startswith("Next")), None)


async def domain_now(store: Store, clock: Clock) -> datetime:
    """What time it is in the local workspace. Raises LookupError where there is none."""
    for workspace in await store.workspaces():
        if workspace.id == WORKSPACE:
            return clock() + workspace.clock_offset
    raise LookupError(WORKSPACE)


def show_moment(moment: datetime, zone: str, now: datetime) -> str:
    """`Wed 16:00` within the coming week, else `Mon 16 Nov 08:00`."""
    local = moment.astimezone(ZoneInfo(zone))
    days = (local.date() - now.astimezone(ZoneInfo(zone)).date()).days
    return f"{local:%a %H:%M}" if 0 <= days < 7 else f"{local:%a} {local.day} {local:%b %H:%M}"


def show_now(now: datetime, zone: str) -> str:
    """`Wed 11 Nov, 10:00`."""
    local = now.astimezone(ZoneInfo(zone))
    return f"{local:%a} {local.day} {local:%b}, {local:%H:%M}"


def shorten(label: str) -> str:
    """`Check-in closes` is `Closes` beside a clock."""
    short = label.removeprefix("Check-in ")
    return short[:1].upper() + short[1:]


async def build_strip(agenda: Agenda, team: Team | None, zone: str, now: datetime) -> Strip:
    """zone: counts where there is no team."""
    zone = team.zone if team else zone
    coming = await agenda.upcoming(WORKSPACE, team.id) if team else []
    jumps = tuple(_jump(item, zone, now) for item in coming if item.at > now)
    return Strip(
        zone=zone,
        now=now.astimezone(UTC).isoformat(),
        shown=show_now(now, zone),
        of=f"{team.name} time" if team else "your time",
        jumps=jumps,
    )


def _jump(item: Upcoming, zone: str, now: datetime) -> Jump:
    local = item.at.astimezone(ZoneInfo(zone))
    says_day = f"{local:%A}" in item.label
    return Jump(
        label=item.label,
        short=shorten(item.label),
        day=f"{local:%H:%M}" if says_day else show_moment(item.at, zone, now),
        to=item.at.astimezone(UTC).isoformat(),
    )


async def jump_target(agenda: Agenda, team_id: str, to: str) -> datetime | None:
    """The agenda's moment that a button named, or None where it is none (any more)."""
    for item in await agenda.upcoming(WORKSPACE, team_id):
        if item.at.astimezone(UTC).isoformat() == to:
            return item.at
    return None
