"""The loopback Slack itself: what it refuses, counts and repeats, since the journeys rely on it."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
from aiohttp import web
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from tests.fakes.clock import FakeClock
from tests.fakes.slack import FakeSlack, OverSocket, People
from tests.fakes.slack.limits import faults_of_home, faults_of_message
from tests.fakes.slack.oauth import TOKEN_SECONDS
from tests.journeys.browser import Browser

NOW = datetime(2026, 11, 9, 8, 0, tzinfo=UTC)


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack() as made:
        made.add_user("U1", "ana")
        made.add_channel("C1", "growth")
        yield made


def client(slack: FakeSlack, token: str | None = None) -> AsyncWebClient:
    return AsyncWebClient(token=token or slack.token, base_url=slack.api_url, retry_handlers=[])


async def refused(call: Any) -> dict[str, Any]:
    with pytest.raises(SlackApiError) as error:
        await call
    assert isinstance(error.value.response.data, dict)
    return error.value.response.data


async def test_a_token_is_good_for_its_workspace_alone(slack: FakeSlack) -> None:
    other = slack.add_workspace("T2", "Other")
    assert (await client(slack, other.token).auth_test())["team_id"] == "T2"
    assert (await refused(client(slack, other.token).users_info(user="U1")))["error"] == "user_not_found"
    assert (await refused(client(slack, "xoxb-guessed").auth_test()))["error"] == "invalid_auth"


async def test_a_missing_scope_is_named_and_every_answer_tells_what_was_granted(slack: FakeSlack) -> None:
    slack.scopes.discard("usergroups:read")
    found = await refused(client(slack).usergroups_list())
    assert (found["error"], found["needed"]) == ("missing_scope", "usergroups:read")
    assert "usergroups:read" not in (await client(slack).auth_test()).headers["x-oauth-scopes"]


async def consented(slack: FakeSlack, **more: str) -> str:
    """The code with which Slack's page sends somebody back."""
    asked = {"client_id": slack.oauth.client_id, "scope": "chat:write", "state": "s", "redirect_uri": "http://app/back"}
    async with Browser() as browser:
        query = "&".join(f"{key}={value}" for key, value in (asked | more).items())
        page = await browser.step(f"{slack.base_url}oauth/v2/authorize?{query}")
        assert page.to is not None and page.to.query["state"] == "s"
        return page.to.query.get("code", page.to.query.get("error", ""))


@pytest.mark.filterwarnings("ignore:BasicAuth is deprecated")  # slack_sdk's way to name the app
async def test_a_code_works_once_and_a_refresh_token_works_once(slack: FakeSlack) -> None:
    clock = FakeClock(NOW)
    slack.use_clock(clock)
    slack.oauth.rotates = True
    app = {"client_id": slack.oauth.client_id, "client_secret": slack.oauth.client_secret}
    code = await consented(slack)
    first = await client(slack).oauth_v2_access(**app, code=code)
    assert (await refused(client(slack).oauth_v2_access(**app, code=code)))["error"] == "code_already_used"
    refresh = {**app, "grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
    await client(slack).oauth_v2_access(**refresh)
    assert (await refused(client(slack).oauth_v2_access(**refresh)))["error"] == "invalid_refresh_token"
    clock.forward(seconds=TOKEN_SECONDS)
    assert (await refused(client(slack, first["access_token"]).auth_test()))["error"] == "token_expired"


async def test_who_says_no_is_sent_back_without_a_code(slack: FakeSlack) -> None:
    slack.oauth.decision = "deny"
    assert await consented(slack) == "access_denied"


async def test_a_call_before_the_wait_is_over_is_counted(slack: FakeSlack) -> None:
    clock = FakeClock(NOW)
    slack.use_clock(clock)
    slack.pacing.enforces = True
    await client(slack).chat_postMessage(channel="C1", text="one")
    assert (await refused(client(slack).chat_postMessage(channel="C1", text="two")))["error"] == "ratelimited"
    clock.forward(seconds=2)
    await client(slack).chat_postMessage(channel="C1", text="two")
    assert [broken.limit for broken in slack.pacing.broken] == ["chat.postMessage in C1"]


async def test_an_event_that_is_not_taken_comes_three_times_more_with_its_number(slack: FakeSlack) -> None:
    seen: list[tuple[str, str]] = []

    async def take(request: web.Request) -> web.Response:
        body = await request.json()
        seen.append((body["event_id"], request.headers.get("x-slack-retry-num", "")))
        return web.Response(status=500)

    app = web.Application()
    app.router.add_post("/", take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    async with People(slack, f"http://{host}:{port}/") as people:
        await people.mention("U1", "C1", "hello")
        await people.reply("U1", slack.messages[-1], "overheard")  # channels:history was not granted
    await runner.cleanup()
    assert [number for _, number in seen] == ["", "1", "2", "3"]
    assert len({event for event, _ in seen}) == len(people.undelivered) == 1


async def test_socket_mode_carries_commands_and_moves_on_when_it_is_told_to(slack: FakeSlack) -> None:
    sockets = SocketModeClient(slack.sockets.app_token, web_client=client(slack))

    async def answer(socket: Any, request: SocketModeRequest) -> None:
        await socket.send_socket_mode_response(SocketModeResponse(request.envelope_id, {"text": "hi"}))

    sockets.socket_mode_request_listeners.append(answer)
    await sockets.connect()  # type: ignore[no-untyped-call]  # slack_sdk leaves it unannotated
    async with People(slack, transport=OverSocket(slack.sockets)) as people:
        assert (await people.command("U1", "C1", "help")).body == {"text": "hi"}
        await slack.sockets.disconnect()
        assert (await people.command("U1", "C1", "help")).body == {"text": "hi"}
    assert slack.sockets.opened == 2
    await sockets.close()  # type: ignore[no-untyped-call]  # the same
    await asyncio.sleep(0)


CELL = {"type": "raw_text", "text": "x"}


@pytest.mark.parametrize(
    ("block", "fault"),
    [
        ({"type": "table", "rows": [[CELL] * 20] * 100}, ""),
        ({"type": "table", "rows": [[CELL]] * 101}, "rows"),
        ({"type": "table", "rows": [[CELL] * 21]}, "cells"),
        ({"type": "table", "rows": [[{"type": "raw_text", "text": ""}]]}, "characters"),
        ({"type": "table", "rows": [[{"type": "raw_text", "text": "x" * 10_001}]]}, "characters"),
        ({"type": "data_visualization", "title": "t", "chart": {"type": "line", "series": []}}, "axis_config"),
    ],
)
def test_tables_and_charts_have_limits(block: dict[str, Any], fault: str) -> None:
    faults = [each for each in faults_of_message([block]) if each != "msg_blocks_too_long"]
    assert bool(faults) == bool(fault)
    assert fault in "".join(faults)


def test_one_table_a_message_and_no_chart_on_a_home() -> None:
    table = {"type": "table", "rows": [[CELL]]}
    assert faults_of_message([table, table]) == ["only_one_table_allowed"]
    assert faults_of_home({"type": "home", "blocks": [table]}) == []
    assert faults_of_home({"type": "home", "blocks": [{"type": "data_visualization"}]})
