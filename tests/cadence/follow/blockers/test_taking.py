"""Whoever takes a blocker owns it, once, and says when they look again."""

from dataclasses import replace
from datetime import date

import pytest

from cadence.requests import Say, ShowForm
from cadence.wording.plain import plain_text
from tests.cadence.asking import filled
from tests.cadence.desk import Desk, errors_of, form_of, is_refused, words
from tests.cadence.follow.two_teams import blocker_in, lines_in, only
from tests.fakes.clock import FakeClock
from tests.fakes.growth import MONDAY, mid

FRIDAY = date(2026, 11, 13)


async def free(desk: Desk) -> None:
    """Nobody has it."""
    await desk.keep("blockers", replace(only(desk), owner_id=None))


async def test_taking_proposes_to_look_again_in_two_working_days(desk: Desk, clock: FakeClock) -> None:
    clock.to(MONDAY.replace(day=12))
    (check,) = form_of(await desk.press("cy", "blocker.take", only(desk).id)).parts
    assert check.initial == "2026-11-16"  # type: ignore[union-attr]  # a date field
    assert check.required  # type: ignore[union-attr]  # a date field


async def test_nobody_takes_anything_without_a_next_check(desk: Desk) -> None:
    form = form_of(await desk.press("cy", "blocker.take", only(desk).id))
    assert errors_of(await desk.submit("cy", form.id, form.context, next_check="")) == {
        "next_check": "Choose the day to look at it again."
    }
    past = await desk.submit("cy", form.id, form.context, next_check="2026-11-06")
    assert "is past" in errors_of(past)["next_check"]
    assert only(desk).next_check is None


async def test_who_takes_it_owns_it_and_the_message_says_so_in_place(desk: Desk) -> None:
    await free(desk)
    reply = await _take(desk, "dee")
    assert "Dee took 1.3 waiting for legal; next check Fri 13 Nov" in words(reply)
    assert (only(desk).owner_id, only(desk).next_check) == (mid("dee"), FRIDAY)
    assert "owner Dee · next check Fri 13 Nov" in plain_text(blocker_in(desk.store))
    assert lines_in(desk.store) == []


@pytest.mark.parametrize(("who", "may"), [("ana", True), ("ben", True), ("cy", True), ("dee", False), ("mia", False)])
async def test_what_somebody_has_is_taken_over_only_by_who_may_settle_it(desk: Desk, who: str, may: bool) -> None:
    await desk.keep("blockers", replace(only(desk), owner_id=mid("ben")))
    reply = await desk.press(who, "blocker.take", only(desk).id)
    assert isinstance(reply, ShowForm) == may
    assert is_refused(reply) != may


@pytest.mark.parametrize(("who", "may"), [("ana", True), ("ben", True), ("cy", True), ("dee", True), ("mia", False)])
async def test_what_nobody_has_may_be_taken_by_anybody_of_the_team(desk: Desk, who: str, may: bool) -> None:
    await free(desk)
    assert is_refused(await desk.press(who, "blocker.take", only(desk).id)) != may


async def test_of_two_who_take_it_the_second_reads_who_was_first(desk: Desk) -> None:
    await free(desk)
    forms = {who: form_of(await desk.press(who, "blocker.take", only(desk).id)) for who in ("dee", "ben")}
    for who, form in forms.items():
        reply = await desk.submit(who, form.id, form.context, next_check="2026-11-13")
    assert words(reply) == "Dee took it first; next check Fri 13 Nov.\nDee took it first; next check Fri 13 Nov."
    assert is_refused(reply)
    assert only(desk).owner_id == mid("dee")


async def test_of_take_and_assign_at_once_the_second_reads_who_was_first(desk: Desk) -> None:
    await free(desk)
    form = form_of(await desk.press("ana", "blocker.assign", only(desk).id))
    await _take(desk, "dee")
    reply = await desk.submit("ana", form.id, form.context, owner="ben", next_check="2026-11-13")
    assert "Dee took it first" in words(reply)
    assert only(desk).owner_id == mid("dee")


async def test_one_form_sent_twice_takes_once(desk: Desk) -> None:
    form = form_of(await desk.press("cy", "blocker.take", only(desk).id))
    for _ in range(2):
        reply = await desk.submit("cy", form.id, form.context, next_check="2026-11-13")
    assert not is_refused(reply)


async def _take(desk: Desk, who: str) -> Say:
    form = form_of(await desk.press(who, "blocker.take", only(desk).id))
    reply = await desk.submit(who, form.id, form.context, **{**filled(form), "next_check": "2026-11-13"})
    assert isinstance(reply, Say)
    return reply
