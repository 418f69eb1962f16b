"""Shows a reply to the person who sent the request: in the response, in the dialog, or in their personal chat.

Knows the ways that Teams offers to answer each kind of request; must not know what is answered.
"""

import asyncio
from collections.abc import Coroutine
from dataclasses import replace
from typing import Any

from adapters.teams.arriving.incoming import Garbled, Incoming, Way
from adapters.teams.carried import PRESS
from adapters.teams.connector import Connector
from adapters.teams.identity import Identity
from adapters.teams.knowing.addresses import AddressBook
from adapters.teams.knowing.people import People
from adapters.teams.rendering import (
    PERSONAL,
    FormWay,
    activity_of,
    message_text,
    render_card,
    render_note,
)
from adapters.teams.showing.answers import CLOSED, KEPT, InvokeAnswer, Json, dialog, line, plain_line, replaced, shorten
from adapters.teams.showing.dialogs import Colleagues, Forms, TooMuch, fault_of, is_long, of_nobody, origin_of
from adapters.teams.showing.direct import PersonalChats
from adapters.teams.showing.private import Private, Told
from adapters.teams.showing.stamping import stamped
from adapters.teams.showing.turns import Turns
from cadence.beside import Beside
from cadence.cards import Card, Text, card
from cadence.forms import Form
from cadence.requests import FormChanged, FormSubmitted, Invalid, Nothing, Reply, Say, ShowForm
from cadence.splitting import split

__all__ = ["InvokeAnswer", "Replies"]

PATIENCE_SECONDS = 2.5
"""How long the response waits for what else is to be shown: it is due within three, all in all."""
LONGEST_SAID = 200
"""A line beside a card is gone soon: more than this is read later."""
LONGEST_SUMMARY = 300
NAME = "Drumbeat"
DONE = "Done."
WROTE = "I have answered in our personal chat."
MORE = "More in our personal chat."
ON_ITS_WAY = "My answer is on its way to our personal chat."
MORE_ON_ITS_WAY = "More is on its way to our personal chat."
LONGEST_GIST = 120
FORM_THERE = "The form is in our personal chat."
FORM_ON_ITS_WAY = "The form is on its way to our personal chat."
BELOW = "See below."
SOON_BELOW = "It is on its way, below."
NO_MORE = "There is nothing more to do here. If you expected a form, close this and press the button again."
UNREACHABLE = (
    "I answer privately, and I cannot write to you yet. Add me in Teams first (Apps, search for Drumbeat, Add), "
    "then ask again."
)
TOO_LATE = "Teams did not let me show the form this time. Please try again."
UPDATED = "Drumbeat was updated while this was open. Copy what you typed, then press Answer again."
TOO_MUCH = "That is more text than Teams shows in a form. Shorten what you typed, then send it again."
NOT_READ = "I could not read what Teams sent me, so nothing was changed. Please try again."


