"""Every text of the corpus in every block of a card and every part of a form, as each platform reads it: it does
nothing, breaks nothing, and is shown as it was typed. What whole messages make of them: `test_hostile_company`.
"""

from collections.abc import Callable, Iterable

import pytest
from sqlalchemy.dialects import sqlite

from adapters.local.rendering import Renderer
from adapters.slack.rendering import MESSAGE as SLACK_MESSAGE
from adapters.slack.rendering import PLAIN as SLACK_PLAIN
from adapters.slack.rendering import message_text as slack_notice
from adapters.slack.rendering import render_card as on_slack
from adapters.slack.rendering import render_form as slack_form
from adapters.slack.showing.metadata import ModalState
from adapters.teams.carried import Carried
from adapters.teams.rendering import CHANNEL, PERSONAL, FormWay
from adapters.teams.rendering import message_text as teams_notice
from adapters.teams.rendering import render_card as on_teams
from adapters.teams.rendering import render_form as teams_form
from cadence.cards import Block, Button, Buttons, Card, Chart, Facts, Heading, Link, Table, Text, Tone, Verbatim
from cadence.forms import ChoiceField, Form, More, NumberField, PersonField, Section, TextField, TickField
from cadence.splitting import split
from cadence.text.to_type import TO_TYPE
from storage.types import Words
from tests.adapters.slack.schema import shape_of_message, shape_of_view
from tests.adapters.teams.schema import faults_of_card
from tests.fakes.slack.limits import faults_of_message, faults_of_view
from tests.torture.hostile import HOSTILE, ORDINARY
from tests.torture.reading_as import (
    Page,
    bare,
    slack_faults,
    slack_seen,
    slack_text_faults,
    teams_faults,
    teams_seen,
    unrest,
)

HTTPS = "https://sample.slack.com/archives/C1/p1"
BLOCKS: dict[str, Callable[[str], Block]] = {
    "heading": Heading,
    "text": Text,
    "text within": lambda text: Text(f"1.1 Activation {text} · 0.50\nOFF TRACK\n{text}"),
    "strong": lambda text: Text(text, Tone.STRONG),
    "quiet": lambda text: Text(text, Tone.QUIET),
    "label of a fact": lambda text: Facts(((text, "value"), ("Owner", "Ana"))),
    "value of a fact": lambda text: Facts((("Label", text), ("Owner", "Ana"))),
    "cell": lambda text: Table(("What", "Owner", "Date"), ((text, "Ana", "Fri"), ("second", text, "Mon"))),
    "name of a column": lambda text: Table(("What", text), (("a", "b"),)),
    "chart": lambda text: Chart(text, ("9 Nov", "16 Nov"), (1.0, 2.0), 3.0, text[:20]),
    "verbatim": Verbatim,
    "button": lambda text: Buttons((Button(text, "checkin.answer", "1"),)),
    "link": lambda text: Link(text, url=HTTPS),
}
LENGTHS = {"heading": 150, "label of a fact": 150, "cell": 40, "name of a column": 40, "button": 75, "link": 150,
           "chart": 40, "value of a fact": 2_000}  # fmt: skip
"""Up to how many letters a text is shown whole there."""


def kept(text: str) -> str:
    """As it comes out of the database."""
    return str(Words().process_bind_param(text, sqlite.dialect()))


TEXTS = tuple(map(kept, (*HOSTILE, *ORDINARY)))


def cards(block: str, text: str) -> list[Card]:
    """As they would be sent; the engine takes no longer texts."""
    text = text[:LONGEST]
    return split(Card(text, (Text("before"), BLOCKS[block](text), Text("after"))))


LONGEST = 3_000
OURS = "`okr "
"""Our own commands are shown as they are typed on each platform, whoever set them between backticks."""
Found = list[tuple[str, object]]


def about(text: str, faults: Iterable[object]) -> Found:
    """For whoever reads it: the beginning of the text is enough."""
    return [(text[:40], fault) for fault in faults]


@pytest.mark.parametrize("block", BLOCKS)
def test_on_slack_it_does_nothing_and_fits(block: str) -> None:
    found: Found = []
    for text in TEXTS:
        for card in cards(block, text):
            found += about(text, slack_text_faults(slack_notice(card)))
            for dress in (SLACK_PLAIN, SLACK_MESSAGE):
                drawn = on_slack(card, dress)
                found += about(text, (*slack_faults(drawn), *faults_of_message(drawn), *shape_of_message(drawn)))
    assert found == []


