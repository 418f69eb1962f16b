"""Form -> modal, and notes shown in a modal's place. Block ids are stable, so that Slack keeps what was typed.

Knows Block Kit's inputs; must not know what a field means. What comes back is read by `adapters.slack.decoding`.
"""

import logging
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from adapters.slack.rendering.cards import LEFT_OUT, LONGEST_HEADER, LONGEST_QUIET, render_card
from adapters.slack.rendering.dress import HOME, MODAL, Dress
from adapters.slack.rendering.text import Json, plain, shorten, unformatted
from adapters.slack.showing.metadata import ModalState
from cadence.cards import Card
from cadence.forms import (
    ChoiceField,
    DateField,
    Field,
    Form,
    FormPart,
    More,
    NumberField,
    PersonField,
    Section,
    TextField,
    TickField,
)

FIELD, VALUE, MORE = "field", "value", "more"
YES = "yes"
EMPTY = "(empty)"
"""Stands for the empty value of a choice: Slack refuses an option without a value."""
LONGEST_TITLE = 24
LONGEST_PLACEHOLDER = 150
LONGEST_LABEL = 2_000
LONGEST_OPTION = 75
LONGEST_INPUT = 3_000
MOST_OPTIONS = 100
KEPT_LONGEST = {"input", "actions"}
NAME = "Drumbeat"
USER_ID = re.compile(r"[UW][A-Z0-9_]+")

log = logging.getLogger(__name__)


def render_form(form: Form, state: ModalState) -> Json:
    """The modal of this form. state: where it was opened; the form's id and context are added."""
    blocks = _fit([*_opening(form), *(block for part in form.parts for block in _RENDER[type(part)](part))])
    state = replace(state, form=form.id, context=form.context)
    return _modal(form.title, _edited(blocks, form.edition), state) | {"submit": plain(form.submit, LONGEST_TITLE)}


def _edited(blocks: list[Json], edition: str) -> list[Json]:
    """Slack keeps what stands in an input for as long as its names stay the same: another edition has other names."""
    for block in blocks if edition else ():
        if block["type"] == "input":
            block["element"]["action_id"] = f"{VALUE}:{edition}"
    return blocks


def render_note(card: Card, state: ModalState, close: str = "Close") -> Json:
    """A modal that only shows something. It counts as one step further than the form that led to it."""
    state = replace(state, form="", context="", step=state.step + 1)
    return _modal(NAME, render_card(card, MODAL), state) | {"close": plain(close, LONGEST_TITLE)}


def render_home(card: Card, dress: Dress = HOME) -> Json:
    """A person's own page of ours."""
    return home_view(render_card(card, dress))


def home_view(blocks: list[Json]) -> Json:
    """The page with these blocks."""
    return {"type": "home", "callback_id": "home", "blocks": blocks}


def _modal(title: str, blocks: list[Json], state: ModalState) -> Json:
    return {
        "type": "modal",
        "callback_id": state.form or "note",
        "title": plain(title, LONGEST_TITLE),
        "close": plain("Cancel", LONGEST_TITLE),
        "private_metadata": state.dump(),
        "blocks": blocks,
    }


def _fit(blocks: list[Json]) -> list[Json]:
    """The last defence: forms are paged long before. What is only shown gives way before what is typed into."""
    kept = blocks if len(blocks) <= MODAL.most_blocks else [block for block in blocks if block["type"] in KEPT_LONGEST]
    if len(kept) <= MODAL.most_blocks:
        return kept
    log.error("A form has %s blocks", len(blocks))
    return [*kept[: MODAL.most_blocks - 1], {"type": "context", "elements": [plain(LEFT_OUT)]}]


def _opening(form: Form) -> list[Json]:
    """The full title where the modal's own is too short for it, and the intro."""
    whole = [{"type": "header", "text": plain(form.title, LONGEST_HEADER)}] if len(form.title) > LONGEST_TITLE else []
    return [*whole, *_quiet(form.intro)]


