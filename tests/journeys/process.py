"""The real program as processes of its own: started as an operator starts it, and ended in every way.

Knows commands, ports and signals; must not know what the program is for.
"""

import asyncio
import os
import re
import signal
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path

PROGRAM = Path(sys.executable).with_name("drumbeat")
STARTED = re.compile(r'"event": "started"|\bstarted {3}')
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")
PATIENCE = 60.0


@dataclass(frozen=True)
class Ended:
    """How a command ended. out: what it printed, errors and log lines included."""

    code: int
    out: str
    seconds: float


class Process:
    """One running `drumbeat`. Its log lines and what it prints are in `out()`."""

    def __init__(self, process: asyncio.subprocess.Process, log: Path) -> None:
        self._process, self._log = process, log

    def out(self) -> str:
        return self._log.read_text(encoding="utf-8")

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def url(self) -> str:
        """Where its web server listens."""
        found = ADDRESS.search(self.out())
        assert found, self.out()
        return found.group()

    def megabytes(self) -> int:
        """The memory that it holds now (Linux)."""
        status = Path(f"/proc/{self._process.pid}/status").read_text(encoding="ascii")
        return int(status.split("VmRSS:")[1].split()[0]) // 1024

    async def started(self, patience: float = PATIENCE) -> "Process":
        """Waits until it says that it runs, for so many seconds at most."""
        until = time.monotonic() + patience
        while not STARTED.search(self.out()):
            assert self._process.returncode is None, self.out()
            assert time.monotonic() < until, self.out()
            await asyncio.sleep(0.02)
        return self

    @property
    def is_running(self) -> bool:
        self._signal(0)
        return self._process.returncode is None

    def freeze(self) -> None:
        """Let it stand still as it is, to be looked at; `kill` ends it from there."""
        self._signal(signal.SIGSTOP)

    async def kill(self) -> None:
        """`kill -9`: nothing in it gets to say a word."""
        self._signal(signal.SIGKILL)
        await self._process.wait()

    async def stop(self) -> Ended:
        """SIGTERM, and wait for its end."""
        self._signal(signal.SIGTERM)
        return await self.end()

    async def end(self) -> Ended:
        """Wait for its end; it is killed where that takes too long."""
        began = time.monotonic()
        try:
            async with asyncio.timeout(PATIENCE):
                code = await self._process.wait()
        finally:
            self._signal(signal.SIGKILL)
        return Ended(code, self.out(), time.monotonic() - began)

    def _signal(self, number: int) -> None:
        if self._process.returncode is None:
            self._process.send_signal(number)


class Machine:
    """Where processes run: one folder, one environment. Use as `async with Machine(...)`; it leaves none behind."""

    def __init__(self, folder: Path, environment: Mapping[str, str], program: Path = PROGRAM) -> None:
        self.folder, self._program = folder, program
        self._environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "PORT": "0", **environment}
        self._processes: list[Process] = []
        self._numbers = count(1)

    async def __aenter__(self) -> "Machine":
        return self

    async def __aexit__(self, *_: object) -> None:
        for process in self._processes:
            await process.kill()

    async def begin(self, *command: str, **settings: str) -> Process:
        """A process that was started and not waited for. settings: more environment variables."""
        log = self.folder / f"drumbeat-{next(self._numbers)}.log"
        log.touch()
        process = Process(await self.spawn(command, {**self._environment, **settings}, log), log)
        self._processes.append(process)
        return process

    async def spawn(
        self, command: tuple[str, ...], environment: Mapping[str, str], log: Path
    ) -> asyncio.subprocess.Process:
        """The program as a child of ours."""
        with log.open("wb") as file:
            return await asyncio.create_subprocess_exec(
                self._program,
                *command,
                cwd=self.folder,
                env=environment,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=file,
                stderr=file,
            )

    async def start(self, *command: str, **settings: str) -> Process:
        """A long-running command, once it runs."""
        return await (await self.begin(*command, **settings)).started()

    async def run(self, *command: str, **settings: str) -> Ended:
        """A command, to its end."""
        return await (await self.begin(*command, **settings)).end()
