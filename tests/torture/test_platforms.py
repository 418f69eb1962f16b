"""Weeks of a company whose platform is busy, slow, cut off, refuses the token, closes the channel and is down for six
hours, all by chance, while people write and events come twice and in any order. In virtual time, on the real adapters.
Afterwards everything was seen once and in its channel's order, or is listed; and what is listed can be settled by hand.
"""

import random
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Protocol

import pytest
from sqlalchemy import select

from bot.assembly import Drumbeat
from storage import tables
from storage.outbox import State
from tests.fakes.clock import FakeClock
from tests.fakes.slack import Fault as SlackFault
from tests.fakes.slack.scopes import HISTORY
from tests.fakes.teams import Fault as TeamsFault
from tests.fakes.teams.pacing import Doing
from tests.journeys import slack_world, teams_world
from tests.journeys.conftest import channel as channel
from tests.journeys.conftest import team as team
from tests.journeys.conftest import template as template
from tests.journeys.conftest import with_growth as with_growth
from tests.journeys.conftest import world as world
from tests.journeys.slack_world import ANA, BEN, CY, GROWTH
from tests.torture.scale import many

pytestmark = [pytest.mark.torture, pytest.mark.timeout(1800)]

WEEK, OUTAGE = timedelta(weeks=1), timedelta(hours=6)
MEND = timedelta(minutes=20)
"""The longest wait between two tries, and a little."""
KRS = ("1.1", "1.2", "1.3")


class Stage(Protocol):
    """A platform's stand-in, and what can happen to it and in it."""

    @property
    def bot(self) -> Drumbeat: ...

    @property
    def clock(self) -> FakeClock: ...

    async def settle(self) -> None: ...

    def trouble(self, chance: random.Random) -> None:
        """Something goes wrong with the next calls."""

    def go_down(self) -> None:
        """Nothing is answered any more."""

    def come_up(self) -> None: ...

    async def close_channel(self) -> None:
        """It takes no messages, until it is opened again."""

    async def open_channel(self) -> None: ...

    def refuse_token(self) -> None: ...

    def take_token(self) -> None: ...

    async def act(self, chance: random.Random, word: str) -> None:
        """Somebody does something. word: stands in what they write, if they do."""

    def seen(self) -> list[str]:
        """What people saw in the team's place, each message as it was first, in the order in which it came."""

    def has(self, message_id: str) -> bool:
        """Whether an operator finds it, where its end is not known."""

    def require_no_harm(self) -> None: ...


@dataclass
class SlackStage:
    """The Slack of the journeys."""

    world: slack_world.World
    _down: tuple[str, ...] = ("chat.postMessage", "chat.update", "conversations.open", "users.info", "auth.test")

    @property
    def bot(self) -> Drumbeat:
        return self.world.bot

    @property
    def clock(self) -> FakeClock:
        return self.world.clock

    async def settle(self) -> None:
        await self.world.settle()

    def trouble(self, chance: random.Random) -> None:
        method = chance.choice(("chat.postMessage", "chat.postMessage", "chat.update", "conversations.open"))
        may = [
            SlackFault(status=503),
            SlackFault(error="internal_error"),
            SlackFault(drop="before"),
            SlackFault(drop="after"),
            SlackFault(delay=0.05),
            SlackFault(body='{"ok": true, "chan'),
        ]
        if method.startswith("chat."):  # what no outbox paces waits by the machine's own clock
            may += [SlackFault(retry_after=seconds) for seconds in (1, 30, 300)]
        self.world.slack.fail(method, chance.choice(may), chance.choice((1, 1, 2)))

    def go_down(self) -> None:
        for method in self._down:
            self.world.slack.fail(method, SlackFault(status=503), 10_000)

    def come_up(self) -> None:
        for method in self._down:
            self.world.slack.faults[method].clear()

    async def close_channel(self) -> None:
        await self.world.people.archive(ANA, GROWTH)

    async def open_channel(self) -> None:
        await self.world.people.unarchive(ANA, GROWTH)

    def refuse_token(self) -> None:
        self.world.slack.tokens[0].error = "token_revoked"

    def take_token(self) -> None:
        self.world.slack.tokens[0].error = ""

    async def act(self, chance: random.Random, word: str) -> None:
        people, user = self.world.people, chance.choice((ANA, BEN, CY))
        people.copies = chance.choice((1, 1, 2, 3))
        what = chance.random()
        if what < 0.5:
            await people.command(user, GROWTH, f"blocker {chance.choice(KRS)} waiting for {word}")
        elif what < 0.6:
            people.hold()
        elif what < 0.7:
            await people.release(backwards=True)
        elif prompts := [m for m in self.world.slack.in_channel(GROWTH) if "Answer" in m.buttons()]:
            if what < 0.85:
                await people.click(user, prompts[-1], "Nothing changed")
            else:
                await people.mention(user, GROWTH, f"1.1 4{chance.randrange(9)}% conf 6 {word}", prompts[-1])

    def seen(self) -> list[str]:
        return [str(m.client_msg_id) for m in self.world.slack.messages if m.client_msg_id and m.channel == GROWTH]

    def has(self, message_id: str) -> bool:
        return any(m.client_msg_id == message_id for m in self.world.slack.messages)

    def require_no_harm(self) -> None:
        assert self.world.slack.pacing.broken == []


