"""What an answer needs of its team, as SQL: the team's week, and the people around what is read of it.

Knows which rows belong together, and whom they name; must not know what anybody does with them. Every part is found by
an index of the team's own rows: `a OR b` would make a database look through the workspace, so it is a UNION of ids.
"""

from collections.abc import Iterable

from storage import tables
from storage.around import PEOPLE
from storage.columns import rows_as_json
from storage.conditions import written
from storage.recent_checkins import RECENT_CHECKINS

_NEWEST = "t.checkin_id IN (SELECT id FROM newest)"
_OF_TEAM = "t.team_id IN :teams"
_OPEN = f"{_OF_TEAM} AND t.state = 'open'"
_SETTLED = f"{_OF_TEAM} AND t.settled_at >= :recent"
_LATEST = """SELECT t.* FROM the_key_results CROSS JOIN readings AS t
    WHERE t.workspace_id = :ws AND t.key_result_id = the_key_results.id AND t.at >= coalesce((SELECT r.at
    FROM readings AS r WHERE r.workspace_id = :ws AND r.key_result_id = the_key_results.id AND NOT r.is_withdrawn
    ORDER BY r.at DESC, r.id DESC LIMIT 1 OFFSET :readings), :never)
    AND coalesce(t.checkin_id, '') NOT IN (SELECT id FROM newest)"""
"""Of each KR its latest readings, but those of the newest check-ins; since when is asked once a KR."""

_FIRST = """t.id IN (SELECT first.id FROM teams AS first WHERE first.workspace_id = :ws AND NOT first.channel_is_private
    ORDER BY first.slug LIMIT 7)"""
"""A few teams that anybody may write of: a form tells their names."""

_PARTS: dict[str, tuple[str, ...]] = {
    "cycles": (_OF_TEAM,),
    "checkins": (*RECENT_CHECKINS, "t.id = :checkin"),
    "objectives": ("t.cycle_id IN (SELECT id FROM the_cycles WHERE is_current)",),
    "key_results": ("t.objective_id IN (SELECT id FROM the_objectives)",),
    "readings": (_NEWEST,),
    "answers": (_NEWEST,),
    "blockers": (_NEWEST, _OPEN, _SETTLED),
    "decisions": (_NEWEST, _OPEN),
    "actions": (_OPEN, _SETTLED),
    "stops": (_NEWEST, f"{_OF_TEAM} AND t.state IN ('open', 'not_yet')", _SETTLED),
    "teams": ("t.id IN :teams", "t.id IN (SELECT waiting_on_team_id FROM the_blockers)", _FIRST),
}
"""Each of these by any of its conditions; later ones may look at `the_` earlier ones."""
_MORE = {"readings": f" UNION ALL {_LATEST}"}
"""What belongs to a part besides; nothing that is in it already."""

_PEOPLE_ROUND = """
named AS (SELECT member_id AS id FROM asked UNION {named} UNION SELECT rollout_lead_id FROM workspaces WHERE id = :ws),
led AS (SELECT id FROM named UNION SELECT t.manager_id FROM members AS t
    WHERE t.workspace_id = :ws AND t.id IN (SELECT id FROM named)),
away AS (SELECT id FROM led UNION SELECT t.cover_id FROM leaves AS t
    WHERE t.workspace_id = :ws AND t.member_id IN (SELECT id FROM led))"""
"""named: by the rows of the parts. led: with their managers. away: with whoever covers any of those."""

_BY_PEOPLE = {
    "members": "t.id IN (SELECT id FROM away)",
    "leaves": "t.member_id IN (SELECT id FROM away)",
    "memberships": "t.member_id IN (SELECT member_id FROM asked)",
    "notices": "t.subject_id IN (SELECT id FROM the_decisions UNION ALL SELECT id FROM the_blockers)",
    "drafts": "t.member_id = :actor",
}


def answer_sql(newest: str, keys: str, is_sqlite: bool) -> str:
    """newest: the CTEs `newest` and `asked`. keys: which messages are wanted, a condition on `t`.

    Parameters: ws, teams, checkin (one that is wanted however old it is), recent, weeks (since when check-ins are
    read), readings (how many latest of each KR, less one), never (before all moments), actor.
    """
    parts = ", ".join(
        f"the_{name} AS ({written(_either(name, wheres), is_sqlite)}{_MORE.get(name, '')})"
        for name, wheres in _PARTS.items()
    )
    people = _PEOPLE_ROUND.format(named=" UNION ".join(_naming()))
    shown = [f"{_shown(name, is_sqlite, f'the_{name}')} FROM the_{name}" for name in _PARTS]
    others = {**_BY_PEOPLE, "messages": keys}
    shown += [f"{_shown(name, is_sqlite)} {_from(name, where)}" for name, where in others.items()]
    return f"WITH {newest}, {parts}, {people} {' UNION ALL '.join(shown)}"


def _either(name: str, wheres: Iterable[str]) -> str:
    first, *rest = wheres
    if not rest:
        return f"SELECT t.* {_from(name, first)}"
    ids = " UNION ".join(f"SELECT t.id {_from(name, where)}" for where in (first, *rest))
    return f"SELECT t.* {_from(name, f't.id IN ({ids})')}"


def _from(name: str, where: str) -> str:
    return f"FROM {name} AS t WHERE t.workspace_id = :ws AND {where}"


def _naming() -> Iterable[str]:
    for name in _PARTS:
        for column in tables.RECORDS[name].c:
            if column.name in PEOPLE:
                yield f"SELECT {column.name} FROM the_{name}"  # noqa: S608 - names of our own


def _shown(name: str, is_sqlite: bool, alias: str = "t") -> str:
    return f"SELECT '{name}' AS name, {rows_as_json(tables.metadata.tables[name], is_sqlite, alias)} AS rows"
