"""A question as a message of its own: in the thread, and in private to whoever decides; kept true where it stands."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadence.context import Services
from cadence.model import DecisionState, NoticeKind
from cadence.requests import Reply
from cadence.snapshot import Snapshot, load_snapshot
from cadence.wording.decision_request import LONGEST, entry_blocks, request_card
from cadence.wording.plain import plain_text
from tests.cadence.answering import Answering
from tests.cadence.asking import filled, opened
from tests.cadence.desk import Desk, a_decision, is_refused, words
from tests.cadence.follow.calls import CALL, FRIDAY, THURSDAY, TODAY, in_thread, labels, leave, private, shown_to
from tests.cadence.harness import berlin
from tests.fakes.clock import FakeClock
from tests.fakes.growth import MONDAY, TEAM, WORKSPACE, kr_id, mid, plant_growth, submitted
from tests.fakes.memory import MemoryStore

BUTTONS = ["Decide", "Hand over", "Not needed"]
ASKED = "Your call by Thu 12 Nov: pause paid ads? If no answer: pause half. Affects 1.3."
QUESTION = {
    "decision:1:question": "pause paid ads?",
    "decision:1:decider": ("dee",),
    "decision:1:by": "2026-11-12",
    "decision:1:fallback": "pause half",
    "decision:1:kr": kr_id("1.3"),
}


@pytest.fixture
def desk(store: MemoryStore, services: Services) -> Desk:
    return Desk(store, services)


@pytest.fixture
async def week(store: MemoryStore, clock: FakeClock, services: Services) -> Answering:
    """Wednesday 11 November, 10:00: week 7 is open."""
    opened_week = Answering(store, clock, services)
    await opened_week.opened()
    return opened_week


async def ask(desk: Desk, **more: Any) -> None:
    """Ben's question is there, and was told: Dee decides by Thursday, unless told otherwise."""
    fields = {"needed_by": THURSDAY, "fallback": "pause half", **more}
    await desk.keep("decisions", a_decision(**{**fields, "needed_by": FRIDAY}))
    day = fields["needed_by"] or FRIDAY
    await desk.submit("ana", "set_decision", CALL, due=day.isoformat())


def decision(desk: Desk) -> Any:
    (found,) = desk.rows("decisions")
    return found


# Said once, to everybody it concerns


async def test_a_question_of_an_answer_is_its_own_message_in_the_check_ins_thread(week: Answering) -> None:
    await week.reply("ben", QUESTION)
    (asked,) = [message for message in week.said("decision") if message.place.channel]
    assert asked.place.thread == f"prompt:{(await week.newest()).id}"
    assert asked.key == f"decision:{(await week.ask.rows('decisions'))[0].id}"
    assert plain_text(asked.card).startswith("Dee's call by Thu 12 Nov: pause paid ads? If no answer: pause half.")
    assert labels(asked.card) == BUTTONS


async def test_the_decider_reads_it_in_private_at_once(week: Answering) -> None:
    await week.reply("ben", QUESTION)
    (asked,) = [message for message in week.said("decision") if message.place.member]
    assert (asked.place.member, asked.is_nudge) == ("dee", False)
    assert asked.key.endswith(f":{mid('dee')}")
    assert asked.card.notice.startswith("Your call by Thu 12 Nov: pause paid ads? If no answer: pause half.")
    assert labels(asked.card) == BUTTONS


async def test_the_words_to_the_decider_are_those_of_the_specification(desk: Desk) -> None:
    await ask(desk)
    assert private(desk, "dee").splitlines()[0] == ASKED


async def test_sending_the_form_again_says_nothing_twice(week: Answering) -> None:
    await week.reply("ben", QUESTION)
    before = week.texts("decision")
    await week.reply("ben")
    assert week.texts("decision") == before


async def test_editing_the_answer_updates_thread_and_decider(week: Answering) -> None:
    await week.reply("ben", QUESTION)
    await week.reply("ben", {"decision:1:question": "stop paid ads?"})
    assert len(week.texts("decision")) == 2
    assert all("stop paid ads?" in text for text in week.texts("decision"))


async def test_withdrawing_it_says_so_to_both_without_buttons(week: Answering) -> None:
    await week.reply("ben", QUESTION)
    await week.reply("ben", {field: () if field.endswith("decider") else "" for field in QUESTION})
    notices = [message.card.notice for message in week.said("decision")]
    assert notices == ["Ben took back a decision."] * 2
    assert [labels(message.card) for message in week.said("decision")] == [[], []]


async def test_a_question_typed_as_a_command_is_told_alike(desk: Desk) -> None:
    week = await desk.open_week()
    await desk.type("ben", "decision 1.3 pause paid ads? <@dee> by 2026-11-12")
    said = "Dee's call by Thu 12 Nov: pause paid ads? Affects 1.3. Asked by Ben."
    assert desk.said(f"prompt:{week.id}") == [said]
    assert private(desk, "dee").startswith("Your call by Thu 12 Nov: pause paid ads? Affects 1.3.")


