"""Whether the parts of this process's worker go on: each shows a sign of life whenever a piece of its work ended.

Knows names and moments; must not know what the parts do.
"""

import time
from collections.abc import Callable
from datetime import timedelta

LEAST_SILENCE = timedelta(minutes=5)


def longest_silence(tick_seconds: float) -> timedelta:
    """How long a worker that ticks at this interval may be silent until something is amiss."""
    return max(LEAST_SILENCE, 3 * timedelta(seconds=tick_seconds))


class Pulse:
    """now: seconds that only grow, since a machine's clock may jump."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._seen: dict[str, float] = {}
        self._failed: dict[str, str] = {}
        self._silence = LEAST_SILENCE

    @property
    def is_expected(self) -> bool:
        """Whether there is a worker in this process at all."""
        return bool(self._seen)

    def expect(self, parts: tuple[str, ...], silence: timedelta) -> None:
        """From now on these must not be silent for longer than that."""
        self._seen, self._silence = dict.fromkeys(parts, self._now()), silence

    def beat(self, part: str) -> None:
        """A piece of its work ended well."""
        if part in self._seen:
            self._seen[part] = self._now()
            self._failed.pop(part, None)

    def failed(self, part: str, error: Exception) -> None:
        """One did not; it is told once that goes on for too long."""
        self._failed[part] = type(error).__name__

    def problems(self) -> list[str]:
        """Which parts are silent for too long, and whether they fail or hang."""
        silent = {part: self._now() - at for part, at in self._seen.items()}
        return [
            f"{part}: nothing was done for {seconds / 60:.0f} minutes; {self._why(part)}"
            for part, seconds in silent.items()
            if seconds > self._silence.total_seconds()
        ]

    def _why(self, part: str) -> str:
        error = self._failed.get(part)
        return f"it fails ({error}), the log says why" if error else "it hangs: start this process anew"