@pytest.mark.parametrize("block", BLOCKS)
def test_on_teams_it_does_nothing_and_fits(block: str) -> None:
    found: Found = []
    for text in TEXTS:
        for card in cards(block, text):
            assert "\n" not in teams_notice(card)
            for dress in (CHANNEL, PERSONAL):
                drawn = on_teams(card, dress)
                found += about(text, (*teams_faults(drawn), *faults_of_card(drawn)))
    assert found == []


@pytest.mark.parametrize("block", BLOCKS)
def test_in_the_browser_it_is_no_element_and_no_attribute(block: str) -> None:
    renderer = Renderer()
    usual = Page(renderer.card(Card("n", (BLOCKS[block]("x"),))))
    links = [HTTPS] if block == "link" else []
    found: Found = []
    for text in TEXTS:
        page = Page(renderer.card(Card("n", (BLOCKS[block](text),))))
        found += about(text, {*page.tags} - {*usual.tags, "code", "b", "tr", "td"})
        names = {name for name, _ in page.attributes} - {name for name, _ in usual.attributes}
        found += about(text, names - {"class", "colspan"})
        found += about(text, {value for name, value in page.attributes if name in ("href", "src")} - {*links})
    assert found == []


@pytest.mark.parametrize("block", ["text", "text within", "strong", "quiet", "value of a fact", "cell", "verbatim"])
def test_it_is_shown_as_it_was_typed(block: str) -> None:
    renderer = Renderer()
    found: Found = []
    for text in TEXTS:
        if len(text) > LENGTHS.get(block, 3_000) or text.startswith(OURS):
            continue
        shown = cards(block, text)
        told = {
            **{f"slack {n}": [slack_seen(on_slack(card, dress)) for card in shown]
               for n, dress in enumerate((SLACK_PLAIN, SLACK_MESSAGE))},
            **{f"teams {n}": [teams_seen(on_teams(card, dress)) for card in shown]
               for n, dress in enumerate((CHANNEL, PERSONAL))},
            "local": [Page(renderer.card(Card("n", (BLOCKS[block](text),)))).seen],
        }  # fmt: skip
        found += about(text, (fault for seen in told.values() for fault in unrest("".join(seen))))
        found += about(text, (where for where, seen in told.items() if bare(text) not in bare("".join(seen))))
    assert found == []


@pytest.mark.parametrize("text", ORDINARY)
def test_an_ordinary_text_is_shown_to_the_letter(text: str) -> None:
    """Not one letter more or less, blanks and backticks included, but for those around what we ask people to type."""
    card = Card(text, (Text(text),))
    wanted = TO_TYPE.sub(r"\1", text)
    assert slack_seen(on_slack(card)) == wanted
    assert teams_seen(on_teams(card)).replace("\u2060", "") == wanted
    assert Page(Renderer().card(card)).seen.strip() == wanted
    assert teams_notice(card) == text
    assert slack_notice(card).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") == text


def a_form(text: str) -> Form:
    """With this text wherever a form shows one."""
    text = text[:LONGEST]
    return Form(
        id="checkin",
        title=text,
        intro=text,
        context="c",
        submit="Send",
        parts=(
            Section(text, text, text[:60]),
            TextField(id="text", label=text, hint=text, initial=text[:3_000], placeholder=text, lines=True),
            NumberField(id="number", label=text, hint=text, initial=text[:300], picks=(text[:40],)),
            ChoiceField(id="choice", label=text, hint=text, options=(("a", text), ("b", "b"))),
            PersonField(id="people", label=text, hint=text, initial=("U1LEAD",), many=True),
            TickField(id="tick", label=text, hint=text),
            More(text, "more"),
        ),
    )


def test_in_a_form_on_slack_it_does_nothing_and_fits() -> None:
    found: Found = []
    for text in TEXTS:
        view = slack_form(a_form(text), ModalState(channel="C1", channel_name=text))
        found += about(text, (*slack_faults(view), *faults_of_view(view), *shape_of_view(view)))
    assert found == []


@pytest.mark.parametrize("way", list(FormWay))
def test_in_a_form_on_teams_it_does_nothing_and_fits(way: FormWay) -> None:
    found: Found = []
    carried = Carried(do="form", key="k" * 16)
    for text in TEXTS:
        people = (("00000001-0000-4000-8000-000000000000", text), ("U1LEAD", text))
        drawn = teams_form(a_form(text), carried, people, way, errors={"text": text, "choice": text})
        found += about(text, (*teams_faults(drawn), *faults_of_card(drawn, in_dialog=way is FormWay.DIALOG)))
    assert found == []
