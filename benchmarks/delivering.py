"""Delivering through the outbox, rendering included, against a bare loop of slack_sdk's chat.postMessage.

In processor time of this process, driver and SQLite included: what the platform makes one wait for is not ours.
"""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count, cycle, islice

from aiohttp import ClientSession
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.client import SlackClient
from adapters.slack.installing.identity import Identity
from adapters.slack.installing.network import Network
from adapters.slack.installing.tenants import Tenant, tenant_of
from adapters.slack.rendering import message_text, render_card
from adapters.slack.showing.chat import SlackChat
from benchmarks.places import now, planted
from benchmarks.rounds import Figures, Subject, measure
from cadence.cards import Card
from cadence.delivery import Sender
from cadence.ids import new_id
from cadence.model import CheckInState, Message, Place
from cadence.scheduler import Scheduler
from storage import SqlStore
from tests.fakes.chat import FakeChat
from tests.fakes.plan import WORKSPACE_ID
from tests.fakes.services import fake_services

MESSAGES, LANES = 100, 20
MOST = 3.0
TOKEN = "xoxb-benchmark"  # noqa: S105 - taken by the server beside this process alone
OURS, KEEPING = "outbox and sender", "one that keeps its connection"
_numbers = count(1)


async def measure_delivering(url: str, slack_url: str, rounds: int) -> dict[str, Figures]:
    """Per message; writing the outbox is not counted, since it is part of what was asked for before.

    The bare loops send blocks that were rendered before: with slack_sdk's client as it comes, which opens a connection
    a call, as ours does; and with one that keeps its connection, which no outbox can afford (see `Network.attach`).
    """
    async with planted(url, teams=1) as store, client_of(slack_url) as client, ClientSession() as kept:
        cards = await _cards_of_a_week(store)
        blocks = [(message_text(card), render_card(card)) for card in cards]
        api = slack_url + "api/"
        stock, keeping = AsyncWebClient(TOKEN, api), AsyncWebClient(TOKEN, api, session=kept)
        sender = Sender(store, {"slack": SlackChat(_Everywhere(client))}, now)

        def loop(bare: AsyncWebClient) -> Subject:
            async def send() -> int:
                for number, (text, rendered) in enumerate(islice(cycle(blocks), MESSAGES)):
                    await bare.chat_postMessage(channel=f"C{number % LANES}", text=text, blocks=rendered)
                return MESSAGES

            return send

        async def deliver() -> int:
            return await sender.drain()

        subjects = {"bare loop": loop(stock), KEEPING: loop(keeping), OURS: deliver}
        return await measure(subjects, rounds, lambda: _say(store, cards), time.process_time)


@asynccontextmanager
async def client_of(slack_url: str) -> AsyncIterator[SlackClient]:
    """As the adapter's: no retries, one connection a call."""
    network = Network(slack_url + "api/")
    yield network.client(TOKEN)
    await network.close()


class _Everywhere:
    """One client for every workspace."""

    def __init__(self, client: SlackClient) -> None:
        identity = Identity(team_id=WORKSPACE_ID.partition(":")[2], team="Benchmark", bot_user="U0BOT")
        self._tenant = tenant_of(identity, client)

    async def of_workspace(self, workspace_id: str) -> Tenant:  # noqa: ARG002 - as the port says
        return self._tenant


async def _cards_of_a_week(store: SqlStore) -> list[Card]:
    """The prompt, the reminders and the summary of one team."""
    chat = FakeChat()
    sender, scheduler = Sender(store, {"slack": chat}, now), Scheduler(store, fake_services())
    async with store.unit(WORKSPACE_ID, actor="benchmark") as unit:
        [checkin] = await unit.checkins.find(state=CheckInState.SCHEDULED)
    for moment in (checkin.opens_at, checkin.closes_at):
        await store.advance_clock(WORKSPACE_ID, moment)
        await scheduler.tick()
        await sender.drain()
    return [delivery.card for delivery in [*chat.posts, *chat.updates]]


async def _say(store: SqlStore, cards: list[Card]) -> None:
    async with store.unit(WORKSPACE_ID, actor="benchmark") as unit:
        for number, card in enumerate(islice(cycle(cards), MESSAGES)):
            place = Place(channel=f"C{number % LANES}")
            message = Message(
                id=new_id(), workspace_id=WORKSPACE_ID, key=f"benchmark:{next(_numbers)}", place=place, card=card
            )
            await unit.outbox.say(message)
