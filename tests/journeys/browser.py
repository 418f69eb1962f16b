"""A person's browser, as far as an install needs one: it follows redirects and keeps cookies for each address."""

from collections import defaultdict
from dataclasses import dataclass
from http.cookies import SimpleCookie

import aiohttp
from yarl import URL

REDIRECTS = {301, 302, 303, 307}


@dataclass(frozen=True)
class Page:
    """Where one arrived, or the redirect that was not followed: then `to` says where it leads."""

    status: int
    url: URL
    text: str
    to: URL | None = None


class Browser:
    """Use as `async with Browser() as browser:`. cookies: by address (a browser takes this machine for secure)."""

    def __init__(self) -> None:
        self.cookies: dict[str, dict[str, str]] = defaultdict(dict)
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> "Browser":
        self._session = aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar())
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._session is not None:
            await self._session.close()

    async def open(self, url: str | URL) -> Page:
        """Go there, and wherever that leads."""
        page = await self.step(url)
        while page.to is not None:
            page = await self.step(page.to)
        return page

    async def step(self, url: str | URL) -> Page:
        """Go there, and no further."""
        assert self._session is not None
        where = URL(url)
        mine = self.cookies[where.authority]
        async with self._session.get(where, cookies=mine, allow_redirects=False) as response:
            for line in response.headers.getall("Set-Cookie", []):
                mine.update({name: morsel.value for name, morsel in SimpleCookie(line).items()})
            to = where.join(URL(response.headers["Location"])) if response.status in REDIRECTS else None
            return Page(response.status, where, await response.text(), to)
