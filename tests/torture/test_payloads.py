"""Whatever arrives: mutated Slack and Teams payloads over HTTP, to the whole application on its database.

Never a 500, never something half done, no row of anybody else, nothing that cannot be shown; and without the right
signature always 401, and nothing of it kept.
"""

import random
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import urlencode

import aiohttp
import pytest
import pytest_asyncio

from storage import upgrade
from tests.fakes.slack import FakeSlack
from tests.fakes.slack.transport import FORM, JSON, sign
from tests.fakes.teams import FakeTeams
from tests.fakes.teams.issuer import unsigned
from tests.fakes.teams.tenant import TENANT_ID
from tests.torture import tape_slack, tape_teams
from tests.torture.arena import SHARD, Arena, Thrown, copied, heard
from tests.torture.mutants import garbled, spoiled, written
from tests.torture.scale import many
from tests.torture.tape import How, Json, Recorded, Sample

pytestmark = [pytest.mark.torture, pytest.mark.timeout(7200), pytest.mark.asyncio(loop_scope="module")]
COUNT = many(150, 50_000)
FORGED = many(30, 1_500)
SLACK, TEAMS = "slack:T0DRUMBEAT", f"teams:{TENANT_ID}"
GARBLED = 0.1
"""How many are broken as a whole, too."""
OTHER_KINDS = ("text/plain", "application/xml", "x/" + "y" * 30, "application/json; charset=utf-16")


def slack_text(how: How, body: Any) -> str:
    """As Slack writes it: a command as fields, an event as JSON, everything else as JSON in a field."""
    if how is How.BODY:
        return written(body)
    if how is How.FIELD:
        return urlencode({"payload": written(body)}, errors="replace")
    told = {key: value if isinstance(value, str) else written(value) for key, value in body.items()}
    return urlencode(told, errors="replace")


def by_turns(samples: tuple[Sample, ...], chance: random.Random) -> Iterator[Sample]:
    """Every kind as often as every other, for ever."""
    kinds: dict[str, list[Sample]] = {}
    for sample in samples:
        kinds.setdefault(sample.kind, []).append(sample)
    names = sorted(kinds)
    while True:
        chance.shuffle(names)
        yield from (chance.choice(kinds[name]) for name in names)


def mutant(sample: Sample, fresh: Json, recorded: Recorded, chance: random.Random) -> str | bytes:
    """Spoiled, with parts of two others at hand; some are broken as a whole, too."""
    others = [chance.choice(recorded.samples).body for _ in range(2)]
    text = slack_text(sample.how, spoiled(fresh, chance, others))
    return garbled(text, chance) if chance.random() < GARBLED else text


