"""The check-in form on a platform that takes only so many letters in one form."""

from dataclasses import replace
from typing import Any

import pytest

from cadence.context import Services
from cadence.form_room import FormRoom, letters_of
from cadence.forms import LONGEST_TEXT, FieldPart, Form, Section
from cadence.frontdoor import FrontDoor
from cadence.requests import Reply, Request, ShowForm
from tests.cadence.answering import Answering
from tests.cadence.asking import Asking, faults, filled, said
from tests.fakes.clock import FakeClock
from tests.fakes.growth import KEY_RESULTS, mid
from tests.fakes.memory import MemoryStore

NARROW = FormRoom(letters=25_000)
LONG = "x" * LONGEST_TEXT


class Narrow(FrontDoor):
    async def handle(self, request: Request) -> Reply:
        return await super().handle(replace(request, form_room=NARROW))


@pytest.fixture
async def week(store: MemoryStore, clock: FakeClock, services: Services) -> Answering:
    """Wednesday 11 November, 10:00: week 7 is open, and Ben owns 14 key results."""
    opened_week = Answering(store, clock, services)
    opened_week.ask = Asking(Narrow(store, services), store)
    rows = [replace(KEY_RESULTS[0], id=f"many-{each}", number=each + 10, owner_id=mid("ben")) for each in range(12)]
    await opened_week.ask.put("key_results", *rows)
    await opened_week.opened()
    return opened_week


def notes_of(form: Form) -> list[str]:
    return [field for field in fields_of(form) if field.endswith((":value", ":note"))]


def long_of(form: Form) -> list[str]:
    fields = [field for field in fields_of(form) if field.startswith(("blocker", "decision"))]
    return [field for field in fields if field.endswith((":text", ":tried", ":question"))]


def fields_of(form: Form) -> list[str]:
    return [part.id for part in form.parts if isinstance(part, FieldPart)]


async def shown(week: Answering, form: Form, **typed: Any) -> Form:
    reply = await week.ask.sends("ben", form, **typed)
    assert isinstance(reply, ShowForm), reply
    return reply.form


async def at_the_end(week: Answering) -> Form:
    form = await week.form("ben")
    while form.submit == "Next":
        form = await shown(week, form)
    return form


async def with_blockers(week: Answering, many: int) -> Form:
    """Each block full of text, and one asked for after the other."""
    form = await week.change("ben", await at_the_end(week), "more:blocker")
    for number in range(2, many):
        full = {field: LONG for field in long_of(form) if field.startswith("blocker")}
        form = await week.change("ben", form, "more:blocker", full)
        assert f"blocker:{number + 1}:text" in fields_of(form)
    return form


async def test_every_page_fits_whatever_is_typed_into_it(week: Answering) -> None:
    forms = [await week.form("ben")]
    while forms[-1].submit == "Next":
        full = {field: "41" if field.endswith(":value") else LONG[:300] for field in notes_of(forms[-1])}
        forms.append(await shown(week, forms[-1], **full))
    asked = [field for form in forms for field in fields_of(form)]
    assert len(asked) == len(set(asked)) and sum(field.endswith(":value") for field in asked) == 14
    assert len(forms) > 1
    for form in forms:
        assert letters_of(form.parts) <= 25_000


async def test_one_block_more_is_shown_on_its_page_and_all_blocks_are_sent(week: Answering) -> None:
    form = await with_blockers(week, 5)
    assert letters_of(form.parts) <= 25_000
    while form.submit == "Next":
        form = await shown(week, form)
    assert "Saved" in said(await week.ask.sends("ben", form, **{"stop:1:text": "the newsletter"}))
    blockers = await week.ask.rows("blockers", raised_by=mid("ben"))
    assert [blocker.text for blocker in blockers] == [LONG] * 4
    assert len(await week.ask.rows("stops", text="the newsletter")) == 1


async def test_a_mistake_on_another_page_is_led_to(week: Answering) -> None:
    first = await week.form("ben")
    last = await at_the_end(week)
    value = fields_of(first)[0]
    await week.ask.put("key_results", *(await moved_away(week, value.split(":")[1])))
    form = await shown(week, last, **{"decision:1:question": "Hire?"})
    told = next(part for part in form.parts if isinstance(part, Section))
    assert told.title == "Not sent yet" and "belongs to" in told.text
    assert value in fields_of(form)
    while form.submit == "Next":
        form = await shown(week, form, **{value: ""} if value in fields_of(form) else {})
    assert filled(form)["decision:1:question"] == "Hire?"
    assert "Saved" in said(await week.ask.sends("ben", form))


async def moved_away(week: Answering, kr_id: str) -> list[Any]:
    rows = await week.ask.rows("key_results")
    return [replace(row, owner_id=mid("dee")) for row in rows if row.id == kr_id]


async def test_mistakes_of_a_page_stand_at_its_own_fields(week: Answering) -> None:
    first = await week.form("ben")
    wrong = fields_of(first)[0]
    assert [*faults(await week.ask.sends("ben", first, **{wrong: "many"}))] == [wrong]


async def test_a_page_that_holds_too_much_by_now_is_cut_anew_and_says_what_is_wrong(week: Answering) -> None:
    form = await with_blockers(week, 3)
    while form.submit == "Next":
        form = await shown(week, form)
    typed = dict.fromkeys(long_of(form), "🚀" * LONGEST_TEXT) | {"decision:1:by": "1999-01-01"}
    again = await shown(week, form, **typed)
    told = next(part for part in again.parts if isinstance(part, Section))
    assert (told.title, told.text.partition(":")[0]) == ("Not sent yet", "Needed by")
    assert "decision:1:by" in fields_of(again) and letters_of(again.parts) <= 25_000
    while again.submit == "Next":
        again = await shown(week, again)
    assert "Saved" in said(await week.ask.sends("ben", again, **{"decision:1:by": "2026-11-30"}))
    texts = [blocker.text for blocker in await week.ask.rows("blockers", raised_by=mid("ben"))]
    assert len(texts) == 3
    assert texts.count("🚀" * LONGEST_TEXT) == sum(field.endswith(":text") for field in typed) > 0


async def test_what_takes_more_room_than_it_is_meant_to_is_sent_all_the_same(week: Answering) -> None:
    form = await at_the_end(week)
    emoji = dict.fromkeys(long_of(form), "🚀" * LONGEST_TEXT)
    assert "Saved" in said(await week.ask.sends("ben", form, **emoji))


async def test_a_page_that_was_forgotten_takes_nothing_back(week: Answering) -> None:
    form = await with_blockers(week, 4)
    while form.submit == "Next":
        form = await shown(week, form)
    assert "Saved" in said(await week.ask.sends("ben", form))
    assert "Saved" in said(await week.ask.sends("ben", form, **{"stop:1:text": "the newsletter"}))
    blockers = await week.ask.rows("blockers", raised_by=mid("ben"))
    assert {blocker.state.value for blocker in blockers} == {"open"}


async def test_more_than_any_form_holds_is_not_opened_again(week: Answering) -> None:
    form = await at_the_end(week)
    reply = await week.ask.sends("ben", form, **{"blocker:1:text": "x" * 30_000})
    assert "30,000 characters" in str(reply)
    again = await week.form("ben")
    assert letters_of(again.parts) <= 25_000
