"""People who type while something goes wrong, and what each of them was answered. Knows a running application and its
loopback Slack; must not know what goes wrong.
"""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass, field

from bot.worker import _guarded
from tests.journeys.slack_world import ANA, BEN, CY, GROWTH, World

AWAY, UNSURE = "I could not keep this", "went away while I kept this"

LEAST_SETTLING, MOST_SETTLING = 3, 60
"""Rounds of two minutes."""


@dataclass
class Crowd:
    """People who type blockers, each with a word of its own, as fast as they are answered.

    kept, told, unsure: the words of what was acknowledged, of what somebody was told could not be kept, and of what
    they were told nobody knows of.
    """

    world: World
    kept: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    unsure: list[str] = field(default_factory=list)
    is_over: bool = False
    said: dict[str, str] = field(default_factory=dict)

    async def type_on(self, user: str, kr: str) -> None:
        number = 0
        while not self.is_over:
            number += 1
            await self.type(user, f"blocker {kr} waiting for {user.lower()}x{number}x")

    async def type(self, user: str, line: str) -> None:
        word, known = line.split()[-1], len(self.world.slack.seen_only_by(user))
        answer = await self.world.people.command(user, GROWTH, line)
        assert answer.status == 200, "everybody gets an answer"
        said = "\n".join(each.said for each in self.world.slack.seen_only_by(user)[known:])
        if AWAY in said or UNSURE in said:
            assert f"You typed: okr {line}" in said
        self.said[word] = said
        (self.told if AWAY in said else self.unsure if UNSURE in said else self.kept).append(word)

    async def work_on(self) -> None:
        """A worker whose seconds are short."""
        while not self.is_over:
            self.world.clock.forward(seconds=1)
            worker = self.world.bot.worker
            await _guarded(worker.run_pass, "pass", self.world.bot.metrics, worker.pulse)
            await asyncio.sleep(0.02)

    async def live_through(self, faults: Awaitable[None]) -> None:
        """Type and work while this goes on."""
        async with asyncio.TaskGroup() as together:
            for user, kr in ((BEN, "1.1"), (CY, "1.3"), (ANA, "1.2")):
                together.create_task(self.type_on(user, kr))
            together.create_task(self.work_on())
            await faults
            self.is_over = True

    async def settle(self) -> None:
        """Until everything is delivered that was said so fast, and at least past every lease and wait."""
        for settled in range(MOST_SETTLING):
            if settled >= LEAST_SETTLING and not (await self.world.bot.store.backlog())["waiting"]:
                return
            self.world.clock.forward(minutes=2)
            await self.world.settle()

    async def require_promises(self) -> None:
        """Everything acknowledged is there once, nothing else is, and each is shown once."""
        async with self.world.bot.store.unit(f"slack:{self.world.slack.team_id}", actor="test") as unit:
            there = sorted(row.text.split()[-1] for row in await unit.blockers.find())
        assert len(there) == len(set(there)), "twice"
        assert {word: self.said[word] for word in set(self.kept) - set(there)} == {}, "acknowledged, and not there"
        assert set(there) <= set(self.kept) | set(self.unsure)
        assert (await self.world.bot.store.backlog())["waiting"] == 0
        shown = [m.said for m in self.world.slack.messages if m.by is None and m.only_for is None]
        unclear = (await self.world.bot.store.backlog())["ambiguous"]
        missing = [word for word in there if sum(word in said for said in shown) != 1]
        assert len(missing) <= unclear, missing
        assert not self.world.slack.pacing.broken
