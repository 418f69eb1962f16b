"""The fields of `okr setup`: each fault at its field, zones and countries as people write them, short names."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cadence.commands.setup import slug_of
from cadence.frontdoor import FrontDoor
from cadence.requests import Invalid, Person, Reply, Say
from tests.cadence.asking import Asking, faults, filled, opened, said
from tests.cadence.selling import SALES, new_form, start, team_in
from tests.fakes.clock import FakeClock
from tests.fakes.growth import MONDAY, TEAM, plant_growth, submitted
from tests.fakes.memory import MemoryStore
from tests.fakes.services import fake_services

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
        ("country", "x" * 300, "…"),
        ("country", "Atlantis", "I don't know Atlantis. Write it like Germany or DE."),
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


@pytest.mark.parametrize(
    ("country", "code"),
    [("de", "DE"), ("Germany", "DE"), ("united kingdom", "GB"), ("UK", "GB"), ("", ""), ("none", ""), ("-", "")],
)
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
    await start(ask, name="Growth!")
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


@pytest.mark.parametrize("name", ["Growth", "growth", "GROWTH "])
async def test_two_teams_do_not_have_one_name(ask: Asking, name: str) -> None:
    assert "called so already" in faults(await start(ask, name=name))["name"]
    assert await ask.rows("teams", channel="C-sales") == []


async def test_a_team_may_keep_its_own_name(ask: Asking) -> None:
    await start(ask)
    await start(ask, name="sales emea")
    assert (await team_in(ask)).name == "sales emea"


async def test_who_is_in_several_teams_hears_their_names_and_how_to_name_one(ask: Asking) -> None:
    await start(ask)
    teams = "You are in several teams: Growth (growth), Sales EMEA (sales-emea). Type it in the team's channel"
    assert f"{teams}, or name the team, like `growth/1.2`." in said(await ask.types("ben", "history 1.2", None))
    assert f"{teams}." in said(await ask.types("ben", "summary", None))


async def test_where_a_team_of_theirs_is_in_a_chat_that_is_said_too(ask: Asking, store: MemoryStore) -> None:
    await start(ask)
    async with store.unit(TEAM.workspace_id, actor="test") as unit:
        await unit.teams.save(replace(TEAM, has_threads=False))
    assert "Type it in the team's channel or chat." in said(await ask.types("ben", "summary", None))
