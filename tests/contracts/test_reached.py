"""Who is not reached, over every keeper: said once whoever is first, kept, and told in one message afterwards."""

import asyncio
from dataclasses import replace
from datetime import date

from bot.trouble import tells_of_trouble
from cadence.context import Services
from cadence.delivery import Sender
from cadence.errors import Undeliverable
from cadence.follow.following import follow
from cadence.follow.notices import tell_due
from cadence.model import EscalationState, NoticeState
from cadence.news import NewsDesk, Reached
from cadence.ports import Delivery, Outcome
from cadence.wording.plain import plain_text
from storage import SqlStore
from storage.engine import Database
from tests.cadence.desk import a_blocker
from tests.cadence.follow.telling import of_step, step
from tests.contracts.conftest import Kept
from tests.contracts.test_migrations import counted
from tests.contracts.test_migrations import database as database
from tests.contracts.test_outbox import LEASE
from tests.fakes.clock import FakeClock
from tests.fakes.growth import MONDAY, TEAM, WORKSPACE, mid

BLOCKER = a_blocker(next_check=date(2026, 11, 3))
FEW = 14
"""Statements of a look at a team with one open blocker and no closed check-in, where everybody is within reach."""

STEP = replace(step(BLOCKER), rung="blocker_manager", round="2026-11-03")


class Nobody:
    """A platform on which Mia does not have the app."""

    async def post(self, delivery: Delivery) -> str:
        if delivery.place.member == "mia":
            raise Undeliverable("no such conversation", code="not_installed")
        return f"ref {delivery.id}"

    async def update(self, delivery: Delivery) -> str:
        return await self.post(delivery)


async def sent_to_mia(store: Kept) -> None:
    async with store.unit(WORKSPACE.id, actor="test") as unit:
        await unit.blockers.add(BLOCKER)
        await unit.escalations.add(STEP)
        await unit.notices.add(of_step(STEP, BLOCKER))


def news(number: int, is_reachable: bool = False, key: str = "") -> Reached:
    news_id = f"reached {number}"
    return Reached(workspace_id=WORKSPACE.id, news_id=news_id, at=MONDAY, who="mia", is_reachable=is_reachable, key=key)


async def read(store: Kept, who: str, *begins: str) -> list[str]:
    """What this person has to be sent, all lanes side by side."""
    found: list[str] = []
    while claimed := await store.claim(MONDAY, 100, LEASE):
        found += [plain_text(each.card) for each in claimed if each.place.member == who and each.key.startswith(begins)]
        await store.settle([Outcome(delivery=each, ref=f"ref {each.id}") for each in claimed])
    return found


async def test_what_did_not_arrive_waits_and_comes_in_one_message_later(
    store: Kept, clock: FakeClock, services: Services
) -> None:
    desk = NewsDesk(store, services)
    sender = Sender(store, {"local": Nobody()}, clock, trouble=tells_of_trouble(desk, {}, clock))
    await sent_to_mia(store)
    async with store.unit(WORKSPACE.id, actor="drumbeat") as unit:
        assert await tell_due(unit, services) == 1
    await sender.drain()
    assert await states(store) == (False, NoticeState.WAITING, EscalationState.SENT)
    clock.forward(minutes=1)
    await desk.tell(replace(news(2, is_reachable=True), at=clock()))
    assert await states(store) == (True, NoticeState.TOLD, EscalationState.SENT)
    [back] = await read(store, "mia", "back:")
    assert "waiting for legal" in back


async def test_two_workers_that_fail_at_once_tell_the_lead_once(store: Kept, second: Kept, services: Services) -> None:
    await sent_to_mia(store)
    desks = [NewsDesk(kept, services) for kept in (store, second)] * 3
    await asyncio.gather(*(desk.tell(news(number)) for number, desk in enumerate(desks)))
    assert len(await read(store, "ana", "unreached:")) == 1


async def states(store: Kept) -> tuple[bool, NoticeState, EscalationState]:
    async with store.unit(WORKSPACE.id, actor="test") as unit:
        mia = await unit.members.get(mid("mia"))
        notice = await unit.notices.get(of_step(STEP, BLOCKER).id)
        row = await unit.escalations.get(STEP.id)
    assert mia
    assert notice
    assert row
    return mia.is_reachable, notice.state, row.state


async def test_following_a_team_takes_no_more_statements_where_everybody_is_reached(
    sql: SqlStore, database: Database, clock: FakeClock, services: Services
) -> None:
    await sent_to_mia(sql)
    store = SqlStore(database, clock)
    assert await statements(store, database, services) == FEW
    await lost(store)
    assert await statements(store, database, services) == FEW + 1, "what had not arrived"


async def statements(store: SqlStore, database: Database, services: Services) -> int:
    """Of one look at the team that finds nothing to do."""
    for _ in range(2):
        with counted(database) as seen:
            async with store.unit(WORKSPACE.id, actor="drumbeat") as unit:
                await follow(unit, services, TEAM)
    return len([each for each in seen if not each.startswith(("BEGIN", "PRAGMA"))])


async def lost(store: SqlStore) -> None:
    async with store.unit(WORKSPACE.id, actor="test") as unit:
        mia = await unit.members.get(mid("mia"))
        assert mia
        await unit.members.save(replace(mia, is_reachable=False))
