"""A manager assigns or decides: what becomes of the blocker, decision, action or key result, and who hears of it."""

from dataclasses import replace
from datetime import date

import pytest

from cadence.forms import DateField
from cadence.model import (
    ActionState,
    BlockerState,
    DecisionState,
    EscalationState,
    Role,
)
from tests.cadence.desk import a_decision, an_action, errors_of, field_ids, form_of, is_refused
from tests.cadence.follow.escalations.escalating import (
    ASKED,
    BLOCKER,
    FRIDAY,
    KR,
    OFF_TRACK,
    STEP,
    THURSDAY,
    TODAY,
    TUESDAY,
    WEDNESDAY,
    Case,
    assign,
    decide,
    digest,
    direct,
    kept,
    planted,
    posted,
    reply_line,
    sent,
    the_blocker,
)
from tests.cadence.follow.telling import step
from tests.fakes.clock import FakeClock
from tests.fakes.growth import mid
from tests.fakes.memory import MemoryStore


@pytest.fixture
async def case(store: MemoryStore, clock: FakeClock) -> Case:
    """Ben asked for help, and Mia has read it."""
    made = await planted(Case(store, clock))
    await sent(made, ASKED)
    return made


async def test_assigning_a_blocker_sets_its_owner_and_its_next_check(case: Case) -> None:
    assert field_ids(await case.press("mia", "esc.assign")) == ["owner", "due"]
    await assign(case)
    assert (the_blocker(case).owner_id, the_blocker(case).next_check) == (mid("cy"), FRIDAY)
    assert the_blocker(case).state == BlockerState.OPEN


@pytest.mark.parametrize(("promised", "proposed"), [(None, WEDNESDAY), (TUESDAY, TUESDAY), (FRIDAY, FRIDAY)])
async def test_a_day_is_proposed_to_whoever_assigns(case: Case, promised: date | None, proposed: date) -> None:
    """In two working days; what was promised stands."""
    await case.keep(replace(BLOCKER, next_check=promised))
    day = next(part for part in form_of(await case.press("mia", "esc.assign")).parts if isinstance(part, DateField))
    assert day.initial == proposed.isoformat()


async def test_a_day_that_is_past_is_no_proposal(case: Case) -> None:
    day = next(part for part in form_of(await case.press("mia", "esc.assign")).parts if isinstance(part, DateField))
    assert day.initial == WEDNESDAY.isoformat()


async def test_what_was_assigned_is_said_to_the_team_the_asker_and_the_new_owner(case: Case) -> None:
    line = "Mia asks Cy to look after 2.2 Renewals; next check Fri 13 Nov"
    assert reply_line(await assign(case)) == line
    assert posted(case) == [line]
    assert direct(case, "ben") == [line]
    assert direct(case, "cy") == [f"{line}. `okr mine` has it."]


async def test_whoever_assigns_it_to_themselves_looks_after_it(case: Case) -> None:
    line = "Mia looks after 2.2 Renewals; next check Fri 13 Nov"
    assert reply_line(await assign(case, owner="mia")) == line
    assert direct(case, "mia") == []


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
    assert [each for each in direct(case, "ben") if line in each] == [f"{line}. `okr mine` has it."], "told once"


async def test_what_is_for_the_lead_alone_leaves_no_action_that_the_team_reads(case: Case) -> None:
    await case.keep(replace(BLOCKER, lead_only=True), replace(kept(case), recipient_id=mid("ana")))
    await decide(case, who="ana", owner="ana", due="2026-11-13")
    assert case.desk.rows("actions") == []
    assert posted(case) == []


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
    assert reply_line(reply).startswith("Mia decided: pause paid ads? Pause half (Cy, by Fri 13 Nov)")
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
