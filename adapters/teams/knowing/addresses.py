"""Where conversations are reached: remembered whenever something comes from there.

Knows what is kept and how long it is believed without looking; must not look into an activity.
"""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from adapters.teams.where import CHANNELS, TENANT_PLACE, channel_place, member_place
from cadence.ports import Address, Addresses
from cadence.ports.platform import Over

BELIEVED = timedelta(minutes=1)
"""Another process may have closed or moved it meanwhile."""
MOST_KEPT = 4_096
USER, PERSON = "user:", "person:"


class AddressBook:
    """A small cache over what is kept. now: seconds that only grow."""

    def __init__(self, addresses: Addresses, now: Callable[[], float] = time.monotonic) -> None:
        self._addresses, self._now = addresses, now
        self._seen: OrderedDict[tuple[str, str], tuple[float, Address | None]] = OrderedDict()

    async def remember(self, shown: Address) -> bool:
        """Keep what an activity shows, written only where it tells something new. Whether we could not write there as
        far as was known, and can now."""
        before = await self.find(shown.workspace_id, shown.place)
        after = _merged(before, shown) if before else shown
        if after != before:
            after = await self._keep(shown, _merged)  # another process may have kept more meanwhile
        return after.is_open and (before is None or not before.is_open)

    async def find(self, workspace_id: str, place: str) -> Address | None:
        """The address, or None."""
        at, known = self._seen.get((workspace_id, place), (None, None))
        if at is None or self._now() - at >= BELIEVED.total_seconds():
            known = await self._addresses.find(workspace_id, place)
            self._believe(workspace_id, place, known)
        return known

    async def channel(self, workspace_id: str, channel: str) -> Address | None:
        """Of a channel or group chat, by its id."""
        return await self.find(workspace_id, channel_place(channel))

    async def member(self, workspace_id: str, aad: str) -> Address | None:
        """Of somebody's personal chat with us."""
        return await self.find(workspace_id, member_place(aad))

    async def tenant(self, workspace_id: str) -> Address | None:
        """Where new conversations are begun."""
        return await self.find(workspace_id, TENANT_PLACE)

    async def of_group(self, workspace_id: str, group: str) -> list[Address]:
        """Every channel of this team that was ever seen, by place."""
        return await self._addresses.of_group(workspace_id, group) if group else []

    async def channels(self, workspace_id: str, limit: int) -> list[Address]:
        """Some channels and group chats in which we may write, by place."""
        return [each for each in await self._addresses.starting(workspace_id, CHANNELS, limit) if each.is_open]

    async def close(self, workspace_id: str, place: str) -> None:
        """We may not write there any more; it opens with the next thing that comes from there."""
        known = await self._addresses.find(workspace_id, place)
        if known and known.is_open:
            await self._keep(known, lambda before, _: replace(before, is_open=False))

    async def forget(self, workspace_id: str, place: str) -> None:
        """Forget it."""
        await self._addresses.forget(workspace_id, place)
        self._believe(workspace_id, place, None)

    async def learn(self, workspace_id: str, user: str, aad: str) -> None:
        """This 29:.. id is this person's: who leaves is told by it alone, and by it alone a chat can be opened with
        somebody who never wrote to us."""
        if user and aad:
            await self.remember(Address(workspace_id=workspace_id, place=f"{USER}{user}", details={"aad": aad}))
            await self.remember(Address(workspace_id=workspace_id, place=f"{PERSON}{aad}", details={"user": user}))

    async def who(self, workspace_id: str, user: str) -> str:
        """The aadObjectId of a 29:.. id; empty where nobody ever told."""
        known = await self.find(workspace_id, f"{USER}{user}")
        return known.details.get("aad", "") if known else ""

    async def user_of(self, workspace_id: str, aad: str) -> str:
        """The 29:.. id of an aadObjectId; empty where nobody ever told."""
        known = await self.find(workspace_id, f"{PERSON}{aad}")
        return known.details.get("user", "") if known else ""

    async def _keep(self, address: Address, over: Over) -> Address:
        kept = await self._addresses.keep(address, over)
        self._believe(kept.workspace_id, kept.place, kept)
        return kept

    def _believe(self, workspace_id: str, place: str, address: Address | None) -> None:
        self._seen[workspace_id, place] = (self._now(), address)
        self._seen.move_to_end((workspace_id, place))
        while len(self._seen) > MOST_KEPT:
            self._seen.popitem(last=False)


def _merged(before: Address, shown: Address) -> Address:
    """What is not told this time stays as it was."""
    told = {name: value for name, value in shown.details.items() if value}
    return replace(shown, group=shown.group or before.group, details={**before.details, **told})
