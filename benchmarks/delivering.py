"""Delivering through the outbox, against a bare loop of chat.postMessage over the same client."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.chat import SlackChat
from adapters.slack.rendering import render_card
from benchmarks.places import now, planted
from benchmarks.rounds import Figures, measure
from cadence.cards import card
from cadence.delivery import Sender
from cadence.ids import new_id
from cadence.model import Message, Place
from storage import SqlStore
from tests.fakes.plan import WORKSPACE_ID

MESSAGES, LANES = 100, 20
CARD = card("Growth, week 6 of 13. What moved? What's off track? What needs a decision? What stops or shifts?")
_numbers = count(1)


async def measure_delivering(url: str, slack_url: str, rounds: int) -> dict[str, Figures]:
    """Per message; writing the outbox is not counted, since it is part of what was asked for before."""
    async with planted(url, teams=1) as store, client_of(slack_url) as client:
        sender = Sender(store, {"slack": SlackChat(client)}, now)

        async def loop() -> int:
            for number in range(MESSAGES):
                await client.chat_postMessage(channel=f"C{number % LANES}", text="Growth", blocks=render_card(CARD))
            return MESSAGES

        async def deliver() -> int:
            return await sender.drain()

        return await measure({"bare loop": loop, "outbox and sender": deliver}, rounds, lambda: _say(store))


@asynccontextmanager
async def client_of(slack_url: str) -> AsyncIterator[AsyncWebClient]:
    """As the adapter's: no retries, one connection a call."""
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True)) as session:
        yield AsyncWebClient(token="xoxb-benchmark", base_url=slack_url + "api/", session=session, retry_handlers=[])  # noqa: S106 - no token


async def _say(store: SqlStore) -> None:
    async with store.unit(WORKSPACE_ID, actor="benchmark") as unit:
        for number in range(MESSAGES):
            place = Place(channel=f"C{number % LANES}")
            message = Message(
                id=new_id(), workspace_id=WORKSPACE_ID, key=f"benchmark:{next(_numbers)}", place=place, card=CARD
            )
            await unit.outbox.say(message)
