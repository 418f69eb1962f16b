"""Text in Slack's own forms. Everything is data: nothing here can mention, link or format by accident.

Sections everywhere, and no rich text: every client and every copy of Slack shows them, and a message that was posted
with rich text could not be updated to one without.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from adapters.slack.mrkdwn import FORMATTED
from cadence.text.calm import calm
from cadence.text.to_type import TO_TYPE

Json = dict[str, Any]

LONGEST_SECTION = 3_000
ELLIPSIS = "…"
FENCE = "```"
TURNED = re.compile(r"(?<!\w)[@#]\w|https?://")
"""What Slack may turn into a mention or a link by itself where it formats text."""
TIME = re.compile(r"(?<=\d):(\d\d):")
"""`12:00:` holds what looks like the code of an emoji."""
JOINER = "\u2060"
"""Shows nothing, and breaks no line."""
CODED = "\u241f"
"""Stands for code that is ours, which holds no marks."""
QUOTED = re.compile(r"^\s*&gt;", re.MULTILINE)
LONGEST_CODE = 2_900
MOST_OF_AN_ESCAPE = 5
"""`&` becomes five characters."""
TYPED = re.compile(r"`(okr [^`\n]+)`")
COMMAND = re.compile(r"\bokr(?= |$)")


def escape(text: str) -> str:
    """For mrkdwn and for a message's top-level text. The order matters: `&` first."""
    return calm(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def shorten(text: str, longest: int) -> str:
    """At most `longest` characters, with an ellipsis where something had to go."""
    return text if len(text) <= longest else text[: longest - 1] + ELLIPSIS


def plain(text: str, longest: int = LONGEST_SECTION) -> Json:
    """A plain_text object; a blank where there is nothing, because Slack refuses empty text."""
    return {"type": "plain_text", "text": shorten(calm(text), longest) or " ", "emoji": False}


@dataclass(frozen=True)
class Run:
    """A run of text in one style: `*` bold, `_` italic, or none."""

    text: str
    mark: str = ""


def prose(*runs: Run) -> Json:
    """A section of these. Where what people typed would be taken for formatting, all of it is shown without any."""
    marked = "".join(_marked(run) for run in runs)
    is_plain = not TO_TYPE.search(marked) and not any(run.mark for run in runs)
    if is_plain or len(marked) > LONGEST_SECTION or not _is_as_meant(marked, runs):
        text = calm(unformatted("".join(run.text for run in runs)))
        emoji = not TIME.search(text)
        return _section({"type": "plain_text", "text": shorten(text, LONGEST_SECTION) or " ", "emoji": emoji})
    return _section({"type": "mrkdwn", "text": TIME.sub(rf":\1{JOINER}:", marked)})


def code(text: str) -> list[Json]:
    """Monospaced, exactly as it stands, in as many sections as it needs."""
    if FENCE in text:
        return [_section(plain(piece)) for piece in pieces(text)]
    return [_section({"type": "mrkdwn", "text": _fenced(piece)}) for piece in _fitting(text)]


def figure(title: str, text: str) -> list[Json]:
    """A short monospaced text below its title, in one section where what was typed allows that."""
    head, runs = _marked(Run(title, "*")), [Run(title, "*")]
    whole = f"{head}\n{_fenced(text)}"
    if not title or FENCE in text or len(whole) > LONGEST_SECTION or not _is_as_meant(head, runs):
        return [*([prose(*runs)] if title else []), *code(text)]
    return [_section({"type": "mrkdwn", "text": whole})]


def link(label: str, url: str) -> Json:
    """label: our own words. url: https, told by Slack or made of what it told."""
    shown = escape(label.replace("|", " ")) or escape(url)
    return _section({"type": "mrkdwn", "text": f"<{_address(url)}|{shown}>"})


def name_of(label: str) -> Json:
    """The name of a fact: a command as it is typed, anything else bold where that shows it as it stands."""
    run = Run(label, "" if label.startswith("/okr") else "*")
    marked = _marked(run)
    if label and not run.mark and "`" not in label:
        return {"type": "mrkdwn", "text": f"`{escape(label)}`"}
    return (
        {"type": "mrkdwn", "text": marked}
        if run.mark and label.strip() and _is_as_meant(marked, [run])
        else plain(label)
    )


def _section(text: Json) -> Json:
    """Whole: Slack would otherwise fold a long one."""
    return {"type": "section", "text": text, "expand": True}


def _marked(run: Run) -> str:
    """Blanks around it stay outside of the marks: Slack takes no mark beside a blank."""
    shown = "".join(f"`{escape(part)}`" if is_code else escape(part) for part, is_code in _parts(run.text))
    core = shown.strip()
    if not run.mark or not core:
        return shown
    start = shown.index(core)
    return f"{shown[:start]}{run.mark}{core}{run.mark}{shown[start + len(core) :]}"


def _is_as_meant(marked: str, runs: Iterable[Run]) -> bool:
    """Whether Slack finds just our marks in it, and none within ours."""
    bare = TO_TYPE.sub(CODED, marked)
    ours = [TO_TYPE.sub(CODED, _marked(run)).strip() for run in runs if run.mark and run.text.strip()]
    found = list(FORMATTED.finditer(bare))
    if [match[0] for match in found] != ours or any(FORMATTED.search(match[2]) for match in found):
        return False
    return not ("`" in bare or QUOTED.search(marked) or TURNED.search(bare))


def _fenced(text: str) -> str:
    return f"{FENCE}\n{escape(text)}\n{FENCE}"


def _fitting(text: str) -> list[str]:
    """Pieces that fit also once they are escaped."""
    found = []
    for piece in pieces(text, LONGEST_CODE):
        is_long = len(_fenced(piece)) > LONGEST_SECTION
        found += pieces(piece, LONGEST_CODE // MOST_OF_AN_ESCAPE) if is_long else [piece]
    return found


def _address(url: str) -> str:
    """Nothing in it ends the link."""
    return quote(url, safe=":/?#[]@!$&'()*+,;=%-._~")


def with_slash(text: str) -> str:
    """`okr add` as it is typed in Slack, `/okr add`; text that is no command stays as it is."""
    return COMMAND.sub("/okr", text) if COMMAND.match(text) else text


def unformatted(text: str) -> str:
    """The text for where Slack formats nothing: our own commands as they are typed, everything else as it stands."""
    return TYPED.sub(r"/\1", text)


def pieces(text: str, longest: int = LONGEST_SECTION) -> list[str]:
    """The text in pieces that fit, cut at line breaks where there are any."""
    found: list[str] = []
    while len(text) > longest:
        cut = text.rfind("\n", 1, longest)
        cut = cut if cut > 0 else longest
        found.append(text[:cut])
        text = text[cut:].removeprefix("\n")
    return [piece for piece in [*found, text] if piece.strip()]


def _parts(text: str) -> Iterator[tuple[str, bool]]:
    """The text and the code in it. Our own commands get the slash that Slack needs."""
    at = 0
    for code in TO_TYPE.finditer(text):
        if code.start() > at:
            yield text[at : code.start()], False
        yield with_slash(code[1]), True
        at = code.end()
    if at < len(text):
        yield text[at:], False
