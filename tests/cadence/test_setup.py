"""`okr setup`: starting a team in a channel, and changing it."""

import asyncio
from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cadence.commands.setup import slug_of
from cadence.forms import Form
from cadence.frontdoor import FrontDoor
from cadence.ids import new_id
from cadence.model import CheckIn, CheckInState, Team
from cadence.requests import ButtonPressed, Invalid, Person, Reply, Say
from tests.cadence.asking import Asking, button, faults, filled, opened, said
from tests.fakes.clock import FakeClock
from tests.fakes.growth import KEY_RESULTS, MONDAY, TEAM, WORKSPACE, mid, plant_growth, submitted, typed
from tests.fakes.memory import MemoryStore
from tests.fakes.services import fake_services

SALES = {
    "name": "Sales EMEA",
    "members": ("ben", "cy"),
    "weekday": "2",
    "opens_at": "10:00",
    "meeting": "Sales weekly",
    "meeting_day": "3",
    "meeting_time": "12:00",
    "replaces": "the Monday status mail",
}


async def new_form(ask: Asking, who: str = "ben", **more: Any) -> Form:
    return opened(await ask.door.handle(replace(typed(who, "setup", "C-sales"), **more)))


async def start(ask: Asking, **changes: Any) -> Reply:
    return await ask.sends("ben", await new_form(ask), **{**SALES, **changes})


async def team_in(ask: Asking, channel: str = "C-sales") -> Team:
    found: Team = (await ask.rows("teams", channel=channel))[0]
    return found


async def members_of(ask: Asking, team: Team) -> set[str]:
    return {row.member_id for row in await ask.rows("memberships", team_id=team.id)}


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
    assert "Owned by somebody who is not asked: 1.3 (Cy). Hand over with okr edit." in said(reply)


async def test_roles_and_the_leadership_tick_are_kept(ask: Asking) -> None:
    await start(ask, manager="mia", sponsor="ana", is_leadership="yes")
    team = await team_in(ask)
    assert (team.manager_id, team.sponsor_id, team.is_leadership) == (mid("mia"), mid("ana"), True)
    await ask.sends("ben", opened(await ask.types("ben", "setup", "C-sales")), manager=(), sponsor="", is_leadership="")
    team = await team_in(ask)
    assert (team.manager_id, team.sponsor_id, team.is_leadership) == (None, None, False)


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


# Faults at their fields


@pytest.mark.parametrize(
    ("field", "entry", "complaint"),
    [
        ("name", "", "What is the team called?"),
        ("name", "x" * 61, "61 characters; 60 fit"),
        ("lead", "", "Who leads the team?"),
        ("lead", "nobody", "I don't know this person"),
        ("members", (), "Choose at least one person"),
        ("members", ("ben", "nobody"), "I don't know this person"),
        ("manager", "nobody", "I don't know this person"),
        ("weekday", "", "On which day?"),
        ("weekday", "9", "Choose one from the list"),
        ("opens_at", "", "At what time?"),
        ("opens_at", "25:00", "25:00"),
        ("opens_at", "noonish", "noonish"),
        ("zone", "", "Which time zone?"),
        ("zone", "Europe/Berln", "did you mean Europe/Berlin?"),
        ("zone", "Berln", "did you mean Europe/Berlin?"),
        ("zone", "qqqq", "Europe/Berlin"),
        ("window", "soon", "no number of hours"),
        ("window", "0.5", "from 1 hour to 144 hours"),
        ("window", "145", "from 1 hour to 144 hours"),
        ("window", "27", "It would close Thu 13:00, after the meeting it is for (Thu 12:00)."),
        ("meeting_day", "none", "On which day is the meeting?"),
        ("meeting_day", "9", "Choose one from the list"),
        ("meeting_time", "", "At what time is the meeting?"),
        ("meeting_time", "later", "later"),
        ("replaces", "x" * 301, "301 characters; 300 fit"),
        ("country", "Germny", "did you mean Germany?"),
        ("country", "Atlantis", "I do not know “Atlantis”"),
    ],
)
async def test_a_fault_stands_at_its_field(ask: Asking, field: str, entry: Any, complaint: str) -> None:
    errors = faults(await start(ask, **{field: entry}))
    assert list(errors) == [field]
    assert complaint in errors[field]
    assert not await ask.rows("teams", channel="C-sales")


