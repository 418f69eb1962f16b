"""Turns what slack_sdk raises into the delivery errors of cadence, with words for the operator.

Knows Slack's error codes; must not know what was being said. Source: docs.slack.dev/reference/methods.
"""

import json
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from aiohttp import ClientConnectorError, ClientError, ConnectionTimeoutError
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from cadence.errors import Ambiguous, DeliveryError, NeedsMending, TryLater, Unconfirmed, Undeliverable

log = logging.getLogger(__name__)

SLACK_FAILURES = (SlackApiError, ClientError, TimeoutError)
"""Everything a call to Slack may raise."""

WAIT = {
    "ratelimited",
    "rate_limited",
    "message_limit_exceeded",
    "service_unavailable",
    "team_added_to_org",
    "org_login_required",
    "external_channel_migrating",
    "streaming_state_conflict",
}
"""It passes by itself; the last ones while a workspace or a channel is being moved."""
UNCLEAR = {"internal_error", "fatal_error", "request_timeout"}
SERVER_FAULT = 500
MOST_TRIES = 7
"""So often a message is tried, about a minute, that is refused for a reason we do not know."""
BAD_LAYOUT = "invalid_blocks"
TOO_MANY = 429
TRY_AGAIN = timedelta(minutes=5)

REINSTALL = "Install the app to the workspace again; a token in the settings (SLACK_BOT_TOKEN) is to be replaced, too."
MEMBER = "take them off the team with /okr setup."
CHANNEL = "choose another with /okr setup."
ADMIN = "an admin of the workspace can allow it"
REPORT = "please report it."
LOOK = "Look in the channel whether it is there."

TOKEN_REFUSED = ("invalid_auth", "not_authed", "token_revoked", "token_expired", "account_inactive")
"""How Slack says that it does not take the token, or not any more."""
MENDABLE = {
    "channel_not_found": f"Invite the bot to the channel (/invite), or {CHANNEL}",
    "not_in_channel": "Invite the bot to the channel: type /invite and its name there.",
    "is_archived": f"The channel is archived: open it again, or {CHANNEL}",
    "is_inactive": f"The channel is archived or deleted: open it again, or {CHANNEL}",
    "channel_is_limited_access": f"The channel is closed to apps: {ADMIN}, or {CHANNEL}",
    "restricted_action": f"A workspace setting forbids posting there; {ADMIN}.",
    "restricted_action_read_only_channel": f"The channel is read-only: let the app post there, or {CHANNEL}",
    "restricted_action_thread_only_channel": f"The channel takes only replies in threads: change that, or {CHANNEL}",
    "restricted_action_non_threadable_channel": f"The channel takes no replies in threads: change that, or {CHANNEL}",
    "restricted_action_thread_locked": "The thread is locked: unlock it, and what waits is posted.",
    "messages_tab_disabled": "Turn on the Messages tab in the app's settings (App Home): people are written to there.",
    "not_enabled": "Turn on the Home tab in the app's settings (App Home).",
    "app_access_restricted": f"The workspace does not let this person use the app; {ADMIN}.",
    "access_denied": f"The workspace does not let the app do this; {ADMIN}.",
    "no_permission": f"The workspace does not let the app do this; {ADMIN}.",
    "ekm_access_denied": "The organisation's key management has locked this; its security team can open it again.",
    "enterprise_is_restricted": "The organisation does not let the app in; an admin of the organisation can allow it.",
    "team_access_not_granted": "The app was not granted this workspace; an admin of the organisation can add it.",
    **dict.fromkeys(TOKEN_REFUSED, REINSTALL),
    "missing_scope": "Add the scopes that the guide lists to the app, then install it to the workspace again.",
    "not_allowed_token_type": "The token is not a bot's: put one that begins with xoxb- or xoxe.xoxb- in its place.",
}
"""What people can mend, and how: the message waits for them."""
HOPELESS = {
    "user_not_found": f"The person is no longer in this workspace: {MEMBER}",
    "user_not_visible": f"The person cannot be seen from this workspace: {MEMBER}",
    "user_disabled": f"The person's account is deactivated: {MEMBER}",
    "cannot_dm_bot": "A bot is listed as a member: take it off the team with /okr setup.",
    "message_not_found": "Somebody deleted the message; nothing needs to be done.",
    "thread_not_found": "Somebody deleted what begins the thread; nothing needs to be done.",
    "cannot_reply_to_message": "What begins the thread takes no replies (any more); nothing needs to be done.",
    "cant_update_message": "The message belongs to another app or token; it stays as it is.",
    "edit_window_closed": "The workspace no longer allows to edit this message; it stays as it is.",
    "block_mismatch": "Slack does not let this message be changed so; it stays as it is.",
    "invalid_blocks": f"Slack refused the layout of this message: {REPORT}",
    "invalid_arguments": f"Slack refused the layout of this: {REPORT}",
    "invalid_attachments": f"Slack refused the layout of this message: {REPORT}",
    "msg_blocks_too_long": f"The message is longer than Slack allows: {REPORT}",
    "msg_too_long": f"The message is longer than Slack allows: {REPORT}",
    "view_too_large": f"The page is longer than Slack allows: {REPORT}",
}
"""What Slack will never take, and what that means."""
ADVICE = {**MENDABLE, **HOPELESS}


