"""Microsoft's issuer of tokens on the loopback: its two documents of keys, and tokens of every kind, good and forged.

Knows JWTs; must not know what an activity says.
"""

import base64
import json
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import lru_cache
from typing import Any

import jwt
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from jwt.algorithms import RSAAlgorithm

ISSUER = "https://api.botframework.com"
APP_ID = "00000000-0000-4000-8000-0000000000b0"
HOUR = 3600


@lru_cache
def private_key(name: str) -> RSAPrivateKey:
    """Always the same one for the same name within a process: making one takes a while."""
    return generate_private_key(public_exponent=65537, key_size=2048)


def jwk(kid: str, endorsements: tuple[str, ...] | None = ("msteams",), key: str = "") -> dict[str, Any]:
    """A public key as Microsoft shows it. endorsements: None for a key that names none. key: its name, else `kid`."""
    shown: dict[str, Any] = RSAAlgorithm.to_jwk(private_key(key or kid).public_key(), as_dict=True)
    told = {} if endorsements is None else {"endorsements": list(endorsements)}
    return {**shown, "kid": kid, "use": "sig", "x5t": kid, **told}


class Issuer:
    """Makes tokens, and serves the documents that tell its keys.

    keys: what the document shows, by kid; change them as you like. is_away: both documents answer 503. asked: how often
    the keys were fetched. base: `http://127.0.0.1:1234`, once it is served.
    """

    def __init__(self, app_id: str = APP_ID) -> None:
        self.app_id = app_id
        self.keys = {"k1": jwk("k1")}
        self.is_away = False
        self.asked = 0
        self.base = ""

    @property
    def openid_url(self) -> str:
        """Where MICROSOFT_OPENID_URL points to."""
        return f"{self.base}/v1/.well-known/openidconfiguration"

    def token(
        self,
        service_url: str,
        *,
        kid: str = "k1",
        key: str = "",
        algorithm: str = "RS256",
        secret: str | RSAPrivateKey | None = None,
        without: tuple[str, ...] = (),
        headers: Mapping[str, Any] | None = None,
        **claims: Any,
    ) -> str:
        """A good token for an activity with this serviceUrl, but for what is said otherwise.

        kid: what it says it was signed with, if not empty; key: the name of what it was signed with, else `kid`.
        without: claims that are left out. secret: what it is signed with in place of a key.
        """
        now = int(time.time())
        told = {
            "iss": ISSUER,
            "aud": self.app_id,
            "nbf": now - 1,
            "exp": now + HOUR,
            "serviceurl": service_url,
            **claims,
        }
        payload = {name: value for name, value in told.items() if name not in without}
        signer = private_key(key or kid) if secret is None else secret
        return jwt.encode(
            payload, signer, algorithm=algorithm, headers={**({"kid": kid} if kid else {}), **(headers or {})}
        )

    def bearer(self, service_url: str, **otherwise: Any) -> dict[str, str]:
        """The header with such a token; see `token`."""
        return {"Authorization": f"Bearer {self.token(service_url, **otherwise)}"}

    def add_routes(self, app: web.Application) -> None:
        """Serve both documents."""
        app.router.add_get("/v1/.well-known/openidconfiguration", self._openid)
        app.router.add_get("/v1/.well-known/keys", self._keys)

    @asynccontextmanager
    async def served(self) -> AsyncIterator["Issuer"]:
        """Itself, on a free port of the loopback."""
        app = web.Application()
        self.add_routes(app)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.base = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield self
        await runner.cleanup()

    async def _openid(self, request: web.Request) -> web.Response:
        if self.is_away:
            return web.Response(status=503)
        base = f"{request.scheme}://{request.host}"
        algorithms = ["RS256"]
        told = {"issuer": ISSUER, "jwks_uri": f"{base}/v1/.well-known/keys"}
        return web.json_response({**told, "id_token_signing_alg_values_supported": algorithms})

    async def _keys(self, _: web.Request) -> web.Response:
        self.asked += 1
        return web.Response(status=503) if self.is_away else web.json_response({"keys": list(self.keys.values())})


def unsigned(token: str, **header: Any) -> str:
    """The same claims under another header, with the signature of none."""
    _, payload, _ = token.split(".")
    head = base64.urlsafe_b64encode(json.dumps({"alg": "none", "typ": "JWT", **header}).encode()).rstrip(b"=").decode()
    return f"{head}.{payload}."
