"""Moving, dropping and setting: what the forms ask for, and what becomes of what was said in them."""

from datetime import date
from typing import Any

import pytest

from cadence.model import ActionState, BlockerState
from cadence.requests import ShowForm
from tests.cadence.asking import filled
from tests.cadence.desk import Desk, a_blocker, a_decision, an_action, field_ids, form_of, words
from tests.cadence.settling.one_of_each import ACTION, BLOCKER, BUTTONS, DECIDE, DECISION, FRIDAY, TODAY, YESTERDAY
from tests.fakes.growth import mid


async def test_moving_asks_for_date_and_reason_and_counts(desk: Desk) -> None:
    week = await desk.open_week()
    assert field_ids(await desk.press("dee", "action.move", ACTION)) == ["due", "reason"]
    await desk.submit("dee", "move_action", ACTION, due="2026-11-13", reason="waits for data")
    moved = desk.row("actions", ACTION)
    assert (moved.due, moved.reason, moved.times_moved, moved.state) == (
        FRIDAY,
        "waits for data",
        1,
        ActionState.OPEN,
    )
    assert desk.said(f"prompt:{week.id}") == ["Dee moved: pricing test, to Fri 13 Nov (waits for data)"]


async def test_dropping_asks_why(desk: Desk) -> None:
    week = await desk.open_week()
    assert field_ids(await desk.press("dee", "action.drop", ACTION)) == ["reason"]
    await desk.submit("dee", "drop_action", ACTION, reason="not worth it")
    dropped = desk.row("actions", ACTION)
    assert (dropped.state, dropped.reason, dropped.settled_by) == (ActionState.DROPPED, "not worth it", mid("dee"))
    assert desk.said(f"prompt:{week.id}") == ["Dee: action dropped: pricing test (not worth it)"]


async def test_setting_owner_and_date_for_the_first_time_is_no_move(desk: Desk) -> None:
    await desk.keep("actions", an_action(owner_id=None, due=None))
    await desk.submit("ben", "set_action", ACTION, owner="cy", due="2026-11-13")
    action = desk.row("actions", ACTION)
    assert (action.owner_id, action.due, action.times_moved) == (mid("cy"), FRIDAY, 0)


async def test_setting_another_date_than_before_is_a_move(desk: Desk) -> None:
    await desk.submit("ben", "set_action", ACTION, owner="cy", due="2026-11-13")
    assert desk.row("actions", ACTION).times_moved == 1


async def test_a_date_of_the_past_may_stay_while_the_owner_changes(desk: Desk) -> None:
    await desk.keep("actions", an_action(due=YESTERDAY))
    await desk.submit("ben", "set_action", ACTION, owner="cy", due="2026-11-08")
    action = desk.row("actions", ACTION)
    assert (action.owner_id, action.due, action.times_moved) == (mid("cy"), YESTERDAY, 0)


async def test_an_empty_field_leaves_what_was_there(desk: Desk) -> None:
    await desk.submit("ben", "set_action", ACTION, owner="cy", due="")
    action = desk.row("actions", ACTION)
    assert (action.owner_id, action.due) == (mid("cy"), TODAY)


async def test_taking_a_blocker_sets_owner_and_next_check(desk: Desk) -> None:
    week = await desk.open_week()
    assert field_ids(await desk.press("dee", "blocker.set", BLOCKER)) == ["owner", "next_check"]
    await desk.submit("dee", "set_blocker", BLOCKER, owner="cy", next_check="2026-11-13")
    blocker = desk.row("blockers", BLOCKER)
    assert (blocker.owner_id, blocker.next_check, blocker.state) == (mid("cy"), FRIDAY, BlockerState.OPEN)
    assert desk.said(f"prompt:{week.id}") == [
        "Dee set: waiting for legal (owner Cy, next check Fri 13 Nov)",
    ]


async def test_every_form_is_prefilled_with_what_is_known(desk: Desk) -> None:
    await desk.keep("blockers", a_blocker(next_check=FRIDAY))
    for action, value, initial in (
        ("action.set", ACTION, (("dee",), "2026-11-09")),
        ("blocker.set", BLOCKER, (("dee",), "2026-11-13")),
        ("decision.set", DECISION, (("dee",), "2026-11-13")),
    ):
        parts: list[Any] = list(form_of(await desk.press("ana", action, value)).parts)
        assert tuple(part.initial for part in parts) == initial