@dataclass(frozen=True)
class Problem:
    """Something about Slack that keeps us from working, and how the operator mends it."""

    what: str
    mend: str


@contextmanager
def delivering(*, repeatable: bool, can_look: bool = False, attempt: int = 1) -> Iterator[None]:
    """Turn what a call raises into a DeliveryError. repeatable: doing it twice is the same as doing it once.
    can_look: Slack can be asked later whether it was done. attempt: 1 the first time.
    """
    try:
        yield
    except SLACK_FAILURES as error:
        raise _delivery_error(error, _End(repeatable, can_look, attempt)) from error


@contextmanager
def preparing(attempt: int = 1) -> Iterator[None]:
    """As `delivering`, for what comes before anything is sent: whatever goes wrong there, it may be tried again."""
    try:
        with delivering(repeatable=True, attempt=attempt):
            yield
    except DeliveryError:
        raise
    except Exception as error:
        log.exception("A message could not be prepared")
        raise TryLater(f"It could not be prepared: {type(error).__name__}.") from error


def problem_of(error: Exception) -> Problem:
    """What failed, and what to do about it."""
    code = _code(error)
    if code is None:
        return Problem(f"Slack was not reached ({type(error).__name__}).", "Check the network and SLACK_API_URL.")
    if isinstance(error, SlackApiError) and _is_from_between(error):
        return Problem(
            f"Something between us and Slack answered {code}.", "Check the network, proxies and SLACK_API_URL."
        )
    return Problem(f"Slack said {code}.", ADVICE.get(code, "Look it up at docs.slack.dev."))


def code_of(error: Exception) -> str:
    """Slack's own name of the error, or how the connection failed; never any user text."""
    return _code(error) or type(error).__name__


def faults_of(error: SlackApiError) -> list[str]:
    """What Slack says is wrong with the blocks, in its words."""
    data = _data(error)
    metadata = data.get("response_metadata")
    messages = metadata.get("messages") if isinstance(metadata, dict) else None
    found = [*_listed(messages), *_listed(data.get("errors"))]
    return [str(fault) for fault in found]


def refused_by_hook(status: int, body: str) -> SlackApiError | None:
    """What an answer to a response_url says, as a call's error; None where it was taken."""
    data = _read(body)
    if status == HTTPStatus.OK and data.get("ok", True):
        return None
    unsaid = BAD_LAYOUT if status == HTTPStatus.BAD_REQUEST else f"http_{status}"
    data |= {"ok": False, "error": data.get("error") or unsaid}
    answer = AsyncSlackResponse(
        client=None, http_verb="POST", api_url="", req_args={}, data=data, headers={}, status_code=status
    )
    return SlackApiError("A response_url refused", answer)  # type: ignore[no-untyped-call]  # slack_sdk leaves it so


