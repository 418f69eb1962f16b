"""Cards and forms as HTML. The only place that knows how each block and each field looks; all text is escaped.

Knows templates; must not know requests or storage. A new block or field: one branch in `card.html` or `form.html`.
"""

import json
import re
from collections.abc import Iterable, Mapping
from functools import partial
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from adapters.local.charts import HEIGHT, WIDTH, draw
from adapters.local.clock import WORKSPACE
from adapters.local.decoding import press_value
from adapters.local.timeline import face_of
from cadence.cards import Card
from cadence.forms import ChoiceField, FieldPart, Form, FormPart, FormValues, Section
from cadence.ids import id_for
from cadence.model import Member
from cadence.text.calm import calm
from cadence.text.leads import Lead, Line, read_lines
from cadence.text.to_type import TO_TYPE

HERE = Path(__file__).parent
LOOKS = {Lead.TITLE: "caps", Lead.OBJECTIVE: "goal", Lead.PLACE: "no"}
"""How what a line begins with is set apart."""
SHORT_OPTIONS, SHORT_TOTAL, SCALE_LABEL, SCALE_OPTIONS = 4, 44, 2, 12


class Renderer:
    """Renders templates by name, with the few helpers that they share."""

    def __init__(self) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            finalize=_calmed,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters.update(kind=kind, words=words, lines=lines, shape=shape)
        self._environment.globals.update(
            draw=draw,
            is_code=is_code,
            press_value=press_value,
            ref_of=ref_of,
            face_of=face_of,
            chart_box=(WIDTH, HEIGHT),
            sections=sections,
        )
        self._environment.globals["asset"] = partial(asset_url, versions())

    def page(self, template: str, **values: object) -> str:
        """The HTML of a template."""
        return self._environment.get_template(template).render(**values)

    def card(self, card: Card, ref: str = "") -> str:
        """One card; its buttons belong to the page's form `press`."""
        return self._environment.from_string(
            "{% from 'card.html' import show_card with context %}{{ show_card(card, ref, 'press') }}"
        ).render(card=card, ref=ref)


def _calmed(value: object) -> object:
    """What a template shows, before it is escaped; what a filter made of text was calmed there."""
    return calm(value) if type(value) is str else value


def is_code(pairs: Iterable[tuple[str, str]]) -> bool:
    """Whether these facts are about lines to be typed, as in `okr help`."""
    return all(label.startswith("okr") for label, _ in pairs)


def ref_of(key: str) -> str:
    """The id of the post that shows the message of this key: the message's own."""
    return id_for("message", WORKSPACE, key)


def kind(block: object) -> str:
    """`text`, `table`, `choicefield` ...: how templates tell blocks and fields apart."""
    return type(block).__name__.lower()


def words(text: str) -> Markup:
    """Escaped text; what is to be typed is shown as code."""
    pieces = TO_TYPE.split(calm(text))
    shown = [Markup("<code>{}</code>").format(piece) if odd % 2 else escape(piece) for odd, piece in enumerate(pieces)]
    return Markup("").join(shown)


def lines(text: str) -> Markup:
    """A paragraph: as `words`, with titles of sections, objectives and places of key results set apart."""
    return Markup("\n").join(_line(line) for line in read_lines(text))


def _line(line: Line) -> Markup:
    if line.kind is Lead.NOTHING:
        return words(line.rest)
    return Markup('<b class="{}">{}</b>{}').format(LOOKS[line.kind], words(line.lead), words(line.rest))


def shape(field: ChoiceField) -> str:
    """How a choice is shown: `scale` (0 to 10 in a row), `segments` (a few short words), or `select`."""
    labels = [label for _, label in field.options]
    if len(labels) > SHORT_OPTIONS and len(labels) <= SCALE_OPTIONS and all(len(x) <= SCALE_LABEL for x in labels):
        return "scale"
    few = 0 < len(labels) <= SHORT_OPTIONS and sum(map(len, labels)) <= SHORT_TOTAL
    return "segments" if few else "select"


def sections(form: Form) -> list[tuple[Section | None, list[FormPart]]]:
    """The form's parts, each section with what follows it."""
    groups: list[tuple[Section | None, list[FormPart]]] = []
    for part in form.parts:
        if isinstance(part, Section):
            groups.append((part, []))
        else:
            if not groups:
                groups.append((None, []))
            groups[-1][1].append(part)
    return groups


def initial_values(form: Form) -> dict[str, tuple[str, ...]]:
    """What each field begins with, as it would be sent."""
    return {part.id: _sent(part.initial) for part in form.parts if isinstance(part, FieldPart)}


def typed_values(values: FormValues) -> dict[str, tuple[str, ...]]:
    """What was sent, in the shape of `initial_values`."""
    return {name: _sent(value) for name, value in values.items()}


def member_options(members: tuple[Member, ...]) -> list[tuple[str, str]]:
    """People to choose from, as (platform id, name)."""
    return [(member.external_id, member.name) for member in members]


def as_json(data: Mapping[str, object]) -> Markup:
    """JSON that is safe inside a script element of type application/json."""
    unsafe = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"}
    return Markup(re.sub("[<>&]", lambda found: unsafe[found[0]], json.dumps(data)))  # noqa: S704 - nothing is left of HTML


def versions() -> dict[str, str]:
    """A short digest of each static file, so that a browser keeps none that changed."""
    return {path.name: sha256(path.read_bytes()).hexdigest()[:10] for path in (HERE / "static").iterdir()}


def asset_url(known: Mapping[str, str], name: str) -> str:
    return f"/local/{name}?v={known[name]}"


def _sent(value: str | bool | tuple[str, ...]) -> tuple[str, ...]:
    if isinstance(value, bool):
        return ("yes",) if value else ()
    return value if isinstance(value, tuple) else (value,)
