"""Turns what slack_sdk raises into the delivery errors of cadence, with words for the operator.

Knows Slack's error codes; must not know what was being said. Source: docs.slack.dev, chat.postMessage and chat.update.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from aiohttp import ClientConnectorError, ClientError, ConnectionTimeoutError
from slack_sdk.errors import SlackApiError

from cadence.errors import Ambiguous, DeliveryError, NeedsMending, TryLater, Undeliverable

SLACK_FAILURES = (SlackApiError, ClientError, TimeoutError)
"""Everything a call to Slack may raise."""

WAIT = {"ratelimited", "rate_limited", "message_limit_exceeded", "service_unavailable"}
UNCLEAR = {"internal_error", "fatal_error", "request_timeout"}
UNCLEAR_STATUS = {500, 502, 504}
TOO_MANY, UNAVAILABLE = 429, 503

MENDABLE = {
    "channel_not_found",
    "not_in_channel",
    "is_archived",
    "restricted_action",
    "invalid_auth",
    "not_authed",
    "token_revoked",
    "token_expired",
    "account_inactive",
    "missing_scope",
}
"""What people can mend: the message waits for them."""
TRY_AGAIN = timedelta(minutes=5)

REINSTALL = "Install the app to the workspace again and put the new token into SLACK_BOT_TOKEN."
ADVICE = {
    "channel_not_found": "Invite the bot to the channel (/invite), or choose another channel with /okr setup.",
    "not_in_channel": "Invite the bot to the channel: type /invite and its name there.",
    "is_archived": "The channel is archived: open it again, or choose another with /okr setup.",
    "restricted_action": "A workspace setting forbids posting there; an admin of the workspace can allow it.",
    "user_not_found": "The person is no longer in this workspace: take them off the team with /okr setup.",
    "cannot_dm_bot": "A bot is listed as a member: take it off the team with /okr setup.",
    "user_disabled": "The person's account is deactivated: take them off the team with /okr setup.",
    "message_not_found": "Somebody deleted the message; nothing needs to be done.",
    "cant_update_message": "The message belongs to another app or token; it stays as it is.",
    "edit_window_closed": "The workspace no longer allows to edit this message; it stays as it is.",
    "invalid_auth": REINSTALL,
    "not_authed": REINSTALL,
    "token_revoked": REINSTALL,
    "token_expired": REINSTALL,
    "account_inactive": REINSTALL,
    "missing_scope": "Add the scopes that the guide lists to the app, then install it to the workspace again.",
    "invalid_blocks": "Slack refused the layout of this message: please report it.",
    "msg_blocks_too_long": "The message is longer than Slack allows: please report it.",
    "msg_too_long": "The message is longer than Slack allows: please report it.",
}


@dataclass(frozen=True)
class Problem:
    """Something about Slack that keeps us from working, and how the operator mends it."""

    what: str
    mend: str


@contextmanager
def delivering(*, repeatable: bool) -> Iterator[None]:
    """Turn what a call raises into a DeliveryError. repeatable: doing it twice is the same as doing it once."""
    try:
        yield
    except SLACK_FAILURES as error:
        raise _delivery_error(error, repeatable) from error


def problem_of(error: Exception) -> Problem:
    """What failed, and what to do about it."""
    code = _code(error)
    if code is None:
        return Problem(f"Slack was not reached ({type(error).__name__}).", "Check the network and SLACK_API_URL.")
    return Problem(f"Slack said {code}.", ADVICE.get(code, "Look it up at docs.slack.dev."))


def code_of(error: Exception) -> str:
    """Slack's own name of the error, or how the connection failed; never any user text."""
    return _code(error) or type(error).__name__


def retry_after(error: SlackApiError) -> timedelta | None:
    """How long Slack asks to wait, if it says so."""
    headers = {name.lower(): value for name, value in error.response.headers.items()}
    seconds = str(headers.get("retry-after", ""))
    return timedelta(seconds=int(seconds)) if seconds.isdecimal() else None


def _delivery_error(error: Exception, repeatable: bool) -> DeliveryError:
    if isinstance(error, SlackApiError):
        return _refusal(error, repeatable)
    if repeatable or isinstance(error, ClientConnectorError | ConnectionTimeoutError):
        return TryLater(f"Slack was not reached: {type(error).__name__}.")
    return Ambiguous(f"The connection to Slack broke after sending: {type(error).__name__}. Look in the channel.")


def _refusal(error: SlackApiError, repeatable: bool) -> DeliveryError:
    code, status = _code(error), error.response.status_code
    if code in WAIT or status in (TOO_MANY, UNAVAILABLE):
        return TryLater(f"Slack asked us to wait: {code}.", retry_after(error))
    if code in UNCLEAR or status in UNCLEAR_STATUS:
        reason = f"Slack failed on its side: {code}."
        return TryLater(reason) if repeatable else Ambiguous(f"{reason} Look in the channel.")
    problem = problem_of(error)
    words = f"{problem.what} {problem.mend}"
    return NeedsMending(words, TRY_AGAIN) if code in MENDABLE else Undeliverable(words)


def _code(error: Exception) -> str | None:
    if not isinstance(error, SlackApiError):
        return None
    data = error.response.data if hasattr(error.response, "data") else None
    named = data.get("error") if isinstance(data, dict) else None
    return str(named or f"http_{error.response.status_code}")
