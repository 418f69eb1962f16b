"""Whatever arrives: mutated Slack and Teams payloads over real HTTP, to the real adapters and the real engine.

Never a 500, never something half done, and without the right signature always 401.
"""

import asyncio
import itertools
import json
import random
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import aiohttp
import pytest

from cadence.frontdoor import FrontDoor
from cadence.model import Workspace
from cadence.requests import Invalid, Reply, Request, Say
from tests.adapters.slack.listening import Ears
from tests.adapters.slack.listening import ears as listening
from tests.adapters.slack.scripted import ScriptedDoor
from tests.adapters.teams.arriving.whole import Whole, whole
from tests.fakes.clock import FakeClock
from tests.fakes.memory import MemoryStore
from tests.fakes.services import fake_services
from tests.fakes.slack import FakeSlack
from tests.fakes.teams import FakeTeams
from tests.fakes.teams.tenant import TENANT_ID
from tests.torture.asks import LINES
from tests.torture.mutants import spoiled
from tests.torture.scale import many

pytestmark = [pytest.mark.torture, pytest.mark.timeout(7200)]
PAYLOADS = Path(__file__).parents[1] / "payloads"
NOW = datetime(2026, 11, 9, 9, tzinfo=UTC)
COUNT = many(100, 50_000)
KNOWN = {200, 202, 400, 401, 413, 501}
"""501: how the Bot Framework says that it knows no such invoke."""
AT_ONCE = 50
FORGED = many(40, 1_000)


@dataclass
class Watched(ScriptedDoor):
    """The real front door; notes what it raises, and what it keeps although it refuses."""

    store: MemoryStore = field(default_factory=lambda: MemoryStore(FakeClock(NOW)))
    faults: list[str] = field(default_factory=list)
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def handle(self, request: Request) -> Reply:
        async with self.turn:  # else what others did meanwhile would be seen, too
            return await self._alone(request)

    async def _alone(self, request: Request) -> Reply:
        self.asked.append(request)
        before = self._kept(request.workspace_id)
        try:
            reply = await FrontDoor(self.store, fake_services()).handle(request)
        except Exception as error:
            self.faults.append(f"{error!r}: {request}")
            raise
        is_refused = isinstance(reply, Invalid) or (isinstance(reply, Say) and reply.refuses)
        if is_refused and self._kept(request.workspace_id) != before:
            self.faults.append(f"half done: {request}")
        return reply

    def _kept(self, workspace_id: str) -> tuple[Any, ...]:
        """All but who was met on the way, and drafts, which are there to be kept."""
        data = self.store.data[workspace_id]
        return {kind: rows for kind, rows in data.records.items() if kind != "members"}, {*data.messages}


@pytest.fixture
async def door() -> Watched:
    made = Watched()
    for name, platform in ((f"teams:{TENANT_ID}", "teams"), ("slack:T0DRUMBEAT", "slack")):
        await made.store.add_workspace(Workspace(id=name, platform=platform, name="Acme"))
    return made


@pytest.fixture
async def ears(door: Watched) -> AsyncIterator[Ears]:
    async with FakeSlack() as slack:
        slack.add_user("U1ANA", "ana", is_admin=True)
        slack.add_user("U2BEN", "ben")
        slack.add_channel("C1GROWTH", "growth")
        async with listening(slack, door, door.store) as made:
            yield made


@pytest.fixture
async def office(door: Watched) -> AsyncIterator[Whole]:
    async with FakeTeams() as teams, whole(teams, door.store, front_door=door) as made:
        yield made


def samples(platform: str, *changed: tuple[str, str]) -> list[dict[str, Any]]:
    """Every payload that we know, with these texts replaced."""
    text = json.dumps([json.loads(path.read_text()) for path in sorted((PAYLOADS / platform).glob("*.json"))])
    for old, new in changed:
        text = text.replace(old, new)
    return list(json.loads(text))


def slack_body(payload: Any) -> str:
    """As Slack sends it: a command as fields, an event as JSON, everything else as JSON in a field."""
    if "command" in payload:
        return urlencode({key: value for key, value in payload.items() if isinstance(value, str)}, errors="replace")
    return (
        json.dumps(payload) if payload.get("type") == "event_callback" else urlencode({"payload": json.dumps(payload)})
    )


