"""Turns what a call to Teams raises into the delivery errors of cadence, with words for who can mend it.

Knows the Bot Connector's codes; must not know what was being said.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus

from aiohttp import ClientConnectorError, ClientError, ClientHttpProxyError, ConnectionTimeoutError

from cadence.errors import Ambiguous, Busy, DeliveryError, NeedsMending, TryLater, Undeliverable

log = logging.getLogger(__name__)


class TeamsError(Exception):
    """A call that Teams did not do, or of which nobody knows whether it did.

    status: HTTP's; 0 where there was no answer. code: Teams' own name of the error, or how the connection failed; never
    any words of anybody. retry_after: how long it asks to wait. sent: whether it may have been done all the same.
    """

    def __init__(self, status: int, code: str, retry_after: timedelta | None = None, *, sent: bool = False) -> None:
        super().__init__(f"{status} {code}" if status else code)
        self.status, self.code, self.retry_after, self.sent = status, code, retry_after, sent


class NoToken(TeamsError):
    """No token of our own could be had, so nothing was sent. words: why, and what the operator can do. code:
    Microsoft's (AADSTS...), or how the connection failed. is_refused: so it stays until somebody has mended it."""

    def __init__(self, words: str, *, code: str, is_refused: bool) -> None:
        super().__init__(0, code)
        self.words, self.is_refused = words, is_refused

    def __str__(self) -> str:
        return self.words


FAILURES = (TeamsError, ClientError, TimeoutError)
"""Everything a call to Teams may raise."""
UNSENT = (ClientConnectorError, ClientHttpProxyError, ConnectionTimeoutError)
"""Of these, what ends a call before anything of it reached Teams."""

TRY_AGAIN = timedelta(minutes=5)
MOST_TRIES = 7
"""So often a message is tried, about a minute, that is refused for a reason we do not know."""
SPURIOUS = 3
"""Teams now and then does not find a message that is there: so often it is asked."""
LOOK = "Look in the channel or chat whether it is there."
REPORT = "please report it."
CHOOSE = "choose another with `okr setup`."

NOT_INSTALLED = "not_installed"
MESSAGE_GONE, THREAD_GONE = "message_not_found", "thread_not_found"
WITHOUT_APP, REFUSED, CHANNEL_GONE = "channel_without_app", "channel_refused", "channel_not_found"
BUSY = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.PRECONDITION_FAILED)
AWAY = (HTTPStatus.BAD_GATEWAY, HTTPStatus.GATEWAY_TIMEOUT)
"""Not taken, so it may be tried again: so says Microsoft."""

MENDABLE = {
    WITHOUT_APP: f"Add Drumbeat to the team or chat again (Apps, Add to a team), or {CHOOSE}",
    REFUSED: "Teams lets nobody like Drumbeat post there now: the team may be archived, or the channel may keep apps "
    f"from posting. Its owners can change that, or {CHOOSE}",
    CHANNEL_GONE: f"Teams does not find the channel any more: restore it, or {CHOOSE}",
    "BotDisabledByAdmin": "An admin has blocked the app for this organisation: allow it in the Teams admin center "
    "(Manage apps).",
    "BotNotRegistered": "Microsoft knows no bot of this MICROSOFT_APP_ID: check it, and the Azure Bot with its Teams "
    "channel.",
    "InvalidBotApiHost": "Teams moved this organisation to another cloud: let somebody write to Drumbeat there once.",
    "NotEnoughPermissions": "The app lacks a permission in this team: install the current package there again.",
    "http_401": "Teams does not take our token: check MICROSOFT_APP_ID and MICROSOFT_APP_TYPE, and that the Azure "
    "Bot has the same id.",
    "service_refused": "What was kept as the address of this conversation is not Microsoft's: let somebody write to "
    "Drumbeat there once.",
    "no_address": "Drumbeat has not heard from there yet: let somebody write to it there once, or add it again.",
}
"""What people can mend, and how: the message waits for them."""

AMISS = {
    NOT_INSTALLED: "The app is not there for this person: they can add it in Teams (Apps, Drumbeat), or an admin can "
    "install it for everybody.",
    MESSAGE_GONE: "Somebody deleted the message; nothing needs to be done.",
    THREAD_GONE: "Somebody deleted what begins the thread; nothing needs to be done.",
    "MessageSizeTooBig": f"The message is longer than Teams allows: {REPORT}",
    "BadArgument": f"Teams refused the layout of this message: {REPORT}",
    "BadSyntax": f"Teams refused the layout of this message: {REPORT}",
    "no_id": "Teams never told the id of this message, so it stays as it is.",
}
"""What Teams will never take, and what that means."""
ADVICE = {**MENDABLE, **AMISS}

ABSENT = {
    "BotNotInConversationRoster",
    "ForbiddenOperationException",
    "ConversationBlockedByUser",
    "MessageWritesBlocked",
    "BotBlockedByUser",
    "MemberNotFoundInConversation",
}
"""The app is not there, or not wanted there."""
UNWANTED = {"MessageWritesBlocked", "ConversationBlockedByUser"}
"""Of these in a channel: the app is there, and may not post."""
EVERYWHERE = {"BotNotRegistered", "InvalidBotApiHost", "NotEnoughPermissions", "BotDisabledByAdmin"}
"""Of no single conversation."""
UNSAID = {"ServiceError", "Unknown"}


