"""What the commands share: reading settings, running the async part, and ending with a clear word."""

import asyncio
import os
from collections.abc import Coroutine, Sequence
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import typer
from dotenv import dotenv_values
from rich.console import Console

from bot.log import set_up_logging
from bot.settings import Settings, read_settings
from cadence.errors import DrumbeatError

T = TypeVar("T")

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)


def settings_or_exit(**overrides: str) -> Settings:
    """The settings from `.env` and the environment (which wins); ends the program with every fault listed."""
    found = {name: value or "" for name, value in dotenv_values(Path(".env")).items()}
    try:
        settings = read_settings({**found, **os.environ, **overrides})
    except DrumbeatError as error:
        fail(str(error))
    set_up_logging(settings.log_level, settings.log_format)
    return settings


def finish(work: Coroutine[Any, Any, T]) -> T:
    """Run to the end; an error that is meant for people ends the program with its message."""
    try:
        return asyncio.run(work)
    except DrumbeatError as error:
        fail(str(error))


def chosen_workspace(known: Sequence[str], wanted: str) -> str:
    """The one that is meant; ends the program where that is not clear or there is none. wanted: "" for the only one."""
    if not wanted and len(known) != 1:
        fail(f"Say which workspace with --workspace: {', '.join(known) or 'there is none yet'}.")
    if wanted and wanted not in known:
        fail(f"There is no workspace {wanted}; there is {', '.join(known) or 'none yet'}.")
    return wanted or known[0]


def fail(message: str) -> NoReturn:
    err.print(message, style="red", markup=False, soft_wrap=True)
    raise typer.Exit(code=1)
