"""What a manager does with an escalation: takes it, assigns it, decides, snoozes, passes it on; and who hears of it."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from cadence.forms import Form
from cadence.model import (
    ActionState,
    BlockerState,
    DecisionState,
    EscalationState,
    NoticeKind,
    NoticeState,
    Role,
    SubjectKind,
)
from tests.cadence.desk import a_decision, an_action, errors_of, field_ids, form_of, is_refused, words
from tests.cadence.follow.escalating import (
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
    direct,
    kept,
    planted,
    posted,
    reply_line,
    sent,
    the_blocker,
)
from tests.cadence.follow.telling import berlin, leave, step
from tests.cadence.harness import Rhythm
from tests.fakes.clock import FakeClock
from tests.fakes.growth import KEY_RESULTS, kr_id, mid
from tests.fakes.memory import MemoryStore

TAKEN_LINE = "Mia takes 2.2 Renewals; back on Mon 16 Nov"
KR = next(row for row in KEY_RESULTS if row.id == kr_id("2.2"))
OFF_TRACK = replace(
    STEP, subject_kind=SubjectKind.KEY_RESULT, subject_id=KR.id, about="2.2 Renewals", rung="kr_manager"
)


@pytest.fixture
async def case(store: MemoryStore, clock: FakeClock) -> Case:
    """Ben asked for help, and Mia has read it."""
    made = await planted(Case(store, clock))
    await sent(made, ASKED)
    return made


async def take(case: Case, day: str = "2026-11-16", who: str = "mia") -> Any:
    return await case.submit(who, "esc_take", returns=day)


async def assign(case: Case, who: str = "mia", **more: str) -> Any:
    return await case.submit(who, "esc_assign", **{"owner": "cy", "due": "2026-11-13", **more})


async def decide(case: Case, who: str = "mia", **more: str) -> Any:
    return await case.submit(who, "esc_decide", **{"outcome": "yes, standard terms", **more})


async def pass_on(case: Case, to: str, who: str = "mia", context: str = STEP_ID) -> Any:
    return await case.submit(who, "esc_not_mine", context, to=to)


def digest(case: Case, who: str = "mia") -> str:
    (text,) = case.read(who)
    return text


# taking


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
    assert f"You took {ABOUT}; back on Mon 16 Nov" in digest(case)
    assert len(case.told("mia")) == 1


@pytest.mark.parametrize("day", ["", "2026-11-09", "2026-11-01", "soon", "31 Feb", "2026-99-99", "🙂"])
async def test_a_return_needs_a_day_after_today(case: Case, day: str) -> None:
    assert set(errors_of(await take(case, day))) == {"returns"}
    assert kept(case) == ASKED


async def test_on_its_date_it_can_be_taken_again(case: Case) -> None:
    await take(case, "2026-11-11")
    case.clock.to(berlin(11))
    assert reply_line(await take(case, "2026-11-12", "ana")) == "Ana takes 2.2 Renewals; back on Thu 12 Nov"


async def test_whoever_holds_it_may_choose_another_date(case: Case) -> None:
    await take(case)
    assert reply_line(await take(case, "2026-11-12")) == "Mia takes 2.2 Renewals; back on Thu 12 Nov"
    assert kept(case).returns_on == THURSDAY


async def test_taking_it_twice_for_the_same_day_says_it_once(case: Case) -> None:
    await take(case)
    assert reply_line(await take(case)) == TAKEN_LINE
    assert posted(case) == [TAKEN_LINE]
    assert direct(case, "ben") == [TAKEN_LINE]


# assigning


async def test_assigning_a_blocker_sets_its_owner_and_its_next_check(case: Case) -> None:
    assert field_ids(await case.press("mia", "esc.assign")) == ["owner", "due"]
    await assign(case)
    assert (the_blocker(case).owner_id, the_blocker(case).next_check) == (mid("cy"), FRIDAY)
    assert the_blocker(case).state == BlockerState.OPEN


async def test_what_was_assigned_is_said_to_the_team_the_asker_and_the_new_owner(case: Case) -> None:
    line = "Mia asks Cy to look after 2.2 Renewals; next check Fri 13 Nov"
    assert reply_line(await assign(case)) == line
    assert posted(case) == [line]
    assert direct(case, "ben") == [line]
    assert direct(case, "cy") == [f"{line}. `okr mine` has it."]


async def test_assigning_ends_every_escalation_of_it_in_place(case: Case) -> None:
    other = await sent(case, replace(STEP, id="other", recipient_id=mid("ana"), role=Role.LEAD))
    await assign(case)
    assert {kept(case).state, kept(case, other).state} == {EscalationState.SETTLED}
    assert "✓ 2.2 Renewals: waits on Legal · Cy has it · Mia, Mon 9 Nov" in digest(case)
    assert "✓ 2.2 Renewals: waits on Legal · Cy has it · Mia, Mon 9 Nov" in digest(case, "ana")


async def test_assigning_a_decision_names_who_decides_by_when(case: Case) -> None:
    call = a_decision(needed_by=TODAY)
    row = await sent(case, replace(step(call), id="call"), **{})
    await case.keep(call)
    reply = await case.submit("mia", "esc_assign", row.id, owner="cy", due="2026-11-12")
    assert reply_line(reply) == "Mia asks Cy to decide by Thu 12 Nov: pause paid ads?"
    stands = case.row("decisions", call.id)
    assert (stands.decider_id, stands.needed_by, stands.state) == (mid("cy"), THURSDAY, DecisionState.OPEN)


async def test_assigning_an_action_names_who_does_it_by_when(case: Case) -> None:
    task = an_action(due=TODAY)
    await case.keep(task)
    row = await sent(case, replace(step(task), id="task"))
    reply = await case.submit("mia", "esc_assign", row.id, owner="cy", due="2026-11-12")
    assert reply_line(reply) == "Mia asks Cy by Thu 12 Nov: pricing test"
    assert (case.row("actions", task.id).owner_id, case.row("actions", task.id).due) == (mid("cy"), THURSDAY)


async def test_assigning_a_key_result_makes_an_action(case: Case) -> None:
    await sent(case, OFF_TRACK)
    assert field_ids(await case.press("mia", "esc.assign")) == ["what", "owner", "due"]
    reply = await assign(case, what="call the ten biggest")
    assert reply_line(reply) == "Mia on 2.2 Renewals: call the ten biggest (Cy, by Fri 13 Nov)"
    (action,) = case.desk.rows("actions")
    assert (action.text, action.owner_id, action.due, action.key_result_id, action.state) == (
        "call the ten biggest", mid("cy"), FRIDAY, KR.id, ActionState.OPEN,
    )  # fmt: skip
    assert kept(case).state == EscalationState.SETTLED
    assert posted(case) == [reply_line(reply)]


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"owner": ""}, {"owner"}),
        ({"due": ""}, {"due"}),
        ({"due": "2026-11-08"}, {"due"}),
        ({"due": "never"}, {"due"}),
        ({"owner": "nobody-known"}, {"owner"}),
        ({"owner": "gus"}, {"owner"}),
        ({"owner": "", "due": "x"}, {"owner", "due"}),
    ],
)
async def test_assigning_needs_somebody_of_here_and_a_day(case: Case, values: dict[str, str], wrong: set[str]) -> None:
    assert set(errors_of(await assign(case, **values))) == wrong
    assert kept(case) == ASKED
    assert the_blocker(case) == BLOCKER


async def test_an_action_for_a_key_result_needs_words(case: Case) -> None:
    await sent(case, OFF_TRACK)
    assert set(errors_of(await assign(case, what="   "))) == {"what"}
    assert set(errors_of(await assign(case, what="x" * 301))) == {"what"}


# deciding


async def test_deciding_solves_a_blocker_that_waited_for_a_decision(case: Case) -> None:
    assert field_ids(await case.press("mia", "esc.decide")) == ["outcome", "owner", "due"]
    await decide(case, owner="ben", due="2026-11-13")
    assert (the_blocker(case).state, the_blocker(case).settled_by) == (BlockerState.SOLVED, mid("mia"))
    (action,) = case.desk.rows("actions")
    assert (action.text, action.owner_id, action.due) == ("yes, standard terms", mid("ben"), FRIDAY)
    assert (kept(case).state, kept(case).outcome) == (EscalationState.SETTLED, "decided: yes, standard terms")


async def test_what_was_decided_is_posted_back_and_told_to_the_asker(case: Case) -> None:
    line = "Mia decided: 2.2 Renewals needs Legal's yes or no: yes, standard terms (Ben, by Fri 13 Nov)"
    assert reply_line(await decide(case, owner="ben", due="2026-11-13")) == line
    assert posted(case) == [line]
    assert line in direct(case, "ben")


async def test_the_outcome_is_posted_also_where_the_blockers_own_message_stands(case: Case) -> None:
    checkin = await case.desk.open_week()
    await case.desk.type("ben", "blocker 1.1 waiting for a yes")
    blocker = next(row for row in case.desk.rows("blockers") if row.id != BLOCKER.id)
    await case.keep(replace(blocker, kind=BLOCKER.kind))
    row = await sent(case, replace(step(blocker), id="second"))
    await case.submit("mia", "esc_decide", row.id, outcome="yes")
    said = case.desk.said(f"prompt:{checkin.id}")
    assert said.count("Mia decided: 1.1 Activation waiting for a yes: yes") == 1
    assert any(each.startswith("✓ 1.1 waiting for a yes: solved by Mia") for each in said)


async def test_without_owner_or_date_no_action_follows(case: Case) -> None:
    await decide(case)
    assert case.desk.rows("actions") == []


async def test_deciding_a_decision_keeps_outcome_owner_date_and_why_it_was_late(case: Case) -> None:
    call = a_decision(needed_by=date(2026, 11, 6))
    await case.keep(call)
    row = await sent(case, replace(step(call, role=Role.DECIDERS_MANAGER), id="call"))
    assert field_ids(await case.press("mia", "esc.decide", row.id)) == ["outcome", "owner", "due", "why_late"]
    values = {"outcome": "Pause half.", "owner": "cy", "due": "2026-11-13", "why_late": "no figures"}
    reply = await case.submit("mia", "esc_decide", row.id, **values)
    assert reply_line(reply).startswith("Mia decided: pause paid ads? Pause half. (Cy, by Fri 13 Nov)")
    assert posted(case)[0] == reply_line(reply)
    stands = case.row("decisions", call.id)
    assert (stands.state, stands.outcome, stands.decided_by) == (DecisionState.DECIDED, "Pause half.", mid("mia"))
    assert stands.why_late == "no figures"
    assert [action.decision_id for action in case.desk.rows("actions")] == [call.id]


async def test_a_decision_needs_an_outcome(case: Case) -> None:
    assert set(errors_of(await decide(case, outcome=" \n "))) == {"outcome"}
    assert kept(case) == ASKED


async def test_what_waits_for_no_decision_is_not_decided(case: Case) -> None:
    await sent(case, OFF_TRACK)
    assert is_refused(await case.press("mia", "esc.decide"))
    assert is_refused(await decide(case))


# snoozing


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


# passing on


async def test_what_is_not_mine_goes_on_with_all_that_was_said(case: Case) -> None:
    await pass_on(case, "cy")
    old = kept(case)
    assert (old.state, old.outcome, old.settled_by) == (EscalationState.PASSED, "passed on to Cy", mid("mia"))
    fresh = case.row("escalations", old.passed_to or "")
    assert (fresh.recipient_id, fresh.state, fresh.rung, fresh.round) == (
        mid("cy"),
        EscalationState.SENT,
        "help",
        STEP.round,
    )
    assert (fresh.asked_by, fresh.ask, fresh.answer_by) == (mid("ben"), "an answer", NEXT_MONDAY)


async def test_whoever_it_goes_to_reads_it_at_once(case: Case) -> None:
    await pass_on(case, "cy")
    (text,) = case.read("cy", "help:")
    assert text.startswith("Ben asks for help: 2.2 Renewals needs Legal's yes or no\n")
    assert "[I'll take it] [Assign] [Decide] [Snooze] [Not mine]" in text
    (notice,) = [row for row in case.notices() if row.member_id == mid("cy")]
    assert (notice.kind, notice.is_solicited, notice.state) == (NoticeKind.STEP, True, NoticeState.TOLD)


async def test_passing_on_is_said_to_the_team_and_the_asker(case: Case) -> None:
    line = "Mia passes 2.2 Renewals on to Cy"
    assert reply_line(await pass_on(case, "cy")) == line
    assert posted(case) == [line]
    assert direct(case, "ben") == [line]
    assert f"→ {ABOUT} · passed on to Cy · Mia, Mon 9 Nov" in digest(case)


@pytest.mark.parametrize(
    ("to", "says"),
    [
        ("", "Name who"),
        ("mia", "That is you"),
        ("dee", "what Dee has to do"),
        ("ben", "Ben asked for it"),
        ("gus", "guest"),
        ("nobody-known", "don't know"),
    ],
)
async def test_it_goes_neither_back_nor_to_whom_it_is_about_nor_to_nobody(case: Case, to: str, says: str) -> None:
    assert says in errors_of(await pass_on(case, to))["to"]
    assert kept(case) == ASKED
    assert len(case.desk.rows("escalations")) == 1


async def test_it_does_not_go_to_whom_it_is_with_already(case: Case) -> None:
    assert "It is with Mia already" in errors_of(await pass_on(case, "mia", "ana"))["to"]


async def test_it_does_not_go_to_somebody_who_is_away_and_covered_by_nobody(case: Case) -> None:
    await case.keep(leave("cy", 9, 20))
    assert "Cy is away" in errors_of(await pass_on(case, "cy"))["to"]
    await case.keep(leave("cy", 9, 20, cover="eve"))
    assert reply_line(await pass_on(case, "cy")) == "Mia passes 2.2 Renewals on to Cy"


async def test_what_goes_round_ends_with_the_lead_who_is_told(case: Case) -> None:
    await pass_on(case, "cy")
    second = kept(case).passed_to or ""
    reply = await pass_on(case, "mia", "cy", second)
    assert words(reply).startswith("Mia passed this on before, so it ends with Ana, who leads Growth.")
    last = case.row("escalations", case.row("escalations", second).passed_to)
    assert (last.recipient_id, last.role, last.state) == (mid("ana"), Role.LEAD, EscalationState.SENT)
    assert len(case.read("ana", "help:")) == 1


async def test_once_the_lead_had_it_too_it_goes_round_no_more(case: Case) -> None:
    await pass_on(case, "cy")
    second = kept(case).passed_to or ""
    await pass_on(case, "mia", "cy", second)
    third = case.row("escalations", second).passed_to
    reply = await pass_on(case, "mia", "ana", third)
    assert is_refused(reply)
    assert words(reply).startswith("Mia, Cy passed it on already. Take it, or assign it to somebody.")


async def test_to_the_lead_it_goes_as_to_the_lead(case: Case) -> None:
    await pass_on(case, "ana")
    assert case.row("escalations", kept(case).passed_to or "").role == Role.LEAD


# what is for the lead alone, and what is about a team's rhythm


async def test_of_what_is_for_the_lead_alone_nothing_is_posted_and_nobody_else_gets_it(case: Case) -> None:
    await case.keep(replace(BLOCKER, lead_only=True), replace(ASKED, recipient_id=mid("ana"), role=Role.LEAD))
    assert "lead alone" in errors_of(await assign(case, "ana", owner="cy"))["owner"]
    assert "lead alone" in errors_of(await pass_on(case, "cy", "ana"))["to"]
    assert not is_refused(await take(case, who="ana"))
    assert posted(case) == []
    assert direct(case, "ben") == ["Ana takes 2.2 Renewals; back on Mon 16 Nov"]


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
    assert "You took pricing test; back on Fri 13 Nov" in text
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
