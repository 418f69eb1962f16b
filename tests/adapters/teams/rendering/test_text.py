"""What people typed is shown in Teams as they typed it, whatever it looks like to a client; our commands as typed."""

import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.teams.rendering import CHANNEL, PERSONAL, FormWay, message_text, render_card
from adapters.teams.rendering.text import JOINER, title, with_mention
from cadence.cards import Button, Chart, Facts, Heading, Link, Table, Text, Tone, Verbatim, buttons, card
from cadence.forms import ChoiceField, Form, More, PersonField, Section, TextField
from tests.adapters.teams.rendering.samples import ANA, checked, checked_form, of_kind, said
from tests.adapters.teams.schema import elements_of

CORPUS = (
    "<at>Ana</at> <AT>x",
    "[click](https://evil.example) **bold** _it_ `code` ~~s~~",
    "# head\n- list\n1. one\n> quote\n| a | b |",
    "{{DATE(2026-11-22T10:00:00Z,SHORT)}} {{TIME(2026-11-22T10:00:00Z)}} ${user.name} $when",
    "<script>alert(1)</script> &amp; <img src=x onerror=y>",
    "\u202eturned\u2066 \u200bzero\u200b\u200d\ufeff שלום مرحبا",
    "\x00\x07\x1b[31m tab\tnew\r\nline\x85\u2028end \ud800",
    "https://x.example www.x.example mailto:a@b.example @channel",
    "👩‍👩‍👧‍👦" * 20,
    "x" * 500,
    "\\*escaped\\*",
    "   ",
)
ODD = st.one_of(
    st.sampled_from(CORPUS), st.text(max_size=80), st.text(alphabet="ab 1*_~`<>{}$[]()#|@\n\\at/", max_size=80)
)
OPENERS = ("{{", "${", "<at", "</at", "<AT")


def everything(text: str) -> Any:
    return card(
        text,
        Heading(text),
        *(Text(text, tone) for tone in Tone),
        Facts(((text, text),)),
        Table((text, "b"), ((text, text),)),
        Chart(text, (text, text), (1.0, 2.0), None, text),
        Verbatim(text),
        Link(text, url="https://x.example"),
        buttons(Button(text, "board.show", "1")),
    )


@given(ODD)
def test_no_text_breaks_a_card_or_is_taken_for_more_than_text(text: str) -> None:
    made = checked(everything(text))
    for each in elements_of(made, with_fallbacks=True):
        shown = [each[key] for key in ("text", "title", "x", "label") if isinstance(each.get(key), str)]
        assert not any(opener in one for one in shown for opener in OPENERS)
        assert not any(unicodedata.category(letter) in {"Cc", "Cs"} for one in shown for letter in one)
        assert "\u202e" not in "".join(shown)
    for block in of_kind(made, "TextBlock"):
        assert not {*block["text"]} & {*"*_~`[]<>#|\\{$@"}
        assert "//" not in block["text"]


@given(ODD)
def test_no_text_breaks_a_form(text: str) -> None:
    parts = (
        Section(text, text),
        TextField(id="a", label=text, hint=text, placeholder=text, initial=text),
        ChoiceField(id="b", label=text, options=(("v", text),), changes=True),
        PersonField(id="c", label=text, initial=("nobody",)),
        More(text, "more"),
    )
    form = Form(id="f", title=text, intro=text, submit=text, parts=parts)
    for way in FormWay:
        checked_form(form, way, people=((ANA, text),), errors={"a": text or "x"})


@given(st.text(alphabet="abc 1*_~<>[]()#|@.:!?-", max_size=80))
def test_any_line_reads_as_it_was_typed(text: str) -> None:
    shown = said(checked(card("n", Text(f"x{text}x"))))
    assert shown.replace(JOINER, "") == f"x{text}x"


def test_a_heading_is_told_as_one_where_no_client_would_format_it() -> None:
    assert title("Growth · week 6 of 13 · 5 of 6 in", "Large")["style"] == "heading"
    for odd in ("*Growth*", "1. Growth", "- Growth", "[a](b)", "a <at>b</at>", "www.x.example", "# a", "a_b_c"):
        assert title(odd, "Large")["type"] == "RichTextBlock", odd


@pytest.mark.parametrize(
    ("typed", "in_channel", "in_person"),
    [
        ("okr add", "@Drumbeat add", "add"),
        ("okr edit 2.1 · okr remove 2.1", "@Drumbeat edit 2.1 · @Drumbeat remove 2.1", "edit 2.1 · remove 2.1"),
        ("okr", "@Drumbeat", "okr"),
        ("okr setup", "@Drumbeat setup", "@Drumbeat setup"),
        ("okr settings", "@Drumbeat settings", "settings"),
        ("our okr review", "our okr review", "our okr review"),
        ("okrs", "okrs", "okrs"),
    ],
)
def test_a_command_is_shown_as_it_is_typed_there(typed: str, in_channel: str, in_person: str) -> None:
    assert with_mention(typed, is_personal=False) == in_channel
    assert with_mention(typed, is_personal=True) == in_person


def test_commands_in_our_words_stand_out() -> None:
    shown = card("n", Text("Type `okr setup` here, or `2.1`; okr help too."))
    runs = of_kind(checked(shown), "TextRun")
    assert [run["text"] for run in runs if run.get("fontType")] == ["@Drumbeat setup", "2.1"]
    assert said(checked(shown, PERSONAL)) == "Type @Drumbeat setup here, or 2.1; okr help too."


def test_a_fact_about_a_command_shows_how_it_is_typed() -> None:
    shown = card("n", Facts((("okr mine", "what waits"), ("Lead", "Ana"))))
    assert said(checked(shown, PERSONAL)) == "mine\nwhat waits\nLead\nAna"
    assert said(render_card(shown, CHANNEL)).startswith("@Drumbeat mine")


def test_the_notification_is_one_line_of_at_most_300_characters() -> None:
    assert message_text(card("a\n b `okr mine`")) == "a b okr mine"
    assert len(message_text(card("x" * 500))) == 300
    assert message_text(card(" ")) == "…"


def test_a_line_that_is_given_back_is_as_it_is_typed_in_the_personal_chat() -> None:
    given = card("n", Verbatim("okr skip next week"))
    assert said(checked(given, PERSONAL)) == "skip next week"
    assert said(checked(given)) == "okr skip next week"


def test_backticks_that_somebody_typed_are_no_markup() -> None:
    [block] = of_kind(checked(card("n", Text("`rm -rf` and `okr mine`"))), "RichTextBlock")
    assert [run["text"] for run in block["inlines"]] == ["`rm -rf` and ", "@Drumbeat mine"]
