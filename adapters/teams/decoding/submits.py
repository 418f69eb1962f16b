"""What was pressed on a card or sent from a form, whichever activity brings it -> requests."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from adapters.teams.arriving.incoming import Incoming, Way
from adapters.teams.carried import EDITION, EMPTY, FORM, PEOPLE, PERSON, PRESS, TEXT, TICK, UNDER, Carried, read_carried
from adapters.teams.decoding.addresses import address
from adapters.teams.decoding.values import Activity, activity_id, conversation, place_of, sender, workspace
from adapters.teams.decoding.words import LINE_BREAK
from adapters.teams.objects import text, word
from adapters.teams.packing import unpack
from adapters.teams.refs import ref_of, root_of
from cadence.forms import FieldPart, FormPart, FormValues, PersonField
from cadence.ports import Address
from cadence.requests import ButtonPressed, FormChanged, FormSubmitted, Request

INPUTS = (TEXT, PERSON, PEOPLE, TICK)
YES = "yes"
TRUE = ("true", YES)
SEPARATOR = ","


@dataclass(frozen=True)
class _Typed:
    values: FormValues
    named: tuple[str, ...]


def is_ours(value: Any) -> bool:
    """Whether a card of ours sent this."""
    return isinstance(value, Mapping) and UNDER in value


def pressed(activity: Activity, data: Mapping[str, Any], way: Way, *, is_refresh: bool = False) -> Incoming:
    """data: what the card carried, with its inputs. Raises as odd activities do."""
    carried = read_carried(data)
    where = address(activity)
    if where is None:
        raise TypeError("from no conversation")
    typed = _completed(_typed(data, carried.edition), carried)
    return Incoming(
        request=_request(activity, where, carried, typed),
        way=way,
        address=where,
        thread=root_of(conversation(activity)),
        ref=ref_of(conversation(activity), word(activity, "replyToId")),
        carried=carried,
        named=typed.named if carried.do != PRESS else (),
        is_refresh=is_refresh,
        user=text(activity["from"]["id"]),
        locale=word(activity, "locale"),
    )


def _request(activity: Activity, where: Address, carried: Carried, typed: _Typed) -> Request:
    common: dict[str, Any] = {"workspace_id": workspace(activity), "who": sender(activity), **place_of(where)}
    pressed_id = activity_id(activity)
    if carried.do == PRESS:
        return ButtonPressed(**common, request_id=pressed_id, action=text(carried.action), value=carried.value)
    shown: dict[str, Any] = {"form": text(carried.form), "context": carried.context, "values": typed.values}
    if carried.do == FORM:
        return FormSubmitted(**common, request_id=_form_id(carried) or pressed_id, **shown)
    return FormChanged(**common, request_id=pressed_id, event=carried.event, **shown)


def _form_id(carried: Carried) -> str:
    """The same for a form sent twice; another one once its place shows the next form."""
    return f"{carried.key}:{carried.step}" if carried.key and carried.step else carried.key


def _typed(data: Mapping[str, Any], edition: str) -> _Typed:
    """Field id -> value, and everybody that a field names. Raises TypeError for what no input sends."""
    ending = f"{EDITION}{edition}" if edition else ""
    values: dict[str, str | tuple[str, ...]] = {}
    named: list[str] = []
    for name, value in data.items():
        kind, colon, rest = name.partition(":")
        prefix, field = f"{kind}{colon}", rest.removesuffix(ending)
        if prefix not in INPUTS or not field:
            continue
        values[field] = found = _value(prefix, _said(value))
        if prefix in (PERSON, PEOPLE):
            named += [found] if isinstance(found, str) else found
    return _Typed(values, tuple(dict.fromkeys(one for one in named if one)))


def _completed(typed: _Typed, carried: Carried) -> _Typed:
    """Clients leave out inputs that are empty: the form that was shown tells which there were."""
    form = unpack(carried.shown, carried.context) if carried.shown else None
    parts = form.parts if form else ()
    empty = {part.id: _nothing(part) for part in parts if isinstance(part, FieldPart)}
    return replace(typed, values={**empty, **typed.values})


def _nothing(part: FormPart) -> str | tuple[str, ...]:
    return () if isinstance(part, PersonField) and part.many else ""


def _value(prefix: str, said: str) -> str | tuple[str, ...]:
    if prefix == TICK:
        return YES if said.strip().lower() in TRUE else ""
    if prefix == TEXT:
        return "" if said == EMPTY else LINE_BREAK.sub("\n", said)
    people = tuple(dict.fromkeys(one.strip().lower() for one in said.split(SEPARATOR) if one.strip()))
    return people if prefix == PEOPLE else next(iter(people), "")


def _said(value: Any) -> str:
    """Inputs hold text; some clients send numbers and ticks as such."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if not isinstance(value, str | int | float):
        raise TypeError("no value of an input")
    return str(value)
