"""Old traces go by themselves: a worker that runs forgets them, and so does `drumbeat tick` from cron."""

from datetime import datetime

from bot.assembly import assemble
from bot.pruning import SIGN
from bot.settings import read_settings
from storage import SqlStore
from tests.bot.conftest import Terminal
from tests.waiting import eventually


async def _pruned_at(store: SqlStore) -> datetime | None:
    return await store.last_beat(SIGN)


def test_a_tick_does(terminal: Terminal) -> None:
    assert terminal.kept(_pruned_at) is None
    assert terminal.type("tick").exit_code == 0
    assert terminal.kept(_pruned_at)


async def test_a_worker_does(sqlite_url: str) -> None:
    async with assemble(read_settings({"DATABASE_URL": sqlite_url})) as drumbeat:
        drumbeat.worker.start(3600)
        await eventually(lambda: _has_pruned(drumbeat.store))


async def _has_pruned(store: SqlStore) -> bool:
    return await _pruned_at(store) is not None
