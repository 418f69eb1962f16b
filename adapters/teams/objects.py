"""What others sent as JSON, read without believing anything of its shape. Must not know what it means."""

from collections.abc import Mapping
from typing import Any

from cadence.text.whole import read_whole

Json = dict[str, Any]


class Unreadable(ValueError):
    """It is no JSON object."""


def read_object(body: bytes | str) -> Json:
    """The JSON object, in text that can be kept. Raises Unreadable."""
    try:
        found = read_whole(body)
    except (ValueError, RecursionError):
        raise Unreadable from None
    if not isinstance(found, dict):
        raise Unreadable
    return found


def object_in(body: bytes | str) -> Json:
    """The same; empty for what is none. Raises nothing."""
    try:
        return read_object(body)
    except Unreadable:
        return {}


def text(value: Any) -> str:
    """The value, if it is text and not empty. Raises TypeError."""
    if not isinstance(value, str) or not value:
        raise TypeError("not a text")
    return value


def word(told: Any, *names: str) -> str:
    """A text some levels down; empty where there is none. Raises nothing."""
    found = told
    for name in names:
        found = found.get(name) if isinstance(found, Mapping) else None
    return found if isinstance(found, str) else ""


def part(told: Any, name: str) -> Mapping[str, Any]:
    """The object of this name; an empty one where there is none. Raises nothing."""
    found = told.get(name) if isinstance(told, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def parts(told: Any, name: str) -> list[Mapping[str, Any]]:
    """The objects in the list of this name. Raises nothing."""
    found = told.get(name) if isinstance(told, Mapping) else None
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []
