"""How rows travel as JSON, many at once: what becomes of each column's value on the way in and back.

Knows column types and both dialects' notations, which are those of `storage.types`; must not know any table's meaning.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Date, Integer, Table, Time

from cadence.cards import to_data
from storage.types import CardText, Choice, Exact, Json, Moment, Span, Strings, Words, utc

Change = Callable[[Any], Any]


@dataclass(frozen=True)
class Kind:
    """One type of column. name: what PostgreSQL calls it. encode: to a JSON value, for SQLite and for PostgreSQL.

    decode: from the JSON value that the database made of it. None is None in all of them.
    """

    name: str
    for_sqlite: Change | None = None
    for_postgresql: Change | None = None
    decode: Change | None = None


_WORDS, _SPAN = Words(), Span()


def _words(value: str) -> str | None:
    return _WORDS.process_bind_param(value, None)  # type: ignore[arg-type]  # it looks at no dialect


def _sqlite_moment(value: datetime) -> str:
    return utc(value).replace(tzinfo=None).isoformat(" ", "microseconds")


def _moment(value: str) -> datetime:
    found = datetime.fromisoformat(value)
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def _span(value: Any) -> Any:
    return _SPAN.process_result_value(value, None)  # type: ignore[arg-type]  # it looks at no dialect


def _micros(value: Any) -> Any:
    return _SPAN.process_bind_param(value, None)  # type: ignore[arg-type]  # it looks at no dialect


def _strings(value: str) -> tuple[str, ...]:
    return tuple(json.loads(value))


def _card(value: Any) -> str:
    return json.dumps(to_data(value))


def _iso(value: date | time) -> str:
    return value.isoformat()


def _sqlite_time(value: time) -> str:
    return value.isoformat(timespec="microseconds")


_CARD = CardText()

_KINDS: dict[type[Any], Kind] = {
    Words: Kind("text", _words, _words),
    Integer: Kind("integer"),
    BigInteger: Kind("bigint"),
    Boolean: Kind("boolean", decode=bool),
    Date: Kind("date", _iso, _iso, date.fromisoformat),
    Time: Kind("time", _sqlite_time, _iso, time.fromisoformat),
    Moment: Kind("timestamptz", _sqlite_moment, lambda value: utc(value).isoformat(), _moment),
    Span: Kind("bigint", _micros, _micros, _span),
    Exact: Kind("numeric", str, str, Decimal),
    Strings: Kind("text", lambda value: json.dumps(list(value)), lambda value: json.dumps(list(value)), _strings),
    Json: Kind("text", json.dumps, json.dumps, json.loads),
    CardText: Kind("text", _card, _card, lambda value: _CARD.process_result_value(value, None)),  # type: ignore[arg-type]  # as above
}


@cache
def kind_of(column: Column[Any]) -> Kind:
    """How this column's values travel."""
    if isinstance(column.type, Choice):
        return Kind("text", str, str, column.type.kind)
    return _KINDS[type(column.type)]


def given_to_sqlite(values: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters of a statement, as SQLite keeps texts, moments and numbers; lists as JSON. Raises ValueError for a
    naive moment."""
    return {name: _TO_SQLITE.get(type(value), _same)(value) for name, value in values.items()}


def given_to_postgresql(values: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters of a statement, as the driver takes them. Raises ValueError for a naive moment."""
    return {name: _TO_POSTGRESQL.get(type(value), _same)(value) for name, value in values.items()}


def _same(value: Any) -> Any:
    return value


_TO_SQLITE: Mapping[type[Any], Change] = {str: _words, datetime: _sqlite_moment, list: json.dumps}
_TO_POSTGRESQL: Mapping[type[Any], Change] = {str: _words, datetime: utc}


def plain(table: Table, rows: Iterable[Mapping[str, Any]], is_sqlite: bool) -> list[dict[str, Any]]:
    """The rows as JSON has them. A name that is no column's, or one of its with `old_` before, is left as it is or
    goes as that column. Raises ValueError for a naive moment."""
    changes = _encoders(table, is_sqlite)
    found = []
    for row in rows:
        values = dict(row)
        for name in changes.keys() & values.keys():
            value = values[name]
            if value is not None:
                values[name] = changes[name](value)
        found.append(values)
    return found


@cache
def _encoders(table: Table, is_sqlite: bool) -> Mapping[str, Change]:
    kinds = {column.name: kind_of(column) for column in table.c}
    ways = {name: kind.for_sqlite if is_sqlite else kind.for_postgresql for name, kind in kinds.items()}
    return {old + name: change for name, change in ways.items() if change is not None for old in ("", "old_")}


@cache
def _shape(table: Table) -> tuple[Sequence[str], Sequence[tuple[str, Change]]]:
    """The columns' names in their order, and those whose values have to be changed on the way back."""
    changes = [(column.name, kind_of(column).decode) for column in table.c]
    return [name for name, _ in changes], [(name, change) for name, change in changes if change is not None]


def decoded(table: Table, values: Sequence[Any]) -> dict[str, Any]:
    """A row's values by column, of one of the lists that `unpacked` found."""
    names, changes = _shape(table)
    row = dict(zip(names, values, strict=True))
    for name, change in changes:
        value = row[name]
        if value is not None:
            row[name] = change(value)
    return row


def row_as_json(table: Table, alias: str = "t") -> str:
    """SQL for one row of `alias`, on PostgreSQL: what `unpacked` reads of one."""
    columns = ", ".join(f'{alias}."{column.name}"' for column in table.c)
    return f"CAST(json_build_array({columns}) AS text)"


def rows_as_json(table: Table, is_sqlite: bool, alias: str = "t") -> str:
    """SQL that makes one text of all rows of `alias`: what `unpacked` reads."""
    columns = ", ".join(f'{alias}."{column.name}"' for column in table.c)
    if is_sqlite:
        return f"json_group_array(json_array({columns}))"
    return f"CAST(coalesce(json_agg(json_build_array({columns})), '[]') AS text)"


_EXACT = json.JSONDecoder(parse_float=Decimal)


def unpacked(text: str) -> list[list[Any]]:
    """The rows of which the database made a JSON list of lists; their numbers are exact."""
    rows: list[list[Any]] = _EXACT.decode(text)
    return rows
