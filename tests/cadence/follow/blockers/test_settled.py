"""A blocker is assigned, gets a new date and is solved in place, by its own people."""

from dataclasses import replace
from typing import Any

import pytest

from cadence.model import BlockerState
from cadence.wording.plain import plain_text
from tests.cadence.desk import Desk, form_of, is_refused, words
from tests.cadence.follow.two_teams import blocker_in, lines_in, only, person
from tests.fakes.growth import mid, pressed


async def test_assigning_asks_who_and_when_and_updates_in_place(desk: Desk) -> None:
    form = form_of(await desk.press("ana", "blocker.assign", only(desk).id))
    await desk.submit("ana", form.id, form.context, owner="dee", next_check="2026-11-13")
    assert "owner Dee · next check Fri 13 Nov" in plain_text(blocker_in(desk.store))
    assert lines_in(desk.store) == []


async def test_a_new_date_stands_in_the_message(desk: Desk) -> None:
    form = form_of(await desk.press("cy", "blocker.check", only(desk).id))
    await desk.submit("cy", form.id, form.context, next_check="2026-11-13")
    assert "next check Fri 13 Nov" in plain_text(blocker_in(desk.store))


async def test_once_solved_the_message_is_one_line_without_buttons(desk: Desk) -> None:
    await desk.press("cy", "blocker.solved", only(desk).id)
    assert plain_text(blocker_in(desk.store)) == "✓ 1.3 waiting for legal: solved by Cy on Mon 9 Nov"
    assert only(desk).state == BlockerState.SOLVED


@pytest.mark.parametrize("action", ["take", "assign", "solved", "check"])
async def test_an_old_button_says_who_settled_it(desk: Desk, action: str) -> None:
    await desk.press("cy", "blocker.solved", only(desk).id)
    reply = await desk.press("ana", f"blocker.{action}", only(desk).id)
    assert is_refused(reply)
    assert "Cy settled this on Mon 9 Nov: solved." in words(reply)


@pytest.mark.parametrize("action", ["take", "assign", "solved", "check", "share"])
async def test_a_button_for_what_is_not_there_is_refused_kindly(desk: Desk, action: str) -> None:
    reply = await desk.press("ana", f"blocker.{action}", "nothing")
    assert words(reply).startswith("This is not there any more.")


@pytest.mark.parametrize("action", ["take", "assign", "solved", "check"])
@pytest.mark.parametrize(("who", "may"), [("ana", True), ("ben", True), ("cy", True), ("mia", False), ("zoe", False)])
async def test_only_its_own_people_settle_it(desk: Desk, action: str, who: str, may: bool) -> None:
    await desk.keep("members", person("zoe"))
    assert is_refused(await desk.press(who, f"blocker.{action}", only(desk).id)) != may


@pytest.mark.parametrize("action", ["take", "assign", "solved", "check"])
async def test_a_guest_settles_nothing(desk: Desk, action: str) -> None:
    await desk.change_member("cy", is_guest=True)
    await desk.keep("blockers", replace(only(desk), owner_id=None))
    reply = await desk.door.handle(_as_guest(action, only(desk).id))
    assert "guest" in words(reply)


async def test_whom_it_waits_on_may_solve_it_although_of_no_team(desk: Desk) -> None:
    await desk.keep("blockers", replace(only(desk), waiting_on_id=mid("mia")))
    assert not is_refused(await desk.press("mia", "blocker.solved", only(desk).id))


def _as_guest(action: str, value: str) -> Any:
    request = pressed("cy", f"blocker.{action}", value)
    guest = replace(request.who, is_guest=True)
    return replace(request, who=guest, people={**request.people, "cy": guest})
