"""How a place's entries are grouped for reading."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from adapters.local.directory import Directory
from adapters.local.timeline import Day, Entry, build_thread, build_timeline, face_of
from cadence.cards import card
from cadence.model import Member
from cadence.ports import Post
from tests.fakes.growth import mid

NOW = datetime(2026, 11, 12, 22, 30, tzinfo=UTC)
"""Thursday in UTC, and in Berlin 23:30 of the same day."""
ANA = Member(id=mid("ana"), workspace_id="local", external_id="ana", name="Ana", zone="Europe/Berlin")
DIRECTORY = Directory(name="Sample", now=NOW, members=(ANA,), teams=(), memberships=(), channels=())
BERLIN = "Europe/Berlin"


def post(ref: str, at: datetime = NOW, author: str = "ana", text: str = "hello", **more: Any) -> Post:
    return Post(ref=ref, place="channel:C-growth", at=at, author=author, text=text, **more)


def entries(days: list[Day]) -> list[Entry]:
    return [entry for day in days for entry in day.entries]


def test_days_are_local_days_with_names_near_today() -> None:
    moments = [NOW - timedelta(days=400), NOW - timedelta(days=3), NOW - timedelta(days=1), NOW]
    days = build_timeline([post(f"p{n}", at) for n, at in enumerate(moments)], DIRECTORY, BERLIN)
    assert [day.title for day in days] == ["Thursday 9 October 2025", "Monday 9 November", "Yesterday", "Today"]


def test_midnight_is_the_local_one() -> None:
    late = datetime(2026, 11, 11, 23, 30, tzinfo=UTC)
    assert [day.title for day in build_timeline([post("p", late)], DIRECTORY, BERLIN)] == ["Today"]
    assert [day.title for day in build_timeline([post("p", late)], DIRECTORY, "UTC")] == ["Yesterday"]


def test_a_persons_next_line_follows_the_first_for_ten_minutes() -> None:
    moments = (NOW, NOW + timedelta(minutes=9), NOW + timedelta(minutes=30))
    shown = entries(build_timeline([post(f"p{n}", at) for n, at in enumerate(moments)], DIRECTORY, "UTC"))
    assert [entry.follows for entry in shown] == [False, True, False]


def test_somebody_elses_line_stands_on_its_own() -> None:
    shown = entries(build_timeline([post("a"), post("b", author="ben")], DIRECTORY, "UTC"))
    assert [entry.follows for entry in shown] == [False, False]


def test_a_thread_is_folded_under_its_root_and_opens_beside_it() -> None:
    posts = [post("root"), post("other"), post("r1", thread="root"), post("r2", author="", thread="root")]
    place = entries(build_timeline(posts, DIRECTORY, "UTC"))
    assert [entry.ref for entry in place] == ["root", "other"]
    folded = place[0].thread
    assert folded is not None
    assert (folded.count, [face.name for face in folded.faces]) == (2, ["Ana", "Drumbeat"])
    assert [entry.ref for entry in entries(build_thread(posts, "root", DIRECTORY, "UTC"))] == ["root", "r1", "r2"]


def test_what_was_dismissed_is_gone_and_counts_no_more() -> None:
    posts = [post("root"), post("gone", text="", thread="root"), post("away", text="")]
    shown = entries(build_timeline(posts, DIRECTORY, "UTC"))
    assert [(entry.ref, entry.thread) for entry in shown] == [("root", None)]


def test_only_a_private_entry_in_a_channel_says_so() -> None:
    channel = post("a", author="", seen_by="ana")
    direct = Post(ref="b", place="member:ana", at=NOW, card=card("hello"), seen_by="ana")
    assert [entry.is_private for entry in entries(build_timeline([channel, direct], DIRECTORY, "UTC"))] == [True, False]


@pytest.mark.parametrize(("name", "initials"), [("Ana", "A"), ("Ana de Lima", "AL"), ("(x) Cy", "C"), ("", "?")])
def test_a_face_has_initials(name: str, initials: str) -> None:
    assert face_of(name, "x").initials == initials


def test_a_face_keeps_its_colour() -> None:
    assert face_of("Ana", "ana").hue == face_of("Ana Lima", "ana").hue
