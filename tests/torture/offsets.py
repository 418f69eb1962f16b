"""What a zone's clocks show, told by another route than ours: only ever from UTC to local, and backwards by search.

A zone is a row of spans of UTC, each with one offset. Knows neither folds nor `cadence.schedule`.
"""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

STEP = timedelta(hours=12)
"""No zone changed twice within this time in the years looked at."""
SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Zone:
    """starts: naive UTC, the first one long before all that is asked. offsets: from then until the next start."""

    name: str
    starts: tuple[datetime, ...]
    offsets: tuple[timedelta, ...]

    def wall(self, moment: datetime) -> datetime:
        """What the clocks show at this moment (UTC)."""
        naive = moment.astimezone(UTC).replace(tzinfo=None)
        return naive + self.offsets[bisect_right(self.starts, naive) - 1]

    def moment(self, day: date, wall: time) -> datetime:
        """When the clocks show this for the first time; where they skip it, as much later as they skip."""
        wanted = datetime.combine(day, wall)
        for number, (start, offset) in enumerate(zip(self.starts, self.offsets, strict=True)):
            candidate = wanted - offset
            if candidate < start:  # this span begins with a later time: it was skipped
                return (wanted - self.offsets[number - 1]).replace(tzinfo=UTC)
            if number + 1 == len(self.starts) or candidate < self.starts[number + 1]:
                return candidate.replace(tzinfo=UTC)
        raise AssertionError(wanted)


def read_zone(name: str, first: int, last: int) -> Zone:
    """The zone's spans from one year to the other, both included."""
    zone = ZoneInfo(name)
    moment, end = datetime(first - 1, 12, 1, tzinfo=UTC), datetime(last + 1, 2, 1, tzinfo=UTC)
    starts, offsets = [moment], [_offset(moment, zone)]
    while moment < end:
        later = moment + STEP
        if _offset(later, zone) != offsets[-1]:
            starts.append(_change(moment, later, zone))
            offsets.append(_offset(later, zone))
        moment = later
    return Zone(name, tuple(start.replace(tzinfo=None) for start in starts), tuple(offsets))


def _change(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The second at which the offset becomes that of `after`."""
    old = _offset(before, zone)
    while after - before > SECOND:
        middle = before + timedelta(seconds=int((after - before).total_seconds()) // 2)
        before, after = (middle, after) if _offset(middle, zone) == old else (before, middle)
    return after


def _offset(moment: datetime, zone: ZoneInfo) -> timedelta:
    offset = moment.astimezone(zone).utcoffset()
    assert offset is not None
    return offset
