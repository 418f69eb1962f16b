"""What Slack sends, by HTTP or by socket alike: handed to the front door, or kept; what is to be acknowledged.

Knows how a payload goes through Bolt; must not look into it (`decoding`), nor know how it came.
"""

import json
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Protocol

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.arriving.incoming import Garbled, Home, Incoming
from adapters.slack.decoding import decode
from adapters.slack.errors import SLACK_FAILURES, code_of
from adapters.slack.installing.tenants import Foreign, NotConnected, Tenant, Tenants
from adapters.slack.showing.replies import SILENT, Ack, Replies
from cadence.apologies import apology
from cadence.beside import where_of
from cadence.cards import card
from cadence.errors import StoreAway
from cadence.patience import somebody_waits
from cadence.requests import CommandTyped, FormSubmitted, Reply, Request, Say, ShortcutUsed
from cadence.text.whole import whole

Payload = Mapping[str, Any]

HANDSHAKE, EVENT, RATE_LIMITED = "url_verification", "event_callback", "app_rate_limited"
INCOMING, TENANT, PAYLOAD = "incoming", "tenant", "payload"
VERIFIED = "socket_mode"
"""What Bolt calls a payload that needs neither its signature check nor its parsing (which loses commands that contain
the word payload)."""
ANYTHING = re.compile(".*")
FOREIGN = "This Drumbeat belongs to another workspace, so nothing was done. Ask an admin of yours to install their own."
NOT_CONNECTED = "Drumbeat is not installed in this workspace, so nothing was done. Ask an admin to install it again."

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Answer:
    """What is acknowledged. status: as of HTTP; where it is not OK, Slack is to send it again."""

    ack: Ack = SILENT
    status: int = HTTPStatus.OK


class Keeps(Protocol):
    """The events."""

    async def put(self, payload: Payload) -> bool:
        """Keep an event; whether it is new."""

    def handled(self, tenant: Tenant, incoming: Incoming) -> None:
        """A request was handled: what is to be looked up because of it is, beside the caller."""


class Answers(Protocol):
    """The front door, in turn."""

    async def answer(self, payload: Payload, incoming: Incoming, tenant: Tenant) -> tuple[Reply, Incoming]:
        """The reply to show to the sender, who waits; and the request with everybody in it."""