@dataclass(frozen=True, kw_only=True)
class Call:
    """What a call was for. is_post: doing it twice shows it twice. is_opening: of somebody's own chat with us.
    is_personal: in such a chat. in_thread: into a thread. attempt: 1 the first time."""

    is_post: bool = False
    is_opening: bool = False
    is_personal: bool = False
    in_thread: bool = False
    attempt: int = 1


@contextmanager
def delivering(call: Call | None = None, *, repeatable: bool = True) -> Iterator[None]:
    """Turn what a call raises into a DeliveryError. repeatable: all that is to be said of a call that is no message."""
    try:
        yield
    except FAILURES as error:
        raise _delivery_error(error, call or Call(is_post=not repeatable)) from error


@contextmanager
def preparing(call: Call) -> Iterator[None]:
    """As `delivering`, for what comes before anything is sent (such as opening the chat with somebody): whatever goes
    wrong there, it may be tried again."""
    try:
        yield
    except DeliveryError:
        raise
    except FAILURES as error:
        raise _delivery_error(error, Call(is_opening=True, attempt=call.attempt)) from error
    except Exception as error:
        log.exception("A message could not be prepared")
        raise TryLater(f"It could not be prepared: {type(error).__name__}.") from error


def code_of(error: Exception) -> str:
    """Teams' own name of the error, or how the connection failed; never any user text."""
    return error.code if isinstance(error, TeamsError) else type(error).__name__


def may_have_arrived(error: Exception) -> bool:
    """Whether the call that raised this may have been done all the same."""
    if isinstance(error, TeamsError):
        return error.sent
    return not isinstance(error, UNSENT)


def _delivery_error(error: Exception, call: Call) -> DeliveryError:
    """Where it may have arrived, that comes before whatever else the answer says."""
    code = code_of(error)
    if may_have_arrived(error) and call.is_post:
        return Ambiguous(f"Teams broke off: {code}. {LOOK}", code=code)
    if isinstance(error, NoToken):
        return NeedsMending(str(error), TRY_AGAIN, code=code) if error.is_refused else TryLater(str(error), code=code)
    if not isinstance(error, TeamsError) or error.status == 0:
        return _unasked(code)
    if error.status in BUSY:
        return Busy(f"Teams asked us to wait: {code}.", error.retry_after, code=code)
    if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR or error.sent:
        return TryLater(f"Teams failed on its side: {code}.", error.retry_after, code=code)
    return _refusal(_named(error, call), code, call)


def _unasked(code: str) -> DeliveryError:
    if code in MENDABLE:
        return NeedsMending(MENDABLE[code], TRY_AGAIN, code=code)
    if code in AMISS:
        return Undeliverable(AMISS[code], code=code)
    return TryLater(f"Teams was not reached: {code}.", code=code)


def _named(error: TeamsError, call: Call) -> str:
    """What a refusal means where it was said: one of the codes of ADVICE, or Teams' own."""
    if error.code in EVERYWHERE:
        return error.code
    named = _NAMED.get(error.status)
    return named(error.code, call) if named else error.code


def _argument(code: str, call: Call) -> str:
    return NOT_INSTALLED if call.is_opening or (call.is_personal and code in ABSENT) else code


def _forbidden(code: str, call: Call) -> str:
    """What was deleted is answered so too, now and then."""
    if call.is_personal or call.is_opening:
        return NOT_INSTALLED
    if not call.is_post and code in UNSAID:
        return MESSAGE_GONE
    return WITHOUT_APP if code in ABSENT - UNWANTED else REFUSED


def _missing(_: str, call: Call) -> str:
    if call.is_opening or (call.is_post and call.is_personal):
        return NOT_INSTALLED
    if not call.is_post:
        return MESSAGE_GONE
    return THREAD_GONE if call.in_thread else CHANNEL_GONE


_NAMED: dict[int, Callable[[str, Call], str]] = {
    HTTPStatus.BAD_REQUEST: _argument,
    HTTPStatus.UNAUTHORIZED: lambda _, __: "http_401",
    HTTPStatus.FORBIDDEN: _forbidden,
    HTTPStatus.NOT_FOUND: _missing,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: lambda _, __: "MessageSizeTooBig",
}


def _refusal(named: str, code: str, call: Call) -> DeliveryError:
    words = f"Teams said {code}. {ADVICE.get(named, 'It does not say more.')}"
    if named == MESSAGE_GONE and call.attempt < SPURIOUS:
        return TryLater(f"Teams does not find the message: {code}.", code=code)
    if named in MENDABLE:
        return NeedsMending(words, TRY_AGAIN, code=named)
    if named not in ADVICE and call.attempt < MOST_TRIES:
        return TryLater(words, code=named)
    return Undeliverable(words, code=named)
