"""How many rows are inserted, changed or deleted by one statement that takes them as JSON, in both dialects' words.

Knows SQL and its dialects; must not know what is written when. Where the rows stand, and whose they are: `:p0` and
`:workspace` on PostgreSQL, the columns of `storage.at_once` on SQLite.
"""

from collections.abc import Iterable
from functools import cache

from sqlalchemy import Column, Table

from storage.columns import kind_of

More = tuple[tuple[str, str], ...]


@cache
def insert_rows(table: Table, names: tuple[str, ...], more: More, tail: str, is_sqlite: bool) -> str:
    """names: of the values in each JSON row. more: SQL for further columns, over the row `x`. tail: `ON CONFLICT`..."""
    computed = dict(more)
    columns = [name for name in names if name in table.c and name not in computed]
    into = ", ".join(f'"{name}"' for name in [*columns, *computed])
    values = ", ".join([*(f'x."{name}"' for name in columns), *computed.values()])
    return f"INSERT INTO {table.name} ({into}) SELECT {values} FROM {_given(table, names, is_sqlite)} WHERE true {tail}"  # noqa: S608 - names of our own


@cache
def update_row(table: Table, names: tuple[str, ...]) -> str:
    """SQLite: one row, the JSON object. It would look through the whole table for each row of a list."""
    values = ", ".join(f'"{name}" = {_of_row(name)}' for name in names)
    as_read = " AND ".join(f'"{name}" IS {_of_row(f"old_{name}")}' for name in names)
    mine = f"workspace_id = NEW.workspace AND id = {_of_row('id')}"
    return f"UPDATE {table.name} SET {values} WHERE {mine} AND {as_read}"  # noqa: S608 - names of our own


@cache
def update_rows(table: Table, names: tuple[str, ...]) -> str:
    """PostgreSQL: all rows of the JSON list."""
    given = _given(table, ("id", *names, *(f"old_{name}" for name in names)), is_sqlite=False)
    values = ", ".join(f'"{name}" = x."{name}"' for name in names)
    as_read = " AND ".join(f'{table.name}."{name}" IS NOT DISTINCT FROM x."old_{name}"' for name in names)
    mine = f"{table.name}.workspace_id = :workspace AND {table.name}.id = x.id"
    return f"UPDATE {table.name} SET {values} FROM {given} WHERE {mine} AND {as_read}"  # noqa: S608 - names of our own


@cache
def delete_rows(table: Table, is_sqlite: bool) -> str:
    """Each JSON row has the id alone."""
    workspace = "NEW.workspace" if is_sqlite else ":workspace"
    given = _given(table, ("id",), is_sqlite)
    return f"DELETE FROM {table.name} WHERE workspace_id = {workspace} AND id IN (SELECT x.id FROM {given})"  # noqa: S608 - names of our own


@cache
def all_of_them(statements: tuple[str, ...]) -> str:
    """PostgreSQL runs these in one, with `:p0`, `:p1` and so on, and says how many rows each wrote."""
    parts = (f"w{number} AS ({sql.replace(':p0', f':p{number}')} RETURNING 1)" for number, sql in enumerate(statements))
    counts = ", ".join(f"(SELECT count(*) FROM w{number})" for number in range(len(statements)))  # noqa: S608 - names of our own
    return f"WITH {', '.join(parts)} SELECT {counts}"


def _given(table: Table, names: Iterable[str], is_sqlite: bool) -> str:
    """The JSON rows, as a table `x`."""
    if is_sqlite:
        values = ", ".join(f"json_extract(value, '$.{name}') AS \"{name}\"" for name in names)
        return f"(SELECT {values} FROM json_each(NEW.rows)) AS x"  # noqa: S608 - names of our own
    columns = ", ".join(f'"{name}" {_type(table.c.get(name.removeprefix("old_")))}' for name in names)
    return f"json_to_recordset(CAST(:p0 AS json)) AS x({columns})"


def _of_row(name: str) -> str:
    return f"json_extract(NEW.rows, '$.{name}')"


def _type(column: Column[object] | None) -> str:
    return "bigint" if column is None else kind_of(column).name