class Replies:
    """Each reply is shown once; where Teams fails meanwhile, that is logged, since what was asked is done already.

    turns: shared with whatever else writes to the same conversations.
    """

    def __init__(
        self,
        connector: Connector,
        book: AddressBook,
        people: People,
        identity: Identity,
        turns: Turns | None = None,
        *,
        colleagues: Colleagues = of_nobody,
        patience: float = PATIENCE_SECONDS,
    ) -> None:
        self._private = Private(connector, PersonalChats(connector, book, identity), turns or Turns())
        self._forms = Forms(people, book, colleagues)
        self._personal = replace(PERSONAL, has_dialogs=identity.has_dialogs)
        self._patience = patience
        self._beside = Beside("A private answer")

    async def show(self, reply: Reply, incoming: Incoming) -> InvokeAnswer | None:
        """Show the reply; what is returned is the invoke's response, None for what was typed. What takes long goes on
        after it."""
        try:
            return await self._shown(reply, incoming)
        except TooMuch:
            return await self._too_much(incoming)

    async def _too_much(self, incoming: Incoming) -> InvokeAnswer | None:
        """What was typed stays where it is."""
        match incoming.way:
            case Way.SUBMIT:
                return KEPT
            case Way.FETCH:
                return _note(card(TOO_MUCH))
            case Way.EXECUTE:
                return line(TOO_MUCH)
        await self._patiently(self._tell(card(TOO_MUCH), incoming), incoming)
        return None

    async def _shown(self, reply: Reply, incoming: Incoming) -> InvokeAnswer | None:
        match incoming.way:
            case Way.FETCH | Way.SUBMIT:
                return await self._in_dialog(reply, incoming)
            case Way.EXECUTE:
                return await self._at_card(reply, incoming)
        await self._typed(reply, incoming)
        return None

    async def show_garbled(self, garbled: Garbled) -> InvokeAnswer | None:
        """Say that it was not read, wherever that is possible; what was typed stays in its dialog or card."""
        words = UPDATED if garbled.is_form else NOT_READ
        match garbled.way:
            case Way.SUBMIT if garbled.is_form:
                return KEPT
            case Way.FETCH | Way.SUBMIT:
                return _note(card(words))
            case Way.EXECUTE:
                return line(words)
        return None

    async def drain(self) -> None:
        """Let what is still being shown come to its end, for a few seconds."""
        await self._beside.drain()

    async def _in_dialog(self, reply: Reply, incoming: Incoming) -> InvokeAnswer:
        """The dialog shows what comes next. Nothing at all closes it; one that is about to open cannot be closed."""
        if isinstance(reply, Nothing):
            return CLOSED if incoming.way is Way.SUBMIT else _note(card(NO_MORE))
        if isinstance(reply, ShowForm):
            drawn = await self._forms.opened(reply.form, incoming, FormWay.DIALOG)
            return dialog(reply.form.title, drawn, is_long=is_long(reply.form))
        again = await self._again(reply, incoming, FormWay.DIALOG)
        if again is not None:
            form, drawn = again
            return dialog(form.title, drawn, is_long=is_long(form))
        said = _as_say(reply).card
        return dialog(NAME, stamped(render_note(said), origin_of(incoming, FormWay.DIALOG)), is_long=False)

    async def _at_card(self, reply: Reply, incoming: Incoming) -> InvokeAnswer:
        if incoming.is_refresh:
            return line(DONE)
        if _is_from_form(incoming):
            return await self._instead_of_form(reply, incoming)
        match reply:
            case Nothing():
                return line(DONE)
            case ShowForm(form):
                return await self._open_in_chat(form, incoming)
        return await self._say_at_card(_as_say(reply), incoming)

    async def _instead_of_form(self, reply: Reply, incoming: Incoming) -> InvokeAnswer:
        """In the place of a form in the personal chat: for the one who used it at once, and on their other clients."""
        shown, rest, summary = await self._in_its_place(reply, incoming)
        self._beside.start(self._put(shown, rest, summary, incoming))
        return replaced(shown)

    async def _in_its_place(self, reply: Reply, incoming: Incoming) -> tuple[Json, list[Card], str]:
        """(the card that stands there now, what did not fit into it, its summary)."""
        if isinstance(reply, ShowForm):
            drawn = await self._forms.opened(reply.form, incoming, FormWay.CHAT)
            return drawn, [], reply.form.title
        again = None if isinstance(reply, Nothing) else await self._again(reply, incoming, FormWay.CHAT)
        if again is not None:
            return again[1], [], again[0].title
        first, *rest = split(card(DONE) if isinstance(reply, Nothing) else _as_say(reply).card)
        origin = origin_of(incoming, FormWay.CHAT)
        return stamped(render_note(first, self._personal), origin), rest, message_text(first)

    async def _open_in_chat(self, form: Form, incoming: Incoming) -> InvokeAnswer:
        told = await self._patiently(self._show_form(form, incoming), incoming)
        if told is None:
            return line(SOON_BELOW if incoming.is_personal else FORM_ON_ITS_WAY)
        if told is Told.DONE:
            return line(BELOW if incoming.is_personal else FORM_THERE)
        return line(UNREACHABLE if told is Told.UNREACHABLE else TOO_LATE)

    async def _say_at_card(self, say: Say, incoming: Incoming) -> InvokeAnswer:
        """One line stands beside the card for a moment; more goes where it stays."""
        if incoming.is_personal and say.replaces and incoming.ref:
            return await self._instead_of_form(say, incoming)
        if not incoming.is_personal and _is_line(say.card):
            return line(_line_of(say.card, incoming))
        told = await self._patiently(self._tell(say.card, incoming), incoming)
        if told is None:
            return line(SOON_BELOW if incoming.is_personal else _gist_of(say.card, MORE_ON_ITS_WAY, ON_ITS_WAY))
        if told is Told.DONE:
            return line(BELOW if incoming.is_personal else _gist_of(say.card, MORE, WROTE))
        return line(_line_of(say.card, incoming))

    async def _typed(self, reply: Reply, incoming: Incoming) -> None:
        """Nobody waits for words: a message in the personal chat, or what a card there becomes."""
        if isinstance(reply, Nothing):
            return
        if incoming.is_personal and incoming.ref and (_is_from_form(incoming) or _replaces(reply)):
            shown, rest, summary = await self._in_its_place(reply, incoming)
            await self._patiently(self._put(shown, rest, summary, incoming), incoming)
            return
        work = self._show_form(reply.form, incoming) if isinstance(reply, ShowForm) else None
        told = self._or_excuse(work or self._tell(_as_say(reply).card, incoming), incoming)
        await self._patiently(told, incoming)

    async def _or_excuse(self, work: Coroutine[Any, Any, Told], incoming: Incoming) -> Told:
        """Where they cannot be written to, a line says so where they asked, and nothing else."""
        told = await work
        if told is Told.UNREACHABLE and not incoming.is_personal:
            await self._private.excuse(UNREACHABLE, incoming)
        return told

    async def _show_form(self, form: Form, incoming: Incoming) -> Told:
        drawn = await self._forms.opened(form, incoming, FormWay.CHAT)
        return await self._private.tell([activity_of(drawn, shorten(form.title, LONGEST_SUMMARY))], incoming)

    async def _tell(self, said: Card, incoming: Incoming) -> Told:
        return await self._private.tell(self._messages(split(said), incoming), incoming)

    async def _put(self, shown: Json, rest: list[Card], summary: str, incoming: Incoming) -> Told:
        await self._private.show_instead(activity_of(shown, shorten(summary, LONGEST_SUMMARY)), incoming)
        return await self._private.tell(self._messages(rest, incoming), incoming) if rest else Told.DONE

    async def _again(self, reply: Reply, incoming: Incoming, way: FormWay) -> tuple[Form, Json] | None:
        """The form that was sent, where the reply says what is wrong with it; else None."""
        match reply:
            case Invalid(errors):
                return await self._forms.mended(errors, incoming, way)
            case Say() if reply.refuses or isinstance(incoming.request, FormChanged):
                return await self._forms.mended(fault_of(reply.card, way), incoming, way)
        return None

    async def _patiently(self, work: Coroutine[Any, Any, Told], incoming: Incoming) -> Told | None:
        """How it went; None where it still goes on, beside the response."""
        task = self._beside.start(work)
        await asyncio.wait({task}, timeout=incoming.patience(self._patience))
        return task.result() if task.done() else None

    def _messages(self, cards: list[Card], incoming: Incoming) -> list[Json]:
        """As they stand in the personal chat."""
        origin = origin_of(incoming, FormWay.CHAT)
        drawn = [(stamped(render_card(each, self._personal), origin), message_text(each)) for each in cards]
        return [activity_of(made, summary) for made, summary in drawn]


