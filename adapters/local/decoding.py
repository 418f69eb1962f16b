"""What the browser sends, turned into requests for the front door.

The only module here that looks into a form's fields. Knows their names; must not know what a request does.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from adapters.local.clock import WORKSPACE
from adapters.local.directory import Directory, person_of
from cadence.forms import FormValues
from cadence.ids import new_id
from cadence.model import Member
from cadence.ports import Channel
from cadence.requests import ButtonPressed, CommandTyped, FormChanged, FormSubmitted, Person, ReplyTyped

FIELD, PERSON = "f.", "p."
"""How a form's inputs are named: `f.` or, where people are chosen, `p.` before the field's id."""

CALL = re.compile(r"\s*(?:/?okr\b|@drumbeat\b(?:\s+/?okr\b)?)[,:]?\s*", re.IGNORECASE)
"""What makes a line one for the bot."""

NAMED = re.compile(r"\s*@drumbeat\b(?!\s+/?okr\b)[,:]?\s*", re.IGNORECASE)
"""What makes a reply in a thread one to us: a command there is for its author's eyes alone, as everywhere."""

STRANGER = re.compile(r"(?<![\w@<./+-])@[^\W\d_]\w*(?:[.-]\w+)*")
"""`@somebody`, which no e-mail address has before it."""

Pairs = Iterable[tuple[str, str]]


class Garbled(Exception):
    """What was sent is not what our pages send."""


@dataclass(frozen=True, kw_only=True)
class Spot:
    """Where a page stands. channel: None in the personal chat. thread: ref of its root."""

    me: Member
    directory: Directory
    channel: Channel | None = None
    thread: str | None = None

    @property
    def place(self) -> str:
        """As in `Place.lane`."""
        return f"channel:{self.channel.id}" if self.channel else f"member:{self.me.external_id}"


@dataclass(frozen=True, kw_only=True)
class Line:
    """Something typed. command: what is left of it for the bot, or None where it is for people."""

    text: str
    command: str | None
    request_id: str


def press_value(action: str, value: str, ref: str) -> str:
    """A button's value in the page; `read_press` reads it back."""
    return json.dumps([action, value, ref], separators=(",", ":"))


def read_press(sent: Pairs, spot: Spot) -> tuple[ButtonPressed, str]:
    """The button pressed, and the ref of the entry it stands in. Raises Garbled for anything else."""
    fields = dict(sent)
    action, value, ref = _three(fields.get("press", ""))
    origin = _origin(spot, fields.get("request_id", ""))
    return ButtonPressed(action=action, value=value, **origin), ref


def read_form(sent: Pairs, spot: Spot) -> FormSubmitted | FormChanged:
    """A form that was sent, or one that asks for more fields (`event`)."""
    pairs = list(sent)
    fields = dict(pairs)
    named = [value for name, value in pairs if name.startswith(PERSON)]
    origin = _origin(spot, fields.get("request_id", ""))
    about: dict[str, Any] = {
        "form": fields.get("form", ""),
        "context": fields.get("context", ""),
        "values": _values(pairs),
        "people": _people(spot.directory, named),
    }
    if fields.get("event"):
        return FormChanged(event=fields["event"], **about, **origin)
    return FormSubmitted(**about, **origin)


def read_line(sent: Pairs, spot: Spot) -> Line:
    """The composer's line: for the bot where it calls it, and always in the personal chat."""
    fields = dict(sent)
    text = fields.get("text", "").replace("\r\n", "\n").strip()
    call = CALL.match(text)
    command = text[call.end() :] if call else (text if spot.channel is None else None)
    return Line(text=text, command=command, request_id=fields.get("request_id") or new_id())


def command_of(line: Line, spot: Spot) -> CommandTyped:
    """The command in a line, with the people in it as `<@id>`."""
    text, people = name_people(line.command or "", spot.directory)
    return CommandTyped(text=text, people=people, **_origin(spot, line.request_id))


def reply_of(line: Line, spot: Spot) -> ReplyTyped | None:
    """The line as a reply in the thread that the page shows; None for a command, and where there is no thread."""
    named = NAMED.match(line.text)
    if spot.channel is None or spot.thread is None or (line.command is not None and not named):
        return None
    text, people = name_people(line.text[named.end() :] if named else line.text, spot.directory)
    origin = _origin(spot, line.request_id)
    return ReplyTyped(text=text, thread=spot.thread, is_addressed=bool(named), people=people, **origin)


def name_people(text: str, directory: Directory) -> tuple[str, dict[str, Person]]:
    """`@ana` and `@Ana` become `<@ana>`; also who they are. Longer names win; unknown ones stay as typed."""
    spellings = {spelling.lower(): member for member in directory.members for spelling in _spellings(member)}
    if not spellings:
        return text, {}
    longest_first = sorted(map(re.escape, spellings), key=len, reverse=True)
    found: dict[str, Person] = {}

    def mention(match: re.Match[str]) -> str:
        member = spellings[match[1].lower()]
        found[member.external_id] = person_of(member)
        return f"<@{member.external_id}>"

    pattern = rf"(?<![\w@<])@({'|'.join(longest_first)})(?!\w)"
    return re.sub(pattern, mention, text, flags=re.IGNORECASE), found


def stranger_in(command: str) -> str:
    """The first word in a command that is meant to name somebody, and names nobody; empty where there is none.

    command: as `name_people` gives it back.
    """
    found = STRANGER.search(command)
    return found[0] if found else ""


def read_aside(sent: Pairs) -> tuple[str | None, str]:
    """What comes along with every form of a page: the thread it was sent from, and the entry that led to it."""
    fields = dict(sent)
    return fields.get("thread") or None, fields.get("post", "")


def _three(text: str) -> tuple[str, str, str]:
    try:
        action, value, ref = json.loads(text)
    except (ValueError, TypeError) as error:
        raise Garbled("a button") from error
    if not all(isinstance(part, str) for part in (action, value, ref)):
        raise Garbled("a button")
    return action, value, ref


def _spellings(member: Member) -> tuple[str, str]:
    return member.external_id, member.name


def _values(pairs: list[tuple[str, str]]) -> FormValues:
    gathered: dict[str, list[str]] = {}
    for name, value in pairs:
        if name.startswith((FIELD, PERSON)):
            gathered.setdefault(name[len(FIELD) :], []).append(value.replace("\r\n", "\n"))
    return {name: _value(given) for name, given in gathered.items()}


def _value(given: list[str]) -> str | tuple[str, ...]:
    """What a field holds. Ticks come with an empty value too, so that they are told with nothing ticked."""
    chosen = [value for value in given if value]
    return tuple(chosen) if len(chosen) > 1 else next(iter(chosen), "")


def _people(directory: Directory, ids: Iterable[str]) -> dict[str, Person]:
    members = (directory.member(person) for person in ids)
    return {member.external_id: person_of(member) for member in members if member}


def _origin(spot: Spot, request_id: str) -> dict[str, Any]:
    return {
        "workspace_id": WORKSPACE,
        "who": person_of(spot.me),
        "request_id": request_id or new_id(),
        "channel": spot.channel.id if spot.channel else None,
        "channel_name": spot.channel.name if spot.channel else "",
        "channel_is_private": bool(spot.channel and spot.channel.is_private),
    }