async def test_whatever_slack_sends_is_answered(ears: Ears, door: Watched, caplog: pytest.LogCaptureFixture) -> None:
    chance, lines = random.Random(1), itertools.cycle(ask.fields["text"] for ask in LINES.values())
    whole_ones = samples("slack", ("https://hooks.slack.example", ears.slack.api_url))
    for first in range(0, COUNT, AT_ONCE):
        mutants = []
        for number in range(first, first + AT_ONCE):
            sample = whole_ones[number % len(whole_ones)]
            told = {"text": next(lines)} if "command" in sample else {"event_id": f"Ev{number}"}
            mutants.append(spoiled({**sample, **{key: told[key] for key in told if key in sample}}, chance))
        answers = await asyncio.gather(*(ears.people.send(slack_body(mutant)) for mutant in mutants))
        for mutant, answer in zip(mutants, answers, strict=True):
            assert answer.status in {200, 400}, (mutant, answer)
    await ears.settle()
    assert door.faults == []
    assert len(door.asked) >= COUNT / 50
    assert "Task exception" not in caplog.text
    assert (await ears.store.inbox.waiting())["failed"] == 0


async def test_whatever_teams_sends_is_answered(office: Whole, door: Watched, caplog: pytest.LogCaptureFixture) -> None:
    chance, lines = random.Random(2), itertools.cycle(ask.fields["text"] for ask in LINES.values())
    bearer = office.teams.issuer.bearer(office.teams.service_url)
    whole_ones = at_home(office.teams)
    async with aiohttp.ClientSession(headers={**bearer, "Content-Type": "application/json"}) as session:

        async def send(mutant: dict[str, Any]) -> None:
            async with session.post(office.teams.wire.url, data=json.dumps(mutant)) as response:
                assert response.status in KNOWN, (mutant, await response.text())

        for first in range(0, COUNT, AT_ONCE):
            mutants = []
            for number in range(first, first + AT_ONCE):
                sample = {**whole_ones[number % len(whole_ones)], "id": f"1:{number}"}
                if sample.get("type") == "message" and "value" not in sample and number % 2:
                    sample |= {"text": next(lines), "entities": []}
                mutants.append(spoiled(sample, chance))
            await asyncio.gather(*map(send, mutants))
    await office.settled()
    assert door.faults == []
    assert len(door.asked) >= COUNT / 50
    assert "Task exception" not in caplog.text


def at_home(teams: FakeTeams) -> list[dict[str, Any]]:
    """The samples, as if they came from this loopback."""
    told = (("99999999-9999-4999-8999-999999999999", TENANT_ID), ("aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa", teams.app_id))
    return [{**each, "serviceUrl": teams.service_url} for each in samples("teams", *told)]


async def test_nothing_of_slack_is_believed_without_its_signature(ears: Ears, door: Watched) -> None:
    chance, whole_ones = random.Random(3), samples("slack")
    for number in range(FORGED):
        body = slack_body(spoiled(chance.choice(whole_ones), chance))
        wrong: tuple[dict[str, Any], ...] = (
            {"headers": {"X-Slack-Signature": ""}},
            {"secret": f"guess-{number}"},
            {"at": time.time() - chance.randint(301, 10**6)},
            {"at": time.time() + chance.randint(301, 10**6)},
        )
        for how in wrong:
            assert (await ears.people.send(body, **how)).status == 401, (body, how)
    assert door.asked == []


async def test_nothing_of_teams_is_believed_without_a_good_token(office: Whole, door: Watched) -> None:
    chance, whole_ones, issuer = random.Random(4), at_home(office.teams), office.teams.issuer
    here = office.teams.service_url
    now = int(time.time())
    async with aiohttp.ClientSession() as session:
        for _ in range(FORGED):
            data = json.dumps(spoiled(chance.choice(whole_ones), chance))
            good = issuer.bearer(here)["Authorization"]
            for header in (
                {},
                {"Authorization": good[:-9] + "AAAAAAAAA"},
                issuer.bearer(here, exp=now - chance.randint(301, 10**6)),
                issuer.bearer(here, aud="another"),
                issuer.bearer("https://evil.example/"),
            ):
                async with session.post(office.teams.wire.url, data=data, headers=header) as response:
                    assert response.status == 401, (data, header)
    assert door.asked == []
