"""Of which key results a unit of work knows the latest readings, and how many.

Knows numbers; must not know readings.
"""

_ALL = 1_000_000


class LatestRead:
    """Of which KRs so many of the latest readings are known. One that was withdrawn since leaves a gap."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[int, int]] = {}

    def note(self, key_result_id: str, asked: int, found: int, withdrawn: int) -> None:
        """So many were asked for and found, while so many withdrawn ones were known."""
        self._known[key_result_id] = (asked if found >= asked else _ALL, withdrawn)

    def covers(self, key_result_id: str, count: int, withdrawn: int) -> bool:
        """Whether the last `count` are known, while so many withdrawn ones are."""
        known, before = self._known.get(key_result_id, (0, 0))
        return known - max(0, withdrawn - before) >= count

    def clear(self) -> None:
        self._known.clear()
