"""Our own tokens: asked for once, kept until shortly before their end, and what is wrong is said in words that help."""

import asyncio
import logging
from collections.abc import AsyncIterator
from urllib.parse import parse_qs

import pytest

from adapters.teams import credentials as module
from adapters.teams.credentials import ClientSecret, ManagedIdentity, NoCredentials, NoToken
from tests.adapters.teams.showing.scripted import Script, Told, scripted


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
async def script() -> AsyncIterator[Script]:
    async with scripted() as made:
        yield made


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def secret(script: Script, clock: Clock) -> AsyncIterator[ClientSecret]:
    made = ClientSecret(f"{script.base}/", "my-tenant", "app-1", "p&ss=wörd", now=clock)
    yield made
    await made.close()


def granted(token: str, seconds: object = 3599) -> Told:
    return Told(200, {"token_type": "Bearer", "expires_in": seconds, "access_token": token})


async def test_a_token_is_asked_for_with_the_secret_in_the_apps_tenant(script: Script, secret: ClientSecret) -> None:
    script.answers = [granted("t1")]
    assert await secret.token() == "t1"
    [asked] = script.asked
    assert (asked.method, asked.path) == ("POST", "/my-tenant/oauth2/v2.0/token")
    assert parse_qs(asked.raw.decode()) == {
        "grant_type": ["client_credentials"],
        "client_id": ["app-1"],
        "client_secret": ["p&ss=wörd"],
        "scope": ["https://api.botframework.com/.default"],
    }


async def test_it_is_kept_until_five_minutes_before_its_end(script: Script, secret: ClientSecret, clock: Clock) -> None:
    script.answers = [granted("t1"), granted("t2")]
    clock.now = 10
    assert await secret.token() == "t1"
    clock.now = 10 + 3599 - 301
    assert await secret.token() == "t1"
    clock.now = 10 + 3599 - 299
    assert await secret.token() == "t2"


@pytest.mark.parametrize(("seconds", "used"), [(200, 100), ("200", 100), (None, 0)])
async def test_one_that_lives_shortly_is_used_for_half_of_its_life(
    script: Script, secret: ClientSecret, clock: Clock, seconds: object, used: float
) -> None:
    script.answers = [granted("t1", seconds), granted("t2")]
    await secret.token()
    clock.now = max(used - 1, 0)
    assert await secret.token() == ("t1" if used else "t2")
    clock.now = used
    assert await secret.token() == "t2"


async def test_whoever_comes_meanwhile_waits_for_the_same_one(script: Script, secret: ClientSecret) -> None:
    script.answers = [granted("t1")]
    assert await asyncio.gather(*(secret.token() for _ in range(20))) == ["t1"] * 20
    assert len(script.asked) == 1


async def test_whoever_waits_for_one_that_cannot_be_had_is_told_at_once_and_not_one_after_the_other(
    script: Script, secret: ClientSecret
) -> None:
    script.answers = [Told(503), granted("t1")]
    ends = await asyncio.gather(*(secret.token() for _ in range(20)), return_exceptions=True)
    assert len(script.asked) == 1 and all(isinstance(end, NoToken) for end in ends)
    assert await secret.token() == "t1"


async def test_who_gives_up_waiting_does_not_take_the_token_from_the_others(
    script: Script, secret: ClientSecret
) -> None:
    script.answers = [granted("t1")]
    impatient, patient = asyncio.create_task(secret.token()), asyncio.create_task(secret.token())
    await asyncio.sleep(0)
    impatient.cancel()
    assert await patient == "t1"


async def test_one_that_was_refused_is_replaced_and_a_newer_one_stays(script: Script, secret: ClientSecret) -> None:
    script.answers = [granted("t1"), granted("t2")]
    await secret.token()
    await secret.forget("t1")
    assert await secret.token() == "t2"
    await secret.forget("t1")
    assert await secret.token() == "t2"


def refused(code: str) -> Told:
    return Told(401, {"error": "invalid_client", "error_description": f"{code}: Words about my-tenant. Trace ID: x"})


