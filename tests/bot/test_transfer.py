"""A file brings teams, members and OKRs in place, whole or not at all, and an export changes nothing."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.transfer import apply_import, export_yaml, plan_import
from bot.transfer.exporting import HEADER
from cadence.model import CheckInState, Direction, Initiative
from cadence.ports import Store
from cadence.weekly.planning import plan_next
from storage import open_store
from tests.fakes.clock import FakeClock
from tests.fakes.growth import KEY_RESULTS, MONDAY, OBJECTIVES, TEAM, kr_id, mid, plant_growth
from tests.fakes.memory import MemoryStore
from tests.fakes.services import fake_services

DOCUMENTED = Path(__file__).parents[2] / "docs" / "import.md"
HEAD = "workspace: {id: local}\n"
GROWTH = "slug: growth, name: Growth, channel: C-growth, lead: ana"


@pytest.fixture(params=["memory", "sqlite"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Empty for the store in memory."""
    return str(request.getfixturevalue("sqlite_url")) if request.param == "sqlite" else ""


@pytest.fixture
async def kept(database_url: str, clock: FakeClock) -> AsyncIterator[Store]:
    """With the team Growth in it."""
    if not database_url:
        memory = MemoryStore(clock)
        await plant_growth(memory)
        yield memory
        return
    sql = open_store(database_url, clock)
    await plant_growth(sql)
    yield sql
    await sql.close()


def empty() -> MemoryStore:
    return MemoryStore(FakeClock(MONDAY))


async def rows(store: Store, kind: str, workspace_id: str = "local", **wanted: object) -> list[Any]:
    async with store.unit(workspace_id, actor="test") as unit:
        found: list[Any] = await getattr(unit, kind).find(**wanted)
        return found


async def add_initiative(store: Store) -> None:
    async with store.unit("local", actor="test") as unit:
        await unit.initiatives.add(
            Initiative(
                id="00000000-0000-0000-0000-000000000001",
                workspace_id="local",
                team_id=TEAM.id,
                key_result_id=kr_id("1.1"),
                title="Setup checklist",
                owner_id=mid("ben"),
            )
        )


async def test_importing_an_export_changes_no_row_and_prunes_none(kept: Store) -> None:
    await add_initiative(kept)
    text = await export_yaml(kept, "local")
    assert await apply_import(kept, text, prune=True) == []
    assert await export_yaml(kept, "local") == text
    assert text.startswith(HEADER)


async def test_an_export_makes_the_same_workspace_elsewhere(kept: Store, clock: FakeClock) -> None:
    await add_initiative(kept)
    text = (await export_yaml(kept, "local")).replace("rollout_lead: null", "rollout_lead: ana")
    assert "rollout_lead: ana" in text
    elsewhere = empty()
    planned = await plan_import(elsewhere, text)
    changes = await apply_import(elsewhere, text)
    assert str(changes[0]) == "add workspace local"
    assert sorted(map(str, changes)) == sorted(map(str, planned)), "a dry run had shown just these"
    assert await export_yaml(elsewhere, "local") == text
    [team] = await rows(elsewhere, "teams")
    assert replace(team, id=TEAM.id) == TEAM


async def test_an_export_holds_no_reading_and_no_answer(kept: Store) -> None:
    text = await export_yaml(kept, "local")
    assert "confidence" not in text
    assert "228" not in text  # last week's value of 1.3


async def test_removed_rows_are_not_exported(kept: Store) -> None:
    async with kept.unit("local", actor="test") as unit:
        await unit.key_results.save(replace(KEY_RESULTS[0], is_removed=True))
        await unit.objectives.save(replace(OBJECTIVES[1], is_removed=True))
    text = await export_yaml(kept, "local")
    assert "Activation" not in text
    assert "Renewal rate" not in text
    assert await apply_import(kept, text, prune=True) == []


async def test_the_documented_example_is_a_file_that_works() -> None:
    [example] = re.findall(r"```yaml\n(.*?)```", DOCUMENTED.read_text(encoding="utf-8"), re.DOTALL)
    store = empty()
    await apply_import(store, example)
    [workspace] = await store.workspaces()
    assert (workspace.id, workspace.platform, workspace.name) == ("slack:T0SAMPLE", "slack", "Sample workspace")
    ben, noor = await rows(store, "members", workspace.id, external_id=["U0BEN", "U0NOOR"])
    if ben.name != "Ben":
        ben, noor = noor, ben
    assert workspace.rollout_lead_id == noor.id
    assert (noor.country, noor.is_admin) == ("DE-BY", True)
    assert (ben.works_from, ben.works_until) == (time(9), time(17))
    [down] = await rows(store, "key_results", workspace.id, direction=Direction.DOWN)
    assert (down.start, down.target, down.unit, down.owner_id) == (Decimal(9), Decimal(4), "days", ben.id)
    assert await apply_import(store, example, prune=True) == []


