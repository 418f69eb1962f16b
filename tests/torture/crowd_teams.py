"""People in Teams who answer, press, type and reply all the while, and who try again where they were not answered.

Knows what a person sees and does in Teams; must not know processes, nor what is kept.
"""

import asyncio
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.fakes.teams import Conversation, Message, Somebody
from tests.fakes.teams.acting import Dialog
from tests.journeys.teams_world import submit_label
from tests.torture.owed import ACTION, BLOCKER, DECISION, READING, Ledger, Owed
from tests.torture.ways import TRIES


@dataclass
class TeamsCrowd:
    """seats: of each person, the channels that they are asked in, and the KR that is theirs there, or empty.

    pause: how long a person rests between two things, in seconds, at most. may_say: whether there is room for more.
    """

    seats: list[tuple[Somebody, dict[Conversation, str]]]
    rng: random.Random
    pause: float
    may_say: Callable[[], bool]
    ledger: Ledger = field(default_factory=Ledger)
    did: Counter[str] = field(default_factory=Counter)
    is_over: bool = False
    _answered: set[tuple[str, str]] = field(default_factory=set)

    async def live(self) -> None:
        """Everybody, until it is over; what was begun comes to its end."""
        async with asyncio.TaskGroup() as group:
            for who, places in self.seats:
                group.create_task(self._live(who, places))

    async def _live(self, who: Somebody, places: dict[Conversation, str]) -> None:
        while not self.is_over:
            await asyncio.sleep(self.rng.uniform(0, self.pause))
            if self.may_say() and not self.is_over:
                channel = self.rng.choice([*places])
                await self._do_something(who, channel, places[channel])

    async def _do_something(self, who: Somebody, channel: Conversation, place: str) -> None:
        prompt = self._unanswered(who, channel)
        if prompt is None or self.rng.random() > 0.7:
            await self.rng.choice([self._update, self._record, self._record])(who, channel, place)
            return
        self._answered.add((prompt.id, who.user.aad))
        await self.rng.choice([self._fill_form, self._fill_form, self._press, self._reply])(who, prompt, place)

    def _unanswered(self, who: Somebody, channel: Conversation) -> Message | None:
        prompts = [m for m in who.at.said_in(channel) if m.card and _answer(who, m)]
        return next((m for m in prompts[-1:] if (m.id, who.user.aad) not in self._answered), None)

    async def _fill_form(self, who: Somebody, prompt: Message, place: str) -> None:
        dialog = await self._opened(who, prompt)
        if dialog is None:
            return
        owed = self.ledger.owe(who.user.name, "form", *([READING] if place else []), BLOCKER, DECISION)
        typed = {
            dialog.field("What is off track"): f"{owed.word} waits for legal",
            dialog.field("What needs a decision"): f"{owed.word} or not?",
        }
        if place:
            value = dialog.field(f"{place} ", ":value")
            typed |= {value: str(self.rng.randint(81, 99)), dialog.field(f"{place} ", ":note"): f"{owed.word} moved"}
        await self._insist(owed, who, typed)

    async def _opened(self, who: Somebody, prompt: Message) -> Dialog | None:
        """What Answer opens, as long as the button is there."""
        for _ in range(TRIES):
            if not (label := _answer(who, prompt)):
                return None
            outcome = await who.press(prompt, label)
            if outcome.answer.is_taken:
                return who.dialog
        return None

    async def _insist(self, owed: Owed, who: Somebody, typed: dict[str, str]) -> None:
        """Send the dialog until it is answered, and not with a word that it was not kept."""
        for _ in range(TRIES):
            if (dialog := who.dialog) is None:
                return
            outcome = await who.submit(submit_label(dialog), typed)
            assert not outcome.kept_back, outcome.kept_back
            said = outcome.line or (who.dialog.said if who.dialog else "")
            owed.hear(said, is_taken=outcome.answer.is_taken)
            self.did["sorry"] += owed.is_denied
            if owed.is_taken:
                who.close()
                return

    async def _press(self, who: Somebody, prompt: Message, place: str) -> None:
        """One click; where nothing was ever said of the KR it opens the form, which is closed again."""
        label = self.rng.choice(["Nothing changed", "Nothing changed", "I'm away"])
        for _ in range(TRIES):
            if label not in who.sees(prompt).buttons():
                return
            if (await who.press(prompt, label)).answer.is_taken:
                self.did[label] += 1
                who.close()
                return

    async def _reply(self, who: Somebody, prompt: Message, place: str) -> None:
        if place:
            owed = self.ledger.owe(who.user.name, "reply in the thread", READING)
            await self._typed(who, owed, f"{place} 9{self._digit()}% conf 6 {owed.word}", prompt.conversation, prompt)

    async def _update(self, who: Somebody, channel: Conversation, place: str) -> None:
        if place:
            owed = self.ledger.owe(who.user.name, "message", READING)
            await self._typed(who, owed, f"update {place} 8{self._digit()}% conf 7 {owed.word} it goes on", channel)

    async def _record(self, who: Somebody, channel: Conversation, place: str) -> None:
        kind = self.rng.choice([BLOCKER, DECISION, ACTION])
        owed = self.ledger.owe(who.user.name, "message", kind)
        line = {
            BLOCKER: f"blocker 1.1 {owed.word} waits for a word",
            DECISION: f"decision {owed.word} or something else?",
            ACTION: f"action {owed.word} to be called",
        }[kind]
        await self._typed(who, owed, line, channel)

    async def _typed(
        self, who: Somebody, owed: Owed, line: str, channel: Conversation, thread: Message | None = None
    ) -> None:
        """Teams tells of it until that was taken."""
        answer = await who.types(line, channel, thread)
        owed.tries, owed.is_taken, owed.said = 1, answer.is_taken, answer.text

    def _digit(self) -> int:
        return self.rng.randint(0, 9)


def _answer(who: Somebody, prompt: Message) -> str:
    """The button that opens the form, if it is there."""
    buttons = who.sees(prompt).buttons()
    return next((label for label in ("Answer", "Answer late") if label in buttons), "")
