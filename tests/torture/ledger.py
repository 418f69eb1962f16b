"""What a database kept, change by change, and what must hold in it whatever arrived.

Knows tables and SQLite; must not know what was sent. Triggers write the changes down, so that nothing that the product
does can be missed; the product does not see them.
"""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from storage.tables import FOLLOWED, RECORDS, metadata

LEDGER = "torture_ledger"
MET = frozenset({"members", "audit"})
"""Who was met on the way is kept, also where what they asked for is refused."""
BESIDE = frozenset({"drafts", "addresses", "arrivals", "heartbeats", "gates", "homes", "tidings"})
"""Kept for its own sake: what was typed, where people are, that something came."""
SAID = frozenset({"messages", "lanes", "paces"})
DECIDED = frozenset(RECORDS) - {"members"}


@dataclass(frozen=True)
class Change:
    """op: what was done to a row of this table. workspace: the row's; empty for what belongs to none."""

    table: str
    op: str
    workspace: str


def watch(path: Path) -> None:
    """From now on every change in the database in this file is written down."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(f"CREATE TABLE {LEDGER} (tbl TEXT, op TEXT, workspace TEXT)")
        for name, table in metadata.tables.items():
            for op, row in (("insert", "new"), ("update", "new"), ("delete", "old")):
                column = "workspace_id" if "workspace_id" in table.columns else "id" if name == "workspaces" else ""
                workspace = f"{row}.{column}" if column else "''"
                connection.execute(
                    f"CREATE TRIGGER {LEDGER}_{name}_{op} AFTER {op} ON {name} BEGIN "
                    f"INSERT INTO {LEDGER} VALUES ('{name}', '{op}', {workspace}); END"
                )


class Ledger:
    """Of a file that is watched. Only reads: it waits for nobody, and nobody for it."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._read = 0

    def close(self) -> None:
        self._connection.close()

    def take(self) -> list[Change]:
        """What was changed since this was last asked."""
        rows = self._connection.execute(f"SELECT rowid, * FROM {LEDGER} WHERE rowid > ?", (self._read,)).fetchall()
        self._read = max((row[0] for row in rows), default=self._read)
        return [Change(*row[1:]) for row in rows]

    def broken(self) -> list[str]:
        """Every rule that does not hold, with how often."""
        found = [(rule, self._connection.execute(query).fetchall()) for rule, query in RULES.items()]
        dangling = self._connection.execute("PRAGMA foreign_key_check").fetchall()
        return [f"{rule}: {rows[:3]}" for rule, rows in [*found, ("a reference to nothing", dangling)] if rows]

    def ask(self, query: str) -> list[tuple[object, ...]]:
        return self._connection.execute(query).fetchall()


def faults_of(changes: Iterable[Change], workspace: str, *, is_refused: bool) -> list[str]:
    """What one payload must not have changed. workspace: where it came from; is_refused: nothing was to be done."""
    changed = {change.table for change in changes}
    found = [f"a row of {change}" for change in changes if change.workspace not in ("", workspace)]
    waited = SAID if "members" in changed else set[str]()  # who can be reached again is told what waited for them
    if is_refused and (half := changed - MET - BESIDE - waited - {"receipts"}):
        found.append(f"half done: {sorted(half)}")
    if changed & DECIDED and "audit" not in changed:
        found.append(f"nobody is told to have changed {sorted(changed & DECIDED)}")
    if changed & DECIDED and not changed & {"receipts", "tidings"}:
        found.append(f"done without a receipt: {sorted(changed & DECIDED)}")
    if changed & FOLLOWED and "watches" not in changed:
        found.append(f"nobody will look at {sorted(changed & FOLLOWED)} again")
    return found


def _unkeepable(table: str, column: str) -> str:
    """Text that another database would refuse."""
    return f"SELECT '{table}.{column}', rowid FROM {table} WHERE instr(CAST({column} AS BLOB), x'00') LIMIT 3"


