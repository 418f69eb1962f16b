"""The command line in this process, over an empty database of its own."""

import asyncio
import logging
import sqlite3
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import pytest
import structlog
from typer.testing import CliRunner, Result

from bot.cli import app
from storage import SqlStore, open_store

T = TypeVar("T")


def real_now() -> datetime:
    return datetime.now(UTC)


@dataclass
class Terminal:
    """Types commands. settings: environment variables. url: of the database."""

    url: str
    folder: Path
    settings: dict[str, str] = field(default_factory=dict)

    def type(self, *command: str, **settings: str) -> Result:
        """Run `drumbeat <command>`; its output holds both streams."""
        environment = {"DATABASE_URL": self.url, **self.settings, **settings}
        return CliRunner().invoke(app, list(command), env=environment, catch_exceptions=False)

    def kept(self, look: Callable[[SqlStore], Awaitable[T]]) -> T:
        """What this finds in the database, or does to it."""

        async def inside() -> T:
            store = open_store(self.url, real_now)
            try:
                return await look(store)
            finally:
                await store.close()

        return asyncio.run(inside())

    def dump(self) -> list[str]:
        """Every row of every table."""
        connection = sqlite3.connect(self.url.removeprefix("sqlite:///"))
        try:
            return list(connection.iterdump())
        finally:
            connection.close()


@pytest.fixture
def terminal(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, quiet: None) -> Terminal:
    """A machine on which nothing is set but the database, which is migrated and empty."""
    monkeypatch.chdir(tmp_path)
    for name in ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "DRUMBEAT_ADMINS", "DRUMBEAT_LOCAL", "LOG_LEVEL"):
        monkeypatch.delenv(name, raising=False)
    return Terminal(sqlite_url, tmp_path)


@pytest.fixture
def quiet() -> Iterator[None]:
    """Gives logging back as it was, since every command sets it up for its own streams."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level
    structlog.reset_defaults()