def status_of(error: SlackApiError) -> int:
    """The HTTP status. Of an answer that is cut off, the SDK hands over aiohttp's own object."""
    answer: Any = error.response
    return int(answer.status_code if hasattr(answer, "status_code") else answer.status)


def retry_after(error: SlackApiError) -> timedelta | None:
    """How long Slack asks to wait, if it says so."""
    headers = {name.lower(): value for name, value in error.response.headers.items()}
    seconds = str(headers.get("retry-after", ""))
    return timedelta(seconds=int(seconds)) if seconds.isdecimal() else None


@dataclass(frozen=True)
class _End:
    """What is known of a call where its end is not. See `delivering`."""

    repeatable: bool
    can_look: bool
    attempt: int = 1

    def unknown(self, reason: str, code: str = "", after: timedelta | None = None) -> DeliveryError:
        """The error for a call of which nobody knows whether Slack did it."""
        if self.repeatable:
            return TryLater(reason, after, code=code)
        return Unconfirmed(reason, after, code=code) if self.can_look else Ambiguous(f"{reason} {LOOK}", code=code)


def _delivery_error(error: Exception, end: _End) -> DeliveryError:
    if isinstance(error, SlackApiError):
        return _refusal(error, end)
    if isinstance(error, ClientConnectorError | ConnectionTimeoutError):
        return TryLater(f"Slack was not reached: {type(error).__name__}.")
    return end.unknown(f"The connection to Slack broke: {type(error).__name__}.")


def _refusal(error: SlackApiError, end: _End) -> DeliveryError:
    code, after = code_of(error), retry_after(error)
    if code in WAIT or status_of(error) == TOO_MANY:
        return TryLater(f"Slack asked us to wait: {code}.", after, code=code)
    if status_of(error) == HTTPStatus.SERVICE_UNAVAILABLE and not end.can_look:
        # Nearly always nothing was done, and after an outage nobody should have to send every prompt by hand.
        return TryLater(f"Slack is not there: {code}.", after, code=code)
    if _is_unclear(error, code):
        return end.unknown(f"Slack failed on its side: {code}.", code, after)
    problem = problem_of(error)
    words = f"{problem.what} {problem.mend}"
    if code in MENDABLE or _is_from_between(error):
        return NeedsMending(words, TRY_AGAIN, code=code)
    if code not in ADVICE and end.attempt < MOST_TRIES:
        return TryLater(words, code=code)
    return Undeliverable(words, code=code)


def _is_unclear(error: SlackApiError, code: str) -> bool:
    """Whether Slack may have done it all the same. An answer that says all is well, and then nothing, broke off."""
    status = status_of(error)
    is_fault = status >= SERVER_FAULT or status in (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.OK)
    return code in UNCLEAR or (is_fault if _is_from_between(error) else status >= SERVER_FAULT)


def _is_from_between(error: SlackApiError) -> bool:
    """Slack names what it refuses: an answer without a name comes from something on the way, such as a proxy."""
    return not _data(error).get("error")


def _code(error: Exception) -> str | None:
    if not isinstance(error, SlackApiError):
        return None
    return str(_data(error).get("error") or f"http_{status_of(error)}")


def _data(error: SlackApiError) -> dict[str, Any]:
    data = error.response.data if hasattr(error.response, "data") else None
    return data if isinstance(data, dict) else {}


def _listed(found: object) -> list[object]:
    return found if isinstance(found, list) else []


def _read(body: str) -> dict[str, Any]:
    """A hook answers `ok`, a bare error code, or JSON."""
    try:
        found = json.loads(body)
    except ValueError:
        word = re.match(r"[a-z_]{2,60}", body.strip())
        return {"error": word[0]} if word and word[0] != "ok" else {}
    return found if isinstance(found, dict) else {}
