"""Buttons of cards and forms, as Adaptive Card actions. Knows which kind works where; must not know what they do.

Inside a dialog everything is an Action.Submit. Elsewhere what opens a form is an Action.Submit that fetches a dialog,
and everything else an Action.Execute, so that the card can be changed in place; where a client knows none it falls back
to a Submit with the same data.
"""

from collections.abc import Iterator, Sequence

from adapters.teams.carried import PRESS, Carried
from adapters.teams.rendering.dress import Dress, FormWay, Surface
from adapters.teams.rendering.text import NO_WORDS, Json, one_line
from cadence.cards import Button, Look
from cadence.form_openers import opens_form

MOST_IN_A_ROW = 6
LONGEST_TITLE = 75
NARROW, AROUND_A_TITLE, A_LETTER = 310, 34, 8
"""Pixels: of a row of buttons on a phone, of a button besides its title, and of a letter."""
STYLES = {Look.PRIMARY: "positive", Look.DANGER: "destructive"}
FETCH = {"msteams": {"type": "task/fetch"}}


def button_rows(buttons: Sequence[Button], dress: Dress, *, has_fallbacks: bool = True) -> list[Json]:
    """The buttons in rows that every client shows whole, also a phone: clients cut titles rather than wrap a row."""
    return [
        action_set(row, spacing) for row, spacing in _rows([_button(each, dress, has_fallbacks) for each in buttons])
    ]


def _rows(made: Sequence[Json]) -> Iterator[tuple[list[Json], str]]:
    """With the room above each; rows of the same buttons stand close together."""
    row: list[Json] = []
    spacing = ""
    for action in made:
        if row and (len(row) == MOST_IN_A_ROW or sum(map(_width, (*row, action))) > NARROW):
            yield row, spacing
            row, spacing = [], "Small"
        row.append(action)
    if row:
        yield row, spacing


def _width(action: Json) -> int:
    """Roughly, in pixels, with the gap to the next."""
    return AROUND_A_TITLE + A_LETTER * len(action["title"])


def action_set(actions: Sequence[Json], spacing: str = "") -> Json:
    return {"type": "ActionSet", "actions": [*actions], **({"spacing": spacing} if spacing else {})}


def form_action(label: str, carried: Carried, way: FormWay, look: Look = Look.NORMAL) -> Json:
    """A button that sends everything typed into the card that it stands on."""
    if way is FormWay.DIALOG:
        return {"type": "Action.Submit", **_named(label, look), "data": carried.data()}
    return {"type": "Action.Execute", **_named(label, look), "verb": carried.do, "data": carried.data()}


def _button(button: Button, dress: Dress, has_fallback: bool) -> Json:
    named = _named(button.label, button.look)
    data = Carried(do=PRESS, action=button.action, value=button.value).data()
    submit = {"type": "Action.Submit", **named, "data": data}
    if dress.surface is Surface.DIALOG:
        return submit
    if dress.has_dialogs and opens_form(button.action):
        return submit | {"data": data | FETCH}
    return {
        "type": "Action.Execute",
        **named,
        "verb": PRESS,
        "data": data,
        **({"fallback": submit} if has_fallback else {}),
    }


def _named(label: str, look: Look) -> Json:
    style = {"style": STYLES[look]} if look in STYLES else {}
    return {"title": one_line(label, LONGEST_TITLE) or NO_WORDS, **style}
