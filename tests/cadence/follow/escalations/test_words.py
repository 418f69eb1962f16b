"""How an escalation reads: three lines for each kind of subject, one once it is over; a preview; a team's rhythm."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cadence.cards import Text
from cadence.model import (
    BlockerKind,
    BlockerState,
    EscalationState,
    Role,
    SubjectKind,
)
from cadence.wording.escalation import entry_blocks, lines
from cadence.wording.escalation_lines import LONGEST
from cadence.wording.preview import preview_blocks
from tests.cadence.desk import a_decision, an_action
from tests.cadence.follow.escalations.escalating import (
    ABOUT,
    ASKED,
    BLOCKER,
    FIVE,
    FOUR,
    FRIDAY,
    NEXT_MONDAY,
    STEP,
    THURSDAY,
    TODAY,
    WEDNESDAY,
    Case,
    planted,
    reads,
    row_of,
    subject,
)
from tests.cadence.follow.telling import berlin, step
from tests.fakes.clock import FakeClock
from tests.fakes.growth import KEY_RESULTS, MONDAY, WORKSPACE, kr_id, mid, plant_growth
from tests.fakes.memory import MemoryStore


@pytest.fixture
async def case(store: MemoryStore, clock: FakeClock) -> Case:
    return await planted(Case(store, clock))


async def test_asked_for_by_a_person(case: Case) -> None:
    assert await reads(case, ASKED) == (
        "Ben asks for help: 2.2 Renewals needs Legal's yes or no\n"
        "waiting since 4 Nov; 9 contracts unsent; conf 7 5 4\n"
        "tried: standard terms. Ask: an answer by Mon 16 Nov\n" + FIVE
    )


async def test_not_asked_for_by_a_person_the_team_waits_and_nobody_is_named(case: Case) -> None:
    assert await reads(case, STEP) == (
        "Growth is waiting: 2.2 Renewals needs Legal's yes or no\n"
        "waiting since 4 Nov; 9 contracts unsent; conf 7 5 4\n"
        "tried: standard terms. Ask: a decision by Tue 10 Nov\n" + FIVE
    )


async def test_an_ask_whose_day_is_past_says_so(case: Case) -> None:
    text = await reads(case, replace(ASKED, answer_by=TODAY - timedelta(days=3)))
    assert text.split("\n")[2].endswith("Ask: an answer by Fri 6 Nov, overdue")


async def test_what_was_added_stands_in_the_third_line(case: Case) -> None:
    text = await reads(case, replace(STEP, context="Legal has the draft since Monday"))
    assert text.split("\n")[2] == (
        "tried: standard terms. Legal has the draft since Monday. Ask: a decision by Tue 10 Nov"
    )


async def test_a_blocker_that_is_no_decision_cannot_be_decided(case: Case) -> None:
    await case.keep(replace(BLOCKER, kind=BlockerKind.DEPENDENCY, text="waiting for the draft", tried=""))
    assert await reads(case, STEP) == (
        "Growth is waiting: 2.2 Renewals: waiting for the draft (waits on Legal)\n"
        "waiting since 4 Nov; 9 contracts unsent; conf 7 5 4\n"
        "Ask: a way forward by Tue 10 Nov\n" + FOUR
    )


async def test_a_blocker_that_nobody_looks_after_asks_for_somebody(case: Case) -> None:
    await case.keep(replace(BLOCKER, kind=BlockerKind.DATA, owner_id=None, tried="", key_result_id=None))
    assert await reads(case, STEP) == (
        "Growth is waiting: needs Legal's yes or no\n"
        "waiting since 4 Nov\n"
        "Ask: somebody who looks after it by Tue 10 Nov\n" + FOUR
    )


async def test_the_lead_of_the_team_it_waits_on_reads_that_it_waits_on_them(case: Case) -> None:
    text = await reads(case, replace(STEP, role=Role.OTHER_LEAD))
    assert text.split("\n")[0] == "Growth waits on you: 2.2 Renewals needs Legal's yes or no"


async def test_a_decision(case: Case) -> None:
    call = a_decision(needed_by=THURSDAY, fallback="pause half", key_result_id=kr_id("2.2"))
    await case.keep(call)
    assert await reads(case, step(call, role=Role.DECIDERS_MANAGER, at=berlin(16)), NEXT_MONDAY) == (
        "Growth is waiting: pause paid ads? (2.2 Renewals)\n"
        "waiting since 9 Nov, needed by Thu 12 Nov; 9 contracts unsent; conf 7 5 4\n"
        "if no answer: pause half. Ask: a decision by Tue 17 Nov\n" + FIVE
    )


async def test_an_action_somebody_asks_help_for(case: Case) -> None:
    task = an_action(due=FRIDAY, times_moved=2, key_result_id=None)
    await case.keep(task)
    asked = step(task, asked_by=mid("dee"), ask="two hours of Max", answer_by=WEDNESDAY)
    assert await reads(case, asked) == (
        "Dee asks for help: pricing test\ndue Fri 13 Nov, moved twice\nAsk: two hours of Max by Wed 11 Nov\n" + FOUR
    )


async def test_a_key_result_that_is_off_track(case: Case) -> None:
    async with case.store.unit(WORKSPACE.id, actor="test") as unit:
        for row in await unit.readings.find(key_result_id=kr_id("2.2"), is_withdrawn=False):
            await unit.readings.save(replace(row, note="", confidence=min(3, row.confidence or 3)))
    kr = next(row for row in KEY_RESULTS if row.id == kr_id("2.2"))
    row = replace(STEP, subject_kind=SubjectKind.KEY_RESULT, subject_id=kr.id, about="2.2 Renewals")
    assert await reads(case, row) == (
        "Growth is waiting: 2.2 Renewals is off track\n"
        "off track since 21 Oct; 58 → 51 (90); conf 3 3 3\n"
        "Ask: a decision on what changes by Tue 10 Nov\n" + FOUR
    )


BY_MIA = {"settled_by": mid("mia"), "settled_at": MONDAY}


@pytest.mark.parametrize(
    ("state", "outcome", "by", "line"),
    [
        (EscalationState.SETTLED, "solved", BY_MIA, f"✓ {ABOUT} · solved · Mia, Mon 9 Nov"),
        (EscalationState.PASSED, "passed on to Cy", BY_MIA, f"→ {ABOUT} · passed on to Cy · Mia, Mon 9 Nov"),
        (EscalationState.CANCELLED, "there is a new date", {}, f"✓ {ABOUT} · there is a new date"),
        (EscalationState.SETTLED, "", BY_MIA, f"✓ {ABOUT} · settled · Mia, Mon 9 Nov"),
    ],
)
async def test_what_is_over_is_one_line_how_and_by_whom_without_a_button(
    case: Case, state: EscalationState, outcome: str, by: dict[str, Any], line: str
) -> None:
    assert await reads(case, replace(STEP, state=state, outcome=outcome, **by)) == line


@pytest.mark.parametrize("state", [EscalationState.SENT, EscalationState.TAKEN, EscalationState.PLANNED])
async def test_a_settled_subject_leaves_no_button_in_any_state(case: Case, state: EscalationState) -> None:
    await case.keep(replace(BLOCKER, state=BlockerState.SOLVED))
    row = replace(STEP, state=state)
    assert row_of(entry_blocks(row, await subject(case), TODAY)) == []
    assert row_of(preview_blocks(row, await subject(case), TODAY)) == []


def test_what_is_not_there_any_more_is_one_line() -> None:
    assert entry_blocks(STEP, None, TODAY) == preview_blocks(STEP, None, TODAY) == (Text(f"✓ {ABOUT} · settled"),)


async def test_a_taken_one_says_when_it_is_back_and_can_be_settled_from_there(case: Case) -> None:
    row = replace(STEP, state=EscalationState.TAKEN, returns_on=NEXT_MONDAY, settled_by=mid("mia"))
    assert await reads(case, row) == (
        f"You took {ABOUT}; it is back on Mon 16 Nov\n[Solved] [Assign] [Decide] [Another date] [Not mine]"
    )
    assert await reads(case, row, viewer="ana") == f"Mia took {ABOUT}; it is back on Mon 16 Nov"


async def test_one_that_somebody_else_took_says_so_to_its_recipient(case: Case) -> None:
    row = replace(STEP, state=EscalationState.TAKEN, returns_on=NEXT_MONDAY, settled_by=mid("ana"))
    assert await reads(case, row) == f"Ana took {ABOUT}; it is back on Mon 16 Nov"


@pytest.mark.parametrize("state", [EscalationState.SENT, EscalationState.TAKEN])
async def test_on_its_date_it_is_back_whole_with_every_button(case: Case, state: EscalationState) -> None:
    row = replace(ASKED, state=state, returns_on=FRIDAY, settled_by=mid("mia"))
    text = await reads(case, row, FRIDAY)
    assert text.startswith("Back, as agreed: 2.2 Renewals needs Legal's yes or no\n")
    assert text.endswith(FIVE)


async def test_a_snoozed_one_is_hidden_from_its_recipient_alone(case: Case) -> None:
    row = replace(STEP, snoozed_until=FRIDAY)
    assert await reads(case, row) == f"Snoozed until Fri 13 Nov: {ABOUT}"
    assert (await reads(case, row, viewer="ana")).endswith(FIVE)
    assert (await reads(case, row, FRIDAY)).endswith(FIVE)


@given(typed=st.text(max_size=3000))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_whatever_was_typed_it_is_three_lines_within_the_limit_and_ends_with_the_ask(
    clock: FakeClock, typed: str
) -> None:
    store = MemoryStore(clock)
    await plant_growth(store)
    case = await planted(Case(store, clock))
    await case.keep(replace(BLOCKER, text=typed, tried=typed, waiting_on=typed))
    row = replace(ASKED, ask=typed, context=typed, about=typed)
    found = lines(row, await subject(case), TODAY)
    assert all("\n" not in line and len(line) <= LONGEST for line in found)
    assert found[2].endswith(" by Mon 16 Nov")
    over = entry_blocks(replace(row, state=EscalationState.SETTLED), await subject(case), TODAY)
    assert all(len(block.text) <= LONGEST for block in over if isinstance(block, Text))


async def test_the_owner_is_never_named_to_a_manager(case: Case) -> None:
    text = await reads(case, STEP)
    assert "has not" not in text
    assert "Dee" not in text
