"""Rows by keys of several columns. Knows no table."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, tuple_


def is_one_of(columns: Sequence[ColumnElement[Any]], name: str) -> ColumnElement[bool]:
    """Whether a row has one of the keys that `given` brings under this name."""
    # An index answers one column at a time; asked for whole keys alone, a database looks through the table.
    near = (column.in_(bindparam(f"{name}_{place}", expanding=True)) for place, column in enumerate(columns))
    return and_(tuple_(*columns).in_(bindparam(name, expanding=True)), *near)


def given(name: str, keys: Collection[Sequence[Any]]) -> dict[str, Any]:
    """The values of `is_one_of`. keys: at least one, each with its values in the order of the columns."""
    by_column = zip(*keys, strict=True)
    near = {f"{name}_{place}": sorted(set(values)) for place, values in enumerate(by_column)}
    return {name: [tuple(key) for key in keys], **near}
