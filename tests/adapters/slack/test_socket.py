"""Socket Mode: the same answers as over HTTP, acknowledged when they are kept, and connected without a gap."""

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from aiohttp import ClientSession, web

from adapters.slack.app import SlackAdapter, SlackDeps, build_slack
from adapters.slack.arriving import socket
from cadence.cards import card
from cadence.news import News
from cadence.ports import Arrival
from cadence.requests import Invalid, Say, ShowForm
from tests.adapters.slack.scripted import CARD, FORM, ScriptedDoor, opened, prompt
from tests.fakes.memory import MemoryStore
from tests.fakes.slack import FakeSlack, Fault, OverSocket, People
from tests.waiting import until


@dataclass
class Kept:
    """The inbox; full for as many events as it was told."""

    full: int = 0
    arrivals: dict[str, Arrival] = field(default_factory=dict)

    async def put(self, arrival: Arrival) -> bool:
        if self.full:
            self.full -= 1
            raise OSError("away")
        is_new = arrival.id not in self.arrivals
        self.arrivals[arrival.id] = arrival
        return is_new


class Nobody:
    async def tell(self, news: News) -> None:
        """Nobody listens."""


@pytest.fixture
def inbox() -> Kept:
    return Kept()


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "FIRST_WAIT", 0.05)
    monkeypatch.setattr(socket, "LONGEST_WAIT", 0.1)
    monkeypatch.setattr(socket, "LOOK_SECONDS", 0.05)


@pytest.fixture
async def adapter(slack: FakeSlack, door: ScriptedDoor, kept: MemoryStore, inbox: Kept) -> AsyncIterator[SlackAdapter]:
    made = build_slack(
        SlackDeps(
            front_door=door,
            store=kept,
            bot_token=slack.token,
            app_token=slack.sockets.app_token,
            api_url=slack.api_url,
            keep=inbox.put,
            news=Nobody(),
            clock=lambda: datetime.now(UTC),
        )
    )
    await made.connect()
    yield made
    await made.close()


@pytest.fixture
async def server(adapter: SlackAdapter) -> AsyncIterator[web.AppRunner]:
    app = web.Application()
    adapter.add_routes(app)
    runner = web.AppRunner(app)
    await runner.setup()
    yield runner
    await runner.cleanup()


@pytest.fixture
async def people(slack: FakeSlack, server: web.AppRunner) -> AsyncIterator[People]:
    async with People(slack, transport=OverSocket(slack.sockets)) as acting:
        yield acting


async def test_a_command_is_answered_in_its_acknowledgement(
    people: People, slack: FakeSlack, door: ScriptedDoor
) -> None:
    door.replies.append(Say(CARD))
    answer = await people.command("U2BEN", "C1GROWTH", "board")
    assert answer.body["response_type"] == "ephemeral"
    assert door.asked[-1].workspace_id == "slack:T0DRUMBEAT"


async def test_a_modal_is_opened_refused_at_its_fields_and_closed(
    people: People, slack: FakeSlack, door: ScriptedDoor
) -> None:
    view = await opened(slack, people, door)
    door.replies += [Invalid({"value": "A number, please."}), Say(card("Kept."))]
    assert (await people.submit("U2BEN", view, {"value": "much"})).errors == {"value": "A number, please."}
    assert (await people.submit("U2BEN", view, {"value": "3"})).body["response_action"] == "update"


async def test_a_click_is_acknowledged_without_words(people: People, slack: FakeSlack, door: ScriptedDoor) -> None:
    door.replies.append(ShowForm(FORM))
    answer = await people.click("U2BEN", await prompt(slack), "Answer")
    assert (answer.status, answer.text) == (200, "")


async def test_an_event_is_acknowledged_once_it_is_kept(people: People, inbox: Kept) -> None:
    people.waits = (0.0,)
    inbox.full = 1
    await people.mention("U2BEN", "C1GROWTH", "2.1 45%")
    assert people.undelivered == []
    assert len(inbox.arrivals) == 1


