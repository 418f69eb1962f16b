"""A place's entries as they are read: by day, with a person's consecutive lines together and threads folded.

Pure. Knows posts and the directory; must not know HTML.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zlib import crc32
from zoneinfo import ZoneInfo

from adapters.local.directory import Directory
from cadence.cards import Card
from cadence.ports import Post

BOT = "Drumbeat"
TOGETHER = timedelta(minutes=10)
HUES = 8


@dataclass(frozen=True, kw_only=True)
class Face:
    """Who wrote it. hue: 0-7, the same for the same person, always; the bot has none."""

    name: str
    initials: str
    hue: int = 0
    is_bot: bool = False


@dataclass(frozen=True, kw_only=True)
class Folded:
    """A thread, seen from its root."""

    count: int
    last: str
    faces: tuple[Face, ...]


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One post. follows: the same author just wrote. clock: local `10:02`. moment: ISO."""

    ref: str
    face: Face
    clock: str
    moment: str
    text: str
    card: Card | None
    is_private: bool
    is_edited: bool
    follows: bool
    thread: Folded | None


@dataclass(frozen=True, kw_only=True)
class Day:
    """key: ISO date. title: "Today", "Yesterday", or "Wednesday 11 November"."""

    key: str
    title: str
    entries: list[Entry] = field(default_factory=list)


def face_of(name: str, key: str) -> Face:
    """A person's face: initials on one of eight hues."""
    words = [word for word in name.split() if word[0].isalnum()] or [name or "?"]
    initials = "".join(word[0] for word in (words[0], *words[1:][-1:])).upper()
    return Face(name=name, initials=initials, hue=crc32(key.encode()) % HUES)


def build_timeline(posts: Sequence[Post], directory: Directory, zone: str) -> list[Day]:
    """The place itself: threads folded under their roots. Dismissed entries are left out."""
    shown = [post for post in posts if not _is_gone(post)]
    roots = [post for post in shown if post.thread is None]
    return _days(roots, shown, directory, ZoneInfo(zone))


def build_thread(posts: Sequence[Post], root: str, directory: Directory, zone: str) -> list[Day]:
    """One thread, its root first; empty where there is no such entry."""
    shown = [post for post in posts if not _is_gone(post) and root in (post.ref, post.thread)]
    return _days(shown, (), directory, ZoneInfo(zone))


def _is_gone(post: Post) -> bool:
    return not post.text and post.card is None


def _days(posts: Sequence[Post], around: Sequence[Post], directory: Directory, zone: ZoneInfo) -> list[Day]:
    days: list[Day] = []
    before: Post | None = None
    for post in posts:
        local = post.at.astimezone(zone)
        if not days or days[-1].key != local.date().isoformat():
            today = directory.now.astimezone(zone).date()
            days.append(Day(key=local.date().isoformat(), title=_day_title(local.date(), today)))
            before = None
        replies = [reply for reply in around if reply.thread == post.ref]
        days[-1].entries.append(_entry(post, before, replies, directory, zone))
        before = post
    return days


def _entry(post: Post, before: Post | None, replies: list[Post], directory: Directory, zone: ZoneInfo) -> Entry:
    local = post.at.astimezone(zone)
    return Entry(
        ref=post.ref,
        face=_face(post, directory),
        clock=f"{local:%H:%M}",
        moment=local.isoformat(timespec="minutes"),
        text=post.text,
        card=post.card,
        is_private=post.seen_by is not None and not post.place.startswith("member:"),
        is_edited=post.edited and bool(post.author),
        follows=before is not None and _goes_on(before, post),
        thread=_folded(replies, directory, zone) if replies else None,
    )


def _goes_on(before: Post, post: Post) -> bool:
    same = (before.author, before.seen_by) == (post.author, post.seen_by)
    return same and post.card is None and post.at - before.at < TOGETHER


def _folded(replies: list[Post], directory: Directory, zone: ZoneInfo) -> Folded:
    faces = {face.name: face for face in (_face(reply, directory) for reply in replies)}
    last = _ago(replies[-1].at.astimezone(zone), directory.now.astimezone(zone))
    return Folded(count=len(replies), last=last, faces=tuple(faces.values())[:4])


def _face(post: Post, directory: Directory) -> Face:
    if not post.author:
        return Face(name=BOT, initials="", is_bot=True)
    known = directory.member(post.author)
    return face_of(known.name if known else post.author, post.author)


def _ago(local: datetime, now: datetime) -> str:
    return f"{local:%H:%M}" if local.date() == now.date() else f"{local:%a} {local.day} {local:%b}"


def _day_title(day: date, today: date) -> str:
    if day == today:
        return "Today"
    if day == today - timedelta(days=1):
        return "Yesterday"
    year = f" {day.year}" if day.year != today.year else ""
    return f"{day:%A} {day.day} {day:%B}{year}"
