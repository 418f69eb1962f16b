"""`/metrics` stands beside the rest, or on an address of its own and nowhere else. A worker has it there, too, and
beside it whether that process is healthy, and why not."""

import re
from pathlib import Path

import pytest
from aiohttp import ClientSession

from bot.assembly import assemble
from bot.settings import read_settings
from tests.fixtures.postgres import PostgresServer
from tests.journeys.process import Machine, Process


async def get(url: str) -> tuple[int, str]:
    async with ClientSession() as session, session.get(url) as answer:
        return answer.status, await answer.text()


@pytest.mark.parametrize(("given", "is_public"), [({}, True), ({"METRICS_PORT": "9"}, False)])
async def test_where_it_is_apart_the_public_port_has_none(
    sqlite_url: str, given: dict[str, str], is_public: bool
) -> None:
    async with assemble(read_settings({"DATABASE_URL": sqlite_url, **given})) as drumbeat:
        public = {str(route.resource and route.resource.canonical) for route in drumbeat.web_app().router.routes()}
        apart = {str(route.resource and route.resource.canonical) for route in drumbeat.watching_app().router.routes()}
    assert "/healthz" in public
    assert ("/metrics" in public) is is_public
    assert apart == {"/healthz", "/readyz", "/metrics"}


async def test_a_worker_serves_its_own(sqlite_url: str, tmp_path: Path) -> None:
    async with Machine(tmp_path, {"DATABASE_URL": sqlite_url, "METRICS_PORT": "0"}) as machine:
        worker = await machine.start("worker")
        status, body = await get(f"http://127.0.0.1:{_port(worker)}/metrics")
        assert (status, "drumbeat_outbox" in body) == (200, True)
        assert (await get(f"http://127.0.0.1:{_port(worker)}/healthz"))[0] == 200
        taken = await machine.run("worker", METRICS_PORT=_port(worker))
        assert taken.code == 1
        assert "Choose another METRICS_PORT" in taken.out


async def test_a_worker_says_of_itself_whether_it_is_ready_and_why_not(
    postgres_server: PostgresServer, tmp_path: Path
) -> None:
    database = postgres_server.clone()
    settings = {"DATABASE_URL": postgres_server.url(database), "METRICS_PORT": "0"}
    async with Machine(tmp_path, settings) as machine:
        ready = f"http://127.0.0.1:{_port(await machine.start('worker'))}/readyz"
        assert await get(ready) == (200, '{"status": "ready", "problems": []}')
        postgres_server.drop(database)
        status, body = await get(ready)
        assert (status, '"problems": ["database: ' in body) == (503, True), body


def _port(process: Process) -> str:
    found = re.search(r'"port": (\d+), "event": "metrics"', process.out())
    assert found, process.out()
    return found[1]
