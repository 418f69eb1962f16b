"""Form -> Adaptive Card with inputs, for a dialog or for the personal chat; and notes in a form's place.

Must not know what a field means. What comes back is read by `adapters.teams.decoding`.
"""

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from adapters.teams.carried import FORM, MORE, Carried
from adapters.teams.rendering.actions import action_set, form_action
from adapters.teams.rendering.cards import LONGEST_HEADER, MOST_BYTES, adaptive_card, render_card, size_of
from adapters.teams.rendering.dress import DIALOG, Dress, FormWay
from adapters.teams.rendering.inputs import (
    LONGEST_ERROR,
    MOST_PEOPLE,
    Desk,
    errors_of,
    field_blocks,
    hint_line,
    input_of,
)
from adapters.teams.rendering.text import NO_WORDS, QUIET, Json, Style, line, lines, one_line, run, shorten, title
from cadence.answering.keeping import with_typed
from cadence.cards import Card, Look
from cadence.forms import (
    ChoiceField,
    FieldPart,
    Form,
    FormPart,
    FormValues,
    More,
    NumberField,
    PersonField,
    Section,
)

REDRAW = "Update this form"
"""Nothing reports a choice by itself: this button sends it, where something else is asked after it."""
LARGEST = 78_000
"""Bytes as UTF-16: of the 80 KB, what is left beside the message around it."""
NOBODY: Mapping[str, str] = MappingProxyType({})
FOLD = "fold:"
"""Begins the id of what a button shows and hides."""
NOT_SENT = "Not sent yet."
LONG_FORM = 7
"""With so many parts an error may stand where nobody looks first."""
MOST_CHOICES = 180
"""People offered in all fields of a form together."""
LONGEST_ABOUT = 80
VALUE_SHARE, CONFIDENCE_SHARE = 3, 2

log = logging.getLogger(__name__)


def render_form(
    form: Form,
    carried: Carried,
    people: Sequence[tuple[str, str]],
    way: FormWay,
    errors: Mapping[str, str] | None = None,
    typed: FormValues | None = None,
    names: Mapping[str, str] = NOBODY,
) -> Json:
    """The form's card. carried: where it was opened (key, step, origin); what belongs to the form is added.

    people: id and name of those who may be chosen (CHAT), or at least of those who are chosen already (DIALOG).
    names: of others who are chosen already, by id. errors: by field id. typed: stands in the fields instead of what the
    form opened with; a field that is not among it was emptied, since clients leave empty ones out.
    """
    if typed is not None:
        emptied = {part.id: "" for part in form.parts if isinstance(part, FieldPart)}
        form = replace(form, parts=with_typed(form.parts, {**emptied, **typed}))
    carried = replace(carried, form=form.id, context=form.context, edition=form.edition, action="", value="")
    drawing = _Drawing(form=form, carried=carried, desk=_desk(form, people, way, errors or {}, names))
    made: Json = {}
    for each in (drawing, drawing.without_rosters(), drawing.without_rosters().lean()):
        made = each.card()
        if size_of(made) <= MOST_BYTES:
            return made
    return _fit(made)


def render_note(card: Card, dress: Dress = DIALOG) -> Json:
    """A card in a form's place, which only says something."""
    return render_card(card, dress)


def fits(made: Json) -> bool:
    """Whether Teams takes this card."""
    return size_of(made) <= LARGEST


