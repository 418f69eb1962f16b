"""Lets in what is Microsoft's, before anything else is done with it; in the emulator mode, what is this machine's.

Knows requests, their headers and the limit of their bodies; must not know what an activity says beyond whom it is from.
"""

import ipaddress
import logging
from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from typing import Protocol
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

from adapters.teams.arriving.emulating import with_tenant
from adapters.teams.arriving.keys import KeysAway
from adapters.teams.arriving.reading import TooLarge, read_up_to
from adapters.teams.arriving.services import is_here
from adapters.teams.arriving.tokens import Forged, Tokens
from adapters.teams.identity import PLATFORM
from adapters.teams.objects import Json, Unreadable, read_object
from cadence.ports import Heartbeats
from cadence.signs import Signs

LARGEST = 256 * 1024
"""Of a body, in bytes: Teams sends less."""
LOCAL_NAMES = ("localhost", "127.0.0.1", "::1")
RELAYED = ("Forwarded", "X-Forwarded-For", "Via", "X-Real-IP")
JSON_TYPE = "application/json"

log = logging.getLogger(__name__)


class Refused(Exception):
    """status: what is answered. words: short, and the same whatever was wrong."""

    def __init__(self, status: HTTPStatus, words: str) -> None:
        super().__init__(words)
        self.status, self.words = status, words


NOT_MICROSOFT = Refused(HTTPStatus.UNAUTHORIZED, "This address answers Microsoft Teams alone.")
NOT_NOW = Refused(HTTPStatus.SERVICE_UNAVAILABLE, "Microsoft's keys cannot be fetched right now. Send this again.")
NOT_READ = Refused(HTTPStatus.BAD_REQUEST, "This is no activity.")
TOO_LARGE = Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "This is larger than any activity.")


class Door(Protocol):
    """Who may come in."""

    async def admit(self, request: web.Request) -> Json:
        """The activity. Raises Refused."""


class GuardedDoor:
    """For whoever carries a good token of Microsoft. heartbeats: where that is noted for `drumbeat doctor`."""

    def __init__(self, tokens: Tokens, heartbeats: Heartbeats | None, clock: Callable[[], datetime]) -> None:
        self._tokens, self._signs = tokens, Signs(PLATFORM, heartbeats, clock)

    async def admit(self, request: web.Request) -> Json:
        """See `Door`. Nothing of the body is read for whoever has no token of Microsoft.

        401 for everything that is forged, also where only the body could not belong to the token; 503 where Microsoft's
        keys are away: 401 would tell Teams for good that we do not want it, though it may be good.
        """
        header = request.headers.get("Authorization")
        try:
            claims = await self._tokens.verify(header)
            activity = await _read(request)
            self._tokens.require(claims, activity)
        except KeysAway:
            raise NOT_NOW from None
        except Forged as forged:
            if header:
                log.warning("A request to /api/messages was refused: %s", forged)
                await self._signs.refused()
            raise NOT_MICROSOFT from None
        await self._signs.good()
        return activity


class OpenDoor:
    """For an emulator on this machine, without tokens. Neither another machine, nor a proxy, nor a page in a browser of
    this machine gets in: a page cannot send JSON elsewhere than to where it came from, unless it is asked first."""

    async def admit(self, request: web.Request) -> Json:
        """See `Door`."""
        if not _is_from_here(request) or request.content_type != JSON_TYPE:
            raise NOT_MICROSOFT
        activity = await _read(request)
        service_url = activity.get("serviceUrl")
        if not isinstance(service_url, str) or not is_here(service_url):
            raise NOT_MICROSOFT
        return with_tenant(activity)


async def _read(request: web.Request) -> Json:
    try:
        return read_object(await read_up_to(LARGEST, request.content))
    except TooLarge:
        raise TOO_LARGE from None
    except (
        Unreadable,
        web.RequestPayloadError,
        HttpProcessingError,
    ):  # the latter two: broken on the way, or packed so
        raise NOT_READ from None


def _is_from_here(request: web.Request) -> bool:
    if any(name in request.headers for name in RELAYED):
        return False
    try:
        is_near = ipaddress.ip_address(request.remote or "").is_loopback
        return is_near and urlsplit(f"//{request.host}").hostname in LOCAL_NAMES
    except ValueError:
        return False
