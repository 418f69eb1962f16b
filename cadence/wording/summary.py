"""The summary: what a check-in posts when it closes, and the agenda of the meeting. One screen, whatever the input.

Knows its sections, and what is left out first where there is too much; what each line says stands in `parts`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from cadence.cards import Block, Button, Buttons, Card, Heading, Link, Tone
from cadence.cards import Text as Paragraph
from cadence.text.leads import ACTIONS, OFF_TRACK, STOPPED
from cadence.weekly.week import WeekRecord
from cadence.wording import matters, parts
from cadence.wording.plain import plain_text

MOST_LINES = 25
MOST_CHARACTERS = 2_000
ALL_OF_IT = "all of it: Copy as report"
"""Where the rest is, in a summary that leaves something out."""
ANSWERS = "All answers, in the thread"
ANSWERS_ON_PROMPT = "All answers, on the check-in"
LENGTHS = (90, 60, 40, 25)
"""How much of each text is shown: as much as fits."""


NAMES = {
    "decisions": "decisions",
    "off_track": "off track",
    "key_results": "key results",
    "actions": "actions",
    "stopped": "stopped",
}
MOST_SAME = 15


@dataclass(frozen=True)
class Sections:
    """The lines of each section, and how many of them were left out, by section.

    same: places of KRs whose lines were shrunk into one; unsaid: of those that nobody spoke of. is_tight: without the
    space between the lower sections.
    """

    decisions: Sequence[tuple[str, str, str]]
    off_track: Sequence[str]
    key_results: Sequence[parts.KrLine]
    actions: Sequence[str]
    stopped: Sequence[str]
    same: Sequence[str] = ()
    unsaid: Sequence[str] = ()
    left_out: tuple[tuple[str, int], ...] = ()
    is_tight: bool = False

    def without_last(self, name: str) -> "Sections":
        """Without the last line of a section; of key results the last that tells nothing of this week goes first."""
        lines = list(getattr(self, name))
        stale = [place for place, line in enumerate(lines) if isinstance(line, parts.KrLine) and not line.is_given]
        lines.pop(stale[-1] if stale else -1)
        changes: dict[str, Any] = {name: lines}
        left_out = {**dict(self.left_out), name: dict(self.left_out).get(name, 0) + 1}
        return replace(self, **changes, left_out=tuple(left_out.items()))

    def tightened(self) -> "Sections":
        """Without blank lines below the decisions."""
        return replace(self, is_tight=True)

    def without_titles(self) -> "Sections":
        """Without the titles of objectives."""
        return replace(self, key_results=[line for line in self.key_results if not line.is_title])

    def shrunk(self) -> "Sections":
        """With all KRs that did not change, or that nobody spoke of, in one line."""
        shown = [line for line in self.key_results if not line.same]
        shrunk = [line for line in self.key_results if line.same]
        same = [line.same for line in shrunk if line.is_given]
        unsaid = [line.same for line in shrunk if not line.is_given]
        return replace(self, key_results=shown, same=same, unsaid=unsaid)


SHRINK = (Sections.tightened, Sections.without_titles, Sections.shrunk)
"""What is tried, in this order, before anything is left out."""
GIVE_WAY = (
    ("actions", 3),
    ("stopped", 2),
    ("key_results", 6),
    ("actions", 1),
    ("stopped", 1),
    ("key_results", 2),
    ("off_track", 3),
    ("decisions", 6),
    ("off_track", 2),
    ("decisions", 3),
    ("key_results", 1),
    ("off_track", 1),
)
"""Which section gives way first, and how many lines it keeps at that step: what is to be settled is the last to go."""


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
    """The sections, shrunk, and then with lines left out, until they fit."""
    card = _card(week, sections)
    for shrink in SHRINK:
        if _is_short(card, most_characters):
            return card
        sections = shrink(sections)
        card = _card(week, sections)
    for name, floor in GIVE_WAY:
        while not _is_short(card, most_characters) and len(getattr(sections, name)) > floor:
            sections = sections.without_last(name)
            card = _card(week, sections)
    return card


def _card(week: WeekRecord, sections: Sections) -> Card:
    title, headline = parts.title(week), parts.headline(week)
    texts = [_off_track(week, sections), _key_results(week, sections), _promises(sections), _left_out(sections)]
    shown = [text for text in texts if text]
    lower = ["\n".join(shown)] if sections.is_tight else shown
    blocks: list[Block] = [Heading(title), Paragraph(headline, Tone.STRONG), _decisions(week, sections)]
    thread = Link(ANSWERS if week.team.has_threads else ANSWERS_ON_PROMPT, key=f"prompt:{week.checkin.id}")
    return Card(f"{title}. {headline}", (*blocks, *map(Paragraph, lower), thread, _buttons(week)))


def _decisions(week: WeekRecord, sections: Sections) -> Block:
    if not sections.decisions:
        return Paragraph(parts.nobody(week) or parts.NO_DECISION)
    return parts.decision_table(sections.decisions)


def _off_track(week: WeekRecord, sections: Sections) -> str:
    if sections.off_track:
        return "\n".join([OFF_TRACK, *sections.off_track])
    nobody = parts.nobody(week)
    is_said = nobody and not sections.decisions
    return "" if is_said else nobody or parts.NOTHING_OFF


def _key_results(week: WeekRecord, sections: Sections) -> str:
    lines = [line.text for line in sections.key_results]
    shrunk = (("unchanged", sections.same), ("not reported", sections.unsaid))
    told = [f"{how}: {_places(places)}" for how, places in shrunk if places]
    lines += ["; ".join(told)] if told else []
    return "\n".join([parts.kr_heading(week), *lines]) if lines else parts.NO_KEY_RESULTS


def _places(places: Sequence[str]) -> str:
    more = len(places) - MOST_SAME
    return ", ".join(places[:MOST_SAME]) + (f" and {more} more" if more > 0 else "")


def _promises(sections: Sections) -> str:
    return "\n".join([*_labelled(ACTIONS, sections.actions), *_labelled(STOPPED, sections.stopped)])


def _labelled(label: str, lines: Sequence[str]) -> list[str]:
    """Lines with their label on the first."""
    return [f"{label} {lines[0]}", *lines[1:]] if lines else []


def _left_out(sections: Sections) -> str:
    """`+9 lines: decisions, actions; all of it: Copy as report`, once for all sections."""
    counts = dict(sections.left_out)
    names = ", ".join(shown for name, shown in NAMES.items() if name in counts)
    lines = sum(counts.values())
    return f"+{lines} {'line' if lines == 1 else 'lines'} ({names}); {ALL_OF_IT}" if counts else ""


def _buttons(week: WeekRecord) -> Buttons:
    is_unset = matters.unset_decisions(week) or matters.unset_actions(week)
    return Buttons(
        (
            *((Button("Set owner and date", "summary.missing", week.checkin.id),) if is_unset else ()),
            Button("Board", "board.show", week.team.id),
            Button("Copy as report", "summary.report", week.checkin.id),
        )
    )