async def test_a_meeting_too_soon_after_the_opening_leaves_no_time(ask: Asking) -> None:
    errors = faults(await start(ask, meeting_day="2"))
    assert "Closing 2 hours before the meeting (Wed 10:00) does not fit with opening Wed 10:00." in errors["window"]
    assert list(errors) == ["window"]


async def test_guests_are_not_asked(ask: Asking) -> None:
    form = await new_form(ask)
    sent = submitted("ben", form.id, form.context, **{**filled(form), **SALES, "members": ("gus",)})
    sent = replace(sent, people={"gus": Person(id="gus", name="Gus", is_guest=True)})
    assert "guest from another workspace" in faults(await ask.door.handle(sent))["members"]


async def test_all_faults_are_said_at_once(ask: Asking) -> None:
    assert set(faults(await start(ask, name="", zone="Mars", country="Moon"))) == {"name", "zone", "country"}


@pytest.mark.parametrize(
    ("typed_zone", "zone"),
    [("europe/berlin", "Europe/Berlin"), ("New York", "America/New_York"), ("UTC", "UTC"), ("tokyo", "Asia/Tokyo")],
)
async def test_a_zone_is_known_by_its_city_too(ask: Asking, typed_zone: str, zone: str) -> None:
    await start(ask, zone=typed_zone)
    assert (await team_in(ask)).zone == zone


@pytest.mark.parametrize(("country", "code"), [("de", "DE"), ("Germany", "DE"), ("united kingdom", "GB"), ("", "")])
async def test_a_country_is_known_by_code_and_by_name(ask: Asking, country: str, code: str) -> None:
    await start(ask, country=country)
    assert (await team_in(ask)).country == code


# The short name


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Growth & Sales", "growth-sales"),
        ("Zürich", "zurich"),
        ("  --- ", "team"),
        ("成長", "team"),
        ("42", "team-42"),
        ("x" * 60, "x" * 30),
    ],
)
def test_the_short_name_is_made_of_the_name(name: str, slug: str) -> None:
    assert slug_of(name) == slug


async def test_the_short_name_is_unique_in_the_workspace(ask: Asking) -> None:
    await start(ask, name="Growth")
    assert (await team_in(ask)).slug == "growth-2"


async def test_the_short_name_stays_when_the_name_changes(ask: Asking) -> None:
    await ask.sends("ana", opened(await ask.types("ana", "setup")), name="Growth and Sales")
    team = await team_in(ask, TEAM.channel)
    assert (team.name, team.slug) == ("Growth and Sales", "growth")


async def test_a_form_of_an_older_version_is_refused(ask: Asking) -> None:
    assert "older version" in said(await ask.door.handle(submitted("ben", "setup", "what?", **SALES)))


FIELDS = ("name", "weekday", "opens_at", "zone", "window", "country", "meeting", "meeting_day", "meeting_time")
garbage = st.one_of(
    st.text(max_size=20), st.text("0123456789:.,-hdm% ", max_size=8), st.sampled_from(["9" * 400, "\0"])
)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from((*FIELDS, "replaces", "lead", "members")), garbage))
def test_any_garbage_is_a_fault_at_a_field_or_a_team(entries: dict[str, str]) -> None:
    async def play() -> Reply:
        store = MemoryStore(FakeClock(MONDAY))
        await plant_growth(store)
        ask = Asking(FrontDoor(store, fake_services()), store)
        return await start(ask, **entries)

    reply = asyncio.run(play())
    assert (
        isinstance(reply, Invalid) and set(reply.errors) <= {*entries, "window", "meeting_day", "meeting_time"}
    ) or (isinstance(reply, Say) and not reply.refuses and "is set up" in said(reply))
