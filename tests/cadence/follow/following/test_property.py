"""Whatever people click and workers tick, through leave and clock changes: no escalation is lost, none comes twice."""

import asyncio
from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from cadence.follow.cases import Case, load_world
from cadence.follow.climb import Step
from cadence.follow.firing import escalation_id, notice_id, starts
from cadence.follow.following import send_now, settle_escalations
from cadence.follow.stage import Stage
from cadence.model import (
    Blocker,
    BlockerState,
    Decision,
    DecisionState,
    Escalation,
    EscalationState,
    Leave,
    NoticeKind,
    NoticeState,
)
from cadence.scheduler import Scheduler
from tests.cadence.desk import a_blocker, a_decision
from tests.cadence.follow.staging import a_leave
from tests.cadence.harness import stop
from tests.fakes.clock import FakeClock
from tests.fakes.growth import TEAM, WORKSPACE, mid, plant_growth
from tests.fakes.memory import MemoryStore
from tests.fakes.services import fake_services

START = datetime(2026, 10, 19, 8, 0, tzinfo=UTC)
"""A Monday; Berlin's clocks go back on the 25th, New York's on 1 November."""
FIRST = START.date()
OWNED, UNOWNED, QUESTION = "owned", "unowned", "question"
SUBJECTS = (OWNED, UNOWNED, QUESTION)

STEPS = st.one_of(
    st.tuples(st.just("wait"), st.integers(1, 60 * 24 * 4)),
    st.tuples(st.just("wait"), st.integers(60 * 24, 60 * 24 * 9)),
    st.tuples(st.just("days"), st.integers(1, 6)),
    st.tuples(st.sampled_from(["promise", "solve", "take", "snooze", "send", "leave", "back"]), st.integers(0, 11)),
)


@settings(max_examples=40, deadline=None)
@given(story=st.lists(STEPS, min_size=1, max_size=22), turns=st.lists(st.booleans(), min_size=22, max_size=22))
def test_no_history_loses_an_escalation_or_sends_one_twice(story: list[tuple[str, int]], turns: list[bool]) -> None:
    asyncio.run(_play(story, turns))


async def _play(story: list[tuple[str, int]], turns: list[bool]) -> None:
    history = await _begin()
    for (what, number), is_both in zip(story, turns, strict=False):
        await getattr(history, what)(number)
        await history.tick(is_both)
    await history.days(4)


