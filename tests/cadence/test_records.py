"""Recording a blocker, a decision or an action from one line: shown back, told to the team, never half kept."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cadence.context import Services
from cadence.model import ActionState, BlockerState, DecisionState
from cadence.requests import CommandTyped, Person, Say
from cadence.scheduler import Scheduler
from tests.cadence.desk import Desk, a_blocker, buttons_of, card_words, is_refused, words
from tests.fakes.clock import FakeClock
from tests.fakes.growth import MONDAY, WORKSPACE, kr_id, mid, plant_growth, typed
from tests.fakes.memory import MemoryStore
from tests.fakes.services import fake_services

NOUNS = ("blocker", "decision", "action")


@pytest.fixture
def desk(store: MemoryStore, services: Services) -> Desk:
    return Desk(store, services)


async def test_a_blocker_is_kept_with_the_owner_of_its_key_result_and_since_today(desk: Desk) -> None:
    await desk.type("ben", "blocker 2.1 contracts are stuck <@mia>")
    (blocker,) = desk.rows("blockers")
    assert (blocker.text, blocker.key_result_id) == ("contracts are stuck", kr_id("2.1"))
    assert (blocker.owner_id, blocker.waiting_on_id) == (mid("ana"), mid("mia"))
    assert (blocker.since, blocker.raised_by) == (date(2026, 11, 9), mid("ben"))


async def test_a_blocker_without_a_key_result_has_no_owner_until_somebody_sets_one(desk: Desk) -> None:
    reply = await desk.type("ben", "blocker nobody answers the phone")
    assert desk.rows("blockers")[0].owner_id is None
    assert "Owner: not set" in words(reply)
    assert ("blocker.set", desk.rows("blockers")[0].id) in [(b.action, b.value) for b in buttons_of(reply)]


async def test_everything_is_shown_back_with_names_and_dates(desk: Desk) -> None:
    reply = await desk.type("ben", "blocker 2.1 contracts are stuck <@mia>")
    shown = words(reply)
    for part in (
        "Blocker: contracts are stuck",
        "Key result: 2.1 Renewal rate",
        "Waits on: Mia",
        "Owner: Ana",
        "Since: Mon 9 Nov",
        "Next check: not set",
    ):
        assert part in shown


async def test_a_decision_goes_to_the_person_named_by_the_day_named(desk: Desk) -> None:
    reply = await desk.type("ben", "decision 1.3 pause paid ads? <@mia> by 2026-11-12")
    (decision,) = desk.rows("decisions")
    assert (decision.decider_id, decision.needed_by) == (mid("mia"), date(2026, 11, 12))
    assert "Decides: Mia" in words(reply)
    assert "Needed by: Thu 12 Nov" in words(reply)


async def test_a_decision_without_a_decider_is_not_set_and_says_that_the_lead_decides(desk: Desk) -> None:
    reply = await desk.type("ben", "decision pause paid ads? by 2026-11-12")
    assert desk.rows("decisions")[0].decider_id is None
    assert "not set" not in words(reply)
    assert "Nobody named: Ana decides." in words(reply)
    assert "No date" not in words(reply)


async def test_a_decision_without_a_date_is_wanted_five_working_days_after_the_next_closing(desk: Desk) -> None:
    reply = await desk.type("ben", "decision pause paid ads? <@mia>")
    assert desk.rows("decisions")[0].needed_by is None
    assert "not set" not in words(reply)
    assert "No date: by Thu 19 Nov." in words(reply)  # closes Thu 12 Nov
    assert "Nobody named" not in words(reply)


async def test_while_a_check_in_is_open_the_five_days_start_at_its_closing(desk: Desk, clock: FakeClock) -> None:
    await desk.open_week()
    clock.to(datetime.fromisoformat("2026-11-12T08:00:00+00:00"))
    reply = await desk.type("ben", "decision pause paid ads?")
    assert "Nobody named: Ana decides. No date: by Thu 19 Nov." in words(reply)


async def test_the_deciders_leave_and_holidays_are_no_working_days(store: MemoryStore) -> None:
    desk = Desk(store, fake_services(("DE", date(2026, 11, 16), "a holiday")))
    await desk.type("ana", "away 2026-11-17 to 2026-11-18")
    reply = await desk.type("ben", "decision pause paid ads?")
    assert "No date: by Tue 24 Nov." in words(reply)


async def test_an_action_without_owner_and_date_says_not_set_and_asks_for_them(desk: Desk) -> None:
    reply = await desk.type("ben", "action 1.1 pricing test")
    (action,) = desk.rows("actions")
    assert (action.owner_id, action.due) == (None, None)
    assert "Owner: not set" in words(reply)
    assert "Due: not set" in words(reply)
    assert ("action.set", action.id) in [(button.action, button.value) for button in buttons_of(reply)]


async def test_an_action_takes_its_owner_and_date_from_the_line(desk: Desk) -> None:
    await desk.type("ben", "action 1.1 run the pricing test <@cy> 2026-11-13")
    (action,) = desk.rows("actions")
    assert (action.text, action.owner_id, action.due) == ("run the pricing test", mid("cy"), date(2026, 11, 13))


NOBODY_NAMED = "Ana's call by Thu 19 Nov (no date set): pause ads? Affects 1.3. Asked by Ben. Nobody was named."
TO_MIA = (
    "Mia's call by Thu 12 Nov: pause ads? Affects 1.3. Asked by Ben. Not for this channel to decide; it went to Mia."
)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("blocker 2.2 contracts are stuck <@mia>", "Ben: blocker on 2.2: contracts are stuck (Mia)"),
        ("blocker the printer burns", "Ben: blocker: the printer burns"),
        ("decision 1.3 pause ads?", NOBODY_NAMED),
        ("decision 1.3 pause ads? <@mia> by 2026-11-12", TO_MIA),
        ("action 1.1 pricing test <@cy> 2026-11-13", "Ben: action on 1.1: pricing test (Cy, by Fri 13 Nov)"),
        ("action pricing test <@cy>", "Ben: action: pricing test (Cy, date not set)"),
        ("action pricing test", "Ben: action: pricing test (owner and date not set)"),
    ],
)
async def test_the_team_reads_one_line_in_the_newest_thread(desk: Desk, line: str, told: str) -> None:
    week = await desk.open_week()
    await desk.type("ben", line)
    assert desk.said(f"prompt:{week.id}") == [told]


@pytest.mark.parametrize("noun", NOUNS)
async def test_what_is_recorded_while_a_check_in_is_open_belongs_to_it(desk: Desk, noun: str) -> None:
    week = await desk.open_week()
    await desk.type("ben", f"{noun} something")
    assert desk.rows(f"{noun}s")[0].checkin_id == week.id


@pytest.mark.parametrize("noun", NOUNS)
async def test_what_is_recorded_between_check_ins_belongs_to_none(desk: Desk, noun: str) -> None:
    await desk.type("ben", f"{noun} something")
    assert desk.rows(f"{noun}s")[0].checkin_id is None


@pytest.mark.parametrize("noun", NOUNS)
async def test_a_mentioned_person_is_kept_by_name_so_that_nothing_mentions_anybody(desk: Desk, noun: str) -> None:
    await desk.type("ben", f"{noun} waiting for <@mia> and the others")
    row = desk.rows(f"{noun}s")[0]
    assert "<@" not in (row.question if noun == "decision" else row.text)
    assert "Mia" in (row.question if noun == "decision" else row.text)


@pytest.mark.parametrize("who", ["ana", "ben", "dee", "mia"])
@pytest.mark.parametrize("noun", NOUNS)
async def test_members_lead_and_manager_may_record(desk: Desk, noun: str, who: str) -> None:
    await desk.type(who, f"{noun} something")
    assert len(desk.rows(f"{noun}s")) == 1


@pytest.mark.parametrize("noun", NOUNS)
async def test_others_may_not_and_get_their_line_back(desk: Desk, noun: str) -> None:
    reply = await desk.type("zoe", f"{noun} 2.1 something of mine")
    assert desk.rows(f"{noun}s") == []
    assert is_refused(reply)
    assert "Ana, who leads it, can add you" in words(reply)
    assert f"okr {noun} 2.1 something of mine" in words(reply)


@pytest.mark.parametrize("noun", NOUNS)
async def test_an_admin_may_record_for_any_team(desk: Desk, noun: str) -> None:
    await desk.type("zoe", "board")
    await desk.change_member("zoe", is_admin=True)
    await desk.type("zoe", f"{noun} something")
    assert len(desk.rows(f"{noun}s")) == 1


@pytest.mark.parametrize("noun", NOUNS)
async def test_guests_are_refused_kindly(desk: Desk, noun: str) -> None:
    request = typed("ben", f"{noun} something")
    guest = Person(id="ben", name="Ben", is_guest=True)
    reply = await desk.door.handle(_as(request, guest))
    assert desk.rows(f"{noun}s") == []
    assert "guest from another workspace" in words(reply)


def _as(request: CommandTyped, who: Person) -> CommandTyped:
    return replace(request, who=who, people={who.id: who})


@pytest.mark.parametrize("noun", NOUNS)
async def test_a_line_beyond_300_is_refused_whole_and_given_back_whole(desk: Desk, noun: str) -> None:
    long = "very " * 500 + "long"
    reply = await desk.type("ben", f"{noun} {long}")
    assert desk.rows(f"{noun}s") == []
    assert "2,504 characters; 300 fit here" in words(reply)
    assert long in words(reply).replace("\n", "")


@pytest.mark.parametrize("line", ["decision " + "very " * 700 + "long", "bord of Growth", "update 2.1 many <@cy>"])
async def test_a_line_that_is_not_understood_is_given_back_whole(desk: Desk, line: str) -> None:
    reply = await desk.type("ben", line)
    assert is_refused(reply)
    assert "okr " + line.replace("<@cy>", "@Cy") in words(reply).replace("\n", "")


@pytest.mark.parametrize("noun", NOUNS)
async def test_a_line_of_300_fits(desk: Desk, noun: str) -> None:
    await desk.type("ben", f"{noun} {'x' * 300}")
    assert len(desk.rows(f"{noun}s")) == 1


@pytest.mark.parametrize("line", ["decision pause ads? by 2026-11-06", "action pricing test 2026-11-06"])
async def test_a_day_in_the_past_is_refused_and_shown_back(desk: Desk, line: str) -> None:
    reply = await desk.type("ben", line)
    assert desk.rows("decisions") + desk.rows("actions") == []
    assert "Fri 6 Nov is past" in words(reply)
    assert f"okr {line}" in words(reply)


async def test_today_is_not_past(desk: Desk) -> None:
    await desk.type("ben", "action pricing test today")
    assert desk.rows("actions")[0].due == date(2026, 11, 9)


@pytest.mark.parametrize("noun", NOUNS)
async def test_an_unknown_key_result_names_those_that_there_are(desk: Desk, noun: str) -> None:
    reply = await desk.type("ben", f"{noun} 7.7 something")
    assert desk.rows(f"{noun}s") == []
    assert "Growth has no key result 7.7. It has 1.1, 1.2, 1.3, 2.1, 2.2" in words(reply)
    assert f"okr {noun} 7.7 something" in words(reply)


@pytest.mark.parametrize("line", ["decision pause ads? <@nobody>", "action pricing test <@nobody>"])
async def test_somebody_unknown_is_refused(desk: Desk, line: str) -> None:
    reply = await desk.type("ben", line)
    assert desk.rows("decisions") + desk.rows("actions") == []
    assert "I don't know this person here. Name a member of this workspace." in words(reply)


@pytest.mark.parametrize("line", ["decision pause ads? <@cy>", "action pricing test <@cy>"])
async def test_nothing_is_given_to_somebody_who_left(desk: Desk, line: str) -> None:
    await desk.change_member("cy", is_active=False)
    reply = await desk.type("ben", line)
    assert desk.rows("decisions") + desk.rows("actions") == []
    assert "Cy is not active any more" in words(reply)


@pytest.mark.parametrize(
    ("noun", "state"),
    [
        ("blocker", BlockerState.WITHDRAWN),
        ("decision", DecisionState.WITHDRAWN),
        ("action", ActionState.WITHDRAWN),
    ],
)
async def test_take_back_withdraws_it_and_its_line(desk: Desk, noun: str, state: str) -> None:
    week = await desk.open_week()
    recorded = await desk.type("ben", f"{noun} something silly")
    press = next(button for button in buttons_of(recorded) if button.label == "Take back")
    reply = await desk.press("ben", press.action, press.value)
    assert desk.rows(f"{noun}s")[0].state == state
    assert isinstance(reply, Say)
    assert reply.replaces
    assert "something silly" in words(reply)
    assert desk.said(f"prompt:{week.id}") == [f"Ben took back a{'n' if noun == 'action' else ''} {noun}."]


async def test_what_is_taken_back_after_the_closing_leaves_the_summary_too(
    desk: Desk, clock: FakeClock, services: Services
) -> None:
    week = await desk.open_week()
    await desk.type("ben", "blocker something silly")
    clock.to(week.closes_at)
    await Scheduler(desk.store, services).tick()
    summary = desk.store.data[WORKSPACE.id].messages[f"summary:{week.id}"].message.card
    assert "something silly" in card_words(summary)
    await desk.press("ben", "record.undo", f"blocker:{desk.rows('blockers')[0].id}")
    summary = desk.store.data[WORKSPACE.id].messages[f"summary:{week.id}"].message.card
    assert "something silly" not in card_words(summary)


async def test_only_who_recorded_it_or_the_lead_takes_it_back(desk: Desk) -> None:
    await desk.type("ben", "blocker something")
    blocker = desk.rows("blockers")[0]
    reply = await desk.press("cy", "record.undo", f"blocker:{blocker.id}")
    assert "Only Ben" in words(reply)
    await desk.press("ana", "record.undo", f"blocker:{blocker.id}")
    assert desk.rows("blockers")[0].state == BlockerState.WITHDRAWN


async def test_what_was_solved_meanwhile_is_not_taken_back(desk: Desk) -> None:
    await desk.type("ben", "blocker something")
    blocker = desk.rows("blockers")[0]
    await desk.press("ana", "blocker.solved", blocker.id)
    reply = await desk.press("ben", "record.undo", f"blocker:{blocker.id}")
    assert "Ana settled this on Mon 9 Nov: solved." in words(reply)
    assert desk.rows("blockers")[0].state == BlockerState.SOLVED


async def test_a_blocker_for_the_lead_only_is_not_there_for_others_to_take_back(desk: Desk) -> None:
    await desk.change_member("mia", is_admin=True)
    await desk.keep("blockers", a_blocker(lead_only=True))
    reply = await desk.press("mia", "record.undo", f"blocker:{a_blocker().id}")
    assert "This is not there any more." in words(reply)
    assert desk.said() == []


@pytest.mark.parametrize("value", ["", "blocker", "blocker:gone", "members:x", "team:x", ":", "blocker:a:b"])
async def test_a_made_up_value_takes_back_nothing(desk: Desk, value: str) -> None:
    assert is_refused(await desk.press("ben", "record.undo", value))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(noun=st.sampled_from(NOUNS), text=st.text(max_size=400))
async def test_any_line_is_recorded_or_refused_and_never_half(noun: str, text: str) -> None:
    memory = MemoryStore(FakeClock(MONDAY + timedelta(hours=1)))
    await plant_growth(memory, readings=False)
    desk = Desk(memory, fake_services())
    reply = await desk.type("ben", f"{noun} {text}")
    is_kept = isinstance(reply, Say) and not reply.refuses  # without a word it asks by the form
    assert len(desk.rows(f"{noun}s")) == is_kept
    assert is_kept == (desk.said() != [])
