"""A PostgreSQL that takes connections and never says a word, as if packets were dropped: that is told in time."""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import event

from cadence.errors import StoreAway
from cadence.patience import somebody_waits
from storage.engine import Database
from tests.journeys.process import Machine

SHORTEST = 2
"""Of what libpq takes for connect_timeout, in seconds."""

pytestmark = pytest.mark.timeout(60)


@pytest.fixture
async def silent() -> AsyncIterator[str]:
    """The address of a database that does not answer."""
    silence = asyncio.Event()

    async def hear(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await silence.wait()
        writer.close()

    server = await asyncio.start_server(hear, "127.0.0.1", 0)
    yield f"postgresql://drumbeat@127.0.0.1:{server.sockets[0].getsockname()[1]}/drumbeat"
    silence.set()
    server.close()


async def test_it_is_away_after_a_bounded_time_and_then_told_to_who_waits_within_theirs(silent: str) -> None:
    database = Database(f"{silent}?connect_timeout={SHORTEST}")
    began = time.monotonic()
    for work in (database.write, database.read):
        with pytest.raises(StoreAway) as caught:
            async with asyncio.timeout(SHORTEST + 1), work():
                pass
        assert "it cannot be reached" in caught.value.reason and not caught.value.is_uncertain
    assert time.monotonic() - began > SHORTEST, "it was really tried"
    assert database.outage.reason is not None
    for work in (database.write, database.read):
        with somebody_waits(0.2), pytest.raises(StoreAway, match="my database is away"):
            async with asyncio.timeout(1), work():
                pass
    await database.close()


@pytest.mark.parametrize(("said", "seconds"), [("", 5), ("?connect_timeout=17", 17)])
async def test_without_a_word_of_the_operator_nobody_waits_for_longer_than_five_seconds(
    said: str, seconds: int
) -> None:
    database = Database(f"postgresql://drumbeat@127.0.0.1/drumbeat{said}")
    seen: list[dict[str, object]] = []

    @event.listens_for(database.engine.sync_engine, "do_connect")
    def note(_dialect: object, _record: object, _arguments: object, named: dict[str, object]) -> None:
        seen.append(named)
        raise ConnectionError

    with pytest.raises(ConnectionError):
        async with database.write():
            pass
    assert int(str(seen[0]["connect_timeout"])) == seconds
    assert {"tcp_user_timeout", "keepalives_idle", "keepalives_interval", "keepalives_count"} <= set(seen[0])


@pytest.mark.parametrize("command", ["worker", "run"])
async def test_no_process_hangs_at_its_start(silent: str, tmp_path: Path, command: str) -> None:
    async with Machine(tmp_path, {"DATABASE_URL": f"{silent}?connect_timeout={SHORTEST}"}) as machine:
        ended = await machine.run(command)
    assert ended.code == 1
    assert "it cannot be reached" in ended.out
    assert "Traceback" not in ended.out
