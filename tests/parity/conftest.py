"""Every platform, one after the other, with a channel in which nothing was said yet, or with Growth in it.

Typing all that Growth is set up with takes a while: it is done once a platform, and each test gets a copy of it.
"""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from tests.parity.on_local import on_local
from tests.parity.on_slack import on_slack
from tests.parity.on_teams import on_teams, on_teams_chat
from tests.parity.stage import Grown, Stage, start_growth

Opens = Callable[[Path, Grown | None], AbstractAsyncContextManager[Stage]]
STAGES: Mapping[str, Opens] = {
    "local": on_local,
    "slack": on_slack,
    "teams": on_teams,
    "teams-chat": on_teams_chat,
}


@pytest.fixture(scope="session", params=[*STAGES])
def opens(request: pytest.FixtureRequest) -> Opens:
    """One platform; tests of the same one follow each other."""
    return STAGES[request.param]


@pytest.fixture(scope="session")
def grown(opens: Opens, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Grown:
    """See `start_growth`; made once a platform."""
    folder = tmp_path_factory.mktemp("grown")
    shutil.copy(sqlite_template, folder / "drumbeat.db")
    return asyncio.run(_grow(opens, folder))


async def _grow(opens: Opens, folder: Path) -> Grown:
    async with opens(folder, None) as made:
        await start_growth(made)
        made.no_harm()
        return Grown(folder / "drumbeat.db", made.now(), made.served_at)


@pytest.fixture
async def stage(opens: Opens, sqlite_template: Path, tmp_path: Path) -> AsyncIterator[Stage]:
    """See `Stage`; no rule of the platform may have been broken at the end."""
    shutil.copy(sqlite_template, tmp_path / "drumbeat.db")
    async with opens(tmp_path, None) as made:
        yield made
        made.no_harm()


@pytest.fixture
async def growth(opens: Opens, grown: Grown, tmp_path: Path) -> AsyncIterator[Stage]:
    """The same with Growth in it: see `start_growth`."""
    shutil.copy(grown.database, tmp_path / "drumbeat.db")
    async with opens(tmp_path, grown) as made:
        yield made
        made.no_harm()
