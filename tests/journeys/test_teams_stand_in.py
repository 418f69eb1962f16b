"""The loopback Teams itself: what it refuses, counts and repeats, since the journeys rely on it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import aiohttp
import pytest
from aiohttp import web

from tests.fakes.clock import FakeClock
from tests.fakes.teams import Conversation, FakeTeams, Fault, MsTeam, Somebody, User
from tests.fakes.teams.happenings import Happenings
from tests.fakes.teams.pacing import Doing
from tests.fakes.teams.state import CARD, Json

NOW = datetime(2026, 11, 9, 8, 0, tzinfo=UTC)
HELLO = {"type": "AdaptiveCard", "version": "1.5", "body": [{"type": "TextBlock", "text": "Hello **you**"}]}


@dataclass
class Bot:
    """A bot that asks the Bot Connector, and answers activities with what it is told to."""

    teams: FakeTeams
    session: aiohttp.ClientSession
    token: str = ""
    heard: list[Json] = field(default_factory=list)
    answers: list[tuple[int, Json]] = field(default_factory=list)

    async def sign_in(self) -> None:
        form = {"client_id": self.teams.app_id, "client_secret": self.teams.password}
        async with self.session.post(f"{self.teams.login_url}x/oauth2/v2.0/token", data=form) as response:
            self.token = (await response.json())["access_token"]

    async def ask(self, method: str, *path: str, body: Json | None = None, query: str = "") -> tuple[int, Any]:
        url = self.teams.service_url + "/".join(("v3", *(quote(part, safe="") for part in path))) + query
        headers = {"Authorization": f"Bearer {self.token}"}
        async with self.session.request(method, url, json=body, headers=headers) as response:
            return response.status, await response.json()

    async def post(self, place: str, card: Json = HELLO, **more: Any) -> tuple[int, Any]:
        return await self.ask("POST", "conversations", place, "activities", body=message(card, **more))

    async def hear(self, request: web.Request) -> web.Response:
        self.heard.append(await request.json())
        status, body = self.answers.pop(0) if self.answers else (200, {})
        return web.json_response(body, status=status) if body else web.Response(status=status)


def message(card: Json, **more: Any) -> Json:
    return {"type": "message", "attachments": [{"contentType": CARD, "content": card}], **more}


@asynccontextmanager
async def listening(bot: Bot) -> AsyncIterator[None]:
    app = web.Application()
    app.router.add_post("/api/messages", bot.hear)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    bot.teams.wire.url = f"http://127.0.0.1:{runner.addresses[0][1]}/api/messages"
    yield
    await runner.cleanup()


@dataclass
class Place:
    """A team with one channel, and the person in it."""

    bot: Bot
    teams: FakeTeams
    team: MsTeam
    growth: Conversation
    ana: Somebody
    clock: FakeClock


@pytest.fixture
async def place() -> AsyncIterator[Place]:
    async with FakeTeams() as teams, aiohttp.ClientSession() as session:
        clock = FakeClock(NOW)
        teams.use_clock(clock)
        user = teams.tenant.add_user("ana")
        team = teams.tenant.add_team("Sales", [user])
        bot = Bot(teams, session)
        await bot.sign_in()
        async with listening(bot):
            growth = teams.tenant.add_channel(team, "growth")
            yield Place(bot, teams, team, growth, Somebody(teams, teams.tenant, user), clock)


def more_people(place: Place, number: int) -> list[User]:
    made = [place.teams.tenant.add_user(f"user{each}") for each in range(number)]
    place.team.members.extend(made)
    return made


async def test_a_post_starts_a_thread_a_reply_is_in_it_and_an_update_keeps_its_place(place: Place) -> None:
    _, root = await place.bot.post(place.growth.id)
    thread = f"{place.growth.id};messageid={root['id']}"
    _, reply = await place.bot.post(thread)
    path = ("conversations", thread, "activities", reply["id"])
    changed = {**HELLO, "body": [{"type": "TextBlock", "text": "Changed"}]}
    assert await place.bot.ask("PUT", *path, body=message(changed)) == (200, {"id": reply["id"]})
    [prompt] = place.teams.tenant.said_in(place.growth)
    [answer] = place.teams.tenant.said_in(place.growth, prompt)
    assert (prompt.said, answer.said, answer.edits) == ("Hello you", "Changed", 1)
    assert (await place.bot.post(f"{place.growth.id};messageid=1"))[0] == 404


@pytest.mark.parametrize(
    ("activity", "status"),
    [
        (message(HELLO, text="beside it"), 400),
        (message({**HELLO, "version": "1.6"}), 400),
        (message({**HELLO, "body": [{"type": "ProgressBar", "value": 4}]}), 400),
        (message({**HELLO, "body": [{"type": "TextBlock", "text": "x" * 41_000}]}), 413),
        (message(HELLO, conversation={"id": "another"}), 400),
    ],
)
async def test_what_teams_would_not_show_is_refused(place: Place, activity: Json, status: int) -> None:
    assert (await place.bot.ask("POST", "conversations", place.growth.id, "activities", body=activity))[0] == status
    assert place.teams.tenant.messages == []


async def test_only_where_the_app_is_and_only_with_a_token(place: Place) -> None:
    place.teams.revoke_tokens()
    assert (await place.bot.post(place.growth.id))[0] == 401
    await place.bot.sign_in()
    place.team.has_app = False
    status, body = await place.bot.post(place.growth.id)
    assert (status, body["error"]["code"]) == (403, "BotNotInConversationRoster")
    assert (await place.bot.post("19:unknown@thread.tacv2"))[0] == 404


async def opened(place: Place, user: User, ref: str) -> tuple[int, Any]:
    tenant = {"tenantId": place.teams.tenant.id, "channelData": {"tenant": {"id": place.teams.tenant.id}}}
    body = {"isGroup": False, "bot": {"id": place.teams.tenant.bot_id}, "members": [{"id": ref}], **tenant}
    return await place.bot.ask("POST", "conversations", body=body)


async def test_a_personal_chat_opens_for_who_shares_a_place_or_has_the_app_and_is_the_same_each_time(
    place: Place,
) -> None:
    mia, ana = place.teams.tenant.add_user("mia"), place.ana.user
    status, body = await opened(place, mia, mia.mri)
    assert (status, body["error"]["code"]) == (403, "ForbiddenOperationException")
    assert (
        (await opened(place, ana, ana.mri)) == (await opened(place, ana, ana.mri)) == (201, {"id": place.ana.chat.id})
    )
    assert (await opened(place, ana, ana.aad))[0] == 403  # by this id only where they have the app themselves
    place.teams.tenant.installed_for |= {mia.aad}
    assert (await opened(place, mia, mia.aad))[0] == 201


async def test_the_limits_of_a_conversation_are_enforced_and_who_broke_them_is_told(place: Place) -> None:
    statuses = [(await place.bot.post(place.growth.id))[0] for _ in range(8)]
    assert statuses == [201] * 7 + [429]
    assert place.teams.broken == [f"post {place.growth.id}: 7 in 1 s"]
    place.clock.forward(seconds=1.1)
    assert [(await place.bot.post(place.growth.id))[0] for _ in range(2)] == [201, 429]  # 8 in 2 s
    for _ in range(100):
        place.clock.forward(seconds=2)
        assert (await place.bot.post(place.growth.id))[0] == 201


async def test_who_does_not_wait_as_asked_has_broken_a_limit(place: Place) -> None:
    place.teams.fail(Doing.POST, Fault(429, "Throttled", retry_after=10))
    assert (await place.bot.post(place.growth.id))[0] == 429
    place.clock.forward(seconds=5)
    assert (await place.bot.post(place.growth.id))[0] == 429
    assert place.teams.broken == [f"post {place.growth.id}: Retry-After"]


async def test_a_roster_comes_in_pages_and_without_the_bot(place: Place) -> None:
    more_people(place, 120)
    first, names = "?pageSize=50", []
    query = first
    while query:
        _, body = await place.bot.ask("GET", "conversations", place.growth.id, "pagedmembers", query=query)
        names += [each["name"] for each in body["members"]]
        token = body.get("continuationToken", "")
        query = f"{first}&continuationToken={quote(token, safe='')}" if token else ""
    assert len(names) == len(set(names)) == 121


async def test_faults_come_once_and_what_was_done_before_the_connection_broke_is_there(place: Place) -> None:
    place.teams.fail(Doing.POST, Fault(drop="after"))
    with pytest.raises(aiohttp.ClientError):
        await place.bot.post(place.growth.id)
    place.teams.fail(Doing.POST, Fault(drop="before"))
    with pytest.raises(aiohttp.ClientError):
        await place.bot.post(place.growth.id)
    assert len(place.teams.tenant.messages) == 1
    assert (await place.bot.post(place.growth.id))[0] == 201
    assert list(place.teams.tenant.twice().values()) == [2]


async def test_a_mention_in_a_channel_comes_as_teams_sends_it(place: Place) -> None:
    await place.ana.types("status", place.growth)
    [heard] = place.bot.heard
    assert heard["text"] == "<at>Drumbeat</at>\u00a0status"
    assert heard["conversation"]["id"] == f"{place.growth.id};messageid={heard['id']}"
    assert [each["mentioned"]["id"] for each in heard["entities"] if each["type"] == "mention"] == [
        place.teams.tenant.bot_id
    ]


@pytest.mark.parametrize(("status", "heard"), [(500, 3), (401, 1), (200, 1)])
async def test_what_the_bot_did_not_take_comes_again(place: Place, status: int, heard: int) -> None:
    place.bot.answers = [(status, {})] * 3
    await place.ana.types("status", place.growth)
    assert len(place.bot.heard) == heard
    assert len({each["id"] for each in place.bot.heard}) == 1


def asking(label: str, **more: Any) -> Json:
    data = {"msteams": {"type": "task/fetch"}}
    opens = {"type": "Action.Submit", "title": "Open", "data": data, "associatedInputs": "none"}
    inputs = {"type": "Input.Text", "id": "f:why", "label": label, "isRequired": True, "errorMessage": "Say why"}
    runs = {"type": "Action.Execute", "title": "Send", "verb": "form", "data": {"n": 1}}
    return {**HELLO, "body": [*HELLO["body"], {**inputs, **more}], "actions": [opens, runs]}


async def test_a_dialog_opens_keeps_what_is_typed_and_closes_by_an_empty_answer(place: Place) -> None:
    await place.bot.post(place.growth.id, asking("Why?"))
    [prompt] = place.teams.tenant.said_in(place.growth)
    in_dialog = asking("Why?")
    in_dialog["actions"] = [{"type": "Action.Submit", "title": "Save", "data": {"n": 2}}]
    value = {"title": "Why", "card": {"contentType": CARD, "content": in_dialog}}
    place.bot.answers = [(200, {"task": {"type": "continue", "value": value}}), (200, {})]
    await place.ana.press(prompt, "Open")
    assert place.ana.dialog is not None
    assert (await place.ana.submit("Save")).kept_back == {"f:why": "Say why"}
    await place.ana.submit("Save", {"why": "rain"})
    assert place.ana.dialog is None
    assert [each["name"] for each in place.bot.heard] == ["task/fetch", "task/submit"]
    assert place.bot.heard[-1]["value"]["data"] == {"n": 2, "f:why": "rain"}


async def test_the_card_that_answers_a_press_is_seen_by_who_pressed_until_it_is_updated_for_all(place: Place) -> None:
    [ben] = more_people(place, 1)
    await place.bot.post(place.growth.id, asking("Why?"))
    [prompt] = place.teams.tenant.said_in(place.growth)
    done = {**HELLO, "body": [{"type": "TextBlock", "text": "Thanks"}]}
    place.bot.answers = [(200, {"statusCode": 200, "type": CARD, "value": done})]
    await place.ana.press(prompt, "Send", {"why": "rain"})
    assert place.bot.heard[-1]["value"]["action"]["data"] == {"n": 1, "f:why": "rain"}
    assert place.ana.sees(prompt).said == "Thanks"
    assert "Hello" in Somebody(place.teams, place.teams.tenant, ben).sees(prompt).said
    place.teams.tenant.update(place.growth.id, prompt.id, message(HELLO))
    assert place.ana.sees(prompt).said == "Hello you"


async def test_who_joins_a_team_is_told_without_their_id_in_the_directory(place: Place) -> None:
    mia = place.teams.tenant.add_user("mia")
    happen = Happenings(place.teams)
    await happen.join(mia, place.growth)
    await happen.leave(mia, place.growth)
    added, removed = place.bot.heard
    assert added["membersAdded"] == removed["membersRemoved"] == [{"id": mia.mri}]
    assert added["conversation"]["id"] == place.team.id
    status, _ = await place.bot.ask("GET", "conversations", place.growth.id, "members", mia.mri)
    assert status == 404
