"""A company of alike teams, each with people, key results, open things and a past of its own."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from cadence.ids import id_for
from cadence.model import (
    Answer,
    AnswerKind,
    Blocker,
    CheckIn,
    CheckInState,
    Decision,
    Member,
    Membership,
    Reading,
    Record,
)
from cadence.ports import Store
from tests.fakes.growth import CYCLE, KEY_RESULTS, OBJECTIVES, TEAM

ASKED = ("lead", "one", "two")

Kept = tuple[str, Record]
"""A record, and where it is kept."""


async def plant_company(store: Store, workspace_id: str, teams: int, weeks: int, now: datetime) -> None:
    """So many teams, asked as Growth is. weeks: that were closed before `now`, each answered by everybody.

    Each team has a manager, an open decision, and an open blocker that waits on the next team.
    """
    async with store.unit(workspace_id, actor="test") as unit:
        for number in range(teams):
            planting = _Planting(workspace_id, number)
            for kind, record in planting.records(weeks, (number + 1) % teams, now):
                await getattr(unit, kind).add(record)


class _Planting:
    """One team."""

    def __init__(self, workspace_id: str, number: int) -> None:
        self._workspace_id, self._number = workspace_id, number

    def records(self, weeks: int, next_number: int, now: datetime) -> Iterator[Kept]:
        yield from self._people()
        yield from self._goals()
        for week in range(weeks):
            yield from self._week(week, now - timedelta(weeks=weeks - week))
        yield from self._open_things(now, _Planting(self._workspace_id, next_number).id("team"))

    def id(self, name: str) -> str:
        return id_for("company", self._workspace_id, str(self._number), name)

    def _people(self) -> Iterator[Kept]:
        here: dict[str, Any] = {"workspace_id": self._workspace_id}
        for who in (*ASKED, "manager"):
            name = f"{who} {self._number}"
            yield "members", Member(id=self.id(who), external_id=name, name=name, zone="Europe/Berlin", **here)
        slug, roles = f"team{self._number}", {"lead_id": self.id("lead"), "manager_id": self.id("manager")}
        named: dict[str, Any] = {"slug": slug, "name": slug, "channel": f"C-{self._number}", **roles}
        yield "teams", replace(TEAM, id=self.id("team"), **named, **here)
        for who in ASKED:
            made = self.id(f"membership {who}")
            yield "memberships", Membership(id=made, team_id=self.id("team"), member_id=self.id(who), **here)

    def _goals(self) -> Iterator[Kept]:
        here: dict[str, Any] = {"workspace_id": self._workspace_id, "team_id": self.id("team")}
        yield "cycles", replace(CYCLE, id=self.id("cycle"), **here)
        in_cycle: dict[str, Any] = {**here, "cycle_id": self.id("cycle"), "owner_id": self.id("lead")}
        yield "objectives", replace(OBJECTIVES[0], id=self.id("objective"), **in_cycle)
        in_objective: dict[str, Any] = {**in_cycle, "objective_id": self.id("objective")}
        yield "key_results", replace(KEY_RESULTS[0], id=self.id("kr"), **in_objective)

    def _week(self, week: int, opens_at: datetime) -> Iterator[Kept]:
        here: dict[str, Any] = {"workspace_id": self._workspace_id, "team_id": self.id("team")}
        closes_at, asked = opens_at + timedelta(hours=1), tuple(self.id(who) for who in ASKED)
        checkin = CheckIn(
            id=self.id(f"week {week}"),
            iso_week=f"past-{week}",
            opens_at=opens_at,
            closes_at=closes_at,
            closed_at=closes_at,
            state=CheckInState.CLOSED,
            cycle_id=self.id("cycle"),
            expected_ids=asked,
            **here,
        )
        yield "checkins", checkin
        given: dict[str, Any] = {"checkin_id": checkin.id, "at": opens_at, **here}
        for who in asked:
            made = self.id(f"answer {week} {who}")
            yield "answers", Answer(id=made, member_id=who, kind=AnswerKind.FORM, **given)
        value: dict[str, Any] = {"key_result_id": self.id("kr"), "member_id": asked[0], "value": Decimal(week)}
        yield "readings", Reading(id=self.id(f"reading {week}"), **value, **given)

    def _open_things(self, now: datetime, other_team: str) -> Iterator[Kept]:
        here: dict[str, Any] = {"workspace_id": self._workspace_id, "team_id": self.id("team")}
        raised: dict[str, Any] = {"raised_by": self.id("one"), "raised_at": now, **here}
        waits: dict[str, Any] = {"waiting_on_team_id": other_team, "since": now.date()}
        yield "blockers", Blocker(id=self.id("blocker"), text="Contract", **waits, **raised)
        yield "decisions", Decision(id=self.id("decision"), question="Raise the price?", **raised)
