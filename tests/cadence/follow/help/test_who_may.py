"""Who may ask for help with what, and what nobody needs to ask about any more."""

from dataclasses import replace
from datetime import date

import pytest

from cadence.requests import ShowForm
from tests.cadence.asking import filled
from tests.cadence.desk import Desk, a_blocker, is_refused, words
from tests.cadence.follow.help.asking import BLOCKER, HELP, KR, calls, form_for, leave
from tests.fakes.growth import mid


@pytest.mark.parametrize(
    ("who", "may"),
    [("dee", True), ("cy", True), ("ben", True), ("ana", True), ("mia", False), ("zoe", False), ("sue", False)],
)
async def test_its_owner_the_key_results_owner_who_raised_it_and_the_lead_may_ask(
    desk: Desk, who: str, may: bool
) -> None:
    reply = await desk.press(who, "help.ask", HELP)
    assert isinstance(reply, ShowForm) == may
    if not may:
        assert words(reply).startswith("Only Dee, Cy, Ben, Ana or an admin can ask for help with this.")


@pytest.mark.parametrize(("who", "may"), [("cy", True), ("ana", True), ("ben", False), ("dee", False), ("mia", False)])
async def test_for_a_key_result_its_owner_and_the_lead_may_ask(desk: Desk, who: str, may: bool) -> None:
    assert isinstance(await desk.press(who, "help.ask", KR), ShowForm) == may


async def test_who_covers_an_owner_may_ask(desk: Desk) -> None:
    await desk.keep("leaves", leave("dee", date(2026, 11, 13), cover="zoe"))
    assert isinstance(await desk.press("zoe", "help.ask", HELP), ShowForm)


async def test_who_may_is_looked_at_again_when_the_form_is_sent(desk: Desk) -> None:
    form = await form_for(desk, "dee")
    await desk.keep("blockers", replace(a_blocker(), owner_id=mid("cy"), raised_by=mid("cy")))
    assert is_refused(await desk.submit("dee", form.id, form.context, **filled(form)))
    assert calls(desk) == []


@pytest.mark.parametrize("value", ["", "blocker:none", "answers:x", "team:x", "nonsense", f"decision:{BLOCKER}"])
async def test_a_button_for_nothing_is_refused_kindly(desk: Desk, value: str) -> None:
    assert words(await desk.press("ana", "help.ask", value)).startswith("This is not there any more.")


async def test_what_was_settled_needs_no_help(desk: Desk) -> None:
    form = await form_for(desk, "dee")
    await desk.press("ben", "blocker.solved", BLOCKER)
    assert "Ben settled this on Mon 9 Nov: solved." in words(await desk.press("dee", "help.ask", HELP))
    late = await desk.submit("dee", form.id, form.context, **filled(form))
    assert "Ben settled this" in words(late)
    assert calls(desk) == []
