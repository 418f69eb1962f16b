"""What a unit of work will need of some teams, read in one statement: the rows of many tables, each as a JSON list.

Knows which rows belong together, and which searches they answer; must not know what anybody does with them.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Table

from cadence.ports import Since, WorkingSet
from cadence.weekly.current import RECENT as RECENT_WEEKS
from storage import tables
from storage.answer_set import answer_sql
from storage.columns import decoded, rows_as_json, unpacked
from storage.conditions import in_given, written
from storage.loaded import Search
from storage.recent_checkins import RECENT_CHECKINS
from storage.work import Work

RECENT = timedelta(days=15)
"""How long ago something may have been settled to be read along: an answer may still be edited that says so."""
READINGS = 5
"""How many of the latest readings of each KR are read along: those that a snapshot looks back on, and one that the
answer may take back."""

_NEVER = datetime(1, 1, 1, tzinfo=UTC)

Rows = Mapping[str, Sequence[dict[str, Any]]]
Messages = Sequence[Sequence[Any]]

_NEWEST = """
newest AS (SELECT id, team_id FROM (SELECT id, team_id,
    row_number() OVER (PARTITION BY team_id ORDER BY opens_at DESC, id DESC) AS number
    FROM checkins WHERE workspace_id = :ws AND team_id IN :teams AND state <> 'skipped') AS ranked WHERE number <= 2),
