"""A still clock, a store in memory and a scheduler in one hand: play a week by saying what time it is."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from cadence.context import Services
from cadence.ids import id_for
from cadence.model import Answer, AnswerKind, CheckIn, CheckInState, Message, Reading, Team
from cadence.scheduler import Scheduler
from cadence.weekly.current import latest_checkin, scheduled_checkin
from cadence.weekly.week import WeekRecord, load_week
from cadence.wording.plain import plain_text
from tests.fakes.clock import FakeClock
from tests.fakes.growth import TEAM, WORKSPACE, kr_id, mid
from tests.fakes.memory import MemoryStore

BERLIN = ZoneInfo("Europe/Berlin")


def berlin(day: int, wall: str = "00:00", month: int = 11) -> datetime:
    """A moment of autumn 2026 on the clocks of the team."""
    return datetime.combine(date(2026, month, day), time.fromisoformat(wall), BERLIN)


def stop(what: str, error: Exception) -> None:
    """In tests nothing may fail quietly."""
    raise error


class Rhythm:
    def __init__(self, store: MemoryStore, clock: FakeClock, services: Services) -> None:
        self.store, self.clock, self.services = store, clock, services
        self.scheduler = Scheduler(store, services, stop)

    async def at(self, day: int, wall: str = "00:00", month: int = 11) -> int:
        """Move on to this Berlin time and tick once."""
        self.clock.to(berlin(day, wall, month))
        return await self.scheduler.tick()

    async def opened(self) -> CheckIn:
        """Plan and open the check-in of Wednesday 11 November, as it happens by itself."""
        await self.at(9, "09:00")
        await self.at(11, "10:00")
        return await self.newest()

    async def closed(self) -> CheckIn:
        """... and close it on Thursday 12."""
        await self.opened()
        await self.at(12, "10:00")
        return await self.newest()

    def unit(self) -> Any:
        return self.store.unit(WORKSPACE.id, actor="test")

    async def newest(self, team: Team = TEAM) -> CheckIn:
        async with self.unit() as unit:
            found = await latest_checkin(unit, team)
        assert found
        return found

    async def scheduled(self, team: Team = TEAM) -> CheckIn:
        async with self.unit() as unit:
            found = await scheduled_checkin(unit, team)
        assert found
        return found

    async def weeks(self, team: Team = TEAM) -> dict[str, CheckInState]:
        async with self.unit() as unit:
            return {row.iso_week: row.state for row in await unit.checkins.find(team_id=team.id)}

    async def week(self, checkin: CheckIn | None = None) -> WeekRecord:
        async with self.unit() as unit:
            return await load_week(unit, self.services, checkin or await self._latest(unit))

    async def _latest(self, unit: Any) -> CheckIn:
        found = await latest_checkin(unit, TEAM)
        assert found
        return found

    async def add(self, kind: str, *records: Any) -> None:
        async with self.unit() as unit:
            for record in records:
                await getattr(unit, kind).add(record)

    async def change_team(self, **changes: Any) -> Team:
        async with self.unit() as unit:
            team: Team = replace(await unit.teams.get(TEAM.id), **changes)
            await unit.teams.save(team)
        return team

    async def answer(self, who: str, kind: AnswerKind = AnswerKind.FORM, checkin: CheckIn | None = None) -> None:
        """The bare answer, as the form leaves it behind."""
        checkin = checkin or await self.newest()
        row = Answer(
            id=id_for("answer", checkin.id, who),
            workspace_id=WORKSPACE.id,
            checkin_id=checkin.id,
            team_id=checkin.team_id,
            member_id=mid(who),
            kind=kind,
            at=self.clock(),
        )
        await self.add("answers", row)

    async def read(self, place: str, value: str, confidence: int, note: str = "", at: datetime | None = None) -> None:
        """A reading; of the newest check-in, unless it was at some other moment."""
        row = Reading(
            id=id_for("reading", place, value, str(confidence), str(at or self.clock())),
            workspace_id=WORKSPACE.id,
            team_id=TEAM.id,
            key_result_id=kr_id(place),
            member_id=mid("ben"),
            at=at or self.clock(),
            value=Decimal(value),
            confidence=confidence,
            note=note,
            checkin_id=None if at else (await self.newest()).id,
        )
        await self.add("readings", row)

    def said(self, kind: str) -> list[Message]:
        """Messages whose key begins like this, in the order they were said."""
        queued = sorted(self.store.data[WORKSPACE.id].messages.values(), key=lambda item: item.at)
        return [item.message for item in queued if item.message.key.startswith(f"{kind}:")]

    def texts(self, kind: str) -> list[str]:
        return [plain_text(message.card) for message in self.said(kind)]

    def reminded(self) -> Sequence[str | None]:
        return sorted(str(message.place.member) for message in self.said("reminder"))