OnSlack: TypeAlias = tuple[FakeSlack, Recorded]
OnTeams: TypeAlias = tuple[FakeTeams, Recorded]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def on_slack(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[OnSlack]:
    """A workspace, and what people there can send."""
    async with FakeSlack() as slack:
        yield slack, await tape_slack.record(slack, await migrated(tmp_path_factory))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def on_teams(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[OnTeams]:
    """A tenant, and what people there can send."""
    async with FakeTeams() as teams:
        yield teams, await tape_teams.record(teams, await migrated(tmp_path_factory))


async def migrated(folders: pytest.TempPathFactory) -> Path:
    """A folder with an empty, migrated database."""
    folder = folders.mktemp("taped")
    await upgrade(f"sqlite:///{folder / 'drumbeat.db'}")
    return folder


@asynccontextmanager
async def slack_arena(slack: FakeSlack, recorded: Recorded, folder: Path, thrown: Thrown) -> AsyncIterator[Arena]:
    path, kept = copied(recorded, folder), len(slack.messages)
    async with tape_slack.in_slack(slack, folder) as world:
        assert world.bot.slack and world.bot.slack.listening
        await world.bot.slack.listening.freshness.stop()  # what it looks up once a day is no payload's doing
        with Arena(world, path, SLACK, thrown) as arena:
            yield arena
    del slack.messages[kept:], slack.calls[:]
    slack.views.clear()
    slack.hooks.clear()


@asynccontextmanager
async def teams_arena(teams: FakeTeams, recorded: Recorded, folder: Path, thrown: Thrown) -> AsyncIterator[Arena]:
    path, kept = copied(recorded, folder), len(teams.tenant.messages)
    async with tape_teams.in_teams(teams, folder) as world:
        with Arena(world, path, TEAMS, thrown) as arena:
            yield arena
    thrown.faults += [f"Teams refused {why}" for why in teams.tenant.refused]
    del teams.tenant.messages[kept:], teams.calls[:], teams.wire.sent[:], teams.tenant.refused[:]


async def test_whatever_slack_sends_is_answered(
    on_slack: OnSlack, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    thrown, (slack, recorded) = Thrown(), on_slack
    for shard in range(0, COUNT, SHARD):
        chance = random.Random(shard)
        turns = by_turns(recorded.samples, chance)
        with heard(caplog, thrown):
            async with slack_arena(slack, recorded, tmp_path / f"{shard}", thrown) as arena:
                for _ in range(min(SHARD, COUNT - shard)):
                    sample = next(turns)
                    body = mutant(sample, tape_slack.fresh(slack, sample.body), recorded, chance)
                    await arena.throw(sample, body, _to_slack(arena.world, sample, body, chance))
                await arena.settle()
    _well(thrown)


async def _to_slack(world: Any, sample: Sample, body: str | bytes, chance: random.Random) -> int:
    usual = JSON if sample.how is How.BODY else FORM
    kind = chance.choice(OTHER_KINDS) if chance.random() < GARBLED else usual
    return int((await world.people.send(body, headers={"Content-Type": kind})).status)


async def test_whatever_teams_sends_is_answered(
    on_teams: OnTeams, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    thrown, (teams, recorded) = Thrown(), on_teams
    async with aiohttp.ClientSession() as session:
        for shard in range(0, COUNT, SHARD):
            chance = random.Random(shard)
            turns = by_turns(recorded.samples, chance)
            headers = {**teams.issuer.bearer(teams.service_url), "Content-Type": JSON}
            with heard(caplog, thrown):
                async with teams_arena(teams, recorded, tmp_path / f"{shard}", thrown) as arena:
                    for _ in range(min(SHARD, COUNT - shard)):
                        sample = next(turns)
                        body = mutant(sample, tape_teams.fresh(teams, sample.body), recorded, chance)
                        await arena.throw(sample, body, _to_teams(session, teams, body, headers))
                    await arena.settle()
    _well(thrown)


async def _to_teams(session: aiohttp.ClientSession, teams: FakeTeams, body: str | bytes, headers: Json) -> int:
    data = body.encode("utf-8", "surrogatepass") if isinstance(body, str) else body
    async with session.post(teams.wire.url, data=data, headers=headers) as response:
        return response.status


def _well(thrown: Thrown) -> None:
    """Nothing was wrong, and it was not all thrown at closed doors."""
    assert thrown.faults[:20] == []
    assert sum(thrown.kinds.values()) >= COUNT / 3
    assert thrown.written >= COUNT / 10
    assert len(thrown.kinds) >= 6


async def test_nothing_of_slack_is_believed_without_its_signature(on_slack: OnSlack, tmp_path: Path) -> None:
    thrown, (slack, recorded), chance = Thrown(), on_slack, random.Random(3)
    async with slack_arena(slack, recorded, tmp_path / "forged", thrown) as arena:
        for sample, number in zip(by_turns(recorded.samples, chance), range(FORGED), strict=False):
            text = slack_text(sample.how, tape_slack.fresh(slack, sample.body))
            for how in _unsigned(slack, text, number, chance):
                await arena.refuses(sample, _forged_to_slack(arena.world, text, how))
    assert thrown.faults == []
    assert set(thrown.statuses) == {401}


def _unsigned(slack: FakeSlack, text: str, number: int, chance: random.Random) -> list[Json]:
    """Ways to send it that are not Slack's."""
    stamp = str(int(time.time()))
    return [
        {"headers": {"X-Slack-Signature": ""}},
        {"headers": {"X-Slack-Signature": "v0=" + "0" * 64}},
        {"headers": {"X-Slack-Request-Timestamp": ""}},
        {"headers": {"X-Slack-Signature": sign(slack.signing_secret, stamp, text + " ")}},
        {"headers": {"X-Slack-Signature": sign(slack.signing_secret, str(int(stamp) - 1), text)}},
        {"headers": {"X-Slack-Signature": sign(slack.signing_secret, stamp, text).upper()}},
        {"secret": f"guess-{number}"},
        {"at": time.time() - chance.randint(301, 10**6)},
        {"at": time.time() + chance.randint(302, 10**6)},
    ]


async def _forged_to_slack(world: Any, text: str, how: Json) -> int:
    return int((await world.people.send(text, **how)).status)


async def test_nothing_of_teams_is_believed_without_a_good_token(on_teams: OnTeams, tmp_path: Path) -> None:
    thrown, (teams, recorded), chance = Thrown(), on_teams, random.Random(4)
    arena_of = teams_arena(teams, recorded, tmp_path / "forged", thrown)
    async with aiohttp.ClientSession() as session, arena_of as arena:
        ways = _untrusted(teams, chance)
        for sample, _ in zip(by_turns(recorded.samples, chance), range(FORGED), strict=False):
            text = written(tape_teams.fresh(teams, sample.body))
            for header in ways:
                await arena.refuses(sample, _to_teams(session, teams, text, {"Content-Type": JSON, **header}))
    assert thrown.faults == []
    assert set(thrown.statuses) == {401}


def _untrusted(teams: FakeTeams, chance: random.Random) -> list[dict[str, str]]:
    """Headers that are not Microsoft's, or not for us, or not for this."""
    here, issuer, now = teams.service_url, teams.issuer, int(time.time())
    good = issuer.bearer(here)["Authorization"]
    return [
        {},
        {"Authorization": ""},
        {"Authorization": "Bearer"},
        {"Authorization": good.removeprefix("Bearer ")},
        {"Authorization": good[:-9] + "AAAAAAAAA"},
        {"Authorization": f"Bearer {unsigned(good.removeprefix('Bearer '))}"},
        issuer.bearer(here, exp=now - chance.randint(301, 10**6)),
        issuer.bearer(here, nbf=now + chance.randint(301, 10**6)),
        issuer.bearer(here, aud="00000000-0000-4000-8000-00000000dead"),
        issuer.bearer(here, iss="https://sts.windows.net/00000000-0000-4000-8000-00000000dead/"),
        issuer.bearer(here, without=("exp",)),
        issuer.bearer(here, key="somebody-elses"),
        issuer.bearer(here, kid="k9"),
        issuer.bearer("https://evil.example/"),
    ]