def _desk(
    form: Form,
    people: Sequence[tuple[str, str]],
    way: FormWay,
    errors: Mapping[str, str],
    names: Mapping[str, str],
) -> Desk:
    askers = sum(isinstance(part, PersonField) for part in form.parts)
    most = min(MOST_PEOPLE, MOST_CHOICES // max(1, askers))
    return Desk(way=way, edition=form.edition, errors=errors, people=people, names=names, most_people=most)


@dataclass(frozen=True, kw_only=True)
class _Drawing:
    form: Form
    carried: Carried
    desk: Desk
    is_lean: bool = False

    def without_rosters(self) -> "_Drawing":
        """For a form that holds long texts: Teams looks people up then."""
        return replace(self, desk=replace(self.desk, most_people=0))

    def lean(self) -> "_Drawing":
        """With the form itself in its send button only: for one that holds more than it should."""
        return replace(self, is_lean=True)

    def card(self) -> Json:
        send = form_action(self.form.submit, replace(self.carried, do=FORM, event=""), self.desk.way, Look.PRIMARY)
        told = [*self._told()]
        is_chat = self.desk.way is FormWay.CHAT
        body = [*self._opening(), *([] if is_chat else told), *self._parts(), *(told if is_chat else [])]
        return adaptive_card(body, one_line(self.form.title, LONGEST_HEADER) or NO_WORDS, [send])

    def _opening(self) -> Iterator[Json]:
        """The title where no dialog shows it, and the intro."""
        if self.desk.way is FormWay.CHAT:
            yield title(self.form.title[:LONGEST_HEADER], "Medium")
        yield from lines(self.form.intro, QUIET, is_personal=self.desk.is_personal)

    def _told(self) -> Iterator[Json]:
        """What is wrong, where people look: a dialog is shown anew from its top; a card in a chat stays where it is, as
        does whoever has just pressed its button."""
        if self.desk.errors and (told := self._errors()):
            yield {"type": "Container", "style": "attention", "items": [line([run(told, Style(bold=True))])]}

    def _errors(self) -> str:
        """`Not sent yet. Value: "many" is no number. 2 more below.`, or above. Empty where all of it is in sight."""
        fields = [part for part in self.form.parts if isinstance(part, FieldPart)]
        wrong = [part for part in fields if part.id in self.desk.errors]
        unplaced = [text for name, text in self.desk.errors.items() if name not in {part.id for part in fields}]
        if unplaced:
            return one_line(f"{NOT_SENT} {' '.join(unplaced)}", LONGEST_ERROR)
        if not wrong or len(self.form.parts) < LONG_FORM:
            return ""
        where = "above" if self.desk.way is FormWay.CHAT else "below"
        more = f" {len(wrong) - 1} more {where}." if len(wrong) > 1 else ""
        label = shorten(one_line(wrong[0].label), LONGEST_ABOUT)
        why = one_line(self.desk.errors[wrong[0].id], LONGEST_ERROR)
        return one_line(f"{NOT_SENT} {label}: {why}{more}")

    def _parts(self) -> Iterator[Json]:
        """Section by section; one that may be folded and holds nothing is a button that shows it."""
        for number, (section, parts) in enumerate(_sections(self.form.parts)):
            if section and section.folded and not any(self._has_something(part) for part in parts):
                yield from self._folded(f"{FOLD}{number}", section, parts)
            else:
                yield from self._part(section) if section else []
                yield from self._fields(parts)

    def _has_something(self, part: FormPart) -> bool:
        return isinstance(part, FieldPart) and (bool(part.initial) or part.id in self.desk.errors)

    def _folded(self, name: str, section: Section, parts: Sequence[FormPart]) -> Iterator[Json]:
        """What is hidden is sent all the same."""
        label = one_line(section.folded, LONGEST_HEADER)
        yield action_set([{"type": "Action.ToggleVisibility", "title": label, "targetElements": [name]}], "Medium")
        yield {"type": "Container", "id": name, "isVisible": False, "items": [*self._fields(parts)]}

    def _fields(self, parts: Sequence[FormPart]) -> Iterator[Json]:
        at = 0
        while at < len(parts):
            part, below = parts[at], parts[at + 1] if at + 1 < len(parts) else None
            if isinstance(part, NumberField) and isinstance(below, NumberField) and below.picks and not part.picks:
                yield from self._pair(part, below)
                at += 1
            else:
                yield from self._part(part)
            if _asks_more(part) and not _asks_more(below):
                yield action_set([self._more(REDRAW, getattr(part, "id", ""))], "Small")
            at += 1

    def _part(self, part: FormPart) -> list[Json]:
        if isinstance(part, Section):
            head = title(part.title[:LONGEST_HEADER], "Medium", "Large") | {"separator": True}
            return [head, *hint_line(part.text, self.desk)]
        if isinstance(part, More):
            return [action_set([self._more(part.label, part.event)])]
        return field_blocks(part, self.desk)

    def _pair(self, value: NumberField, confidence: NumberField) -> Iterator[Json]:
        """A value and how sure one is of it, side by side: half the height of the form."""
        halves = [(VALUE_SHARE, value), (CONFIDENCE_SHARE, confidence)]
        columns = [{"type": "Column", "width": width, "items": [input_of(part, self.desk)]} for width, part in halves]
        yield {
            "type": "ColumnSet",
            "columns": [{**column, "verticalContentAlignment": "Bottom"} for column in columns],
            "spacing": "Large",
        }
        yield from errors_of(value, self.desk)
        yield from errors_of(confidence, self.desk)
        scale = f"{confidence.label}: {confidence.hint}" if confidence.hint else ""
        yield from hint_line(" ".join(filter(None, [value.hint, scale])), self.desk)

    def _more(self, label: str, event: str) -> Json:
        kept = replace(self.carried, shown="") if self.is_lean else self.carried
        return form_action(label, replace(kept, do=MORE, event=event), self.desk.way)


def _sections(parts: Sequence[FormPart]) -> list[tuple[Section | None, list[FormPart]]]:
    """What stands below each heading; first what stands below none."""
    found: list[tuple[Section | None, list[FormPart]]] = [(None, [])]
    for part in parts:
        if isinstance(part, Section):
            found.append((part, []))
        else:
            found[-1][1].append(part)
    return found


def _asks_more(part: FormPart | None) -> bool:
    return isinstance(part, ChoiceField) and part.changes


def _fit(made: Json) -> Json:
    """The last defence: forms are paged long before. Hints give way before what is typed into, and before errors."""
    if size_of(made) <= MOST_BYTES:
        return made
    log.error("A form has %s bytes", size_of(made))
    return {**made, "body": [element for element in made["body"] if not _is_quiet(element)]}


def _is_quiet(element: Json) -> bool:
    return element["type"] == "RichTextBlock" and all(run.get("isSubtle") for run in element["inlines"])
