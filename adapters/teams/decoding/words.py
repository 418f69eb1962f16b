"""What somebody typed, as Teams writes it -> the words that the engine reads, and whom they mention.

Every mention stands in the text as `<at>name</at>` and in the entities with its id, in the same order; only the ids are
believed. What looks like a mention and has no entity is text.
"""

import html
import re
from collections import defaultdict, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from adapters.teams.decoding.values import Activity, is_bot
from adapters.teams.objects import parts, word

TAG = re.compile(r"<at\b[^<>]*>([^<>]*)</at\s*>", re.IGNORECASE)
ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[A-Za-z]{2,8});")
LINE_BREAK = re.compile(r"\r\n?|\u2028|\u2029")
HTML_BREAK = re.compile(r"<br\s*/?>|</(?:p|div|li)\s*>", re.IGNORECASE)
HTML_TAG = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)
INVISIBLE = re.compile("[\u200b\ufeff\u2060]")
BLANK = re.compile("[\xa0\u2007\u202f\t]")
JOINER = re.compile(r"^[,:]?[ ]*")
"""What people put between our name and what they say."""
MARKED_UP = ("xml", "html")
PEOPLE = ("", "person", "user")
"""What a mention says it is of, where it is a person; else it is a tag, a channel, a bot."""
UNWRITABLE = str.maketrans("", "", "<>|")
"""An id is written between these."""


@dataclass(frozen=True)
class Words:
    """text: people written `<@id>`, with the ids of the entities. named: these ids, each once. has_us: it names us."""

    text: str
    named: tuple[str, ...] = ()
    has_us: bool = False


@dataclass(frozen=True)
class _Mention:
    """id: of a person; empty for what is none, and only its name is shown."""

    id: str = ""
    name: str = ""
    is_us: bool = False


_Piece = str | _Mention


def read_words(activity: Activity, us: str) -> Words:
    """us: what we are called there."""
    said = activity.get("text")
    mentions = _mentions(activity, us)
    has_us = any(one.is_us for one in mentions)
    pieces = _pieces(said if isinstance(said, str) else "", mentions)
    if has_us and not any(isinstance(piece, _Mention) and piece.is_us for piece in pieces):
        pieces = _under_another_name(pieces)
    people = [piece.id for piece in pieces if isinstance(piece, _Mention) and piece.id and not piece.is_us]
    is_markup = word(activity, "textFormat") in MARKED_UP
    return Words(text=_written(pieces, is_markup), named=tuple(dict.fromkeys(people)), has_us=has_us)


def plain(typed: str, *, is_markup: bool = False) -> str:
    """The same as it was typed: one kind of blanks and line breaks, and nothing escaped."""
    if is_markup:
        typed = HTML_TAG.sub("", HTML_BREAK.sub("\n", typed))
    typed = ENTITY.sub(lambda found: html.unescape(found[0]), typed)
    return INVISIBLE.sub("", BLANK.sub(" ", LINE_BREAK.sub("\n", typed)))


def _written(pieces: Sequence[_Piece], is_markup: bool) -> str:
    """Our own name leaves nothing but a blank, if it stood between words."""
    shown, typed, is_after_us = "", "", False
    for piece in pieces:
        if isinstance(piece, str):
            said = plain(piece, is_markup=is_markup)
            typed += _after_us(shown + typed, said) if is_after_us else said
        elif piece.id and not piece.is_us:
            shown, typed = f"{shown}{_no_mention(typed)}<@{piece.id}>", ""
        elif not piece.is_us:
            typed += piece.name
        is_after_us = isinstance(piece, _Mention) and piece.is_us
    return f"{shown}{_no_mention(typed)}".strip()


def _after_us(before: str, typed: str) -> str:
    rest = JOINER.sub("", typed)
    return rest if not before or before[-1].isspace() or rest[:1].isspace() else f" {rest}"


def _no_mention(typed: str) -> str:
    """What people type is never a mention, whatever it looks like."""
    return typed.replace("<@", "< @")


def _pieces(said: str, mentions: Sequence[_Mention]) -> list[_Piece]:
    """The text between mentions, and the mentions. One that Teams wrote in several parts counts once."""
    waiting: defaultdict[str, deque[_Mention]] = defaultdict(deque)
    for mention in mentions:
        waiting[_key(mention.name)].append(mention)
    found: list[_Piece] = []
    end = 0
    for tag in TAG.finditer(said):
        mention = _next(waiting[_key(tag[1])]) or _Mention(name=plain(tag[1]))
        between, end = said[end : tag.start()], tag.end()
        if not (_is_of(found, mention) and not plain(between).strip()):
            found += [between, mention]
    return [*found, said[end:]]


def _next(ours: deque[_Mention]) -> _Mention | None:
    """Some clients tell whom they mention only once, however often they do."""
    return ours.popleft() if len(ours) > 1 else next(iter(ours), None)


def _is_of(found: Sequence[_Piece], mention: _Mention) -> bool:
    before = found[-1] if found else ""
    return isinstance(before, _Mention) and bool(mention.id) and before.id == mention.id


def _under_another_name(pieces: Sequence[_Piece]) -> list[_Piece]:
    """We are mentioned, but the text calls us something else: the first name that is nobody's is ours."""
    nameless = [place for place, piece in enumerate(pieces) if isinstance(piece, _Mention) and not piece.id]
    ours = nameless[:1]
    return [_Mention(is_us=True) if place in ours else piece for place, piece in enumerate(pieces)]


def _mentions(activity: Activity, us: str) -> list[_Mention]:
    """In their order. name: as it stands in the text."""
    entities = [one for one in parts(activity, "entities") if one.get("type") == "mention"]
    return [_mention(entity, us) for entity in entities if isinstance(entity.get("mentioned"), Mapping)]


def _mention(entity: Activity, us: str) -> _Mention:
    told, tag = entity["mentioned"], TAG.search(word(entity, "text"))
    name = plain(tag[1] if tag else word(entity, "text") or word(told, "name"))
    user = word(told, "id")
    if us and user == us:
        return _Mention(id=us, name=name, is_us=True)
    is_person = word(told, "type").lower() in PEOPLE and not is_bot(user)
    person = word(told, "aadObjectId").lower() or user
    return _Mention(id="".join(person.translate(UNWRITABLE).split()) if is_person else "", name=name)


def _key(name: str) -> str:
    return " ".join(plain(name).split()).casefold()
