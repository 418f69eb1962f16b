"""In every IANA zone, for ten years, on every weekday, a check-in opens and closes when its clocks say so.

Compared with `offsets`, which finds moments by another route; gaps, folds and days that never were included.
"""

import random
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import available_timezones

import pytest

from cadence.model import Member, Team
from cadence.schedule.occurrences import next_occurrence
from cadence.schedule.workdays import next_working_moment
from tests.fakes.growth import TEAM
from tests.fakes.services import FakeHolidays
from tests.torture.offsets import Zone, read_zone
from tests.torture.scale import FACTOR, many

pytestmark = pytest.mark.torture
ALL = sorted(available_timezones() - {"Factory", "localtime"})
ODD = (
    "Africa/Cairo", "Africa/Casablanca", "America/Asuncion", "America/Caracas", "America/Havana", "America/Sao_Paulo",
    "America/Scoresbysund", "America/St_Johns", "Antarctica/Casey", "Antarctica/Troll", "Asia/Beirut", "Asia/Gaza",
    "Asia/Kathmandu", "Asia/Pyongyang", "Asia/Tehran", "Australia/Lord_Howe", "Europe/Berlin", "Europe/Dublin",
    "Europe/Istanbul", "Pacific/Apia", "Pacific/Chatham", "Pacific/Fakaofo", "Pacific/Kiritimati", "UTC",
)  # fmt: skip
"""Clocks that change at midnight, by half an hour or two hours, four times a year, for good, or by a whole day."""
ZONES = ALL if FACTOR else sorted({*ODD, *ALL[::30]})
YEARS = (2009, 2018, 2024, 2033) if FACTOR else (2011, 2011, 2026, 2026)
"""Twice ten years: those in which whole days were skipped, and those to come."""
WALLS = (time(0), time(0, 30), time(1, 30), time(2), time(2, 30), time(3), time(9), time(23, 59))
HOLIDAYS = FakeHolidays()


def zones(first: int, last: int) -> list[Zone]:
    return [read_zone(name, first, last) for name in ZONES]


@pytest.mark.parametrize("weekday", range(7))
@pytest.mark.parametrize(("first", "last"), [YEARS[:2], YEARS[2:]])
@pytest.mark.timeout(3600)
def test_a_check_in_opens_and_closes_by_its_own_clocks(weekday: int, first: int, last: int) -> None:
    chance = random.Random(weekday)
    for zone in zones(first, last):
        for wall in (*chance.sample(WALLS, many(2, 8)), time(chance.randrange(24), chance.randrange(60))):
            window = timedelta(minutes=chance.randrange(15, 5 * 24 * 60))
            team = replace(TEAM, zone=zone.name, weekday=weekday, opens_at=wall, window=window)
            require_weeks(zone, team, first, last)


def require_weeks(zone: Zone, team: Team, first: int, last: int) -> None:
    day = date(first, 1, 1)
    day += timedelta(days=(team.weekday - day.weekday()) % 7)
    moment = zone.moment(day, team.opens_at) - timedelta(seconds=1)
    while day.year <= last:
        found = next_occurrence(team, moment, HOLIDAYS)
        opens = zone.moment(day, team.opens_at)
        closing = zone.wall(opens) + team.window
        assert found.opens_at == opens, (zone.name, day, team.opens_at)
        assert found.closes_at == zone.moment(closing.date(), closing.time()), (zone.name, day, team.opens_at)
        moment, day = found.opens_at, day + timedelta(days=7)


@pytest.mark.timeout(3600)
def test_private_messages_come_in_working_hours() -> None:
    """The next working minute is found by looking at one minute after the other."""
    chance = random.Random(9)
    for name in chance.sample(ZONES, len(ZONES)):
        zone = read_zone(name, 2026, 2026)
        member = Member(id="m", workspace_id="local", external_id="m", name="M", zone=name)
        for _ in range(many(2, 20)):
            since = datetime(2026, 1, 2, tzinfo=UTC) + timedelta(minutes=chance.randrange(350 * 24 * 60))
            minutes = (since + timedelta(minutes=number) for number in range(5 * 24 * 60))
            (expected,) = islice((minute for minute in minutes if works(zone.wall(minute))), 1)
            assert next_working_moment(member, since, (), HOLIDAYS) == expected, (name, since)


def works(wall: datetime) -> bool:
    return wall.weekday() < 5 and time(8) <= wall.time() <= time(18)


def test_the_other_route_knows_gaps_folds_and_days_that_never_were() -> None:
    berlin, apia = read_zone("Europe/Berlin", 2026, 2026), read_zone("Pacific/Apia", 2011, 2012)
    assert berlin.moment(date(2026, 3, 29), time(2, 30)) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert berlin.moment(date(2026, 10, 25), time(2, 30)) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert apia.moment(date(2011, 12, 30), time(9)) == datetime(2011, 12, 30, 19, tzinfo=UTC)
    assert berlin.wall(datetime(2026, 10, 25, 1, 30, tzinfo=UTC)).time() == time(2, 30)
    assert len(ZONES) > (590 if FACTOR else 40)
