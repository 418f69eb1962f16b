"""While the database is away a page says so and keeps what was typed; what was kept before that counts as kept."""

import pytest

from adapters.local.decoding import press_value
from cadence.errors import StoreAway
from cadence.requests import Nothing, Reply, Request
from tests.adapters.local.desk import GROWTH, Browser, World

ANA = GROWTH.format("ana")


@pytest.mark.parametrize("how", ["say", "press", "form"])
async def test_what_cannot_be_kept_is_not_acknowledged(
    world: World, browser: Browser, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    async def away(request: Request) -> Reply:
        raise StoreAway("its disk is full")

    monkeypatch.setattr(world.deps.front_door, "handle", away)
    sent = {"text": "/okr mine", "press": press_value("mine", "", ""), "form": "decision"}
    response = await browser.send(f"{ANA}/{how}", **sent)
    assert response.status == 503
    assert "json" not in response.headers["Content-Type"], "the page's script then says so and leaves all as it is"
    assert "what you typed is still there" in await response.text()


async def test_what_was_kept_is_acknowledged_though_it_cannot_be_shown_yet(
    world: World, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    handled: list[Request] = []

    async def handle(request: Request) -> Reply:
        handled.append(request)
        monkeypatch.setattr(world.store, "claim", away)
        return Nothing()

    async def away(*_: object) -> list[object]:
        raise StoreAway("its disk is full")

    monkeypatch.setattr(world.deps.front_door, "handle", handle)
    response = await browser.send(f"{ANA}/say", text="/okr mine")
    assert (response.status, len(handled)) == (200, 1)


async def test_a_page_that_cannot_be_read_says_so(
    world: World, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: object) -> list[object]:
        raise StoreAway("it cannot be reached")

    monkeypatch.setattr(world.chatlog, "read", away)
    response = await browser.client.get(ANA)
    assert response.status == 503
    page = await response.text()
    assert "The database is away: it cannot be reached. Nothing is lost" in page
    assert "typed" not in page, "nothing was sent"
    assert f'href="{ANA}">Try again' in page
