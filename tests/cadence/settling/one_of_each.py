"""One action, stop, blocker and decision of Growth: raised by Ben, on Cy's KR, for Dee. What settles them."""

from datetime import date

from tests.cadence.desk import Desk, a_blocker, a_decision, a_stop, an_action

YESTERDAY, TODAY, FRIDAY = date(2026, 11, 8), date(2026, 11, 9), date(2026, 11, 13)
ACTION, BLOCKER, DECISION, STOP = an_action().id, a_blocker().id, a_decision().id, a_stop().id
BUTTONS = (
    ("action.done", ACTION),
    ("action.set", ACTION),
    ("action.move", ACTION),
    ("action.drop", ACTION),
    ("blocker.solved", BLOCKER),
    ("blocker.check", BLOCKER),
    ("blocker.set", BLOCKER),
    ("decision.set", DECISION),
    ("decision.not_needed", DECISION),
)
DECIDE = ("decision.decide", DECISION)
STOPPED = ("stop.settle", f"{STOP}:stopped")
FORMS: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("set_action", ACTION, {"owner": "cy", "due": "2026-11-13"}),
    ("move_action", ACTION, {"due": "2026-11-13", "reason": "waits for data"}),
    ("drop_action", ACTION, {"reason": "not worth it"}),
    ("check_blocker", BLOCKER, {"next_check": "2026-11-13"}),
    ("set_blocker", BLOCKER, {"owner": "cy", "next_check": "2026-11-13"}),
    ("set_decision", DECISION, {"owner": "cy", "due": "2026-11-13"}),
    ("decide", DECISION, {"outcome": "pause half", "owner": "cy", "due": "2026-11-13"}),
)


async def with_one_of_each(desk: Desk) -> Desk:
    await desk.keep("actions", an_action(due=TODAY))
    await desk.keep("blockers", a_blocker())
    await desk.keep("decisions", a_decision(needed_by=FRIDAY))
    await desk.keep("stops", a_stop())
    return desk
