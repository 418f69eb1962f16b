"""Who may record for a team, and what everybody else gets."""

from dataclasses import replace

import pytest

from cadence.requests import CommandTyped, Person
from tests.cadence.desk import Desk, is_refused, words
from tests.cadence.records.nouns import NOUNS
from tests.fakes.growth import typed


@pytest.mark.parametrize("who", ["ana", "ben", "dee", "mia"])
@pytest.mark.parametrize("noun", NOUNS)
async def test_members_lead_and_manager_may_record(desk: Desk, noun: str, who: str) -> None:
    await desk.type(who, f"{noun} something")
    assert len(desk.rows(f"{noun}s")) == 1


@pytest.mark.parametrize("noun", NOUNS)
async def test_others_may_not_and_get_their_line_back(desk: Desk, noun: str) -> None:
    reply = await desk.type("zoe", f"{noun} 2.1 something of mine")
    assert desk.rows(f"{noun}s") == []
    assert is_refused(reply)
    assert "Ana, who leads it, can add you" in words(reply)
    assert f"okr {noun} 2.1 something of mine" in words(reply)


@pytest.mark.parametrize("noun", NOUNS)
async def test_an_admin_may_record_for_any_team(desk: Desk, noun: str) -> None:
    await desk.type("zoe", "board")
    await desk.change_member("zoe", is_admin=True)
    await desk.type("zoe", f"{noun} something")
    assert len(desk.rows(f"{noun}s")) == 1


@pytest.mark.parametrize("noun", NOUNS)
async def test_guests_are_refused_kindly(desk: Desk, noun: str) -> None:
    request = typed("ben", f"{noun} something")
    guest = Person(id="ben", name="Ben", is_guest=True)
    reply = await desk.door.handle(_as(request, guest))
    assert desk.rows(f"{noun}s") == []
    assert "guest from another workspace" in words(reply)


def _as(request: CommandTyped, who: Person) -> CommandTyped:
    return replace(request, who=who, people={who.id: who})