async def test_a_key_left_out_leaves_what_is_there(kept: Store) -> None:
    changes = await apply_import(kept, HEAD + f"teams: [{{{GROWTH}, weekday: thursday, manager: null}}]")
    assert [str(change) for change in changes] == [
        "update team growth: manager mia → nothing, weekday wednesday → thursday"
    ]
    [team] = await rows(kept, "teams")
    assert team == replace(TEAM, weekday=3, manager_id=None)


async def test_a_dry_run_says_the_same_and_changes_nothing(kept: Store) -> None:
    text = HEAD + f"members: [{{id: zoe, name: Zoe}}]\nteams: [{{{GROWTH}, members: [zoe], paused: true}}]"
    before = await export_yaml(kept, "local")
    planned = [str(change) for change in await plan_import(kept, text, prune=True)]
    assert await export_yaml(kept, "local") == before
    assert [str(change) for change in await apply_import(kept, text, prune=True)] == planned
    assert "deactivate member dee" in planned
    assert "remove ben from team growth" in planned


async def test_a_dry_run_for_a_workspace_to_come_makes_none() -> None:
    store = empty()
    assert [str(change) for change in await plan_import(store, HEAD)] == ["add workspace local"]
    assert await store.workspaces() == []


async def test_without_prune_nothing_goes(kept: Store) -> None:
    text = HEAD + f"members: []\nteams: [{{{GROWTH}, members: [], objectives: []}}]"
    assert await apply_import(kept, text) == []


async def test_prune_marks_as_removed_and_keeps_history(kept: Store) -> None:
    await add_initiative(kept)
    text = HEAD + (
        f"teams: [{{{GROWTH}, members: [ana], objectives: [{{number: 1, title: New customers see value quickly, "
        "owner: ana, key_results: [{number: 2, title: Days to value, owner: ben, start: 9, target: 4}]}]}]"
    )
    changes = {str(change) for change in await apply_import(kept, text, prune=True)}
    assert changes == {
        *(f"remove {who} from team growth" for who in ("ben", "cy", "dee")),
        *(f"remove KR growth/{place}" for place in ("1.1", "1.3", "2.1", "2.2")),
        "remove objective growth/2",
        "remove initiative Setup checklist of growth/1.1",
    }
    left = await rows(kept, "key_results", is_removed=False)
    assert [row.title for row in left] == ["Days to value"]
    assert len(await rows(kept, "key_results")) == len(KEY_RESULTS)
    assert len(await rows(kept, "readings")) == len(KEY_RESULTS)
    assert await apply_import(kept, text, prune=True) == []


async def test_prune_pauses_a_team_and_deactivates_members_that_are_not_named(kept: Store) -> None:
    text = HEAD + "members: [{id: ana, name: Ana}]\nteams: []"
    changes = [str(change) for change in await apply_import(kept, text, prune=True)]
    assert changes == [*(f"deactivate member {who}" for who in ("ben", "cy", "dee", "mia")), "pause team growth"]


async def test_what_was_removed_comes_back_when_it_is_named_again(kept: Store) -> None:
    text = await export_yaml(kept, "local")
    await apply_import(kept, HEAD + f"teams: [{{{GROWTH}, objectives: []}}]", prune=True)
    assert await rows(kept, "objectives", is_removed=False) == []
    changes = [str(change) for change in await apply_import(kept, text)]
    assert "restore objective growth/1" in changes
    assert "restore KR growth/2.2" in changes
    assert await export_yaml(kept, "local") == text


async def test_a_new_target_stands_in_the_next_summary(kept: Store) -> None:
    text = (await export_yaml(kept, "local")).replace("target: 45", "target: 50")
    changes = [str(change) for change in await apply_import(kept, text)]
    assert changes == ["update KR growth/1.1: target 45 → 50", "note new target of KR growth/1.1"]
    [noted] = await rows(kept, "target_changes")
    assert (noted.old, noted.new, noted.member_id) == (Decimal(45), Decimal(50), "operator")