class Dispatcher:
    """Every payload's way. What it changes, or the event itself, is committed when its answer is returned.

    events: None where none are taken. strangers: answers people of workspaces that are not ours, as far as that needs
    no token.
    """

    def __init__(self, front_door: Answers, tenants: Tenants, events: Keeps | None, strangers: Replies) -> None:
        self._front_door, self._tenants, self._events, self._strangers = front_door, tenants, events, strangers
        self._bolt = self._listen()

    async def dispatch(self, payload: Payload, is_whole: bool = False) -> Answer:
        """Bolt sorts what somebody waits for; events are kept; everything else needs no answer. Raises nothing.

        is_whole: its texts are known to be ones that can be kept.
        """
        try:
            return await self._dispatch(payload if is_whole else whole(payload))
        except StoreAway:  # not acknowledged: Slack sends an event again
            return Answer(status=HTTPStatus.SERVICE_UNAVAILABLE)
        except Exception as error:  # noqa: BLE001 - not acknowledged: Slack sends an event again, and tells a person
            log.error("A request of Slack failed: %s\n%s", code_of(error), where_of(error))
            return Answer(status=HTTPStatus.SERVICE_UNAVAILABLE)

    async def _dispatch(self, payload: Payload) -> Answer:
        kind = payload.get("type")
        if kind == HANDSHAKE:
            return Answer({"challenge": str(payload.get("challenge", ""))})
        if kind == EVENT:
            return await self._keep(payload)
        if kind == RATE_LIMITED:
            log.error("Slack holds back events of this workspace for a while: there are too many an hour")
            return Answer()
        with somebody_waits():
            return await self._sort(payload)

    async def _keep(self, payload: Payload) -> Answer:
        if self._events is not None:
            await self._events.put(payload)
        return Answer()

    async def _sort(self, payload: Payload) -> Answer:
        try:
            incoming = decode(payload)
        except Garbled as garbled:
            log.warning("A payload of Slack could not be read")
            return Answer(await (await self._replies_in(garbled.home)).show_garbled(garbled))
        if incoming is None:
            return Answer()
        context = {INCOMING: incoming, PAYLOAD: payload}
        request = AsyncBoltRequest(body=_sortable(incoming.request), context=context, mode=VERIFIED)
        answered = await self._bolt.async_dispatch(request)
        return Answer(_read(answered), answered.status)

    async def _answer(self, ack: AsyncAck, context: AsyncBoltContext) -> None:
        incoming: Incoming = context[INCOMING]
        try:
            tenant = await self._tenants.of(incoming.home)
        except (Foreign, NotConnected) as error:
            refusal = FOREIGN if isinstance(error, Foreign) else NOT_CONNECTED
            await ack(await self._strangers.show(Say(card(refusal), refuses=True), incoming))
            return
        context[TENANT] = tenant
        reply, incoming = await self._front_door.answer(context[PAYLOAD], incoming, tenant)
        if self._events is not None:
            self._events.handled(tenant, incoming)
        await ack(await tenant.replies.show(reply, incoming))

    async def _apologize(self, error: Exception, context: AsyncBoltContext) -> BoltResponse:
        """A kind word to the person; to the log what failed and where, but nothing that anybody typed."""
        if not isinstance(error, StoreAway):  # of which the log tells once
            log.error("A request of Slack failed: %s\n%s", code_of(error), where_of(error))
        incoming: Incoming | None = context.get(INCOMING)
        if incoming is None:
            return BoltResponse(status=HTTPStatus.OK)
        tenant: Tenant | None = context.get(TENANT)
        replies = self._strangers if tenant is None else tenant.replies
        return BoltResponse(status=HTTPStatus.OK, body=await replies.show(apology(error, incoming.request), incoming))

    async def _replies_in(self, home: Home) -> Replies:
        try:
            return (await self._tenants.of(home)).replies
        except (Foreign, NotConnected, *SLACK_FAILURES):
            return self._strangers

    def _listen(self) -> AsyncApp:
        """Bolt sorts; its own log stays quiet, since it writes whole payloads.

        Where SLACK_CLIENT_ID is in the environment Bolt prepares an install page of its own; nothing ever leads there.
        """
        quiet = logging.getLogger(f"{__name__}.bolt")
        quiet.setLevel(logging.ERROR)
        bolt = AsyncApp(
            logger=quiet,
            client=AsyncWebClient(retry_handlers=[]),
            authorize=_authorize,
            process_before_response=True,
            raise_error_for_unhandled_request=True,
        )
        for sorts in (bolt.view, bolt.action, bolt.command, bolt.shortcut):  # Bolt tries one after the other
            sorts(ANYTHING)(self._answer)
        bolt.error(self._apologize)
        return bolt


def _sortable(request: Request) -> dict[str, Any]:
    """What Bolt sorts by, and no more: it would stumble over what is missing elsewhere in a payload."""
    match request:
        case CommandTyped():
            return {"command": "/okr"}
        case FormSubmitted():
            return {"type": "view_submission", "view": {"type": "modal", "callback_id": request.form}}
        case ShortcutUsed():
            return {"type": "shortcut", "callback_id": request.shortcut}
    return {"type": "block_actions", "actions": [{"type": "button", "action_id": "ours", "block_id": "ours"}]}


def _read(answered: BoltResponse) -> Ack:
    """What a listener acknowledged with, which Bolt wrote as text."""
    return dict(json.loads(answered.body)) if answered.body.startswith("{") else answered.body


async def _authorize(team_id: str | None) -> AuthorizeResult:
    """Our own clients have the tokens; Bolt calls nothing."""
    return AuthorizeResult(enterprise_id=None, team_id=team_id)
