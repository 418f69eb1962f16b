"""The stage in Slack: signed requests to the running application, which talks to a loopback Slack."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

from tests.fakes.clock import FakeClock
from tests.fakes.slack import FakeSlack, Message
from tests.journeys.slack_world import GROWTH, World, running
from tests.parity.stage import MONDAY, PEOPLE, Grown, Sheet, Typed, Where

GUEST, GOES_ON = "gus", 100_000
"""GOES_ON: beyond every id that was used while Growth was set up."""


class OnSlack:
    """See `Stage`."""

    has_replies = tells_who_left = True

    def __init__(self, world: World) -> None:
        self._world = world
        self._faults: dict[str, tuple[str, ...]] = {}

    def id_of(self, who: str) -> str:
        return f"U0{who.upper()}"

    def naming(self, who: str) -> str:
        return f"<@{self.id_of(who)}|{who}>"

    @property
    def served_at(self) -> str:
        return ""  # of Slack nothing is kept that says where it was

    def now(self) -> datetime:
        return self._world.clock()

    async def at(self, moment: datetime) -> None:
        await self._world.at(max(moment, self._world.clock()))

    async def types(self, who: str, text: str, where: Where = Where.HERE) -> None:
        self._close(who)
        user = self.id_of(who)
        channel = GROWTH if where is Where.HERE else self._world.slack.direct(user).id
        answer = await self._world.people.command(user, channel, text)
        assert answer.status == 200

    async def replies(self, who: str, text: str) -> None:
        await self._world.people.mention(self.id_of(who), GROWTH, text, self._world.prompt())
        await self._world.settle()

    async def press(self, who: str, label: str, where: Where = Where.HERE) -> None:
        user = self.id_of(who)
        view = self._world.slack.modal(user)
        if where is Where.PRIVATE and view is not None and label in view.buttons():
            await self._world.people.click(user, view, label)
        else:
            self._close(who)
            shown = self._here() if where is Where.HERE else self._private(user)
            found = [message for message in shown if label in message.buttons()]
            assert found, f"no {label!r} in {[message.said for message in shown]}"
            await self._world.people.click(user, found[-1], label)
        await self._world.settle()

    async def sheet(self, who: str) -> Sheet | None:
        view = self._world.slack.modal(self.id_of(who))
        if view is None or not view.inputs():
            return None
        labels = {key: block["label"]["text"] for key, block in view.inputs().items()}
        initial = {key: block["element"].get("initial_value", "") for key, block in view.inputs().items()}
        typed = {key.removeprefix("field:"): str(state.get("value", "")) for key, state in view.typed.items()}
        return Sheet(labels, initial | typed, self._faults.get(who, ()))

    async def send(self, who: str, values: Mapping[str, Typed]) -> None:
        view = self._world.modal(self.id_of(who))
        answer = await self._world.people.submit(self.id_of(who), view, values)
        self._faults[who] = tuple(answer.errors.values())
        await self._world.settle()

    async def more(self, who: str, label: str, values: Mapping[str, Typed]) -> None:
        view = self._world.modal(self.id_of(who))
        self._world.people.fill(view, values)
        await self._world.people.click(self.id_of(who), view, label)
        await self._world.settle()

    async def page(self, who: str) -> str:
        await self._world.people.open_home(self.id_of(who))
        await self._world.settle()
        return self._world.people.home(self.id_of(who)).said

    async def press_page(self, who: str, label: str) -> None:
        self._close(who)
        await self._world.people.click(self.id_of(who), self._world.people.home(self.id_of(who)), label)
        await self._world.settle()

    async def leaves(self, who: str) -> None:
        await self._world.people.deactivate(self.id_of(who))
        await self._world.settle()

    async def here(self) -> list[str]:
        return [message.said for message in self._world.slack.in_channel(GROWTH)]

    async def thread(self) -> list[str]:
        return self._world.thread()

    async def told(self, who: str) -> str:
        user = self.id_of(who)
        view = self._world.slack.modal(user)
        return "\n".join([*(m.said for m in self._private(user)), *([view.said] if view else [])])

    def no_harm(self) -> None:
        """The loopback answers whatever breaks a rule with Slack's error, which the journey then meets."""

    def _here(self) -> list[Message]:
        at = self._world.slack
        return [m for m in at.messages if m.channel == GROWTH and m.only_for is None and m.by is None]

    def _private(self, user: str) -> list[Message]:
        return sorted([*self._world.slack.seen_only_by(user), *self._world.slack.to(user)], key=lambda m: float(m.ts))

    def _close(self, who: str) -> None:
        self._faults.pop(who, None)
        self._world.slack.views[self.id_of(who)].clear()


@asynccontextmanager
async def on_slack(folder: Path, grown: Grown | None) -> AsyncIterator[OnSlack]:
    """Beside a workspace with a channel, and a guest from elsewhere in it."""
    async with FakeSlack(first=GOES_ON if grown else 1) as slack:
        for who in PEOPLE:
            slack.add_user(f"U0{who.upper()}", who)
        slack.add_user(f"U0{GUEST.upper()}", GUEST, team_id="T9OTHER")
        slack.add_channel(GROWTH, "growth")
        async with running(slack, FakeClock(grown.until if grown else MONDAY), folder) as world:
            yield OnSlack(world)
