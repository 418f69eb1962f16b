"""A check-in form that was kept when it came is entered later: as of when it was said, and never over later words."""

from dataclasses import replace
from typing import Any

import pytest

from cadence.answering.kept import OVERTAKEN, may_be_kept
from cadence.context import Services
from cadence.forms import Form
from cadence.model import AnswerKind, BlockerState
from cadence.news import NewsDesk, Unentered
from cadence.requests import FormSubmitted, Nothing, Reply
from cadence.wording.crowded import GAVE_UP, TYPED
from tests.cadence.answering import Answering, kr
from tests.cadence.asking import faults, filled, said
from tests.fakes.clock import FakeClock
from tests.fakes.growth import WORKSPACE, mid, submitted
from tests.fakes.memory import MemoryStore


@pytest.fixture
async def week(store: MemoryStore, clock: FakeClock, services: Services) -> Answering:
    """Wednesday 11 November, 10:00: week 7 is open."""
    opened_week = Answering(store, clock, services)
    await opened_week.opened()
    return opened_week


def sent(week: Answering, form: Form, fields: dict[str, Any], who: str = "ben") -> FormSubmitted:
    """This form, sent now and kept."""
    return replace(submitted(who, form.id, form.context, **{**filled(form), **fields}), kept_at=week.clock())


async def enter(week: Answering, form: FormSubmitted) -> Reply:
    return await week.ask.door.handle(form)


async def value_of(week: Answering, place: str) -> str:
    return str((await week.readings(place))[-1].value)


async def blockers(week: Answering) -> list[str]:
    rows = await week.ask.rows("blockers", raised_by=mid("ben"), state=BlockerState.OPEN)
    return sorted(row.text for row in rows)


async def test_it_is_entered_as_any_answer_and_counts_once_however_it_comes(week: Answering) -> None:
    form = sent(week, await week.form("ben"), {kr("1.1", "value"): "43", "blocker:1:text": "Legal"})
    week.clock.forward(minutes=3)
    assert "Saved" in said(await enter(week, form))
    assert await enter(week, form) == Nothing()
    assert await enter(week, replace(form, kept_at=None)) == Nothing(), "Slack sent it again, and its turn came at once"
    assert await blockers(week) == ["Legal"]
    assert "43" in week.thread("ben")


async def test_it_is_an_answer_of_its_moment_also_where_the_check_in_closed_meanwhile(week: Answering) -> None:
    checkin = await week.newest()
    week.clock.to(checkin.closes_at)
    week.clock.forward(seconds=-5)
    at, form = week.clock(), sent(week, await week.form("ben"), {kr("1.1", "value"): "43"})
    await week.at(12, "10:00")
    await enter(week, form)
    answer = await week.answer_of("ben")
    assert (answer.at, answer.is_late) == (at, False)
    assert "43" in "".join(week.private("ana")) + str(week.said("summary")[-1].card), "the summary has it, too"


@pytest.mark.parametrize("kept_first", [True, False])
async def test_of_two_that_were_kept_the_later_stands_in_whichever_order_they_are_entered(
    week: Answering, kept_first: bool
) -> None:
    form = await week.form("ben")
    older = sent(week, form, {kr("1.1", "value"): "41"})
    week.clock.forward(seconds=20)
    newer = sent(week, form, {kr("1.1", "value"): "42", "blocker:1:text": "Legal sits on it"})
    newer = replace(newer, request_id=older.request_id)  # the same modal, sent again
    week.clock.forward(minutes=2)
    for each in (older, newer) if kept_first else (newer, older):
        await enter(week, each)
        week.clock.forward(seconds=7)
    assert await value_of(week, "1.1") == "42"
    assert await blockers(week) == ["Legal sits on it"]
    assert "42" in week.thread("ben") and "41" not in week.thread("ben")


async def test_who_answered_meanwhile_keeps_that_answer(week: Answering) -> None:
    form = sent(week, await week.form("ben"), {kr("1.1", "value"): "41", "decision:1:question": "Hire?"})
    week.clock.forward(minutes=1)
    await week.reply("ben", {kr("1.1", "value"): "44"})
    week.clock.forward(minutes=1)
    assert OVERTAKEN in said(await enter(week, form))
    assert await value_of(week, "1.1") == "44"
    assert await week.ask.rows("decisions") == []


@pytest.mark.parametrize("click", ["checkin.unchanged", "checkin.away"])
async def test_what_was_only_clicked_meanwhile_gives_way_to_what_was_written_before(
    week: Answering, click: str
) -> None:
    await week.reply("ben")
    await week.at(12, "10:00")
    await week.at(18, "10:00")
    form = sent(week, await week.form("ben"), {kr("1.1", "value"): "47"})
    week.clock.forward(minutes=1)
    await week.press("ben", click)
    week.clock.forward(minutes=1)
    await enter(week, form)
    answer = await week.answer_of("ben")
    assert answer.kind == AnswerKind.FORM and (answer.edited_at or answer.at) >= answer.at
    assert await value_of(week, "1.1") == "47"


