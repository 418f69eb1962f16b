"""The emulator mode: no tokens, so only this machine's own emulator is answered, and no page in its browser."""

from collections.abc import AsyncIterator

import pytest

from adapters.teams.arriving.door import NOT_MICROSOFT, OpenDoor
from adapters.teams.arriving.emulating import TENANT
from tests.adapters.teams.arriving.entrance import SERVICE_URL, Entrance, activity, entrance

HERE = "http://127.0.0.1:56150/_connector"
FORGED = (401, NOT_MICROSOFT.words)


@pytest.fixture
async def door() -> AsyncIterator[Entrance]:
    async with entrance(OpenDoor()) as opened:
        yield opened


@pytest.mark.parametrize(
    "service_url", [HERE, "http://localhost:56150/_connector", "http://[::1]:56150", "https://localhost"]
)
async def test_an_emulator_on_this_machine_gets_in(service_url: str, door: Entrance) -> None:
    assert await door.knock({}, activity(serviceUrl=service_url)) == (200, "")


@pytest.mark.parametrize(
    "service_url",
    [SERVICE_URL, "http://localhost.evil.example/", "http://127.0.0.1@evil.example/", "http://127.0.0.2/", "", None, 7],
)
async def test_nothing_is_sent_elsewhere(service_url: object, door: Entrance) -> None:
    assert await door.knock({}, activity(serviceUrl=service_url)) == FORGED


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Host": "evil.example"},
        {"Host": "localhost.evil.example:8000"},
        {"Host": "[::1"},
        {"X-Forwarded-For": "203.0.113.9"},
        {"Forwarded": "for=203.0.113.9"},
    ],
)
async def test_neither_a_page_in_a_browser_nor_a_proxy_gets_in(headers: dict[str, str], door: Entrance) -> None:
    assert await door.knock(headers, activity(serviceUrl=HERE)) == FORGED


async def test_an_emulator_that_names_no_tenant_has_one_of_its_own(door: Entrance) -> None:
    bare = activity(serviceUrl=HERE, conversation={"id": "a:1"}, channelData=None)
    await door.knock({}, bare)
    [got] = door.admitted
    assert (got["conversation"], got["channelData"]) == ({"id": "a:1", "tenantId": TENANT}, {"tenant": {"id": TENANT}})


async def test_a_tenant_that_it_names_stays(door: Entrance) -> None:
    await door.knock({}, activity(serviceUrl=HERE))
    assert door.admitted == [activity(serviceUrl=HERE)]
