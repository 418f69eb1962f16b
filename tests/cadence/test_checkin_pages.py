"""The check-in form of somebody with more key results than one page holds."""

from dataclasses import replace
from typing import Any

import pytest

from cadence.cards import Buttons
from cadence.context import Services
from cadence.form_room import MOST_PARTS, FormRoom, size_of
from cadence.forms import FieldPart, Form, More, TextField
from cadence.requests import ShowForm
from cadence.wording.checkin_paging import Chunk, paged
from tests.cadence.answering import Answering
from tests.cadence.asking import faults, filled, opened, said
from tests.fakes.clock import FakeClock
from tests.fakes.growth import KEY_RESULTS, mid
from tests.fakes.memory import MemoryStore

MANY = 45


@pytest.fixture
async def week(store: MemoryStore, clock: FakeClock, services: Services) -> Answering:
    """Wednesday 11 November, 10:00: week 7 is open, and Ben owns 45 key results."""
    opened_week = Answering(store, clock, services)
    first = KEY_RESULTS[0]
    rows = [replace(first, id=f"many-{number}", number=number + 10, owner_id=mid("ben")) for number in range(MANY)]
    await opened_week.ask.put("key_results", *rows)
    await opened_week.opened()
    return opened_week


def values_of(form: Form) -> list[str]:
    return [part.id for part in form.parts if isinstance(part, FieldPart) and part.id.endswith(":value")]


async def go_on(week: Answering, form: Form, **typed: Any) -> Form:
    reply = await week.ask.sends("ben", form, **typed)
    assert isinstance(reply, ShowForm), reply
    return reply.form


async def everything(week: Answering) -> list[Form]:
    forms = [await week.form("ben")]
    while forms[-1].submit == "Next":
        forms.append(await go_on(week, forms[-1]))
    return forms


async def test_every_key_result_is_asked_for_once_and_each_page_fits(week: Answering) -> None:
    forms = await everything(week)
    asked = [field for form in forms for field in values_of(form)]
    assert len(asked) == len(set(asked)) == MANY + 2
    assert all(size_of(form.parts) <= MOST_PARTS for form in forms)
    assert all(
        any(part.id == field.replace(":value", ":note") for part in form.parts if isinstance(part, TextField))
        for form in forms
        for field in values_of(form)
    )
    assert [form.submit for form in forms] == ["Next"] * (len(forms) - 1) + ["Send"]


async def test_each_page_says_which_it_is(week: Answering) -> None:
    forms = await everything(week)
    assert [f"Page {number} of {len(forms)}" in form.intro for number, form in enumerate(forms, 1)] == [True] * len(
        forms
    )


async def test_what_was_typed_on_every_page_is_sent_from_the_last(week: Answering) -> None:
    first = await week.form("ben")
    second = await go_on(week, first, **{values_of(first)[-1]: "41"})
    last = second
    while last.submit == "Next":
        last = await go_on(week, last)
    reply = await week.ask.sends("ben", last, **{"decision:1:question": "Hire?"})
    assert "Saved" in said(reply)
    kr_id = values_of(first)[-1].split(":")[1]
    (reading,) = await week.ask.rows("readings", key_result_id=kr_id)
    assert reading.value == 41
    (decision,) = await week.ask.rows("decisions", question="Hire?")
    assert decision.raised_by == mid("ben")


async def test_a_mistake_is_shown_on_its_own_page(week: Answering) -> None:
    first = await week.form("ben")
    wrong = values_of(first)[0]
    assert wrong in faults(await week.ask.sends("ben", first, **{wrong: "many"}))


async def test_going_back_shows_what_was_typed_on_both_pages(week: Answering) -> None:
    first = await week.form("ben")
    second = await go_on(week, first, **{values_of(first)[0]: "42"})
    assert [part.event for part in second.parts if isinstance(part, More)][-1] == "page:1"
    back = await week.change("ben", second, "page:1", {values_of(second)[0]: "43"})
    assert filled(back)[values_of(first)[0]] == "42"
    assert filled(await go_on(week, back))[values_of(second)[0]] == "43"


async def test_a_lost_form_opens_on_the_page_where_it_was_left(week: Answering) -> None:
    first = await week.form("ben")
    second = await go_on(week, first, **{values_of(first)[0]: "42"})
    again = await week.form("ben")
    assert values_of(again) == values_of(second)
    back = await week.change("ben", again, "page:1")
    assert filled(back)[values_of(first)[0]] == "42"


async def test_a_page_that_is_not_there_is_the_nearest_one(week: Answering) -> None:
    first = await week.form("ben")
    far = await week.change("ben", first, "page:39")
    assert far.submit == "Send"
    assert values_of(await week.change("ben", far, "page:0")) == values_of(first)


async def test_three_key_results_are_one_page(store: MemoryStore, clock: FakeClock, services: Services) -> None:
    small = Answering(store, clock, services)
    await small.opened()
    form = opened(await small.press("ben", "checkin.answer"))
    assert form.submit == "Send" and "Page" not in form.intro
    assert not [part for part in form.parts if isinstance(part, Buttons)]


async def test_one_page_is_all_there_although_it_would_be_several_by_now(
    store: MemoryStore, clock: FakeClock, services: Services
) -> None:
    small = Answering(store, clock, services)
    await small.opened()
    form = await small.form("ben")
    rows = [replace(KEY_RESULTS[0], id=f"late-{n}", number=n + 10, owner_id=mid("ben")) for n in range(MANY)]
    await small.ask.put("key_results", *rows)
    typed = {values_of(form)[0]: "41", "blocker:1:text": "Legal is stuck"}
    assert "Saved" in said(await small.ask.sends("ben", form, **typed))
    assert [row.text for row in await small.ask.rows("blockers", answer_id=(await small.answer_of("ben")).id)] == [
        "Legal is stuck"
    ]
    assert not await small.ask.rows("readings", key_result_id="late-1")


def test_chunks_stay_whole_and_in_order() -> None:
    sizes = [3, 3, 3, 9, 1, 4, 4]
    pages = paged([Chunk((), size) for size in sizes], FormRoom(parts=8))
    assert [[chunk.size for chunk in page] for page in pages] == [[3, 3], [3], [9], [1, 4], [4]]
