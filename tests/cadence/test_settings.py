"""`okr settings` and its forms: working hours, the holidays' country, leave; mistakes at their fields."""

from dataclasses import replace
from datetime import date, time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cadence.context import Services
from cadence.ids import id_for
from cadence.model import Leave
from cadence.requests import Invalid, Person, Reply
from tests.cadence.desk import Desk, buttons_of, errors_of, field_ids, form_of, is_refused, words
from tests.fakes.clock import FakeClock
from tests.fakes.growth import MONDAY, TEAM, WORKSPACE, mid, plant_growth, pressed, submitted
from tests.fakes.memory import MemoryStore
from tests.fakes.services import fake_services


@pytest.fixture
def desk(store: MemoryStore, services: Services) -> Desk:
    return Desk(store, services)


async def send(desk: Desk, action: str, **values: object) -> Reply:
    """Open the form of a line of Ben's settings, and send it."""
    form = form_of(await desk.press("ben", action))
    return await desk.door.handle(submitted("ben", form.id, form.context, None, **values))


@pytest.mark.parametrize("channel", [TEAM.channel, "C-elsewhere", None])
async def test_the_three_lines_are_shown_everywhere_each_with_its_button(desk: Desk, channel: str | None) -> None:
    reply = await desk.type("ben", "settings", channel)
    for line in (
        "Working hours 08:00 to 18:00 (Europe/Berlin): private messages wait outside of them.",
        "Public holidays of Germany (DE): private messages wait on them.",
        "No leave planned. While you are away nobody asks you, and somebody may cover.",
    ):
        assert line in words(reply)
    assert [button.action for button in buttons_of(reply)] == ["home.hours", "home.country", "home.leave"]


HOURS = [
    ("7", "15:30", time(7), time(15, 30), "07:00 to 15:30"),
    ("9am", "5.30pm", time(9), time(17, 30), "09:00 to 17:30"),
    ("22", "6", time(22), time(6), "22:00 to 06:00, over midnight"),
]


@pytest.mark.parametrize(("begins", "ends", "kept_from", "kept_until", "shown"), HOURS)
async def test_hours_are_taken_as_people_write_them_and_shown_back(
    desk: Desk, begins: str, ends: str, kept_from: time, kept_until: time, shown: str
) -> None:
    reply = await send(desk, "home.hours", **{"from": begins, "until": ends})
    member = desk.row("members", mid("ben"))
    assert (member.works_from, member.works_until) == (kept_from, kept_until)
    assert "Saved: your working hours." in words(reply)
    assert words(reply).count(f"Working hours {shown} (Europe/Berlin)") == 1


@pytest.mark.parametrize(
    ("begins", "ends", "field", "says"),
    [
        ("early", "18:00", "from", "I can't read"),
        ("8:00", "25:00", "until", "I can't read"),
        ("", "18:00", "from", "From when do you work?"),
        ("8:00", "", "until", "Until when do you work?"),
        ("8:00", "8:30", "until", "at least an hour"),
        ("8:00", "8:00", "until", "at least an hour"),
    ],
)
async def test_a_mistake_in_the_hours_stands_at_its_field(
    desk: Desk, begins: str, ends: str, field: str, says: str
) -> None:
    errors = errors_of(await send(desk, "home.hours", **{"from": begins, "until": ends}))
    assert list(errors) == [field]
    assert says in errors[field]
    assert desk.row("members", mid("ben")).works_from == time(8)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(begins=st.text(max_size=20), ends=st.times().map(lambda wall: wall.strftime("%H:%M")))
async def test_any_hours_are_kept_whole_or_refused_at_a_field(begins: str, ends: str) -> None:
    memory = MemoryStore(FakeClock(MONDAY))
    await plant_growth(memory, readings=False)
    desk = Desk(memory, fake_services())
    reply = await send(desk, "home.hours", **{"from": begins, "until": ends})
    if isinstance(reply, Invalid):
        assert set(reply.errors) <= {"from", "until"}
        assert desk.row("members", mid("ben")).works_until == time(18)
    else:
        assert desk.row("members", mid("ben")).works_until.strftime("%H:%M") == ends


@pytest.mark.parametrize("typed", ["France", "fr", "FR", " france "])
async def test_a_country_is_taken_by_name_or_code(desk: Desk, typed: str) -> None:
    reply = await send(desk, "home.country", country=typed)
    assert desk.row("members", mid("ben")).country == "FR"
    assert "Public holidays of France (FR)" in words(reply)


@pytest.mark.parametrize("typed", ["", "none"])
async def test_no_country_of_ones_own_means_that_of_the_team(desk: Desk, typed: str) -> None:
    reply = await send(desk, "home.country", country=typed)
    assert desk.row("members", mid("ben")).country == ""
    assert "Public holidays: those of your team, Germany (DE)." in words(reply)


