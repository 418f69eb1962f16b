"""Ben's question, which Dee decides by Thursday."""

from typing import Any

from tests.cadence.desk import Desk, a_decision
from tests.cadence.follow.decisions.calls import CALL, FRIDAY, THURSDAY
from tests.fakes.growth import kr_id

ASKED = "Your call by Thu 12 Nov: pause paid ads? If no answer: pause half. Affects 1.3."
QUESTION = {
    "decision:1:question": "pause paid ads?",
    "decision:1:decider": ("dee",),
    "decision:1:by": "2026-11-12",
    "decision:1:fallback": "pause half",
    "decision:1:kr": kr_id("1.3"),
}


async def ask(desk: Desk, **more: Any) -> None:
    """Ben's question is there, and was told: Dee decides by Thursday, unless told otherwise."""
    fields = {"needed_by": THURSDAY, "fallback": "pause half", **more}
    await desk.keep("decisions", a_decision(**{**fields, "needed_by": FRIDAY}))
    day = fields["needed_by"] or FRIDAY
    await desk.submit("ana", "set_decision", CALL, due=day.isoformat())


def decision(desk: Desk) -> Any:
    (found,) = desk.rows("decisions")
    return found
