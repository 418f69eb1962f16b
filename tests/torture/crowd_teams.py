"""People in Teams who answer, press, type and reply all the while, and who try again where they were not answered.

Knows what a person sees and does in Teams; must not know processes, nor what is kept.
"""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from functools import partial

from tests.fakes.teams import Conversation, Message, Somebody
from tests.fakes.teams.acting import Dialog
from tests.journeys.teams_world import submit_label
from tests.torture.owed import BLOCKER, DECISION, READING, Owed
from tests.torture.restless import Restless
from tests.torture.ways import TRIES


@dataclass(kw_only=True)
class TeamsCrowd(Restless):
    """seats: of each person, the channels that they are asked in, and the KR that is theirs there, or empty."""

    seats: list[tuple[Somebody, dict[Conversation, str]]]
    _answered: set[tuple[str, str]] = field(default_factory=set)

    def everybody(self) -> Iterable[Callable[[], Awaitable[None]]]:
        """See `Restless.everybody`."""
        return [partial(self._do_something, who, places) for who, places in self.seats]

    async def _do_something(self, who: Somebody, places: dict[Conversation, str]) -> None:
        channel = self.rng.choice([*places])
        place = places[channel]
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
            await self._typed(who, owed, f"{place} 9{self.digit()}% conf 6 {owed.word}", prompt.conversation, prompt)

    async def _update(self, who: Somebody, channel: Conversation, place: str) -> None:
        if place:
            owed = self.ledger.owe(who.user.name, "message", READING)
            await self._typed(who, owed, f"update {place} 8{self.digit()}% conf 7 {owed.word} it goes on", channel)

    async def _record(self, who: Somebody, channel: Conversation, place: str) -> None:
        kind, line = self.record()
        owed = self.ledger.owe(who.user.name, "message", kind)
        await self._typed(who, owed, line.format(owed.word), channel)

    async def _typed(
        self, who: Somebody, owed: Owed, line: str, channel: Conversation, thread: Message | None = None
    ) -> None:
        """Teams tells of it until that was taken."""
        answer = await who.types(line, channel, thread)
        owed.tries, owed.is_taken, owed.said = 1, answer.is_taken, answer.text


def _answer(who: Somebody, prompt: Message) -> str:
    """The button that opens the form, if it is there."""
    buttons = who.sees(prompt).buttons()
    return next((label for label in ("Answer", "Answer late") if label in buttons), "")
