"""What the storm of `test_platforms` is played on: the Slack and the Teams of the journeys, what can go wrong with them
and what people do there. Knows loopback platforms; must not know what is promised.
"""

import asyncio
import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

from bot.assembly import Drumbeat
from tests.fakes.clock import FakeClock
from tests.fakes.slack import Fault as SlackFault
from tests.fakes.teams import Fault as TeamsFault
from tests.fakes.teams.pacing import Doing
from tests.journeys import slack_world, teams_world
from tests.journeys.slack_world import ANA, BEN, CY, GROWTH

PRESSED = ("Noted: nothing to report.", "Kept: 1 KR.", "Kept: 2 KRs.")
"""What "Nothing changed" is answered with: to who presses it again, again."""
KRS = ("1.1", "1.2", "1.3")


class World(Protocol):
    """What `tests.journeys` runs."""

    bot: Drumbeat
    clock: FakeClock

    async def settle(self) -> None: ...


class Stage(Protocol):
    """A platform's stand-in, and what can happen to it and in it."""

    @property
    def world(self) -> World: ...

    def trouble(self, chance: random.Random) -> None:
        """Something goes wrong with the next calls."""

    def go_down(self) -> None:
        """Nothing is answered any more."""

    def come_up(self) -> None:
        """Everything is answered again; what was to go wrong with the next calls does not."""

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
        assert not self.world.slack.pacing.broken, self.world.slack.pacing.broken


@dataclass
class TeamsStage:
    """The Teams of the journeys. Private answers keep their pace by its clock, too. _presses: by personal chat."""

    world: teams_world.World
    _presses: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        assert self.world.bot.teams is not None
        turns, clock = self.world.bot.teams.chat._turns, self.world.clock

        async def sleep(seconds: float) -> None:
            until = clock() + timedelta(seconds=seconds)
            await asyncio.sleep(0)
            clock.to(max(until, clock()))

        turns.now, turns._sleep = lambda: clock().timestamp(), sleep

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
        self.world.teams.faults.clear()

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
                self._presses[who.chat.id] += 1
                await who.press(prompts[-1], "Nothing changed")
            else:
                await who.types(f"1.1 4{chance.randrange(9)}% conf 6 {word}", thread=prompts[-1])

    def seen(self) -> list[str]:
        return []  # Teams keeps no ids of ours; `twice` looks at what was said

    def has(self, message_id: str) -> bool:
        return True  # of what it broke off here, Teams had done everything

    def require_no_harm(self) -> None:
        """No limit was broken, and nothing said twice: an answer to a press never more often than it was pressed."""
        teams, twice = self.world.teams, self.world.teams.tenant.twice()
        answers = Counter(m.conversation.id for m in teams.tenant.messages if m.by is None and m.said in PRESSED)
        harm = [f"{number} times {what}" for what, number in twice.items() if what[2] not in PRESSED]
        harm += [
            f"{number} answers to {self._presses[chat]} presses in {chat}"
            for chat, number in answers.items()
            if number > self._presses[chat]
        ]
        harm += [f"broke {limit}" for limit in teams.broken]
        assert not harm, "\n".join(harm)