@dataclass
class TeamsStage:
    """The Teams of the journeys."""

    world: teams_world.World

    @property
    def bot(self) -> Drumbeat:
        return self.world.bot

    @property
    def clock(self) -> FakeClock:
        return self.world.clock

    async def settle(self) -> None:
        await self.world.settle()

    def trouble(self, chance: random.Random) -> None:
        doing = chance.choice((Doing.POST, Doing.POST, Doing.UPDATE, Doing.OPEN))
        may = [
            TeamsFault(429, "Throttled", retry_after=chance.choice((1, 30, 300))),
            TeamsFault(412, "PreconditionFailed"),
            TeamsFault(502, html=True),
            TeamsFault(504, html=True),
            TeamsFault(500, "ServiceError", is_done=True),
            TeamsFault(drop="after"),
            TeamsFault(delay=0.05),
        ]
        self.world.teams.fail(doing, chance.choice(may), chance.choice((1, 1, 2)))

    def go_down(self) -> None:
        self.world.teams.down = TeamsFault(502, html=True)

    def come_up(self) -> None:
        self.world.teams.down = None

    async def close_channel(self) -> None:
        self.world.teams.down = TeamsFault(403, "MessageWritesBlocked")

    async def open_channel(self) -> None:
        self.world.teams.down = None

    def refuse_token(self) -> None:
        self.world.teams.revoke_tokens()

    def take_token(self) -> None:
        """A new one is fetched."""

    async def act(self, chance: random.Random, word: str) -> None:
        crowd = self.world.crowd
        who = chance.choice((crowd.ana, crowd.ben, crowd.cy))
        what = chance.random()
        if what < 0.6:
            answer = await who.types(f"blocker {chance.choice(KRS)} waiting for {word}", self.world.place)
            if chance.random() < 0.3:
                await who.again(answer)
        elif prompts := [m for m in self.world.said() if "What moved?" in m.said]:
            if what < 0.8:
                await who.press(prompts[-1], "Nothing changed")
            else:
                await who.types(f"1.1 4{chance.randrange(9)}% conf 6 {word}", thread=prompts[-1])

    def seen(self) -> list[str]:
        return []  # Teams keeps no ids of ours; `twice` looks at what was said

    def has(self, message_id: str) -> bool:
        return True  # of what it broke off here, Teams had done everything

    def require_no_harm(self) -> None:
        assert self.world.teams.broken == []
        assert self.world.teams.tenant.twice() == {}


@dataclass
class Storm:
    """A company's weeks. words: of what people wrote and was acknowledged."""

    stage: Stage
    chance: random.Random
    words: list[str] = field(default_factory=list)

    async def live(self, weeks: int) -> None:
        start = self.stage.clock()
        for week in range(weeks):
            opening = slack_world.OPENING + WEEK * week
            for moment in (opening, opening + timedelta(days=1), opening + timedelta(days=2)):
                self.stage.clock.to(max(moment, self.stage.clock()))
                for _ in range(many(1, 3)):
                    await self.hours()
        assert self.stage.clock() > start

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
            self.stage.clock.forward(seconds=span.total_seconds() / 3)
            await self.stage.settle()

    async def calm(self) -> None:
        """Nothing happens any more, for as long as anything may wait."""
        for _ in range(6):
            self.stage.clock.forward(seconds=MEND.total_seconds())
            await self.stage.settle()

    async def rows(self) -> list[Any]:
        """Of the outbox, as they were first said, without pages of persons."""
        async with self.stage.bot.store._database.read() as connection:
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
    stuck = [(row.key, row.last_error, row.not_before) for row in rows if row.state == State.WAITING]
    assert stuck == [], "nothing waits that could be delivered"
    assert [row.key for row in rows if row.state == State.DONE and not row.ref] == []
    assert [row.key for row in rows if seen.count(row.id) > 1] == []
    said = {row.id: row.created_at for row in rows}
    order = [said[each] for each in seen if each in said]
    assert order == sorted(order), "a channel's messages come in the order in which they were said"
    assert await stage.bot.store.inbox.waiting() == {"waiting": 0, "failed": 0}
    stage.require_no_harm()
    await settle_by_hand(storm)


async def settle_by_hand(storm: Storm) -> None:
    """An operator looks: what is there is marked as arrived, the rest is sent again. What waited for it comes, too."""
    desk, stage = storm.stage.bot.store.desk, storm.stage
    listed = await desk.stuck()
    assert {row.state for row in listed} <= {State.AMBIGUOUS, State.FAILED}
    for row in listed:
        is_there = row.state == State.AMBIGUOUS and stage.has(row.id)
        assert await (desk.arrived(row.id) if is_there else desk.resend(row.id))
    await storm.calm()
    assert await desk.stuck() == []
    assert await stage.bot.store.backlog() == {"waiting": 0, "failed": 0, "ambiguous": 0}
    stage.require_no_harm()
