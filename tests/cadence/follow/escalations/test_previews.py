"""One working day before it reaches a manager: owner and lead solve it, promise anew, add a line, or send it now."""

from dataclasses import replace
from typing import Any

import pytest

from cadence.model import (
    BlockerState,
    DecisionState,
    EscalationState,
    Notice,
    NoticeKind,
    NoticeState,
    SubjectKind,
)
from tests.cadence.desk import a_decision, an_action, errors_of, field_ids, form_of, is_refused, words
from tests.cadence.follow.escalations.escalating import (
    BLOCKER,
    FRIDAY,
    KR,
    PLANNED,
    STEP_ID,
    THURSDAY,
    Case,
    digest,
    direct,
    kept,
    planted,
    posted,
    reply_line,
    the_blocker,
)
from tests.cadence.follow.telling import berlin, of_step, step
from tests.fakes.clock import FakeClock
from tests.fakes.growth import mid
from tests.fakes.memory import MemoryStore


@pytest.fixture
async def case(store: MemoryStore, clock: FakeClock) -> Case:
    """Dee, the owner, and Ana, who leads, have read that it goes to Mia tomorrow."""
    made = await planted(Case(store, clock))
    await made.keep(PLANNED)
    await made.note(*(of_preview(who) for who in ("dee", "ana")))
    await made.tell()
    return made


def of_preview(who: str) -> Notice:
    return of_step(PLANNED, BLOCKER, who, kind=NoticeKind.PREVIEW)


async def test_both_see_it_with_what_they_can_do(case: Case) -> None:
    for who in ("dee", "ana"):
        assert digest(case, who) == (
            "Goes to Mia tomorrow 10:00: 2.2 waits on Legal.\n[Solved] [New date] [Add context] [Send now]"
        )


async def test_solved_ends_it_before_it_goes_up(case: Case) -> None:
    reply = await case.press("dee", "esc.solved")
    assert (the_blocker(case).state, the_blocker(case).settled_by) == (BlockerState.SOLVED, mid("dee"))
    assert (kept(case).state, kept(case).outcome) == (EscalationState.CANCELLED, "solved")
    assert posted(case) == [reply_line(reply)] == ["Dee: blocker solved: needs Legal's yes or no"]
    assert digest(case, "ana") == "✓ 2.2 Renewals: waits on Legal · solved · Dee, Mon 9 Nov"


async def test_a_new_date_is_a_new_promise_and_cancels_this_round(case: Case) -> None:
    assert field_ids(await case.press("dee", "esc.new_date")) == ["due"]
    reply = await case.submit("dee", "esc_new_date", due="2026-11-13")
    assert the_blocker(case) == replace(BLOCKER, next_check=FRIDAY)
    assert (kept(case).state, kept(case).outcome) == (EscalationState.CANCELLED, "new date Fri 13 Nov")
    assert posted(case) == [reply_line(reply)] == ["Dee has a new date for 2.2 Renewals: Fri 13 Nov"]
    assert "[" not in digest(case, "ana")


@pytest.mark.parametrize("due", ["", "2026-11-08", "2026-11-05", "someday"])
async def test_a_promise_needs_a_day_ahead(case: Case, due: str) -> None:
    assert set(errors_of(await case.submit("dee", "esc_new_date", due=due))) == {"due"}
    assert (kept(case), the_blocker(case)) == (PLANNED, BLOCKER)


async def test_the_date_it_has_already_is_no_new_promise(case: Case) -> None:
    await case.keep(replace(BLOCKER, next_check=FRIDAY))
    faults = errors_of(await case.submit("dee", "esc_new_date", due="2026-11-13"))
    assert faults == {"due": "That is the date it has now. Choose another one."}


async def test_where_nobody_looks_after_it_the_promise_names_somebody(case: Case) -> None:
    await case.keep(replace(BLOCKER, owner_id=None))
    assert field_ids(await case.press("ana", "esc.new_date")) == ["owner", "due"]
    await case.submit("ana", "esc_new_date", owner="cy", due="2026-11-13")
    assert (the_blocker(case).owner_id, the_blocker(case).next_check) == (mid("cy"), FRIDAY)
    assert kept(case).state == EscalationState.CANCELLED
    assert direct(case, "cy") == ["Ana asks Cy to look after 2.2 Renewals; next check Fri 13 Nov. `okr mine` has it."]


async def planned(case: Case, item: Any, **more: Any) -> str:
    await case.keep(item)
    row = replace(step(item, state=EscalationState.PLANNED), id="other", **more)
    await case.keep(row)
    return row.id


async def test_a_new_date_of_a_decision(case: Case) -> None:
    value = await planned(case, a_decision(needed_by=BLOCKER.next_check))
    await case.submit("dee", "esc_new_date", value, due="2026-11-12")
    (call,) = case.desk.rows("decisions")
    assert (call.needed_by, call.state) == (THURSDAY, DecisionState.OPEN)
    assert case.row("escalations", value).state == EscalationState.CANCELLED


