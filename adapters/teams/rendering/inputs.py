"""A form's fields as inputs, each with its error and its hint below it. Must not know what a field means.

Nothing is checked by the client: it would keep a faulty form to itself, and with it the button for one block more. The
engine says what is missing, and everything typed comes back with it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from adapters.teams.carried import EMPTY, input_id
from adapters.teams.rendering.dress import FormWay
from adapters.teams.rendering.text import NO_WORDS, QUIET, WRONG, Json, as_typed, line, one_line, run, runs, unlinked
from cadence.forms import ChoiceField, DateField, FormPart, NumberField, PersonField, TextField, TickField

UNKNOWN = "(name not known)"
REQUIRED = " *"
LONGEST_LABEL, LONGEST_OPTION, LONGEST_PLACEHOLDER = 300, 100, 150
SEARCHED_FROM = 13
"""So many options are easier to find by typing."""
MOST_PEOPLE = 60
PEOPLE_HERE = "graph.microsoft.com/users?scope=currentContext"
PEOPLE_ANYWHERE = "graph.microsoft.com/users"

Field = TextField | NumberField | ChoiceField | DateField | PersonField | TickField


@dataclass(frozen=True, kw_only=True)
class Desk:
    """What inputs are made with. people: id and name, to choose from or at least of those chosen already. names: of
    others who are chosen already, by id.

    most_people: how many of them each field may offer by itself; where there are more, Teams looks them up.
    """

    way: FormWay
    edition: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)
    people: Sequence[tuple[str, str]] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    most_people: int = MOST_PEOPLE

    @property
    def is_personal(self) -> bool:
        return self.way is FormWay.CHAT


def field_blocks(part: Field, desk: Desk) -> list[Json]:
    """The input, and below it what is wrong with it and its hint."""
    return [input_of(part, desk), *errors_of(part, desk), *hint_line(part.hint, desk)]


def input_of(part: Field, desk: Desk) -> Json:
    made = _INPUTS[type(part)](part, desk)
    return {"id": input_id(part, desk.edition), **made}


LONGEST_ERROR = 1_000
"""An error may quote what was typed."""


def errors_of(part: Field, desk: Desk) -> list[Json]:
    told = one_line(desk.errors.get(part.id, ""), LONGEST_ERROR)
    return [line([run(told, WRONG)], "None")] if told else []


def hint_line(text: str, desk: Desk) -> list[Json]:
    return [line(runs(one_line(text), QUIET, desk.is_personal), "None")] if text.strip() else []


def label_of(part: Field) -> str:
    return (unlinked(part.label, LONGEST_LABEL) or NO_WORDS) + (REQUIRED if part.required else "")


def _text(part: TextField, _: Desk) -> Json:
    return _typed(part) | ({"isMultiline": True} if part.lines else {})


def _number(part: NumberField, _: Desk) -> Json:
    """Numbers are typed as people write them."""
    return _typed(part)


def _typed(part: TextField | NumberField) -> Json:
    """Without maxLength: the engine says what is too long, and nothing typed or pasted is cut."""
    hint = one_line(part.placeholder, LONGEST_PLACEHOLDER)
    return {
        "type": "Input.Text",
        "label": label_of(part),
        **({"value": typed} if (typed := as_typed(part.initial)) else {}),
        **({"placeholder": hint} if hint else {}),
    }


def _choice(part: ChoiceField, _: Desk) -> Json:
    options = [(value or EMPTY, unlinked(label, LONGEST_OPTION) or NO_WORDS) for value, label in part.options]
    wanted = part.initial or EMPTY
    style = "filtered" if len(options) >= SEARCHED_FROM else "compact"
    return _choices(part, options, [wanted] if wanted in dict(options) else []) | {"style": style}


def _person(part: PersonField, desk: Desk) -> Json:
    """From the roster where it is short enough to be offered whole; else Teams looks people up."""
    names = dict(desk.people)
    is_offered = desk.way is FormWay.CHAT and 0 < len(names) <= desk.most_people
    offered = names if is_offered else {each: names[each] for each in part.initial if each in names}
    options = offered | {each: desk.names.get(each, UNKNOWN) for each in part.initial if each not in names}
    chosen = part.initial if part.many else part.initial[:1]
    shown = [(person, unlinked(name, LONGEST_OPTION) or UNKNOWN) for person, name in options.items()]
    made = _choices(part, shown, chosen) | ({"isMultiSelect": True} if part.many else {})
    if is_offered:
        return made | {"style": "compact" if part.many else "filtered"}
    dataset = PEOPLE_HERE if desk.way is FormWay.DIALOG else PEOPLE_ANYWHERE
    return made | {"choices.data": {"type": "Data.Query", "dataset": dataset}}


def _choices(part: ChoiceField | PersonField, options: Sequence[tuple[str, str]], chosen: Sequence[str]) -> Json:
    return {
        "type": "Input.ChoiceSet",
        "label": label_of(part),
        "choices": [{"title": title, "value": value} for value, title in options],
        "placeholder": "Choose" if isinstance(part, ChoiceField) else "Type a name",
        "wrap": True,
        **({"value": ",".join(chosen)} if chosen else {}),
    }


def _date(part: DateField, _: Desk) -> Json:
    return {
        "type": "Input.Date",
        "label": label_of(part),
        **({"value": part.initial} if _is_day(part.initial) else {}),
    }


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _tick(part: TickField, _: Desk) -> Json:
    return {
        "type": "Input.Toggle",
        "title": label_of(part),
        "value": "true" if part.initial else "false",
        "wrap": True,
    }


_INPUTS: dict[type[FormPart], Callable[[Any, Desk], Json]] = {
    TextField: _text,
    NumberField: _number,
    ChoiceField: _choice,
    DateField: _date,
    PersonField: _person,
    TickField: _tick,
}
