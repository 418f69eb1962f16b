"""Whatever arrives: mutated Slack and Teams payloads over HTTP, to the whole application on its database.

Never a 500, never something half done, no row of anybody else, nothing that cannot be shown; and without the right
signature always 401, and nothing of it kept.
"""

import random
import sys
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from urllib.parse import urlencode

import aiohttp
import pytest
import pytest_asyncio

from storage import upgrade
from tests.fakes.ids import numbered_ids
from tests.fakes.slack import FakeSlack
from tests.fakes.slack.transport import sign
from tests.fakes.teams import FakeTeams
from tests.fakes.teams.issuer import unsigned
from tests.torture import tape_slack, tape_teams
from tests.torture.arena import SHARD, Arena
from tests.torture.doors import Door, SlackDoor, TeamsDoor, to_slack, to_teams
from tests.torture.mutants import garbled, spoiled, written
from tests.torture.scale import ONLY, many
from tests.torture.tape import How, Json, Sample
from tests.torture.thrown import Thrown

pytestmark = [pytest.mark.torture, pytest.mark.timeout(7200), pytest.mark.asyncio(loop_scope="module")]
COUNT = many(150, 50_000)
FORGED = many(30, 1_500)
GARBLED = 0.1
"""How many are broken as a whole, too."""
MILLION = 1_000_000
"""Where Slack's own ids begin: they have as many digits in every shard."""
ENOUGH = 20
"""Faults, after which the rest is not thrown any more."""


def slack_text(how: How, body: Json) -> str:
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


def mutant(sample: Sample, door: Door, chance: random.Random) -> str | bytes:
    """Spoiled, with parts of two others at hand; some are broken as a whole, too."""
    others = [chance.choice(door.recorded.samples).body for _ in range(2)]
    text = slack_text(sample.how, spoiled(door.fresh(sample.body), chance, others))
    return garbled(text, chance) if chance.random() < GARBLED else text


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def on_slack(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[SlackDoor]:
    """A workspace, and what people there can send."""
    async with FakeSlack(first=MILLION) as slack:
        with numbered_ids():
            recorded = await tape_slack.record(slack, await migrated(tmp_path_factory))
        yield SlackDoor(slack, recorded)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def on_teams(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[TeamsDoor]:
    """A tenant, and what people there can send."""
    async with FakeTeams() as teams, aiohttp.ClientSession() as session:
        with numbered_ids():
            recorded = await tape_teams.record(teams, await migrated(tmp_path_factory))
        yield TeamsDoor(teams, recorded, session)


async def migrated(folders: pytest.TempPathFactory) -> Path:
    """A folder with an empty, migrated database."""
    folder = folders.mktemp("taped")
    await upgrade(f"sqlite:///{folder / 'drumbeat.db'}")
    return folder


async def test_whatever_slack_sends_is_answered(
    on_slack: SlackDoor, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await throw_everything(on_slack, tmp_path, caplog)


async def test_whatever_teams_sends_is_answered(
    on_teams: TeamsDoor, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await throw_everything(on_teams, tmp_path, caplog)


async def throw_everything(door: Door, folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    """In shards, each from its own seed and on its own copy of the database, so that one alone can be seen again."""
    thrown = Thrown()
    for shard in range(0, COUNT, SHARD) if ONLY is None else [ONLY]:
        thrown.at = f"TORTURE_ONLY={shard}, before the first"
        with thrown.listening(caplog), numbered_ids(first=1 + shard):
            async with door.arena(folder / f"{shard}", thrown) as arena:
                await throw_shard(arena, door, shard, thrown)
        if len(thrown.faults) >= ENOUGH:
            break
    require_wellness(thrown)


async def throw_shard(arena: Arena, door: Door, shard: int, thrown: Thrown) -> None:
    turns = by_turns(door.recorded.samples, random.Random(shard))
    for number, sample in zip(range(min(SHARD, COUNT - shard)), turns, strict=False):
        thrown.at = f"TORTURE_ONLY={shard}, number {number}"
        chance = random.Random(f"{shard} {number}")
        body = mutant(sample, door, chance)
        await arena.throw(sample, body, door.send(arena, sample, body, chance))
    await arena.settle()


def require_wellness(thrown: Thrown) -> None:
    """Nothing was wrong, and it was not all thrown at closed doors."""
    if thrown.faults:
        pytest.fail("\n".join(thrown.faults), pytrace=False)
    count, asked = sum(thrown.statuses.values()), sum(thrown.kinds.values())
    sys.stderr.write(f"{count} thrown, {asked} asked for something, {thrown.written} were kept; {thrown.statuses}\n")
    assert asked >= count / 5
    assert thrown.written >= count / 10
    assert len(thrown.kinds) >= 6


async def test_nothing_of_slack_is_believed_without_its_signature(on_slack: SlackDoor, tmp_path: Path) -> None:
    thrown, chance = Thrown(), random.Random(3)
    async with on_slack.arena(tmp_path / "forged", thrown) as arena:
        for number, sample in zip(range(FORGED), by_turns(on_slack.recorded.samples, chance), strict=False):
            text = slack_text(sample.how, on_slack.fresh(sample.body))
            for how in _unsigned(on_slack.slack, text, number, chance):
                await arena.refuses(sample, to_slack(arena.world, text, how))
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


async def test_nothing_of_teams_is_believed_without_a_good_token(on_teams: TeamsDoor, tmp_path: Path) -> None:
    thrown, chance = Thrown(), random.Random(4)
    async with on_teams.arena(tmp_path / "forged", thrown) as arena:
        ways = _untrusted(on_teams.teams, chance)
        for _, sample in zip(range(FORGED), by_turns(on_teams.recorded.samples, chance), strict=False):
            text = written(on_teams.fresh(sample.body))
            for header in ways:
                await arena.refuses(sample, to_teams(on_teams.session, on_teams.teams, text, header))
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
