"""Microsoft's keys are fetched ahead of time; hardly anybody waits for them, and nobody makes us ask for them often."""

import asyncio
import logging
from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from adapters.teams.arriving.door import NOT_MICROSOFT, NOT_NOW, GuardedDoor
from adapters.teams.arriving.keys import FRESH_SECONDS, RETRY_SECONDS, STALE_SECONDS, UNKNOWN_SECONDS, Keys, KeysAway
from adapters.teams.arriving.services import is_microsofts
from adapters.teams.arriving.tokens import Tokens
from adapters.teams.deps import utc_now
from tests.adapters.teams.arriving.entrance import SERVICE_URL, Entrance, entrance
from tests.fakes.teams.issuer import Issuer, jwk


class Seconds:
    """Since the machine started; they pass when they are told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
async def keys(issuer: Issuer, seconds: Seconds) -> AsyncIterator[Keys]:
    made = Keys(issuer.openid_url, seconds)
    yield made
    await made.close()


async def settled(keys: Keys) -> None:
    """Let a fetch that runs beside come to its end."""
    await keys.warm()


async def test_warm_keys_are_not_fetched_again(issuer: Issuer, keys: Keys) -> None:
    assert await keys.warm()
    assert await asyncio.gather(*[keys.find("k1") for _ in range(9)]) == [await keys.find("k1")] * 9
    assert issuer.asked == 1


async def test_cold_keys_are_fetched_once_for_everybody(issuer: Issuer, keys: Keys) -> None:
    found = await asyncio.gather(*[keys.find("k1") for _ in range(9)])
    assert None not in found
    assert issuer.asked == 1


async def test_who_gives_up_waiting_does_not_take_the_keys_from_the_others(issuer: Issuer, keys: Keys) -> None:
    impatient, patient = asyncio.create_task(keys.find("k1")), asyncio.create_task(keys.find("k1"))
    await asyncio.sleep(0)
    impatient.cancel()
    assert await patient is not None


async def test_after_a_day_they_are_fetched_beside_whoever_uses_them(
    issuer: Issuer, keys: Keys, seconds: Seconds
) -> None:
    await keys.warm()
    seconds.now += FRESH_SECONDS
    issuer.keys["k2"] = jwk("k2")
    assert await keys.find("k1") is not None
    assert issuer.asked == 1  # nobody waited
    await settled(keys)
    assert issuer.asked == 2
    assert await keys.find("k2") is not None


async def test_a_key_that_is_known_is_good_while_they_cannot_be_fetched(
    issuer: Issuer, keys: Keys, seconds: Seconds
) -> None:
    await keys.warm()
    issuer.is_away = True
    for _ in range(4):
        seconds.now += FRESH_SECONDS
        assert await keys.find("k1") is not None
        await settled(keys)
    seconds.now += STALE_SECONDS
    with pytest.raises(KeysAway):
        await keys.find("k1")
    issuer.is_away = False
    seconds.now += RETRY_SECONDS
    assert await keys.find("k1") is not None


async def test_a_new_key_is_found_but_made_up_ones_do_not_make_us_ask(
    issuer: Issuer, keys: Keys, seconds: Seconds
) -> None:
    await keys.warm()
    seconds.now += UNKNOWN_SECONDS
    issuer.keys["k2"] = jwk("k2")
    assert await keys.find("k2") is not None
    assert issuer.asked == 2
    for number in range(20):
        assert await keys.find(f"made up {number}") is None
    assert issuer.asked == 2
    seconds.now += UNKNOWN_SECONDS
    assert await keys.find("made up") is None
    assert issuer.asked == 3


async def test_whoever_makes_up_keys_does_not_keep_a_new_one_from_being_found(
    issuer: Issuer, keys: Keys, seconds: Seconds
) -> None:
    """Teams does not repeat what got 401: half a minute after the new key is told, nothing signed with it gets one."""
    await keys.warm()
    for number in range(90):
        seconds.now += 1
        if number == 7:
            issuer.keys["k2"] = jwk("k2")
        assert await keys.find(f"made up {number}") is None
        if number >= 7 + 30:
            assert await keys.find("k2") is not None
    assert issuer.asked == 1 + 3


async def test_who_comes_while_they_are_fetched_is_judged_by_what_comes(
    issuer: Issuer, keys: Keys, seconds: Seconds
) -> None:
    await keys.warm()
    seconds.now += UNKNOWN_SECONDS
    issuer.keys["k2"] = jwk("k2")
    found = await asyncio.gather(keys.find("made up"), *[keys.find("k2") for _ in range(9)])
    assert found[0] is None and None not in found[1:]
    assert issuer.asked == 2


async def test_while_they_are_away_microsoft_is_not_asked_all_the_time(
    issuer: Issuer, keys: Keys, seconds: Seconds
) -> None:
    issuer.is_away = True
    for _ in range(5):
        with pytest.raises(KeysAway):
            await keys.find("k1")
    seconds.now += RETRY_SECONDS
    issuer.is_away = False
    assert await keys.find("k1") is not None
    assert issuer.asked == 1  # of the second document; the first one said no


async def test_that_there_is_none_is_told_and_ends_without_any_request(
    issuer: Issuer, keys: Keys, seconds: Seconds
) -> None:
    assert keys.away_since() is None  # nobody asked yet
    issuer.is_away = True
    await keys.warm()
    since = keys.away_since()
    assert since is not None
    seconds.now += RETRY_SECONDS
    assert keys.away_since() == since
    await keys.warm()
    issuer.is_away = False
    seconds.now += RETRY_SECONDS
    assert keys.away_since() == since  # who asks does not wait
    await keys._fetched()
    assert keys.away_since() is None


async def test_while_known_ones_are_believed_nothing_is_amiss(issuer: Issuer, keys: Keys, seconds: Seconds) -> None:
    await keys.warm()
    issuer.is_away = True
    seconds.now += FRESH_SECONDS
    await keys.warm()
    assert keys.away_since() is None
    seconds.now += STALE_SECONDS
    assert keys.away_since() is not None


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"kty": "oct", "k": "c2VjcmV0", "kid": "bad"},
        {"kty": "RSA", "kid": "bad"},
        {"kty": "RSA", "n": "AQAB", "e": "AQAB", "kid": "bad"},
        {"kty": "RSA", "n": 1, "e": None, "kid": "bad"},
        {**jwk("bad"), "use": "enc"},
        {**jwk("bad"), "kid": 7},
        "text",
        None,
    ],
)
async def test_a_key_that_cannot_be_used_hides_no_other(told: object, issuer: Issuer, keys: Keys) -> None:
    issuer.keys = {"bad": told, "k1": jwk("k1")}  # type: ignore[dict-item]  # that is the point
    assert await keys.find("bad") is None
    assert await keys.find("k1") is not None


@pytest.mark.parametrize(
    "body", ["", "{", "[]", "{}", '{"jwks_uri": "http://example.org/keys"}', "[" * 100_000, "x" * 2_000_000]
)
async def test_what_is_no_document_of_keys(body: str, caplog: pytest.LogCaptureFixture) -> None:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(text=body)

    app = web.Application()
    app.router.add_get("/openid", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    keys = Keys(f"http://127.0.0.1:{runner.addresses[0][1]}/openid")
    with caplog.at_level(logging.ERROR), pytest.raises(KeysAway):
        await keys.find("k1")
    assert "MICROSOFT_OPENID_URL" in caplog.text
    await runner.cleanup()


async def test_nobody_listens_there() -> None:
    assert not await Keys("http://127.0.0.1:9/openid").warm()


async def test_while_keys_are_away_teams_is_asked_to_send_it_again(issuer: Issuer, door: Entrance) -> None:
    issuer.is_away = True
    assert await door.knock(issuer.bearer(SERVICE_URL)) == (503, NOT_NOW.words)
    assert await door.knock({}) == (401, NOT_MICROSOFT.words)


async def test_once_they_were_there_known_keys_tell_good_from_forged(issuer: Issuer, seconds: Seconds) -> None:
    keys = Keys(issuer.openid_url, seconds)
    async with entrance(GuardedDoor(Tokens(issuer.app_id, keys, is_microsofts), None, utc_now)) as door:
        assert await door.knock(issuer.bearer(SERVICE_URL)) == (200, "")
        issuer.is_away = True
        seconds.now += FRESH_SECONDS
        assert await door.knock(issuer.bearer(SERVICE_URL)) == (200, "")
        assert (await door.knock(issuer.bearer(SERVICE_URL, kid="k1", key="k9")))[0] == 401
    await keys.close()
