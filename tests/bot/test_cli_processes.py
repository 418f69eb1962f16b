"""The long-running commands as processes: they start, answer, and end within seconds when told to."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import ClientSession

from tests.fakes.slack import FakeSlack
from tests.journeys.process import Machine


@pytest.fixture
async def machine(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Machine]:
    async with Machine(tmp_path, {"DATABASE_URL": sqlite_url}) as made:
        yield made


async def get(url: str) -> int:
    async with ClientSession() as session, session.get(url) as response:
        return response.status


async def test_run_migrates_serves_ticks_and_stops_when_told(tmp_path: Path) -> None:
    async with Machine(tmp_path, {"DATABASE_URL": f"sqlite:///{tmp_path}/fresh.db"}) as machine:
        running = await machine.start("run")
        assert await get(running.url + "/healthz") == 200
        async with ClientSession() as session, session.get(running.url + "/local/events") as stream:
            assert stream.status == 200
            ended = await running.stop()  # also while a page is open
        assert (ended.code, ended.seconds < 5) == (0, True), ended.out
        assert "Traceback" not in ended.out


async def test_web_and_worker_are_the_two_halves(machine: Machine) -> None:
    web = await machine.start("web")
    assert await get(web.url + "/readyz") == 503
    worker = await machine.start("worker", TICK_SECONDS="0.2")
    while await get(web.url + "/readyz") != 200:
        pass
    for process in (worker, web):
        ended = await process.stop()
        assert (ended.code, ended.seconds < 5) == (0, True), ended.out
        assert "Traceback" not in ended.out


async def test_a_port_that_is_taken_is_said_in_one_line(machine: Machine) -> None:
    first = await machine.start("web")
    second = await machine.run("web", PORT=first.url.rpartition(":")[2])
    assert second.code == 1
    assert "PORT" in second.out
    assert "Traceback" not in second.out


async def test_the_doctor_examines_slack_and_says_how_to_mend_it(machine: Machine) -> None:
    async with FakeSlack() as slack:
        known = {
            "SLACK_BOT_TOKEN": slack.token,
            "SLACK_SIGNING_SECRET": slack.signing_secret,
            "SLACK_API_URL": slack.api_url,
        }
        await machine.run("tick", **known)
        assert (await machine.run("doctor", **known)).code == 0
        slack.revoked = True
        ended = await machine.run("doctor", **known)
    assert ended.code == 1
    assert "SLACK_BOT_TOKEN" in ended.out
    assert slack.token not in ended.out
