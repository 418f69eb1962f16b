"""A line names somebody whom the platform did not tell of in time: that is said, and nobody is called unknown."""

from dataclasses import replace

import pytest

from cadence.context import Services
from cadence.requests import Person
from tests.cadence.desk import Desk, is_refused, words
from tests.fakes.growth import typed
from tests.fakes.memory import MemoryStore

NOT_YET = "I could not look this person up just now. Please send it again in a minute."
NOBODY = "I don't know this person here. Name a member of this workspace."
LINES = (
    "action call them <@U5NEW> friday",
    "decision pause ads? <@U5NEW>",
    "blocker stuck <@U5NEW>",
    "away friday cover <@U5NEW>",
)


@pytest.fixture
def desk(store: MemoryStore, services: Services) -> Desk:
    return Desk(store, services)


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize(("people", "why"), [((Person(id="U5NEW", is_guest=None),), NOT_YET), ((), NOBODY)])
async def test_it_says_why_nothing_was_done(desk: Desk, line: str, people: tuple[Person, ...], why: str) -> None:
    reply = await desk.door.handle(replace(typed("ben", line), people={each.id: each for each in people}))
    assert is_refused(reply)
    assert words(reply).startswith(why)
    assert [desk.rows(kind) for kind in ("actions", "decisions", "blockers", "leaves")] == [[], [], [], []]


@pytest.mark.parametrize("line", LINES)
async def test_once_the_platform_answers_it_is_done(desk: Desk, line: str) -> None:
    told = Person(id="U5NEW", name="New")
    assert not is_refused(await desk.door.handle(replace(typed("ben", line), people={told.id: told})))
