"""One workspace never sees another's data, nor can a row of one point into another."""

from dataclasses import replace

import pytest

from cadence.ids import id_for
from tests.contracts.conftest import OTHER, Kept, changed_by
from tests.fakes.growth import CYCLE, TEAM, kr_id

HERE = "local"


async def test_a_workspace_never_sees_anothers_rows(store: Kept) -> None:
    async with store.unit(OTHER.id, actor="test") as unit:
        for kind in ("members", "teams", "memberships", "cycles", "objectives", "key_results", "readings"):
            assert await getattr(unit, kind).find() == []
        assert await unit.teams.get(TEAM.id) is None
        assert await unit.teams.find(id=TEAM.id) == []
        assert await unit.lock(TEAM.id) is None
        assert await unit.teams_without_next(10) == []
        assert await unit.due_checkins(10) == []
        assert await unit.latest_readings([kr_id("1.1")], 3) == {}
        await unit.memberships.remove(id_for("test", "membership", "ana"))
    async with store.unit(HERE, actor="test") as unit:
        assert len(await unit.memberships.find(team_id=TEAM.id)) == 4


async def test_the_same_ids_and_keys_in_two_workspaces_do_not_meet(store: Kept) -> None:
    theirs = replace(TEAM, workspace_id=OTHER.id, name="Their Growth", lead_id="somebody")
    async with store.unit(OTHER.id, actor="them") as unit:
        await unit.teams.add(theirs)
        await unit.teams.save(replace(theirs, name="Renamed"))
    async with store.unit(HERE, actor="us") as unit:
        assert await unit.teams.find() == [TEAM]
    assert await changed_by(store, TEAM.id) == ["test"]
    assert await changed_by(store, TEAM.id, OTHER.id) == ["them", "them"]


async def test_a_record_cannot_point_into_another_workspace(store: Kept) -> None:
    with pytest.raises(LookupError):
        async with store.unit(OTHER.id, actor="test") as unit:
            await unit.cycles.add(replace(CYCLE, id="theirs", workspace_id=OTHER.id))


@pytest.mark.parametrize("change", ["add", "save"])
async def test_a_unit_keeps_no_record_of_another_workspace(store: Kept, change: str) -> None:
    with pytest.raises(LookupError):
        async with store.unit(OTHER.id, actor="test") as unit:
            await getattr(unit.teams, change)(TEAM)
