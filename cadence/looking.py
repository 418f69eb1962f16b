"""When it is worth looking into the outbox again, by what one sender has just taken out of it.

Knows paces; must not know the outbox. Only a hint: what others took it does not know, so whoever uses it looks from
time to time anyway, and a look that comes too early finds nothing.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

from cadence import pacing
from cadence.ports import Delivery, Op, Pace

APART = timedelta(milliseconds=10)
"""Looks are at least so far apart."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Kind = tuple[str, Op]
"""A workspace and what is done there."""


class Looks:
    """next: when to look; None where nothing is known to wait for a pace.

    While a workspace's rate is not used up, each lane is looked at as soon as it is free. Then all wait for the rate,
    and one look when half of its burst has come together again does for all.
    """

    def __init__(self) -> None:
        self._moments: dict[Kind, set[datetime]] = {}
        self._spent: dict[Kind, datetime] = {}
        self._others: set[datetime] = set()

    @property
    def next(self) -> datetime | None:
        return min((moment for some in (*self._moments.values(), self._others) for moment in some), default=None)

    def at(self, moments: Iterable[datetime]) -> None:
        """Then something is to be tried again."""
        self._others.update(_rounded(moment) for moment in moments)

    def taken(self, now: datetime, deliveries: Iterable[Delivery], paces: Mapping[str, Pace]) -> None:
        """These were taken now; everything that could be."""
        self._forget(now)
        counted = Counter((each.workspace_id, each.op) for each in deliveries)
        for kind, number in counted.items():
            if pace := paces.get(kind[0].partition(":")[0]):
                self._count(kind, number, pace, now)

    def _count(self, kind: Kind, number: int, pace: Pace, now: datetime) -> None:
        lanes = {_rounded(now + pace.lane)} if pace.lane else set()
        self._moments.setdefault(kind, set()).update(lanes)
        if rate := pacing.rate_of(pace, kind[1]):
            spent = self._spent[kind] = pacing.spent(rate, self._spent.get(kind), now, number)
            if not pacing.allowed(rate, spent, now):
                self._moments[kind] = {_rounded(pacing.half_at(rate, spent))}

    def _forget(self, now: datetime) -> None:
        kept = {kind: {moment for moment in some if moment > now} for kind, some in self._moments.items()}
        self._moments = {kind: some for kind, some in kept.items() if some}
        self._spent = {kind: spent for kind, spent in self._spent.items() if spent > now}
        self._others = {moment for moment in self._others if moment > now}


def _rounded(moment: datetime) -> datetime:
    return _EPOCH - (_EPOCH - moment) // APART * APART
