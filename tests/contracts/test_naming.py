"""Whoever a record names is read along: a column that names somebody, and is not known to, would show "not set"."""

from cadence.ports import WorkingSet
from storage import SqlStore
from storage.around import LISTS, PEOPLE
from storage.tables import RECORDS
from tests.contracts.test_repositories import HERE
from tests.fakes.clock import FakeClock
from tests.fakes.company import plant_company
from tests.fakes.growth import TEAM

OTHERS = {
    "answer_by",
    "answer_id",
    "checkin_id",
    "cycle_id",
    "decision_id",
    "escalation_id",
    "external_id",
    "group_id",
    "key_result_id",
    "needed_by",
    "objective_id",
    "subject_id",
    "team_id",
    "waiting_on_team_id",
    "workspace_id",
}
"""Columns that name something else, or a day."""


def test_every_column_that_names_people_is_known() -> None:
    naming = {column.name for table in RECORDS.values() for column in table.c if _names_something(column.name)}
    assert naming - OTHERS == PEOPLE | LISTS


def _names_something(name: str) -> bool:
    return name.endswith(("_id", "_ids", "_by"))


async def test_a_form_may_tell_of_a_few_other_teams(sql: SqlStore, clock: FakeClock) -> None:
    await plant_company(sql, HERE, 2, 0, clock())
    async with sql.unit(HERE, actor="test") as unit:
        await unit.read_ahead([TEAM.id], WorkingSet.ANSWER)
        assert {"team0", "team1"} <= {team.slug for team in (await unit.teams_around(TEAM.id)).values()}
