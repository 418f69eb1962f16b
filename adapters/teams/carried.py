"""What our cards carry in an action's `data` and hand back when it is used, and how inputs of forms are named.

Knows how it is written; must not know what a form means. A client can write anything there: whoever reads it believes
only what the person may do anyway.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Literal, get_args

from cadence.forms import FieldPart, FormPart, PersonField, TickField

UNDER = "drumbeat"
"""The one key of ours in `data`; beside it stand the client's own keys and the inputs."""
Do = Literal["press", "form", "more"]
PRESS: Do = "press"
FORM: Do = "form"
MORE: Do = "more"
LONGEST_NAME = 80

TEXT, PERSON, PEOPLE, TICK = "f:", "fp:", "fm:", "ft:"
"""What stands before a field's id in the id of its input: people and ticks come back as text like everything else, and
only the input's id can say what that text is. TICK: `true` is yes, whatever else is no."""


EMPTY = "drumbeat:empty"
"""Stands for the empty value of a choice: clients send no choice without a value."""


class Unread(ValueError):
    """Not what `Carried.data` wrote, or written by another version of ours."""


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Where a form was asked for that is shown elsewhere. channel: its id; empty for the personal chat."""

    channel: str = ""
    name: str = ""
    is_private: bool = False
    has_threads: bool = True


@dataclass(frozen=True, kw_only=True)
class Carried:
    """do: a button was pressed (action, value), a form sent (form, context), or asked for more (and event).

    key: made anew whenever a form is opened; step: how many forms were sent from there before. Both together are the
    same whenever the same form is sent again. edition: of the `Form` that was shown. origin: None for right here.
    shown: the form itself (`packing.pack`): whatever is wrong with it is shown within it, and no process has
    to remember it.
    """

    do: Do
    action: str = ""
    value: str = ""
    form: str = ""
    context: str = ""
    event: str = ""
    key: str = ""
    step: int = 0
    edition: str = ""
    shown: str = field(default="", repr=False)
    origin: Origin | None = None

    def data(self) -> dict[str, Any]:
        """The `data` of an action; what is empty is left out. Whoever renders adds the client's own keys."""
        told = {item.name: getattr(self, item.name) for item in fields(self) if item.name != "origin"}
        kept = {name: value for name, value in told.items() if value}
        if self.origin is not None:
            kept["origin"] = _origin_data(self.origin)
        return {UNDER: kept}


def read_carried(data: Mapping[str, Any]) -> Carried:
    """What `Carried.data` wrote. Raises Unread."""
    told = data.get(UNDER) if isinstance(data, Mapping) else None
    if not isinstance(told, Mapping) or told.get("do") not in get_args(Do):
        raise Unread("no card of ours")
    known = _checked(Carried, {name: value for name, value in told.items() if name != "origin"})
    origin = told.get("origin")
    if origin is None:
        return Carried(**known)
    if not isinstance(origin, Mapping):
        raise Unread("an origin in another shape")
    return Carried(**known, origin=Origin(**_checked(Origin, origin)))


EDITION = "~"
"""Stands before the edition at the end of an input's id, so that another edition forgets what a client still holds."""


def input_id(part: FormPart, edition: str = "") -> str:
    """The id of a field's input: `f:<field id>`, and `~<edition>` where the form has one (read back by taking off
    `~` + `Carried.edition`). Raises TypeError for what is no field.
    """
    if not isinstance(part, FieldPart):
        raise TypeError("only fields have inputs")
    match part:
        case PersonField():
            prefix = PEOPLE if part.many else PERSON
        case TickField():
            prefix = TICK
        case _:
            prefix = TEXT
    return f"{prefix}{part.id}{EDITION + edition if edition else ''}"


def _origin_data(origin: Origin) -> dict[str, Any]:
    return {
        "channel": origin.channel,
        "name": origin.name[:LONGEST_NAME],
        "is_private": origin.is_private,
        "has_threads": origin.has_threads,
    }


def _checked(kind: type[Carried] | type[Origin], told: Mapping[str, Any]) -> dict[str, Any]:
    """The same, if each is a field of this kind and of its type. Raises Unread."""
    types = {item.name: type(item.default) for item in fields(kind)} | {"do": str}
    if not all(name in types and type(value) is types[name] for name, value in told.items()):
        raise Unread("written by another version")
    return dict(told)
