"""What one reply did, as its Undo carries it along: enough to take back exactly that, and to bring back what stood.

Read back from the person's side, hence checked like everything else that comes from there.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cadence.context import Context
from cadence.errors import Refused
from cadence.ids import id_for
from cadence.model import Answer, AnswerKind

LONGEST = 2_000
BROKEN = "This button is from another version of Drumbeat. `okr checkin` opens your answer."


@dataclass(frozen=True, kw_only=True)
class Was:
    """How one member's answer stood before the reply. moment: of the reply itself, in that answer."""

    kind: AnswerKind
    at: datetime
    edited_at: datetime | None
    given_by: str | None
    is_late: bool
    is_withdrawn: bool


@dataclass(frozen=True, kw_only=True)
class Touched:
    """One member's answer. moment: when this reply touched it. was: None where there was none."""

    member_id: str
    moment: datetime
    was: Was | None


@dataclass(frozen=True, kw_only=True)
class Did:
    """blockers, decisions, stops: numbers of their blocks. actions: how many. words: digest of its free words."""

    checkin_id: str
    reply_id: str
    touched: tuple[Touched, ...]
    blockers: tuple[int, ...] = ()
    decisions: tuple[int, ...] = ()
    stops: tuple[int, ...] = ()
    actions: int = 0
    words: str = ""


def reading_id(reply_id: str, key_result_id: str) -> str:
    """The one reading that a reply gives of a KR."""
    return id_for("reading", reply_id, key_result_id)


def action_id(reply_id: str, number: int) -> str:
    return id_for("action", reply_id, str(number))


def digest(words: str) -> str:
    """A short name of some words; empty for none."""
    return hashlib.sha256(words.encode(errors="replace")).hexdigest()[:16] if words else ""


def moment_of(answer: Answer) -> datetime:
    """When it was last given."""
    return answer.edited_at or answer.at


def as_it_was(answer: Answer | None) -> Was | None:
    """What is to come back once a reply is taken back."""
    if answer is None:
        return None
    names = ("kind", "at", "edited_at", "given_by", "is_late", "is_withdrawn")
    return Was(**{name: getattr(answer, name) for name in names})


def write_did(did: Did) -> str:
    """For a button; empty where it is longer than a button carries."""
    value = whole_did(did)
    return value if len(value) <= LONGEST else ""


def whole_did(did: Did) -> str:
    """As `read_did` reads it, however long it is."""
    data = {
        "c": did.checkin_id,
        "r": did.reply_id,
        "a": [[row.member_id, row.moment.isoformat(), _written(row.was)] for row in did.touched],
        "n": [did.blockers, did.decisions, did.stops, did.actions],
        "w": did.words,
    }
    return json.dumps(data, separators=(",", ":"))


def _written(was: Was | None) -> list[Any] | None:
    if was is None:
        return None
    edited = was.edited_at.isoformat() if was.edited_at else ""
    return [was.kind.value, was.at.isoformat(), edited, was.given_by or "", was.is_late, was.is_withdrawn]


def reply_id(ctx: Context) -> str:
    """The name of what came as this request."""
    return id_for("reply", ctx.request.workspace_id, ctx.request.request_id, ctx.me.id)


def read_did(value: str) -> Did:
    """Raises Refused."""
    try:
        data = json.loads(value)
        blockers, decisions, stops, actions = data["n"]
        return Did(
            checkin_id=str(data["c"]),
            reply_id=str(data["r"]),
            touched=tuple(Touched(member_id=str(who), moment=_moment(at), was=_was(was)) for who, at, was in data["a"]),
            blockers=_numbers(blockers),
            decisions=_numbers(decisions),
            stops=_numbers(stops),
            actions=int(actions),
            words=str(data["w"]),
        )
    except (ValueError, TypeError, KeyError, RecursionError):
        raise Refused(BROKEN) from None


def _was(row: list[Any] | None) -> Was | None:
    if row is None:
        return None
    kind, at, edited, given_by, is_late, is_withdrawn = row
    return Was(
        kind=AnswerKind(kind),
        at=_moment(at),
        edited_at=_moment(edited) if edited else None,
        given_by=str(given_by) or None,
        is_late=bool(is_late),
        is_withdrawn=bool(is_withdrawn),
    )


def _moment(typed: str) -> datetime:
    moment = datetime.fromisoformat(typed)
    if moment.tzinfo is None:
        raise ValueError(typed)
    return moment


def _numbers(row: list[Any]) -> tuple[int, ...]:
    return tuple(int(number) for number in row)