async def test_a_country_misspelt_gets_the_nearest(desk: Desk) -> None:
    assert "did you mean France?" in errors_of(await send(desk, "home.country", country="Frnace"))["country"]
    assert desk.row("members", mid("ben")).country == "DE"


async def test_leave_is_planned_like_with_okr_away(desk: Desk) -> None:
    reply = await send(desk, "home.leave", first="2026-12-01", last="2026-12-12", cover="cy")
    (leave,) = desk.rows("leaves")
    assert (leave.first, leave.last, leave.cover_id) == (date(2026, 12, 1), date(2026, 12, 12), mid("cy"))
    assert "No prompts Tue 1 Dec to Sat 12 Dec. Cy covers" in words(reply)
    assert "Away Tue 1 Dec to Sat 12 Dec, Cy covers." in words(await desk.type("ben", "settings"))


async def test_one_day_needs_no_last_day(desk: Desk) -> None:
    await send(desk, "home.leave", first="2026-12-01")
    assert [(leave.first, leave.last) for leave in desk.rows("leaves")] == [(date(2026, 12, 1), date(2026, 12, 1))]


async def test_somebody_who_is_ill_since_friday_can_say_so(desk: Desk) -> None:
    await send(desk, "home.leave", first="2026-11-06", last="2026-11-10")
    assert desk.rows("leaves")[0].first == date(2026, 11, 6)


def a_leave(name: str, first: date, last: date) -> Leave:
    return Leave(id=id_for("leave", name), workspace_id=WORKSPACE.id, member_id=mid("ben"), first=first, last=last)


async def test_what_is_planned_is_listed_and_taken_back_by_a_tick(desk: Desk) -> None:
    soon, later = (a_leave(f"{month}", date(2026, month, 20), date(2026, month, 24)) for month in (11, 12))
    await desk.keep("leaves", soon, later)
    opened = await desk.press("ben", "home.leave")
    assert field_ids(opened)[3:] == [f"back:{soon.id}", f"back:{later.id}"]
    reply = await send(desk, "home.leave", **{f"back:{soon.id}": "yes"})
    assert desk.rows("leaves") == [later]
    assert "Cancelled: Fri 20 Nov to Tue 24 Nov." in words(reply)


async def test_taking_back_and_planning_anew_is_one_form(desk: Desk) -> None:
    soon = a_leave("soon", date(2026, 11, 20), date(2026, 11, 24))
    await desk.keep("leaves", soon)
    reply = await send(desk, "home.leave", first="2026-12-01", **{f"back:{soon.id}": "yes"})
    assert [leave.first for leave in desk.rows("leaves")] == [date(2026, 12, 1)]
    assert "Cancelled: Fri 20 Nov" in words(reply)
    assert "No prompts Tue 1 Dec." in words(reply)


async def test_somebody_elses_leave_is_not_taken_back(desk: Desk) -> None:
    theirs = replace(a_leave("cy", date(2026, 11, 20), date(2026, 11, 24)), member_id=mid("cy"))
    await desk.keep("leaves", theirs)
    await send(desk, "home.leave", **{f"back:{theirs.id}": "yes"})
    assert desk.rows("leaves") == [theirs]


@pytest.mark.parametrize(
    ("values", "field", "says"),
    [
        ({}, "first", "From which day?"),
        ({"last": "2026-12-01"}, "first", "From which day?"),
        ({"cover": "cy"}, "first", "From which day?"),
        ({"first": "2026-12-12", "last": "2026-12-01"}, "last", "Tue 1 Dec is before Sat 12 Dec."),
        ({"first": "2026-11-02", "last": "2026-11-06"}, "last", "Fri 6 Nov is past already."),
        ({"first": "2026-11-02"}, "first", "Mon 2 Nov is past already."),
        ({"first": "2026-12-01", "cover": "ben"}, "cover", "You cannot cover yourself."),
        ({"first": "2026-12-01", "cover": "nobody"}, "cover", "I don't know this person"),
    ],
)
async def test_a_mistake_in_the_leave_stands_at_its_field(
    desk: Desk, values: dict[str, str], field: str, says: str
) -> None:
    errors = errors_of(await send(desk, "home.leave", **values))
    assert list(errors) == [field]
    assert says in errors[field]
    assert desk.rows("leaves") == []


@pytest.mark.parametrize("action", ["home.hours", "home.country", "home.leave"])
async def test_a_guest_sets_nothing_here(desk: Desk, action: str) -> None:
    guest = Person(id="gus", name="Gus", is_guest=True)
    reply = await desk.door.handle(replace(pressed("gus", action), who=guest))
    assert is_refused(reply)
    assert "guest" in words(reply)


async def test_settings_take_nothing_after_them(desk: Desk) -> None:
    assert is_refused(await desk.type("ben", "settings 8:00"))
