"""Closing: the lead's brief in private, on what to settle first, and the report to copy."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from cadence.cards import Verbatim
from cadence.context import Services
from cadence.frontdoor import FrontDoor
from cadence.ids import id_for
from cadence.model import Action, Blocker, Decision, Leave, StopShift
from cadence.requests import Say
from cadence.wording.report import report_text
from tests.cadence.harness import Rhythm, berlin
from tests.fakes.clock import FakeClock
from tests.fakes.growth import TEAM, WORKSPACE, kr_id, mid, pressed
from tests.fakes.memory import MemoryStore


@pytest.fixture
def rhythm(store: MemoryStore, clock: FakeClock, services: Services) -> Rhythm:
    return Rhythm(store, clock, services)


async def _brief_lines(rhythm: Rhythm) -> list[str]:
    await rhythm.at(12, "10:00")
    [text] = rhythm.texts("brief")
    return text.split("\n")[1:-1]


async def test_the_brief_goes_to_the_lead_alone_and_is_no_nudge(rhythm: Rhythm) -> None:
    await rhythm.closed()
    [brief] = rhythm.said("brief")
    assert (brief.place.member, brief.place.channel, brief.is_nudge) == ("ana", None, False)


async def test_it_has_three_lines_the_most_pressing_first(rhythm: Rhythm) -> None:
    await rhythm.opened()
    await rhythm.read("1.3", "230", 3)
    await rhythm.add(
        "decisions",
        _decision(1, "Later?", decider_id=mid("cy"), needed_by=date(2026, 11, 20)),
        _decision(2, "Fallback?"),
        _decision(3, "Overdue?", decider_id=mid("cy"), needed_by=date(2026, 11, 10)),
    )
    await rhythm.add("blockers", _blocker("no data"))
    await rhythm.add("actions", _action("venue"))
    assert await _brief_lines(rhythm) == [
        "Call to make: Overdue? Cy, by Tue 10 Nov, overdue",
        "Call to make: Fallback? Ana, by Thu 19 Nov (no date set)",
        "Blocked: no data; owner and next check not set",
    ]


async def test_then_come_worries_and_broken_promises(rhythm: Rhythm) -> None:
    await rhythm.opened()
    await rhythm.read("1.3", "230", 3)
    await rhythm.add("actions", _action("venue"), _action("call list", owner_id=mid("ben"), due=date(2026, 11, 10)))
    assert await _brief_lines(rhythm) == [
        "1.3 Trials/week: confidence 4 3",
        "Promise: call list, Ben, Tue 10 Nov, overdue",
        "Promise: venue, not set, not set",
    ]


async def test_a_steep_fall_is_a_worry_at_any_height(rhythm: Rhythm) -> None:
    await rhythm.opened()
    await rhythm.read("1.2", "6", 6)
    assert await _brief_lines(rhythm) == ["1.2 Days to value: confidence 8 6"]


async def test_a_blocker_with_owner_and_check_is_none_until_the_check_has_passed(rhythm: Rhythm) -> None:
    await rhythm.opened()
    await rhythm.add("blockers", _blocker("kept", owner_id=mid("ben"), next_check=date(2026, 11, 16)))
    await rhythm.add("blockers", _blocker("past", owner_id=mid("ben"), next_check=date(2026, 11, 11)))
    assert await _brief_lines(rhythm) == ["Blocked: past; Ben, next check Wed 11 Nov, overdue"]


async def test_what_did_not_say_whether_it_stopped_is_asked(rhythm: Rhythm) -> None:
    await rhythm.closed()
    stop = StopShift(**{**_base("stop", "Webinars"), "text": "Webinars", "raised_at": berlin(11, "12:00")})
    await rhythm.add("stops", stop)
    await rhythm.at(18, "10:00")
    await rhythm.at(19, "10:00")
    assert "Did it stop? Webinars" in rhythm.texts("brief")[1]


async def test_with_nothing_to_settle_it_says_so(rhythm: Rhythm) -> None:
    await rhythm.opened()
    await rhythm.answer("ben")
    lines = await _brief_lines(rhythm)
    assert lines == ["Nothing to settle first: no call to make, nothing off track reported."]


async def test_where_nobody_reported_it_says_that(rhythm: Rhythm) -> None:
    await rhythm.opened()
    assert await _brief_lines(rhythm) == ["Nobody reported; last known values."]


async def test_calls_and_blockers_are_ranked_together_overdue_then_today_then_not_set(rhythm: Rhythm) -> None:
    await rhythm.opened()
    ben = {"owner_id": mid("ben")}
    await rhythm.add("blockers", _blocker("nobody's"), _blocker("late", **ben, next_check=date(2026, 11, 10)))
    await rhythm.add("blockers", _blocker("today's", **ben, next_check=date(2026, 11, 12)))
    await rhythm.add("decisions", _decision(1, "Whose?"))
    assert await _brief_lines(rhythm) == [
        "Blocked: late; Ben, next check Tue 10 Nov, overdue",
        "Blocked: today's; Ben, next check Thu 12 Nov",
        "Call to make: Whose? Ana, by Thu 19 Nov (no date set)",
    ]


async def test_a_call_without_a_date_is_overdue_once_the_day_that_is_meant_is_over(rhythm: Rhythm) -> None:
    await rhythm.opened()
    await rhythm.add("decisions", _decision(1, "Fallback?", decider_id=mid("cy")))
    for day in (12, 18, 19, 25, 26):
        await rhythm.at(day, "10:00")
    assert "\nCall to make: Fallback? Cy, by Thu 19 Nov (no date set), overdue\n" in rhythm.texts("brief")[-1]


async def test_on_leave_the_leads_cover_gets_it_without_what_is_for_the_lead_alone(rhythm: Rhythm) -> None:
    leave = Leave(
        id="l",
        workspace_id=WORKSPACE.id,
        member_id=mid("ana"),
        first=date(2026, 11, 12),
        last=date(2026, 11, 20),
        cover_id=mid("mia"),
    )
    await rhythm.add("leaves", leave)
    await rhythm.opened()
    await rhythm.add("blockers", _blocker("a quarrel", lead_only=True))
    await rhythm.at(12, "10:00")
    [brief] = rhythm.said("brief")
    assert brief.place.member == "mia"
    assert "quarrel" not in str(brief)


async def test_copy_as_report_gives_the_whole_week_as_plain_text(rhythm: Rhythm) -> None:
    await rhythm.opened()
    rhythm.clock.to(berlin(11, "11:00"))
    await rhythm.read("1.1", "38", 7, note="two launches")
    await rhythm.answer("ben")
    await rhythm.add("decisions", _decision(1, "Pause paid ads?", fallback="pause half", key_result_id=kr_id("1.3")))
    await rhythm.add("blockers", _blocker("waits on Legal", waiting_on="Legal", tried="standard\nterms"))
    await rhythm.add("actions", _action("budget", owner_id=mid("ben"), due=date(2026, 12, 30)))
    await rhythm.at(12, "10:00")
    assert report_text(await rhythm.week()) == REPORT


REPORT = """\
Growth · week 7 of 13 · 1 of 4 in
Thu 12 Nov. For today 12:00: one call to make, one blocker

