"""The Bot Connector's REST calls over one long-lived session: each is made once, and its end is told exactly.

Knows URLs, time limits and bodies; must not know what a call is for. Only services that `allows` lets through are
called: our token goes nowhere else.
"""

import json
import re
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, urlencode

from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout, TCPConnector
from yarl import URL

from adapters.teams.credentials import Credentials
from adapters.teams.errors import AWAY, BUSY, UNSENT, TeamsError
from adapters.teams.network import proxy_of
from adapters.teams.objects import Json, Unreadable, object_in, part, parts, read_object, word
from adapters.teams.refs import BAR, in_thread, ref_of, split_ref
from adapters.teams.where import id_in
from cadence.ports import Address

Query = Mapping[str, str]

TOTAL_SECONDS, CONNECT_SECONDS = 12.0, 5.0
"""Of one call, and of its connection."""
MOST_CONNECTIONS = 100
PAGE = "500"
"""Members a page: the most that Teams gives."""
MOST_PAGES = 100
CODE = re.compile(r"[A-Za-z][A-Za-z0-9_]{1,60}")
SAID_IN_WORDS = re.compile(r"\b(ForbiddenOperationException|BotNotInConversationRoster|MessageWritesBlocked)\b")
"""Codes that Teams also hides in the words of an error that is called something else."""
MOST_NESTED = 3
MOST_DIGITS = 6


class Connector:
    """allows: whether a serviceUrl is one of Microsoft's (in the emulator mode: on this machine). bot_id: who we are;
    empty in the emulator, where an address says so. Nothing that came in tells us who we are otherwise."""

    def __init__(
        self,
        credentials: Credentials,
        allows: Callable[[str], bool],
        *,
        bot_id: str = "",
        total: float = TOTAL_SECONDS,
        connect: float = CONNECT_SECONDS,
    ) -> None:
        self._bot_id = bot_id
        self._credentials, self._allows = credentials, allows
        self._timeout = ClientTimeout(total=total, connect=connect)
        self._session: ClientSession | None = None

    async def prepare(self) -> None:
        """Have a token at hand, so that a call that follows is not held up for one. Raises TeamsError."""
        await self._credentials.token()

    async def send(self, address: Address, activity: Json, thread: str = "") -> str:
        """Post it; its ref, `<conversation>|<activity id>`. thread: id of the thread's first message, in a channel.

        Where Teams took it without naming it, the ref ends with the bar. Raises TeamsError.
        """
        conversation = in_thread(conversation_of(address), thread)
        path = f"v3/conversations/{_segment(conversation)}/activities"
        answer = await self._call("POST", address, path, _addressed(activity, address, conversation, self._bot_id))
        return ref_of(conversation, word(answer, "id")) or f"{conversation}{BAR}"

    async def update(self, address: Address, ref: str, activity: Json) -> str:
        """Put it in the place of the message with this ref, which is returned. Raises TeamsError."""
        try:
            conversation, known = split_ref(ref)
        except ValueError:
            raise TeamsError(0, "no_id") from None
        path = f"v3/conversations/{_segment(conversation)}/activities/{_segment(known)}"
        said = _addressed(activity, address, conversation, self._bot_id)
        await self._call("PUT", address, path, {**said, "id": known})
        return ref

    async def open_personal(self, service_url: str, tenant: str, bot: str, user: str) -> str:
        """The id of the conversation with this person alone, the same each time. Raises TeamsError.

        user: `29:..`, or the person's aadObjectId.
        """
        body: Json = {"isGroup": False, "bot": {"id": bot}, "members": [{"id": user}], "tenantId": tenant}
        body["channelData"] = {"tenant": {"id": tenant}}
        try:
            answer = await self._request("POST", service_url, "v3/conversations", body)
        except TeamsError as error:
            error.sent = False  # doing it twice is the same as doing it once
            raise
        found = word(answer, "id")
        if not found:
            raise TeamsError(HTTPStatus.OK, "no_conversation")
        return found

    async def members(self, address: Address) -> AsyncIterator[Sequence[Mapping[str, Any]]]:
        """Everybody in the conversation, page by page. Raises TeamsError."""
        path = f"v3/conversations/{_segment(conversation_of(address))}/pagedmembers"
        token = ""
        for _ in range(MOST_PAGES):
            query = {"pageSize": PAGE, **({"continuationToken": token} if token else {})}
            page = await self._call("GET", address, path, query=query)
            yield parts(page, "members")
            token = word(page, "continuationToken")
            if not token:
                return

    async def member(self, address: Address, user: str) -> Mapping[str, Any]:
        """One of them, by `29:..` or aadObjectId. Raises TeamsError."""
        conversation = _segment(conversation_of(address))
        return await self._call("GET", address, f"v3/conversations/{conversation}/members/{_segment(user)}")

    async def team(self, address: Address, team_id: str) -> Mapping[str, Any]:
        """The team of channels: id, name, aadGroupId. Raises TeamsError."""
        return await self._call("GET", address, f"v3/teams/{_segment(team_id)}")

    async def channels(self, address: Address, team_id: str) -> Sequence[Mapping[str, Any]]:
        """Its channels: id, name (None for General), type. Raises TeamsError."""
        return parts(await self._call("GET", address, f"v3/teams/{_segment(team_id)}/conversations"), "conversations")

    async def close(self) -> None:
        """Let go of the network."""
        if self._session is not None:
            await self._session.close()
        await self._credentials.close()

    async def _call(
        self, method: str, address: Address, path: str, body: Json | None = None, query: Query | None = None
    ) -> Mapping[str, Any]:
        return await self._request(method, address.details.get("service_url", ""), path, body, query)

    async def _request(
        self, method: str, service_url: str, path: str, body: Json | None = None, query: Query | None = None
    ) -> Mapping[str, Any]:
        """One call; a second one only with a fresh token, where ours was not taken."""
        if not service_url:
            raise TeamsError(0, "no_address")
        if not self._allows(service_url):
            raise TeamsError(0, "service_refused")
        url = f"{service_url.rstrip('/')}/{path}"
        token = await self._credentials.token()
        try:
            return await self._once(method, url, token, body, query)
        except TeamsError as error:
            if error.status != HTTPStatus.UNAUTHORIZED or not token:
                raise
        await self._credentials.forget(token)
        return await self._once(method, url, await self._credentials.token(), body, query)

    async def _once(
        self, method: str, url: str, token: str, body: Json | None, query: Query | None
    ) -> Mapping[str, Any]:
        headers = {"Content-Type": "application/json; charset=utf-8"} if body is not None else {}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        data = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode() if body is not None else None
        try:
            async with self._open().request(
                method, _encoded(url, query), data=data, headers=headers, allow_redirects=False, proxy=proxy_of(url)
            ) as response:
                return await _answer(response)
        except UNSENT as error:
            raise TeamsError(0, type(error).__name__) from error
        except (ClientError, TimeoutError) as error:
            raise TeamsError(0, type(error).__name__, sent=True) from error

    def _open(self) -> ClientSession:
        if self._session is None or self._session.closed:
            connector = TCPConnector(limit=MOST_CONNECTIONS)
            self._session = ClientSession(timeout=self._timeout, connector=connector)
        return self._session