@dataclass
class History:
    """A team with three open things, and what happens to them."""

    store: MemoryStore
    clock: FakeClock
    workers: tuple[Scheduler, Scheduler]
    surely_looked_at: datetime = START

    async def tick(self, is_both: bool = True) -> None:
        await asyncio.gather(*(worker.tick() for worker in (self.workers if is_both else self.workers[:1])))
        await self.check()

    async def wait(self, minutes: int) -> None:
        self.clock.forward(minutes=minutes)

    async def days(self, count: int) -> None:
        """As when everything runs: a look around the clock."""
        for _ in range(count * 8):
            self.clock.forward(hours=3)
            await self.workers[0].tick()
        await self.check()

    async def promise(self, number: int) -> None:
        """A new date, some days from now; or one that was promised before."""
        day = self.clock().date() + timedelta(days=number + 1) if number < 8 else FIRST + timedelta(days=2)
        async with self.unit() as unit:
            match SUBJECTS[number % 3]:
                case "question":
                    decision = await unit.decisions.get(_question().id)
                    await unit.decisions.save(replace(decision, needed_by=day))
                case name:
                    blocker = await unit.blockers.get(a_blocker(name).id)
                    await unit.blockers.save(replace(blocker, next_check=day, owner_id=blocker.owner_id or mid("cy")))

    async def solve(self, number: int) -> None:
        async with self.unit() as unit:
            if number % 3 == 2:
                decision = await unit.decisions.get(_question().id)
                await unit.decisions.save(replace(decision, state=DecisionState.NOT_NEEDED))
                await settle_escalations(unit, self.workers[0]._services, decision.id, mid("dee"), "not needed")
            elif number > 5:
                blocker = await unit.blockers.get(a_blocker(SUBJECTS[number % 2]).id)
                await unit.blockers.save(replace(blocker, state=BlockerState.SOLVED))
                if number > 8:  # else as when an answer is edited: nobody says so
                    await settle_escalations(unit, self.workers[0]._services, blocker.id, mid("dee"), "solved")

    async def take(self, number: int) -> None:
        for row in self._some(number, EscalationState.SENT):
            returns = self.clock().date() + timedelta(days=number % 5 + 1)
            await self._save(replace(row, state=EscalationState.TAKEN, returns_on=returns))

    async def snooze(self, number: int) -> None:
        for row in self._some(number, EscalationState.SENT):
            await self._save(replace(row, snoozed_until=self.clock().date() + timedelta(days=number % 4 + 1)))

    async def send(self, number: int) -> None:
        for row in self._some(number, EscalationState.PLANNED):
            async with self.unit() as unit:
                await send_now(unit, self.workers[0]._services, row, mid("dee"))

    async def leave(self, number: int) -> None:
        self._leave_changed()
        who = ("mia", "ana", "dee", "ben")[number % 4]
        first = self.clock().date() + timedelta(days=number % 3)
        row = a_leave(who, first, first + timedelta(days=number), "cy" if number % 2 else None)
        async with self.unit() as unit:
            if not await unit.leaves.get(row.id):
                await unit.leaves.add(row)

    async def back(self, number: int) -> None:
        """Somebody ends their leave early."""
        self._leave_changed()
        rows: list[Leave] = self.rows("leaves")
        async with self.unit() as unit:
            for row in rows[: number % 2 + 1]:
                await unit.leaves.remove(row.id)

    def _leave_changed(self) -> None:
        """Leave is no record of a team: it is seen by the look around once a day, at midnight UTC."""
        self.surely_looked_at = datetime.combine(self.clock().date() + timedelta(days=1), time(), UTC)

    async def check(self) -> None:
        async with self.unit() as unit:
            world = await load_world(unit, self.workers[0]._services, TEAM)
        if self.clock() >= self.surely_looked_at:
            self._nothing_lost(world.cases, world.stage)
            self._all_came_back(world.stage)
        self._nothing_left_over(world.cases)
        self._nothing_twice()
        self._nobody_surprised()

    def _nothing_lost(self, cases: Any, stage: Stage) -> None:
        for case in cases:
            if self._is_held(case, stage):
                continue
            for step in case.steps:
                if starts(step) <= self.clock():
                    self._was_fired(case, step, stage)

    def _was_fired(self, case: Case, step: Step, stage: Stage) -> None:
        if step.kind != NoticeKind.STEP:
            made = notice_id(step.kind, case.id, step.round, step.rung, step.recipient_id)
            assert made in self.ids("notices"), f"{step.rung} is lost"
            return
        row = self.ids("escalations").get(escalation_id(case.id, step.rung, step.round))
        assert row is not None, f"{step.rung} is lost"
        assert row.state in (EscalationState.PLANNED, EscalationState.SENT, EscalationState.TAKEN), row
        if row.state == EscalationState.PLANNED:
            assert self.clock() < row.at, "it was to be sent"
            person = stage.people[row.recipient_id]
            latest = stage.reach(person, max(self.clock().date(), _day(step.at), _day(row.at)), 1)
            assert row.at <= latest, "it is put off for ever"

    def _is_held(self, case: Case, stage: Stage) -> bool:
        """Whether somebody took it and said until when, which is still to come."""
        rows = [row for row in self.rows("escalations") if row.subject_id == case.id and row.round == case.round]
        return any(row.state == EscalationState.TAKEN and not self._is_back(row, stage) for row in rows)

    def _is_back(self, row: Escalation, stage: Stage) -> bool:
        day = row.returns_on or row.snoozed_until
        return day is not None and stage.reach(stage.people[row.recipient_id], day) <= self.clock()

    def _all_came_back(self, stage: Stage) -> None:
        for row in self.rows("escalations"):
            is_put_off = row.state == EscalationState.TAKEN or (row.state == EscalationState.SENT and row.snoozed_until)
            assert not (is_put_off and self._is_back(replace(row, **_put_off(row)), stage)), "it did not come back"

    def _nothing_left_over(self, cases: Any) -> None:
        open_ids = {case.id for case in cases}
        live = {EscalationState.PLANNED, EscalationState.SENT, EscalationState.TAKEN}
        assert {row.subject_id for row in self.rows("escalations") if row.state in live} <= open_ids

    def _nothing_twice(self) -> None:
        steps = [row for row in self.rows("notices") if row.kind == NoticeKind.STEP]
        assert max(Counter((row.escalation_id, row.member_id) for row in steps).values(), default=1) == 1

    def _nobody_surprised(self) -> None:
        """Before a manager reads of it by itself, it was there to be seen on an earlier day."""
        previews = [row for row in self.rows("notices") if row.kind == NoticeKind.PREVIEW]
        seen = {row.escalation_id for row in previews}
        for row in self.rows("escalations"):
            is_sent = row.sent_at and not row.asked_by and row.outcome != MERGED_OUTCOME
            if is_sent and row.rung.endswith("_manager"):
                assert row.id in seen, f"{row.rung} was not previewed"
            if row.state == EscalationState.SENT and row.outcome != MERGED_OUTCOME:
                told = [note for note in self.rows("notices") if note.escalation_id == row.id]
                assert any(note.state in (NoticeState.TOLD, NoticeState.WAITING) for note in told), "nobody is told"

    def _some(self, number: int, state: EscalationState) -> list[Escalation]:
        found = [row for row in self.rows("escalations") if row.state == state]
        return [found[number % len(found)]] if found else []

    async def _save(self, row: Escalation) -> None:
        async with self.unit() as unit:
            await unit.escalations.save(row)

    def rows(self, kind: str) -> list[Any]:
        return sorted(self.ids(kind).values(), key=lambda row: row.id)

    def ids(self, kind: str) -> dict[str, Any]:
        return self.store.data[WORKSPACE.id].records[kind]

    def unit(self) -> Any:
        return self.store.unit(WORKSPACE.id, actor="test")


MERGED_OUTCOME = "went on with the next step"


def _put_off(row: Escalation) -> dict[str, Any]:
    """The day on which it is to come back, and no other."""
    return {"snoozed_until": None} if row.state == EscalationState.TAKEN else {"returns_on": None}


def _day(moment: datetime) -> date:
    return moment.date()


def _question() -> Decision:
    return a_decision(needed_by=FIRST + timedelta(days=3), raised_at=START)


async def _begin() -> History:
    clock = FakeClock(START)
    store = MemoryStore(clock)
    await plant_growth(store, readings=False)
    services = fake_services(("DE", date(2026, 10, 30), "a holiday"))
    blockers: list[Blocker] = [
        a_blocker(OWNED, next_check=FIRST + timedelta(days=1), raised_at=START),
        a_blocker(UNOWNED, owner_id=None, raised_at=START),
    ]
    async with store.unit(WORKSPACE.id, actor="test") as unit:
        for blocker in blockers:
            await unit.blockers.add(blocker)
        await unit.decisions.add(_question())
        mia = await unit.members.get(mid("mia"))
        await unit.members.save(replace(mia, zone="America/New_York", country="US"))
    return History(store, clock, (Scheduler(store, services, stop), Scheduler(store, services, stop)))
