"""People who answer, press, type and reply all the while, and who try again where they were not answered.

Knows what a person sees and does in Slack; must not know processes, nor what is kept.
"""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from functools import partial

from tests.fakes.slack import Answer, FakeSlack, Message, People, View
from tests.fakes.slack.state import Hook
from tests.journeys.slack_world import field as field_of
from tests.torture.owed import BLOCKER, DECISION, OUTCOME, READING, Owed
from tests.torture.restless import Restless
from tests.torture.ways import TRIES


@dataclass(kw_only=True)
class Crowd(Restless):
    """teams: of each person, the channels that they are asked in, and the KR that is theirs there, or empty."""

    people: People
    slack: FakeSlack
    teams: dict[str, dict[str, str]]
    _answered: set[tuple[str, str]] = field(default_factory=set)
    _decided: set[str] = field(default_factory=set)

    def everybody(self) -> Iterable[Callable[[], Awaitable[None]]]:
        """See `Restless.everybody`."""
        return [partial(self._do_something, user) for user in self.teams]

    async def _do_something(self, user: str) -> None:
        channel = self.rng.choice([*self.teams[user]])
        prompt = self._unanswered(user, channel)
        if prompt is not None and self.rng.random() < 0.7:
            self._answered.add((prompt.ts, user))
            await self.rng.choice([self._fill_form, self._fill_form, self._press, self._reply])(user, channel, prompt)
        else:
            other = [self._update, self._record, self._record, self._write_directly, self._decide, self._open_home]
            await self.rng.choice(other)(user, channel)

    def _unanswered(self, user: str, channel: str) -> Message | None:
        prompts = [m for m in self.slack.in_channel(channel) if "Answer" in m.buttons()]
        return next((m for m in prompts[-1:] if (m.ts, user) not in self._answered), None)

    async def _fill_form(self, user: str, channel: str, prompt: Message) -> None:
        view = await self._opened(user, prompt, "Answer")
        if view is None:
            return
        place, owes = self.teams[user][channel], [BLOCKER, DECISION]
        owed = self.ledger.owe(user, "form", *([READING, *owes] if place else owes))
        typed = {
            field_of(view, "What is off track"): f"{owed.word} waits for legal",
            field_of(view, "What needs a decision"): f"{owed.word} or not?",
        }
        if place:
            typed[field_of(view, f"{place} ", ":value")] = str(self.rng.randint(81, 99))
            typed[field_of(view, f"{place} ", ":note")] = f"{owed.word} moved"
        await self._insist(owed, lambda: self.people.submit(user, view, typed))

    async def _press(self, user: str, channel: str, prompt: Message) -> None:
        """One click; where nothing was ever said of the KR it opens the form, which is closed again."""
        label = self.rng.choice(["Nothing changed", "Nothing changed", "I'm away"])
        for _ in range(TRIES):
            if label not in prompt.buttons():
                return
            if (await self.people.click(user, prompt, label)).is_taken:
                self.did[label] += 1
                return

    async def _reply(self, user: str, channel: str, prompt: Message) -> None:
        place = self.teams[user][channel]
        if not place:
            return
        owed = self.ledger.owe(user, "reply in the thread", READING)
        line = f"{place} 9{self.digit()}% conf 6 {owed.word}"
        await self._heard(owed, self.people.mention(user, channel, line, prompt))

    async def _write_directly(self, user: str, channel: str) -> None:
        place = self.teams[user][channel]
        if place:
            owed = self.ledger.owe(user, "direct message", READING)
            line = f"update {channel.replace('C', 'team')}/{place} 8{self.digit()}% conf 5 {owed.word}"
            await self._heard(owed, self.people.direct(user, line))

    async def _update(self, user: str, channel: str) -> None:
        if place := self.teams[user][channel]:
            owed = self.ledger.owe(user, "command", READING)
            await self._typed(user, channel, owed, f"update {place} 8{self.digit()}% conf 7 {owed.word} it goes on")

    async def _record(self, user: str, channel: str) -> None:
        kind, line = self.record()
        owed = self.ledger.owe(user, "command", kind)
        await self._typed(user, channel, owed, line.format(owed.word))

    async def _decide(self, user: str, channel: str) -> None:
        asked = [m for m in self.slack.to(user) if "Decide" in m.buttons()]
        fresh = [m for m in asked if m.buttons()["Decide"]["value"] not in self._decided]
        if not fresh:
            return
        message = self.rng.choice(fresh)
        self._decided.add(message.buttons()["Decide"]["value"])
        view = await self._opened(user, message, "Decide")
        if view is not None and "outcome" in view.inputs():
            owed = self.ledger.owe(user, "decision", OUTCOME)
            await self._insist(owed, lambda: self.people.submit(user, view, {"outcome": f"{owed.word} it is"}))

    async def _open_home(self, user: str, channel: str) -> None:
        await self.people.open_home(user)
        self.did["Home"] += 1

    async def _opened(self, user: str, on: Message, label: str) -> View | None:
        """The modal behind a button. It may be there although nobody acknowledged the press."""
        for _ in range(TRIES):
            if label not in on.buttons():
                return None
            self.slack.views[user].clear()
            answer = await self.people.click(user, on, label)
            if (view := self.slack.modal(user)) is not None:
                return view
            if answer.is_taken:
                return None
        return None

    async def _insist(self, owed: Owed, send: Callable[[], Awaitable[Answer]]) -> None:
        """Until it is answered, and not with a word that it was not kept."""
        for _ in range(TRIES):
            answer = await send()
            owed.hear(answer.text, is_taken=answer.is_taken)
            self.did["sorry"] += owed.is_denied
            if owed.is_taken:
                return

    async def _typed(self, user: str, channel: str, owed: Owed, line: str) -> None:
        """A command; typed once more it is another command, so that a word of regret ends it."""
        form = self.people.payloads.command(Hook(user, channel), line)
        answer = await self.people.transport.command(form)
        owed.hear(answer.text, is_taken=answer.is_taken)
        self.did["sorry"] += owed.is_denied

    async def _heard(self, owed: Owed, saying: Awaitable[Message]) -> None:
        """Slack tells of it until that was taken; what was not in the end stands in `undelivered`."""
        heard = await saying
        owed.tries, owed.is_taken, owed.said = 1, True, f"{heard.text} in {heard.thread_ts or heard.channel}"
