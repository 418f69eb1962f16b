"""Text in Adaptive Cards. Everything is data: nothing here can mention, link, format or call a function by accident.

What people typed stands in TextRuns, which know no Markdown, one line a RichTextBlock: line breaks inside of one are
shown differently by every client.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from cadence.cards import Card
from cadence.text.calm import calm
from cadence.text.to_type import TO_TYPE

Json = dict[str, Any]

LONGEST_NOTICE = 300
ELLIPSIS = "…"
NO_WORDS = "…"
NAME = "@Drumbeat"
JOINER = "\u2060"
"""Shows nothing, and breaks no line."""
HARD_SPACE = "\u00a0"
CALLS = re.compile(r"\{(?=\{)|\$(?=\{)|<(?=/?at)", re.IGNORECASE)
"""What some clients take for a function, a template or a mention: shown as typed, and no longer one."""
NEW_LINES = re.compile(r"\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
UNSEEN = {"Cc", "Cs", "Cn"}
INDENT = re.compile(r"^ +| {2,}")
COMMAND = re.compile(r"\bokr(?= |$)")
OF_CHANNELS = re.compile(r"\bokr(?= setup\b)")
BARE = re.compile(r"\bokr (?=\w)")
TYPED = re.compile(r"`(okr [^`\n]+)`")
LINKING = re.compile(r"\](?=[(:\[])|<(?=[a-z][a-z0-9+.-]*:)", re.IGNORECASE)
"""What makes a link in Markdown: shown as typed, and no longer one."""
UNMARKED = re.compile(r"(?!\d+[.)]|[-+=>#])(?:[^\W_]|[ ,.;:·–—()/?'’\"“”%…→&+=-])+")
"""Text that no client would format, from its first to its last character."""
LINKS = re.compile(r"//|www\.", re.IGNORECASE)


@dataclass(frozen=True)
class Style:
    """How a run of text looks; the defaults are a client's own."""

    bold: bool = False
    italic: bool = False
    mono: bool = False
    quiet: bool = False
    size: str = ""
    color: str = ""

    def keys(self) -> Json:
        """As keys of a TextRun."""
        told = {
            "weight": "Bolder" if self.bold else "",
            "italic": self.italic,
            "fontType": "Monospace" if self.mono else "",
            "isSubtle": self.quiet,
            "size": self.size,
            "color": self.color,
        }
        return {name: value for name, value in told.items() if value}


NORMAL = Style()
BOLD, ITALIC, MONO = Style(bold=True), Style(italic=True), Style(mono=True)
QUIET = Style(quiet=True, size="Small")
WRONG = Style(color="Attention")


def message_text(card: Card) -> str:
    """What the notification and the list of chats say: the activity's `summary`, one line, at most 300 characters."""
    return shorten(" ".join(TYPED.sub(r"\1", shown(card.notice)).split()), LONGEST_NOTICE) or NO_WORDS


def shorten(text: str, longest: int) -> str:
    """At most `longest` characters, with an ellipsis where something had to go."""
    return text if len(text) <= longest else text[: longest - 1] + ELLIPSIS


def shown(text: str) -> str:
    """The text as it may be shown: line breaks are `\\n`, and nothing unseen is left in it that does something."""
    return CALLS.sub(rf"\g<0>{JOINER}", as_typed(text))


def as_typed(text: str) -> str:
    """The same for where nothing is formatted and what stands there is typed on: an input."""
    lines = NEW_LINES.sub("\n", calm(text).replace("\t", " "))
    if lines.replace("\n", "").isprintable():  # nearly every text, and many times faster than letter by letter
        return lines
    return "".join([letter for letter in lines if letter.isprintable() or letter == "\n" or not _is_unseen(letter)])


def one_line(text: str, longest: int = 0) -> str:
    """The same without line breaks. longest: 0 for any length."""
    line = " ".join(shown(text).split())
    return shorten(line, longest) if longest else line


def unlinked(text: str, longest: int = 0) -> str:
    """One line for where clients read Markdown though it is a label: ticks and choices. Nothing in it is a link."""
    line = LINKING.sub(rf"\g<0>{JOINER}", one_line(text))
    return shorten(line, longest) if longest else line


def with_mention(text: str, is_personal: bool) -> str:
    """`okr add` as it is typed here: `add` in the personal chat, `@Drumbeat add` elsewhere; other text as it stands.

    What only a channel takes is shown as it is typed there, also in the personal chat.
    """
    if not COMMAND.match(text):
        return text
    named = (COMMAND if not is_personal else OF_CHANNELS).sub(NAME, text)
    return BARE.sub("", named) if is_personal else named


def runs(text: str, style: Style, is_personal: bool) -> list[Json]:
    """One line as TextRuns: code in it stands out, and our own commands are as they are typed here."""
    found: list[Json] = []
    for part, is_code in _parts(shown(text)):
        found.append(run(with_mention(part, is_personal), _as_code(style)) if is_code else run(part, style))
    return found


def run(text: str, style: Style = NORMAL) -> Json:
    """A TextRun of text that was made fit to be shown."""
    return {"type": "TextRun", "text": text, **style.keys()}


def line(inlines: Sequence[Json], spacing: str = "") -> Json:
    """A line of its own. spacing: above it, one of the client's steps; empty for its usual one."""
    return {"type": "RichTextBlock", "inlines": [*inlines] or [run(" ")], **({"spacing": spacing} if spacing else {})}


def lines(text: str, style: Style = NORMAL, *, is_personal: bool = False) -> list[Json]:
    """The text, a line a block, close together; an empty line is a little room above the next one."""
    return stacked(runs(each, style, is_personal) if each.strip() else [] for each in shown(text).split("\n"))


def stacked(each: Iterable[Sequence[Json]]) -> list[Json]:
    """Lines close together; one without runs is a little room above the next one. The first has the usual room."""
    found: list[Json] = []
    is_apart = False
    for inlines in each:
        if not inlines:
            is_apart = True
            continue
        spacing = "Small" if is_apart else "None"
        found.append(line(inlines, spacing if found else ""))
        is_apart = False
    return found


def verbatim(text: str) -> list[Json]:
    """Monospaced, exactly as it stands, its indents too."""
    kept = (INDENT.sub(lambda gap: HARD_SPACE * len(gap[0]), each) for each in shown(text).split("\n"))
    return stacked([run(each, MONO)] if each.strip() else [] for each in kept)


def title(text: str, size: str, spacing: str = "") -> Json:
    """A heading, told as one to screen readers where no client would format its words."""
    words = one_line(text) or NO_WORDS
    if not UNMARKED.fullmatch(words) or LINKS.search(words):
        return line([run(words, Style(bold=True, size=size))], spacing)
    made = {"type": "TextBlock", "text": words, "style": "heading", "size": size, "weight": "Bolder", "wrap": True}
    return made | ({"spacing": spacing} if spacing else {})


def _as_code(style: Style) -> Style:
    return Style(bold=style.bold, mono=True, quiet=style.quiet, size=style.size, color=style.color)


def _is_unseen(letter: str) -> bool:
    return unicodedata.category(letter) in UNSEEN


def _parts(text: str) -> Iterator[tuple[str, bool]]:
    """The text and the code in it, in order."""
    at = 0
    for code in TO_TYPE.finditer(text):
        if code.start() > at:
            yield text[at : code.start()], False
        yield code[1], True
        at = code.end()
    if at < len(text):
        yield text[at:], False
