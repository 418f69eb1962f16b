"""What Teams says becomes what the outbox does about it, in words that help; and nothing is ever posted twice."""

from datetime import timedelta

import pytest
from aiohttp import ClientConnectorError, ClientPayloadError, ServerDisconnectedError
from aiohttp.client_reqrep import ConnectionKey
from hypothesis import given
from hypothesis import strategies as st

from adapters.teams.errors import (
    ADVICE,
    EVERYWHERE,
    MENDABLE,
    MOST_TRIES,
    Call,
    NoToken,
    TeamsError,
    code_of,
    delivering,
    may_have_arrived,
    preparing,
)
from bot.trouble import OF_CHANNELS
from cadence.errors import Ambiguous, Busy, DeliveryError, NeedsMending, TryLater, Undeliverable

POST, THREAD = Call(is_post=True), Call(is_post=True, in_thread=True)
PERSONAL = Call(is_post=True, is_personal=True)
PUT, LATE_PUT = Call(), Call(attempt=3)
OPENING = Call(is_opening=True)
SEVEN = timedelta(seconds=7)


def told(error: Exception, call: Call) -> DeliveryError:
    with pytest.raises(DeliveryError) as caught, delivering(call):
        raise error
    return caught.value


@pytest.mark.parametrize(
    ("status", "code", "call", "kind", "named"),
    [
        (403, "BotNotInConversationRoster", POST, NeedsMending, "channel_without_app"),
        (403, "ForbiddenOperationException", POST, NeedsMending, "channel_without_app"),
        (403, "MessageWritesBlocked", POST, NeedsMending, "channel_refused"),
        (403, "Whatever", POST, NeedsMending, "channel_refused"),
        (404, "ConversationNotFound", POST, NeedsMending, "channel_not_found"),
        (404, "ConversationNotFound", THREAD, Undeliverable, "thread_not_found"),
        (403, "BotNotInConversationRoster", PERSONAL, Undeliverable, "not_installed"),
        (403, "ConversationBlockedByUser", PERSONAL, Undeliverable, "not_installed"),
        (403, "ForbiddenOperationException", PERSONAL, Undeliverable, "not_installed"),
        (404, "ConversationNotFound", PERSONAL, Undeliverable, "not_installed"),
        (403, "ForbiddenOperationException", OPENING, Undeliverable, "not_installed"),
        (404, "MemberNotFoundInConversation", OPENING, Undeliverable, "not_installed"),
        (400, "BadSyntax", OPENING, Undeliverable, "not_installed"),
        (403, "BotDisabledByAdmin", PERSONAL, NeedsMending, "BotDisabledByAdmin"),
        (403, "BotDisabledByAdmin", POST, NeedsMending, "BotDisabledByAdmin"),
        (401, "http_401", POST, NeedsMending, "http_401"),
        (401, "BotNotRegistered", POST, NeedsMending, "BotNotRegistered"),
        (404, "ActivityNotFoundInConversation", PUT, TryLater, "ActivityNotFoundInConversation"),
        (404, "ActivityNotFoundInConversation", LATE_PUT, Undeliverable, "message_not_found"),
        (403, "ServiceError", LATE_PUT, Undeliverable, "message_not_found"),
        (403, "BotNotInConversationRoster", PUT, NeedsMending, "channel_without_app"),
        (400, "BadArgument", POST, Undeliverable, "BadArgument"),
        (413, "http_413", POST, Undeliverable, "MessageSizeTooBig"),
        (418, "Teapot", POST, TryLater, "Teapot"),
        (418, "Teapot", Call(is_post=True, attempt=MOST_TRIES), Undeliverable, "Teapot"),
        (0, "no_address", POST, NeedsMending, "no_address"),
        (0, "service_refused", POST, NeedsMending, "service_refused"),
        (0, "no_id", PUT, Undeliverable, "no_id"),
        (502, "http_502", POST, TryLater, "http_502"),
        (504, "ServiceError", POST, TryLater, "ServiceError"),
        (0, "ClientConnectorError", POST, TryLater, "ClientConnectorError"),
    ],
)
def test_each_refusal_is_mended_given_up_or_tried_again(
    status: int, code: str, call: Call, kind: type[DeliveryError], named: str
) -> None:
    error = told(TeamsError(status, code), call)
    assert (type(error), error.code) == (kind, named)
    assert str(error).endswith(".")


