"""Who becomes a member by being named, on platforms that tell a person's zone only once they write."""

from dataclasses import replace

import pytest

from cadence.frontdoor import FrontDoor
from cadence.requests import CommandTyped, Person
from tests.fakes.growth import WORKSPACE, mid
from tests.fakes.memory import MemoryStore
from tests.fakes.services import fake_services

ANA = Person(id="ana", name="Ana", zone="America/Los_Angeles")
NEW = Person(id="new", name="New")


async def named(store: MemoryStore, who: Person, person: Person) -> str:
    """The zone of a person after somebody named them in a line."""
    line = f"action call them <@{person.id}> friday"
    people = {person.id: person}
    request = CommandTyped(
        workspace_id=WORKSPACE.id, request_id=str(person), channel="C1", who=who, text=line, people=people
    )
    await FrontDoor(store, fake_services()).handle(request)
    async with store.unit(WORKSPACE.id, actor="test") as unit:
        found = await unit.members.get(mid(person.id))
    assert found is not None
    return str(found.zone)


@pytest.mark.parametrize(
    ("who", "told", "zone"),
    [
        (ANA, "", "America/Los_Angeles"),
        (ANA, "Asia/Tokyo", "Asia/Tokyo"),
        (replace(ANA, zone=""), "", "Europe/Berlin"),  # as Ana is known
        (Person(id="stranger", name="S"), "", "UTC"),
    ],
)
async def test_who_is_named_first_is_where_the_sender_is(store: MemoryStore, who: Person, told: str, zone: str) -> None:
    assert await named(store, who, replace(NEW, zone=told)) == zone


async def test_who_is_known_stays_where_they_are(store: MemoryStore) -> None:
    await named(store, ANA, replace(NEW, zone="Asia/Tokyo"))
    assert await named(store, ANA, replace(NEW, name="Newer")) == "Asia/Tokyo"
