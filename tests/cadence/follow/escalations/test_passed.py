"""Not mine: to whom an escalation may go on, what goes with it, and where it ends."""

from dataclasses import replace

import pytest

from cadence.model import (
    EscalationState,
    NoticeKind,
    NoticeState,
    Role,
    SubjectKind,
)
from tests.cadence.desk import errors_of, is_refused, words
from tests.cadence.follow.escalations.escalating import (
    ABOUT,
    ASKED,
    BLOCKER,
    NEXT_MONDAY,
    STEP,
    Case,
    digest,
    direct,
    kept,
    pass_on,
    planted,
    posted,
    reply_line,
    rhythm,
    sent,
)
from tests.cadence.follow.telling import leave
from tests.fakes.clock import FakeClock
from tests.fakes.growth import mid
from tests.fakes.memory import MemoryStore


@pytest.fixture
async def case(store: MemoryStore, clock: FakeClock) -> Case:
    """Ben asked for help, and Mia has read it."""
    made = await planted(Case(store, clock))
    await sent(made, ASKED)
    return made


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


async def test_it_does_not_go_to_whom_it_waits_on(case: Case) -> None:
    await case.keep(replace(BLOCKER, waiting_on_id=mid("cy")))
    assert errors_of(await pass_on(case, "cy"))["to"] == "It waits on Cy already. Choose somebody else."


@pytest.mark.parametrize(("rung", "who"), [("absent_lead_rollout", "ana"), ("absent_manager_rollout", "mia")])
async def test_a_leaders_absence_never_goes_to_that_leader(case: Case, rung: str, who: str) -> None:
    row = await rhythm(case, SubjectKind.ABSENCE, Role.ROLLOUT_LEAD)
    await case.keep(replace(row, rung=rung, recipient_id=mid("cy")))
    assert "Choose somebody else" in errors_of(await pass_on(case, who, "cy"))["to"]


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
