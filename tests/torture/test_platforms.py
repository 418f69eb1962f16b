"""Weeks of a company whose platform is busy, slow, cut off, refuses the token, closes the channel and is down for six
hours, all by chance, while people write and events come twice and in any order. In virtual time, on the real adapters.
Afterwards everything was seen once and in its channel's order, or is listed; and what is listed can be settled by hand.
"""

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from storage import tables
from storage.outbox import State
from tests.fakes.slack.scopes import HISTORY
from tests.journeys import slack_world
from tests.journeys.conftest import channel as channel
from tests.journeys.conftest import slack_growth as slack_growth
from tests.journeys.conftest import team as team
from tests.journeys.conftest import template as template
from tests.journeys.conftest import with_growth as with_growth
from tests.journeys.conftest import world as world
from tests.torture.afterwards import texts_of
from tests.torture.scale import many
from tests.torture.stages import SlackStage, Stage, TeamsStage

pytestmark = [pytest.mark.torture, pytest.mark.timeout(1800)]

WEEK, OUTAGE = timedelta(weeks=1), timedelta(hours=6)
MEND = timedelta(minutes=20)
"""The longest wait between two tries, and a little."""


@dataclass
class Storm:
    """A company's weeks. words: one of each thing that people wrote or pressed."""

    stage: Stage
    chance: random.Random
    words: list[str] = field(default_factory=list)

    async def live(self, weeks: int) -> None:
        start = self.stage.world.clock()
        for week in range(weeks):
            opening = slack_world.OPENING + WEEK * week
            for moment in (opening, opening + timedelta(days=1), opening + timedelta(days=2)):
                self.stage.world.clock.to(max(moment, self.stage.world.clock()))
                for _ in range(many(1, 3)):
                    await self.hours()
        assert self.stage.world.clock() > start

    async def hours(self) -> None:
        """A few of them, in which something happens to the platform and somebody does something."""
        stage, chance = self.stage, self.chance
        match chance.randrange(7):
            case 0:
                stage.go_down()
                await self.through(OUTAGE)
                stage.come_up()
            case 1:
                await stage.close_channel()
                await self.through(timedelta(hours=2))
                await stage.open_channel()
            case 2:
                stage.refuse_token()
                await self.through(timedelta(hours=1))
                stage.take_token()
            case _:
                for _ in range(3):
                    stage.trouble(chance)
                await self.through(timedelta(minutes=30))

    async def through(self, span: timedelta) -> None:
        for _ in range(3):
            await self.stage.act(self.chance, f"w{len(self.words)}w")
            self.words.append(f"w{len(self.words)}w")
            self.stage.world.clock.forward(seconds=span.total_seconds() / 3)
            await self.stage.world.settle()

    async def calm(self) -> None:
        """Nothing goes wrong any more, for as long as anything may wait."""
        self.stage.come_up()
        for _ in range(6):
            self.stage.world.clock.forward(seconds=MEND.total_seconds())
            await self.stage.world.settle()

    async def kept(self) -> Counter[str]:
        """How often what people wrote is there, by its word."""
        store = self.stage.world.bot.store
        (workspace,) = await store.workspaces()
        texts = [text for kind in (await texts_of(store, workspace.id)).values() for text in kind]
        return Counter(word for text in texts for word in self.words if word in text.split())

    async def rows(self) -> list[Any]:
        """Of the outbox, as they were first said, without pages of persons."""
        async with self.stage.world.bot.store._database.read() as connection:
            messages = select(tables.messages).where(tables.messages.c.home.is_(None))
            ordered = messages.order_by(tables.messages.c.created_at, tables.messages.c.position)
            return list(await connection.execute(ordered))


@pytest.fixture(params=["slack", "slack that may be looked at", "teams"])
def stage(request: pytest.FixtureRequest) -> Stage:
    """Growth is set up; nobody was asked yet."""
    if request.param == "teams":
        return TeamsStage(request.getfixturevalue("channel"))
    made = SlackStage(request.getfixturevalue("team"))
    if request.param != "slack":
        made.world.slack.scopes |= HISTORY
    return made


@pytest.mark.parametrize("seed", range(many(1, 3)))
async def test_everything_is_seen_once_in_its_order_or_listed(stage: Stage, seed: int) -> None:
    storm = Storm(stage, random.Random(seed))
    await storm.live(weeks=many(1, 3))
    await storm.calm()
    rows, seen = await storm.rows(), stage.seen()
    listed = {row.key for row in rows if row.state in (State.AMBIGUOUS, State.FAILED)}
    waiting = [row for row in rows if row.state == State.WAITING and row.thread not in listed]
    assert [(row.key, row.last_error) for row in waiting] == [], "nothing waits that could be delivered"
    assert [row.key for row in rows if row.state == State.DONE and not row.ref] == []
    assert [row.key for row in rows if seen.count(row.id) > 1] == []
    said = {row.id: row.created_at for row in rows}
    order = [said[each] for each in seen if each in said]
    assert order == sorted(order), "a channel's messages come in the order in which they were said"
    assert await stage.world.bot.store.inbox.waiting() == {"waiting": 0, "failed": 0}
    assert set((await storm.kept()).values()) == {1}, "what people wrote is there once, however often it came"
    stage.require_no_harm()
    await settle_by_hand(storm)


async def settle_by_hand(storm: Storm) -> None:
    """An operator looks: what is there is marked as arrived, the rest is sent again. What waited for it comes, too."""
    desk, stage = storm.stage.world.bot.store.desk, storm.stage
    listed = await desk.stuck()
    assert {row.state for row in listed} <= {State.AMBIGUOUS, State.FAILED}
    for row in listed:
        is_there = row.state == State.AMBIGUOUS and stage.has(row.id)
        assert await (desk.arrived(row.id) if is_there else desk.resend(row.id))
    await storm.calm()
    assert await desk.stuck() == []
    assert await stage.world.bot.store.backlog() == {"waiting": 0, "failed": 0, "ambiguous": 0}
    stage.require_no_harm()
