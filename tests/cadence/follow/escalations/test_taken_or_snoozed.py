"""What a manager does with an escalation: takes it or snoozes it; it stays one message, and comes back."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from cadence.forms import Form
from cadence.model import (
    EscalationState,
    Role,
)
from tests.cadence.desk import an_action, errors_of, form_of, is_refused
from tests.cadence.follow.escalations.escalating import (
    ABOUT,
    ASKED,
    BLOCKER,
    FRIDAY,
    NEXT_MONDAY,
    STEP,
    STEP_ID,
    THURSDAY,
    TODAY,
    Case,
    assign,
    digest,
    direct,
    kept,
    pass_on,
    planted,
    posted,
    reply_line,
    sent,
    take,
    the_blocker,
)
from tests.cadence.follow.telling import berlin, leave, step
from tests.cadence.harness import Rhythm
from tests.fakes.clock import FakeClock
from tests.fakes.growth import mid
from tests.fakes.memory import MemoryStore

TAKEN_LINE = "Mia takes 2.2 Renewals; looks again on Mon 16 Nov"


@pytest.fixture
async def case(store: MemoryStore, clock: FakeClock) -> Case:
    """Ben asked for help, and Mia has read it."""
    made = await planted(Case(store, clock))
    await sent(made, ASKED)
    return made


async def test_taking_asks_for_the_date_on_which_it_returns(case: Case) -> None:
    form: Form = form_of(await case.press("mia", "esc.take"))
    assert form.intro.endswith("\nAcknowledging sets a date; it returns on that date.")
    assert form.intro.startswith("Ben asks for help: 2.2 Renewals needs Legal's yes or no\n")
    assert [(part.id, part.initial) for part in form.parts] == [("returns", "2026-11-11")]  # type: ignore[union-attr]


async def test_whoever_takes_it_holds_the_escalation_and_not_the_blocker(case: Case) -> None:
    await take(case)
    row = kept(case)
    assert (row.state, row.returns_on, row.recipient_id) == (EscalationState.TAKEN, NEXT_MONDAY, mid("mia"))
    assert the_blocker(case) == BLOCKER


async def test_what_was_taken_is_posted_in_one_line_and_the_asker_hears_of_it(case: Case) -> None:
    assert reply_line(await take(case)) == TAKEN_LINE
    assert posted(case) == [TAKEN_LINE]
    assert direct(case, "ben") == [TAKEN_LINE]


async def test_it_is_posted_in_the_thread_of_the_newest_check_in(case: Case) -> None:
    checkin = await case.desk.open_week()
    await take(case)
    assert case.desk.said(f"prompt:{checkin.id}") == [TAKEN_LINE]


async def test_nobody_is_told_where_nobody_asked(case: Case) -> None:
    await case.keep(STEP)
    await take(case)
    assert direct(case, "ben") == []


async def test_the_digest_says_in_place_that_it_was_taken(case: Case) -> None:
    assert digest(case).startswith("Ben asks for help")
    await take(case)
    assert f"You took {ABOUT}; it is back on Mon 16 Nov" in digest(case)
    assert len(case.told("mia")) == 1


@pytest.mark.parametrize("day", ["", "2026-11-09", "2026-11-01", "soon", "31 Feb", "2026-99-99", "🙂"])
async def test_a_return_needs_a_day_after_today(case: Case, day: str) -> None:
    assert set(errors_of(await take(case, day))) == {"returns"}
    assert kept(case) == ASKED


async def test_on_its_date_it_can_be_taken_again(case: Case) -> None:
    await take(case, "2026-11-11")
    case.clock.to(berlin(11))
    assert reply_line(await take(case, "2026-11-12", "ana")) == "Ana takes 2.2 Renewals; looks again on Thu 12 Nov"


async def test_whoever_holds_it_may_choose_another_date(case: Case) -> None:
    await take(case)
    assert reply_line(await take(case, "2026-11-12")) == "Mia takes 2.2 Renewals; looks again on Thu 12 Nov"
    assert kept(case).returns_on == THURSDAY


async def test_taking_it_twice_for_the_same_day_says_it_once(case: Case) -> None:
    await take(case)
    assert reply_line(await take(case)) == TAKEN_LINE
    assert posted(case) == [TAKEN_LINE]
    assert direct(case, "ben") == [TAKEN_LINE]


@pytest.mark.parametrize(("value", "until"), [("1", date(2026, 11, 10)), ("3", THURSDAY)])
async def test_a_snooze_counts_working_days_and_tells_nobody_else(case: Case, value: str, until: date) -> None:
    reply = await case.press("mia", "esc.snooze", f"{STEP_ID}:{value}")
    assert kept(case) == replace(ASKED, snoozed_until=until)
    assert reply_line(reply).startswith("Snoozed until ")
    assert posted(case) == []
    assert direct(case, "ben") == []


async def test_a_snooze_skips_weekends_and_the_recipients_leave(case: Case) -> None:
    case.clock.to(berlin(12))
    await case.keep(leave("mia", 16, 17))
    await case.press("mia", "esc.snooze", f"{STEP_ID}:3")
    assert kept(case).snoozed_until == date(2026, 11, 19)


async def test_a_snooze_until_a_date_asks_for_it(case: Case) -> None:
    form = form_of(await case.press("mia", "esc.snooze", f"{STEP_ID}:date"))
    assert [part.id for part in form.parts] == ["span", "until"]  # type: ignore[union-attr]
    await case.submit("mia", "esc_snooze", span="date", until="2026-11-13")
    assert kept(case).snoozed_until == FRIDAY


async def test_in_its_form_a_number_of_days_may_be_chosen_as_well(case: Case) -> None:
    await case.submit("mia", "esc_snooze", span="3")
    assert kept(case).snoozed_until == THURSDAY


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"span": "date"}, "until"),
        ({"span": "date", "until": "2026-11-09"}, "until"),
        ({"span": "date", "until": "whenever"}, "until"),
        ({"span": "99"}, "span"),
        ({"span": "-1"}, "span"),
        ({}, "span"),
    ],
)
async def test_a_snooze_without_a_day_ahead_is_marked_at_its_field(
    case: Case, values: dict[str, str], wrong: str
) -> None:
    assert set(errors_of(await case.submit("mia", "esc_snooze", **values))) == {wrong}
    assert kept(case) == ASKED


@pytest.mark.parametrize("value", ["", ":", STEP_ID, f"{STEP_ID}:", f"{STEP_ID}:2", f"{STEP_ID}:x", f"{STEP_ID}:1:1"])
async def test_a_garbled_snooze_is_refused(case: Case, value: str) -> None:
    assert is_refused(await case.press("mia", "esc.snooze", value))
    assert kept(case) == ASKED


async def test_a_snoozed_one_still_stands_with_everybody_else(case: Case) -> None:
    await sent(case, replace(STEP, id="other", recipient_id=mid("ana"), role=Role.LEAD))
    await case.press("mia", "esc.snooze", f"{STEP_ID}:3")
    assert "Snoozed until Thu 12 Nov" in digest(case)
    assert "I'll take it" in digest(case, "ana")


async def test_of_what_is_for_the_lead_alone_nothing_is_posted_and_nobody_else_gets_it(case: Case) -> None:
    await case.keep(replace(BLOCKER, lead_only=True), replace(ASKED, recipient_id=mid("ana"), role=Role.LEAD))
    assert "lead alone" in errors_of(await assign(case, "ana", owner="cy"))["owner"]
    assert "lead alone" in errors_of(await pass_on(case, "cy", "ana"))["to"]
    assert not is_refused(await take(case, who="ana"))
    assert posted(case) == []
    assert direct(case, "ben") == ["Ana takes 2.2 Renewals; looks again on Mon 16 Nov"]


async def test_several_are_one_message_each_with_its_own_buttons_and_settle_one_by_one(case: Case) -> None:
    case.clock.to(berlin(10))
    task = an_action(due=TODAY, text="pricing test")
    await case.keep(task)
    second = replace(STEP, id="two", at=berlin(10))
    third = replace(step(task), id="three", at=berlin(10), about="pricing test")
    other = replace(BLOCKER, id="blocker-two", text="needs a second yes")
    await case.keep(other)
    await sent_quietly(case, replace(second, subject_id=other.id), third)
    (text,) = case.read("mia")[1:]
    assert text.startswith("Two things wait for you.")
    assert {each.value for each in case.buttons("mia") if each.action == "esc.take"} == {STEP_ID, "two", "three"}
    await case.submit("mia", "esc_take", "three", returns="2026-11-13")
    (text,) = case.read("mia")[1:]
    assert "You took pricing test; it is back on Fri 13 Nov" in text
    takes = [each for each in case.buttons("mia") if each.label == "I'll take it"]
    assert {each.value for each in takes} == {STEP_ID, "two"}


async def sent_quietly(case: Case, *rows: Any) -> None:
    """Both are told in one go."""
    for row in rows:
        await case.keep(row)
    for row in rows:
        await sent(case, row, at=berlin(10, "10:00"))
    case.clock.to(berlin(10, "10:00"))
    await case.tell()


async def test_a_summary_that_shows_it_is_brought_up_to_date(case: Case, clock: FakeClock) -> None:
    rhythm = Rhythm(case.store, clock, case.services)
    await rhythm.closed()
    assert "Dee, next check Thu 5 Nov" in rhythm.texts("summary")[0]
    await assign(case, due="2026-11-16")
    assert "Cy, next check Mon 16 Nov" in rhythm.texts("summary")[0]
