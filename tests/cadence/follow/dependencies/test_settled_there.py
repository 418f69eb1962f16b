"""People of the team that is waited on take it, move it and solve it; both messages say so."""

from dataclasses import replace

import pytest

from cadence.model import BlockerState
from cadence.wording.plain import plain_text
from tests.cadence.desk import Desk, form_of, is_refused, words
from tests.cadence.follow.dependencies.waiting_on import THERE, wait
from tests.cadence.follow.two_teams import (
    PRODUCT,
    blocker_in,
    lines_in,
    messages,
    only,
)
from tests.fakes.growth import TEAM, mid


@pytest.mark.parametrize("action", ["take", "solved", "check"])
@pytest.mark.parametrize(("who", "may"), [("otto", True), ("pia", True), ("sue", False)])
async def test_people_of_the_other_team_may_take_solve_and_move_it(
    desk: Desk, action: str, who: str, may: bool
) -> None:
    blocker = await wait(desk)
    assert is_refused(await desk.press(who, f"blocker.{action}", blocker.id, THERE)) != may


async def test_they_do_not_hand_it_to_somebody_else(desk: Desk) -> None:
    blocker = await wait(desk)
    assert is_refused(await desk.press("otto", "blocker.assign", blocker.id, THERE))


async def test_an_old_button_of_theirs_is_refused_once_it_does_not_wait_on_them(desk: Desk) -> None:
    blocker = await wait(desk)
    await desk.keep("blockers", replace(blocker, waiting_on_team_id=None))
    reply = await desk.press("otto", "blocker.solved", blocker.id, THERE)
    assert words(reply).startswith("Only Cy, Ben, Ana or an admin can settle this.")


async def test_who_takes_it_there_owns_it_and_both_messages_say_so(desk: Desk) -> None:
    blocker = await wait(desk)
    form = form_of(await desk.press("pia", "blocker.take", blocker.id, THERE))
    await desk.submit("pia", form.id, form.context, next_check="2026-11-13")
    assert only(desk).owner_id == mid("pia")
    for channel in (TEAM.channel, THERE):
        assert "owner Cy and Pia · next check Fri 13 Nov" in plain_text(blocker_in(desk.store, channel))


async def test_solved_there_it_is_solved_in_both(desk: Desk) -> None:
    blocker = await wait(desk)
    await desk.press("otto", "blocker.solved", blocker.id, THERE)
    assert only(desk).state == BlockerState.SOLVED
    assert plain_text(blocker_in(desk.store)) == "✓ 1.3 waiting for product: solved by Otto on Mon 9 Nov"
    assert plain_text(blocker_in(desk.store, THERE)).startswith("Growth: ✓ 1.3 waiting for product: solved by Otto")
    assert lines_in(desk.store) == []


async def test_of_two_teams_that_solve_it_at_once_one_was_first(desk: Desk) -> None:
    blocker = await wait(desk)
    await desk.press("otto", "blocker.solved", blocker.id, THERE)
    assert "Otto settled this on Mon 9 Nov: solved." in words(await desk.press("ben", "blocker.solved", blocker.id))


async def test_two_teams_that_wait_on_each_other_each_see_both(desk: Desk) -> None:
    await wait(desk)
    await desk.type("otto", "blocker waiting for growth to decide", channel=THERE)
    theirs = next(row for row in desk.rows("blockers") if row.team_id == PRODUCT.id)
    assert theirs.waiting_on_team_id == TEAM.id
    here = [plain_text(row.card) for row in messages(desk.store, channel=TEAM.channel)]
    there = [plain_text(row.card) for row in messages(desk.store, channel=THERE)]
    assert any("Product waits on you: waiting for growth to decide" in text for text in here)
    assert any("Growth waits on you: 1.3 waiting for product" in text for text in there)
    await desk.press("otto", "blocker.solved", theirs.id, THERE)
    assert [row.state for row in desk.rows("blockers")].count(BlockerState.OPEN) == 1
