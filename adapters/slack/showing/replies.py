"""Shows a reply to the person who sent the request: in the acknowledgement, in a modal, or privately beside a message.

Knows the ways that Slack offers to answer each kind of request; must not know what is answered.
"""

import asyncio
import logging
from dataclasses import replace
from typing import Any

from adapters.slack.arriving.incoming import Garbled, Incoming, Modal
from adapters.slack.client import SlackClient
from adapters.slack.errors import SLACK_FAILURES, code_of
from adapters.slack.rendering import message_text, render_card, render_form, render_note
from adapters.slack.rendering.text import Json, shorten, unformatted
from adapters.slack.rendering.views import FIELD
from adapters.slack.showing.metadata import ModalState
from adapters.slack.showing.private import Private
from cadence.beside import Beside
from cadence.cards import Card, card
from cadence.forms import Form
from cadence.requests import CommandTyped, FormChanged, FormSubmitted, Invalid, Nothing, Reply, Request, Say, ShowForm

Ack = str | Json
SILENT = ""
LONGEST_ERROR = 1_000
PATIENCE_SECONDS = 1.5
"""How long the acknowledgement waits for what else is to be shown: Slack waits three seconds for it, all in all."""
OVERTAKEN = "hash_conflict"
"""The person did something more in the modal meanwhile, which will be answered too."""
TOO_LATE = "Slack did not let me open the form this time. Please try again."
UPDATED = "Drumbeat was updated while this was open. Copy what you typed, close and press Answer again."
NO_FORM = "Slack opens forms only from a button or a command. Type {} as a command, or press Answer on the prompt."
NOT_READ = "I could not read what Slack sent me, so nothing was changed. Please try again."

log = logging.getLogger(__name__)


class Replies:
    """Each reply is shown once; where Slack fails meanwhile, that is logged, since what was asked is done already."""

    def __init__(self, client: SlackClient, patience: float = PATIENCE_SECONDS) -> None:
        self._client, self._patience = client, patience
        self._private = Private(client)
        self._beside = Beside("A private answer")

    async def show(self, reply: Reply, incoming: Incoming) -> Ack:
        """Show the reply; what is returned is the acknowledgement's body. What takes long goes on after it."""
        if isinstance(reply, Nothing):
            return SILENT
        if isinstance(incoming.request, FormSubmitted) and incoming.modal:
            return submission_ack(reply, incoming.modal)
        shown = self._beside.start(self._show(reply, incoming))
        await asyncio.wait({shown}, timeout=self._patience)
        if shown.done():
            left = shown.result()
            return _ephemeral(left.card) if left else SILENT
        self._beside.start(self._show_rest(shown, incoming))
        return SILENT

    async def show_garbled(self, garbled: Garbled) -> Ack:
        """Say that it was not read, wherever that is possible; a modal stays open with everything typed."""
        if garbled.is_command:
            return _ephemeral(card(NOT_READ))
        note = render_note(card(UPDATED), ModalState(), close="Back")
        if garbled.is_submission:
            if garbled.first_input:
                return {"response_action": "errors", "errors": {garbled.first_input: UPDATED}}
            return {"response_action": "push", "view": note}
        if garbled.is_form and garbled.trigger_id:
            pushed = self._beside.start(self._push(garbled.trigger_id, note))
            await asyncio.wait({pushed}, timeout=self._patience)
        return SILENT

    async def drain(self) -> None:
        """Let what is still being shown come to its end, for a few seconds."""
        await self._beside.drain()

    async def _show(self, reply: Reply, incoming: Incoming) -> Say | None:
        """Show it; what is returned is left for a command's acknowledgement."""
        try:
            if isinstance(reply, ShowForm):
                return await self._show_form(reply.form, incoming)
            return None if isinstance(reply, Nothing) else await self._say(_as_say(reply), incoming)
        except SLACK_FAILURES as error:
            log.warning("A private answer was lost: %s", code_of(error))
        return None

    async def _show_rest(self, shown: asyncio.Task[Say | None], incoming: Incoming) -> None:
        """What a command's acknowledgement did not wait for."""
        left = await shown
        if left is not None:
            await self._private.tell(left, incoming)

    async def _show_form(self, form: Form, incoming: Incoming) -> Say | None:
        if incoming.modal is None and not incoming.trigger_id:
            return await self._say(Say(card(_how_to_open(incoming.request))), incoming)
        try:
            await self._open(form, incoming)
        except SLACK_FAILURES as error:
            log.warning("A form could not be shown: %s", code_of(error))
            return None if code_of(error) == OVERTAKEN else await self._say(Say(card(TOO_LATE)), incoming)
        return None

    async def _open(self, form: Form, incoming: Incoming) -> None:
        view = render_form(form, incoming.origin)
        if incoming.modal is None:
            await self._client.views_open(trigger_id=incoming.trigger_id, view=view)
        else:
            await self._client.views_update(view_id=incoming.modal.view_id, hash=incoming.modal.hash, view=view)

    async def _say(self, say: Say, incoming: Incoming) -> Say | None:
        if incoming.modal is not None:
            await self._say_in_modal(say, incoming)
            return None
        is_typed = isinstance(incoming.request, CommandTyped) and incoming.beside is None
        if is_typed and (self._private.is_plain(say.card) or not await self._private.answer_beside(say, incoming)):
            return say  # cannot be repeated, so nothing that may be refused goes there
        if not is_typed:
            await self._private.tell(say, incoming)
        return None

    async def _say_in_modal(self, say: Say, incoming: Incoming) -> None:
        if isinstance(incoming.request, FormChanged) or say.refuses:
            note = render_note(say.card, incoming.origin, close="Back")
            await self._client.views_push(trigger_id=incoming.trigger_id, view=note)
        elif incoming.modal is not None:
            await self._client.views_update(view_id=incoming.modal.view_id, view=render_note(say.card, incoming.origin))

    async def _push(self, trigger_id: str, note: Json) -> None:
        try:
            await self._client.views_push(trigger_id=trigger_id, view=note)
        except SLACK_FAILURES as error:
            log.warning("A private answer was lost: %s", code_of(error))


