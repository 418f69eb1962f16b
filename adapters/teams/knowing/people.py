"""Who people are, as Teams knows them: asked for one by one, or a conversation's whole roster for forms.

Knows rosters and forgets after a while; must not know what people do here.
"""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from http import HTTPStatus

from adapters.teams.arriving.incoming import Incoming
from adapters.teams.connector import Connector
from adapters.teams.errors import TeamsError
from adapters.teams.identity import tenant_in
from adapters.teams.knowing.addresses import AddressBook
from adapters.teams.knowing.asking import PATIENCE, Asked
from adapters.teams.knowing.members import GUID, Seen, member_of
from adapters.teams.where import is_personal
from cadence.ports import Address
from cadence.requests import CommandTyped, Person, ReplyTyped, Request

KEPT = timedelta(minutes=10)
MOST_KEPT = 10_000
MOST_ROSTERS = 200
MOST_READ = 500
"""No form offers more people to choose from."""
MOST_NAMED = 500
"""Nobody names more at once; a client can send any number, and about the rest nobody is asked."""
MOST_ASKED = 10
"""So many are asked for one by one: with whoever wrote it and the roster, fewer than the 14 that Teams allows in a
second of one conversation. Of more, those are known who are on the roster."""


class People:
    """A cache over rosters. now: seconds that only grow."""

    def __init__(
        self,
        connector: Connector,
        book: AddressBook,
        now: Callable[[], float] = time.monotonic,
        patience: timedelta = PATIENCE,
    ) -> None:
        self._connector, self._book = connector, book
        self._one: Asked[tuple[str, str], Seen] = Asked("who somebody is", KEPT, MOST_KEPT, patience, now)
        self._rosters: Asked[tuple[str, str], tuple[Seen, ...]] = Asked("a roster", KEPT, MOST_ROSTERS, patience, now)
        self._is_in: Asked[tuple[str, str, str], bool] = Asked("whether one is in", KEPT, MOST_KEPT, patience, now)

    async def introduced(self, incoming: Incoming) -> Incoming:
        """The same, with who sent it and whom it names as Teams knows them; mentions become `<@aadObjectId>`."""
        request = incoming.request
        who, named = await asyncio.gather(
            self.find(incoming.address, request.who, incoming.user), self._all_named(incoming)
        )
        people = {person.id: person for person in named.values()}
        met = replace(request, who=who, people={**request.people, **people})
        ids = {one: person.id for one, person in named.items()}
        return replace(incoming, request=_with_ids(met, ids), named=tuple(people))

    async def find(self, address: Address, who: Person, user: str = "") -> Person:
        """The person; as last known, or else as they are here, where Teams does not answer in time.

        user: their 29:.. id, where it is known. What the activity said of name and zone is kept where Teams says none.
        """
        seen = await self._seen(address, who.id, user)
        if seen is None:
            return replace(who, is_guess=True)
        return replace(seen.person, name=seen.person.name or who.name, zone=who.zone)

    async def choices(self, address: Address) -> Sequence[tuple[str, str]]:
        """(aadObjectId, name) of everybody who can be chosen there, by name; as many as a form may take.

        None at all for a personal chat: nobody is to choose from themselves alone.
        """
        if is_personal(address):
            return ()
        roster = await self._read(address)
        people = [(one.person.id, one.person.name) for one in roster if one.person.name and not one.person.is_guest]
        return sorted(people, key=lambda one: (one[1].casefold(), one[0]))

    async def belongs(self, address: Address, aad: str) -> bool:
        """Whether this person is in that conversation; no where Teams does not answer.

        Nobody else is learned of by that: they may ask about a chat that is none of theirs.
        """

        async def ask() -> bool:
            user = await self._user(address, aad)
            for one in dict.fromkeys(filter(None, (user, aad))):
                if await self._member(address, one):
                    return True
            return user == "" and any(seen.person.id == aad for seen in await self._listed(address))

        return bool(await self._is_in.get((*_key(address), aad), ask))

    def names(self, workspace_id: str, ids: Sequence[str]) -> Mapping[str, str]:
        """Of these aadObjectIds, as far as they were seen."""
        seen = {one: self._one.known((workspace_id, one)) for one in ids}
        return {one: known.person.name for one, known in seen.items() if known is not None and known.person.name}

    def forget(self, address: Address, aad: str = "") -> None:
        """Somebody came or left there: ask again when it matters."""
        self._rosters.age(_key(address))
        if aad:
            self._one.age((address.workspace_id, aad))
            self._is_in.age((*_key(address), aad))

    async def close(self) -> None:
        """End what nobody waits for any more."""
        for asked in (self._one, self._rosters, self._is_in):
            await asked.close()

    async def _asked_for(self, incoming: Incoming) -> Address | None:
        """Where the form of a personal chat was asked for: whom it names is rather there.

        Anybody's client can write what it likes into a card's data, so only who is there themselves is told of others.
        """
        origin = incoming.carried.origin if incoming.carried else None
        if origin is None or not origin.channel or not incoming.named:
            return None
        there = await self._book.channel(incoming.address.workspace_id, origin.channel)
        return there if there is not None and await self.belongs(there, incoming.request.who.id) else None

    async def _all_named(self, incoming: Incoming) -> dict[str, Person]:
        """Whom it names, by the id that was told."""
        where, asked_for, told = incoming.address, await self._asked_for(incoming), incoming.named[:MOST_NAMED]
        seen = await self._seen_there(asked_for or where, told) if len(told) > MOST_ASKED else {}
        asked = [one for one in told if one not in seen][:MOST_ASKED]
        found = await asyncio.gather(*(self._named(where, one, asked_for) for one in asked))
        for one in seen.values():
            await self._learn(where.workspace_id, one)
        strangers = {one: Person(id=one, is_guest=None, is_guess=True) for one in told}
        return strangers | {one: known.person for one, known in seen.items()} | dict(zip(asked, found, strict=True))

    async def _seen_there(self, address: Address, told: Sequence[str]) -> dict[str, Seen]:
        """Those of them who were seen before, or are on this roster."""
        roster = () if is_personal(address) else await self._read(address)
        there = {ref: one for one in roster for ref in (one.user, one.person.id)}
        found = {one: there.get(one) or self._one.known((address.workspace_id, one)) for one in told}
        return {one: seen for one, seen in found.items() if seen is not None}

    async def _named(self, address: Address, one: str, asked_for: Address | None) -> Person:
        """Somebody by 29:.. or aadObjectId. Whom nobody knows keeps the id that was told."""
        user = "" if GUID.fullmatch(one) else one
        aad = one if not user else await self._book.who(address.workspace_id, one)
        seen = await self._seen(address, aad or one, user, asked_for)
        if seen is None:
            return Person(id=aad or one, is_guest=None, is_guess=True)
        await self._learn(address.workspace_id, seen)  # known from a roster, it was not kept yet
        return seen.person

    async def _seen(self, address: Address, aad: str, user: str, asked_for: Address | None = None) -> Seen | None:
        """aad: or the 29:.. id once more, where that is all there is."""

        async def ask() -> Seen | None:
            found = await self._look_up(address, aad, user)
            if found is None and asked_for is not None:
                found = await self._look_up(asked_for, aad, user)
            if found is not None:
                await self._learn(address.workspace_id, found)
            return found

        return await self._one.get((address.workspace_id, aad), ask)

    async def _look_up(self, address: Address, aad: str, user: str) -> Seen | None:
        """In this conversation, or else in their own chat with us."""
        known = user or await self._user(address, aad)
        for one in dict.fromkeys(filter(None, (known, aad))):
            if found := await self._member(address, one):
                return found
        own = await self._book.member(address.workspace_id, aad)
        if own is None or own.place == address.place or not own.is_open:
            return None
        return await self._member(own, own.details.get("user") or aad)

    async def _member(self, address: Address, one: str) -> Seen | None:
        """None where they are not there. Raises FAILURES."""
        try:
            told = await self._connector.member(address, one)
        except TeamsError as error:
            if error.status in (HTTPStatus.NOT_FOUND, HTTPStatus.BAD_REQUEST):
                return None
            raise
        return member_of(told, tenant_in(address.workspace_id))

    async def _read(self, address: Address) -> tuple[Seen, ...]:
        """The roster as last known, or as it comes in time."""
        return await self._rosters.get(_key(address), lambda: self._roster(address)) or ()

    async def _roster(self, address: Address) -> tuple[Seen, ...]:
        """As `_listed`; each of them is known from then on."""
        found = await self._listed(address)
        for one in found:
            self._one.learn((address.workspace_id, one.person.id), one)
        return found

    async def _listed(self, address: Address) -> tuple[Seen, ...]:
        """Page by page, no further than a form could show. Raises FAILURES."""
        found: dict[str, Seen] = {}
        async for page in self._connector.members(address):
            seen = (member_of(told, tenant_in(address.workspace_id)) for told in page)
            found |= {one.person.id: one for one in seen if one is not None}
            if len(found) >= MOST_READ:
                break
        return tuple(found.values())[:MOST_READ]

    async def _learn(self, workspace_id: str, found: Seen) -> None:
        self._one.learn((workspace_id, found.person.id), found)
        await self._book.learn(workspace_id, found.user, found.person.id)

    async def _user(self, address: Address, aad: str) -> str:
        """The 29:.. id, if this person was seen before."""
        known = self._one.known((address.workspace_id, aad))
        return known.user if known else await self._book.user_of(address.workspace_id, aad)


def _key(address: Address) -> tuple[str, str]:
    return address.workspace_id, address.place


def _with_ids(request: Request, ids: Mapping[str, str]) -> Request:
    """Mentions written with the ids that people have with us."""
    if not isinstance(request, CommandTyped | ReplyTyped):
        return request
    text = request.text
    for told, aad in ids.items():
        text = text.replace(f"<@{told}>", f"<@{aad}>")
    return replace(request, text=text)
