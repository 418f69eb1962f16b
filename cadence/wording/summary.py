"""The summary: what a check-in posts when it closes, and the agenda of the meeting. One screen, whatever the input.

Knows its sections, and what is left out first where there is too much; what each line says stands in `parts`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from cadence.cards import Block, Button, Buttons, Card, Heading, Tone
from cadence.cards import Text as Paragraph
from cadence.weekly.week import WeekRecord
from cadence.wording import matters, parts
from cadence.wording.plain import plain_text

MOST_LINES = 25
MOST_CHARACTERS = 2_000
LENGTHS = (90, 60, 40, 25)
"""How much of each text is shown: as much as fits."""


@dataclass(frozen=True)
class Sections:
    """The lines of each section, and how many of them were left out, by section."""

    decisions: Sequence[tuple[str, str, str]]
    off_track: Sequence[str]
    key_results: Sequence[parts.KrLine]
    actions: Sequence[str]
    stopped: Sequence[str]
    left_out: tuple[tuple[str, int], ...] = ()
    is_tight: bool = False

    def more(self, name: str) -> int:
        return dict(self.left_out).get(name, 0)

    def without_last(self, name: str) -> "Sections":
        changes: dict[str, Any] = {name: getattr(self, name)[:-1]}
        left_out = {**dict(self.left_out), name: self.more(name) + 1}
        return replace(self, **changes, left_out=tuple(left_out.items()))

    def tightened(self) -> "Sections":
        """Without the titles of objectives, and without the space before the promises."""
        return replace(self, key_results=[line for line in self.key_results if not line.is_title], is_tight=True)


GIVE_WAY = (
    ("stopped", 2),
    ("actions", 2),
    ("key_results", 9),
    ("off_track", 3),
    ("decisions", 6),
    ("stopped", 1),
    ("actions", 1),
    ("key_results", 4),
    ("off_track", 2),
    ("decisions", 3),
    ("key_results", 2),
    ("off_track", 1),
)
"""Which section gives way first, and how many lines it keeps at that step: decisions are the last to go."""


def summary_card(week: WeekRecord) -> Card:
    """The summary, at most 25 lines and 2,000 characters as plain text."""
    for longest in LENGTHS:
        card = _fitting(week, _sections(week, longest), None)
        if _is_short(card, MOST_CHARACTERS):
            return card
    return _fitting(week, _sections(week, LENGTHS[-1]), MOST_CHARACTERS)


def _sections(week: WeekRecord, longest: int) -> Sections:
    return Sections(
        parts.decisions(week, longest),
        parts.off_track(week, longest),
        parts.key_results(week, longest),
        parts.actions(week, longest),
        parts.stopped(week, longest),
    )


def _is_short(card: Card, most_characters: int | None) -> bool:
    text = plain_text(card)
    return text.count("\n") < MOST_LINES and len(text) <= (most_characters or len(text))


def _fitting(week: WeekRecord, sections: Sections, most_characters: int | None) -> Card:
    """The sections with lines left out until they fit; titles of objectives go first."""
    card = _card(week, sections)
    if _is_short(card, most_characters):
        return card
    sections = sections.tightened()
    for name, floor in GIVE_WAY:
        while not _is_short(card := _card(week, sections), most_characters) and len(getattr(sections, name)) > floor:
            sections = sections.without_last(name)
    return card


def _card(week: WeekRecord, sections: Sections) -> Card:
    title, headline = parts.title(week), parts.headline(week)
    blocks: list[Block] = [Heading(title), Paragraph(headline, Tone.STRONG)]
    blocks += _decisions(sections)
    off_track = [*sections.off_track, *_more(sections, "off_track")]
    blocks.append(Paragraph(_section("OFF TRACK", off_track, parts.NOTHING_OFF)))
    key_results = _key_results(week, sections)
    promises = [*_labelled("ACTIONS", sections, "actions"), *_labelled("STOPPED", sections, "stopped")]
    lower = [key_results, "\n".join(promises)] if promises else [key_results]
    blocks += map(Paragraph, ["\n".join(lower)] if sections.is_tight else lower)
    return Card(f"{title}. {headline}", (*blocks, _buttons(week)))


def _decisions(sections: Sections) -> list[Block]:
    if not sections.decisions:
        return [Paragraph(parts.NO_DECISION)]
    rows = [*sections.decisions, *((line, "", "") for line in _more(sections, "decisions"))]
    return [parts.decision_table(rows)]


def _section(name: str, lines: Sequence[str], empty: str) -> str:
    return "\n".join([name, *lines]) if lines else empty


def _key_results(week: WeekRecord, sections: Sections) -> str:
    lines = [line.text for line in sections.key_results]
    return _section(parts.kr_heading(week), [*lines, *_more(sections, "key_results")], parts.NO_KEY_RESULTS)


def _labelled(label: str, sections: Sections, name: str) -> list[str]:
    """Lines with their label on the first."""
    lines = [*getattr(sections, name), *_more(sections, name)]
    return [f"{label} {lines[0]}", *lines[1:]] if lines else []


def _more(sections: Sections, name: str) -> list[str]:
    count = sections.more(name)
    return [f"+{count} more"] if count else []


def _buttons(week: WeekRecord) -> Buttons:
    is_unset = matters.unset_decisions(week) or matters.unset_actions(week)
    return Buttons(
        (
            *((Button("Set owner and date", "summary.missing", week.checkin.id),) if is_unset else ()),
            Button("Board", "board.show", week.team.id),
            Button("Copy as report", "summary.report", week.checkin.id),
        )
    )
