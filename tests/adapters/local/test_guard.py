"""The fence: one test for each way in that is closed, and for the one that is open."""

from collections.abc import Mapping

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, make_mocked_request

from adapters.local.guard import Fence
from tests.adapters.local.desk import GROWTH, Browser, World, csrf_in

SAY = GROWTH.format("ana") + "/say"


class FakeTransport:
    """A connection from somewhere."""

    def __init__(self, peer: object, port: int = 8000) -> None:
        self._known = {"peername": peer, "sockname": ("127.0.0.1", port)}

    def get_extra_info(self, name: str, default: object = None) -> object:
        return self._known.get(name, default)


async def _knock(peer: object, headers: Mapping[str, str]) -> web.StreamResponse:
    async def inside(_: web.Request) -> web.StreamResponse:
        return web.Response(text="inside")

    request = make_mocked_request("GET", "/", headers=headers, transport=FakeTransport(peer))
    return await Fence(b"s").around(inside)(request)


@pytest.mark.parametrize("peer", [("127.0.0.1", 1), ("127.8.8.8", 1), ("::1", 1, 0, 0), ("::ffff:127.0.0.1", 1, 0, 0)])
async def test_this_machine_gets_in(peer: object) -> None:
    assert (await _knock(peer, {"Host": "localhost:8000"})).status == 200


@pytest.mark.parametrize("peer", [("192.168.1.9", 1), ("::ffff:10.0.0.1", 1, 0, 0), ("2001:db8::1", 1, 0, 0), "", None])
async def test_another_machine_stays_out(peer: object) -> None:
    assert (await _knock(peer, {"Host": "localhost:8000"})).status == 403


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1:8000", "[::1]:8000", "LOCALHOST:8000"])
async def test_the_names_of_this_machine_are_known(host: str) -> None:
    assert (await _knock(("127.0.0.1", 1), {"Host": host})).status == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example:8000", "localhost.evil.example:8000", "localhost:8001", "localhost", "a@localhost:8000", "[::1", ""],
)
async def test_a_foreign_host_stays_out(host: str) -> None:
    assert (await _knock(("127.0.0.1", 1), {"Host": host})).status == 403


async def test_a_request_without_a_host_stays_out() -> None:
    assert (await _knock(("127.0.0.1", 1), {})).status == 403


@pytest.mark.parametrize("name", ["X-Forwarded-For", "x-forwarded-host", "X-Forwarded-Proto", "Forwarded", "Via"])
async def test_what_a_proxy_passed_on_stays_out(browser: Browser, name: str) -> None:
    response = await browser.client.get("/", headers={name: "127.0.0.1"})
    assert response.status == 403
    assert "Not through a proxy" in await response.text()


async def _post(client: TestClient[web.Request, web.Application], token: str, **headers: str) -> int:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    response = await client.post(SAY, data={"csrf": token, "text": "hello"}, headers=named, allow_redirects=False)
    return response.status


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:1"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {"Sec_Fetch_Site": "none"},
    ],
)
async def test_a_form_from_another_page_stays_out(world: World, browser: Browser, headers: dict[str, str]) -> None:
    token = csrf_in(await browser.open(GROWTH.format("ana")))
    assert await _post(browser.client, token, **headers) == 403
    assert "hello" not in [post.text for post in world.chatlog.posts.values()]


async def test_a_form_from_our_own_page_gets_in(world: World, browser: Browser) -> None:
    token = csrf_in(await browser.open(GROWTH.format("ana")))
    own = f"http://127.0.0.1:{browser.client.port}"
    assert await _post(browser.client, token, Origin=own, Sec_Fetch_Site="same-origin") == 303
    assert "hello" in [post.text for post in world.chatlog.posts.values()]


@pytest.mark.parametrize("action", ["say", "press", "form", "jump", "dismiss", "tried"])
async def test_no_form_is_taken_without_its_token(browser: Browser, action: str) -> None:
    await browser.open(GROWTH.format("ana"))
    response = await browser.client.post(f"{GROWTH.format('ana')}/{action}", data={"text": "hello"})
    assert response.status == 403
    assert "from before a restart" in await response.text()


async def test_a_token_counts_only_in_the_browser_that_got_it(browser: Browser) -> None:
    token = csrf_in(await browser.open(GROWTH.format("ana")))
    browser.client.session.cookie_jar.clear()
    assert await _post(browser.client, token) == 403
    await browser.open(GROWTH.format("ana"))
    assert await _post(browser.client, token) == 403


async def test_the_browsers_cookie_is_strict_and_hidden_from_scripts(browser: Browser) -> None:
    response = await browser.client.get(GROWTH.format("ana"))
    cookie = response.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie


@pytest.mark.parametrize("path", [GROWTH.format("ana"), "/local/local.css", "/as/nobody/c/C-growth"])
async def test_every_page_forbids_inline_scripts_and_frames(browser: Browser, path: str) -> None:
    response = await browser.client.get(path)
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert response.headers["X-Content-Type-Options"] == "nosniff"


async def test_pages_hold_nothing_that_the_policy_would_forbid(browser: Browser) -> None:
    html = await browser.open(GROWTH.format("ana"))
    assert "style=" not in html
    assert "onclick=" not in html
    assert html.count("<script") == html.count('<script type="module" src=') + html.count('type="application/json"')
