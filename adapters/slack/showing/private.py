"""Tells one person something beside what they did: in reply to a message, on top of their Home, or directly.

Knows which ways Slack offers, and which is next where one fails; must not know what is told.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta

from slack_sdk.errors import SlackApiError
from slack_sdk.webhook.async_client import AsyncWebhookClient

from adapters.slack.arriving.incoming import Incoming, Spot
from adapters.slack.client import SlackClient
from adapters.slack.errors import SLACK_FAILURES, code_of, refused_by_hook, retry_after
from adapters.slack.rendering import MESSAGE, message_text, render_note
from adapters.slack.rendering.text import Json
from adapters.slack.showing.dressing import QUIET, has_natives, show_dressed
from cadence.cards import Card
from cadence.requests import ButtonPressed, Say
from cadence.splitting import split

MOST_ANSWERS = 5
"""How often Slack takes an answer at one response_url."""
LONGEST_WAIT = timedelta(seconds=60)
"""Who asked something does not wait longer for the answer."""
GAP = 1.1
"""Seconds between two messages in one direct conversation."""
PERSONAL = "D"
"""What the id of a direct conversation begins with."""

log = logging.getLogger(__name__)


class Private:
    """The ways of one workspace. Nothing is raised: what was asked is done already, so a loss is only logged."""

    def __init__(self, client: SlackClient) -> None:
        self._client = client
        self._turns: dict[str, float] = {}

    def is_plain(self, card: Card) -> bool:
        """Whether an acknowledgement may carry it: it fits in one message, without blocks that Slack may refuse."""
        return len(split(card)) == 1 and not has_natives(card, MESSAGE, self._client.refusals)

    async def tell(self, say: Say, incoming: Incoming) -> None:
        """By the first way that works; in several messages what is too long for one."""
        if _is_from_home(incoming) and say.replaces:
            return  # the Home itself shows it
        if await self._is_noted(say, incoming):
            return
        await self._write_all(await self._beside(say, incoming), incoming)

    async def answer_beside(self, say: Say, incoming: Incoming) -> bool:
        """By Slack's own address for that, where there is one; whether anything of it was taken."""
        left = await self._beside(say, incoming)
        is_begun = len(left) < len(split(say.card))
        if is_begun:
            await self._write_all(left, incoming)
        return is_begun

    async def _beside(self, say: Say, incoming: Incoming) -> list[Card]:
        """What could not be told so: all of it where there is no such address. It may be used five times."""
        cards = split(say.card)
        for number, card in enumerate(cards if incoming.response_url else ()):
            is_first = number == 0 and say.replaces and incoming.is_private_card
            if number >= MOST_ANSWERS or not await self._answer(card, incoming, replaces=is_first):
                return cards[number:]
        return [] if incoming.response_url else cards

    async def _answer(self, card: Card, incoming: Incoming, *, replaces: bool) -> bool:
        hook = AsyncWebhookClient(incoming.response_url, session=self._client.session, retry_handlers=[])

        async def send(blocks: list[Json]) -> None:
            answer = {"response_type": "ephemeral", "replace_original": replaces, "text": message_text(card)}
            done = await hook.send_dict({**answer, "blocks": blocks})
            refused = refused_by_hook(done.status_code, done.body)
            if refused is not None:
                raise refused

        try:
            await show_dressed(card, MESSAGE, self._client.refusals, send)
        except SLACK_FAILURES as error:
            log.warning("A response_url failed: %s", code_of(error))
            return False
        return True

    async def _is_noted(self, say: Say, incoming: Incoming) -> bool:
        """In a modal on top of what they see, where they came from no message."""
        if incoming.response_url or not incoming.trigger_id or incoming.request.channel is not None:
            return False
        try:
            await self._client.views_open(trigger_id=incoming.trigger_id, view=render_note(say.card, incoming.origin))
        except SLACK_FAILURES as error:
            log.warning("A note could not be opened: %s", code_of(error))
            return False
        return True

    async def _write_all(self, cards: Sequence[Card], incoming: Incoming) -> None:
        try:
            for card in cards:
                await self._write(card, incoming)
        except SLACK_FAILURES as error:
            log.warning("A private answer was lost: %s", code_of(error))

    async def _write(self, card: Card, incoming: Incoming) -> None:
        """In the channel, seen by them alone; directly where there is no channel, or Slack does not let us."""
        user, spot = incoming.request.who.id, incoming.beside or Spot(incoming.request.channel or "")
        if spot.channel.startswith(PERSONAL):
            await self._write_directly(card, spot.channel, spot.thread_ts)
            return
        if spot.channel:
            try:
                await self._write_unseen(card, spot, user)
            except SLACK_FAILURES as error:
                log.warning("A private answer goes directly: %s", code_of(error))
            else:
                return
        await self._write_directly(card, await self._open(user))

    async def _write_unseen(self, card: Card, spot: Spot, user: str) -> None:
        async def send(blocks: list[Json]) -> None:
            await self._client.chat_postEphemeral(
                channel=spot.channel,
                user=user,
                thread_ts=spot.thread_ts or None,
                text=message_text(card),
                blocks=blocks,
                **QUIET,
            )

        await self._patiently("chat.postEphemeral", lambda: show_dressed(card, MESSAGE, self._client.refusals, send))

    async def _write_directly(self, card: Card, channel: str, thread: str = "") -> None:
        async def send(blocks: list[Json]) -> None:
            await self._client.chat_postMessage(
                channel=channel,
                thread_ts=thread or None,
                text=message_text(card),
                blocks=blocks,
                unfurl_links=False,
                unfurl_media=False,
                **QUIET,
            )

        await self._in_turn(channel)
        await self._patiently("chat.postMessage", lambda: show_dressed(card, MESSAGE, self._client.refusals, send))

    async def _in_turn(self, channel: str) -> None:
        """Slack takes one message a second in a conversation."""
        now = time.monotonic()
        self._turns = {place: at for place, at in self._turns.items() if at > now}
        mine = self._turns.get(channel, now)
        self._turns[channel] = mine + GAP
        await asyncio.sleep(mine - now)

    async def _patiently(self, api_method: str, send: Callable[[], Awaitable[None]]) -> None:
        """When Slack lets us; once more where it asks to wait only then."""
        await _wait(await self._client.closed_for(api_method))
        try:
            await send()
        except SlackApiError as error:
            asked = retry_after(error)
            if asked is None or asked > LONGEST_WAIT:
                raise
            await _wait(asked)
            await send()

    async def _open(self, user: str) -> str:
        response = await self._client.conversations_open(users=str(user))
        return str(response["channel"]["id"])


async def _wait(left: timedelta | None) -> None:
    if left is not None and left <= LONGEST_WAIT:
        await asyncio.sleep(left.total_seconds())


def _is_from_home(incoming: Incoming) -> bool:
    """A button of their Home: no message to answer beside, and no form."""
    is_button = isinstance(incoming.request, ButtonPressed) and incoming.modal is None
    return is_button and not incoming.response_url and incoming.request.channel is None
