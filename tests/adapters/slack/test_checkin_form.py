"""The check-in form as a modal of Slack's: whoever owns however many key results can answer."""

from dataclasses import replace
from typing import Any

import pytest

from adapters.slack.rendering import render_form
from adapters.slack.showing.metadata import ModalState
from cadence.context import Services
from cadence.forms import Form, More, NumberField, Section, TextField
from cadence.ids import id_for
from cadence.model import Action, KeyResult, StopShift
from cadence.wording.checkin_form import AFRESH, PAGE
from tests.cadence.answering import Answering
from tests.cadence.asking import opened
from tests.fakes.clock import FakeClock
from tests.fakes.growth import MONDAY, OBJECTIVES, TEAM, WORKSPACE, kr_id, mid
from tests.fakes.memory import MemoryStore
from tests.fakes.slack.limits import faults_of_view

OWN = 2
"""Ben owns two KRs in the sample already."""


@pytest.fixture
def week(store: MemoryStore, clock: FakeClock, services: Services) -> Answering:
    return Answering(store, clock, services)


async def opened_for(week: Answering, amount: int) -> Form:
    """Ben's form, once he owns this many key results."""
    sample: KeyResult = next(iter(await week.ask.rows("key_results", id=kr_id("1.1"))))
    for number in range(amount - OWN):
        more = replace(sample, id=id_for("test", "many", str(number)), number=100 + number, title=f"Number {number}")
        await week.ask.put("key_results", replace(more, objective_id=OBJECTIVES[0].id))
    await week.opened()
    return await week.form("ben")


def values_of(form: Form) -> list[NumberField]:
    return [part for part in form.parts if isinstance(part, NumberField) and part.id.endswith(":value")]


def notes_of(form: Form) -> list[TextField]:
    return [part for part in form.parts if isinstance(part, TextField) and part.id.endswith(":note")]


def modal(form: Form) -> dict[str, Any]:
    return render_form(form, ModalState(channel=TEAM.channel, channel_name="growth"))


@pytest.mark.parametrize("amount", [2, 20, 24, 25, 26, 30, 40, 60, 100])
async def test_however_many_key_results_every_page_opens_and_asks_for_each_once(week: Answering, amount: int) -> None:
    pages = [await opened_for(week, amount)]
    while pages[-1].submit == "Next":
        pages.append(opened(await week.ask.sends("ben", pages[-1])))
    assert [faults_of_view(modal(page)) for page in pages] == [[]] * len(pages)
    asked = [part.id for page in pages for part in values_of(page)]
    assert len(asked) == len(set(asked)) == amount
    assert [len(notes_of(page)) for page in pages] == [len(values_of(page)) for page in pages]


@pytest.mark.parametrize("amount", [5, 25, 30, 60])
async def test_it_stays_within_the_limit_while_it_grows(week: Answering, amount: int) -> None:
    await _promise(week)
    form = await opened_for(week, amount)
    while form.submit == "Next":
        form = opened(await week.ask.sends("ben", form))
    before = [part.id for part in values_of(form)]
    grown = 0
    while offers := [part.event for part in form.parts if isinstance(part, More) and not _turns(part)]:
        form = await week.change("ben", form, offers[grown % len(offers)])
        assert faults_of_view(modal(form)) == []
        grown += 1
    assert grown >= 1
    assert [part.id for part in values_of(form)] == before


async def test_all_pages_are_answered_by_sending_the_last(week: Answering) -> None:
    form = await opened_for(week, 60)
    while form.submit == "Next":
        form = opened(await week.ask.sends("ben", form, **{part.id: "41" for part in values_of(form)}))
    await week.ask.sends("ben", form, **{part.id: "41" for part in values_of(form)})
    assert len(await week.ask.rows("readings", member_id=mid("ben"), value=41)) == 60


async def test_a_form_far_beyond_its_limits_still_opens_with_its_inputs_first() -> None:
    fields = [TextField(id=f"f{number}", label=f"Field {number}") for number in range(90)]
    crowd = tuple(part for field in fields for part in (Section("A title", "And a line"), field))
    view = modal(Form(id="crowd", title="Crowd", parts=crowd))
    assert faults_of_view(view) == []
    assert sum(block["type"] == "input" for block in view["blocks"]) == 90


def _turns(part: More) -> bool:
    """Whether it leads to another page, and adds nothing."""
    return part.event.startswith(PAGE) or part.event == AFRESH


async def _promise(week: Answering) -> None:
    """Ben promised three actions and to stop one thing."""
    common: dict[str, Any] = {
        "workspace_id": WORKSPACE.id,
        "team_id": TEAM.id,
        "raised_by": mid("ben"),
        "raised_at": MONDAY,
    }
    for number in range(3):
        action_id = id_for("test", "promised", str(number))
        due = MONDAY.date()
        await week.ask.put("actions", Action(id=action_id, text=f"do {number}", owner_id=mid("ben"), due=due, **common))
    await week.ask.put("stops", StopShift(id=id_for("test", "stopped"), text="webinars", **common))
