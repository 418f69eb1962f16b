"""Shows a reply to the person who sent the request: in the acknowledgement, in a modal, or privately beside a message.

Knows the ways that Slack offers to answer each kind of request; must not know what is answered.
"""

import logging
from dataclasses import replace
from http import HTTPStatus
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from adapters.slack.decoding import Incoming, Modal
from adapters.slack.errors import SLACK_FAILURES, code_of
from adapters.slack.rendering import message_text, render_card, render_form, render_note
from adapters.slack.rendering.text import Json, shorten
from adapters.slack.rendering.views import FIELD
from cadence.cards import Card, card
from cadence.forms import Form
from cadence.requests import CommandTyped, FormChanged, FormSubmitted, Invalid, Nothing, Reply, Say, ShowForm

Ack = str | Json
SILENT = ""
LONGEST_ERROR = 1_000
OVERTAKEN = "hash_conflict"
"""The person did something more in the modal meanwhile, which will be answered too."""
TOO_LATE = "Slack did not let me open the form this time. Please try again."

log = logging.getLogger(__name__)


class Replies:
    """Each reply is shown once; where Slack fails meanwhile, that is logged, since what was asked is done already."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client

    async def show(self, reply: Reply, incoming: Incoming) -> Ack:
        """Show the reply; what is returned is the acknowledgement's body."""
        if isinstance(reply, Nothing):
            return SILENT
        if isinstance(incoming.request, FormSubmitted) and incoming.modal:
            return submission_ack(reply, incoming.modal)
        if isinstance(reply, ShowForm):
            return await self._show_form(reply.form, incoming)
        return await self._say(_as_say(reply), incoming)

    async def _show_form(self, form: Form, incoming: Incoming) -> Ack:
        try:
            await self._open(form, incoming)
        except SLACK_FAILURES as error:
            log.warning("A form could not be shown: %s", code_of(error))
            if code_of(error) == OVERTAKEN:
                return SILENT
            return await self._say(Say(card(TOO_LATE)), incoming)
        return SILENT

    async def _open(self, form: Form, incoming: Incoming) -> None:
        view = render_form(form, incoming.origin)
        if incoming.modal is None:
            await self._client.views_open(trigger_id=incoming.trigger_id, view=view)
        else:
            await self._client.views_update(view_id=incoming.modal.view_id, hash=incoming.modal.hash, view=view)

    async def _say(self, say: Say, incoming: Incoming) -> Ack:
        if isinstance(incoming.request, CommandTyped):
            return {"response_type": "ephemeral", **_content(say.card)}
        try:
            await self._say_beside(say, incoming)
        except SLACK_FAILURES as error:
            log.warning("A private answer was lost: %s", code_of(error))
        return SILENT

    async def _say_beside(self, say: Say, incoming: Incoming) -> None:
        if incoming.modal is None:
            await self._answer_privately(say, incoming)
        elif isinstance(incoming.request, FormChanged) or say.refuses:
            await self._client.views_push(
                trigger_id=incoming.trigger_id, view=render_note(say.card, incoming.origin, close="Back")
            )
        else:
            await self._client.views_update(view_id=incoming.modal.view_id, view=render_note(say.card, incoming.origin))

    async def _answer_privately(self, say: Say, incoming: Incoming) -> None:
        replaces = say.replaces and incoming.is_private_card
        hook = AsyncWebhookClient(incoming.response_url, session=self._client.session)
        answer = {"response_type": "ephemeral", "replace_original": replaces, **_content(say.card)}
        done = await hook.send_dict(answer)
        if done.status_code != HTTPStatus.OK:
            log.warning("A private answer was refused: %s", done.status_code)


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
        found[f"{FIELD}:{shown}"] = shorten(f"{known} {message}" if known else message, LONGEST_ERROR)
    return {"response_action": "errors", "errors": found}


def _as_say(reply: Invalid | Say) -> Say:
    """Errors without a form to show them in."""
    return reply if isinstance(reply, Say) else Say(card("\n".join(reply.errors.values())), refuses=True)


def _content(message: Card) -> dict[str, Any]:
    return {"text": message_text(message), "blocks": render_card(message)}