asked AS (SELECT member_id, team_id FROM memberships WHERE workspace_id = :ws AND team_id IN :teams)"""
"""newest: of each team, the check-in that is planned or open and the one before. asked: its members."""

_OF_TEAMS = "t.team_id IN :teams"
_OF_NEWEST = "t.checkin_id [SELECT id FROM newest]"
_CYCLES = "SELECT id FROM cycles WHERE workspace_id = :ws AND team_id IN :teams AND is_current"
_OBJECTIVES = f"SELECT id FROM objectives WHERE workspace_id = :ws AND cycle_id IN ({_CYCLES})"  # noqa: S608 - names of our own
_KEY_RESULTS = f"SELECT id FROM key_results WHERE workspace_id = :ws AND objective_id IN ({_OBJECTIVES})"  # noqa: S608 - names of our own
_KEYS = """t."key" [SELECT 'prompt:' || id FROM newest UNION ALL SELECT 'summary:' || id FROM newest
    UNION ALL SELECT 'answer:' || newest.id || ':' || asked.member_id
    FROM newest JOIN asked ON asked.team_id = newest.team_id]"""


def _either(table: str, *conditions: str) -> str:
    """Any of these of `t`: each finds its rows by an index of its own, where OR would look through the workspace."""
    found = (f"SELECT t.id FROM {table} AS t WHERE t.workspace_id = :ws AND {each}" for each in conditions)  # noqa: S608 - names of our own
    return f"t.id [{' UNION ALL '.join(found)}]"


_OPEN_OF_TEAMS = f"{_OF_TEAMS} AND t.state = 'open'"
_WEEK = {
    "teams": "t.id IN :teams",
    "memberships": _OF_TEAMS,
    "members": "t.id [SELECT member_id FROM asked]",
    "leaves": "t.member_id [SELECT member_id FROM asked]",
    "cycles": _OF_TEAMS,
    "checkins": _either("checkins", *RECENT_CHECKINS),
    "answers": _OF_NEWEST,
    "blockers": _either("blockers", _OF_NEWEST, _OPEN_OF_TEAMS),
    "decisions": _either("decisions", _OF_NEWEST, _OPEN_OF_TEAMS),
    "messages": _KEYS,
}
_FOLLOW = _WEEK | {
    "policies": _OF_TEAMS,
    "actions": f"{_OF_TEAMS} AND t.state = 'open'",
    "escalations": f"{_OF_TEAMS} AND t.state IN ('planned', 'sent', 'taken')",
}
_CLOSE = _WEEK | {
    "objectives": _OF_TEAMS,
    "key_results": _OF_TEAMS,
    "readings": f"t.key_result_id [{_KEY_RESULTS}]",
    "target_changes": _OF_TEAMS,
    "blockers": _either("blockers", _OF_TEAMS, "t.waiting_on_team_id IN :teams"),
    "decisions": _OF_TEAMS,
    "actions": _OF_TEAMS,
    "stops": _OF_TEAMS,
}
_PARTS = {
    WorkingSet.WEEK: _WEEK,
    WorkingSet.FOLLOW: _FOLLOW,
    WorkingSet.CLOSE: _CLOSE,
}


async def read(
    work: Work, what: WorkingSet, team_ids: Sequence[str] = (), checkin_id: str = ""
) -> tuple[Rows, Messages]:
    """The rows' values by table, and those of messages as they were read. checkin_id: for an answer, one that is
    wanted however old it is; where the teams are not known, that of which the team is meant."""
    given: dict[str, Any] = {
        "ws": work.workspace_id,
        "teams": list(team_ids),
        "team": next(iter(team_ids), ""),
        "checkin": checkin_id,
        "recent": work.now - RECENT,
        "readings": READINGS - 1,
        "weeks": work.now - RECENT_WEEKS,
        "never": _NEVER,
        "actor": work.actor,
    }
    sql = _statement(what, work.is_alone, _theirs(len(team_ids), work.is_alone))
    parts = await work.ask(sql, given, keeps_plan=what is WorkingSet.ANSWER)
    found = {name: unpacked(rows) for name, rows in parts}
    messages = found.pop("messages")
    return {name: [decoded(_table(name), row) for row in rows] for name, rows in found.items()}, messages


def answered(what: WorkingSet, team_ids: Sequence[str], rows: Rows, work: Work) -> Mapping[str, list[Search]]:
    """The searches that these rows answer completely, by table."""
    of_week = _of_week(team_ids, rows, work)
    if what is WorkingSet.WEEK:
        return of_week
    if what is WorkingSet.FOLLOW:
        return of_week | _of_following(team_ids)
    if what is WorkingSet.CLOSE:
        return of_week | _of_closing(team_ids, rows)
    return of_week | _of_an_answer(team_ids, rows, work)


def _of_week(team_ids: Sequence[str], rows: Rows, work: Work) -> dict[str, list[Search]]:
    asked = _asked(team_ids, rows)
    of_teams: Search = {"team_id": team_ids}
    of_newest: Search = {"checkin_id": newest_of(rows)}
    still_open: Search = {"team_id": team_ids, "state": "open"}
    return {
        "teams": [{"id": team_ids}],
        "memberships": [of_teams],
        "members": [{"id": asked}],
        "leaves": [{"member_id": asked}],
        "cycles": [of_teams],
        "checkins": _of_checkins(team_ids, rows, work.now - RECENT_WEEKS),
        "answers": [of_newest],
        "blockers": [of_newest, still_open],
        "decisions": [of_newest, still_open],
    }


def _of_checkins(team_ids: Sequence[str], rows: Rows, since: datetime) -> list[Search]:
    """Of a team that had one before, the last of those is among the rows."""
    longer = {row["team_id"] for row in rows["checkins"] if row["opens_at"] < since}
    return [
        {"team_id": [each for each in team_ids if each not in longer]},
        {"team_id": team_ids, "opens_at": Since(since)},
        {"team_id": team_ids, "state": ("scheduled", "open")},
    ]


def _of_following(team_ids: Sequence[str]) -> dict[str, list[Search]]:
    live: Search = {"team_id": team_ids, "state": ("planned", "sent", "taken")}
    return {
        "policies": [{"team_id": team_ids}],
        "actions": [{"team_id": team_ids, "state": "open"}],
        "escalations": [live],
    }


def _of_closing(team_ids: Sequence[str], rows: Rows) -> dict[str, list[Search]]:
    of_teams: Search = {"team_id": team_ids}
    current = {row["id"] for row in rows["cycles"] if row["is_current"]}
    objective_ids = {row["id"] for row in rows["objectives"] if row["cycle_id"] in current}
    whole = [row["id"] for row in rows["key_results"] if row["objective_id"] in objective_ids]
    objectives, key_results = _of_current_cycles(rows)
    return {
        **{name: [of_teams] for name in ("target_changes", "decisions", "actions", "stops")},
        "objectives": [of_teams, objectives],
        "key_results": [of_teams, key_results],
        "readings": [{"key_result_id": whole}],
        "blockers": [of_teams, {"waiting_on_team_id": team_ids}],
    }


def _of_an_answer(team_ids: Sequence[str], rows: Rows, work: Work) -> dict[str, list[Search]]:
    newest = newest_of(rows)
    of_newest: Search = {"checkin_id": newest}
    still_open: Search = {"team_id": team_ids, "state": "open"}
    since: Search = {"team_id": team_ids, "settled_at": Since(work.now - RECENT)}
    subjects = [row["id"] for name in ("decisions", "blockers") for row in rows[name]]
    objectives, key_results = _of_current_cycles(rows)
    return {
        "teams": [{"id": _ids(rows["teams"])}],
        "memberships": [{"team_id": team_ids}, {"member_id": _asked(team_ids, rows)}],
        "members": [{"id": _ids(rows["members"])}],
        "leaves": [{"member_id": _ids(rows["members"])}],
        "objectives": [objectives],
        "key_results": [key_results],
        "readings": [of_newest],
        "blockers": [of_newest, still_open, since],
        "actions": [still_open, since],
        "stops": [of_newest, {"team_id": team_ids, "state": ("open", "not_yet")}, since],
        "notices": [{"subject_id": subjects}],
    }


def _ids(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    return [row["id"] for row in rows]


def _asked(team_ids: Sequence[str], rows: Rows) -> list[str]:
    mine = {*team_ids}
    return list({row["member_id"] for row in rows["memberships"] if row["team_id"] in mine})


def _of_current_cycles(rows: Rows) -> tuple[Search, Search]:
    """Objectives and key results."""
    current: Search = {"cycle_id": [row["id"] for row in rows["cycles"] if row["is_current"]]}
    return current, {"objective_id": [row["id"] for row in rows["objectives"]]}


def keys_of(rows: Rows) -> list[str]:
    """The keys of messages that were asked for."""
    newest = newest_of(rows)
    teams = {row["id"]: row["team_id"] for row in rows["checkins"]}
    asked = [(row["team_id"], row["member_id"]) for row in rows["memberships"]]
    heads = [f"{kind}:{each}" for kind in ("prompt", "summary") for each in newest]
    members: dict[str, list[str]] = {}
    for team_id, member_id in asked:
        members.setdefault(team_id, []).append(member_id)
    return heads + [f"answer:{each}:{who}" for each in newest for who in members.get(teams[each], ())]


def newest_of(rows: Rows) -> list[str]:
    """Ids of each team's newest check-ins, as the statement chose them."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows["checkins"]:
        if row["state"] != "skipped":
            found.setdefault(row["team_id"], []).append(row)
    latest = (sorted(each, key=lambda row: (row["opens_at"], row["id"]))[-2:] for each in found.values())
    return [row["id"] for each in latest for row in each]