async def test_an_early_question_reaches_its_decider_at_once_and_the_thread_with_the_prompt(
    store: MemoryStore, clock: FakeClock, services: Services
) -> None:
    week = Answering(store, clock, services)
    await week.at(9, "09:00")
    await week.ask.sends("ben", opened(await week.ask.types("ben", "checkin")), **QUESTION)
    assert [message.place.member for message in week.said("decision")] == ["dee"]
    await week.at(11, "10:00")
    thread = [message for message in week.said("decision") if message.place.channel]
    assert [message.place.thread for message in thread] == [f"prompt:{(await week.newest()).id}"]


# Who is asked


async def test_without_a_decider_the_lead_reads_that_it_is_theirs(desk: Desk) -> None:
    await ask(desk, decider_id=None)
    await desk.submit("ben", "new_date", f"{CALL}|2026-11-12", needed_by="2026-11-13")
    assert "Nobody was named, so it is yours." in private(desk, "ana")
    assert "Ana's call by Fri 13 Nov" in in_thread(desk).notice


async def test_a_decider_who_left_leaves_it_to_the_lead(desk: Desk) -> None:
    await desk.change_member("dee", is_active=False)
    await ask(desk)
    assert "Dee is not here any more, so it is yours." in private(desk, "ana")
    assert shown_to(desk, "dee") == []


async def test_a_question_for_nobody_in_the_channel_is_said_so_at_once(desk: Desk) -> None:
    await ask(desk, decider_id=mid("mia"))
    assert "Not for this channel to decide; it went to Mia." in in_thread(desk).notice
    assert private(desk, "mia").startswith("Your call by Thu 12 Nov")


async def test_a_question_for_somebody_of_the_team_says_no_such_thing(desk: Desk) -> None:
    await ask(desk)
    assert "went to" not in in_thread(desk).notice


async def test_the_cover_of_a_decider_on_leave_is_asked_instead(desk: Desk) -> None:
    await desk.keep("leaves", leave("dee", cover="cy"))
    await ask(desk)
    assert private(desk, "cy").startswith("For Dee, who is away: your call by Thu 12 Nov")
    assert "Dee is away until Fri 13 Nov; it went to Cy." in in_thread(desk).notice
    assert shown_to(desk, "dee") == []


@pytest.mark.parametrize(("back_after", "asked"), [(FRIDAY, "ana"), (date(2026, 11, 10), "dee")])
async def test_where_nobody_covers_the_lead_is_asked_unless_the_decider_is_back_in_time(
    desk: Desk, back_after: date, asked: str
) -> None:
    await desk.keep("leaves", leave("dee", last=back_after))
    await ask(desk)
    assert [who for who in ("ana", "cy", "dee") if shown_to(desk, who)] == [asked]


async def test_who_asks_themselves_gets_no_message_of_their_own_question(desk: Desk) -> None:
    await ask(desk, decider_id=mid("ben"))
    assert shown_to(desk, "ben") == []
    assert labels(in_thread(desk)) == BUTTONS


async def test_another_decider_named_in_the_list_is_asked_and_the_first_loses_the_buttons(desk: Desk) -> None:
    await ask(desk)
    await desk.submit("ben", "set_decision", CALL, owner="cy")
    assert private(desk, "cy").startswith(ASKED)
    assert private(desk, "dee").startswith("Now with Cy: pause paid ads?")
    assert labels(shown_to(desk, "dee")[0]) == []


# Deciding


async def test_deciding_updates_every_message_that_showed_it_and_tells_the_team(desk: Desk) -> None:
    week = await desk.open_week()
    await ask(desk)
    await desk.submit("dee", "decide", CALL, outcome="pause half", owner="cy", due="2026-11-13")
    line = "Dee decided: pause paid ads? pause half (Cy, by Fri 13 Nov)"
    assert in_thread(desk).notice == line
    assert private(desk, "dee").startswith(line)
    assert labels(in_thread(desk)) == labels(shown_to(desk, "dee")[0]) == []
    assert desk.said(f"prompt:{week.id}")[-1].startswith("Dee decided: pause paid ads? pause half")


async def test_deciding_creates_the_action(desk: Desk) -> None:
    await ask(desk)
    await desk.submit("dee", "decide", CALL, outcome="pause half", owner="cy", due="2026-11-13")
    (action,) = desk.rows("actions")
    assert (action.text, action.owner_id, action.due, action.decision_id) == ("pause half", mid("cy"), FRIDAY, CALL)


async def test_deciding_updates_the_summary_that_showed_it(week: Answering) -> None:
    await week.reply("ben", QUESTION)
    await week.at(12, "10:00")
    (call,) = await week.ask.rows("decisions")
    await week.ask.door.handle(_decided(call.id))
    assert "✓ pause paid ads? pause half" in week.texts("summary")[-1]


async def test_not_needed_updates_every_message_that_showed_it(desk: Desk) -> None:
    await ask(desk)
    await desk.press("ben", "decision.not_needed", CALL)
    assert in_thread(desk).notice == "Not needed any more, said Ben: pause paid ads?"
    assert private(desk, "dee").startswith("Not needed any more, said Ben: pause paid ads?")
    assert labels(in_thread(desk)) == labels(shown_to(desk, "dee")[0]) == []


