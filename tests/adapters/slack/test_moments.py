"""Of which moment it is what Slack tells: of the event's, however late it comes; of a look-up's, a little earlier."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.decoding import PersonTold, event_at
from adapters.slack.knowing.moments import MARGIN, looked_up_at
from adapters.slack.knowing.people import KEPT, People
from cadence.news import ChannelChanged, GroupsChanged, PersonChanged
from cadence.requests import Person
from tests.adapters.slack.listening import Ears
from tests.adapters.slack.listening import ears as listening
from tests.adapters.slack.scripted import ScriptedDoor
from tests.adapters.slack.test_decoding_events import event, heard
from tests.fakes.clock import FakeClock
from tests.fakes.memory import MemoryStore
from tests.fakes.slack import FakeSlack

NOON = datetime(2026, 11, 9, 12, 0, tzinfo=UTC)
SECOND = datetime(2026, 9, 21, 14, 13, 30, tzinfo=UTC)
BEN = Person(id="U2BEN", name="ben")


@pytest.fixture
async def ears(slack: FakeSlack, door: ScriptedDoor, kept: MemoryStore) -> AsyncIterator[Ears]:
    async with listening(slack, door, kept) as made:
        slack.use_clock(made.clock)
        yield made


def test_an_event_tells_its_moment_to_the_microsecond() -> None:
    told = {"event_time": 1790000010, "event": {"event_ts": "1790000009.6"}}
    assert event_at(told) == SECOND - timedelta(seconds=0.4)


@pytest.mark.parametrize("odd", [None, "x", "", 1790000009.6, "9.", "-1.5", "99999999999999.1", "1.0\n", [], {}])
def test_else_to_the_second_and_what_is_no_moment_is_none(odd: Any) -> None:
    assert event_at({"event_time": 1790000010, "event": {"event_ts": odd}}) == SECOND
    assert event_at({"event_time": odd, "event": {}}) is None
    assert event_at({"event_time": odd, "event": odd}) is None


@pytest.mark.parametrize(
    "name", ["user_change", "subteam_updated", "subteam_members_changed", "channel_archive", "member_joined_channel"]
)
def test_news_says_when_it_was_so(name: str) -> None:
    told = heard(event(name))
    assert isinstance(told, PersonTold | GroupsChanged | ChannelChanged)
    assert told.at == event_at(event(name))
    assert told.at is not None


def test_a_look_up_is_never_older_than_the_event_that_asked_for_it() -> None:
    assert looked_up_at(NOON) == NOON - MARGIN
    assert looked_up_at(NOON, NOON - timedelta(hours=1)) == NOON - MARGIN
    assert looked_up_at(NOON, NOON + timedelta(hours=1)) == NOON + timedelta(hours=1)


async def test_a_group_looked_up_late_is_of_that_moment_and_one_told_late_of_its_event(ears: Ears) -> None:
    ears.people.hold()
    began = ears.clock()
    await ears.people.create_group("S1TEAM", "growth", ("U2BEN",), "Growth")
    await ears.people.change_group("S1TEAM", add=("U1ANA",))
    ears.clock.forward(hours=1)
    await ears.heard(ears.people.release())
    told = sorted(news.at - began for news in ears.desk.of(GroupsChanged) if news.at)
    assert all(at < timedelta(seconds=1) for at in told[:-1]), told
    assert told[-1] == timedelta(hours=1) - MARGIN


async def test_the_daily_look_is_of_the_moment_it_began(ears: Ears) -> None:
    await ears.lead("U1ANA")
    await ears.know("U1ANA")
    await ears.people.create_group("S1TEAM", "growth", ("U2BEN",), "Growth")
    await ears.settle()
    ears.slack.users["U1ANA"].manager = "U2BEN"
    ears.desk.told.clear()
    await ears.listening.freshness.pass_once()
    assert [news.at for news in ears.desk.of(GroupsChanged)] == [ears.clock() - MARGIN]


async def test_the_daily_look_for_managers_tells_nothing_else_of_anybody(ears: Ears) -> None:
    await ears.lead("U1ANA")
    await ears.know("U1ANA")
    ears.slack.users["U1ANA"].manager = "U2BEN"
    await ears.listening.freshness.pass_once()
    (news,) = ears.desk.of(PersonChanged)
    assert news.who == Person(id="U1ANA", is_guest=None, manager="U2BEN")


async def test_an_event_about_somebody_is_of_its_moment_however_long_the_profile_takes(ears: Ears) -> None:
    await ears.know("U2BEN")
    ears.people.hold()
    at = ears.clock()
    await ears.people.change_user("U2BEN", real_name="Benjamin")
    ears.clock.forward(hours=1)
    await ears.heard(ears.people.release())
    (news,) = ears.desk.of(PersonChanged)
    assert news.at is not None
    assert (news.who.at, news.at - at < timedelta(seconds=1)) == (news.at, True)


async def test_who_is_known_of_a_later_moment_is_not_told_of_by_an_older_event(
    slack: FakeSlack, client: AsyncWebClient, clock: FakeClock
) -> None:
    now = [0.0]
    people = People(client, lambda: now[0], clock)
    assert (await people.find(BEN, slack.team_id)).at == clock() - MARGIN
    user = {"id": "U2BEN", "real_name": "Benjamin", "team_id": slack.team_id}
    late = people.learn(user, slack.team_id, clock() - timedelta(minutes=5))
    assert (late.name, (await people.find(BEN, slack.team_id)).name) == ("Benjamin", "Ben")
    for at in (clock(), clock() + timedelta(minutes=1)):
        people.learn(user, slack.team_id, at)
        people.learn(user | {"deleted": True}, slack.team_id, at - timedelta(seconds=1))
        found = await people.find(BEN, slack.team_id)
        assert (found.name, found.is_active, found.at) == ("Benjamin", True, at)
    now[0] += KEPT.total_seconds() + 1
    assert (await people.find(BEN, slack.team_id)).name in {"Ben", "Benjamin"}
