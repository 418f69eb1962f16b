"""Two teams that wait on each other, over every keeper: neither blocks the other, and both stay true."""

import asyncio
from dataclasses import replace

from cadence.frontdoor import FrontDoor
from cadence.model import Blocker, BlockerState, CheckIn, CheckInState, Team
from cadence.ports import Store
from cadence.requests import Reply, Say
from cadence.schedule.occurrences import next_occurrence
from cadence.weekly.closing import close_now
from cadence.weekly.current import new_checkin
from cadence.wording.plain import plain_text
from tests.cadence.desk import a_blocker
from tests.cadence.follow.two_teams import PRODUCT, plant_product
from tests.contracts.conftest import Kept
from tests.fakes.growth import TEAM, WORKSPACE, pressed
from tests.fakes.services import fake_services

SERVICES = fake_services()
OURS = a_blocker("ours", text="waiting for product", waiting_on_team_id=PRODUCT.id)
THEIRS = a_blocker(
    "theirs", text="waiting for growth", team_id=PRODUCT.id, waiting_on_team_id=TEAM.id, key_result_id=None
)


async def close(store: Store, team: Team) -> CheckIn:
    """A check-in of this team that has its summary."""
    async with store.unit(WORKSPACE.id, actor="drumbeat") as unit:
        fresh = replace(
            new_checkin(team, next_occurrence(team, unit.now, SERVICES.holidays)),
            state=CheckInState.OPEN,
            expected_ids=(team.lead_id,),
        )
        await unit.checkins.add(fresh)
        return await close_now(unit, SERVICES, team, fresh)


async def plant(store: Store) -> list[CheckIn]:
    await plant_product(store)
    async with store.unit(WORKSPACE.id, actor="test") as unit:
        for blocker in (OURS, THEIRS):
            await unit.blockers.add(blocker)
    return [await close(store, team) for team in (TEAM, PRODUCT)]


async def solve(store: Store, who: str, blocker: Blocker) -> Reply:
    return await FrontDoor(store, SERVICES).handle(pressed(who, "blocker.solved", blocker.id))


async def summaries(store: Store, checkins: list[CheckIn]) -> list[str]:
    async with store.unit(WORKSPACE.id, actor="test") as unit:
        said = [await unit.outbox.said(f"summary:{checkin.id}") for checkin in checkins]
    return [plain_text(row.card) for row in said if row]


async def test_both_see_both(store: Kept) -> None:
    checkins = await plant(store)
    ours, theirs = await summaries(store, checkins)
    assert "1.3 waits on Product" in ours
    assert "Product waits on us" in ours
    assert "waits on Growth" in theirs
    assert "Growth 1.3 waits on us" in theirs


async def test_of_both_teams_at_once_one_settles_it_and_the_other_reads_who_was_first(
    store: Kept, second: Kept
) -> None:
    await plant(store)
    replies = await asyncio.gather(solve(store, "ben", OURS), solve(second, "otto", OURS))
    assert sorted(isinstance(reply, Say) and reply.refuses for reply in replies) == [False, True]


async def test_settling_both_at_once_blocks_neither_and_leaves_both_summaries_true(store: Kept, second: Kept) -> None:
    checkins = await plant(store)
    replies = await asyncio.gather(solve(store, "ben", OURS), solve(second, "otto", THEIRS))
    assert not [reply for reply in replies if isinstance(reply, Say) and reply.refuses]
    async with store.unit(WORKSPACE.id, actor="test") as unit:
        assert {row.state for row in await unit.blockers.find()} == {BlockerState.SOLVED}
    assert not [text for text in await summaries(store, checkins) if "waits on" in text]
