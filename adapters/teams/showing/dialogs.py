"""Forms and notes as they are shown and shown again: in a dialog, or as a card in the personal chat.

Knows how a form travels in its card and what follows on it; must not know what is asked.
"""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace

from adapters.teams.arriving.incoming import Incoming
from adapters.teams.carried import FORM, Carried, Origin
from adapters.teams.errors import FAILURES, code_of
from adapters.teams.knowing.addresses import AddressBook
from adapters.teams.knowing.people import People
from adapters.teams.knowing.places import origin_of as asked_from
from adapters.teams.packing import pack, unpack
from adapters.teams.rendering import FormWay, fits, render_form
from adapters.teams.showing.answers import Json, plain_line
from cadence.cards import Card, Text
from cadence.forms import FieldPart, Form, FormValues, PersonField, many
from cadence.ports import Address
from cadence.requests import FormChanged, FormSubmitted

LOOK_UP_SECONDS = 1.5
"""How long a form waits for the people who can be chosen in it; without them it is shown all the same."""
KEY_BYTES = 12
LONG_FORM = 5
"""With more fields than this, it is given as much room as there is."""
LONGEST_FAULT = 1_000

Colleagues = Callable[[str, str], Awaitable[Sequence[tuple[str, str]]]]
"""(workspace id, aadObjectId) -> ids and names of whom this person works with."""

log = logging.getLogger(__name__)


async def of_nobody(_: str, __: str) -> Sequence[tuple[str, str]]:
    """Where nobody can tell."""
    return ()


class TooMuch(Exception):
    """What is typed into a form is more than Teams would show. Where it was typed, it still stands."""


class Forms:
    """Draws forms for one person each time. Nothing is remembered here: what is needed travels in the card."""

    def __init__(self, people: People, book: AddressBook, colleagues: Colleagues = of_nobody) -> None:
        self._people, self._book, self._colleagues = people, book, colleagues

    async def opened(self, form: Form, incoming: Incoming, way: FormWay) -> Json:
        """The form that follows on this request: a new one, or the next one in the place of the one that was used.

        Raises TooMuch.
        """
        return await self._drawn(form, replace(follow_up(incoming, way), shown=pack(form)), incoming, way)

    async def mended(self, errors: Mapping[str, str], incoming: Incoming, way: FormWay) -> tuple[Form, Json] | None:
        """The form that was sent, with what is wrong and everything typed; None where it did not come along.

        Raises TooMuch.
        """
        used, sent = incoming.carried, incoming.request
        if used is None or not isinstance(sent, FormSubmitted | FormChanged):
            return None
        form = unpack(used.shown, sent.context)
        if form is None:
            log.warning("A form did not come back whole")
            return None
        return form, await self._drawn(form, _again(used), incoming, way, errors, sent.values)

    async def _drawn(
        self,
        form: Form,
        carried: Carried,
        incoming: Incoming,
        way: FormWay,
        errors: Mapping[str, str] | None = None,
        typed: FormValues | None = None,
    ) -> Json:
        people = await self._choices(form, carried.origin, incoming, way, typed or {})
        names = self._people.names(incoming.request.workspace_id, _chosen(form, typed or {}))
        made = render_form(form, carried, people, way, errors, typed, names)
        if not fits(made):
            raise TooMuch
        return made

    async def _choices(
        self, form: Form, origin: Origin | None, incoming: Incoming, way: FormWay, typed: FormValues
    ) -> Sequence[tuple[str, str]]:
        """In a dialog Teams finds people by itself: only the names of those who are chosen already are needed.
        Elsewhere it is who is there; or, in the personal chat, whom they work with."""
        if not any(isinstance(part, PersonField) for part in form.parts):
            return ()
        chosen = {*_chosen(form, typed)}
        if way is FormWay.DIALOG:
            known = self._people.names(incoming.request.workspace_id, sorted(chosen))
            if len(known) == len(chosen):
                return tuple(known.items())
        roster = dict(await self._roster(origin, incoming))
        if not roster or not chosen <= roster.keys():
            others = await self._colleagues(incoming.request.workspace_id, incoming.request.who.id)
            roster |= {one: name for one, name in others if not roster or one in chosen}
        return tuple(roster.items())

    async def _roster(self, origin: Origin | None, incoming: Incoming) -> Sequence[tuple[str, str]]:
        try:
            async with asyncio.timeout(incoming.patience(LOOK_UP_SECONDS)):
                return await self._people.choices(await self._place(origin, incoming))
        except FAILURES as error:
            log.warning("People to choose from could not be looked up: %s", code_of(error))
        return ()

    async def _place(self, origin: Origin | None, incoming: Incoming) -> Address:
        """Whose people can be chosen: of where it was asked for, if it is believed that it was (`knowing.places`)."""
        if origin is None or not origin.channel or origin.channel != incoming.request.channel:
            return incoming.address
        return await self._book.channel(incoming.request.workspace_id, origin.channel) or incoming.address


def _chosen(form: Form, typed: FormValues) -> list[str]:
    """Everybody who is chosen in it, or was before."""
    asked = [part for part in form.parts if isinstance(part, PersonField)]
    return sorted({person for part in asked for person in (*part.initial, *many(typed, part.id))})


def follow_up(incoming: Incoming, way: FormWay) -> Carried:
    """What the next form carries: the same key while one leads to the other, and one step more once it was sent."""
    used, origin = incoming.carried, origin_of(incoming, way)
    if used is None or not used.key:
        return Carried(do=FORM, key=secrets.token_urlsafe(KEY_BYTES), origin=origin)
    step = used.step if isinstance(incoming.request, FormChanged) else used.step + 1
    return Carried(do=FORM, key=used.key, step=step, origin=origin)


def origin_of(incoming: Incoming, way: FormWay) -> Origin | None:
    """Where it was asked for; None where that is where it is shown."""
    if incoming.carried is not None and incoming.carried.origin is not None:
        return incoming.carried.origin
    is_here = way is FormWay.DIALOG or incoming.is_personal or incoming.request.channel is None
    return None if is_here else asked_from(incoming)


def is_long(form: Form) -> bool:
    return sum(isinstance(part, FieldPart) for part in form.parts) > LONG_FORM


def fault_of(card: Card, way: FormWay) -> dict[str, str]:
    """A refusal as what is wrong with a form in all: it stands on top of it."""
    said = [block.text for block in card.blocks if isinstance(block, Text)] or [card.notice]
    return {"": plain_line(" ".join(said), is_personal=way is FormWay.CHAT)[:LONGEST_FAULT]}


def _again(used: Carried) -> Carried:
    return Carried(do=FORM, key=used.key, step=used.step, origin=used.origin, shown=used.shown)
