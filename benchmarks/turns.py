"""A line typed in Teams with one reply: our adapter, against botbuilder's own CloudAdapter and a bare floor.

Both check the same tokens and post to the same connector, which has a process of its own, with the issuer's documents.
"""

import asyncio
import itertools
import json
import sys
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote

from aiohttp import ClientSession, web

from adapters.teams.app import PATH, TeamsDeps, build_teams
from benchmarks.places import beside, now
from benchmarks.rounds import Figures, Subject, measure
from cadence.cards import Text, card
from cadence.news import News
from cadence.receiving import Handler, Receiver
from cadence.requests import Reply, Request, Say
from tests.fakes.memory import MemoryStore
from tests.fakes.teams.issuer import ISSUER, Issuer

TURNS, ROUNDS_APART = 20, 4
"""A round, each in somebody else's chat, which comes again some rounds later: a chat takes a few messages a second."""
TENANT = str(uuid.UUID(int=1))
PEOPLE = [[str(uuid.UUID(int=TURNS * group + number)) for number in range(TURNS)] for group in range(ROUNDS_APART)]
REPLY = "Noted."
_numbers = itertools.count(1)
Handle = Callable[[web.Request], Awaitable[web.StreamResponse]]
Json = dict[str, Any]
Settled = Callable[[], Awaitable[None]]


async def measure_turns(rounds: int) -> dict[str, Figures]:
    """Per turn over HTTP, until its reply is posted. The first one only posts a reply, and checks nothing."""
    issuer = Issuer()
    async with (
        microsoft(issuer) as base,
        floor(base) as bare,
        ours(issuer, base) as (mine, settled),
        stock(issuer, base) as theirs,
        ClientSession() as session,
    ):
        headers = issuer.bearer(base)  # made once, since making one is Microsoft's part

        def turns(target: str, after: Settled) -> Subject:
            groups = itertools.cycle(PEOPLE)

            async def take() -> int:
                before = await _posted(session, base)
                for person in next(groups):
                    await _type(session, target, _line(person, base), headers)
                await after()
                if await _posted(session, base) < before + TURNS:
                    raise RuntimeError(f"{target} did not reply to everything")
                return TURNS

            return take

        subjects = {"floor": turns(bare, nothing), "Drumbeat": turns(mine, settled)}
        for _ in PEOPLE:
            await subjects["Drumbeat"]()  # everybody is known by now
        return await measure({**subjects, "CloudAdapter": turns(theirs, nothing)}, rounds)


async def nothing() -> None:
    """It is all done already."""


class Engine:
    """Says the same to everybody."""

    async def handle(self, request: Request) -> Reply:  # noqa: ARG002 - as the front door is called
        return Say(card(REPLY, Text(REPLY)))

    async def tell(self, news: News) -> None:
        """Nothing is done about it."""


@asynccontextmanager
async def ours(issuer: Issuer, base: str) -> AsyncIterator[tuple[str, Settled]]:
    """The adapter over an inbox in memory; what waits until everything that came in is answered."""
    engine, store, handlers = Engine(), MemoryStore(now), dict[str, Handler]()
    receiver = Receiver(store.inbox, handlers, now)
    adapter = build_teams(
        TeamsDeps(
            front_door=engine,
            store=store,
            addresses=store.addresses,
            keep=receiver.put,
            news=engine,
            app_id=issuer.app_id,
            app_password="benchmark",  # noqa: S106 - of a stand-in
            tenant_id=TENANT,
            login_url=base,
            openid_url=f"{base}openid",
        )
    )
    handlers["teams"] = adapter.handle
    await adapter.connect()

    async def settled() -> None:
        while (await store.inbox.waiting())["waiting"]:
            await asyncio.sleep(0.001)
            await receiver.run_once()

    async with served(adapter.receive) as target:
        yield target, settled
    await adapter.close()