@pytest.mark.parametrize(
    ("answer", "code", "words"),
    [
        (refused("AADSTS700016"), "AADSTS700016", "MICROSOFT_APP_TYPE"),
        (refused("AADSTS7000215"), "AADSTS7000215", "value, not its id"),
        (refused("AADSTS7000222"), "AADSTS7000222", "expired"),
        (refused("AADSTS999"), "AADSTS999", "Check MICROSOFT_APP_ID"),
        (Told(400, {"error": "invalid_request"}), "invalid_request", "Check MICROSOFT_APP_ID"),
        (Told(404, "<html>"), "http_404", "Check MICROSOFT_APP_ID"),
    ],
)
async def test_what_microsoft_refuses_is_said_with_what_to_do(
    script: Script, secret: ClientSecret, answer: Told, code: str, words: str
) -> None:
    script.answers = [answer]
    with pytest.raises(NoToken) as caught:
        await secret.token()
    assert (caught.value.code, caught.value.is_refused, caught.value.sent) == (code, True, False)
    assert words in str(caught.value)
    assert "Trace" not in str(caught.value)


@pytest.mark.parametrize("answer", [Told(503), Told(429), Told(200, "<html>"), Told(200, {"access_token": 1})])
async def test_where_microsoft_is_away_it_is_tried_again(script: Script, secret: ClientSecret, answer: Told) -> None:
    script.answers = [answer, granted("t1")]
    with pytest.raises(NoToken) as caught:
        await secret.token()
    assert not caught.value.is_refused
    assert await secret.token() == "t1"


async def test_where_nobody_listens_it_is_tried_again() -> None:
    secret = ClientSecret("http://127.0.0.1:9/", "t", "a", "p")
    with pytest.raises(NoToken) as caught:
        await secret.token()
    await secret.close()
    assert (caught.value.code, caught.value.is_refused) == ("ClientConnectorError", False)


async def test_neither_secret_nor_token_is_shown(
    script: Script, secret: ClientSecret, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    script.answers = [granted("t1-token")]
    await secret.token()
    shown = f"{secret!r} {secret._kept!r} {secret._ask()!r} {caplog.text}"
    assert "t1-token" not in shown and "p&ss" not in shown


async def test_a_virtual_machine_asks_its_own_endpoint(script: Script, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MACHINE_URL", f"{script.base}/metadata/identity/oauth2/token")
    script.answers = [granted("t1", "86399")]
    identity = ManagedIdentity("app-1", {})
    assert await identity.token() == "t1"
    await identity.close()
    [asked] = script.asked
    assert (asked.method, asked.headers["Metadata"]) == ("GET", "true")
    path, _, query = asked.path.partition("?")
    assert path == "/metadata/identity/oauth2/token"
    assert parse_qs(query) == {
        "api-version": ["2018-02-01"],
        "resource": ["https://api.botframework.com"],
        "client_id": ["app-1"],
    }


async def test_app_service_tells_its_endpoint_and_a_secret_for_it(script: Script) -> None:
    environment = {"IDENTITY_ENDPOINT": f"{script.base}/msi/token", "IDENTITY_HEADER": "of-this-process"}
    script.answers = [granted("t1"), Told(400, {"error": "invalid_request", "error_description": "Identity not found"})]
    identity = ManagedIdentity("app-1", environment)
    assert await identity.token() == "t1"
    await identity.forget("t1")
    with pytest.raises(NoToken, match="no such managed identity") as caught:
        await identity.token()
    await identity.close()
    assert caught.value.code == "identity_missing"
    assert script.asked[0].headers["X-IDENTITY-HEADER"] == "of-this-process"
    assert script.asked[0].path.startswith("/msi/token?api-version=2019-08-01&")
    assert "of-this-process" not in f"{identity._ask()!r}"


async def test_the_emulator_is_given_none() -> None:
    assert await NoCredentials().token() == ""
