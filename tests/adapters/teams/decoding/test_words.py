"""What people type in Teams, as the engine reads it: mentions by their ids, and everything else as it was typed."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.teams.decoding.words import read_words
from tests.adapters.teams.decoding.samples import APP, BEN, BENS_USER, US, mention, said

BEN_HERE = mention(BENS_USER, "Ben Okafor")
AT_US = "<at>Drumbeat</at>"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        (f"{AT_US} status", "status"),
        (f"{AT_US}\xa0status\n", "status"),
        (f"{AT_US}&nbsp;status\r\n", "status"),
        (f"{AT_US}, status", "status"),
        (f"{AT_US}: list OKR", "list OKR"),
        (f"{AT_US}", ""),
        (f"status {AT_US}", "status"),
        (f"ask {AT_US} about 2.1", "ask about 2.1"),
        (f"{AT_US} {AT_US} status", "status"),
        (f"{AT_US} okr status", "okr status"),
        (f"{AT_US} /okr status", "/okr status"),
        (f"{AT_US} 2.1 45%\r\n2.2 50%", "2.1 45%\n2.2 50%"),
        (f"{AT_US} R&amp;D &lt;5 days &quot;now&quot;", 'R&D <5 days "now"'),
        (f"{AT_US} AT&T &copyright", "AT&T &copyright"),
        (f"{AT_US} zero\u200bwidth", "zerowidth"),
        (f"{AT_US} what Drumbeat does", "what Drumbeat does"),
    ],
)
def test_our_mention_is_taken_out_and_all_else_is_as_it_was_typed(typed: str, read: str) -> None:
    assert said(typed) == read


@pytest.mark.parametrize("name", ["OKR", "list", "status"])
def test_a_bot_that_is_called_like_a_word_takes_no_word_away(name: str) -> None:
    us = mention(APP.bot_id, name)
    assert (
        read_words({"text": f"<at>{name}</at> list OKR status", "entities": [us]}, APP.bot_id).text == "list OKR status"
    )


def test_we_may_be_called_something_else_in_the_text() -> None:
    assert said("<at>Drum beat (Sample)</at> status") == "status"
    assert said('<at id="0">Drumbeat</at> status') == "status"


def test_people_are_written_by_their_ids() -> None:
    assert (
        said(f"{AT_US} blocker 2.1 waiting for <at>Ben Okafor</at>", BEN_HERE)
        == f"blocker 2.1 waiting for <@{BENS_USER}>"
    )


def test_the_directorys_id_is_better_than_ours() -> None:
    told = mention(BENS_USER, "Ben Okafor", aadObjectId=BEN.upper())
    assert said(f"{AT_US} ask <at>Ben Okafor</at>", told) == f"ask <@{BEN}>"


def test_two_people_of_one_name_are_told_apart_by_their_order() -> None:
    other = mention("29:1other-ben", "Ben Okafor")
    read = said(f"{AT_US} <at>Ben Okafor</at> and <at>Ben Okafor</at>", BEN_HERE, other)
    assert read == f"<@{BENS_USER}> and <@29:1other-ben>"


def test_a_name_that_was_split_is_one_mention() -> None:
    halves = (mention(BENS_USER, "Ben"), mention(BENS_USER, "Okafor"))
    assert said(f"{AT_US} ask <at>Ben</at>&nbsp;<at>Okafor</at> today", *halves) == f"ask <@{BENS_USER}> today"
    ours = {"entities": [mention(APP.bot_id, "Drum"), mention(APP.bot_id, "beat")]}
    assert read_words({"text": "<at>Drum</at> <at>beat</at> status", **ours}, APP.bot_id).text == "status"


def test_a_name_with_signs_is_found() -> None:
    told = mention(BENS_USER, "R&D Ben")
    assert said(f"{AT_US} ask <at>R&amp;D Ben</at>", told) == f"ask <@{BENS_USER}>"


@pytest.mark.parametrize("kind", ["tag", "channel", "team"])
def test_what_is_no_person_is_only_a_name(kind: str) -> None:
    assert said(f"{AT_US} ask <at>Growth</at>", mention("x1", "Growth", type=kind)) == "ask Growth"


def test_another_bot_is_only_a_name() -> None:
    assert said(f"{AT_US} ask <at>Helper</at>", mention("28:other", "Helper")) == "ask Helper"


@pytest.mark.parametrize(
    "typed",
    [
        f"<@{BENS_USER}>",
        f"&lt;@{BENS_USER}&gt;",
        f"<{AT_US}@{BENS_USER}>",
        f"<\u200b@{BENS_USER}>",
        f"<<at>@{BENS_USER}</at>>",
        f"&#60;@{BENS_USER}>",
        "<at>Ben Okafor</at>",
        "&lt;at&gt;Ben Okafor&lt;/at&gt;",
    ],
)
def test_nobody_is_mentioned_by_what_only_looks_like_it(typed: str) -> None:
    assert "<@" not in said(f"{AT_US} ask {typed}")


def test_markup_is_taken_off_where_teams_says_that_there_is_some() -> None:
    assert said(f"<p>{AT_US} 2.1 45%</p><p>a &lt;b&gt; <i>c</i></p>", textFormat="xml") == "2.1 45%\na <b> c"
    assert said(f"{AT_US} <b>x</b>") == "<b>x</b>"


MARKS = ("<", ">", "@", "<@", "&lt;", "&gt;", "&#64;", "&nbsp;", "&amp;lt;", "</at>", "<at>", "<p>", "|", " ", "\r")
PIECES = st.sampled_from((*MARKS, "\u200b", "\xa0", AT_US, "<at>Ben Okafor</at>", BENS_USER, "29:1evil", "x"))
ENTITIES = st.lists(
    st.sampled_from([US, BEN_HERE, mention("28:other", "Ben Okafor"), mention("", "Ben"), {}, {"type": "mention"}])
)


@given(pieces=st.lists(PIECES, max_size=14), entities=ENTITIES, markup=st.sampled_from(["plain", "xml", None]))
def test_whatever_is_typed_only_entities_mention_people(
    pieces: list[str], entities: list[Any], markup: str | None
) -> None:
    read = read_words({"text": "".join(pieces), "entities": entities, "textFormat": markup}, APP.bot_id)
    mentioned = set(re.findall(r"<@([^>|\s]+)(?:\|[^>]*)?>", read.text))
    assert mentioned <= set(read.named) <= {one["mentioned"]["id"] for one in entities if one.get("mentioned")}
    assert not any(one.startswith("28:") for one in read.named)


@given(text=st.text(max_size=60))
def test_words_without_marks_stay_as_they_are(text: str) -> None:
    plain = "".join(sign for sign in text if sign not in "<>&" and (sign.isalnum() or sign in " .,%")).strip()
    assert said(f"{AT_US} 1 {plain}") == f"1 {plain}".strip()


def test_a_long_text_of_open_marks_is_read_quickly() -> None:
    assert said(f"{AT_US} {'<at>' * 20_000}").startswith("<at>")
