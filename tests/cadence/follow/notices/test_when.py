"""Notices wait for their moment and for working hours, on the clock of whoever is told; one message a day."""

from dataclasses import replace
from datetime import date

import pytest

from cadence.model import (
    NoticeKind,
)
from tests.cadence.desk import an_action
from tests.cadence.follow.notices.due import ACTION, BLOCKER
from tests.cadence.follow.telling import Mailroom, about, berlin, leave, of_step, step
from tests.fakes.growth import mid


async def test_nothing_is_told_before_its_moment(mail: Mailroom) -> None:
    await mail.note(about(ACTION, at=berlin(9, "11:00")))
    assert await mail.at(9, "10:59") == 0
    assert await mail.at(9, "11:00") == 1


@pytest.mark.parametrize(
    ("due", "told"),
    [
        ((9, "07:00"), (9, "08:00")),  # before work
        ((9, "18:01"), (10, "08:00")),  # after work
        ((13, "19:00"), (16, "08:00")),  # on Friday evening
        ((14, "12:00"), (16, "08:00")),  # at the weekend
    ],
)
async def test_delivery_waits_for_working_hours(mail: Mailroom, due: tuple[int, str], told: tuple[int, str]) -> None:
    notice = about(ACTION, at=berlin(*due))
    await mail.note(notice)
    assert await mail.at(*due) == 0
    assert mail.notice(notice).at == berlin(*told)
    assert await mail.at(*told) == 1


@pytest.mark.parametrize(("wall", "told"), [("10:00", 0), ("14:00", 1)])
async def test_working_hours_are_on_the_clock_of_whoever_is_told(mail: Mailroom, wall: str, told: int) -> None:
    """New York begins at 14:00 of Berlin."""
    await mail.keep(replace(await mail.member("dee"), zone="America/New_York"))
    await mail.note(about(ACTION))
    assert await mail.at(9, wall) == told


async def test_what_comes_later_the_same_day_waits_for_tomorrow(mail: Mailroom) -> None:
    await mail.note(about(ACTION), about(BLOCKER, at=berlin(9, "11:00")))
    await mail.at(9)
    assert await mail.at(9, "11:00") == 0
    assert len(mail.told("dee")) == 1
    assert mail.notice(about(BLOCKER)).at == berlin(10, "08:00")
    assert await mail.at(10, "08:00") == 1
    assert [each.key[-10:] for each in mail.told("dee")] == ["2026-11-09", "2026-11-10"]


async def test_the_day_of_a_cover_who_is_ahead_of_us_counts(mail: Mailroom) -> None:
    """In Auckland it is Tuesday morning while it is Monday evening in Berlin."""
    ahead = replace(await mail.member("cy"), zone="Pacific/Auckland")
    tomorrow = an_action("tomorrow", due=date(2026, 11, 10))
    await mail.keep(ahead, leave("dee", 9, 13, cover="cy"), tomorrow)
    await mail.note(about(tomorrow, at=berlin(9, "20:00")))
    assert await mail.at(9, "20:00") == 1


async def test_a_subject_that_was_asked_about_today_is_not_in_todays_digest(mail: Mailroom) -> None:
    asked = step(BLOCKER, asked_by=mid("ben"))
    await mail.keep(asked)
    await mail.note(of_step(asked, BLOCKER, is_solicited=True), about(BLOCKER, "mia", kind=NoticeKind.STEP, round="2"))
    assert await mail.at(9, "11:00") == 0
    assert mail.told("mia") == []
    assert await mail.at(10) == 1
