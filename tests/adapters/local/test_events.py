"""Open pages hear that something changed."""

import asyncio

from aiohttp import ClientResponse

from cadence.ports import Post
from tests.adapters.local.desk import Browser, World
from tests.fakes.growth import MONDAY


async def _next_token(response: ClientResponse) -> str:
    while True:
        line = (await asyncio.wait_for(response.content.readline(), 5)).decode()
        if line.startswith("data: "):
            return line.removeprefix("data: ").strip()


async def test_a_new_entry_and_a_jump_of_the_clock_are_told(world: World, browser: Browser) -> None:
    async with browser.client.get("/local/events") as response:
        assert response.headers["Content-Type"].startswith("text/event-stream")
        first = await _next_token(response)
        await world.chatlog.write(Post(ref="x", place="channel:C-growth", at=MONDAY, text="hello"))
        second = await _next_token(response)
        await world.store.advance_clock("local", MONDAY.replace(day=10))
        third = await _next_token(response)
    assert len({first, second, third}) == 3


async def test_a_page_carries_the_token_it_was_made_from(browser: Browser) -> None:
    async with browser.client.get("/local/events") as response:
        token = await _next_token(response)
    assert f'data-token="{token}"' in await browser.open("/as/ana/c/C-growth")


async def test_a_stopping_server_does_not_wait_for_open_pages(browser: Browser) -> None:
    async with browser.client.get("/local/events") as response:
        await _next_token(response)
        await asyncio.wait_for(browser.client.server.close(), 5)
