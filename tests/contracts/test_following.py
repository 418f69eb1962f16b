"""What following asks of a store: whom to look at, when next, and that two workers fire everything once."""

import asyncio
from datetime import timedelta

from cadence.context import Services
from cadence.ids import id_for
from cadence.model import EscalationState, Notice, NoticeKind, SubjectKind
from cadence.scheduler import Scheduler
from tests.cadence.desk import a_blocker
from tests.cadence.harness import berlin, stop
from tests.contracts.conftest import Kept
from tests.contracts.test_repositories import HERE
from tests.fakes.clock import FakeClock
from tests.fakes.growth import MONDAY, TEAM, mid

LATER = MONDAY + timedelta(days=2)


def a_notice(name: str) -> Notice:
    return Notice(
        id=id_for("test", "notice", name),
        workspace_id=HERE,
        team_id=TEAM.id,
        member_id=mid("dee"),
        kind=NoticeKind.DUE,
        subject_kind=SubjectKind.BLOCKER,
        subject_id=a_blocker().id,
        at=LATER - timedelta(hours=1),
    )


async def test_a_team_is_looked_at_when_it_was_said_or_when_something_of_it_changes(
    store: Kept, clock: FakeClock
) -> None:
    async with store.unit(HERE, actor="test") as unit:
        assert [team.id for team in await unit.teams_to_follow(10)] == [TEAM.id]
        await unit.follow_next(TEAM.id, LATER)
    async with store.unit(HERE, actor="test") as unit:
        assert await unit.teams_to_follow(10) == []
        await unit.blockers.add(a_blocker())
    async with store.unit(HERE, actor="test") as unit:
        assert len(await unit.teams_to_follow(10)) == 1
        await unit.follow_next(TEAM.id, LATER)
    clock.to(LATER)
    async with store.unit(HERE, actor="test") as unit:
        assert len(await unit.teams_to_follow(10)) == 1


async def test_the_next_look_is_the_earliest_of_teams_and_notices_to_come(store: Kept, clock: FakeClock) -> None:
    async with store.unit(HERE, actor="test") as unit:
        assert await unit.next_look() is None
        await unit.follow_next(TEAM.id, LATER)
    async with store.unit(HERE, actor="test") as unit:
        assert await unit.next_look() == LATER
        await unit.notices.add(a_notice("one"))
        assert await unit.next_look() == LATER - timedelta(hours=1)
    clock.to(LATER - timedelta(minutes=30))
    async with store.unit(HERE, actor="test") as unit:
        assert await unit.next_look() == LATER, "what is due already is not to come"
    async with store.unit("other", actor="test") as unit:
        assert await unit.next_look() is None


async def test_two_workers_at_once_fire_every_step_once(
    store: Kept, second: Kept, clock: FakeClock, services: Services
) -> None:
    async with store.unit(HERE, actor="test") as unit:
        await unit.blockers.add(a_blocker(owner_id=None))
    workers = (Scheduler(store, services, stop), Scheduler(second, services, stop))
    for day in (10, 11, 12, 13):
        clock.to(berlin(day, "08:00"))
        await asyncio.gather(*(worker.tick() for worker in workers))
        await workers[0].tick()
    async with store.unit(HERE, actor="test") as unit:
        rows = {row.rung: row.state for row in await unit.escalations.find()}
        told = [(row.kind, row.member_id) for row in await unit.notices.find()]
    assert rows == {"unowned_lead": EscalationState.SENT, "unowned_manager": EscalationState.SENT}
    assert sorted(told) == sorted(
        [
            (NoticeKind.STEP, mid("ana")),
            (NoticeKind.PREVIEW, mid("ana")),
            (NoticeKind.STEP, mid("mia")),
        ]
    )
