"""A token comes with each request until it ends: it is checked once, and believed no longer than it would be anyway."""

import time
from typing import Any

import pytest
import time_machine

from adapters.teams.arriving.keys import Key, Keys, read_key
from adapters.teams.arriving.services import is_microsofts
from adapters.teams.arriving.tokens import LEEWAY_SECONDS, MOST_KEPT, Forged, Tokens
from tests.adapters.teams.arriving.entrance import SERVICE_URL
from tests.fakes.teams.issuer import HOUR, Issuer, jwk


class AtHand(Keys):
    """Keys that need not be fetched."""

    def __init__(self) -> None:
        super().__init__("")
        self.keys: dict[str, Key] = {}

    async def find(self, kid: str) -> Key | None:
        return self.keys.get(kid)

    def have(self, kid: str, endorsements: tuple[str, ...] = ("msteams",), key: str = "") -> None:
        found = read_key(jwk(kid, endorsements, key))
        assert found is not None
        self.keys[kid] = found[1]


class Counting(Tokens):
    """Counts how often a signature is checked."""

    checks = 0

    def _signed(self, token: str, key: Key) -> dict[str, Any]:
        self.checks += 1
        return super()._signed(token, key)


@pytest.fixture
def keys() -> AtHand:
    made = AtHand()
    made.have("k1")
    return made


@pytest.fixture
def tokens(keys: AtHand) -> Counting:
    return Counting(Issuer().app_id, keys, is_microsofts)


def header(**otherwise: Any) -> str:
    return Issuer().bearer(SERVICE_URL, **otherwise)["Authorization"]


async def test_it_is_checked_once(tokens: Counting) -> None:
    same = header()
    assert await tokens.verify(same) == await tokens.verify(same)
    assert tokens.checks == 1


async def test_what_is_like_it_is_not_it(tokens: Counting) -> None:
    good = header()
    await tokens.verify(good)
    for other in (f"{good}A", good[:-4] + "AAAA", good.rpartition(".")[0] + "."):
        with pytest.raises(Forged):
            await tokens.verify(other)


async def test_it_ends_when_it_would(tokens: Counting) -> None:
    same = header()
    await tokens.verify(same)
    end = time.time() + HOUR + LEEWAY_SECONDS
    with time_machine.travel(end - 5, tick=False):
        await tokens.verify(same)
    assert tokens.checks == 1
    with time_machine.travel(end + 5, tick=False), pytest.raises(Forged):
        await tokens.verify(same)


async def test_it_ends_with_its_key(tokens: Counting, keys: AtHand) -> None:
    same = header()
    await tokens.verify(same)
    keys.have("k1", key="another")
    with pytest.raises(Forged):
        await tokens.verify(same)
    del keys.keys["k1"]
    with pytest.raises(Forged):
        await tokens.verify(same)


async def test_what_its_key_may_sign_for_is_what_it_is_now(tokens: Counting, keys: AtHand) -> None:
    same = header()
    assert (await tokens.verify(same)).channels == {"msteams"}
    keys.have("k1", ("skype",))
    assert (await tokens.verify(same)).channels == {"skype"}


async def test_what_was_refused_is_not_known(tokens: Counting) -> None:
    for _ in range(2):
        with pytest.raises(Forged):
            await tokens.verify(header(aud="another"))
    assert tokens.checks == 2


async def test_only_so_many_are_known(tokens: Counting) -> None:
    first, *others = [header(jti=str(number)) for number in range(MOST_KEPT + 1)]
    for each in (first, *others, *others, first):
        await tokens.verify(each)
    assert tokens.checks == MOST_KEPT + 2
