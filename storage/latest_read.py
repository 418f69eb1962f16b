"""The latest readings of key results, as a unit of work sees them: of which it knows how many without asking.

Knows that a reading which was withdrawn leaves a gap; must not know what readings mean.
"""

from collections.abc import Awaitable, Callable, Iterable
from operator import attrgetter

from sqlalchemy import func, select

from cadence.model import Reading
from storage import tables
from storage.repository import SqlRepository, all_of
from storage.work import Work

_ALL = 1_000_000
_AGE = attrgetter("at", "id")
_readings = tables.RECORDS["readings"]


class LatestReadings:
    """See `cadence.ports.Unit.latest_readings`. readings: the unit's. flush: writes what the unit changed."""

    def __init__(self, work: Work, readings: SqlRepository[Reading], flush: Callable[[], Awaitable[None]]) -> None:
        self._work, self._readings, self._flush = work, readings, flush
        self._known: dict[str, tuple[int, int]] = {}

    async def read(self, key_result_ids: Iterable[str], count: int) -> dict[str, list[Reading]]:
        """The last `count` that were not withdrawn, oldest first, by key result."""
        wanted = list(dict.fromkeys(key_result_ids))
        missing = [each for each in wanted if not self._knows(each, count)]
        if missing and self._readings.is_changed:
            await self._flush()
        for ids in all_of(missing):
            found = await self._ask(ids, count)
            for each in ids:
                self._note(each, count, sum(row.key_result_id == each for row in found))
        known = {each: self._standing(each)[-count:] for each in wanted}
        return {each: rows for each, rows in known.items() if rows}

    def note_read(self, key_result_ids: Iterable[str], count: int) -> None:
        """Of each of these the latest `count` were read; by what was written, so not where this unit changed some."""
        for each in key_result_ids if not self._readings.is_changed else ():
            self._note(each, count, len(self._standing(each)))

    def forget(self) -> None:
        """Read anew from here on."""
        self._known.clear()

    def _note(self, key_result_id: str, asked: int, found: int) -> None:
        """So many were asked for and found, while so many withdrawn ones are known."""
        self._known[key_result_id] = (asked if found >= asked else _ALL, self._left_out(key_result_id))

    def _knows(self, key_result_id: str, count: int) -> bool:
        """Whether the last `count` are known: each withdrawn since then leaves one less."""
        asked, before = self._known.get(key_result_id, (0, 0))
        is_known = asked - max(0, self._left_out(key_result_id) - before) >= count
        return is_known or self._readings.knows(key_result_id=key_result_id)

    def _standing(self, key_result_id: str) -> list[Reading]:
        """Of those known, the ones that were not withdrawn, oldest first."""
        known = self._readings.here(key_result_id=key_result_id)
        return sorted([row for row in known if not row.is_withdrawn], key=_AGE)

    def _left_out(self, key_result_id: str) -> int:
        """How many of those known were withdrawn."""
        return len([row for row in self._readings.here(key_result_id=key_result_id) if row.is_withdrawn])

    async def _ask(self, key_result_ids: list[str], count: int) -> list[Reading]:
        newest_first = (_readings.c.at.desc(), _readings.c.id.desc())
        rank = func.row_number().over(partition_by=_readings.c.key_result_id, order_by=newest_first).label("rank")
        ours = (_readings.c.workspace_id == self._work.workspace_id, _readings.c.key_result_id.in_(key_result_ids))
        ranked = select(_readings, rank).where(*ours, _readings.c.is_withdrawn.is_(False)).subquery()
        rows = await self._work.run(select(ranked).where(ranked.c.rank <= count).order_by(ranked.c.rank.desc()))
        return self._readings.records(rows)
