"""Whoever a record names is read along: a column that names somebody, and is not known to, would show "not set"."""

from storage.around import LISTS, PEOPLE
from storage.tables import RECORDS

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
