"""What every repository promises, whatever keeps it."""

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal

import pytest

from cadence.errors import Conflict
from cadence.ids import id_for
from cadence.model import (
    Action,
    ActionState,
    CheckIn,
    CheckInState,
    KeyResult,
    Leave,
    Member,
    Reading,
    Team,
    Workspace,
)
from tests.contracts.conftest import Kept, changed_by
from tests.fakes.growth import CYCLE, KEY_RESULTS, MONDAY, OBJECTIVES, TEAM, kr_id, mid

HERE = "local"
CHECKIN = CheckIn(
    id=id_for("test", "checkin"),
    workspace_id=HERE,
    team_id=TEAM.id,
    iso_week="2026-W46",
    opens_at=datetime(2026, 11, 11, 10, 0, 0, 1, tzinfo=timezone(timedelta(hours=1))),
    closes_at=MONDAY + timedelta(days=3),
    cycle_id=CYCLE.id,
    state=CheckInState.OPEN,
    expected_ids=(mid("ben"), mid("ana")),
)


def action(number: int, text: str = "Test the price", **more: object) -> Action:
    made = Action(
        id=id_for("test", "action", str(number)),
        workspace_id=HERE,
        team_id=TEAM.id,
        text=text,
        raised_by=mid("ben"),
        raised_at=MONDAY,
    )
    return replace(made, **more)  # type: ignore[arg-type]  # fields by name


async def test_a_record_comes_back_exactly_as_it_was_kept(store: Kept) -> None:
    reading = Reading(
        id="reading",
        workspace_id=HERE,
        team_id=TEAM.id,
        key_result_id=kr_id("1.1"),
        member_id=mid("ben"),
        at=MONDAY,
        value=Decimal("0.10000000000000000000000000001"),
        confidence=None,
        note="two deals slipped",
    )
    async with store.unit(HERE, actor="test") as unit:
        await unit.checkins.add(CHECKIN)
        await unit.readings.add(reading)
        await unit.readings.add(replace(reading, id="huge", value=Decimal("-123456789012345678901234567890.5")))
    async with store.unit(HERE, actor="test") as unit:
        assert await unit.checkins.get(CHECKIN.id) == CHECKIN
        assert await unit.readings.get("reading") == reading
        huge = await unit.readings.get("huge")
        assert huge is not None
        assert huge.value == Decimal("-123456789012345678901234567890.5")
        assert await unit.teams.get(TEAM.id) == TEAM
        assert await unit.key_results.find(objective_id=OBJECTIVES[1].id) == sorted(KEY_RESULTS[3:], key=_id)


async def test_moments_come_back_in_utc(store: Kept) -> None:
    async with store.unit(HERE, actor="test") as unit:
        await unit.checkins.add(CHECKIN)
    async with store.unit(HERE, actor="test") as unit:
        kept = await unit.checkins.get(CHECKIN.id)
        assert kept is not None
        assert kept.opens_at == datetime(2026, 11, 11, 9, 0, 0, 1, tzinfo=UTC)
        assert kept.closes_at.tzinfo is UTC


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  two\nlines\t",
        "Ünïcödé 你好 👩‍👩‍👧 \u202eright to left",
        "'; DROP TABLE teams; --",
        "%s :name {0}",
        "x" * 20_000,
    ],
)
async def test_any_text_is_kept_to_the_letter(store: Kept, text: str) -> None:
    async with store.unit(HERE, actor="test") as unit:
        await unit.actions.add(action(1, text))
    async with store.unit(HERE, actor="test") as unit:
        assert await unit.actions.find(text=text) == [action(1, text)]


@pytest.mark.parametrize("text", ["nothing \x00 here", "half a pair \ud83d!"])
async def test_text_that_no_database_can_hold_is_kept_all_the_same(store: Kept, text: str) -> None:
    async with store.unit(HERE, actor="test") as unit:
        await unit.actions.add(action(1, text))
    async with store.unit(HERE, actor="test") as unit:
        kept = await unit.actions.get(action(1).id)
        assert kept is not None
        assert [kept.text[:4], kept.text[-1]] == [text[:4], text[-1]]


