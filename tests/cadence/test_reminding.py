"""The private reminder: once, in working hours, never to who has answered, and one for all teams of a day."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from cadence.cards import card
from cadence.context import Services
from cadence.ids import id_for
from cadence.model import AnswerKind, CheckIn, Leave, Member, Membership, Place, Team
from cadence.schedule.occurrences import Occurrence
from cadence.weekly.current import new_checkin
from cadence.weekly.thread import message
from cadence.wording.plain import plain_text
from cadence.wording.reminder import reminder_card
from tests.cadence.harness import Rhythm, berlin
from tests.fakes.clock import FakeClock
from tests.fakes.growth import MONDAY, TEAM, WORKSPACE, mid
from tests.fakes.memory import MemoryStore

SALES = replace(TEAM, id=id_for("test", "sales"), slug="sales", name="Sales", channel="C-sales", opens_at=time(11, 0))


@pytest.fixture
def rhythm(store: MemoryStore, clock: FakeClock, services: Services) -> Rhythm:
    return Rhythm(store, clock, services)


async def test_it_comes_at_the_end_of_the_working_day_before_80_percent_of_the_window(rhythm: Rhythm) -> None:
    await rhythm.opened()
    await rhythm.at(11, "17:59")
    assert rhythm.reminded() == []
    await rhythm.at(11, "18:00")
    assert rhythm.reminded() == ["ana", "ben", "cy", "dee"]


async def test_it_says_when_the_team_closes_and_offers_one_tap(rhythm: Rhythm) -> None:
    await rhythm.opened()
    await rhythm.at(11, "18:00")
    assert rhythm.texts("reminder")[0] == (
        "Growth closes tomorrow at 10:00. One tap if nothing moved.\n[Answer] [Nothing changed] [I'm away]"
    )


async def test_it_is_a_nudge_in_a_direct_message_and_comes_once(rhythm: Rhythm) -> None:
    await rhythm.opened()
    await rhythm.at(11, "18:00")
    await rhythm.at(11, "18:10")
    await rhythm.at(12, "09:00")
    messages = rhythm.said("reminder")
    assert len(messages) == 4
    assert all(message.is_nudge and message.place.member for message in messages)


@pytest.mark.parametrize("kind", list(AnswerKind))
async def test_whoever_answered_or_is_away_is_not_reminded(rhythm: Rhythm, kind: AnswerKind) -> None:
    await rhythm.opened()
    await rhythm.answer("ben", kind)
    await rhythm.at(11, "18:00")
    assert rhythm.reminded() == ["ana", "cy", "dee"]


async def test_each_member_is_reminded_in_their_own_working_hours(rhythm: Rhythm) -> None:
    await _change_member(rhythm, "cy", zone="America/New_York")
    await _change_member(rhythm, "dee", works_until=time(14, 0))
    await rhythm.opened()
    await rhythm.at(11, "14:00")
    assert rhythm.reminded() == ["dee"]
    await rhythm.at(11, "18:00")
    assert rhythm.reminded() == ["ana", "ben", "dee"]
    await rhythm.at(12, "00:00")
    assert rhythm.reminded() == ["ana", "ben", "cy", "dee"]


async def test_where_no_working_hours_are_left_there_is_none(rhythm: Rhythm) -> None:
    await rhythm.change_team(opens_at=time(19, 0), window=timedelta(hours=15))
    await rhythm.at(9, "09:00")
    await rhythm.at(11, "19:00")
    await rhythm.at(12, "07:30")
    await rhythm.at(12, "09:00")
    assert rhythm.reminded() == []


async def test_it_is_left_out_where_its_moment_has_long_passed(rhythm: Rhythm) -> None:
    await rhythm.opened()
    await rhythm.at(11, "21:00")
    await rhythm.at(12, "09:00")
    assert rhythm.reminded() == []


async def test_who_goes_on_leave_after_the_opening_is_left_in_peace(rhythm: Rhythm) -> None:
    await rhythm.opened()
    leave = Leave(
        id="leave",
        workspace_id=WORKSPACE.id,
        member_id=mid("ben"),
        first=date(2026, 11, 11),
        last=date(2026, 11, 20),
    )
    await rhythm.add("leaves", leave)
    await rhythm.at(11, "18:00")
    assert "ben" not in rhythm.reminded()


async def test_several_teams_reminders_of_a_day_are_one_message(rhythm: Rhythm) -> None:
    await _plant_sales(rhythm)
    await rhythm.at(9, "09:00")
    await rhythm.at(11, "11:00")
    await rhythm.at(11, "18:00")
    assert rhythm.reminded() == ["ana", "ben", "cy", "dee"]
    [to_dee] = [text for message, text in _pairs(rhythm) if message == "dee"]
    assert to_dee.startswith("Growth closes tomorrow at 10:00, Sales tomorrow at 11:00. One tap if nothing moved.")


async def test_a_merged_reminder_leaves_out_the_team_that_was_answered(rhythm: Rhythm) -> None:
    await _plant_sales(rhythm)
    await rhythm.at(9, "09:00")
    await rhythm.at(11, "11:00")
    await rhythm.answer("dee")
    await rhythm.at(11, "18:00")
    [to_dee] = [text for message, text in _pairs(rhythm) if message == "dee"]
    assert to_dee.startswith("Sales closes tomorrow at 11:00.")


async def test_a_second_team_later_the_same_day_changes_the_message_and_sends_no_other(rhythm: Rhythm) -> None:
    await _plant_sales(rhythm, opens_at=time(15, 0), window=timedelta(hours=4))
    await rhythm.change_team(opens_at=time(9, 0), window=timedelta(hours=5))
    await rhythm.at(9, "08:00")
    for wall in ("09:00", "13:00", "14:00", "15:00", "18:00"):
        await rhythm.at(11, wall)
    assert [who for who, _ in _pairs(rhythm)].count("dee") == 1
    [to_dee] = [text for who, text in _pairs(rhythm) if who == "dee"]
    assert to_dee.startswith("Sales closes at 19:00.")


@pytest.mark.parametrize(("said_before", "reminded"), [(2, True), (3, False)])
async def test_it_is_one_of_the_three_messages_that_a_week_has_room_for(
    rhythm: Rhythm, said_before: int, reminded: bool
) -> None:
    await rhythm.opened()
    async with rhythm.unit() as unit:
        for number in range(said_before):
            key, place = f"today:{number}", Place(member="dee")
            await unit.outbox.say(message(unit, key, place, card("Something waits."), is_nudge=True))
    await rhythm.at(11, "18:00")
    assert ("dee" in rhythm.reminded()) == reminded
    assert "ben" in rhythm.reminded()


@pytest.mark.parametrize("teams", [1, 2, 3, 9])
def test_it_never_grows_beyond_120_characters(teams: int) -> None:
    checkin = _any_checkin()
    waiting = [(replace(TEAM, name=f"Team with quite a long name {number} " * 3), checkin) for number in range(teams)]
    text = plain_text(reminder_card(waiting, MONDAY, "Europe/Berlin")).split("\n")[0]
    assert len(text) <= 120
    assert text.endswith("One tap if nothing moved.")


def test_on_the_day_itself_it_says_only_the_hour() -> None:
    card = reminder_card([(TEAM, _any_checkin())], berlin(12, "08:30"), "Europe/Berlin")
    assert card.notice == "Growth closes at 10:00. One tap if nothing moved."


def _any_checkin() -> CheckIn:
    occurrence = Occurrence(iso_week="2026-W46", opens_at=berlin(11, "10:00"), closes_at=berlin(12, "10:00"))
    return new_checkin(TEAM, occurrence)


def _pairs(rhythm: Rhythm) -> list[tuple[str | None, str]]:
    return [(message.place.member, plain_text(message.card)) for message in rhythm.said("reminder")]


async def _change_member(rhythm: Rhythm, who: str, **changes: object) -> None:
    async with rhythm.unit() as unit:
        member: Member = await unit.members.get(mid(who))
        await unit.members.save(replace(member, **changes))  # type: ignore[arg-type] # the test names real fields


async def _plant_sales(rhythm: Rhythm, **changes: object) -> Team:
    team = replace(SALES, **changes)  # type: ignore[arg-type] # the test names real fields
    row = Membership(id="dee-sales", workspace_id=WORKSPACE.id, team_id=team.id, member_id=mid("dee"))
    await rhythm.add("teams", team)
    await rhythm.add("memberships", row)
    return team