@pytest.mark.parametrize("status", [429, 412])
def test_a_conversation_that_is_too_busy_waits_alone(status: int) -> None:
    error = told(TeamsError(status, "Throttled", SEVEN), POST)
    assert type(error) is Busy and error.after == SEVEN


@pytest.mark.parametrize("status", [0, 408, 500, 503])
def test_a_post_that_may_have_arrived_is_ambiguous_and_an_update_is_repeated(status: int) -> None:
    error = TeamsError(status, "ServiceError", sent=True)
    assert type(told(error, POST)) is Ambiguous
    assert type(told(error, PUT)) is TryLater


@pytest.mark.parametrize("error", [TimeoutError(), ServerDisconnectedError(), ClientPayloadError()])
def test_a_connection_that_broke_is_of_unknown_end(error: Exception) -> None:
    assert type(told(error, POST)) is Ambiguous
    assert type(told(error, PUT)) is TryLater
    assert code_of(error) == type(error).__name__


def test_a_token_that_microsoft_refuses_waits_for_the_operator() -> None:
    refused = told(NoToken("The secret has expired.", code="AADSTS7000222", is_refused=True), POST)
    assert (type(refused), refused.code, str(refused)) == (NeedsMending, "AADSTS7000222", "The secret has expired.")
    assert type(told(NoToken("Away.", code="http_503", is_refused=False), POST)) is TryLater


@given(
    status=st.sampled_from([0, 200, 302, 400, 401, 403, 404, 408, 412, 413, 418, 429, 500, 501, 502, 503, 504]),
    code=st.sampled_from([*ADVICE, *EVERYWHERE, "ServiceError", "Unknown", "http_500", "TimeoutError"]),
    personal=st.booleans(),
    thread=st.booleans(),
    attempt=st.integers(1, 30),
)
def test_no_post_that_may_have_arrived_is_ever_tried_again(
    status: int, code: str, personal: bool, thread: bool, attempt: int
) -> None:
    call = Call(is_post=True, is_personal=personal, in_thread=thread, attempt=attempt)
    error = told(TeamsError(status, code, SEVEN, sent=True), call)
    assert isinstance(error, Ambiguous)


@given(status=st.integers(0, 599), code=st.text(), sent=st.booleans())
def test_an_update_is_never_ambiguous(status: int, code: str, sent: bool) -> None:
    assert not isinstance(told(TeamsError(status, code, sent=sent), PUT), Ambiguous)


def test_what_comes_before_sending_is_tried_again_whatever_happens() -> None:
    for error in (TeamsError(0, "TimeoutError", sent=True), TimeoutError(), KeyError("x")):
        with pytest.raises(DeliveryError) as caught, preparing(POST):
            raise error
        assert type(caught.value) is TryLater
    with pytest.raises(Busy), preparing(POST):
        raise TeamsError(429, "Throttled")


def test_whatever_is_of_a_channel_is_told_to_its_lead() -> None:
    of_channels = {code for code in MENDABLE if code.startswith(OF_CHANNELS)}
    assert of_channels == {"channel_without_app", "channel_refused", "channel_not_found"}


def test_only_where_no_connection_came_about_is_it_sure_that_nothing_arrived() -> None:
    assert may_have_arrived(TimeoutError())
    assert not may_have_arrived(TeamsError(502, "x"))
    assert not may_have_arrived(_no_connection())


def _no_connection() -> ClientConnectorError:
    key = ConnectionKey("h", 1, False, True, None, None, None)
    return ClientConnectorError(key, OSError())
