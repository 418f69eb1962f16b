"""What a unit of work knows of one kind of record without asking: which searches were answered completely.

Knows fields and values; must not know records, tables or SQL.
"""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from itertools import product
from typing import Any, TypeGuard

from cadence.ports import Since

Search = Mapping[str, object]


class Loaded:
    """Whatever these searches, or narrower ones, would find is in memory."""

    def __init__(self) -> None:
        self._is_all = False
        self._found: dict[tuple[str, ...], set[tuple[object, ...]]] = {}
        self._since: dict[tuple[str, object, str], datetime] = {}

    def note(self, wanted: Search) -> None:
        """All that this search finds is here."""
        exact = {name: value for name, value in wanted.items() if not isinstance(value, Since)}
        since = [(name, value.at) for name, value in wanted.items() if isinstance(value, Since)]
        if not wanted:
            self._is_all = True
        elif not since:
            self._found.setdefault(tuple(exact), set()).update(product(*map(values_of, exact.values())))
        elif len(since) == len(exact) == 1:
            [(name, value)], [(about, at)] = exact.items(), since
            for each in values_of(value):
                known = self._since.get((name, each, about), at)
                self._since[name, each, about] = min(known, at)

    def covers(self, wanted: Search) -> bool:
        """Whether everything that this search finds is here."""
        return self._is_all or any(self._has(names, wanted) for names in self._found) or self._has_since(wanted)

    def clear(self) -> None:
        """Nothing is known any more."""
        self._is_all = False
        self._found.clear()
        self._since.clear()

    def _has(self, names: tuple[str, ...], wanted: Search) -> bool:
        if any(name not in wanted or isinstance(wanted[name], Since) for name in names):
            return False
        return all(each in self._found[names] for each in product(*(values_of(wanted[name]) for name in names)))

    def _has_since(self, wanted: Search) -> bool:
        for about, since in wanted.items():
            if isinstance(since, Since) and any(
                all(self._since.get((name, each, about), _NEVER) <= since.at for each in values_of(value))
                for name, value in wanted.items()
                if name != about
            ):
                return True
        return False


_NEVER = datetime.max.replace(tzinfo=UTC)


def is_many(value: object) -> TypeGuard[Collection[Any]]:
    return isinstance(value, list | tuple | set | frozenset)


def values_of(value: object) -> Collection[Any]:
    """The values that a search takes for one field."""
    return value if is_many(value) else (value,)


def fits(record: object, wanted: Search) -> bool:
    """Whether the search finds this record."""
    return all(_has_value(getattr(record, name), value) for name, value in wanted.items())


def _has_value(value: object, wanted: object) -> bool:
    if isinstance(wanted, Since):
        return isinstance(value, datetime) and value >= wanted.at
    return value in wanted if is_many(wanted) else value == wanted