Decisions
- Pause paid ads? (not set, not set); affects 1.3; if no answer: pause half

Off track
- waits on Legal since 4 Nov; owner and next check not set; tried: standard terms

Key results: last → now (target) · score · confidence
1 New customers see value quickly
- 1.1 Activation 36 → 38% (45) · 0.50 · 7 7; two launches
- 1.2 Days to value 6, as of Thu 5 Nov (4) · 0.60 · 8
- 1.3 Trials/week 228, as of Thu 5 Nov (320) stretch · 0.23 · 4
2 Customers stay
- 2.1 Renewal rate 84%, as of Thu 5 Nov (90) · 0.40 · 6
- 2.2 Uptime 99.9%, as of Thu 5 Nov (keep 99.5–100) · held · 9

Actions
- Open: budget, Ben, Wed 30 Dec"""


async def test_the_report_shortens_nothing_and_keeps_what_is_for_the_lead_out(rhythm: Rhythm) -> None:
    await rhythm.opened()
    long = "a very long reason " * 100
    await rhythm.add("blockers", *(replace(_blocker(f"{long}{n}"), key_result_id=None) for n in range(40)))
    await rhythm.add("blockers", _blocker("a quarrel", lead_only=True))
    await rhythm.at(12, "10:00")
    text = report_text(await rhythm.week())
    assert text.count(long.strip()) == 40
    assert "quarrel" not in text


async def test_the_button_shows_the_report_to_who_pressed_it(rhythm: Rhythm) -> None:
    checkin = await rhythm.closed()
    reply = await FrontDoor(rhythm.store, rhythm.services).handle(pressed("ben", "summary.report", checkin.id))
    assert isinstance(reply, Say)
    [report] = [block.text for block in reply.card.blocks if isinstance(block, Verbatim)]
    assert report.startswith("Growth · week 7 of 13 · 0 of 4 in\n")


async def test_the_report_of_a_private_channel_is_refused_from_elsewhere(rhythm: Rhythm) -> None:
    checkin = await rhythm.closed()
    await rhythm.change_team(channel_is_private=True, manager_id=None)
    press = pressed("mia", "summary.report", checkin.id, channel="C-elsewhere")
    reply = await FrontDoor(rhythm.store, rhythm.services).handle(press)
    assert isinstance(reply, Say)
    assert not any(isinstance(block, Verbatim) for block in reply.card.blocks)


async def test_a_check_in_with_the_longest_window_still_closes_before_the_next_opens(rhythm: Rhythm) -> None:
    await rhythm.change_team(window=timedelta(days=6))
    await rhythm.at(9, "09:00")
    await rhythm.at(11, "10:00")
    await rhythm.at(17, "10:00")
    assert len(rhythm.said("summary")) == 1
    assert (await rhythm.scheduled()).opens_at == berlin(18, "10:00")


def _base(noun: str, text: str) -> dict[str, Any]:
    return {
        "id": id_for("test", noun, text),
        "workspace_id": WORKSPACE.id,
        "team_id": TEAM.id,
        "raised_by": mid("ben"),
        "raised_at": berlin(11, "11:00"),
    }


def _decision(number: int, question: str, **more: Any) -> Decision:
    base = {**_base("decision", question), "id": f"decision-{number}", "question": question}
    return Decision(**{**base, **more})


def _blocker(text: str, **more: Any) -> Blocker:
    return Blocker(**{**_base("blocker", text), "text": text, "since": date(2026, 11, 4), **more})


def _action(text: str, **more: Any) -> Action:
    return Action(**{**_base("action", text), "text": text, **more})