async def test_a_new_date_of_an_action_says_why(case: Case) -> None:
    value = await planned(case, an_action(due=BLOCKER.next_check))
    assert set(errors_of(await case.submit("dee", "esc_new_date", value, due="2026-11-12"))) == {"reason"}
    await case.submit("dee", "esc_new_date", value, due="2026-11-12", reason="no data yet")
    (task,) = case.desk.rows("actions")
    assert (task.due, task.times_moved, task.reason) == (THURSDAY, 1, "no data yet")


async def test_for_a_key_result_an_action_is_the_new_promise(case: Case) -> None:
    row = replace(PLANNED, id="kr", subject_kind=SubjectKind.KEY_RESULT, subject_id=KR.id, about="2.2 Renewals")
    await case.keep(row)
    assert field_ids(await case.press("ana", "esc.new_date", "kr")) == ["what", "owner", "due"]
    await case.submit("ana", "esc_new_date", "kr", what="call the ten biggest", owner="ana", due="2026-11-13")
    (task,) = case.desk.rows("actions")
    assert (task.text, task.key_result_id, task.owner_id) == ("call the ten biggest", KR.id, mid("ana"))
    assert case.row("escalations", "kr").state == EscalationState.CANCELLED


async def test_a_line_that_was_added_is_read_by_the_manager(case: Case) -> None:
    form = form_of(await case.press("dee", "esc.context"))
    reply = await case.submit("dee", "esc_context", form.context, line="  Legal has\nthe draft ")
    assert kept(case) == replace(PLANNED, context="Legal has the draft")
    assert reply_line(reply) == "Mia will read: Legal has the draft"
    assert "You add: Legal has the draft" in digest(case, "ana")
    assert posted(case) == []


@pytest.mark.parametrize("line", ["", "   ", "x" * 91])
async def test_a_line_is_neither_empty_nor_cut(case: Case, line: str) -> None:
    assert set(errors_of(await case.submit("dee", "esc_context", f"{STEP_ID}|", line=line))) == {"line"}
    assert kept(case) == PLANNED


async def test_nobodys_line_is_overwritten_unseen(case: Case) -> None:
    old = form_of(await case.press("ana", "esc.context"))
    await case.submit(
        "dee", "esc_context", form_of(await case.press("dee", "esc.context")).context, line="Legal has it"
    )
    faults = errors_of(await case.submit("ana", "esc_context", old.context, line="ask Max"))
    assert faults["line"].startswith("Somebody wrote meanwhile: Legal has it")
    assert kept(case).context == "Legal has it"
    fresh = form_of(await case.press("ana", "esc.context"))
    await case.submit("ana", "esc_context", fresh.context, line="Legal has it; ask Max | now")
    assert kept(case).context == "Legal has it; ask Max | now"


async def test_send_now_reaches_the_manager_at_once(case: Case) -> None:
    reply = await case.press("ana", "esc.send_now")
    assert reply_line(reply) == "On its way to Mia: 2.2 Renewals: waits on Legal"
    assert kept(case).state == EscalationState.SENT
    (text,) = case.read("mia", "help:")
    assert text.startswith("Ana asks for help: 2.2 Renewals needs Legal's yes or no\n")
    assert digest(case, "dee") == "Went to Mia on Mon 9 Nov: 2.2 Renewals: waits on Legal."


async def test_sent_twice_it_goes_once_and_the_second_reads_that_it_went(case: Case) -> None:
    await case.press("ana", "esc.send_now")
    reply = await case.press("dee", "esc.send_now")
    assert is_refused(reply)
    assert words(reply).startswith("This went to Mia on Mon 9 Nov.")
    assert len(case.read("mia", "help:")) == 1


async def test_outside_the_managers_hours_it_waits_for_them(case: Case) -> None:
    case.clock.to(berlin(9, "21:00"))
    await case.press("ana", "esc.send_now")
    assert case.read("mia", "help:") == []
    (notice,) = [row for row in case.notices() if row.member_id == mid("mia")]
    assert notice.state == NoticeState.WAITING
    await case.at(10, "08:00")
    assert len(case.read("mia", "help:")) == 1


async def test_the_owner_solves_it_also_after_it_went_up_and_the_manager_reads_so(case: Case) -> None:
    await case.press("ana", "esc.send_now")
    await case.press("dee", "esc.solved")
    (text,) = case.read("mia", "help:")
    assert text == "✓ 2.2 Renewals: waits on Legal · solved · Dee, Mon 9 Nov"
    assert direct(case, "ana") == ["Dee: blocker solved: needs Legal's yes or no"]


@pytest.mark.parametrize("item", [a_decision(), an_action()])
async def test_only_a_blocker_is_solved_by_one_click(case: Case, item: Any) -> None:
    value = await planned(case, item)
    assert is_refused(await case.press("ana", "esc.solved", value))
