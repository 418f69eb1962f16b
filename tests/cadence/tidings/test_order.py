"""News comes late, twice, and in any order; what it leaves behind is what the platform told of the latest moment."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cadence.context import meet
from cadence.news import ChannelChange, ChannelChanged, GroupsChanged, GroupSeen, News, PersonChanged
from cadence.requests import Person
from cadence.tidings.rosters import group_id
from tests.cadence.tidings.telling import Ear, known
from tests.fakes.clock import FakeClock
from tests.fakes.growth import MONDAY, TEAM, WORKSPACE, kr_id, mid, plant_growth
from tests.fakes.memory import MemoryStore
from tests.fakes.services import fake_services

GROUP = group_id(WORKSPACE.id, "G1")
REACH = (
    ChannelChange.ARCHIVED,
    ChannelChange.REOPENED,
    ChannelChange.DELETED,
    ChannelChange.LEFT,
    ChannelChange.JOINED,
)


def head(number: int) -> dict[str, Any]:
    return {"workspace_id": WORKSPACE.id, "news_id": f"e{number}", "at": MONDAY + timedelta(seconds=number)}


def person(number: int, who: str = "cy", **more: Any) -> PersonChanged:
    return PersonChanged(**head(number), who=known(who, **more))


def group(number: int, *people: str, **more: Any) -> GroupsChanged:
    seen = GroupSeen(id="G1", handle=f"g{number}", name=f"Group {number}", people=people, **more)
    return GroupsChanged(**head(number), groups=(seen,))


def channel(number: int, change: ChannelChange, **more: Any) -> ChannelChanged:
    return ChannelChanged(**head(number), channel=TEAM.channel, change=change, **more)


# One thing at a time, the other way round


async def test_somebody_who_is_back_stays_though_the_news_that_they_left_comes_after(ear: Ear) -> None:
    await ear.hear(person(2, is_active=True), person(1, is_active=False))
    assert ear.row("members", mid("cy")).is_active
    assert ear.row("key_results", kr_id("1.3")).owner_id == mid("cy")
    assert ear.messages() == []


async def test_a_channel_that_is_open_again_is_no_trouble_though_its_archiving_is_told_after(ear: Ear) -> None:
    await ear.hear(channel(2, ChannelChange.REOPENED), channel(1, ChannelChange.ARCHIVED))
    assert ear.messages() == []


async def test_another_name_of_a_channel_says_nothing_of_whether_we_can_post_there(ear: Ear) -> None:
    await ear.hear(channel(2, ChannelChange.RENAMED, is_private=True), channel(1, ChannelChange.ARCHIVED))
    assert len(ear.messages("trouble:")) == 1
    assert ear.row("teams", TEAM.id).channel_is_private


async def test_who_invited_us_before_we_were_taken_out_is_not_thanked(ear: Ear) -> None:
    left, joined = channel(2, ChannelChange.LEFT), channel(1, ChannelChange.JOINED, by="ben")
    await ear.hear(replace(left, channel="C-sales"), replace(joined, channel="C-sales"))
    assert ear.messages() == []


async def test_a_group_is_as_it_was_last_though_older_news_makes_somebody_known(ear: Ear) -> None:
    await ear.hear(group(2, "ana", "new"))
    await ear.keep("teams", replace(TEAM, group_id=GROUP))
    await ear.hear(replace(group(1, "ana", "ben"), named={"new": Person(id="new", name="New")}))
    assert (ear.row("groups", GROUP).handle, ear.row("groups", GROUP).people) == ("g2", ("ana", "new"))
    assert {row.member_id for row in ear.rows("memberships")} == {mid("ana"), mid("new")}


async def test_one_group_told_late_keeps_nothing_from_the_others(ear: Ear) -> None:
    await ear.hear(group(2, "ana"))
    other = GroupSeen(id="G2", handle="two", name="Two", people=("ben",))
    await ear.hear(replace(group(1, "ben"), groups=(*group(1, "ben").groups, other)))
    assert {row.external_id: row.people for row in ear.rows("groups")} == {"G1": ("ana",), "G2": ("ben",)}


async def test_the_same_moment_counts_as_the_latest(ear: Ear) -> None:
    await ear.hear(person(1, is_active=True), replace(person(1, is_active=False), news_id="twin"))
    assert not ear.row("members", mid("cy")).is_active


async def test_news_without_a_moment_is_applied_whenever_it_comes(ear: Ear) -> None:
    await ear.hear(person(2, is_active=True))
    await ear.leave("cy")
    assert not ear.row("members", mid("cy")).is_active


# What requests bring along


async def test_a_request_that_knows_somebody_from_earlier_undoes_no_news(ear: Ear) -> None:
    await ear.hear(person(5, is_active=False))
    before = Person(id="cy", name="Cyrus", is_active=True, at=MONDAY)
    async with ear.store.unit(WORKSPACE.id, actor="test") as unit:
        assert not (await meet(unit, WORKSPACE.id, before)).is_active
        assert (await meet(unit, WORKSPACE.id, replace(before, at=MONDAY + timedelta(minutes=1)))).is_active
    await ear.hear(person(6, is_active=False))
    assert ear.row("members", mid("cy")).is_active


async def test_who_is_new_by_a_request_is_not_sent_away_by_older_news(ear: Ear) -> None:
    async with ear.store.unit(WORKSPACE.id, actor="test") as unit:
        await meet(unit, WORKSPACE.id, Person(id="new", name="New", at=MONDAY + timedelta(minutes=1)))
    await ear.hear(person(1, "new", is_active=False))
    assert ear.row("members", mid("new")).is_active


# Any order, any number of times

PEOPLE = st.builds(
    lambda who, name, is_active: lambda n: person(n, who, name=name, is_active=is_active),
    st.sampled_from(["ben", "cy"]),
    st.sampled_from(["One", "Two"]),
    st.booleans(),
)
GROUPS = st.builds(
    lambda people: lambda n: group(n, "ana", *sorted(people)), st.sets(st.sampled_from(["ben", "cy", "mia"]))
)
CHANNELS = st.builds(lambda change: lambda n: channel(n, change), st.sampled_from(REACH))
PRIVACY = st.builds(lambda private: lambda n: channel(n, ChannelChange.RENAMED, is_private=private), st.booleans())
HISTORIES = st.lists(st.one_of(PEOPLE, GROUPS, CHANNELS, PRIVACY), min_size=1, max_size=9).map(
    lambda made: [make(number) for number, make in enumerate(made)]
)


async def after(news: Sequence[News]) -> dict[str, Any]:
    """What is kept once all of this was heard."""
    ear = Ear(await _planted(), fake_services())
    await ear.hear(*news)
    team = ear.row("teams", TEAM.id)
    return {
        "people": {row.id: (row.name, row.is_active) for row in ear.rows("members")},
        "group": [(row.handle, row.name, row.people, row.is_active) for row in ear.rows("groups") if row.handle],
        "asked": {row.member_id for row in ear.rows("memberships") if row.team_id == TEAM.id},
        "trouble": team.has_trouble,
        "told of it": sum("so I cannot post" in words for words in ear.told("ana", "trouble:")),
        "private": team.channel_is_private,
    }


async def _planted() -> MemoryStore:
    """Growth, with a group that keeps its list."""
    store = MemoryStore(FakeClock(MONDAY))
    await plant_growth(store)
    ear = Ear(store, fake_services())
    await ear.hear(replace(group(0, "ana", "ben", "cy"), at=MONDAY - timedelta(days=1), news_id="first"))
    await ear.keep("teams", replace(TEAM, group_id=GROUP))
    await ear.hear(replace(group(0, "ana", "ben", "cy"), at=MONDAY - timedelta(days=1), news_id="again"))
    return store


@given(HISTORIES, st.data())
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
async def test_any_order_and_any_repetition_end_alike(history: list[News], data: st.DataObject) -> None:
    twice = data.draw(st.lists(st.sampled_from(history), max_size=4))
    shuffled = data.draw(st.permutations([*history, *twice]))
    assert await after(shuffled) == await after(history)
