"""Who may not read a team of a private channel learns nothing of it from being refused."""

from dataclasses import replace
from typing import Any

import pytest

from cadence.context import Services
from cadence.forms import Form
from cadence.frontdoor import HIDDEN, FrontDoor
from cadence.requests import Invalid, Person, Reply, Say
from tests.cadence.asking import Asking, faults, filled, opened, said
from tests.cadence.desk import Desk, a_blocker, a_decision, an_action
from tests.fakes.growth import OBJECTIVES, TEAM, WORKSPACE, kr_id, pressed, submitted
from tests.fakes.memory import MemoryStore

OTTO = "otto"
ELSEWHERE = "C-elsewhere"
TELLING = ("Growth", "Ana", "Ben", "Cy", "Dee", "1.1", "1.3", "Activation")
BLOCKER, DECISION, ACTION = a_blocker("one"), a_decision("one"), an_action("one")


@pytest.fixture
async def desk(store: MemoryStore, services: Services) -> Desk:
    """Growth lives in a private channel now, and has an open check-in and one thing of each kind."""
    made = Desk(store, services)
    await made.keep("teams", replace(TEAM, channel_is_private=True))
    await made.keep("blockers", BLOCKER)
    await made.keep("decisions", DECISION)
    await made.keep("actions", ACTION)
    return made


@pytest.fixture
def ask(store: MemoryStore, services: Services) -> Asking:
    return Asking(FrontDoor(store, services), store)


def words(reply: Reply) -> str:
    return said(reply) if isinstance(reply, Say) else " ".join(faults(reply).values())


PRESSES = {
    "board.update": kr_id("1.1"),
    "history.show": kr_id("1.1"),
    "board.show": TEAM.id,
    "add.open": f"objective:{TEAM.id}",
    "blocker.solved": BLOCKER.id,
    "blocker.set": BLOCKER.id,
    "decision.decide": DECISION.id,
    "action.done": ACTION.id,
    "action.drop": ACTION.id,
    "record.undo": f"blocker:{BLOCKER.id}",
}


@pytest.mark.parametrize("channel", [ELSEWHERE, None])
@pytest.mark.parametrize("action", PRESSES)
async def test_a_button_tells_an_outsider_nothing(desk: Desk, action: str, channel: str | None) -> None:
    reply = words(await desk.press(OTTO, action, PRESSES[action], channel))
    assert not any(telling in reply for telling in TELLING), reply


@pytest.mark.parametrize(
    "action", ["checkin.answer", "checkin.unchanged", "checkin.away", "summary.report", "summary.missing", "skip.open"]
)
async def test_a_button_of_a_checkin_tells_an_outsider_nothing(desk: Desk, action: str) -> None:
    checkin = await desk.open_week()
    reply = words(await desk.press(OTTO, action, checkin.id, ELSEWHERE))
    assert not any(telling in reply for telling in TELLING), reply


FORMS: dict[str, tuple[str, dict[str, Any]]] = {
    "update": (kr_id("1.1"), {"value": "99", "confidence": "3"}),
    "objective": (f"new:{TEAM.id}", {"title": "x"}),
    "key_result": (f"new:{TEAM.id}", {"title": "x", "objective": OBJECTIVES[0].id}),
    "initiative": (TEAM.id, {"title": "x", "key_result": kr_id("1.1")}),
    "remove": (f"kr:{kr_id('1.1')}", {}),
    "decide": (DECISION.id, {"outcome": "x"}),
}
CHANGES: dict[str, tuple[str, dict[str, Any]]] = {
    "objective": (f"edit:{OBJECTIVES[0].id}", {"title": "x"}),
    "key_result": (f"edit:{kr_id('1.1')}", {"title": "x"}),
    "remove": (f"objective:{OBJECTIVES[0].id}", {}),
}


@pytest.mark.parametrize(
    ("form", "context", "values"),
    [(form, *what) for forms in (FORMS, CHANGES) for form, what in forms.items()],
)
async def test_a_form_tells_an_outsider_nothing(desk: Desk, form: str, context: str, values: dict[str, Any]) -> None:
    reply = words(await desk.door.handle(submitted(OTTO, form, context, ELSEWHERE, **values)))
    assert reply == HIDDEN


async def test_in_the_channel_itself_everybody_is_told_who_may(desk: Desk) -> None:
    assert "Ana" in words(await desk.press(OTTO, "board.update", kr_id("1.1"), TEAM.channel))


async def test_of_a_public_team_everybody_is_told_who_may(desk: Desk) -> None:
    await desk.keep("teams", TEAM)
    assert "Ana" in words(await desk.press(OTTO, "board.update", kr_id("1.1"), ELSEWHERE))


async def test_a_guest_elsewhere_is_told_nothing(desk: Desk) -> None:
    request = replace(pressed(OTTO, "board.show", TEAM.id, ELSEWHERE), who=Person(id=OTTO, is_guest=True))
    reply = words(await desk.door.handle(request))
    assert not any(telling in reply for telling in TELLING)


@pytest.mark.parametrize("channel", [ELSEWHERE, None])
async def test_a_setup_form_about_another_channel_is_refused(ask: Asking, channel: str | None) -> None:
    form: Form = opened(await ask.types("ben", "setup", channel="C-sales"))
    values = {**filled(form), "name": "Ghost", "lead": ("ben",), "members": ("ben",), "zone": "UTC"}
    sent = replace(submitted("ben", "setup", form.context, **values), channel=channel)
    assert "another channel" in said(await ask.door.handle(sent))
    assert await ask.rows("teams", channel="C-sales") == []


async def test_who_runs_a_team_changes_it_from_anywhere_and_its_channel_stays_private(ask: Asking, desk: Desk) -> None:
    form = opened(await ask.types("ana", "setup"))
    sent = replace(submitted("ana", "setup", '["C-growth", false]', **{**filled(form), "name": "Grow"}), channel=None)
    assert not isinstance(await ask.door.handle(sent), Invalid)
    [team] = await ask.rows("teams", channel=TEAM.channel)
    assert (team.name, team.channel_is_private, team.workspace_id) == ("Grow", True, WORKSPACE.id)
