"""The clock strip."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from adapters.local.clock import build_strip, domain_now, jump_target, shorten, show_moment
from tests.fakes.clock import FakeClock
from tests.fakes.growth import MONDAY, TEAM
from tests.fakes.memory import MemoryStore


@dataclass(frozen=True)
class Step:
    at: datetime
    label: str


class FixedAgenda:
    """Always the same steps."""

    def __init__(self, *steps: Step) -> None:
        self._steps = steps

    async def upcoming(self, workspace_id: str, team_id: str) -> list[Step]:
        return list(self._steps)


OPENS = Step(datetime(2026, 11, 11, 9, tzinfo=UTC), "Check-in opens")
LATER = Step(datetime(2026, 11, 16, 8, tzinfo=UTC), "Next Monday")
AGENDA = FixedAgenda(OPENS, LATER)


async def test_it_shows_the_teams_local_time_and_what_comes() -> None:
    strip = await build_strip(AGENDA, TEAM, "UTC", MONDAY)
    assert (strip.shown, strip.of) == ("Mon 9 Nov, 09:00", "Growth time")
    assert [(jump.short, jump.day) for jump in strip.jumps] == [("Opens", "Wed 10:00"), ("Next Monday", "09:00")]
    assert strip.next_event is not None
    assert strip.next_event.label == "Check-in opens"


async def test_without_a_team_it_is_the_persons_time_and_nothing_to_jump_to() -> None:
    strip = await build_strip(AGENDA, None, "Asia/Tokyo", MONDAY)
    assert (strip.shown, strip.of, strip.jumps) == ("Mon 9 Nov, 17:00", "your time", ())


async def test_what_has_passed_is_not_offered() -> None:
    strip = await build_strip(AGENDA, TEAM, "UTC", OPENS.at)
    assert [jump.label for jump in strip.jumps] == ["Next Monday"]


async def test_a_jump_goes_only_to_what_the_agenda_names() -> None:
    strip = await build_strip(AGENDA, TEAM, "UTC", MONDAY)
    assert await jump_target(AGENDA, TEAM.id, strip.jumps[0].to) == OPENS.at
    assert await jump_target(AGENDA, TEAM.id, "2030-01-01T00:00:00+00:00") is None
    assert await jump_target(AGENDA, TEAM.id, "soon") is None


async def test_it_is_the_workspaces_own_time(store: MemoryStore, clock: FakeClock) -> None:
    await store.advance_clock("local", MONDAY + timedelta(days=2))
    assert await domain_now(store, clock) == MONDAY + timedelta(days=2)


@pytest.mark.parametrize(("days", "shown"), [(0, "Mon 09:00"), (6, "Sun 09:00"), (7, "Mon 16 Nov 09:00")])
def test_a_moment_within_the_week_needs_no_date(days: int, shown: str) -> None:
    assert show_moment(MONDAY + timedelta(days=days), "Europe/Berlin", MONDAY) == shown


@pytest.mark.parametrize(("label", "short"), [("Check-in closes", "Closes"), ("Reminder", "Reminder"), ("", "")])
def test_a_chip_leaves_out_what_is_clear(label: str, short: str) -> None:
    assert shorten(label) == short
