"""`okr setup`: starting a team in a channel, and changing it."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from cadence.ids import new_id
from cadence.model import CheckIn, CheckInState
from cadence.requests import ButtonPressed, Person
from tests.cadence.asking import Asking, button, faults, filled, opened, said
from tests.cadence.selling import SALES, members_of, new_form, start, team_in
from tests.fakes.clock import FakeClock
from tests.fakes.growth import KEY_RESULTS, MONDAY, TEAM, WORKSPACE, mid, submitted, typed

# Who may, and where


async def test_the_first_time_it_proposes_what_is_sensible(ask: Asking) -> None:
    values = filled(await new_form(ask, channel_name="#sales-emea"))
    assert values["name"] == "Sales emea"
    assert (values["lead"], values["members"]) == (("ben",), ("ben",))
    assert (values["weekday"], values["opens_at"], values["zone"]) == ("2", "10:00", "Europe/Berlin")
    assert values["country"] == "DE"


async def test_any_member_may_start_a_team_and_leads_it(ask: Asking) -> None:
    await start(ask)
    team = await team_in(ask)
    assert (team.name, team.lead_id) == ("Sales EMEA", mid("ben"))
    assert await members_of(ask, team) == {mid("ben"), mid("cy")}


async def test_a_guest_may_not(ask: Asking) -> None:
    guest = Person(id="gus", name="Gus", is_guest=True)
    assert "guest" in said(await ask.door.handle(replace(typed("gus", "setup", "C-sales"), who=guest)))
    sent = replace(submitted("gus", "setup", '["C-sales", false]', **SALES, lead="gus", zone="UTC"), who=guest)
    assert "guest" in said(await ask.door.handle(sent))
    assert not await ask.rows("teams", channel="C-sales")


async def test_a_team_lives_in_a_channel(ask: Asking) -> None:
    assert "lives in a channel" in said(await ask.types("ben", "setup", channel=None))


async def test_later_only_the_lead_or_an_admin_changes_it(ask: Asking) -> None:
    assert said(await ask.types("ben", "setup")) == "Only Ana, who leads Growth, or an admin can do this."
    assert opened(await ask.types("ana", "setup")).title == "Change the team"
    admin = replace(typed("mia", "setup"), who=Person(id="mia", name="Mia", is_admin=True), people={})
    assert opened(await ask.door.handle(admin)).title == "Change the team"


async def test_who_is_second_to_start_a_team_in_a_channel_is_told(ask: Asking) -> None:
    form = await new_form(ask, "cy")
    await start(ask)
    errors = faults(await ask.sends("cy", form, **SALES))
    assert errors == {"name": "This channel has the team Sales EMEA. Only Ben can change it."}
    assert (await team_in(ask)).lead_id == mid("ben")


async def test_the_lead_may_hand_the_role_over(ask: Asking) -> None:
    await ask.sends("ana", opened(await ask.types("ana", "setup")), lead="cy")
    assert (await team_in(ask, TEAM.channel)).lead_id == mid("cy")
    assert "Only Cy" in said(await ask.types("ana", "setup"))


async def test_a_private_channel_makes_a_private_team(ask: Asking) -> None:
    form = await new_form(ask, channel_is_private=True)
    await ask.sends("ben", form, **SALES)
    assert (await team_in(ask)).channel_is_private


async def test_a_channel_that_became_private_makes_its_team_private(ask: Asking) -> None:
    await start(ask)
    form = opened(await ask.door.handle(replace(typed("ben", "setup", "C-sales"), channel_is_private=True)))
    await ask.sends("ben", form)
    assert (await team_in(ask)).channel_is_private


async def test_the_button_of_first_contact_opens_the_form(ask: Asking) -> None:
    press = ButtonPressed(
        action="setup.open",
        workspace_id=WORKSPACE.id,
        who=Person(id="ben", name="Ben"),
        request_id="press",
        channel="C-sales",
        channel_name="sales",
    )
    assert filled(opened(await ask.door.handle(press)))["name"] == "Sales"


# What is kept


async def test_the_rhythm_is_shown_back(ask: Asking) -> None:
    reply = await start(ask)
    assert (
        "Sales EMEA: prompts Wed 10:00, closes Thu 10:00 (Europe/Berlin), before Sales weekly 12:00. "
        "First: Wed 11 Nov. Replaces: the Monday status mail." in said(reply)
    )
    assert "Asked: Ben, Cy. Lead: Ben." in said(reply)
    assert opened(await ask.presses("ben", button(reply, "Add objectives"), channel=None)).id == "objective"


async def test_the_next_check_in_is_planned(ask: Asking) -> None:
    await start(ask)
    team = await team_in(ask)
    planned = await ask.rows("checkins", team_id=team.id)
    assert [(row.state, row.iso_week) for row in planned] == [(CheckInState.SCHEDULED, "2026-W46")]


async def test_changing_the_day_moves_the_planned_check_in(ask: Asking) -> None:
    await start(ask)
    form = opened(await ask.types("ben", "setup", "C-sales"))
    assert "Next: Tue 10 Nov." in said(await ask.sends("ben", form, weekday="1", meeting_day="2"))


async def test_while_a_check_in_is_open_the_change_counts_from_the_next(ask: Asking) -> None:
    current = CheckIn(
        id=new_id(),
        workspace_id=WORKSPACE.id,
        team_id=TEAM.id,
        iso_week="2026-W46",
        opens_at=MONDAY,
        closes_at=MONDAY + timedelta(hours=24),
        state=CheckInState.OPEN,
    )
    await ask.put("checkins", current)
    form = opened(await ask.types("ana", "setup"))
    assert "the change counts from the next one" in said(await ask.sends("ana", form, weekday="1", meeting_day="2"))


async def test_a_new_team_begins_in_the_calendar_quarter(ask: Asking) -> None:
    await start(ask)
    (cycle,) = await ask.rows("cycles", team_id=(await team_in(ask)).id)
    assert (cycle.name, cycle.starts, cycle.ends) == ("Q4 2026", date(2026, 10, 1), date(2026, 12, 31))


async def test_a_team_keeps_the_cycle_that_it_has(ask: Asking) -> None:
    await ask.sends("ana", opened(await ask.types("ana", "setup")))
    assert len(await ask.rows("cycles", team_id=TEAM.id)) == 1


async def test_sending_the_form_as_it_opened_changes_nothing(ask: Asking) -> None:
    await ask.sends("ana", opened(await ask.types("ana", "setup")))
    assert await team_in(ask, TEAM.channel) == TEAM


async def test_who_is_taken_out_loses_the_membership_and_nothing_else(ask: Asking) -> None:
    reply = await ask.sends("ana", opened(await ask.types("ana", "setup")), members=("ana", "ben", "mia"))
    assert await members_of(ask, TEAM) == {mid("ana"), mid("ben"), mid("mia")}
    assert await ask.rows("key_results", owner_id=mid("cy")) == [KEY_RESULTS[2]]
    assert "Owned by somebody who is not asked: 1.3 (Cy). Hand over with `okr edit`." in said(reply)


async def test_roles_and_the_leadership_tick_are_kept(ask: Asking) -> None:
    await start(ask, manager="mia", sponsor="ana", is_leadership="yes")
    team = await team_in(ask)
    assert (team.manager_id, team.sponsor_id, team.is_leadership) == (mid("mia"), mid("ana"), True)
    await ask.sends("ben", opened(await ask.types("ben", "setup", "C-sales")), manager=(), sponsor="", is_leadership="")
    team = await team_in(ask)
    assert (team.manager_id, team.sponsor_id, team.is_leadership) == (None, None, False)


async def test_from_an_empty_channel_to_a_first_key_result(ask: Asking) -> None:
    await start(ask)
    first = await ask.sends("ben", opened(await ask.types("ben", "add", "C-sales")), title="Sell abroad")
    assert said(first).startswith("Added: 1 Sell abroad")
    form = opened(await ask.presses("ben", button(first, "Add a key result")))
    assert said(await ask.sends("ben", form, title="Deals", start="0", target="40")).startswith("Added: 1.1 Deals")
    assert "1.1 Deals no value yet (40) · Ben" in said(await ask.types("cy", "", "C-sales"))


# Replaces


@pytest.mark.parametrize("nothing", ["", "nothing", "Nothing.", "none", "-", " NO "])
async def test_replacing_nothing_is_a_trial_with_an_end(ask: Asking, nothing: str) -> None:
    text = said(await start(ask, replaces=nothing))
    assert "A check-in that replaces nothing is extra work. Trial until Mon 21 Dec" in text
    team = await team_in(ask)
    assert (team.replaces, team.trial_ends) == ("nothing", date(2026, 12, 21))


async def test_a_trial_is_not_prolonged_by_another_setup(ask: Asking, clock: FakeClock) -> None:
    await start(ask, replaces="")
    clock.forward(days=7)
    await ask.sends("ben", opened(await ask.types("ben", "setup", "C-sales")))
    assert (await team_in(ask)).trial_ends == date(2026, 12, 21)


async def test_the_trial_ends_once_something_is_replaced(ask: Asking) -> None:
    await start(ask, replaces="")
    await ask.sends("ben", opened(await ask.types("ben", "setup", "C-sales")), replaces="the sheet")
    team = await team_in(ask)
    assert (team.replaces, team.trial_ends) == ("the sheet", None)


# When it closes


@pytest.mark.parametrize(
    ("changes", "hours", "meeting", "meeting_at"),
    [
        ({}, 24, "Sales weekly", time(12)),
        ({"meeting_day": "4"}, 48, "Sales weekly", time(12)),
        ({"meeting_day": "0"}, 120, "Sales weekly", time(12)),
        ({"meeting_day": "2", "meeting_time": "15:00"}, 3, "Sales weekly", time(15)),
        ({"meeting_day": "none", "meeting_time": ""}, 24, "Sales weekly", None),
        ({"window": "26"}, 26, "Sales weekly", time(12)),
        ({"window": "5h", "meeting_day": "3"}, 5, "Sales weekly Thu 12:00", None),
        ({"window": "1 day"}, 24, "Sales weekly", time(12)),
        ({"window": "1.5", "meeting": ""}, 1.5, "Thu 12:00", None),
        ({"meeting_day": "3", "meeting_time": "1:00"}, 13, "Sales weekly Thu 01:00", None),
        ({"meeting_day": "2", "meeting_time": "9:00", "window": "3"}, 3, "Sales weekly Wed 09:00", None),
        ({"meeting_day": "2", "meeting_time": "10:00", "window": "24"}, 24, "Sales weekly Wed 10:00", None),
    ],
)
async def test_it_closes_two_hours_before_the_meeting_or_when_told(
    ask: Asking, changes: dict[str, str], hours: float, meeting: str, meeting_at: time | None
) -> None:
    said(await start(ask, **changes))
    team = await team_in(ask)
    assert (team.window, team.meeting, team.meeting_at) == (timedelta(hours=hours), meeting, meeting_at)


async def test_a_window_that_follows_from_the_meeting_moves_with_it(ask: Asking) -> None:
    form = opened(await ask.types("ana", "setup"))
    assert filled(form)["window"] == ""
    await ask.sends("ana", form, meeting_time="14:00")
    assert (await team_in(ask, TEAM.channel)).window == timedelta(hours=26)


async def test_a_window_of_its_own_is_shown_and_stays(ask: Asking) -> None:
    await start(ask, window="5")
    form = opened(await ask.types("ben", "setup", "C-sales"))
    assert filled(form)["window"] == "5"
    await ask.sends("ben", form)
    assert (await team_in(ask)).window == timedelta(hours=5)
