"""Every platform, one after the other, with a channel in which nothing was said yet, or with Growth in it."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from storage import upgrade
from tests.parity.on_local import on_local
from tests.parity.on_slack import on_slack
from tests.parity.on_teams import on_teams, on_teams_chat
from tests.parity.stage import Stage, start_growth

STAGES: Mapping[str, Callable[[Path], AbstractAsyncContextManager[Stage]]] = {
    "local": on_local,
    "slack": on_slack,
    "teams": on_teams,
    "teams-chat": on_teams_chat,
}


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database."""
    path = tmp_path_factory.mktemp("migrated") / "drumbeat.db"
    asyncio.run(upgrade(f"sqlite:///{path}"))
    return path


@pytest.fixture(params=[*STAGES])
async def stage(request: pytest.FixtureRequest, migrated: Path, tmp_path: Path) -> AsyncIterator[Stage]:
    """See `Stage`; no rule of the platform may have been broken at the end."""
    shutil.copy(migrated, tmp_path / "drumbeat.db")
    async with STAGES[request.param](tmp_path) as made:
        yield made
        made.no_harm()


@pytest.fixture
async def growth(stage: Stage) -> Stage:
    """See `start_growth`."""
    await start_growth(stage)
    return stage
