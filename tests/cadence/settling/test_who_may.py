"""Who may settle an action, a stop, a blocker or a decision, and what everybody else reads."""

from dataclasses import replace

import pytest

from cadence.model import Leave
from cadence.requests import Person
from tests.cadence.desk import Desk, a_blocker, is_refused, words
from tests.cadence.settling.one_of_each import BLOCKER, BUTTONS, DECIDE, FORMS, FRIDAY, STOPPED, TODAY
from tests.fakes.growth import WORKSPACE, mid, pressed


@pytest.mark.parametrize("who", ["dee", "ben", "cy", "ana"])
@pytest.mark.parametrize(("action", "value"), BUTTONS)
async def test_owner_raiser_the_key_results_owner_and_the_lead_may_settle(
    desk: Desk, action: str, value: str, who: str
) -> None:
    assert not is_refused(await desk.press(who, action, value))


@pytest.mark.parametrize(("who", "may"), [("dee", True), ("ana", True), ("ben", False), ("cy", False), ("mia", False)])
async def test_only_the_decider_and_the_lead_decide(desk: Desk, who: str, may: bool) -> None:
    assert is_refused(await desk.press(who, *DECIDE)) != may


@pytest.mark.parametrize(("who", "may"), [("ben", True), ("cy", True), ("ana", True), ("dee", False)])
async def test_a_stop_is_settled_by_who_raised_it_its_key_results_owner_or_the_lead(
    desk: Desk, who: str, may: bool
) -> None:
    assert is_refused(await desk.press(who, *STOPPED)) != may


@pytest.mark.parametrize(("action", "value"), [*BUTTONS, DECIDE, STOPPED])
async def test_an_admin_may_settle_everything(desk: Desk, action: str, value: str) -> None:
    await desk.change_member("mia", is_admin=True)
    assert not is_refused(await desk.press("mia", action, value))


@pytest.mark.parametrize(("action", "value"), [*BUTTONS, STOPPED])
async def test_anybody_else_is_told_who_may(desk: Desk, action: str, value: str) -> None:
    before = desk.changes()
    reply = await desk.press("mia", action, value)
    assert is_refused(reply)
    assert "Ben, Cy, Ana or an admin can settle this" in words(reply)
    assert desk.changes() == before


@pytest.mark.parametrize(("form", "context", "values"), FORMS)
async def test_a_form_sent_by_somebody_who_may_not_changes_nothing(
    desk: Desk, form: str, context: str, values: dict[str, str]
) -> None:
    before = desk.changes()
    assert is_refused(await desk.submit("mia", form, context, **values))
    assert desk.changes() == before


@pytest.mark.parametrize(("action", "value"), [*BUTTONS, DECIDE])
async def test_the_cover_of_an_owner_on_leave_may_settle(desk: Desk, action: str, value: str) -> None:
    away = Leave(
        id="away", workspace_id=WORKSPACE.id, member_id=mid("dee"), first=TODAY, last=FRIDAY, cover_id=mid("mia")
    )
    await desk.keep("leaves", away)
    assert not is_refused(await desk.press("mia", action, value))


@pytest.mark.parametrize(("action", "value"), [*BUTTONS, DECIDE, STOPPED])
async def test_a_guest_settles_nothing(desk: Desk, action: str, value: str) -> None:
    press = replace(pressed("dee", action, value), who=Person(id="dee", name="Dee", is_guest=True), people={})
    assert "guest from another workspace" in words(await desk.door.handle(press))


@pytest.mark.parametrize("who", ["cy", "dee", "mia"])
async def test_a_blocker_for_the_lead_only_is_not_even_there_for_others(desk: Desk, who: str) -> None:
    await desk.keep("blockers", a_blocker(lead_only=True))
    await desk.change_member("mia", is_admin=True)
    assert words(await desk.press(who, "blocker.solved", BLOCKER)).startswith("This is not there any more.")


@pytest.mark.parametrize("action", sorted({action for action, _ in (*BUTTONS, DECIDE, STOPPED)}))
async def test_a_made_up_id_is_not_there_any_more(desk: Desk, action: str) -> None:
    assert "This is not there any more." in words(await desk.press("ana", action, "made-up:stopped"))