def _note(said: Card) -> InvokeAnswer:
    return dialog(NAME, render_note(said), is_long=False)


def _is_from_form(incoming: Incoming) -> bool:
    """A form that stands as a card, not a button of a message."""
    is_form = isinstance(incoming.request, FormSubmitted | FormChanged)
    return is_form and incoming.carried is not None and incoming.carried.do != PRESS


def _replaces(reply: Reply) -> bool:
    return isinstance(reply, Say) and reply.replaces


def _as_say(reply: Reply) -> Say:
    """Errors without a form to show them in."""
    if isinstance(reply, Say):
        return reply
    return Say(card("\n".join(reply.errors.values()) if isinstance(reply, Invalid) else DONE), refuses=True)


def _is_line(said: Card) -> bool:
    """Whether a line says all of it."""
    texts = [block.text for block in said.blocks if isinstance(block, Text)]
    return len(texts) == len(said.blocks) == 1 and "\n" not in texts[0] and len(texts[0]) <= LONGEST_SAID


def _gist_of(said: Card, more: str, alone: str) -> str:
    """For whoever pressed: what came of it, and where the rest stands. alone: instead of both, where that is long."""
    gist = plain_line(said.notice, is_personal=False).rstrip(".")
    return f"{gist}. {more}" if 0 < len(gist) <= LONGEST_GIST else alone


def _line_of(said: Card, incoming: Incoming) -> str:
    """All of it, or its notice."""
    texts = [block.text for block in said.blocks if isinstance(block, Text)]
    return plain_line(texts[0] if _is_line(said) else said.notice, is_personal=incoming.is_personal)
