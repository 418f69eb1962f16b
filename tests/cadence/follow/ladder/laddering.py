"""A team whose things climb, by saying what time it is: what the tests of following share."""

from datetime import date, datetime, timedelta
from typing import Any

from cadence.follow.stage import policy_id
from cadence.model import (
    Escalation,
    Notice,
    NoticeKind,
    NoticeState,
    Policy,
)
from tests.cadence.desk import a_blocker
from tests.cadence.follow.staging import NICKNAMES, shown
from tests.cadence.harness import Rhythm, berlin
from tests.fakes.growth import TEAM, WORKSPACE

TUE_10 = date(2026, 11, 10)
OWNED = a_blocker(next_check=TUE_10)
"""Dee on Tue 10, Ana on Thu 12, the preview on Fri 13, Mia on Mon 16."""


QUIET = Policy(
    id=policy_id(TEAM.id),
    workspace_id=WORKSPACE.id,
    team_id=TEAM.id,
    answers_weeks=None,
    answers_rollout=None,
    absent_weeks=None,
    absent_rollout=None,
)


class Ladder(Rhythm):
    """A team whose things climb, by saying what time it is."""

    def escalations(self) -> dict[str, Escalation]:
        rows: Any = self.store.data[WORKSPACE.id].records["escalations"].values()
        return {row.rung: row for row in rows}

    def states(self) -> dict[str, str]:
        return {rung: row.state.value for rung, row in sorted(self.escalations().items())}

    def notices(self, *kinds: NoticeKind) -> list[Notice]:
        rows: Any = self.store.data[WORKSPACE.id].records["notices"].values()
        return sorted((row for row in rows if not kinds or row.kind in kinds), key=lambda row: (row.at, row.id))

    def told(self, *kinds: NoticeKind) -> list[tuple[str, str, str]]:
        """(kind, who, when they were told in Berlin), in order."""
        rows = [row for row in self.notices(*kinds) if row.state == NoticeState.TOLD and row.told_at]
        rows.sort(key=lambda row: (told_at(row), row.kind, NICKNAMES[row.member_id]))
        return [(row.kind.value, NICKNAMES[row.member_id], shown(told_at(row))) for row in rows]

    async def save(self, kind: str, *records: Any) -> None:
        async with self.unit() as unit:
            for record in records:
                await getattr(unit, kind).save(record)

    async def each_hour(self, day: int, until: int, month: int = 11) -> None:
        """Tick every hour from the morning of one day to the evening of another."""
        moment, end = berlin(day, "00:00", month), berlin(until, "23:00", month)
        while moment <= end:
            self.clock.to(moment)
            await self.scheduler.tick()
            moment += timedelta(hours=1)


def told_at(notice: Notice) -> datetime:
    assert notice.told_at
    return notice.told_at
