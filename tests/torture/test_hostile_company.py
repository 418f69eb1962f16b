"""A company in which every text is hostile, in every message, private answer, Home and form of every platform: nothing
mentions, links, runs or breaks a layout, and no line that somebody typed stands where ours do.
"""

import asyncio
import re
from collections.abc import Iterator

import pytest

from adapters.local.rendering import Renderer
from adapters.slack.rendering import MESSAGE, PLAIN, render_home
from adapters.slack.rendering import message_text as slack_notice
from adapters.slack.rendering import render_card as on_slack
from adapters.slack.rendering import render_form as slack_form
from adapters.slack.showing.metadata import ModalState
from adapters.teams.carried import Carried
from adapters.teams.decoding.values import FORM_ROOM
from adapters.teams.packing import pack
from adapters.teams.rendering import CHANNEL, PERSONAL, FormWay
from adapters.teams.rendering import message_text as teams_notice
from adapters.teams.rendering import render_card as on_teams
from adapters.teams.rendering import render_form as teams_form
from cadence.cards import Card
from cadence.form_room import ROOMY
from cadence.splitting import split
from cadence.wording.plain import plain_text
from tests.adapters.slack.schema import shape_of_message, shape_of_view
from tests.adapters.teams.schema import faults_of_card
from tests.fakes.services import fake_services
from tests.fakes.slack.limits import faults_of_home, faults_of_message, faults_of_view
from tests.giant.crawl import Book, Shown
from tests.torture.hostile_company import lived_hostile
from tests.torture.reading_as import Page, slack_faults, slack_text_faults, teams_faults
from tests.torture.scale import FACTOR

pytestmark = [pytest.mark.torture, pytest.mark.timeout(1800)]
FORGED = re.compile(r"^(?:KEY RESULTS|OFF TRACK|ACTIONS|STOPPED) forged|^1\.1 Forged", re.MULTILINE)
ELEMENTS = {
    "div", "h3", "p", "dl", "dt", "dd", "table", "thead", "tbody", "tr", "th", "td", "figure", "figcaption", "svg",
    "line", "text", "polyline", "circle", "title", "pre", "button", "span", "hr", "a", "code", "b", "path", "rect",
}  # fmt: skip
PEOPLE = (("00000001-0000-4000-8000-000000000000", "[x](https://evil.example) <at>y</at>"),)

Found = list[tuple[str, object]]


@pytest.fixture(scope="module")
def narrow() -> Book:
    """With forms that hold as much as Teams takes."""
    return asyncio.run(lived_hostile(fake_services(), FORM_ROOM))


@pytest.fixture(scope="module")
def roomy(narrow: Book) -> Book:
    """With forms that hold more, in the long form."""
    return asyncio.run(lived_hostile(fake_services(), ROOMY)) if FACTOR else narrow


def sent(shown: Shown) -> list[Card]:
    return [shown.card] if shown.place in ("channel", "home") else split(shown.card)


def test_on_slack_nothing_is_more_than_text(roomy: Book) -> None:
    found: Found = []
    for shown in roomy.cards:
        for card in sent(shown):
            found += [(shown.about[:60], fault) for fault in slack_text_faults(slack_notice(card))]
            for dress in (PLAIN, MESSAGE) if shown.place != "home" else ():
                drawn = on_slack(card, dress)
                faults = (*slack_faults(drawn), *faults_of_message(drawn), *shape_of_message(drawn))
                found += [(shown.about[:60], fault) for fault in faults]
        if shown.place == "home":
            view = render_home(shown.card)
            faults = (*slack_faults(view), *faults_of_home(view), *shape_of_view(view))
            found += [(shown.about[:60], fault) for fault in faults]
    for form in roomy.forms:
        view = slack_form(form, ModalState(channel="C1GIANT"))
        found += [(form.id, fault) for fault in (*slack_faults(view), *faults_of_view(view), *shape_of_view(view))]
    assert found[:5] == []


def test_on_teams_nothing_is_more_than_text(narrow: Book) -> None:
    found: Found = []
    for shown in narrow.cards:
        for card in sent(shown):
            assert "\n" not in teams_notice(card)
            for dress in (CHANNEL, PERSONAL):
                drawn = on_teams(card, dress)
                found += [(shown.about[:60], fault) for fault in (*teams_faults(drawn), *faults_of_card(drawn))]
    for form in narrow.forms:
        carried = Carried(do="form", key="k" * 16, shown=pack(form))
        for way in FormWay:
            drawn = teams_form(form, carried, PEOPLE, way)
            faults = (*teams_faults(drawn), *faults_of_card(drawn, in_dialog=way is FormWay.DIALOG))
            found += [(form.id, fault) for fault in faults]
    assert found[:5] == []


def test_in_the_browser_nothing_is_more_than_text(roomy: Book) -> None:
    renderer, found = Renderer(), Found()
    for shown in roomy.cards:
        page = Page(renderer.card(shown.card))
        found += [(shown.about[:60], tag) for tag in {*page.tags} - ELEMENTS]
        links = [value for name, value in page.attributes if name in ("href", "src") and value]
        found += [(shown.about[:60], link) for link in links if not link.startswith("https://giant.slack.com/")]
        found += [(shown.about[:60], name) for name, _ in page.attributes if name.startswith("on") or name == "style"]
    assert found[:5] == []


def test_nobodys_line_stands_where_ours_do(roomy: Book) -> None:
    """In what everybody sees, and in what comes by itself. In a form and in the private answer to a person their own
    text stands as they typed it."""
    found = [(shown.place, shown.about[:60], where) for shown, where in forged(roomy)]
    assert found[:5] == []


def forged(book: Book) -> Iterator[tuple[Shown, str]]:
    for shown in book.cards:
        if shown.place in ("channel", "member", "home") and (at := FORGED.search(plain_text(shown.card))):
            yield shown, at[0]


def test_all_of_it_came_up(roomy: Book) -> None:
    """Else nothing was proved."""
    assert len(roomy.cards) > 300
    assert {shown.place for shown in roomy.cards} == {"channel", "member", "home", "reply"}
    assert len({form.id for form in roomy.forms}) > 15
