"""Buttons of a card that is shown elsewhere than where it was asked for carry along where that was.

Knows where an action keeps what is ours; must not know what it does.
"""

from typing import Any

from adapters.teams.carried import PRESS, UNDER, Carried, Origin
from adapters.teams.showing.answers import Json


def stamped(card: Json, origin: Origin | None) -> Json:
    """The same card, each of its buttons with this origin."""
    if origin is None:
        return card
    told = Carried(do=PRESS, origin=origin).data()[UNDER]["origin"]
    made: Json = _stamped(card, told)
    return made


def _stamped(part: Any, told: Json) -> Any:
    if isinstance(part, list):
        return [_stamped(item, told) for item in part]
    if not isinstance(part, dict):
        return part
    made = {name: _stamped(value, told) for name, value in part.items()}
    ours = made.get(UNDER)
    return made | {UNDER: {**ours, "origin": told}} if isinstance(ours, dict) else made
