"""Invokes: somebody waits for what is said in the response -> requests."""

from collections.abc import Callable, Mapping
from typing import Any

from adapters.teams.arriving.incoming import Incoming, Way
from adapters.teams.decoding.submits import INPUTS, pressed
from adapters.teams.decoding.values import Activity
from adapters.teams.objects import part, word

AUTOMATIC = "automatic"


def fetch(activity: Activity) -> Incoming:
    """A button that opens a dialog."""
    return pressed(activity, _data(activity["value"]), Way.FETCH)


def submit(activity: Activity) -> Incoming:
    """Sent from an open dialog."""
    return pressed(activity, _data(activity["value"]), Way.SUBMIT)


def execute(activity: Activity) -> Incoming:
    """A button at a card. Clients may ask by themselves, too: then nobody pressed anything."""
    is_refresh = word(activity, "value", "trigger").lower() == AUTOMATIC
    return pressed(activity, _data(activity["value"]["action"]), Way.EXECUTE, is_refresh=is_refresh)


INVOKES: dict[str, tuple[Way, Callable[[Activity], Incoming]]] = {
    "task/fetch": (Way.FETCH, fetch),
    "task/submit": (Way.SUBMIT, submit),
    "adaptiveCard/action": (Way.EXECUTE, execute),
}


def is_form(activity: Activity) -> bool:
    """Whether something typed comes with it, as far as that can be told. Raises nothing."""
    value = part(activity, "value")
    data = part(value, "data") or part(part(value, "action"), "data") or value
    return any(isinstance(name, str) and name.startswith(INPUTS) for name in data)


def _data(told: Any) -> Mapping[str, Any]:
    found = told["data"]
    if not isinstance(found, Mapping):
        raise TypeError("no data")
    return found