def submission_ack(reply: Reply, modal: Modal) -> Ack:
    """The answer within the modal: errors at their fields, the next form, or a note."""
    match reply:
        case Invalid(errors):
            return _errors(errors, modal)
        case ShowForm(form):
            next_step = replace(modal.state, step=modal.state.step + 1)
            return {"response_action": "update", "view": render_form(form, next_step)}
        case Say(refuses=True):
            return {"response_action": "push", "view": render_note(reply.card, modal.state, close="Back")}
        case Say():
            return {"response_action": "update", "view": render_note(reply.card, modal.state)}
    return SILENT


def _errors(errors: Any, modal: Modal) -> Ack:
    """Slack takes errors only for inputs that the modal shows: what belongs to none goes to its first."""
    found: dict[str, str] = {}
    for field, message in errors.items():
        shown = field if field in modal.fields else next(iter(modal.fields), None)
        if shown is None:
            return submission_ack(Say(card("\n".join(errors.values())), refuses=True), modal)
        known = found.get(f"{FIELD}:{shown}")
        found[f"{FIELD}:{shown}"] = shorten(unformatted(f"{known} {message}" if known else message), LONGEST_ERROR)
    return {"response_action": "errors", "errors": found}


def _how_to_open(request: Request) -> str:
    """Slack opens a form only on a press or a command, not on what somebody writes."""
    return NO_FORM.format(f"`okr {request.text}`" if isinstance(request, CommandTyped) else "`okr checkin`")


def _as_say(reply: Invalid | Say) -> Say:
    """Errors without a form to show them in."""
    return reply if isinstance(reply, Say) else Say(card("\n".join(reply.errors.values())), refuses=True)


def _ephemeral(message: Card) -> Json:
    return {"response_type": "ephemeral", "text": message_text(message), "blocks": render_card(message)}
