"""Telling holds over every keeper: one message a day and person, however many workers tell, kept true afterwards."""

import asyncio
from dataclasses import replace

from cadence.errors import Conflict
from cadence.follow.notices import notify, refresh_told, tell_due
from cadence.model import Action, ActionState, Notice, NoticeState, SubjectKind
from cadence.ports import Store
from cadence.wording.plain import plain_text
from tests.cadence.desk import an_action
from tests.cadence.follow.telling import TODAY, about, leave
from tests.contracts.conftest import Kept
from tests.fakes.clock import FakeClock
from tests.fakes.growth import WORKSPACE, mid
from tests.fakes.services import fake_services

ACTIONS = [an_action(f"{number}", due=TODAY, text=f"thing {number}") for number in range(3)]
OF_CY = an_action("cy", due=TODAY, owner_id=mid("cy"), text="call the vendor")
KEY = f"today:{mid('dee')}:{TODAY}"
SERVICES = fake_services()


async def note(store: Store, *actions: Action, who: str = "dee") -> None:
    async with store.unit(WORKSPACE.id, actor="drumbeat") as unit:
        for action in actions:
            await unit.actions.add(action)
            await notify(unit, SERVICES, about(action, who))


async def tell(store: Store) -> int:
    """As the scheduler does: whoever comes second begins anew at the next tick."""
    try:
        async with store.unit(WORKSPACE.id, actor="drumbeat") as unit:
            return await tell_due(unit, SERVICES)
    except Conflict:
        return 0


async def notices(store: Store) -> list[Notice]:
    async with store.unit(WORKSPACE.id, actor="test") as unit:
        return await unit.notices.find()


async def read(store: Store, key: str = KEY) -> str:
    async with store.unit(WORKSPACE.id, actor="test") as unit:
        said = await unit.outbox.said(key)
    return plain_text(said.card) if said else ""


async def test_what_is_due_is_told_in_one_message(store: Kept) -> None:
    await note(store, *ACTIONS)
    assert await tell(store) == 3
    assert "Three things wait for you." in await read(store)
    assert {row.told_on for row in await notices(store)} == {TODAY}


async def test_two_workers_tell_everything_once(store: Kept, second: Kept) -> None:
    await note(store, *ACTIONS)
    counts = await asyncio.gather(tell(store), tell(second), tell(store), tell(second))
    assert sum(counts) == 3
    assert {row.state for row in await notices(store)} == {NoticeState.TOLD}
    assert "Three things wait for you." in await read(store)


async def test_what_settles_is_kept_true(store: Kept) -> None:
    await note(store, *ACTIONS)
    await tell(store)
    async with store.unit(WORKSPACE.id, actor=mid("dee")) as unit:
        await unit.actions.save(replace(ACTIONS[0], state=ActionState.DONE, settled_by=mid("dee"), settled_at=unit.now))
        await refresh_told(unit, SERVICES, SubjectKind.ACTION, ACTIONS[0].id)
    assert "Two things wait for you." in await read(store)
    assert "Done: thing 0 (1.3), Dee" in await read(store)


async def test_a_cover_reads_their_own_and_what_they_cover(store: Kept, clock: FakeClock) -> None:
    await note(store, *ACTIONS)
    await note(store, OF_CY, who="cy")
    async with store.unit(WORKSPACE.id, actor="test") as unit:
        await unit.leaves.add(leave("dee", 9, 13, cover="cy"))
    assert await tell(store) == 4
    text = await read(store, f"today:{mid('cy')}:{TODAY}")
    assert text.index("call the vendor") < text.index("For Dee, who is away") < text.index("thing 0")
