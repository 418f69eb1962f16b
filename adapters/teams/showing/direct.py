"""The chat with one person alone: where it is, opened when they are first written to.

Knows how such a chat is opened; must not know what is said there.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import TypeVar

from adapters.teams.arriving.incoming import PERSONAL
from adapters.teams.connector import Connector
from adapters.teams.errors import TeamsError
from adapters.teams.identity import Identity, tenant_in
from adapters.teams.knowing.addresses import AddressBook
from adapters.teams.knowing.members import member_of
from adapters.teams.where import member_place
from cadence.ports import Address

MOST_LOOKED_IN = 20
"""Channels in which somebody is looked for who never wrote to us."""
ANEW_SECONDS = 8.0
"""A chat that Teams does not know any more is opened anew while its message waits."""
REFUSALS = (HTTPStatus.BAD_REQUEST, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND)
T = TypeVar("T")


@dataclass(frozen=True)
class Whom:
    """A person. user: their 29:.. id, where it is known: it opens a chat with anybody who shares a place with us, the
    aadObjectId only where the app is installed for them."""

    workspace_id: str
    aad: str
    user: str = ""


class PersonalChats:
    """What is opened is kept for every process."""

    def __init__(self, connector: Connector, book: AddressBook, identity: Identity) -> None:
        self._connector, self._book, self._identity = connector, book, identity

    async def find(self, whom: Whom, near: Address | None = None) -> Address:
        """Where this person is written to. near: a conversation of theirs, whose service is used. Raises TeamsError."""
        known = await self._book.member(whom.workspace_id, whom.aad)
        if known is not None and known.details.get("conversation") and known.details.get("service_url"):
            return known
        service = near or await self._book.tenant(whom.workspace_id)
        if service is None:
            raise TeamsError(0, "no_address")
        user = whom.user or await self._book.user_of(whom.workspace_id, whom.aad)
        return await self._open(Whom(whom.workspace_id, whom.aad, user), service)

    async def write(self, address: Address, whom: Whom, send: Callable[[Address], Awaitable[T]]) -> T:
        """Send it there; once more to a chat opened anew, where Teams does not know the one that we knew. Where we may
        not write there, that is kept. Raises TeamsError."""
        try:
            return await self._noting(address, send)
        except TeamsError as error:
            if error.status != HTTPStatus.NOT_FOUND or error.sent:
                raise
        return await self._noting(await self._anew(address, whom), send)

    async def _anew(self, address: Address, whom: Whom) -> Address:
        """Raises TeamsError; never one that says it may have been sent."""
        try:
            async with asyncio.timeout(ANEW_SECONDS):
                await self._book.forget(address.workspace_id, address.place)
                return await self.find(whom, near=address)
        except TimeoutError as error:
            raise TeamsError(0, type(error).__name__) from error

    async def _noting(self, address: Address, send: Callable[[Address], Awaitable[T]]) -> T:
        try:
            return await send(address)
        except TeamsError as error:
            if error.status == HTTPStatus.FORBIDDEN and not error.sent:
                await self._book.close(address.workspace_id, address.place)
            raise

    async def _open(self, whom: Whom, service: Address) -> Address:
        bot = self._identity.bot_id or service.details.get("bot", "")
        url, tenant = service.details.get("service_url", ""), tenant_in(whom.workspace_id)
        conversation = await self._first(url, tenant, bot, whom)
        shown = {"service_url": url, "conversation": conversation, "bot": bot, "user": whom.user, "kind": PERSONAL}
        address = Address(workspace_id=whom.workspace_id, place=member_place(whom.aad), details=shown)
        await self._book.remember(address)
        return address

    async def _first(self, url: str, tenant: str, bot: str, whom: Whom) -> str:
        """By the first of their ids that is good for it. Raises what Teams said of the last one."""
        refused = TeamsError(0, "no_address")
        async for each in self._ids(whom):
            try:
                return await self._connector.open_personal(url, tenant, bot, each)
            except TeamsError as error:
                if error.status not in REFUSALS:
                    raise
                refused = error
        raise refused

    async def _ids(self, whom: Whom) -> AsyncIterator[str]:
        """Those that are known; then, where they were of no use, what a channel that both of us are in says."""
        if whom.user:
            yield whom.user
        yield whom.aad
        if not whom.user and (found := await self._looked_up(whom)):
            await self._book.learn(whom.workspace_id, found, whom.aad)
            yield found

    async def _looked_up(self, whom: Whom) -> str:
        """The 29:.. id of somebody who was only ever named to us (by an import, say); empty where no channel has it."""
        for channel in await self._book.channels(whom.workspace_id, MOST_LOOKED_IN):
            try:
                told = await self._connector.member(channel, whom.aad)
            except TeamsError as error:
                if error.status not in REFUSALS:
                    raise
                continue
            seen = member_of(told, tenant_in(whom.workspace_id))
            if seen is not None and seen.person.id == whom.aad:
                return seen.user
        return ""
