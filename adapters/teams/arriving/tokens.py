"""Whether a request is Microsoft's: the bearer token that must come with every activity.

Knows what such a token claims; must not know how the keys are fetched (`keys`). A token says who sends, to whom, and
where we may answer; it does not cover the body: whoever gets hold of one can send another body with it until it ends,
as long as that is from the same serviceUrl. TLS is what keeps both together.
Source: learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication.
"""

import hashlib
import re
import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import jwt

from adapters.teams.arriving.keys import Key, Keys, KeysAway
from adapters.teams.arriving.services import Allows, same

__all__ = ["Activity", "Claims", "Forged", "KeysAway", "Tokens"]

Activity = Mapping[str, Any]

ISSUER = "https://api.botframework.com"
"""The one issuer of what channels send. Those of emulators and skills are refused: they would let in our own tokens."""
CHANNEL = "msteams"
ALGORITHM = "RS256"
LEEWAY_SECONDS = 300
LONGEST = 4_096
MOST_KEPT = 64
"""Good tokens that are known again: Teams sends each for an hour or more, one for each of its connectors."""
_BEARER = re.compile(r"[Bb]earer +([A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+)")
_NEEDED = ["iss", "aud", "exp", "serviceurl"]
_UNREAD = (jwt.PyJWTError, ValueError, TypeError, OverflowError, RecursionError)
"""What PyJWT raises for a token, and for whatever else stands in the header."""


class Forged(Exception):
    """It is not Microsoft's, or not for us, or not now. Its words are ours, for the log; never the token's."""


@dataclass(frozen=True)
class Claims:
    """What a good token says. service_url: who sends; channels: which of them its key may sign for."""

    service_url: str
    channels: frozenset[str]


@dataclass(frozen=True)
class _Known:
    """A token that was good. until: its end, in seconds of the epoch."""

    kid: str
    key: Key
    claims: Claims
    until: float


class Tokens:
    """app_id: who we are. allows: whether a serviceUrl is one of Microsoft's.

    A good token is checked once, and known by its hash while its key is and until its end: a check costs more than all
    else that the door does.
    """

    def __init__(self, app_id: str, keys: Keys, allows: Allows) -> None:
        if not app_id:
            raise ValueError("without an app id, nobody could tell for whom a token is")
        self._app_id, self._keys, self._allows = app_id, keys, allows
        self._known: OrderedDict[bytes, _Known] = OrderedDict()

    async def verify(self, header: str | None) -> Claims:
        """What this Authorization header claims, and Microsoft signed.

        Raises Forged, or KeysAway where that cannot be told now.
        """
        found = _BEARER.fullmatch(header or "")
        if found is None or len(found[1]) > LONGEST:
            raise Forged("no bearer token")
        name = hashlib.sha256(found[1].encode()).digest()
        known = self._known.get(name)
        kid = known.kid if known else _kid(found[1])
        key = await self._keys.find(kid)
        if key is None:
            raise Forged("signed with a key that is not Microsoft's")
        if known is None or known.key is not key or known.until <= time.time():
            known = self._checked(found[1], kid, key)
            self._keep(name, known)
        return known.claims

    def require(self, claims: Claims, activity: Activity) -> None:
        """Nothing where the token is for this activity's channel and connector. Raises Forged."""
        service_url = activity.get("serviceUrl")
        if activity.get("channelId") != CHANNEL:
            raise Forged("from another channel than Teams")
        if CHANNEL not in claims.channels:
            raise Forged("signed with a key that is not for Teams")
        if not isinstance(service_url, str) or not same(service_url, claims.service_url):
            raise Forged("for another serviceUrl")
        if not self._allows(service_url):
            raise Forged("from a serviceUrl that is not of Teams")

    def _checked(self, token: str, kid: str, key: Key) -> _Known:
        """Raises Forged."""
        claims = self._signed(token, key)
        if not isinstance(claims["serviceurl"], str):
            raise Forged("no serviceurl")
        return _Known(kid, key, Claims(claims["serviceurl"], key.endorsements), int(claims["exp"]) + LEEWAY_SECONDS)

    def _keep(self, name: bytes, known: _Known) -> None:
        self._known[name] = known
        while len(self._known) > MOST_KEPT:
            self._known.popitem(last=False)

    def _signed(self, token: str, key: Key) -> dict[str, Any]:
        try:
            claims: dict[str, Any] = jwt.decode(
                token,
                key.public,
                algorithms=[ALGORITHM],
                audience=self._app_id,
                issuer=ISSUER,
                leeway=LEEWAY_SECONDS,
                options={"require": _NEEDED, "strict_aud": True},
            )
        except _UNREAD as error:
            raise Forged(type(error).__name__) from None
        return claims


def _kid(token: str) -> str:
    try:
        header = jwt.get_unverified_header(token)
    except _UNREAD as error:
        raise Forged(type(error).__name__) from None
    kid = header.get("kid")
    if header.get("alg") != ALGORITHM or not isinstance(kid, str):
        raise Forged("signed in another way than Microsoft's")
    return kid
