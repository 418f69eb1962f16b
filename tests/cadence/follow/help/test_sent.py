"""A request for help reaches whom it is for at once, the team reads one quiet line, and nobody else hears of it."""

from datetime import date
from typing import Any

import pytest

from cadence.model import EscalationState, Role
from cadence.wording.plain import plain_text
from tests.cadence.asking import filled
from tests.cadence.desk import Desk, a_blocker, a_decision, an_action, words
from tests.cadence.follow.help.asking import KR, ask, calls, form_for, thread
from tests.cadence.follow.two_teams import labels, messages, private
from tests.fakes.growth import mid


async def test_it_reaches_whom_it_is_for_at_once_in_three_lines(desk: Desk) -> None:
    reply = await ask(desk, to="manager", answer_by="2026-11-16")
    assert words(reply).splitlines()[0] == "Mia has it now; answer asked by Mon 16 Nov."
    (step,) = calls(desk)
    assert (step.state, step.role, step.recipient_id, step.asked_by, step.ask, step.answer_by) == (
        EscalationState.SENT,
        Role.MANAGER,
        mid("mia"),
        mid("dee"),
        "an answer from Legal",
        date(2026, 11, 16),
    )
    (told,) = messages(desk.store, member="mia")
    assert told.key == f"help:{step.id}"
    assert not told.is_nudge
    text = plain_text(told.card).splitlines()
    assert text[0] == "Dee asks for help: 1.3 Trials/week: no contract (waits on Legal)"
    assert text[2].endswith("tried: standard terms. Ask: an answer from Legal by Mon 16 Nov")
    assert "I'll take it" in labels(told.card)


async def test_the_team_reads_one_quiet_line_that_names_no_recipient(desk: Desk) -> None:
    await ask(desk, to="manager")
    assert thread(desk) == ["Dee asked for help with 1.3"]


async def test_a_line_about_no_key_result_says_what_it_is_about(desk: Desk) -> None:
    await desk.keep("actions", an_action(key_result_id=None))
    await ask(desk, value=f"action:{an_action().id}")
    assert thread(desk) == ["Dee asked for help with pricing test"]


async def test_nobody_else_hears_of_it(desk: Desk) -> None:
    await ask(desk, to="manager")
    assert [private(desk.store, who) for who in ("ana", "ben", "cy", "dee", "sue")] == [[]] * 5


@pytest.mark.parametrize(
    ("kind", "made", "suggested"),
    [
        ("blockers", a_blocker("b", text="no people"), "a way forward"),
        ("blockers", a_blocker("p", waiting_on_id=mid("mia")), "an answer from Mia"),
        ("decisions", a_decision(), "a decision"),
        ("actions", an_action(), "help to get it done"),
    ],
)
async def test_each_kind_of_thing_can_be_asked_about(desk: Desk, kind: str, made: Any, suggested: str) -> None:
    await desk.keep(kind, made)
    value = f"{kind.removesuffix('s')}:{made.id}"
    assert filled(await form_for(desk, "dee", value))["ask"] == suggested
    await ask(desk, value=value)
    assert [row.subject_id for row in calls(desk)] == [made.id]


async def test_a_key_result_itself_can_be_asked_about(desk: Desk) -> None:
    await ask(desk, "cy", KR)
    assert "1.3 Trials/week is off track" in private(desk.store, "ana")[0]
    assert thread(desk) == ["Cy asked for help with 1.3"]