async def test_an_unknown_id_is_none(store: Kept) -> None:
    async with store.unit(HERE, actor="test") as unit:
        assert await unit.teams.get("nobody knows") is None


async def test_find_takes_equal_fields_collections_and_none(store: Kept) -> None:
    done, mine, free = action(1, state=ActionState.DONE), action(2, owner_id=mid("ben")), action(3, text="Else")
    async with store.unit(HERE, actor="test") as unit:
        for each in (done, mine, free):
            await unit.actions.add(each)
        found = unit.actions.find
        assert await found() == sorted([done, mine, free], key=_id)
        assert await found(state=ActionState.DONE) == [done]
        assert await found(state=ActionState.OPEN, text="Else") == [free]
        assert await found(owner_id=None) == sorted([done, free], key=_id)
        assert await found(owner_id=(None, mid("ben"))) == sorted([done, mine, free], key=_id)
        assert await found(text={"Else", "Nothing"}) == [free]
        assert await found(id=[]) == []
        assert await found(id=[free.id, free.id]) == [free]


async def test_find_refuses_a_field_that_there_is_not(store: Kept) -> None:
    async with store.unit(HERE, actor="test") as unit:
        with pytest.raises(AttributeError):
            await unit.actions.find(colour="red")


async def test_find_takes_lists_longer_than_a_statement_can_name(store: Kept) -> None:
    async with store.unit(HERE, actor="test") as unit:
        many = [f"nobody {number}" for number in range(40_000)]
        assert len(await unit.members.find(id=[*many, mid("ana"), mid("ben")], zone=["Europe/Berlin", "UTC"])) == 2
        assert list(await unit.latest_readings([*many, kr_id("1.1")], 3)) == [kr_id("1.1")]


async def test_a_saved_record_replaces_what_was_there(store: Kept) -> None:
    async with store.unit(HERE, actor="test") as unit:
        await unit.actions.add(action(1))
        moved = action(1, due=date(2026, 11, 18), times_moved=1, moved_at=MONDAY)
        await unit.actions.save(moved)
        assert await unit.actions.get(moved.id) == moved
        assert await unit.actions.find(due=date(2026, 11, 18)) == [moved]
    async with store.unit(HERE, actor="test") as unit:
        assert await unit.actions.find() == [moved]


async def test_what_is_not_there_cannot_be_saved(store: Kept) -> None:
    with pytest.raises(LookupError):
        async with store.unit(HERE, actor="test") as unit:
            await unit.actions.save(action(1))


async def test_a_removed_record_is_gone_and_removing_it_again_is_nothing(store: Kept) -> None:
    leave = Leave(id="leave", workspace_id=HERE, member_id=mid("ben"), first=date(2026, 8, 1), last=date(2026, 8, 12))
    async with store.unit(HERE, actor="ana") as unit:
        await unit.leaves.add(leave)
    async with store.unit(HERE, actor="ben") as unit:
        await unit.leaves.remove("leave")
        await unit.leaves.remove("leave")
        assert await unit.leaves.find() == []
    assert await changed_by(store, "leave") == ["ana", "ben"]


@pytest.mark.parametrize(
    ("kind", "again"),
    [
        ("teams", replace(TEAM, name="The same id")),
        ("teams", replace(TEAM, id="t2", channel="C-2")),
        ("teams", replace(TEAM, id="t2", slug="second")),
        ("members", Member(id="m2", workspace_id=HERE, external_id="ana", name="Ana again")),
        ("objectives", replace(OBJECTIVES[0], id="o2")),
        ("key_results", replace(KEY_RESULTS[0], id="k2")),
    ],
    ids=["id", "slug", "channel", "person", "objective number", "key result number"],
)
async def test_a_taken_key_is_a_conflict(store: Kept, kind: str, again: Team | Member | KeyResult) -> None:
    with pytest.raises(Conflict):
        async with store.unit(HERE, actor="test") as unit:
            await getattr(unit, kind).add(again)