async def test_a_decision_that_took_days_says_so_where_it_is_posted_and_listed(desk: Desk, clock: FakeClock) -> None:
    await ask(desk)
    clock.to(berlin(15, "09:00"))
    fields = {"outcome": "pause half", "owner": "cy", "due": "2026-11-20", "why_late": "no numbers"}
    reply = await desk.submit("dee", "decide", CALL, **fields)
    assert "Dee decided after 6 days: pause paid ads?" in words(reply)
    assert "Why it took so long: no numbers" in words(reply)
    listed = words(await desk.type("ben", "decisions all"))
    assert "after 6 days: pause half · why it took so long: no numbers" in listed


async def test_why_it_was_late_is_asked_only_once_it_is_late(desk: Desk, clock: FakeClock) -> None:
    await ask(desk)
    assert "why_late" not in _fields(await desk.press("dee", "decision.decide", CALL))
    clock.to(berlin(13, "09:00"))
    assert "why_late" in _fields(await desk.press("dee", "decision.decide", CALL))


@pytest.mark.parametrize("action", ["decision.decide", "decision.hand_over", "decision.not_needed"])
async def test_the_message_of_a_colleague_forwarded_to_somebody_else_settles_nothing(desk: Desk, action: str) -> None:
    await ask(desk)
    before = decision(desk)
    reply = await desk.press("mia", action, CALL, channel=None)
    assert is_refused(reply)
    assert "or an admin can" in words(reply)
    assert decision(desk) == before


@pytest.mark.parametrize("action", ["decision.decide", "decision.hand_over", "decision.not_needed"])
async def test_a_button_of_an_old_message_says_who_was_first(desk: Desk, action: str) -> None:
    await ask(desk)
    await desk.submit("dee", "decide", CALL, outcome="pause half", owner="cy", due="2026-11-13")
    reply = await desk.press("ana", action, CALL)
    assert is_refused(reply)
    assert words(reply).startswith("Dee settled this on Mon 9 Nov: decided.")


async def test_an_overdue_call_stands_in_the_summary_as_overdue(week: Answering) -> None:
    await week.reply("ben", {**QUESTION, "decision:1:by": "2026-11-11"})
    await week.at(12, "10:00")
    assert "Wed 11 Nov, overdue" in week.texts("summary")[-1]


# Words


@given(
    question=st.text(min_size=1, max_size=300),
    fallback=st.text(max_size=300),
    why=st.text(max_size=300),
    state=st.sampled_from(DecisionState),
    viewer=st.sampled_from([None, "dee", "ana"]),
    kind=st.sampled_from(NoticeKind),
)
async def test_whatever_is_typed_a_request_keeps_to_350_characters(
    question: str, fallback: str, why: str, state: DecisionState, viewer: str | None, kind: NoticeKind
) -> None:
    snapshot = await _snapshot()
    typed = {"question": question, "fallback": fallback, "outcome": question, "why_late": why, "handed_why": why}
    call = a_decision(**typed, state=state, handed_by=mid("ana"), needed_by=THURSDAY, decided_by=mid("dee"))
    card = request_card(call, snapshot, TODAY, mid(viewer) if viewer else None)
    text = "\n".join(getattr(block, "text", "") for block in card.blocks).strip()
    assert len(text) <= LONGEST
    assert len(card.notice) <= LONGEST
    entry = entry_blocks(call, snapshot, TODAY, kind)
    assert len("\n".join(getattr(block, "text", "") for block in entry).strip()) <= LONGEST
    of_open = 3 if kind == NoticeKind.DUE else 2
    assert len(entry) == (of_open if state == DecisionState.OPEN else 1)


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({}, ASKED),
        ({"fallback": ""}, "Your call by Thu 12 Nov: pause paid ads? Affects 1.3."),
        ({"question": "which vendor", "fallback": ""}, "Your call by Thu 12 Nov: which vendor? Affects 1.3."),
        ({"key_result_id": None, "fallback": ""}, "Your call by Thu 12 Nov: pause paid ads?"),
        ({"needed_by": None, "fallback": ""}, "Your call, no date set: pause paid ads? Affects 1.3."),
        ({"needed_by": date(2026, 11, 6), "fallback": ""}, "Your call, waited for since Fri 6 Nov: pause paid ads?"),
    ],
)
async def test_a_request_says_only_what_there_is(changes: dict[str, Any], line: str) -> None:
    call = replace(a_decision(needed_by=THURSDAY, fallback="pause half"), **changes)
    assert request_card(call, await _snapshot(), TODAY, mid("dee")).notice.startswith(line)


async def _snapshot() -> Snapshot:
    store = MemoryStore(FakeClock(MONDAY))
    await plant_growth(store, readings=False)
    async with store.unit(WORKSPACE.id, actor="test") as unit:
        return await load_snapshot(unit, TEAM)


def _decided(call_id: str) -> Any:
    return submitted("dee", "decide", call_id, outcome="pause half", owner="cy", due="2026-11-20")


def _fields(reply: Reply) -> dict[str, Any]:
    return filled(opened(reply))