def _table(name: str) -> Table:
    return tables.metadata.tables[name]


@cache
def _statement(what: WorkingSet, is_sqlite: bool, theirs: str) -> str:
    """theirs: as `_theirs`."""
    if what is WorkingSet.ANSWER:
        sql = answer_sql(_NEWEST, written(_KEYS, is_sqlite), is_sqlite)
    else:
        parts = (_part(name, where, is_sqlite) for name, where in _PARTS[what].items())
        sql = f"WITH {_NEWEST} {' UNION ALL '.join(parts)}"
    return sql.replace("IN :teams", theirs)


def _theirs(teams: int, is_sqlite: bool) -> str:
    """What follows a column of which the value is one of so many teams; without any, that of `:checkin`.

    One is said to be one: PostgreSQL, which keeps the plan, would make it for a list of ten.
    """
    if teams > 1:
        return in_given("teams", is_sqlite)
    return "= :team" if teams else "IN (SELECT team_id FROM checkins WHERE workspace_id = :ws AND id = :checkin)"


def _part(name: str, where: str, is_sqlite: bool) -> str:
    rows, where = rows_as_json(_table(name), is_sqlite), written(where, is_sqlite)
    return f"SELECT '{name}' AS name, {rows} AS rows FROM {name} AS t WHERE t.workspace_id = :ws AND {where}"  # noqa: S608 - names of our own
