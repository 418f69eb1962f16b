"""`okr mine`: everything that waits for me, in all my teams, on one card, settled in place."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from cadence.context import Services
from cadence.ids import id_for
from cadence.model import Answer, AnswerKind, EscalationState, NoticeKind, NoticeState, Record, Role, StopState
from cadence.requests import FormChanged, Reply, Say
from tests.cadence.asking import said
from tests.cadence.desk import (
    Desk,
    a_blocker,
    a_decision,
    a_stop,
    an_action,
    buttons_of,
    form_of,
    is_refused,
)
from tests.cadence.follow.telling import PLURALS, TODAY, about, berlin, leave, of_step, step
from tests.fakes.growth import MONDAY, TEAM, WORKSPACE, kr_id, mid, submitted, typed
from tests.fakes.memory import MemoryStore

EMPTY = "Nothing waits for you."
TOMORROW, YESTERDAY = TODAY + timedelta(days=1), TODAY - timedelta(days=1)


@pytest.fixture
def desk(store: MemoryStore, services: Services) -> Desk:
    return Desk(store, services)


async def keep(desk: Desk, *records: Record) -> None:
    for record in records:
        await desk.keep(PLURALS[type(record).__name__], record)


async def mine(desk: Desk, who: str, channel: str | None = None) -> str:
    return said(await desk.type(who, "mine", channel))


async def press(desk: Desk, who: str, label: str, shown: Reply | None = None) -> Reply:
    """Press the first button with this label on the card."""
    found = next(each for each in buttons_of(shown or await desk.type(who, "mine", None)) if each.label == label)
    return await desk.press(who, found.action, found.value, None)


async def test_where_nothing_waits_it_says_so(desk: Desk) -> None:
    assert await mine(desk, "mia") == EMPTY


BLOCKED = a_blocker(next_check=TODAY)
TAKEN = EscalationState.TAKEN


@pytest.mark.parametrize(
    ("records", "who", "shows"),
    [
        ([an_action(due=TODAY)], "dee", "Due today: pricing test"),
        ([an_action(due=YESTERDAY)], "dee", "pricing test"),
        ([an_action(due=None)], "dee", "No date yet: pricing test"),
        ([an_action(due=TOMORROW)], "dee", None),
        ([an_action(due=TODAY)], "ben", None),
        ([a_decision(needed_by=TOMORROW)], "dee", "Your call by"),
        ([a_decision(needed_by=date(2026, 12, 24))], "dee", "Your call by"),
        ([a_decision(decider_id=None)], "ana", "Nobody was named, so it is yours."),
        ([a_decision(needed_by=TOMORROW)], "ben", None),
        ([a_decision(needed_by=TODAY)], "ben", "What now?"),
        ([a_decision(needed_by=TODAY)], "cy", None),
        ([BLOCKED], "dee", "waiting for legal"),
        ([a_blocker(next_check=YESTERDAY)], "dee", "waiting for legal"),
        ([a_blocker(next_check=TOMORROW)], "dee", None),
        ([a_blocker(next_check=None)], "dee", "waiting for legal"),
        ([a_blocker(next_check=TOMORROW, waiting_on_id=mid("cy"))], "cy", "waiting for legal"),
        ([a_blocker(next_check=TODAY, lead_only=True)], "dee", None),
        ([a_stop(raised_at=MONDAY - timedelta(days=7))], "ben", None),  # no check-in has asked yet
        ([BLOCKED, step(BLOCKED)], "mia", "Growth is waiting: "),
        ([BLOCKED, step(BLOCKED)], "ben", None),
        ([BLOCKED, step(BLOCKED, state=EscalationState.PLANNED)], "mia", None),
        ([BLOCKED, step(BLOCKED, state=TAKEN, returns_on=TOMORROW)], "mia", None),
        ([BLOCKED, step(BLOCKED, state=TAKEN, returns_on=TODAY)], "mia", "Back"),
        ([BLOCKED, step(BLOCKED, snoozed_until=TOMORROW)], "mia", None),
        ([BLOCKED, step(BLOCKED, snoozed_until=TODAY)], "mia", "Growth is waiting: "),
        ([BLOCKED, step(BLOCKED, state=EscalationState.SETTLED)], "mia", None),
    ],
)
async def test_what_appears_for_whom(desk: Desk, records: Sequence[Record], who: str, shows: str | None) -> None:
    await keep(desk, *records)
    text = await mine(desk, who)
    assert shows in text if shows else text == EMPTY


async def test_an_open_checkin_waits_until_it_is_answered(desk: Desk) -> None:
    checkin = await desk.open_week()
    assert "Growth's check-in closes on Thu 10:00: 1.1, 1.2.\n[Answer]" in await mine(desk, "ben")
    assert "three short questions" in await mine(desk, "dee")
    await desk.keep(
        "answers",
        Answer(
            id=id_for("answer", checkin.id, mid("ben")),
            workspace_id=WORKSPACE.id,
            checkin_id=checkin.id,
            team_id=TEAM.id,
            member_id=mid("ben"),
            kind=AnswerKind.UNCHANGED,
            at=MONDAY,
        ),
    )
    assert await mine(desk, "ben") == EMPTY


async def test_the_next_checkin_asks_whether_it_did_stop(desk: Desk) -> None:
    await keep(desk, a_stop(raised_at=MONDAY - timedelta(days=7)))
    await desk.open_week()
    assert "Did it stop? webinars" in await mine(desk, "ben")
    shown = await press(desk, "ben", "Yes")
    assert "Did it stop?" not in said(shown)
    assert [row.state for row in desk.rows("stops")] == [StopState.STOPPED]


async def test_a_notice_that_was_held_back_is_there(desk: Desk) -> None:
    action = an_action(due=TODAY, times_moved=2)
    await keep(desk, action, about(action, kind=NoticeKind.WORTH, at=berlin(16)))
    assert "Still worth doing?" in await mine(desk, "dee")


async def test_a_preview_stays_until_the_step_was_sent(desk: Desk) -> None:
    planned = step(BLOCKED, state=EscalationState.PLANNED, at=berlin(10, "10:00"), sent_at=None)
    preview = of_step(planned, BLOCKED, "ana", kind=NoticeKind.PREVIEW)
    await keep(desk, BLOCKED, planned, replace(preview, state=NoticeState.TOLD, told_on=TODAY))
    assert "Goes to Mia tomorrow 10:00" in await mine(desk, "ana")
    await keep(desk, replace(planned, state=EscalationState.SENT))
    assert await mine(desk, "ana") == EMPTY


async def test_one_thing_is_one_entry_whatever_is_asked_about_it(desk: Desk) -> None:
    owned = step(BLOCKED, "dee", Role.LEAD)
    await keep(desk, BLOCKED, owned, of_step(owned, BLOCKED, "dee"), about(BLOCKED))
    assert (await mine(desk, "dee")).startswith("One thing waits for you.")


async def test_it_goes_over_all_my_teams_in_the_channel_of_one_too(desk: Desk) -> None:
    sales = replace(TEAM, id="sales", slug="sales", name="Sales", channel="C-sales")
    theirs = an_action("theirs", team_id="sales", key_result_id=None, due=TODAY, text="call back")
    await keep(desk, sales, an_action(due=TODAY), theirs)
    text = await mine(desk, "dee", TEAM.channel)
    assert text.index("Growth") < text.index("pricing test") < text.index("Sales") < text.index("call back")


async def test_a_button_is_answered_with_what_is_left(desk: Desk) -> None:
    await keep(desk, an_action(due=TODAY), BLOCKED)
    shown = await press(desk, "dee", "Done")
    assert isinstance(shown, Say)
    assert shown.replaces
    assert said(shown).startswith("Dee: action done: pricing test\n\nOne thing waits for you.")
    left = await press(desk, "dee", "Solved", shown)
    assert said(left).endswith(EMPTY)


async def test_a_form_is_answered_with_what_is_left(desk: Desk) -> None:
    await keep(desk, an_action(due=TODAY), a_decision(needed_by=TODAY))
    form = form_of(await press(desk, "dee", "Decide"))
    shown = await desk.submit("dee", form.id, form.context, outcome="pause half")
    assert said(shown).startswith("Dee decided: pause paid ads?")
    assert "One thing waits for you." in said(shown)


async def test_a_form_with_a_fault_stays_open(desk: Desk) -> None:
    await keep(desk, a_decision(needed_by=TODAY))
    form = form_of(await press(desk, "dee", "Decide"))
    assert not isinstance(await desk.submit("dee", form.id, form.context, outcome=""), Say)


async def test_what_somebody_else_settled_meanwhile_is_refused_and_says_who(desk: Desk) -> None:
    action = an_action(due=TODAY)
    await keep(desk, action)
    shown = await desk.type("dee", "mine", None)
    await desk.press("ben", "action.done", action.id)
    late = await press(desk, "dee", "Done", shown)
    assert is_refused(late)
    assert "Ben settled this" in said(late)


async def test_the_checkin_form_of_this_card_opens_draws_anew_and_sends(desk: Desk) -> None:
    await desk.open_week()
    form = form_of(await press(desk, "dee", "Answer"))
    more = FormChanged(**_as_sent(form.context), form=form.id, event="more:blocker", context=form.context)
    again = form_of(await desk.door.handle(more))
    shown = await desk.submit("dee", again.id, again.context)
    assert said(shown).endswith(EMPTY)
    assert len(desk.rows("answers")) == 1


async def test_a_cover_reads_for_whom(desk: Desk) -> None:
    await keep(desk, leave("dee", 9, 13, cover="cy"), an_action(due=TODAY), BLOCKED)
    text = await mine(desk, "cy")
    assert text.startswith("Two things wait for you.\n\nFor Dee, who is away\n")
    assert "One thing waits for you." in said(await press(desk, "cy", "Done"))


async def test_a_cover_does_not_read_what_is_about_a_person(desk: Desk) -> None:
    private = a_blocker(next_check=TODAY, lead_only=True, owner_id=mid("ana"))
    await keep(desk, leave("ana", 9, 13, cover="cy"), private)
    assert await mine(desk, "cy") == EMPTY
    assert "waiting for legal" in await mine(desk, "ana")


async def test_at_most_ten_are_shown_and_the_others_come_up(desk: Desk) -> None:
    await keep(desk, *(an_action(f"{number}", due=TODAY, text=f"thing {number}") for number in range(12)))
    text = await mine(desk, "dee")
    assert text.startswith("12 things wait for you.")
    assert text.count("[Done]") == 10
    assert text.endswith("+2 more come up as these are settled.")
    assert said(await press(desk, "dee", "Done")).count("[Done]") == 10


async def test_a_key_result_off_track_offers_to_ask_for_help_and_is_not_counted(desk: Desk) -> None:
    reading = next(row for row in desk.rows("readings") if row.key_result_id == kr_id("1.3"))
    await desk.keep("readings", replace(reading, confidence=2))
    text = await mine(desk, "cy")
    assert text == f"{EMPTY}\n\n1.3 Trials/week is off track.\n[Ask for help]"


async def test_a_guest_is_refused_kindly(desk: Desk) -> None:
    line = typed("dee", "mine", None)
    reply = await desk.door.handle(replace(line, who=replace(line.who, is_guest=True)))
    assert is_refused(reply)
    assert "You are a guest from another workspace" in said(reply)


def _as_sent(context: str) -> dict[str, Any]:
    """Who sends a form, and where."""
    sent = submitted("dee", "checkin", context)
    return {"workspace_id": sent.workspace_id, "who": sent.who, "request_id": f"change-{sent.request_id}"}
