"""A question that finds no answer: handed over, given a new date, settled by its fallback, or raised."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from cadence.cards import Buttons
from cadence.context import Services
from cadence.model import Decision, DecisionState, EscalationState, NoticeKind
from cadence.snapshot import load_snapshot
from cadence.wording.decision_request import entry_blocks
from tests.cadence.desk import Desk, a_decision, errors_of, field_ids, form_of, is_refused, words
from tests.cadence.follow.decisions.calls import (
    CALL,
    FRIDAY,
    NEXT_WEEK,
    THURSDAY,
    in_thread,
    labels,
    leave,
    private,
    shown_to,
)
from tests.cadence.harness import berlin
from tests.fakes.clock import FakeClock
from tests.fakes.growth import TEAM, WORKSPACE, kr_id, mid, pressed, submitted
from tests.fakes.memory import MemoryStore

HAND_OVER = f"{CALL}|{mid('dee')}"
NEW_DATE = f"{CALL}|{THURSDAY.isoformat()}"
PICK = ["Take the fallback", "Hand over", "New date", "Raise it"]


@pytest.fixture
async def desk(store: MemoryStore, services: Services) -> Desk:
    """Ben asks, Dee decides by Thursday; both, the thread and Cy, who owns 1.3, know."""
    desk = Desk(store, services)
    await desk.keep("decisions", a_decision(needed_by=FRIDAY, fallback="pause half"))
    await desk.submit("ana", "set_decision", CALL, due=THURSDAY.isoformat())
    return desk


def call(desk: Desk) -> Decision:
    found: Decision = desk.row("decisions", CALL)
    return found


async def hand(desk: Desk, who: str, to: str, context: str = HAND_OVER) -> Any:
    return await desk.submit(who, "hand_over", context, to=to, why="not my budget")


# Hand over


async def test_handing_over_asks_to_whom_and_why(desk: Desk) -> None:
    reply = await desk.press("dee", "decision.hand_over", CALL)
    assert field_ids(reply) == ["to", "why"]
    assert form_of(reply).context == HAND_OVER


async def test_the_new_decider_is_asked_at_once_and_reads_why(desk: Desk) -> None:
    await hand(desk, "dee", "mia")
    line = "Your call by Thu 12 Nov: pause paid ads? If no answer: pause half. Affects 1.3."
    assert private(desk, "mia").startswith(f"{line} Handed over by Dee: not my budget.")
    assert labels(shown_to(desk, "mia")[0]) == ["Decide", "Hand over", "Not needed"]


async def test_the_old_deciders_message_loses_its_buttons_and_says_where_it_went(desk: Desk) -> None:
    await hand(desk, "dee", "mia")
    assert private(desk, "dee").startswith("Handed to Mia: pause paid ads?")
    assert labels(shown_to(desk, "dee")[0]) == []


async def test_the_team_reads_of_it_and_the_thread_names_the_new_decider(desk: Desk) -> None:
    reply = await hand(desk, "dee", "mia")
    assert words(reply).startswith("Dee handed it to Mia: pause paid ads? (not my budget)")
    assert "Dee handed it to Mia: pause paid ads? (not my budget)" in desk.said()
    assert in_thread(desk).notice.startswith("Mia's call by Thu 12 Nov")


async def test_handed_back_it_is_a_message_of_its_own_again(desk: Desk) -> None:
    await hand(desk, "dee", "mia")
    await hand(desk, "mia", "dee", f"{CALL}|{mid('mia')}")
    assert len(shown_to(desk, "dee")) == 2
    assert call(desk).told_ids == (mid("dee"), mid("mia"), f"{mid('dee')}:2")


@pytest.mark.parametrize(("who", "may"), [("dee", True), ("ana", True), ("ben", True), ("mia", False)])
async def test_whoever_may_decide_and_who_asked_may_hand_over(desk: Desk, who: str, may: bool) -> None:
    assert is_refused(await hand(desk, who, "cy")) != may


async def test_who_handed_it_over_no_longer_decides(desk: Desk) -> None:
    await hand(desk, "dee", "mia")
    reply = await desk.press("dee", "decision.decide", CALL)
    assert is_refused(reply)
    assert "Only Mia, Ana or an admin can decide this." in words(reply)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"to": "", "why": "so"}, "to"),
        ({"to": "mia", "why": ""}, "why"),
        ({"to": "dee", "why": "so"}, "to"),
        ({"to": "nobody", "why": "so"}, "to"),
        ({"to": "mia", "why": "x" * 301}, "why"),
    ],
)
async def test_what_is_wrong_with_a_hand_over_is_said_at_its_field(
    desk: Desk, values: dict[str, str], field: str
) -> None:
    assert set(errors_of(await desk.submit("dee", "hand_over", HAND_OVER, **values))) == {field}
    assert call(desk).decider_id == mid("dee")


async def test_of_two_who_hand_it_over_the_second_hears_who_was_first(desk: Desk) -> None:
    replies = await asyncio.gather(
        desk.door.handle(submitted("dee", "hand_over", HAND_OVER, to="mia", why="hers")),
        desk.door.handle(submitted("ana", "hand_over", HAND_OVER, to="cy", why="his")),
    )
    (lost,) = [reply for reply in replies if is_refused(reply)]
    assert words(lost).splitlines()[0] in ("Dee handed this to Mia first.", "Ana handed this to Cy first.")
    assert call(desk).decider_id in (mid("mia"), mid("cy"))


@pytest.mark.parametrize(("first", "second"), [("dee", "ana"), ("ana", "dee")])
async def test_who_comes_second_hears_whom_it_went_to(desk: Desk, first: str, second: str) -> None:
    await hand(desk, first, "mia")
    assert words(await hand(desk, second, "cy")).startswith(f"{first.title()} handed this to Mia first.")


# New date


async def test_a_new_date_stands_in_every_message(desk: Desk) -> None:
    reply = await desk.submit("ben", "new_date", NEW_DATE, needed_by=NEXT_WEEK.isoformat())
    assert words(reply).startswith("Ben set a new date, Wed 18 Nov: pause paid ads?")
    assert call(desk).needed_by == NEXT_WEEK
    assert private(desk, "dee").startswith("Your call by Wed 18 Nov")
    assert "Dee's call by Wed 18 Nov" in in_thread(desk).notice


@pytest.mark.parametrize("day", ["", "2026-11-06", "2026-11-12", "someday"])
async def test_a_new_date_is_another_day_today_or_later(desk: Desk, day: str) -> None:
    assert set(errors_of(await desk.submit("ben", "new_date", NEW_DATE, needed_by=day))) == {"needed_by"}


async def test_of_two_new_dates_the_second_hears_of_the_first(desk: Desk) -> None:
    await desk.submit("ben", "new_date", NEW_DATE, needed_by=NEXT_WEEK.isoformat())
    reply = await desk.submit("ana", "new_date", NEW_DATE, needed_by="2026-11-20")
    assert "Somebody set another date first: Wed 18 Nov." in words(reply)
    assert call(desk).needed_by == NEXT_WEEK


# Fallback


async def test_on_its_date_the_raiser_takes_the_fallback(desk: Desk, clock: FakeClock) -> None:
    clock.to(berlin(12, "09:00"))
    reply = await desk.press("ben", "decision.fallback", CALL)
    assert words(reply).startswith("Ben took the fallback: pause paid ads? pause half (Cy, date not set)")
    kept = call(desk)
    assert (kept.state, kept.outcome, kept.owner_id) == (DecisionState.DECIDED, "pause half", mid("cy"))
    assert kept.why_late == "no answer came, so the fallback holds"
    assert labels(in_thread(desk)) == labels(shown_to(desk, "dee")[0]) == []


async def test_the_fallback_becomes_an_action_of_the_key_results_owner_else_of_the_lead(
    desk: Desk, clock: FakeClock
) -> None:
    await desk.keep("decisions", replace(call(desk), key_result_id=None))
    clock.to(berlin(12, "09:00"))
    await desk.press("ben", "decision.fallback", CALL)
    (action,) = desk.rows("actions")
    assert (action.text, action.owner_id) == ("pause half", mid("ana"))


async def test_before_its_date_the_fallback_is_not_the_raisers_to_take(desk: Desk) -> None:
    reply = await desk.press("ben", "decision.fallback", CALL)
    assert "Dee may decide until Thu 12 Nov; from that day on the fallback can be taken." in words(reply)
    assert call(desk).state == DecisionState.OPEN


@pytest.mark.parametrize("who", ["dee", "ana"])
async def test_who_decides_takes_the_fallback_at_any_time(desk: Desk, who: str) -> None:
    assert not is_refused(await desk.press(who, "decision.fallback", CALL))


async def test_without_a_fallback_there_is_none_to_take(desk: Desk) -> None:
    await desk.keep("decisions", replace(call(desk), fallback=""))
    reply = await desk.press("dee", "decision.fallback", CALL)
    assert is_refused(reply)
    assert "No fallback was named" in words(reply)


async def test_a_fallback_and_a_decision_at_once_settle_it_once(desk: Desk, clock: FakeClock) -> None:
    clock.to(berlin(12, "09:00"))
    replies = await asyncio.gather(
        desk.door.handle(pressed("ben", "decision.fallback", CALL)),
        desk.door.handle(submitted("dee", "decide", CALL, outcome="stop all", owner="cy", due="2026-11-20")),
        desk.door.handle(pressed("ben", "decision.fallback", CALL)),
    )
    lost = [reply for reply in replies if is_refused(reply)]
    assert len(lost) == 2
    assert all("settled this on Thu 12 Nov: decided." in words(reply) for reply in lost)
    assert len(desk.rows("actions")) == 1


# Raise it


async def test_raised_it_reaches_whom_the_decider_answers_to_at_once(desk: Desk, clock: FakeClock) -> None:
    clock.to(berlin(12, "09:00"))
    reply = await desk.press("ben", "decision.raise", CALL)
    assert words(reply).startswith("Ben raised it to Mia: pause paid ads?")
    (escalation,) = desk.rows("escalations")
    assert (escalation.recipient_id, escalation.asked_by) == (mid("mia"), mid("ben"))
    assert (escalation.subject_id, escalation.state) == (CALL, EscalationState.SENT)
    queued = desk.store.data[WORKSPACE.id].messages.values()
    assert any(row.message.place.member == "mia" and not row.message.is_nudge for row in queued)


async def test_raised_twice_it_is_there_once(desk: Desk, clock: FakeClock) -> None:
    clock.to(berlin(12, "09:00"))
    await desk.press("ben", "decision.raise", CALL)
    reply = await desk.press("ana", "decision.raise", CALL)
    assert words(reply).startswith("Mia has it already")
    assert len(desk.rows("escalations")) == 1


async def test_where_nobody_is_above_it_is_said(desk: Desk) -> None:
    await desk.keep("teams", replace(TEAM, manager_id=None))
    reply = await desk.press("ben", "decision.raise", CALL)
    assert is_refused(reply)
    assert "There is nobody above Dee to raise it to. Hand it over, or set a new date." in words(reply)


# Who may, and what is offered


@pytest.mark.parametrize("action", ["hand_over", "fallback", "new_date", "raise"])
async def test_what_is_not_mine_is_refused_and_changes_nothing(desk: Desk, action: str) -> None:
    before = desk.changes()
    reply = await desk.press("mia", f"decision.{action}", CALL, channel=None)
    assert is_refused(reply)
    assert "or an admin can settle this." in words(reply)
    assert desk.changes() == before


@pytest.mark.parametrize("action", ["hand_over", "fallback", "new_date", "raise"])
async def test_once_settled_every_old_button_says_who_was_first(desk: Desk, action: str) -> None:
    await desk.submit("dee", "decide", CALL, outcome="stop all", owner="cy", due="2026-11-20")
    assert "Dee settled this on Mon 9 Nov: decided." in words(await desk.press("ben", f"decision.{action}", CALL))


async def test_the_cover_of_the_decider_may_hand_it_on(desk: Desk) -> None:
    await desk.keep("leaves", leave("dee", cover="mia"))
    assert not is_refused(await hand(desk, "mia", "cy"))


@pytest.mark.parametrize(
    ("changes", "text", "offered"),
    [
        ({}, "Still open, needed today: pause paid ads? If no answer: pause half. Affects 1.3. It is with Dee.", PICK),
        ({"fallback": ""}, "Still open, needed today: pause paid ads? Affects 1.3. It is with Dee.", PICK[1:]),
        ({"state": DecisionState.NOT_NEEDED, "decided_by": mid("ben")}, "Not needed any more, said Ben", []),
    ],
)
async def test_on_its_date_the_raiser_is_offered_what_there_is(
    desk: Desk, changes: dict[str, Any], text: str, offered: list[str]
) -> None:
    async with desk.store.unit(WORKSPACE.id, actor="test") as unit:
        snapshot = await load_snapshot(unit, TEAM)
    blocks = entry_blocks(replace(call(desk), **changes), snapshot, THURSDAY, NoticeKind.PICK)
    assert getattr(blocks[0], "text", "").startswith(text)
    assert [button.label for block in blocks if isinstance(block, Buttons) for button in block.buttons] == offered


async def test_the_thread_of_a_kr_that_is_gone_still_reads_well(desk: Desk) -> None:
    await desk.keep("key_results", replace(desk.row("key_results", kr_id("1.3")), is_removed=True))
    await hand(desk, "dee", "cy")
    assert "Affects" not in in_thread(desk).notice
