"""`okr away`: leave, who covers, and what that means."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadence.context import Services
from cadence.requests import CommandTyped, Person, Say
from tests.cadence.desk import Desk, buttons_of, is_refused, words
from tests.fakes.clock import FakeClock
from tests.fakes.growth import MONDAY, mid, plant_growth, typed
from tests.fakes.memory import MemoryStore
from tests.fakes.services import fake_services


@pytest.fixture
def desk(store: MemoryStore, services: Services) -> Desk:
    return Desk(store, services)


def _spans(desk: Desk, who: str = "ben") -> list[tuple[date, date]]:
    return sorted((leave.first, leave.last) for leave in desk.rows("leaves") if leave.member_id == mid(who))


async def test_leave_is_kept_and_shown_back_with_what_it_means(desk: Desk) -> None:
    reply = await desk.type("ben", "away 1 Dec to 12 Dec cover <@cy>")
    (leave,) = desk.rows("leaves")
    assert (leave.first, leave.last, leave.cover_id) == (date(2026, 12, 1), date(2026, 12, 12), mid("cy"))
    assert isinstance(reply, Say)
    assert reply.card.notice == "No prompts Tue 1 Dec to Sat 12 Dec. Cy covers: they get your key results' questions."


async def test_without_a_cover_it_says_what_follows(desk: Desk) -> None:
    assert "Nobody covers: your key results show as away." in words(await desk.type("ben", "away 1 Dec to 12 Dec"))


async def test_one_day_is_one_day(desk: Desk) -> None:
    assert "No prompts Tue 10 Nov." in words(await desk.type("ben", "away tomorrow"))


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("away 2026-11-02 to 2026-11-06", "Fri 6 Nov is past already"),
        ("away 1 Dec to 12 Dec cover <@ben>", "You cannot cover yourself"),
        ("away 1 Dec to 12 Dec cover <@nobody>", "I don't know this person"),
        ("away", "okr away 1 Aug to 12 Aug"),
        ("away whenever", "whenever"),
    ],
)
async def test_what_cannot_be_is_refused_and_says_why(desk: Desk, line: str, says: str) -> None:
    reply = await desk.type("ben", line)
    assert is_refused(reply)
    assert says in words(reply)
    assert desk.rows("leaves") == []


async def test_a_guest_or_somebody_who_left_covers_nobody(desk: Desk) -> None:
    await desk.change_member("cy", is_active=False)
    assert "Cy is not active any more" in words(await desk.type("ben", "away 1 Dec to 12 Dec cover <@cy>"))
    request = typed("ben", "away 1 Dec to 12 Dec cover <@gus>")
    guest = Person(id="gus", name="Gus", is_guest=True)
    reply = await desk.door.handle(_with(request, guest))
    assert "Gus is a guest" in words(reply)
    assert desk.rows("leaves") == []


async def test_leave_that_has_begun_may_still_be_told(desk: Desk) -> None:
    await desk.type("ben", "away 2026-11-06 to 2026-11-13")
    assert _spans(desk) == [(date(2026, 11, 6), date(2026, 11, 13))]


async def test_overlapping_leave_takes_the_place_of_the_old(desk: Desk) -> None:
    await desk.type("ben", "away 1 Dec to 12 Dec")
    reply = await desk.type("ben", "away 5 Dec to 20 Dec")
    assert _spans(desk) == [(date(2026, 12, 5), date(2026, 12, 20))]
    assert "This replaces Tue 1 Dec to Sat 12 Dec." in words(reply)


async def test_the_days_that_are_over_stay_when_running_leave_is_replaced(desk: Desk, clock: FakeClock) -> None:
    await desk.type("ben", "away 2026-11-09 to 2026-11-13")
    clock.forward(days=2)
    await desk.type("ben", "away 2026-11-11 to 2026-11-20")
    assert _spans(desk) == [
        (date(2026, 11, 9), date(2026, 11, 10)),
        (date(2026, 11, 11), date(2026, 11, 20)),
    ]


async def test_leave_that_does_not_overlap_stands_beside(desk: Desk) -> None:
    await desk.type("ben", "away 1 Dec to 4 Dec")
    await desk.type("ben", "away 7 Dec to 8 Dec")
    assert len(_spans(desk)) == 2


async def test_others_leave_is_left_alone(desk: Desk) -> None:
    await desk.type("cy", "away 1 Dec to 12 Dec")
    await desk.type("ben", "away 1 Dec to 12 Dec")
    await desk.type("ben", "away cancel")
    assert _spans(desk, "cy") == [(date(2026, 12, 1), date(2026, 12, 12))]
    assert _spans(desk, "ben") == []


async def test_cancel_ends_running_leave_yesterday_and_forgets_what_is_to_come(desk: Desk, clock: FakeClock) -> None:
    await desk.type("ben", "away 2026-11-09 to 2026-11-13")
    await desk.type("ben", "away 1 Dec to 4 Dec")
    clock.forward(days=2)
    reply = await desk.type("ben", "away cancel")
    assert _spans(desk) == [(date(2026, 11, 9), date(2026, 11, 10))]
    assert "Cancelled: Mon 9 Nov to Fri 13 Nov; Tue 1 Dec to Fri 4 Dec." in words(reply)


async def test_without_leave_there_is_nothing_to_cancel(desk: Desk) -> None:
    assert "You have no leave to cancel." in words(await desk.type("ben", "away cancel"))


async def test_a_cover_who_is_away_too_is_told_of(desk: Desk) -> None:
    await desk.type("cy", "away 3 Dec to 4 Dec")
    reply = await desk.type("ben", "away 1 Dec to 12 Dec cover <@cy>")
    assert "Cy is away Thu 3 Dec to Fri 4 Dec, too." in words(reply)


async def test_a_check_in_that_is_open_now_offers_im_away(desk: Desk) -> None:
    week = await desk.open_week()
    reply = await desk.type("ben", "away today")
    assert [(button.action, button.value) for button in buttons_of(reply)] == [("checkin.away", week.id)]


async def test_whoever_has_answered_already_is_not_offered_it(desk: Desk) -> None:
    week = await desk.open_week()
    await desk.press("ben", "checkin.unchanged", week.id)
    assert buttons_of(await desk.type("ben", "away today")) == []


@pytest.mark.parametrize(("who", "line"), [("ben", "away 1 Dec to 12 Dec"), ("mia", "away today")])
async def test_otherwise_nothing_is_offered(desk: Desk, who: str, line: str) -> None:
    await desk.open_week()
    assert buttons_of(await desk.type(who, line)) == []


async def test_today_is_that_of_the_persons_zone(desk: Desk, clock: FakeClock) -> None:
    clock.to(datetime(2026, 11, 9, 23, 30, tzinfo=UTC))  # half past midnight in Berlin
    await desk.type("ben", "away today")
    assert _spans(desk) == [(date(2026, 11, 10), date(2026, 11, 10))]


async def test_guests_take_no_leave_here(desk: Desk) -> None:
    request = typed("ben", "away tomorrow")
    reply = await desk.door.handle(_with(request, Person(id="ben", name="Ben", is_guest=True)))
    assert "guest from another workspace" in words(reply)


DAYS = st.integers(-20, 60)


@given(spans=st.lists(st.tuples(DAYS, st.integers(0, 20)), max_size=6))
async def test_no_two_leaves_of_one_person_ever_overlap(spans: list[tuple[int, int]]) -> None:
    memory = MemoryStore(FakeClock(MONDAY))
    await plant_growth(memory, readings=False)
    desk = Desk(memory, fake_services())
    for begins, length in spans:
        first = MONDAY.date() + timedelta(days=begins)
        last = first + timedelta(days=length)
        await desk.type("ben", f"away {first} to {last}")
    kept = _spans(desk)
    assert all(first <= last for first, last in kept)
    future = [span for span in kept if span[1] >= MONDAY.date()]
    assert all(before[1] < after[0] for before, after in pairwise(future))


def _with(request: CommandTyped, person: Person) -> CommandTyped:
    """The request, in which this person is who the platform says."""
    people = {**request.people, person.id: person}
    return replace(request, who=people[request.who.id], people=people)