def conversation_of(address: Address) -> str:
    """The id of the conversation itself, without a thread."""
    return address.details.get("conversation") or id_in(address.place)


def _encoded(url: str, query: Query | None) -> URL:
    """As it stands: aiohttp by itself would take the escapes of some characters in ids away."""
    return URL(f"{url}?{urlencode(query)}" if query else url, encoded=True)


def _segment(part: str) -> str:
    """An id as one segment of a path."""
    return quote(part, safe="")


def _addressed(activity: Json, address: Address, conversation: str, bot_id: str) -> Json:
    bot = bot_id or address.details.get("bot", "")
    return {**activity, "conversation": {"id": conversation}, **({"from": {"id": bot}} if bot else {})}


async def _answer(response: ClientResponse) -> Mapping[str, Any]:
    """What it says; empty where it says nothing, as some do that were taken. Raises TeamsError."""
    body = await response.read()
    if not HTTPStatus.OK <= response.status < HTTPStatus.MULTIPLE_CHOICES:
        raise _refused(response, body)
    if not body.strip():
        return {}
    try:
        return read_object(body)
    except Unreadable:  # of something on the way, or cut off
        raise TeamsError(response.status, "unreadable", sent=True) from None


def _refused(response: ClientResponse, body: bytes) -> TeamsError:
    status = response.status
    is_unclear = status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.REQUEST_TIMEOUT
    code = _code(object_in(body)) or f"http_{status}"
    return TeamsError(status, code, _wait(response), sent=is_unclear and status not in (*AWAY, *BUSY))


def _wait(response: ClientResponse) -> timedelta | None:
    """In seconds; a date, which the standard allows too, was never seen here."""
    seconds = response.headers.get("Retry-After", "").strip()
    return timedelta(seconds=int(seconds)) if seconds.isdecimal() and len(seconds) < MOST_DIGITS else None


def _code(told: Mapping[str, Any], depth: int = 0) -> str:
    """Teams' own name of the error: under `error`, at the top, or in JSON written as text within. Empty for none.

    Of its words nothing is kept but such names: they may quote what somebody typed.
    """
    if not told or depth > MOST_NESTED:
        return ""
    words = word(told, "message")
    nested = _code(part(told, "error") or object_in(words), depth + 1)
    hidden = SAID_IN_WORDS.search(words)
    named = CODE.fullmatch(word(told, "subCode") or word(told, "code").replace(" ", ""))
    return (hidden[1] if hidden else "") or nested or (named[0] if named else "")