@asynccontextmanager
async def stock(issuer: Issuer, base: str) -> AsyncIterator[str]:
    """As Microsoft's samples have it, with its own check of tokens. Its own token is at hand already."""
    from botbuilder.core import ActivityHandler, TurnContext
    from botbuilder.integration.aiohttp import CloudAdapter, ConfigurationBotFrameworkAuthentication
    from botframework.connector.auth import MicrosoftAppCredentials, PasswordServiceClientCredentialFactory

    class Settings:
        TO_BOT_FROM_CHANNEL_OPENID_METADATA_URL = f"{base}openid"
        TO_BOT_FROM_CHANNEL_TOKEN_ISSUER = ISSUER
        TO_CHANNEL_FROM_BOT_OAUTH_SCOPE = ISSUER

    class AtHand(MicrosoftAppCredentials):  # type: ignore[misc]  # botframework brings no types
        def get_access_token(self, force_refresh: bool = False) -> str:  # noqa: ARG002 - as the SDK calls it
            return "benchmark"

    class Factory(PasswordServiceClientCredentialFactory):  # type: ignore[misc]  # botframework brings no types
        async def create_credentials(self, *_: object, **__: object) -> MicrosoftAppCredentials:
            return AtHand(self.app_id, self.password)

    class Bot(ActivityHandler):  # type: ignore[misc]  # botbuilder brings no types
        async def on_message_activity(self, turn_context: TurnContext) -> None:
            await turn_context.send_activity(REPLY)

    factory = Factory(issuer.app_id, "benchmark")
    adapter = CloudAdapter(ConfigurationBotFrameworkAuthentication(Settings, credentials_factory=factory))
    bot = Bot()

    async def handle(request: web.Request) -> web.StreamResponse:
        return await adapter.process(request, bot) or web.Response()

    async with served(handle) as target:
        yield target


@asynccontextmanager
async def floor(base: str) -> AsyncIterator[str]:
    """Reads the activity, posts the reply, and nothing else."""
    async with ClientSession() as session:

        async def handle(request: web.Request) -> web.StreamResponse:
            activity = await request.json()
            url = f"{base}v3/conversations/{activity['conversation']['id']}/activities"
            async with session.post(url, json={"type": "message", "text": REPLY}) as response:
                await response.read()
            return web.Response()

        async with served(handle) as target:
            yield target


@asynccontextmanager
async def served(handle: Handle) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_post(PATH, handle)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}{PATH}"
    await runner.cleanup()


@asynccontextmanager
async def microsoft(issuer: Issuer) -> AsyncIterator[str]:
    """Base URL of connector, token endpoint and issuer, in one process beside this one."""
    keys = json.dumps({"keys": list(issuer.keys.values())})
    async with beside("benchmarks.turns", keys) as url:
        yield url


async def _posted(session: ClientSession, base: str) -> int:
    async with session.get(f"{base}posted") as response:
        return int(await response.text())


async def _type(session: ClientSession, target: str, activity: Json, headers: Mapping[str, str]) -> None:
    async with session.post(target, json=activity, headers=headers) as response:
        if response.status >= HTTPStatus.BAD_REQUEST:
            raise RuntimeError(f"{target} answered {response.status}")
        await response.read()


def _line(person: str, base: str) -> Json:
    return {
        "type": "message",
        "id": f"{next(_numbers)}",
        "timestamp": "2026-11-22T01:40:00.123Z",
        "channelId": "msteams",
        "serviceUrl": base,
        "text": "help",
        "textFormat": "plain",
        "locale": "en-GB",
        "from": {"id": f"29:{person}", "name": "Ana", "aadObjectId": person},
        "recipient": {"id": "28:00000000-0000-4000-8000-0000000000b0", "name": "Drumbeat"},
        "conversation": {"conversationType": "personal", "tenantId": TENANT, "id": f"a:{person}"},
        "channelData": {"tenant": {"id": TENANT}},
    }


async def _serve(keys: str) -> None:
    """In the process beside: takes everything at once, and counts what was posted."""
    posted = itertools.count()
    total = [0]

    async def post(request: web.Request) -> web.Response:
        await request.read()
        total[0] += 1
        return web.json_response({"id": f"{next(posted)}"}, status=201)

    async def member(request: web.Request) -> web.Response:
        user = unquote(request.match_info["user"])
        told = {"id": user, "objectId": user.removeprefix("29:"), "name": "Ana", "userRole": "user", "tenantId": TENANT}
        return web.json_response(told)

    async def token(_: web.Request) -> web.Response:
        return web.json_response({"token_type": "Bearer", "expires_in": 3599, "access_token": "benchmark"})

    async def openid(request: web.Request) -> web.Response:
        told = {"issuer": ISSUER, "jwks_uri": f"http://{request.host}/keys"}
        return web.json_response({**told, "id_token_signing_alg_values_supported": ["RS256"]})

    async def documents(_: web.Request) -> web.Response:
        return web.json_response(text=keys)

    async def count(_: web.Request) -> web.Response:
        return web.Response(text=str(total[0]))

    app = web.Application()
    app.router.add_get("/openid", openid)
    app.router.add_get("/keys", documents)
    app.router.add_get("/posted", count)
    app.router.add_post("/{tenant}/oauth2/v2.0/token", token)
    app.router.add_get("/v3/conversations/{conversation}/members/{user}", member)
    app.router.add_post("/v3/conversations/{anything:.*}", post)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    sys.stdout.write(f"http://127.0.0.1:{runner.addresses[0][1]}/\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_serve(sys.argv[1]))
