"""What tests of asking for help share: Ben's blocker on Cy's 1.3, which Dee owns, waits for Legal."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from cadence.forms import ChoiceField, Form
from cadence.model import Escalation, Leave
from cadence.requests import Say
from tests.cadence.asking import filled
from tests.cadence.desk import Desk, a_blocker, form_of
from tests.cadence.follow.two_teams import messages
from tests.fakes.growth import WORKSPACE, kr_id, mid

BLOCKER = a_blocker().id
HELP = f"blocker:{BLOCKER}"
KR = f"key_result:{kr_id('1.3')}"


async def form_for(desk: Desk, who: str, value: str = HELP) -> Form:
    return form_of(await desk.press(who, "help.ask", value))


async def ask(desk: Desk, who: str = "dee", value: str = HELP, **changes: Any) -> Say:
    form = await form_for(desk, who, value)
    reply = await desk.submit(who, form.id, form.context, **{**filled(form), **changes})
    assert isinstance(reply, Say), reply
    return reply


def options(form: Form) -> Sequence[tuple[str, str]]:
    choice = form.parts[0]
    assert isinstance(choice, ChoiceField)
    return choice.options


def calls(desk: Desk) -> list[Escalation]:
    return [row for row in desk.rows("escalations") if row.rung == "help"]


def thread(desk: Desk) -> list[str]:
    (checkin,) = desk.rows("checkins")
    return [row.card.notice for row in messages(desk.store, thread=f"prompt:{checkin.id}")]


def leave(who: str, last: date, cover: str | None = None) -> Leave:
    return Leave(
        id=f"leave-{who}",
        workspace_id=WORKSPACE.id,
        member_id=mid(who),
        first=date(2026, 11, 9),
        last=last,
        cover_id=mid(cover) if cover else None,
    )