@pytest.mark.parametrize(("action", "value"), [*BUTTONS, DECIDE])
async def test_every_form_fits_the_smallest_platform(desk: Desk, action: str, value: str) -> None:
    reply = await desk.press("ana", action, value)
    if isinstance(reply, ShowForm):
        assert len(reply.form.title) <= 24
        assert len(reply.form.submit) <= 24


async def test_every_form_proposes_what_nobody_said(desk: Desk) -> None:
    """A day to look again is two working days away, also where the one that stood is past."""
    await desk.keep("actions", an_action(owner_id=None, due=None))
    await desk.keep("decisions", a_decision(decider_id=None, needed_by=None))
    await desk.keep("blockers", a_blocker(next_check=None), a_blocker("past", next_check=date(2026, 11, 3)))
    for action, value, initial in (
        ("action.set", ACTION, (("cy",), "2026-11-16")),
        ("decision.set", DECISION, (("ana",), "2026-11-16")),
        ("blocker.check", BLOCKER, ("2026-11-11",)),
        ("blocker.check", a_blocker("past").id, ("2026-11-11",)),
    ):
        parts: list[Any] = list(form_of(await desk.press("ana", action, value)).parts)
        assert tuple(part.initial for part in parts) == initial, action


@pytest.mark.parametrize(
    ("noun", "row", "set_", "who"),
    [("action", ACTION, {"due": None}, "owner_id"), ("decision", DECISION, {"needed_by": None}, "decider_id")],
)
async def test_what_was_set_while_the_form_was_open_stays_where_the_form_was_sent_as_it_was_shown(
    desk: Desk, noun: str, row: str, set_: dict[str, Any], who: str
) -> None:
    day = next(iter(set_))
    bare = an_action(owner_id=None, **set_) if noun == "action" else a_decision(decider_id=None, **set_)
    await desk.keep(f"{noun}s", bare)
    form = form_of(await desk.press("ana", f"{noun}.set", row))
    await desk.submit("ben", f"set_{noun}", row, owner="dee", due="2026-11-13")
    said = desk.said()
    reply = await desk.submit("ana", f"set_{noun}", form.context, **filled(form))
    kept = desk.row(f"{noun}s", row)
    assert (getattr(kept, who), getattr(kept, day)) == (mid("dee"), FRIDAY)
    assert "Nothing changed: " in words(reply) and "(Dee, by Fri 13 Nov)" in words(reply)
    assert desk.said() == said
    await desk.submit("ana", f"set_{noun}", form.context, **{**filled(form), "owner": "ben"})
    kept = desk.row(f"{noun}s", row)
    assert (getattr(kept, who), getattr(kept, day)) == (mid("ben"), FRIDAY)


@pytest.mark.parametrize(("changed", "stands"), [("", FRIDAY), ("2026-11-12", date(2026, 11, 12))])
@pytest.mark.parametrize("before", [None, YESTERDAY])
async def test_a_next_check_that_was_set_while_the_form_was_open_stays_unless_it_was_changed_there(
    desk: Desk, before: date | None, changed: str, stands: date
) -> None:
    await desk.keep("blockers", a_blocker(owner_id=None, next_check=before))
    form = form_of(await desk.press("ana", "blocker.set", BLOCKER))
    await desk.submit("ben", "check_blocker", BLOCKER, next_check="2026-11-13")
    values = filled(form) | {"owner": "cy"} | ({"next_check": changed} if changed else {})
    await desk.submit("ana", "set_blocker", form.context, **values)
    assert (desk.row("blockers", BLOCKER).owner_id, desk.row("blockers", BLOCKER).next_check) == (mid("cy"), stands)


async def test_a_next_check_that_is_past_gives_way_to_the_one_that_was_proposed(desk: Desk) -> None:
    await desk.keep("blockers", a_blocker(next_check=YESTERDAY))
    form = form_of(await desk.press("ana", "blocker.set", BLOCKER))
    await desk.submit("ana", "set_blocker", form.context, **filled(form))
    assert desk.row("blockers", BLOCKER).next_check == date(2026, 11, 11)
