"""What comes of everything that is thrown: counts, and faults with what it takes to see each again.

Knows logs and words; must not know what is thrown, nor at whom.
"""

import logging
import sys
import traceback
from collections import Counter
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
import structlog
from aiohttp.http_exceptions import HttpProcessingError

SHOWN, FRAMES = 1_500, 6
"""Letters of what was thrown, and pieces of a traceback, that a fault is told with."""
OURS_TO_MEND = ("blocks", "too_long", "too_large", "arguments", "SizeTooBig", "BadSyntax", "invalid")
"""What a platform's code holds where it could not take what we made. That a place is not there is a mutant's doing."""

Line = MutableMapping[str, Any]


@dataclass
class Thrown:
    """What came of all payloads. statuses: how often each was answered. kinds: what they became, and how that ended.
    faults: what must not be. written: after how many something was kept. at: what is thrown just now, in words with
    which it can be thrown again."""

    statuses: Counter[int] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    written: int = 0
    at: str = ""
    _lines: list[Line] = field(default_factory=list)
    _caplog: pytest.LogCaptureFixture | None = None

    def blame(self, fault: str) -> None:
        """Kept, and told at once: a run may be broken off."""
        self.faults.append(f"{self.at}: {fault}")
        sys.stderr.write(f"{self.faults[-1]}\n")

    @contextmanager
    def listening(self, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
        """Meanwhile our own log and the libraries' are heard: errors are faults."""
        with structlog.testing.capture_logs() as lines, caplog.at_level(logging.WARNING), _unreported(caplog.handler):
            self._lines, self._caplog = lines, caplog
            yield
            self.listen()

    def listen(self) -> None:
        """To what was logged since."""
        ours, theirs = [*self._lines], [*self._caplog.records] if self._caplog else []
        self._lines.clear()
        for line in filter(_is_ours, ours):
            self.blame(f"logged {line}")
        for record in theirs:
            if record.levelno >= logging.ERROR and not _is_the_loopbacks(record):
                self.blame(f"logged {record.getMessage()} {told(record.exc_info[1]) if record.exc_info else ''}")
        if self._caplog and theirs:
            self._caplog.clear()


@contextmanager
def _unreported(heard: logging.Handler) -> Iterator[None]:
    """Warnings go nowhere else: a report with those of fifty thousand payloads is one that nobody can read."""
    others = {handler: handler.level for handler in logging.getLogger().handlers if handler is not heard}
    for handler in others:
        handler.setLevel(logging.ERROR)
    yield
    for handler, level in others.items():
        handler.setLevel(level)


def told(error: BaseException | None) -> str:
    """Where it was raised, and from where."""
    return "".join(traceback.format_exception(error)[-FRAMES:])


def shortened(text: str) -> str:
    """Its beginning and its end."""
    half = SHOWN // 2
    return text if len(text) <= SHOWN else f"{text[:half]} ... {len(text) - SHOWN} letters ... {text[-half:]}"


def _is_the_loopbacks(record: logging.LogRecord) -> bool:
    """The loopback platform's server takes no address of nine thousand letters."""
    return record.exc_info is not None and isinstance(record.exc_info[1], HttpProcessingError)


def _is_ours(line: Line) -> bool:
    if line["log_level"] not in ("error", "critical"):
        return False
    reason = str(line.get("reason", ""))
    return "exc_info" in line or any(word in reason for word in OURS_TO_MEND)