def _every_text() -> str:
    texts = [
        (name, column.name)
        for name, table in metadata.tables.items()
        for column in table.columns
        if type(column.type).__name__ == "Words" and column.name not in {"group", "text"}
    ]
    return " UNION ALL ".join(f"SELECT * FROM ({_unkeepable(*each)})" for each in texts)


RULES = {
    "a confidence is 0 to 10": "SELECT id FROM readings WHERE confidence NOT BETWEEN 0 AND 10",
    "a value is a number": (
        "SELECT id, value FROM readings WHERE value GLOB '*[^0-9.eE+-]*' OR value = '' OR length(value) > 60"
    ),
    "a KR goes somewhere": (
        "SELECT id FROM key_results WHERE start GLOB '*[^0-9.eE+-]*' OR target GLOB '*[^0-9.eE+-]*'"
    ),
    "an answer is of a member, or of somebody who was one when they gave it": (
        "SELECT a.id FROM answers a JOIN checkins c ON c.id = a.checkin_id "
        "WHERE NOT EXISTS (SELECT 1 FROM memberships m WHERE m.team_id = c.team_id AND m.member_id = a.member_id) "
        "AND NOT EXISTS (SELECT 1 FROM audit g WHERE g.record_table = 'memberships' AND g.change = 'remove' "
        "AND json_extract(g.fields, '$.team_id[0]') = c.team_id "
        "AND json_extract(g.fields, '$.member_id[0]') = a.member_id AND g.at >= coalesce(a.edited_at, a.at))"
    ),
    "a reading is of a KR of its own team": (
        "SELECT r.id FROM readings r JOIN key_results k ON k.id = r.key_result_id WHERE k.team_id != r.team_id"
    ),
    "a reading is of a check-in of its own team": (
        "SELECT r.id FROM readings r JOIN checkins c ON c.id = r.checkin_id WHERE c.team_id != r.team_id"
    ),
    "a thing is about a KR of its own team": " UNION ALL ".join(
        f"SELECT x.id FROM {table} x JOIN key_results k ON k.id = x.key_result_id WHERE k.team_id != x.team_id"
        for table in ("blockers", "decisions", "actions", "stops")
    ),
    "a blocker, decision, action and stop says something": (
        "SELECT id FROM blockers WHERE trim(text) = '' UNION ALL SELECT id FROM decisions WHERE trim(question) = '' "
        "UNION ALL SELECT id FROM actions WHERE trim(text) = '' UNION ALL SELECT id FROM stops WHERE trim(text) = ''"
    ),
    "people of a team are known": (
        "SELECT t.id FROM teams t WHERE NOT EXISTS (SELECT 1 FROM members m WHERE m.id = t.lead_id) "
        "UNION ALL SELECT t.id FROM teams t WHERE t.manager_id IS NOT NULL "
        "AND NOT EXISTS (SELECT 1 FROM members m WHERE m.id = t.manager_id)"
    ),
    "who owns something is known": " UNION ALL ".join(
        f"SELECT '{table}', x.id FROM {table} x WHERE x.{column} IS NOT NULL "
        f"AND NOT EXISTS (SELECT 1 FROM members m WHERE m.id = x.{column})"
        for table, column in (
            ("key_results", "owner_id"), ("objectives", "owner_id"), ("blockers", "owner_id"), ("actions", "owner_id"),
            ("decisions", "decider_id"),
        )
    ),
    "a team has a name": "SELECT id FROM teams WHERE trim(name) = '' OR trim(slug) = '' OR trim(channel) = ''",
    "a team has one active cycle at most a day": (
        "SELECT a.id FROM cycles a JOIN cycles b ON a.team_id = b.team_id AND a.id < b.id "
        "AND a.starts <= b.ends AND b.starts <= a.ends"
    ),
    "no text that only SQLite keeps": _every_text(),
}  # fmt: skip
