"""Tells one person something in their own chat with us, opened where there is none yet.

Knows which ways there are, and which is next where one fails; must not know what is told.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from enum import Enum
from http import HTTPStatus
from typing import TypeVar

from adapters.teams.arriving.incoming import Incoming
from adapters.teams.connector import Connector, conversation_of
from adapters.teams.errors import ADVICE, AWAY, BUSY, FAILURES, SPURIOUS, NoToken, TeamsError, code_of
from adapters.teams.showing.answers import Json
from adapters.teams.showing.direct import REFUSALS, PersonalChats, Whom
from adapters.teams.showing.turns import Turns
from cadence.ports import Address

LONGEST_WAIT = timedelta(seconds=60)
"""Who asked something does not wait longer for the answer."""
SHORT_WAIT = timedelta(seconds=1)
"""Where Teams does not say how long."""
MOST_TRIES = 3
"""Besides the first, where Teams does not ask to wait."""
T = TypeVar("T")

log = logging.getLogger(__name__)


class Told(Enum):
    """How it went. UNREACHABLE: nothing of it can be said there, and nothing was."""

    DONE = "done"
    UNREACHABLE = "unreachable"
    LOST = "lost"


class Private:
    """Nothing is raised: what was asked is done already, so a loss is only logged, without what it said."""

    def __init__(self, connector: Connector, chats: PersonalChats, turns: Turns) -> None:
        self._connector, self._chats, self._turns = connector, chats, turns

    async def tell(self, messages: Sequence[Json], incoming: Incoming) -> Told:
        """One message after the other, to whoever sent this."""
        whom = Whom(incoming.request.workspace_id, incoming.request.who.id, incoming.user)
        begun = False
        try:
            address = incoming.address if incoming.is_personal else await self._chat_with(whom, incoming.address)
            for message in messages:
                await self._chats.write(address, whom, self._sending(message))
                begun = True
        except FAILURES as error:
            log.warning("A private answer was lost: %s", code_of(error))
            return Told.UNREACHABLE if not begun and _is_refusal(error) else Told.LOST
        return Told.DONE

    async def _chat_with(self, whom: Whom, near: Address) -> Address:
        return await self._patiently(whom.workspace_id, whom.aad, lambda: self._chats.find(whom, near))

    async def show_instead(self, message: Json, incoming: Incoming) -> None:
        """In the place of the message of ours that was used, on every client of theirs."""

        async def put() -> str:
            for tries in range(1, SPURIOUS):
                try:
                    return await self._connector.update(incoming.address, incoming.ref, message)
                except TeamsError as error:
                    if error.status != HTTPStatus.NOT_FOUND:
                        raise
                await asyncio.sleep(SHORT_WAIT.total_seconds() * tries)  # nobody else has to wait for that
            return await self._connector.update(incoming.address, incoming.ref, message)

        try:
            await self._patiently(incoming.address.workspace_id, conversation_of(incoming.address), put)
        except FAILURES as error:
            log.warning("A private card could not be changed: %s", code_of(error))

    async def excuse(self, text: str, incoming: Incoming) -> None:
        """A line for everybody, in the thread that this came from: nothing of the answer stands in it."""
        message = {"type": "message", "text": text, "textFormat": "plain"}
        try:
            await self._turns.wait(conversation_of(incoming.address))
            await self._connector.send(incoming.address, message, incoming.thread)
        except FAILURES as error:
            log.warning("It could not be said that an answer is private: %s", code_of(error))

    def _sending(self, message: Json) -> Callable[[Address], Awaitable[str]]:
        async def send(address: Address) -> str:
            where = (address.workspace_id, conversation_of(address))
            return await self._patiently(*where, lambda: self._connector.send(address, message))

        return send

    async def _patiently(self, workspace_id: str, conversation: str, call: Callable[[], Awaitable[T]]) -> T:
        """In its turn; again where Teams asks to wait with this conversation, is away for a moment or gives no token
        now. Never where it may have been done already."""
        last, tries = self._turns.now() + LONGEST_WAIT.total_seconds(), 0
        while True:
            await self._turns.wait(conversation, last - self._turns.now())
            try:
                async with self._turns.heeding(workspace_id, conversation):
                    return await call()
            except TeamsError as error:
                tries += 1
                asked = (error.retry_after or SHORT_WAIT * tries).total_seconds()
                if not _may_be_repeated(error, tries) or self._turns.now() + asked > last:
                    raise
                self._turns.hold(conversation, asked)


def _may_be_repeated(error: TeamsError, tries: int) -> bool:
    if error.sent or (error.status not in BUSY and tries > MOST_TRIES):
        return False
    is_unasked = error.status == 0 and error.code not in ADVICE
    is_refused = isinstance(error, NoToken) and error.is_refused
    return error.status in (*BUSY, *AWAY) or (is_unasked and not is_refused)


def _is_refusal(error: Exception) -> bool:
    return isinstance(error, TeamsError) and not error.sent and error.status in REFUSALS
