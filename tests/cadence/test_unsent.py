"""What was typed into the check-in form and not sent: kept at every chance, offered again, put away in the end."""

from typing import Any

import pytest

from cadence.errors import Conflict
from cadence.forms import Form, More, Section
from cadence.model import BlockerState
from cadence.ports import Opening
from tests.cadence.answering import Answering, kr
from tests.cadence.asking import faults, filled, said
from tests.fakes.growth import WORKSPACE, mid

TYPED = {
    kr("1.1", "value"): "40%",
    kr("1.2", "conf"): "9",
    "blocker:1:text": "Legal\nsits on it",
    "blocker:1:person": ("mia",),
    "blocker:1:lead": "yes",
    "stop:1:frees": "4 h",
}


def events(form: Form) -> list[str]:
    return [part.event for part in form.parts if isinstance(part, More)]


def typed_into(form: Form) -> dict[str, Any]:
    return {field: value for field, value in filled(form).items() if field in TYPED}


async def test_a_form_that_was_lost_opens_as_it_was_at_the_last_press(week: Answering) -> None:
    form = await week.form("ben")
    await week.change("ben", form, "more:decision", TYPED)
    again = await week.form("ben")
    assert typed_into(again) == TYPED
    assert "decision:2:question" in filled(again)
    assert next(part for part in again.parts if isinstance(part, Section)).title == "As you left it"
    assert events(again)[0] == "afresh"


async def test_a_form_that_was_sent_with_a_mistake_is_kept_too(week: Answering) -> None:
    form = await week.form("ben")
    wrong = {**TYPED, kr("1.1", "value"): "many"}
    assert kr("1.1", "value") in faults(await week.ask.sends("ben", form, **wrong))
    assert typed_into(await week.form("ben")) == wrong


async def test_where_it_cannot_be_kept_just_now_the_mistake_is_told_all_the_same(
    week: Answering, monkeypatch: pytest.MonkeyPatch
) -> None:
    form, unit = await week.form("ben"), week.ask.store.unit

    def busy(workspace_id: str, *, actor: str, opening: Opening | None = None) -> Any:
        if actor == "drumbeat":
            raise Conflict("somebody writes just now")
        return unit(workspace_id, actor=actor, opening=opening)

    monkeypatch.setattr(week.ask.store, "unit", busy)
    assert kr("1.1", "value") in faults(await week.ask.sends("ben", form, **{kr("1.1", "value"): "many"}))


async def test_what_was_kept_can_be_sent_as_it_is(week: Answering) -> None:
    await week.change("ben", await week.form("ben"), "more:decision", {**TYPED, "stop:1:frees": ""})
    assert "Saved" in said(await week.ask.sends("ben", await week.form("ben")))
    (blocker,) = await week.ask.rows("blockers", state=BlockerState.OPEN, raised_by=mid("ben"))
    assert blocker.text == "Legal\nsits on it" and blocker.lead_only


async def test_once_it_was_sent_the_form_shows_the_answer_and_no_draft(week: Answering) -> None:
    await week.change("ben", await week.form("ben"), "more:stop", TYPED)
    await week.reply("ben", {"stop:1:frees": ""})
    assert "afresh" not in events(await week.form("ben"))


async def test_a_later_answer_by_one_click_makes_the_draft_old(week: Answering) -> None:
    await week.change("ben", await week.form("ben"), "more:stop", TYPED)
    week.clock.forward(minutes=1)
    await week.press("ben", "checkin.unchanged")
    assert "afresh" not in events(await week.form("ben"))


async def test_starting_afresh_shows_what_is_known_and_forgets_the_rest(week: Answering) -> None:
    fresh = await week.form("ben")
    await week.change("ben", fresh, "more:stop", TYPED)
    blank = await week.change("ben", await week.form("ben"), "afresh")
    assert filled(blank) == filled(fresh)
    assert blank.edition != fresh.edition, "a platform would otherwise keep what stands in its fields"
    assert (await week.change("ben", blank, "more:stop")).edition == blank.edition
    await week.change("ben", blank, "afresh")
    assert "afresh" not in events(await week.form("ben"))


async def test_a_draft_is_its_owners_alone(week: Answering) -> None:
    await week.change("ben", await week.form("ben"), "more:stop", TYPED)
    assert "afresh" not in events(await week.form("cy"))


async def test_a_tick_that_was_taken_away_stays_away(week: Answering) -> None:
    ticked = await week.change("ben", await week.form("ben"), "more:stop", TYPED)
    await week.change("ben", ticked, "more:stop", {"blocker:1:lead": "", "blocker:1:person": ()})
    again = filled(await week.form("ben"))
    assert (again["blocker:1:lead"], again["blocker:1:person"]) == ("", ())


async def test_nobody_reads_a_draft_in_the_audit_trail(week: Answering) -> None:
    before = len(week.store.data[WORKSPACE.id].audit)
    await week.change("ben", await week.form("ben"), "more:stop", TYPED)
    assert len(week.store.data[WORKSPACE.id].audit) == before
