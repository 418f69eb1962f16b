"""What an adapter asks to be kept, in memory: installations, addresses, waits, tickets and events."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from cadence.pacing import believed
from cadence.ports import Address, Arrival, Installation
from cadence.ports.platform import Over


class MemoryVault:
    """See `cadence.ports.Vault`. Needs no key: nothing leaves this process."""

    def __init__(self, workspaces: Callable[[str], set[str]]) -> None:
        """workspaces: ids of all that a platform ever had."""
        self._workspaces = workspaces
        self._kept: dict[str, Installation] = {}
        self._renewed_until: dict[str, datetime] = {}

    async def find(self, installation_id: str) -> Installation | None:
        return self._kept.get(installation_id)

    async def installed(self, platform: str) -> list[Installation]:
        ours = [each for each in self._kept.values() if each.platform == platform]
        return sorted(ours, key=lambda each: (each.installed_at, each.id))

    async def keep(self, installation: Installation) -> None:
        self._kept[installation.id] = installation
        self._renewed_until.pop(installation.id, None)

    async def keep_first(self, installation: Installation) -> bool:
        ever = {each.id for each in self._kept.values() if each.platform == installation.platform}
        ever |= self._workspaces(installation.platform)
        if ever and installation.id not in ever:
            return False
        await self.keep(installation)
        return True

    async def forget(self, installation_id: str) -> None:
        self._kept.pop(installation_id, None)
        self._renewed_until.pop(installation_id, None)

    async def begin_renewal(self, installation_id: str, now: datetime, lease: timedelta) -> Installation | None:
        renewed_until = self._renewed_until.get(installation_id)
        if installation_id not in self._kept or believed(renewed_until, now) > now:
            return None
        self._renewed_until[installation_id] = now + lease
        return self._kept[installation_id]


class MemoryAddresses:
    """See `cadence.ports.Addresses`."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], Address] = {}

    async def find(self, workspace_id: str, place: str) -> Address | None:
        return self._kept.get((workspace_id, place))

    async def of_group(self, workspace_id: str, group: str) -> list[Address]:
        ours = [each for each in self._kept.values() if (each.workspace_id, each.group) == (workspace_id, group)]
        return sorted(ours, key=lambda each: each.place)

    async def starting(self, workspace_id: str, beginning: str, limit: int) -> list[Address]:
        mine = [each for each in self._kept.values() if each.workspace_id == workspace_id]
        these = sorted((each for each in mine if each.place.startswith(beginning)), key=lambda each: each.place)
        return these[:limit]

    async def keep(self, address: Address, over: Over | None = None) -> Address:
        key = (address.workspace_id, address.place)
        self._kept[key] = over(self._kept[key], address) if over and key in self._kept else address
        return self._kept[key]

    async def forget(self, workspace_id: str, place: str) -> None:
        self._kept.pop((workspace_id, place), None)


class MemoryGates:
    """See `cadence.ports.Gates`."""

    def __init__(self) -> None:
        self._until: dict[tuple[str, str], datetime] = {}

    async def closed_until(self, workspace_id: str, name: str, now: datetime) -> datetime | None:
        until = self._until.get((workspace_id, name))
        return until if believed(until, now) > now else None

    async def closed(self, beginning: str, now: datetime) -> dict[str, datetime]:
        ahead = sorted((until, name) for (_, name), until in self._until.items() if believed(until, now) > now)
        return {name: until for until, name in ahead if name.startswith(beginning)}

    async def close(self, workspace_id: str, name: str, until: datetime) -> None:
        self._until[workspace_id, name] = max(until, believed(self._until.get((workspace_id, name)), until))


class MemoryTickets:
    """See `cadence.ports.Tickets`."""

    def __init__(self) -> None:
        self._until: dict[str, datetime] = {}

    async def issue(self, ticket: str, until: datetime) -> None:
        self._until[ticket] = until

    async def redeem(self, ticket: str, now: datetime) -> bool:
        until = self._until.pop(ticket, None)
        return until is not None and until > now


@dataclass
class _Kept:
    """An event and how far it is. begun: how often somebody began to handle it."""

    arrival: Arrival
    begun: int
    leased_until: datetime | None
    state: str = "waiting"
    not_before: datetime | None = None

    def is_free(self, now: datetime) -> bool:
        return all(believed(moment, now) <= now for moment in (self.leased_until, self.not_before))


class MemoryInbox:
    """See `cadence.ports.Inbox`."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], _Kept] = {}

    async def put(self, arrival: Arrival) -> bool:
        key = (arrival.platform, arrival.id)
        if key in self._kept:
            return False
        begun = arrival.attempt if arrival.leased_until else arrival.attempt - 1
        self._kept[key] = _Kept(arrival, begun, arrival.leased_until)
        return True

    async def take(self, now: datetime, limit: int, lease: timedelta) -> list[Arrival]:
        free = [kept for kept in self._kept.values() if kept.state == "waiting" and kept.is_free(now)]
        oldest = sorted(free, key=lambda kept: (kept.arrival.at, kept.arrival.id))[:limit]
        for kept in oldest:
            kept.begun, kept.leased_until = kept.begun + 1, now + lease
        return [replace(kept.arrival, attempt=kept.begun, leased_until=now + lease) for kept in oldest]

    async def hold(self, arrival: Arrival, until: datetime) -> bool:
        held = self._held(arrival)
        for kept in held:
            kept.leased_until = until
        return bool(held)

    async def done(self, arrival: Arrival) -> None:
        kept = self._kept.get((arrival.platform, arrival.id))
        if kept:
            kept.state, kept.leased_until = "done", None

    async def later(self, arrival: Arrival, at: datetime, reason: str) -> None:
        for kept in self._held(arrival):
            kept.not_before, kept.leased_until = at, None

    async def give_up(self, arrival: Arrival, reason: str) -> None:
        for kept in self._held(arrival):
            kept.state, kept.leased_until = "failed", None

    async def waiting(self) -> dict[str, int]:
        states = [kept.state for kept in self._kept.values()]
        return {state: states.count(state) for state in ("waiting", "failed")}

    async def oldest(self) -> datetime | None:
        return min((kept.arrival.at for kept in self._kept.values() if kept.state == "waiting"), default=None)

    async def prune(self, before: datetime) -> int:
        over = [key for key, kept in self._kept.items() if kept.state != "waiting" and kept.arrival.at < before]
        for key in over:
            del self._kept[key]
        return len(over)

    def _held(self, arrival: Arrival) -> list[_Kept]:
        """The event, where it is still this handler's."""
        kept = self._kept.get((arrival.platform, arrival.id))
        is_theirs = kept and kept.state == "waiting" and kept.leased_until == arrival.leased_until
        return [kept] if kept and is_theirs else []
