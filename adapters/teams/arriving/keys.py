"""The keys that Microsoft signs with: fetched ahead of time, so that hardly any request waits for them.

Knows the two documents that name them; must not know tokens.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt import PyJWTError
from jwt.algorithms import RSAAlgorithm

from adapters.teams.arriving.reading import read_up_to
from adapters.teams.arriving.services import is_here
from adapters.teams.deps import utc_now
from adapters.teams.network import proxy_of
from adapters.teams.objects import read_object

FRESH_SECONDS = 24 * 3600.0
"""After that they are fetched anew, beside whoever uses them meanwhile."""
STALE_SECONDS = 5 * 24 * 3600.0
"""So long keys are believed that could not be fetched anew."""
UNKNOWN_SECONDS = 30.0
"""Between two fetches because of a key that nobody knows. Who makes keys up makes us ask no more often; and a key is
called unknown by a list that is no older than this, long before Microsoft signs with one that it adds to the list."""
RETRY_SECONDS = 10.0
"""Between two fetches while they fail."""
TIMEOUT = ClientTimeout(total=5.0)
LARGEST = 1_000_000
_BITS = 2048

log = logging.getLogger(__name__)


class KeysAway(Exception):
    """Microsoft's keys cannot be fetched, so nobody can tell whether a token is good."""


class Unusable(ValueError):
    """What answered is not a document of keys."""


@dataclass(frozen=True)
class Key:
    """endorsements: the channels that Microsoft signs for with it."""

    public: RSAPublicKey
    endorsements: frozenset[str]


class Keys:
    """openid_url: of the document that says where the keys are. monotonic: seconds that only grow. clock: real time."""

    def __init__(
        self, openid_url: str, monotonic: Callable[[], float] = time.monotonic, clock: Callable[[], datetime] = utc_now
    ) -> None:
        self._openid_url, self._now, self._clock = openid_url, monotonic, clock
        self._keys: Mapping[str, Key] = {}
        self._fetched_at = self._tried_at = float("-inf")
        self._is_failing = True
        self._failing_since: datetime | None = None
        self._fetching: asyncio.Task[None] | None = None

    async def find(self, kid: str) -> Key | None:
        """The key of this name, or None where Microsoft has none. Whoever asks for a known one does not wait.

        Raises KeysAway where that cannot be told now.
        """
        key, age = self._keys.get(kid), self._now() - self._fetched_at
        if key is not None and age < STALE_SECONDS:
            if age >= FRESH_SECONDS:
                self._begin(RETRY_SECONDS)
            return key
        self._begin(RETRY_SECONDS if self._is_failing else UNKNOWN_SECONDS)
        await self._fetched()
        if self._is_failing:
            raise KeysAway
        return self._keys.get(kid)

    def away_since(self) -> datetime | None:
        """Since when they cannot be fetched, where none is left to check a token with; else None.

        Then they are asked for again, beside the caller: whoever is told that we are not ready may send us no request
        that would ask for one.
        """
        if self._failing_since is None or self._now() - self._fetched_at < STALE_SECONDS:
            return None
        self._begin(RETRY_SECONDS)
        return self._failing_since

    async def warm(self) -> bool:
        """Fetch them before anybody needs them; whether that went well."""
        self._begin(0.0)
        await self._fetched()
        return not self._is_failing

    async def close(self) -> None:
        """Ask no more."""
        if self._fetching is not None:
            self._fetching.cancel()
            await asyncio.gather(self._fetching, return_exceptions=True)

    def _begin(self, after: float) -> None:
        """Fetch, unless somebody does, or did less than so many seconds ago."""
        if self._fetching is None and self._now() - self._tried_at >= after:
            self._tried_at = self._now()
            self._fetching = asyncio.create_task(self._fetch())

    async def _fetched(self) -> None:
        """Who waits may leave; the others still get their keys."""
        if self._fetching is not None:
            await asyncio.shield(self._fetching)

    async def _fetch(self) -> None:
        try:
            self._keys = await fetch_keys(self._openid_url)
            self._fetched_at, self._is_failing, self._failing_since = self._now(), False, None
        except (ClientError, TimeoutError, ValueError) as error:
            self._is_failing, self._failing_since = True, self._failing_since or self._clock()
            log.error("Microsoft's keys could not be fetched from MICROSOFT_OPENID_URL: %s", type(error).__name__)
        finally:
            self._fetching = None


async def fetch_keys(openid_url: str) -> dict[str, Key]:
    """What the documents tell now. Raises ClientError, TimeoutError, or Unusable where they tell no key."""
    async with ClientSession(timeout=TIMEOUT) as session:
        openid = await _get(session, openid_url)
        address = openid.get("jwks_uri")
        if not isinstance(address, str) or not (address.startswith("https://") or is_here(address)):
            raise Unusable("no address of keys")
        told = (await _get(session, address)).get("keys")
    found = [read_key(item) for item in told] if isinstance(told, list) else []
    keys = dict(item for item in found if item is not None)
    if not keys:
        raise Unusable("no keys")
    return keys


def read_key(told: object) -> tuple[str, Key] | None:
    """One key of the document with its name; None for what is no RSA key to verify with."""
    if not isinstance(told, dict) or told.get("kty") != "RSA" or told.get("use", "sig") != "sig":
        return None
    kid, endorsements = told.get("kid"), told.get("endorsements")
    try:
        public = RSAAlgorithm.from_jwk(told)
    except (PyJWTError, ValueError, TypeError, KeyError):
        return None
    if not isinstance(kid, str) or not isinstance(public, RSAPublicKey) or public.key_size < _BITS:
        return None
    return kid, Key(public, frozenset(map(str, endorsements)) if isinstance(endorsements, list) else frozenset())


async def _get(session: ClientSession, address: str) -> dict[str, Any]:
    async with session.get(address, raise_for_status=True, proxy=proxy_of(address)) as response:
        return read_object(await read_up_to(LARGEST, response.content))