async def test_a_team_has_one_check_in_a_week(store: Kept) -> None:
    with pytest.raises(Conflict):
        async with store.unit(HERE, actor="test") as unit:
            await unit.checkins.add(CHECKIN)
            await unit.checkins.add(replace(CHECKIN, id="second"))


async def test_saving_into_a_taken_key_is_a_conflict(store: Kept) -> None:
    with pytest.raises(Conflict):
        async with store.unit(HERE, actor="test") as unit:
            await unit.teams.add(replace(TEAM, id="t2", slug="second", channel="C-2"))
            await unit.teams.save(replace(TEAM, id="t2", slug="growth", channel="C-2"))


async def test_a_conflict_leaves_nothing_behind_even_where_it_is_caught_inside(store: Kept) -> None:
    with pytest.raises(Conflict):
        async with store.unit(HERE, actor="test") as unit:
            await unit.actions.add(action(1))
            with suppress(Conflict):
                await unit.teams.add(replace(TEAM, id="t2"))
    async with store.unit(HERE, actor="test") as unit:
        assert await unit.actions.find() == []


async def test_a_conflict_that_was_caught_inside_is_told_at_the_end(store: Kept) -> None:
    with pytest.raises(Conflict):
        async with store.unit(HERE, actor="test") as unit:
            with suppress(Conflict):
                await unit.teams.add(replace(TEAM, id="t2"))


async def test_a_naive_moment_is_refused(store: Kept) -> None:
    naive = MONDAY.replace(tzinfo=None)
    with pytest.raises(ValueError, match="zone"):
        async with store.unit(HERE, actor="test") as unit:
            await unit.actions.add(action(1, raised_at=naive))


async def test_a_record_that_names_another_which_is_not_there_is_refused(store: Kept) -> None:
    with pytest.raises(LookupError):
        async with store.unit(HERE, actor="test") as unit:
            await unit.actions.add(action(1, checkin_id="no such check-in"))


async def test_rows_of_one_unit_may_be_written_in_any_order(store: Kept) -> None:
    async with store.unit(HERE, actor="test") as unit:
        await unit.actions.add(action(1, checkin_id=CHECKIN.id))
        await unit.checkins.add(CHECKIN)
    async with store.unit(HERE, actor="test") as unit:
        assert await unit.actions.find(checkin_id=CHECKIN.id)


async def test_every_change_is_in_the_audit_trail_and_what_changes_nothing_is_not(store: Kept) -> None:
    async with store.unit(HERE, actor="ben") as unit:
        await unit.actions.add(action(1))
    async with store.unit(HERE, actor="cy") as unit:
        await unit.actions.save(action(1))
    async with store.unit(HERE, actor="ana") as unit:
        await unit.actions.save(action(1, text="Test the price twice"))
    assert await changed_by(store, action(1).id) == ["ben", "ana"]


async def test_a_changed_workspace_is_audited(store: Kept) -> None:
    renamed = Workspace(id=HERE, platform="local", name="Renamed", rollout_lead_id=mid("mia"))
    async with store.unit(HERE, actor="operator") as unit:
        await unit.save_workspace(renamed)
        await unit.save_workspace(renamed)
        assert unit.workspace == renamed
    assert renamed in await store.workspaces()
    assert await changed_by(store, HERE) == ["operator"]


async def test_times_of_day_and_spans_are_kept(store: Kept) -> None:
    odd = replace(TEAM, opens_at=time(23, 59, 59), window=timedelta(hours=1, microseconds=1), meeting_at=None)
    async with store.unit(HERE, actor="test") as unit:
        await unit.teams.save(odd)
    async with store.unit(HERE, actor="test") as unit:
        assert await unit.teams.get(TEAM.id) == odd


def _id(record: Action | KeyResult) -> str:
    return record.id