async def test_a_later_cycle_begins_and_leaves_the_one_before_as_it_was(kept: Store) -> None:
    text = HEAD + (
        f"teams: [{{{GROWTH}, cycle: {{name: Q1 2027, starts: 2027-01-01, ends: 2027-03-31}}, "
        "objectives: [{number: 1, title: Another one, owner: ana}]}]"
    )
    changes = [str(change) for change in await apply_import(kept, text)]
    assert changes == [
        "end cycle Q4 2026 of team growth",
        "add cycle Q1 2027 of team growth",
        "add objective growth/1",
    ]
    assert {row.title for row in await rows(kept, "objectives")} > {row.title for row in OBJECTIVES}
    [current] = await rows(kept, "cycles", is_current=True)
    assert current.name == "Q1 2027"


async def test_a_cycle_may_be_renamed_and_moved(kept: Store) -> None:
    text = HEAD + f"teams: [{{{GROWTH}, cycle: {{name: Autumn, starts: 2026-10-01, ends: 2027-01-10}}}}]"
    changes = [str(change) for change in await apply_import(kept, text)]
    assert changes == ["update cycle Autumn of team growth: name Q4 2026 → Autumn, ends 2026-12-31 → 2027-01-10"]


async def test_a_team_without_a_cycle_gets_the_calendar_quarter() -> None:
    store = empty()
    text = "workspace: {id: local}\nmembers: [{id: ana, name: Ana}]\n"
    await apply_import(store, text + f"teams: [{{{GROWTH}, objectives: [{{number: 1, title: Grow, owner: ana}}]}}]")
    [cycle] = await rows(store, "cycles")
    assert (cycle.name, cycle.starts) == ("Q4 2026", date(2026, 10, 1))


async def test_a_team_with_another_rhythm_has_its_next_checkin_planned_anew(kept: Store) -> None:
    async with kept.unit("local", actor="test") as unit:
        await plan_next(unit, fake_services(), TEAM)
    await apply_import(kept, HEAD + f"teams: [{{{GROWTH}, weekday: thursday}}]")
    [checkin] = await rows(kept, "checkins", state=CheckInState.SCHEDULED)
    assert checkin.opens_at == datetime(2026, 11, 12, 9, tzinfo=UTC)


async def test_every_change_is_made_by_the_operator(store: MemoryStore) -> None:
    before = len(store.data["local"].audit)
    await apply_import(store, HEAD + f"teams: [{{{GROWTH}, meeting: Weekly}}]")
    assert [actor for actor, _, _ in store.data["local"].audit[before:]] == ["operator"]


names = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=40)


@given(names)
async def test_any_name_survives_the_way_out_and_in(name: str) -> None:
    store = MemoryStore(FakeClock(MONDAY))
    await plant_growth(store)
    async with store.unit("local", actor="test") as unit:
        [ana] = await unit.members.find(external_id="ana")
        await unit.members.save(replace(ana, name=name))
    assert await apply_import(store, await export_yaml(store, "local"), prune=True) == []


async def test_a_ladder_travels_as_far_as_it_differs(kept: Store) -> None:
    assert "ladder" not in await export_yaml(kept, "local")
    ladder = "ladder: {unowned_lead: 2, blocker_manager: null}"
    changes = await apply_import(kept, HEAD + f"teams: [{{{GROWTH}, {ladder}}}]")
    assert [str(change) for change in changes] == ["add ladder of team growth"]
    [policy] = await rows(kept, "policies")
    assert (policy.unowned_lead, policy.blocker_manager, policy.unowned_manager) == (2, None, 3)
    text = await export_yaml(kept, "local")
    assert "ladder:\n      unowned_lead: 2\n      blocker_manager: null\n" in text
    assert await apply_import(kept, text, prune=True) == []
    elsewhere = empty()
    await apply_import(elsewhere, text)
    assert await export_yaml(elsewhere, "local") == text


async def test_a_step_of_a_ladder_that_is_not_named_stays(kept: Store) -> None:
    for ladder in ("{unowned_lead: 2}", "{kr_checkins: 3}"):
        await apply_import(kept, HEAD + f"teams: [{{{GROWTH}, ladder: {ladder}}}]")
    [policy] = await rows(kept, "policies")
    assert (policy.unowned_lead, policy.kr_checkins) == (2, 3)


async def test_a_ladder_as_it_is_anyway_makes_no_row(kept: Store) -> None:
    assert await apply_import(kept, HEAD + f"teams: [{{{GROWTH}, ladder: {{unowned_lead: 1}}}}]") == []
