"""The check-in form as a modal of Slack's: whoever owns however many key results can answer."""

from dataclasses import replace
from typing import Any

import pytest

from adapters.slack.metadata import ModalState
from adapters.slack.rendering import render_form
from cadence.context import Services
from cadence.forms import Form, More, NumberField, Section, TextField
from cadence.ids import id_for
from cadence.model import Action, KeyResult, StopShift
from tests.cadence.answering import Answering
from tests.cadence.asking import filled
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


@pytest.mark.parametrize("amount", [2, 20, 24, 25, 26, 30, 36, 37, 38, 39, 40, 60, 100])
async def test_however_many_key_results_the_form_opens(week: Answering, amount: int) -> None:
    form = await opened_for(week, amount)
    assert faults_of_view(modal(form)) == []
    left = [part.title for part in form.parts if isinstance(part, Section) and "more key result" in part.title]
    shown = len(values_of(form))
    assert left == ([f"{amount - shown} more key result{'s' * (amount - shown > 1)}"] if shown < amount else [])


@pytest.mark.parametrize("amount", [20, 25, 30, 60])
async def test_it_stays_within_the_limit_while_it_grows(week: Answering, amount: int) -> None:
    await _promise(week)
    form = await opened_for(week, amount)
    before = [part.id for part in values_of(form)]
    grown = 0
    while offers := [part.event for part in form.parts if isinstance(part, More)]:
        form = await week.change("ben", form, offers[grown % len(offers)])
        assert faults_of_view(modal(form)) == []
        grown += 1
    assert grown >= 1
    assert [part.id for part in values_of(form)] == before


async def test_thirty_key_results_are_answered_at_once(week: Answering) -> None:
    form = await opened_for(week, 30)
    assert (len(values_of(form)), notes_of(form)) == (30, [])
    await week.ask.sends("ben", form, **{part.id: "41" for part in values_of(form)})
    assert len(await week.ask.rows("readings", member_id=mid("ben"), value=41)) == 30


async def test_a_line_of_why_is_asked_for_while_there_is_room(week: Answering) -> None:
    assert len(notes_of(await opened_for(week, 20))) == 20


async def test_a_reason_given_before_is_not_lost_where_there_is_no_room_for_it(week: Answering) -> None:
    await opened_for(week, 30)
    await week.ask.types("ben", "update 1.1 41% conf 6 two deals slipped")
    await week.ask.sends("ben", await week.form("ben"))
    assert (await week.readings("1.1"))[-1].note == "two deals slipped"


async def test_what_did_not_fit_stays_as_it_is(week: Answering) -> None:
    form = await opened_for(week, 60)
    hidden = next(row for row in await week.ask.rows("key_results", title="Number 57"))
    assert f"kr:{hidden.id}:value" not in filled(form)
    snapshot = f"update 1.{hidden.number} 41% conf 6"
    await week.ask.types("ben", snapshot)
    await week.ask.sends("ben", form)
    [reading] = await week.ask.rows("readings", key_result_id=hidden.id)
    assert (reading.value, reading.is_withdrawn) == (41, False)


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
