"""How the tables of what a platform takes are written, and what is wrong with something by such a table.

Knows objects, lists, texts and keys; must not know any platform's types.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class One:
    """An object of one of these types."""

    types: tuple[str, ...]


@dataclass(frozen=True)
class Many:
    """A list of what this describes, so many at least and at most."""

    of: "What"
    least: int = 1
    most: int = 1_000


@dataclass(frozen=True)
class Words:
    """A text of at least one and at most so many characters."""

    most: int = 4_000


@dataclass(frozen=True)
class Maybe:
    """A key that may be absent."""

    of: "What"


@dataclass(frozen=True)
class Bare:
    """An object without a type."""

    keys: "Keys"


What = type | One | Many | Words | Maybe | Bare | tuple[str | bool, ...]
"""A class stands for its values, a tuple for one of them."""
Keys = Mapping[str, What]


@dataclass(frozen=True)
class Shapes:
    """types: the keys of each type. common: those that an object of this type may have beside its own."""

    types: Mapping[str, Keys]
    common: Callable[[str], Keys]

    def faults(self, value: Any, what: What, at: str) -> Iterator[str]:
        """Each with the path to it, which begins with `at`. What stands in no table is a fault, too."""
        match what:
            case Maybe(of):
                yield from self.faults(value, of, at)
            case Words(most):
                if not isinstance(value, str) or not 1 <= len(value) <= most:
                    yield f"{at}: must be a text of 1 to {most} characters"
            case One(types):
                yield from self._typed(value, types, at)
            case Many():
                yield from self._listed(value, what, at)
            case Bare(keys):
                yield from self._keyed(value, keys, at)
            case tuple():
                if value not in what:
                    yield f"{at}: must be one of {what}, is {value!r}"
            case _:
                if not _is_a(value, what):
                    yield f"{at}: must be a {what.__name__}"

    def _typed(self, value: Any, types: tuple[str, ...], at: str) -> Iterator[str]:
        kind = value.get("type") if isinstance(value, dict) else None
        if kind not in types:
            yield f"{at}: must be one of {types}, is {kind}"
            return
        yield from self._keyed(value, {"type": (kind,), **self.common(kind), **self.types[kind]}, f"{at} ({kind})")

    def _listed(self, value: Any, what: Many, at: str) -> Iterator[str]:
        if not isinstance(value, list) or not what.least <= len(value) <= what.most:
            yield f"{at}: must be a list of {what.least} to {what.most}"
            return
        for number, item in enumerate(value):
            yield from self.faults(item, what.of, f"{at}/{number}")

    def _keyed(self, value: Any, keys: Keys, at: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield f"{at}: must be an object"
            return
        yield from (f"{at}: unknown key {name}" for name in value if name not in keys)
        for name, what in keys.items():
            if name in value:
                yield from self.faults(value[name], what, f"{at}/{name}")
            elif not isinstance(what, Maybe):
                yield f"{at}: missing {name}"


def _is_a(value: Any, kind: type) -> bool:
    """A whole number is a number, too; True and False are none."""
    if isinstance(value, bool):
        return kind is bool
    return isinstance(value, kind) or (kind is float and isinstance(value, int))
