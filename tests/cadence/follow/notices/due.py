"""What is due for Dee: a blocker to look at, a call to make and an action."""

from dataclasses import replace
from datetime import date

from cadence.model import (
    Action,
    ActionState,
    NoticeState,
)
from tests.cadence.desk import a_blocker, a_decision, an_action
from tests.cadence.follow.telling import TODAY
from tests.fakes.growth import MONDAY, mid

BLOCKER = a_blocker(next_check=TODAY)
DECISION = a_decision(needed_by=date(2026, 11, 10))
ACTION = an_action(due=TODAY)
TOLD, WAITING, GONE = NoticeState.TOLD, NoticeState.WAITING, NoticeState.GONE


def done(action: Action) -> Action:
    return replace(action, state=ActionState.DONE, settled_by=mid("dee"), settled_at=MONDAY)