async def test_what_fails_says_so_and_is_logged_without_what_was_typed(
    people: People, door: ScriptedDoor, caplog: pytest.LogCaptureFixture
) -> None:
    door.replies.append(ValueError("secret words"))
    with caplog.at_level(logging.DEBUG, logger="adapters"):
        answer = await people.command("U2BEN", "C1GROWTH", "blocker secret words")
    assert "nothing was changed" in answer.body["text"]
    assert "secret words" not in caplog.text


@pytest.mark.parametrize("reason", ["warning", "refresh_requested", "link_disabled", "too_many_websockets"])
async def test_when_slack_asks_for_another_connection_there_is_one_before_the_old_one_goes(
    people: People, slack: FakeSlack, door: ScriptedDoor, reason: str
) -> None:
    await slack.sockets.connected()
    before = list(slack.sockets.connections)
    await slack.sockets.disconnect(reason)
    await until(lambda: len(slack.sockets.connections) == 1 and slack.sockets.connections != before)
    door.replies.append(Say(CARD))
    assert (await people.command("U2BEN", "C1GROWTH", "board")).status == 200


async def test_what_was_asked_over_the_old_connection_is_acknowledged_there(
    people: People, slack: FakeSlack, door: ScriptedDoor
) -> None:
    slack.fail("users.info", Fault(delay=0.5))
    asked = asyncio.create_task(people.command("U2BEN", "C1GROWTH", "board"))
    await until(lambda: any(name == "users.info" for name, _ in slack.calls))
    await slack.sockets.disconnect()
    assert (await asked).status == 200


async def test_a_connection_that_breaks_is_replaced(people: People, slack: FakeSlack) -> None:
    await slack.sockets.connected()
    await slack.sockets.drop()
    assert (await people.command("U2BEN", "C1GROWTH", "board")).status == 200
    assert slack.sockets.opened == 2


async def test_a_ticket_that_is_refused_is_not_tried_again(slack: FakeSlack, adapter: SlackAdapter) -> None:
    slack.sockets.refusals = 2
    app = web.Application()
    adapter.add_routes(app)
    runner = web.AppRunner(app)
    await runner.setup()
    await slack.sockets.connected()
    assert slack.sockets.opened == 3
    await runner.cleanup()


async def test_a_token_that_is_refused_is_said_to_the_operator_and_works_once_it_is_mended(
    slack: FakeSlack, adapter: SlackAdapter, caplog: pytest.LogCaptureFixture
) -> None:
    slack.fail("apps.connections.open", Fault(error="invalid_auth"), times=2)
    app = web.Application()
    adapter.add_routes(app)
    runner = web.AppRunner(app)
    await runner.setup()
    await slack.sockets.connected()
    assert "SLACK_APP_TOKEN: invalid_auth" in caplog.text
    assert slack.sockets.app_token not in caplog.text
    await runner.cleanup()


async def test_since_when_it_is_not_connected_is_known(
    slack: FakeSlack, adapter: SlackAdapter, server: web.AppRunner
) -> None:
    await slack.sockets.connected()
    await until(lambda: adapter.away_since() is None)
    slack.fail("apps.connections.open", Fault(error="invalid_auth"), times=50)
    began = datetime.now(UTC)
    await slack.sockets.drop()
    await until(lambda: adapter.away_since() is not None)
    since = adapter.away_since()
    await asyncio.sleep(0.3)
    assert since is not None and began <= since and adapter.away_since() == since
    slack.faults["apps.connections.open"].clear()
    await until(lambda: adapter.away_since() is None)


async def test_what_came_in_is_acknowledged_before_we_stop(
    people: People, server: web.AppRunner, slack: FakeSlack, door: ScriptedDoor
) -> None:
    slack.fail("users.info", Fault(delay=0.5))
    asked = asyncio.create_task(people.command("U2BEN", "C1GROWTH", "board"))
    await until(lambda: any(name == "users.info" for name, _ in slack.calls))
    await server.cleanup()
    assert (await asked).status == 200
    assert slack.sockets.connections == []


async def test_without_a_signing_secret_nothing_is_taken_over_http(server: web.AppRunner) -> None:
    site = web.TCPSite(server, "127.0.0.1", 0)
    await site.start()
    host, port = server.addresses[0][:2]
    async with ClientSession() as session, session.post(f"http://{host}:{port}/slack/events", data="{}") as response:
        assert response.status == 404
