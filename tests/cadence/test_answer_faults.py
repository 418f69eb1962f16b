"""What is wrong in a check-in form is said at its field, in the person's words, all at once; nothing else breaks."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cadence.context import Services
from cadence.forms import FieldPart
from cadence.requests import Invalid, Say
from tests.cadence.answering import Answering, kr
from tests.cadence.asking import faults, filled
from tests.cadence.desk import an_action
from tests.fakes.clock import FakeClock
from tests.fakes.growth import KEY_RESULTS, MONDAY, kr_id, mid, plant_growth, submitted
from tests.fakes.memory import MemoryStore
from tests.fakes.services import fake_services


@pytest.fixture
async def week(store: MemoryStore, clock: FakeClock, services: Services) -> Answering:
    opened_week = Answering(store, clock, services)
    await opened_week.opened()
    return opened_week


WRONG: tuple[tuple[str, str, str], ...] = (
    (kr("1.1", "value"), "45 apples", "This key result is measured in %, not apples."),
    (kr("1.2", "value"), "$5", "This key result is measured in days, not $."),
    (kr("1.1", "value"), "two deals slipped", "There is no number"),
    (kr("1.1", "value"), "3 or 4", "as one number"),
    (kr("1.1", "conf"), "11", 'Confidence is a whole number from 0 (no chance) to 10 (certain); "11" is not.'),
    (kr("1.1", "conf"), "high", '"high" is not.'),
    (kr("1.1", "conf"), "-1", '"-1" is not.'),
    (kr("1.1", "conf"), "7.5", '"7.5" is not.'),
    (kr("1.1", "note"), "x" * 301, "That is 301 characters; 300 fit here."),
    ("blocker:1:text", "x" * 20_000, "That is 20,000 characters; 3,000 fit here."),
    ("decision:1:question", "x" * 3_001, "That is 3,001 characters; 3,000 fit here."),
    ("stop:1:text", "x" * 301, "That is 301 characters; 300 fit here."),
)


@pytest.mark.parametrize(("field", "typed", "message"), WRONG)
async def test_each_fault_is_said_at_its_field(week: Answering, field: str, typed: str, message: str) -> None:
    found = faults(await week.reply("ben", {field: typed}))
    assert list(found) == [field]
    assert message in found[field]


async def test_an_empty_form_is_no_answer_while_no_key_result_has_a_value(week: Answering) -> None:
    for row in await week.ask.rows("readings"):
        await week.ask.put("readings", replace(row, is_withdrawn=True))
    found = faults(await week.reply("ben"))
    assert list(found) == [kr("1.1", "value")]
    assert "Write the first value" in found[kr("1.1", "value")]
    assert await week.answer_of("ben") is None
    assert list(faults(await week.reply("ben", {kr("1.2", "value"): "lots"}))) == [kr("1.2", "value")]
    assert isinstance(await week.reply("ben", {kr("1.2", "value"): "6"}), Say)
    assert isinstance(await week.reply("cy", {"stop:1:text": "Webinars"}), Say)
    assert isinstance(await week.reply("dee"), Say), "who has no key result may have nothing to report"


DETAILS = (
    ("blocker:1:check", "2026-11-10", "Tue 10 Nov is past. Choose today or later."),
    ("blocker:1:check", "31 Feb", "no such day"),
    ("decision:1:by", "2026-11-10", "is past"),
    ("blocker:1:person", "nobody", "I don't know this person here"),
    ("decision:1:decider", "gone", "Gone is not active any more. Choose somebody else."),
    ("blocker:1:person", "gone", "Gone is not active any more. Choose somebody else."),
    ("decision:1:decider", "visitor", "Vi is a guest from another workspace. Choose a member."),
    ("blocker:1:kr", "nothing", "This key result was removed meanwhile"),
    ("blocker:1:kind", "nonsense", "Choose one of the list."),
)


@pytest.mark.parametrize(("field", "typed", "message"), DETAILS)
async def test_a_wrong_detail_of_a_block_is_said_at_its_field(
    week: Answering, field: str, typed: str, message: str
) -> None:
    async with week.unit() as unit:
        ben = await unit.members.get(mid("ben"))
        await unit.members.add(replace(ben, id=mid("gone"), external_id="gone", name="Gone", is_active=False))
        await unit.members.add(replace(ben, id=mid("visitor"), external_id="visitor", name="Vi", is_guest=True))
    named = {"blocker:1:text": "Legal", "decision:1:question": "Pause?"}
    found = faults(await week.reply("ben", {**named, field: typed}))
    assert list(found) == [field]
    assert message in found[field]


@pytest.mark.parametrize(
    ("detail", "typed", "field"),
    [
        ("blocker:1:waiting", "Legal", "blocker:1:text"),
        ("blocker:1:person", "mia", "blocker:1:text"),
        ("blocker:1:tried", "asked", "blocker:1:text"),
        ("blocker:1:check", "2026-11-13", "blocker:1:text"),
        ("decision:1:fallback", "half", "decision:1:question"),
        ("decision:1:decider", "cy", "decision:1:question"),
        ("stop:1:frees", "4 h", "stop:1:text"),
    ],
)
async def test_a_block_with_details_needs_to_say_what_it_is_about(
    week: Answering, detail: str, typed: str, field: str
) -> None:
    found = faults(await week.reply("ben", {detail: typed}))
    assert list(found) == [field]
    assert "or clear the rest of this block." in found[field]


@pytest.mark.parametrize("chosen", [{"blocker:1:kind": "data"}, {"blocker:1:kr": kr_id("1.1")}])
async def test_a_choice_alone_is_no_block_since_some_platforms_cannot_clear_it(
    week: Answering, chosen: dict[str, str]
) -> None:
    await week.reply("ben", chosen)
    assert await week.ask.rows("blockers") == []


async def test_all_faults_are_said_at_once(week: Answering) -> None:
    fields = {kr("1.1", "conf"): "11", kr("1.2", "value"): "?", "stop:1:frees": "4 h"}
    assert set(faults(await week.reply("ben", fields))) == {kr("1.1", "conf"), kr("1.2", "value"), "stop:1:text"}


async def test_a_value_is_wanted_where_a_confidence_or_a_reason_is_given(week: Answering) -> None:
    for kept in ("conf", "note"):
        cleared = {kr("1.1", "value"): "", kr("1.1", "conf"): "", kr("1.1", "note"): ""}
        found = faults(await week.reply("ben", {**cleared, kr("1.1", kept): "7"}))
        assert found == {
            kr("1.1", "value"): "The value is missing. Write it, or clear confidence and why too.",
        }


async def test_a_first_value_cannot_be_relative(week: Answering) -> None:
    async with week.unit() as unit:
        for reading in await unit.readings.find(key_result_id=kr_id("1.1")):
            await unit.readings.save(replace(reading, is_withdrawn=True))
    found = faults(await week.reply("ben", {kr("1.1", "value"): "+5"}))
    assert "no earlier value" in found[kr("1.1", "value")]


async def test_a_key_result_removed_meanwhile_is_said_at_its_value_and_clearing_it_helps(week: Answering) -> None:
    form = await week.form("ben")
    await week.ask.put("key_results", replace(KEY_RESULTS[0], is_removed=True))
    found = faults(await week.ask.sends("ben", form, **{kr("1.1", "value"): "38"}))
    discards = "Clear this field to send the rest; its confidence and why are discarded too."
    assert found == {kr("1.1", "value"): f"Activation was removed meanwhile. {discards}"}
    await week.ask.sends("ben", form, **{kr("1.1", "value"): ""})
    assert await week.readings("1.1") == []
    assert len(await week.readings("1.2")) == 1


async def test_a_key_result_that_changed_hands_says_whose_it_is(week: Answering) -> None:
    form = await week.form("ben")
    await week.ask.put("key_results", replace(KEY_RESULTS[0], owner_id=mid("cy")))
    assert faults(await week.ask.sends("ben", form))[kr("1.1", "value")].startswith("1.1 Activation belongs to Cy now")


async def test_nobody_writes_a_key_result_of_somebody_else(week: Answering) -> None:
    found = faults(await week.reply("ben", {kr("2.1", "value"): "99"}))
    assert list(found) == [kr("2.1", "value")]
    assert await week.readings("2.1") == []


async def test_moving_an_action_needs_a_day(week: Answering) -> None:
    action = an_action("due", owner_id=mid("ben"), due=MONDAY.date())
    await week.ask.put("actions", action)
    field = f"action:{action.id}"
    assert "When will it be done?" in faults(await week.reply("ben", {field: "move"}))[field]
    empty = faults(await week.reply("ben", {field: "move", f"{field}:due": ""}))
    assert list(empty) == [f"{field}:due"], "at the date's own field, where the form shows it"
    past = faults(await week.reply("ben", {field: "move", f"{field}:due": "2026-11-01"}))
    assert "is past" in past[f"{field}:due"]


async def test_a_day_given_before_may_have_passed_when_the_answer_is_edited(week: Answering) -> None:
    await week.reply("ben", {"blocker:1:text": "Legal", "blocker:1:check": "2026-11-11"})
    await week.at(12, "09:00")
    assert isinstance(await week.reply("ben", {"blocker:1:text": "Legal, still"}), Say)


@pytest.mark.parametrize("context", ["", "{", "[]", "null", '{"c":1}', '{"c":"unknown"}'])
async def test_a_form_that_is_not_ours_is_refused_and_stays_open(week: Answering, context: str) -> None:
    reply = await week.ask.door.handle(submitted("ben", "checkin", context, **{"blocker:1:text": "Legal"}))
    assert isinstance(reply, Say)
    assert reply.refuses


GARBAGE = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        [
            *("+5", "-5", "=-5", "1e400", "NaN", "∞", "٣", "1" * 400, "%", "$", "10", "１０"),
            *("2026-02-30", "9999-12-31", "0001-01-01", "in 99999999 days"),
            *("yes", "mia", "move", "withdrawn", "\x00", "\ud800", "x" * 4_000),
        ]
    ),
)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
async def test_any_garbage_in_any_field_gives_errors_at_fields_or_a_saved_answer(data: st.DataObject) -> None:
    clock = FakeClock(MONDAY)
    store = MemoryStore(clock)
    await plant_growth(store)
    week = Answering(store, clock, fake_services())
    await week.opened()
    await week.ask.put("actions", an_action("due", owner_id=mid("ben"), due=MONDAY.date()))
    form = await week.form("ben")
    names = [part.id for part in form.parts if isinstance(part, FieldPart)]
    extra = st.sampled_from([*names, "kr::value", "kr:x:value", "blocker:9:text", ":", ""])
    typed = data.draw(st.dictionaries(extra, GARBAGE | st.tuples(GARBAGE, GARBAGE), max_size=6))
    changed = await week.change("ben", form, data.draw(GARBAGE), typed)
    assert {part.id for part in changed.parts if isinstance(part, FieldPart)} >= set(names)
    reply = await week.ask.sends("ben", form, **typed)
    if isinstance(reply, Invalid):
        assert set(reply.errors) <= set(filled(form)) | set(typed)
        assert all(0 < len(message) <= 200 for message in reply.errors.values())
    else:
        assert await week.answer_of("ben") is not None
