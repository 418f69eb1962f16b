"""Links to messages: only what a platform may have told is kept, also where a form brings it back forged."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadence.context import Services
from cadence.text.links import LONGEST_LINK, sound_link
from tests.cadence.desk import Desk, form_of, is_refused, words
from tests.fakes.growth import TEAM, submitted, used
from tests.fakes.memory import MemoryStore

GOOD = [
    "https://growth.slack.com/archives/C0123/p1763020800123456?thread_ts=1763020800.12&cid=C0123",
    "https://a-long-name.enterprise.slack.com/archives/C0123/p1",
    "https://teams.microsoft.com/l/message/19%3Aabc%40thread.tacv2/1763020800123?tenantId=x",
]
BAD = [
    "",
    "http://growth.slack.com/archives/C0123/p1",
    "javascript:alert(1)",
    "https://",
    "https:///archives",
    "https://localhost/archives",
    "https://127.0.0.1/archives",
    "https://growth.slack.com:8443/archives",
    "https://ana:secret@growth.slack.com/archives",
    "https://growth.slack.com/a|b",
    "https://growth.slack.com/<!channel>",
    "https://growth.slack.com/a b",
    "https://growth.slack.com/a\nb",
    "https://[::1/",
    f"https://{'a' * 64}.com/x",
    f"https://{'a.' * 130}com/x",
    "https://growth.slack.com/" + "x" * LONGEST_LINK,
]


@pytest.fixture
def desk(store: MemoryStore, services: Services) -> Desk:
    return Desk(store, services)


@pytest.mark.parametrize("link", GOOD)
def test_a_link_of_a_platform_is_kept_as_it_is(link: str) -> None:
    assert sound_link(link) == link


@pytest.mark.parametrize("link", BAD)
def test_anything_else_is_no_link(link: str) -> None:
    assert sound_link(link) == ""


@given(st.text(max_size=60).map("https://".__add__) | st.text(max_size=60))
def test_nothing_that_could_break_a_message_ever_passes(link: str) -> None:
    kept = sound_link(link)
    assert kept in ("", link)
    assert not set('<>|" \n').intersection(kept)


@pytest.mark.parametrize("link", BAD)
async def test_a_shortcut_with_another_link_opens_without_one(desk: Desk, link: str) -> None:
    form = form_of(await desk.door.handle(used("ben", "decision", text="Why?", link=link)))
    assert json.loads(form.context)["l"] == ""


@pytest.mark.parametrize("link", BAD)
async def test_a_link_forged_on_its_way_back_is_left_out_and_the_words_are_kept(desk: Desk, link: str) -> None:
    context = json.dumps({"t": TEAM.id, "l": link})
    await desk.door.handle(submitted("ben", "record_decision", context, None, **{"decision:1:question": "Why?"}))
    assert [(row.question, row.link) for row in desk.rows("decisions")] == [("Why?", "")]


@pytest.mark.parametrize(
    "context", ["", "{", "[]", "null", "{}", '{"t": 1, "l": ""}', '{"t": "gone", "l": ""}', "[" * 900]
)
async def test_a_context_that_is_none_of_ours_records_nothing_and_says_so(desk: Desk, context: str) -> None:
    reply = await desk.door.handle(submitted("ben", "record_blocker", context, None, **{"blocker:1:text": "Stuck"}))
    assert is_refused(reply)
    assert "`okr blocker` opens a new one" in words(reply)
    assert desk.rows("blockers") == []
