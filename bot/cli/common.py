"""What the commands share: reading settings, running the async part, and ending with a clear word."""

import asyncio
import os
from collections.abc import Coroutine, Sequence
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import typer
from dotenv import dotenv_values

from bot.log import set_up_logging
from bot.settings import Settings, read_settings
from bot.shown import TameConsole
from cadence.errors import DrumbeatError

T = TypeVar("T")

out = TameConsole(highlight=False)
err = TameConsole(stderr=True, highlight=False)


def settings_or_exit(*, quiet: bool = False, for_terminal: bool = False) -> Settings:
    """The settings from `.env` and the environment (which wins); ends the program with every fault listed.

    quiet: for commands whose output is their answer: only errors are logged. for_terminal: somebody watches; few lines,
    easy to read, unless the settings say otherwise.
    """
    found = {name: value or "" for name, value in dotenv_values(Path(".env")).items()} | dict(os.environ)
    try:
        settings = read_settings(found)
    except DrumbeatError as error:
        fail(str(error))
    level, style = settings.log_level, settings.log_format
    if for_terminal:
        level = level if found.get("LOG_LEVEL") else "WARNING"
        style = style if found.get("LOG_FORMAT") else "console"
    set_up_logging("ERROR" if quiet else level, style)
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