async def test_a_value_that_somebody_else_told_meanwhile_stays(week: Answering) -> None:
    form = sent(
        week, await week.form("ben"), {kr("1.1", "value"): "41", kr("1.1", "note"): "slow", "stop:1:text": "Ads"}
    )
    week.clock.forward(minutes=1)
    await week.ask.types("ana", "update 1.1 48% conf 7 counted again")
    week.clock.forward(minutes=1)
    await enter(week, form)
    rows = await week.ask.rows("readings")
    latest = max((row for row in rows if row.key_result_id == kr("1.1", "").split(":")[1]), key=lambda row: row.at)
    assert str(latest.value) == "48"
    assert [row.text for row in await week.ask.rows("stops")] == ["Ads"], "all else that it said counts"


async def test_who_is_still_typing_something_newer_keeps_that_too(week: Answering) -> None:
    form = await week.form("ben")
    kept = sent(week, form, {kr("1.1", "value"): "41"})
    week.clock.forward(minutes=1)
    await week.change("ben", await week.form("ben"), "more:decision", {kr("1.1", "value"): "49"})
    week.clock.forward(minutes=1)
    await enter(week, kept)
    assert await value_of(week, "1.1") == "41"
    assert filled(await week.form("ben"))[kr("1.1", "value")] == "49"


async def told(week: Answering, form: FormSubmitted, why: tuple[str, ...]) -> str:
    """Tell its sender that it could not be entered; what stands in their direct messages then."""
    news = Unentered(workspace_id=WORKSPACE.id, news_id="n1", at=form.kept_at, request=form, why=why)
    desk = NewsDesk(week.store, week.services)
    await desk.tell(news)
    await desk.tell(news)
    [message] = [each for each in week.private("ben") if "not entered" in each]
    return message


async def test_a_mistake_is_told_with_its_field_and_the_form_opens_as_it_was_typed(week: Answering) -> None:
    typed = {kr("1.1", "value"): "many", kr("1.2", "conf"): "11", "decision:1:by": "2020-01-01"}
    form = sent(week, await week.form("ben"), typed | {"blocker:1:text": "Legal"})
    week.clock.forward(minutes=1)
    why = faults(await enter(week, form))
    assert why[kr("1.1", "value")].startswith("1.1 ")
    assert why[kr("1.2", "conf")].startswith("1.2 ") and ", Confidence" in why[kr("1.2", "conf")]
    message = await told(week, form, tuple(why.values()))
    assert all(each in message for each in why.values())
    again = filled(await week.form("ben"))
    assert {field: again[field] for field in typed} == typed and again["blocker:1:text"] == "Legal"
    assert await enter(week, form) == Nothing(), "who was told so finds it so"


async def test_what_is_given_up_says_so_and_stands_in_the_form(week: Answering) -> None:
    form = sent(week, await week.form("ben"), {kr("1.1", "value"): "41"})
    week.clock.forward(hours=2)
    assert GAVE_UP in await told(week, form, ())
    assert filled(await week.form("ben"))[kr("1.1", "value")] == "41"


async def test_who_sent_a_form_that_a_new_version_cannot_read_is_told_so(week: Answering) -> None:
    form = replace(sent(week, await week.form("ben"), {kr("1.1", "value"): "41"}), context="from another version")
    week.clock.forward(minutes=1)
    why = said(await enter(week, form))
    message = await told(week, form, (why,))
    assert "another version" in message and TYPED not in message


async def test_what_was_typed_since_is_not_overwritten_by_what_was_refused(week: Answering) -> None:
    form = sent(week, await week.form("ben"), {kr("1.1", "value"): "many", "stop:1:text": "Ads"})
    week.clock.forward(minutes=1)
    await week.change("ben", await week.form("ben"), "more:blocker", {kr("1.1", "value"): "45", "stop:1:text": "Fairs"})
    week.clock.forward(minutes=1)
    await told(week, form, ("something",))
    again = filled(await week.form("ben"))
    assert (again[kr("1.1", "value")], again["stop:1:text"]) == ("45", "Fairs")


async def test_only_the_whole_check_in_form_may_be_kept(week: Answering) -> None:
    form = await week.form("ben")
    whole = sent(week, form, {})
    assert may_be_kept(whole)
    first = whole.context.replace('"p":1,"n":1', '"p":1,"n":2')
    last = whole.context.replace('"p":1,"n":1', '"p":2,"n":2')
    assert first != whole.context
    assert not may_be_kept(replace(whole, context=first))
    assert may_be_kept(replace(whole, context=last))
    assert not may_be_kept(replace(whole, form="setup"))
    assert not may_be_kept(replace(whole, context="home/" + whole.context))
    assert not may_be_kept(replace(whole, context="from another version"))