def _quiet(text: str) -> list[Json]:
    return [{"type": "context", "elements": [plain(unformatted(text), LONGEST_QUIET)]}] if text else []


def _section(part: Section) -> list[Json]:
    return [{"type": "header", "text": plain(part.title, LONGEST_HEADER)}, *_quiet(part.text)]


def _more(part: More) -> list[Json]:
    button = {"type": "button", "text": plain(part.label, LONGEST_OPTION), "action_id": f"{MORE}:{part.event}"}
    return [{"type": "actions", "block_id": f"{MORE}:{part.event}", "elements": [button]}]


def _text(field: TextField) -> list[Json]:
    return [_input(field, _typed(field) | ({"multiline": True} if field.lines else {}))]


def _number(field: NumberField) -> list[Json]:
    return [_input(field, _typed(field))]


def _typed(field: TextField | NumberField) -> Json:
    """Without max_length: the engine says what is too long, and nothing typed or pasted is cut."""
    initial = {"initial_value": shorten(field.initial, LONGEST_INPUT)} if field.initial else {}
    hint = {"placeholder": plain(field.placeholder, LONGEST_PLACEHOLDER)} if field.placeholder else {}
    return {"type": "plain_text_input", **initial, **hint}


def _choice(field: ChoiceField) -> list[Json]:
    options = [_option(value or EMPTY, label) for value, label in field.options]
    wanted = field.initial or EMPTY
    chosen = [option for option in options if option["value"] == wanted]
    select = {"type": "static_select", **_offered(options), **({"initial_option": chosen[0]} if chosen else {})}
    return [_input(field, select) | ({"dispatch_action": True} if field.changes else {})]


def _offered(options: list[Json]) -> Json:
    """Slack takes 100 options; more go into groups, labelled by their first and last."""
    if len(options) <= MOST_OPTIONS:
        return {"options": options}
    slices = [options[start : start + MOST_OPTIONS] for start in range(0, len(options), MOST_OPTIONS)]
    return {"option_groups": [{"label": plain(_range(part), LONGEST_OPTION), "options": part} for part in slices]}


def _range(options: list[Json]) -> str:
    first, last = (shorten(option["text"]["text"], 30) for option in (options[0], options[-1]))
    return f"{first} – {last}"


def _option(value: str, label: str) -> Json:
    return {"text": plain(label, LONGEST_OPTION), "value": value}


def _date(field: DateField) -> list[Json]:
    return [_input(field, {"type": "datepicker"} | ({"initial_date": field.initial} if _is_day(field.initial) else {}))]


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _person(field: PersonField) -> list[Json]:
    known = [person for person in field.initial if USER_ID.fullmatch(person)]
    if field.many:
        return [_input(field, {"type": "multi_users_select"} | ({"initial_users": known} if known else {}))]
    return [_input(field, {"type": "users_select"} | ({"initial_user": known[0]} if known else {}))]


def _tick(field: TickField) -> list[Json]:
    options = [_option(YES, "Yes")]
    return [
        _input(
            field, {"type": "checkboxes", "options": options} | ({"initial_options": options} if field.initial else {})
        )
    ]


def _input(field: Field, element: Json) -> Json:
    hint = {"hint": plain(unformatted(field.hint), LONGEST_LABEL)} if field.hint else {}
    return {
        "type": "input",
        "block_id": f"{FIELD}:{field.id}",
        "label": plain(field.label, LONGEST_LABEL),
        "element": element | {"action_id": VALUE},
        "optional": not field.required,
        **hint,
    }


_RENDER: dict[type[FormPart], Callable[[Any], list[Json]]] = {
    Section: _section,
    More: _more,
    TextField: _text,
    NumberField: _number,
    ChoiceField: _choice,
    DateField: _date,
    PersonField: _person,
    TickField: _tick,
}
