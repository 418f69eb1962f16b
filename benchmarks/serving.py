"""Starts the real program beside a loopback Slack, on ports known beforehand; its health, memory and processor time."""

import asyncio
import os
import socket
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from aiohttp import ClientError, ClientSession

from benchmarks.press import SECRET
from tests.journeys.process import Machine, Process

LONGEST = 60.0


@dataclass
class Served:
    """seconds: from starting the process to the first 200 of /healthz. worked: those that it had a processor."""

    process: Process
    url: str
    seconds: float
    worked: float

    @property
    def events(self) -> str:
        """Where Slack sends to."""
        return f"{self.url}/slack/events"

    def memory(self) -> "Memory":
        return memory_of(self.process.pid)


@dataclass(frozen=True)
class Memory:
    """In megabytes. rss: what it holds; pss: the same with shared pages counted in parts; peak: the most so far."""

    rss: int
    pss: int
    peak: int


def slack(url: str, slack_url: str) -> dict[str, str]:
    """Settings for one workspace's token."""
    return {
        "DATABASE_URL": url,
        "SLACK_BOT_TOKEN": "xoxb-benchmark",
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_API_URL": slack_url + "api/",
        "LOG_LEVEL": "WARNING",
    }


async def serve(machine: Machine, *command: str) -> Served:
    """Raises TimeoutError where it is not healthy in a minute."""
    port = _free_port()
    url, began = f"http://127.0.0.1:{port}", time.perf_counter()
    process = await machine.begin(*command, PORT=str(port))
    async with ClientSession() as session:
        await until(lambda: _is_healthy(session, f"{url}/healthz"), every=0.01)
    return Served(process, url, time.perf_counter() - began, worked(process.pid))


async def ready(served: Served) -> None:
    """Waits until its worker has done a pass."""
    async with ClientSession() as session:
        await until(lambda: _is_healthy(session, f"{served.url}/readyz"))


async def until(is_so: Callable[[], Awaitable[bool]], every: float = 0.05) -> None:
    """Raises TimeoutError where it is not so in a minute."""
    async with asyncio.timeout(LONGEST):
        while not await is_so():  # noqa: ASYNC110 - another process sets no event of ours
            await asyncio.sleep(every)


async def _is_healthy(session: ClientSession, url: str) -> bool:
    try:
        async with session.get(url) as response:
            return response.status == 200
    except ClientError:
        return False


def _free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


def worked(pid: int) -> float:
    """Seconds that it had a processor so far."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory_of(pid: int) -> Memory:
    status = _kilobytes(Path(f"/proc/{pid}/status"))
    shared = _kilobytes(Path(f"/proc/{pid}/smaps_rollup"))
    return Memory(status["VmRSS"] // 1024, shared["Pss"] // 1024, status["VmHWM"] // 1024)


def _kilobytes(path: Path) -> Mapping[str, int]:
    lines = (line.split() for line in path.read_text(encoding="ascii").splitlines())
    return {words[0].rstrip(":"): int(words[1]) for words in lines if words[-1] == "kB"}
