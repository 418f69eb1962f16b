"""What a unit of work knows of one kind of record without asking: which searches were answered completely.

Knows fields and values; must not know records, tables or SQL. A unit searches its memory hundreds of times: loops here
are written out where a generator would cost more than what it does.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime
from itertools import product
from typing import Any, TypeGuard, TypeVar

from cadence.ports import Since

Search = Mapping[str, object]
T = TypeVar("T")


class Loaded:
    """Whatever these searches, or narrower ones, would find is in memory."""

    def __init__(self) -> None:
        self._is_all = False
        self._by_one: dict[str, set[object]] = {}
        self._by_more: dict[tuple[str, ...], set[tuple[object, ...]]] = {}
        self._since: dict[tuple[str, object, str], datetime] = {}

    def note(self, wanted: Search) -> None:
        """All that this search finds is here."""
        exact = {name: value for name, value in sorted(wanted.items()) if not isinstance(value, Since)}
        since = [(name, value.at) for name, value in wanted.items() if isinstance(value, Since)]
        if not wanted:
            self._is_all = True
        elif since and len(since) == len(exact) == 1:
            [(name, value)], [(about, at)] = exact.items(), since
            for each in values_of(value):
                known = self._since.get((name, each, about), at)
                self._since[name, each, about] = min(known, at)
        elif not since and len(exact) == 1:
            [(name, value)] = exact.items()
            self._by_one.setdefault(name, set()).update(values_of(value))
        elif not since:
            self._by_more.setdefault(tuple(exact), set()).update(product(*map(values_of, exact.values())))

    def covers(self, wanted: Search) -> bool:
        """Whether everything that this search finds is here."""
        if self._is_all:
            return True
        for name, value in wanted.items():
            known = self._by_one.get(name)
            if known is not None and (known.issuperset(value) if is_many(value) else value in known):
                return True
        return any(self._has(names, wanted) for names in self._by_more) or self._has_since(wanted)

    def clear(self) -> None:
        """Nothing is known any more."""
        self._is_all = False
        for known in (self._by_one, self._by_more, self._since):
            known.clear()

    def _has(self, names: tuple[str, ...], wanted: Search) -> bool:
        for name in names:
            if name not in wanted or isinstance(wanted[name], Since):
                return False
        found = self._by_more[names]
        return all(each in found for each in product(*[values_of(wanted[name]) for name in names]))

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
_MANY = (list, tuple, set, frozenset)


def is_many(value: object) -> TypeGuard[Collection[Any]]:
    return isinstance(value, _MANY)


def values_of(value: object) -> Collection[Any]:
    """The values that a search takes for one field."""
    return value if is_many(value) else (value,)


def fitting(records: Iterable[T], wanted: Search) -> list[T]:
    """Those of these records that the search finds."""
    tests: list[tuple[str, Any, bool]] = [(name, value, is_many(value)) for name, value in wanted.items()]
    found = []
    for record in records:
        fields = vars(record)
        for name, value, is_choice in tests:
            has = fields[name]
            if has != value and not (has in value if is_choice else _is_since(has, value)):
                break
        else:
            found.append(record)
    return found


def _is_since(value: object, wanted: object) -> bool:
    return isinstance(wanted, Since) and isinstance(value, datetime) and value >= wanted.at
