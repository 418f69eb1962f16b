"""A blocker, a decision or an action from one line: kept with owner and date, shown back, told to the team."""

from datetime import date, datetime

import pytest

from tests.cadence.desk import Desk, buttons_of, words
from tests.cadence.records.nouns import NOUNS
from tests.fakes.clock import FakeClock
from tests.fakes.growth import kr_id, mid
from tests.fakes.memory import MemoryStore
from tests.fakes.services import fake_services


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
