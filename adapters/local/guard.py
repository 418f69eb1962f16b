"""The fence. The local workspace lets one act as anybody, so only this machine's own browser gets in.

Knows connections, headers and tokens; must not know what lies behind. Every refusal says what to do instead.
"""

import hmac
import ipaddress
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from html import escape
from urllib.parse import urlsplit

from aiohttp import web

COOKIE = "drumbeat_browser"
NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
RELAYED = frozenset({"forwarded", "via", "x-real-ip"})
READING = frozenset({"GET", "HEAD"})
HTTP_PORT = 80

CSRF = web.RequestKey("csrf", str)

HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True)
class Refusal:
    """Why somebody is not let in, and what they can do."""

    title: str
    advice: str


AFAR = Refusal(
    "Only from this machine",
    "The local workspace lets you act as anybody, so it answers only browsers on the machine it runs on.",
)
RELAY = Refusal(
    "Not through a proxy",
    "This request was passed on by a proxy. Open the local workspace directly, at http://localhost and its port.",
)
OTHER_HOST = Refusal(
    "Not under this name",
    "Open the local workspace as http://localhost with the port it was started on.",
)
FOREIGN = Refusal(
    "Not from another page",
    "This came from a page that is not the local workspace, so nothing was done.",
)
STALE = Refusal(
    "This page is from before a restart",
    "Nothing was done. Go back, copy what you typed, reload the page and send it again.",
)


class Fence:
    """Wraps handlers. secret: signs the tokens that every form must carry."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def around(self, handler: Handler) -> Handler:
        """The handler, behind the fence."""

        async def fenced(request: web.Request) -> web.StreamResponse:
            refusal = self._refusal(request) or await self._token_refusal(request)
            if refusal:
                return page_of(refusal)
            browser = request.cookies.get(COOKIE) or secrets.token_urlsafe(24)
            request[CSRF] = self.token(browser)
            response = await handler(request)
            return _sealed(request, response, browser)

        return fenced

    def token(self, browser: str) -> str:
        """The token that this browser's forms carry."""
        return hmac.new(self._secret, browser.encode(), "sha256").hexdigest()

    def _refusal(self, request: web.Request) -> Refusal | None:
        if not _is_loopback(request.transport):
            return AFAR
        if any(name.lower() in RELAYED or name.lower().startswith("x-forwarded-") for name in request.headers):
            return RELAY
        if not _is_own_name(request.headers.getall("Host", []), _served_port(request)):
            return OTHER_HOST
        if request.method not in READING and not _is_own_page(request):
            return FOREIGN
        return None

    async def _token_refusal(self, request: web.Request) -> Refusal | None:
        if request.method in READING:
            return None
        browser = request.cookies.get(COOKIE, "")
        given = str((await request.post()).get("csrf", ""))
        is_right = bool(browser) and hmac.compare_digest(given.encode(), self.token(browser).encode())
        return None if is_right else STALE


def page_of(refusal: Refusal, status: int = 403) -> web.Response:
    """A short page that says why not."""
    title, advice = escape(refusal.title), escape(refusal.advice)
    body = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title><h1>{title}</h1><p>{advice}</p>'
    return web.Response(text=body, content_type="text/html", status=status, headers=HEADERS)


def _is_loopback(transport: object) -> bool:
    peer = transport.get_extra_info("peername") if hasattr(transport, "get_extra_info") else None
    if not isinstance(peer, tuple) or not peer:
        return False
    try:
        address = ipaddress.ip_address(str(peer[0]).partition("%")[0])
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return (mapped or address).is_loopback


def _served_port(request: web.Request) -> int | None:
    own = request.transport.get_extra_info("sockname") if request.transport else None
    return own[1] if isinstance(own, tuple) else None


def _is_own_name(hosts: list[str], port: int | None) -> bool:
    if len(hosts) != 1:
        return False
    try:
        named = urlsplit(f"//{hosts[0]}")
        return named.hostname in NAMES and (named.port or HTTP_PORT) == port and "@" not in hosts[0]
    except ValueError:
        return False


def _is_own_page(request: web.Request) -> bool:
    origin = request.headers.get("Origin")
    if origin is not None and origin != f"http://{request.headers['Host']}":
        return False
    return request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"


def _sealed(request: web.Request, response: web.StreamResponse, browser: str) -> web.StreamResponse:
    if response.prepared:
        return response
    response.headers.update(HEADERS)
    response.headers.setdefault("Cache-Control", "no-store")
    if COOKIE not in request.cookies:
        response.set_cookie(COOKIE, browser, httponly=True, samesite="Strict", path="/")
    return response
