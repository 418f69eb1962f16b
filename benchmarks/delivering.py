"""Delivering through the outbox, against a bare loop of chat.postMessage over the same client."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count

from adapters.slack.client import SlackClient
from adapters.slack.installing.identity import Identity
from adapters.slack.installing.network import Network
from adapters.slack.installing.tenants import Tenant, tenant_of
from adapters.slack.rendering import render_card
from adapters.slack.showing.chat import SlackChat
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
        sender = Sender(store, {"slack": SlackChat(_Everywhere(client))}, now)

        async def loop() -> int:
            for number in range(MESSAGES):
                await client.chat_postMessage(channel=f"C{number % LANES}", text="Growth", blocks=render_card(CARD))
            return MESSAGES

        async def deliver() -> int:
            return await sender.drain()

        return await measure({"bare loop": loop, "outbox and sender": deliver}, rounds, lambda: _say(store))


@asynccontextmanager
async def client_of(slack_url: str) -> AsyncIterator[SlackClient]:
    """As the adapter's: no retries, one connection a call."""
    network = Network(slack_url + "api/")
    yield network.client("xoxb-benchmark")
    await network.close()


class _Everywhere:
    """One client for every workspace."""

    def __init__(self, client: SlackClient) -> None:
        identity = Identity(team_id=WORKSPACE_ID.partition(":")[2], team="Benchmark", bot_user="U0BOT")
        self._tenant = tenant_of(identity, client)

    async def of_workspace(self, workspace_id: str) -> Tenant:  # noqa: ARG002 - as the port says
        return self._tenant


async def _say(store: SqlStore) -> None:
    async with store.unit(WORKSPACE_ID, actor="benchmark") as unit:
        for number in range(MESSAGES):
            place = Place(channel=f"C{number % LANES}")
            message = Message(
                id=new_id(), workspace_id=WORKSPACE_ID, key=f"benchmark:{next(_numbers)}", place=place, card=CARD
            )
            await unit.outbox.say(message)
