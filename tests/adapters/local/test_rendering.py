"""How cards and forms look as HTML, and that nothing typed can break out of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion

from adapters.local.pages import OpenForm, open_form
from adapters.local.rendering import Renderer, as_json, lines, shape, words
from adapters.local.timeline import Day, Entry, face_of
from cadence.cards import (
    Button,
    Card,
    Chart,
    Divider,
    Facts,
    Heading,
    Link,
    Look,
    Table,
    Text,
    Tone,
    Verbatim,
    buttons,
    card,
)
from cadence.forms import (
    ZERO_TO_TEN,
    ChoiceField,
    DateField,
    Form,
    More,
    NumberField,
    PersonField,
    Section,
    TextField,
    TickField,
)
from cadence.ids import id_for

RENDERER = Renderer()
EVERYTHING = card(
    "Everything",
    Heading("Growth · week 6"),
    Text("two\nlines, and `okr help`"),
    Text("strong", Tone.STRONG),
    Text("OFF TRACK\n2.2 waits on Legal", Tone.QUIET),
    Facts((("Owner", "Ana"), ("Due", "Thu 12 Nov"))),
    Table(("DECISION", "OWNER"), (("Pause paid ads?", "Ana"), ("Fallback?", "not set"))),
    Chart("1.1 Activation", ("w5", "w6"), (36.0, None), 45.0, "%"),
    Verbatim("  as\n it stands"),
    Divider(),
    buttons(Button("Answer", "checkin.answer", "c1", Look.PRIMARY), Button("Drop", "action.drop", "a1", Look.DANGER)),
)
FORM = Form(
    id="checkin",
    title="Growth, week 6",
    intro="Posted in the thread.",
    context="c1",
    submit="Send it",
    parts=(
        Section("Key results", "What moved?"),
        NumberField(id="value", label="1.1 Activation", hint="Last 36%", initial="36", required=True),
        NumberField(id="conf", label="Confidence", initial="7", picks=ZERO_TO_TEN),
        TextField(id="note", label="Why", initial="a note", placeholder="in a line"),
        TextField(id="more", label="More", lines=True, initial="\nbegins empty"),
        Section("Off track"),
        ChoiceField(id="kind", label="Kind", options=(("a", "Data"), ("b", "Decision")), initial="b", changes=True),
        ChoiceField(id="many", label="Which", options=tuple((str(n), f"Number {n}") for n in range(6))),
        ChoiceField(id="scale", label="Scale", options=tuple((n, n) for n in ZERO_TO_TEN), initial="3"),
        DateField(id="check", label="Next check", initial="2026-11-13"),
        PersonField(id="whom", label="Waiting on", initial=("ben",)),
        PersonField(id="all", label="Members", initial=("ana", "ben"), many=True),
        TickField(id="lead", label="Only the lead", initial=True),
        More("Add another", "more:blocker"),
    ),
)
MEMBERS = [("ana", "Ana"), ("ben", "Ben")]


def form_html(opened: OpenForm) -> str:
    return RENDERER.page(
        "form_only.html",
        opened=opened,
        members=MEMBERS,
        csrf="token",
        here="/as/ana/c/C",
        thread_ref=None,
        here_name="#growth",
    )


def an_open_form(**errors: str) -> OpenForm:
    made = open_form(FORM, "post-1")
    return OpenForm(form=FORM, request_id="r1", post="post-1", values=made.values, errors=errors)


def test_a_card_of_every_block(snapshot: SnapshotAssertion) -> None:
    assert RENDERER.card(EVERYTHING, "m1") == snapshot


def with_link(link: Link) -> str:
    day = Day(key="2026-11-12", title="Today", entries=[entry_of(card("Growth", Text("Growth"), link))])
    source = "{% from 'entries.html' import show_days with context %}{{ show_days([day], 'm', 'p', 'd', thread_link) }}"
    template = RENDERER._environment.from_string(source)
    return template.render(day=day, thread_link=lambda root: f"/local/ana/growth?thread={root}")


def entry_of(shown: Card) -> Entry:
    face = face_of("Drumbeat", "bot")
    said = {"clock": "10:00", "moment": "2026-11-12T10:00", "text": "", "card": shown}
    flags = {"is_private": False, "is_edited": False, "follows": False}
    return Entry(ref="m1", face=face, thread=None, **said, **flags)  # type: ignore[arg-type]  # two dicts for brevity


def test_a_link_to_one_of_our_messages_opens_its_thread() -> None:
    html = with_link(Link("All answers", key="prompt:c1"))
    assert f'<a href="/local/ana/growth?thread={id_for("message", "local", "prompt:c1")}" data-soft>All answers' in html


@pytest.mark.parametrize("url", ["javascript:alert(1)", "http://example.com", ""])
def test_an_address_that_is_not_https_is_no_link(url: str) -> None:
    assert "The message" not in with_link(Link("The message", url=url))


def test_an_address_outside_opens_beside_the_page() -> None:
    html = with_link(Link("The message", url="https://sample.slack.com/archives/C1/p1"))
    assert (
        'href="https://sample.slack.com/archives/C1/p1" target="_blank" rel="noopener noreferrer">The message' in html
    )


def test_a_form_of_every_field(snapshot: SnapshotAssertion) -> None:
    assert form_html(an_open_form()) == snapshot


def test_a_fault_stands_at_its_field_and_is_announced() -> None:
    html = form_html(an_open_form(value="There is no number."))
    assert '<p class="fault" id="fault-value">There is no number.</p>' in html
    assert 'aria-describedby="hint-value fault-value" aria-invalid="true"' in html
    assert html.count('aria-invalid="true"') == 1
    assert "One field needs another look." in html


def test_what_concerns_the_whole_form_stands_at_its_top() -> None:
    html = form_html(an_open_form(**{"": "Only Ana, who leads Growth, can do this."}))
    assert "Only Ana, who leads Growth, can do this." in html


NASTY = "<script>alert(1)</script>\"'><img src=x onerror=y>&amp;"


@pytest.mark.parametrize("text", [NASTY, "`" + NASTY + "`", "OFF TRACK" + NASTY, "2.1 " + NASTY, "{{ 71*97 }}"])
def test_text_is_data_in_every_block(text: str) -> None:
    html = RENDERER.card(
        card(
            text,
            Heading(text),
            Text(text),
            Facts(((text, text),)),
            Table((text,), ((text,),)),
            Chart(text, (text,), (1.0,), 2.0, text),
            Verbatim(text),
            buttons(Button(text, text, text)),
        ),
        text,
    )
    assert "<script" not in html
    assert "<img" not in html
    assert "6887" not in html


def test_text_is_data_in_every_field() -> None:
    parts = (
        Section(NASTY, NASTY),
        TextField(id="a", label=NASTY, hint=NASTY, initial=NASTY, placeholder=NASTY),
        TextField(id="b", label="b", initial="</textarea>" + NASTY, lines=True),
        ChoiceField(id="c", label="c", options=((NASTY, NASTY),), initial=NASTY),
        More(NASTY, NASTY),
    )
    form = Form(id="x", title=NASTY, intro=NASTY, context=NASTY, parts=parts, submit=NASTY)
    html = form_html(open_form(form, NASTY))
    assert "<script" not in html
    assert "<img" not in html
    assert html.count("</textarea>") == 1


@given(st.text())
def test_words_never_open_a_tag_of_their_own(text: str) -> None:
    for made in (words(text), lines(text)):
        bare = made.replace("<code>", "").replace("</code>", "")
        for kind in ("caps", "no"):
            bare = bare.replace(f'<b class="{kind}">', "")
        assert "<" not in bare.replace("</b>", "")


@given(st.text())
def test_json_in_a_page_cannot_end_its_script(text: str) -> None:
    assert "<" not in as_json({"text": text})


@pytest.mark.parametrize(
    ("labels", "shown"),
    [
        (("Yes", "No"), "segments"),
        (("Solved", "Not yet", "Changed our mind"), "segments"),
        (ZERO_TO_TEN, "scale"),
        (("One", "Two", "Three", "Four", "Five"), "select"),
        (("a rather long label that needs room", "another long one"), "select"),
        ((), "select"),
    ],
)
def test_a_choice_takes_the_shape_that_fits(labels: tuple[str, ...], shown: str) -> None:
    field = ChoiceField(id="x", label="x", options=tuple((label, label) for label in labels))
    assert shape(field) == shown


def test_the_first_button_of_a_form_is_the_one_that_sends_it() -> None:
    """So that Enter in a field never presses "Add another"."""
    html = form_html(an_open_form())
    first = html[html.index("<button") :]
    assert first[: first.index(">")].count("name=") == 0


def test_titles_of_sections_and_objectives_are_set_apart_from_key_results() -> None:
    html = RENDERER.card(card("", Text("KEY RESULTS last\n1 Customers stay\n1.1 Renewals\nTO STOP Webinars")))
    for shown in (
        '<b class="caps">KEY RESULTS</b> last',
        '<b class="goal">1 Customers stay</b>',
        '<b class="no">1.1</b> Renewals',
        '<b class="caps">TO STOP</b> Webinars',
    ):
        assert shown in html


def test_backticks_that_somebody_typed_are_no_markup() -> None:
    assert words("`rm -rf` and `okr mine`") == "`rm -rf` and <code>okr mine</code>"
