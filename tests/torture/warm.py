"""The real program without the wait for its imports: each process is a fork of one that has imported everything.

Knows how to ask that one for another; must not know what is run. What a fork does from there on, it does as if it had
been started by exec: its own environment, folder, log, event loop and connections.
"""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.journeys.process import Machine

IMPORTS = "bot.cli", "adapters.slack.app", "psycopg", "aiosqlite"


class Mother:
    """The process that all others are forks of."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def fork(self, wanted: Mapping[str, Any]) -> int:
        """The id of a new process; waits until it is there."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps(wanted) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())


@contextmanager
def warm() -> Iterator[Mother]:
    """Imports everything meanwhile."""
    program = [sys.executable, "-m", __name__]
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(program, cwd=Path(__file__).parents[2], **pipes) as process:
        yield Mother(process)
        process.kill()


class WarmMachine(Machine):
    """As Machine; each process starts in a fraction of the time."""

    def __init__(self, folder: Path, environment: Mapping[str, str], mother: Mother) -> None:
        super().__init__(folder, environment)
        self._mother = mother

    async def spawn(self, command: tuple[str, ...], environment: Mapping[str, str], log: Path) -> Any:
        wanted = {"command": command, "environment": environment, "log": str(log), "folder": str(self.folder)}
        return Forked(self._mother.fork(wanted))


class Forked:
    """What `Process` needs of a process; it is not our child, so nobody tells us of its end."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.returncode: int | None = None

    def send_signal(self, number: int) -> None:
        try:
            os.kill(self.pid, number)
        except ProcessLookupError:
            self.returncode = 0

    async def wait(self) -> int:
        while self.returncode is None:
            self.send_signal(0)
            await asyncio.sleep(0.005)
        return self.returncode


def serve() -> None:
    """Fork as often as a line asks for it."""
    for name in IMPORTS:
        __import__(name)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the dead are buried at once
    for line in sys.stdin:
        if pid := os.fork():
            sys.stdout.write(f"{pid}\n")
            sys.stdout.flush()
        else:
            _become(json.loads(line))


def _become(wanted: Mapping[str, Any]) -> None:
    """The program, to its end."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    log = os.open(wanted["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for source, target in ((nothing, 0), (log, 1), (log, 2)):
        os.dup2(source, target)
    os.chdir(wanted["folder"])
    os.environ.clear()
    os.environ.update(wanted["environment"])
    from bot.cli import app

    app(wanted["command"])


if __name__ == "__main__":
    serve()
