"""Talks to the front door in a few words: what was said, which form opened, what was wrong, what is kept."""

from collections.abc import Mapping
from typing import Any

from cadence.cards import Button, Buttons
from cadence.forms import FieldPart, Form, PersonField, TickField
from cadence.frontdoor import FrontDoor
from cadence.requests import Invalid, Reply, Say, ShowForm
from cadence.wording.plain import plain_text
from tests.fakes.growth import TEAM, WORKSPACE, pressed, submitted, typed
from tests.fakes.memory import MemoryStore


def said(reply: Reply) -> str:
    """The text of the card that came back."""
    assert isinstance(reply, Say), reply
    return plain_text(reply.card)


def opened(reply: Reply) -> Form:
    """The form that came back."""
    assert isinstance(reply, ShowForm), said(reply) if isinstance(reply, Say) else reply
    return reply.form


def faults(reply: Reply) -> Mapping[str, str]:
    """What is wrong, by field."""
    assert isinstance(reply, Invalid), said(reply) if isinstance(reply, Say) else reply
    return reply.errors


def button(reply: Reply, label: str) -> Button:
    """The button with this label."""
    assert isinstance(reply, Say), reply
    rows = [block.buttons for block in reply.card.blocks if isinstance(block, Buttons)]
    return next(item for row in rows for item in row if item.label == label)


def filled(form: Form) -> dict[str, Any]:
    """The values that a form opens with, as they come back when nothing is touched."""
    values: dict[str, Any] = {}
    for part in form.parts:
        if isinstance(part, PersonField):
            values[part.id] = part.initial
        elif isinstance(part, TickField):
            values[part.id] = "yes" if part.initial else ""
        elif isinstance(part, FieldPart):
            values[part.id] = part.initial
    return values


class Asking:
    """One front door and the store behind it."""

    def __init__(self, door: FrontDoor, store: MemoryStore) -> None:
        self.door, self.store = door, store

    async def types(self, who: str, text: str = "", channel: str | None = TEAM.channel) -> Reply:
        return await self.door.handle(typed(who, text, channel))

    async def presses(self, who: str, found: Button, channel: str | None = TEAM.channel) -> Reply:
        return await self.door.handle(pressed(who, found.action, found.value, channel))

    async def sends(self, who: str, form: Form, **changes: Any) -> Reply:
        """Send a form as it opened, but for these fields."""
        return await self.door.handle(submitted(who, form.id, form.context, **{**filled(form), **changes}))

    async def rows(self, kind: str, **fields: object) -> list[Any]:
        """The records of one kind that are kept now."""
        async with self.store.unit(WORKSPACE.id, actor="test") as unit:
            found: list[Any] = await getattr(unit, kind).find(**fields)
            return found

    async def put(self, kind: str, *records: Any) -> None:
        """Keep these, whether they were there or not."""
        async with self.store.unit(WORKSPACE.id, actor="test") as unit:
            repository = getattr(unit, kind)
            for record in records:
                known = await repository.get(record.id)
                await (repository.save(record) if known else repository.add(record))
