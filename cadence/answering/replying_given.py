"""What a reply in the thread comes to for this person and this check-in, checked whole before anything is kept.

Knows who may change which KR and what fits; must not save anything. What is wrong is told line by line.
"""

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from cadence.answering.answers import answer_of, my_readings
from cadence.answering.given import Given, GivenBlocker, GivenDecision, GivenReading, GivenStop
from cadence.answering.promised import GivenPromises
from cadence.answering.seat import Seat
from cadence.answering.slots import FARTHEST, Blocks
from cadence.commands.giving_back import by_name
from cadence.commands.okrs.key_results import who_may
from cadence.context import Context
from cadence.errors import NotUnderstood, Refused
from cadence.fields import cannot_name_now, cannot_own, clean, has_left, is_past, too_long
from cadence.finding import Ref
from cadence.forms import LONGEST_LINE, LONGEST_TEXT
from cadence.grammar.numbers import value_for, without_unit
from cadence.grammar.replies import Fault, Part, ReplyRead, SayAway, SaySame, SayStop
from cadence.grammar.vocabulary import RecordAction, RecordBlocker, RecordDecision, Update
from cadence.model import BlockerKind, KeyResult, Member
from cadence.permissions import may_update

BETWEEN_REPLIES = "\n\n"
"""Stands between the words of two replies; within one there is no empty line."""


@dataclass(frozen=True, kw_only=True)
class GivenAction:
    text: str
    key_result_id: str | None
    owner_id: str | None
    due: date | None


@dataclass(kw_only=True)
class GivenReply:
    """What one reply says. about: KR ids of decisions and stops, by kind and number. same: KRs that stay as they are.

    own_words: this reply's free words; words: all that the answer has with them.
    """

    readings: list[GivenReading] = field(default_factory=list)
    same: list[KeyResult] = field(default_factory=list)
    blockers: list[GivenBlocker] = field(default_factory=list)
    decisions: list[GivenDecision] = field(default_factory=list)
    stops: list[GivenStop] = field(default_factory=list)
    actions: list[GivenAction] = field(default_factory=list)
    about: dict[tuple[str, int], str] = field(default_factory=dict)
    own_words: str = ""
    words: str = ""

    @property
    def key_results(self) -> list[KeyResult]:
        """Those that it says something about, changed or not."""
        return [*(row.key_result for row in self.readings), *self.same]

    @property
    def is_empty(self) -> bool:
        """Whether it says nothing at all."""
        held = (self.readings, self.same, self.blockers, self.decisions, self.stops, self.actions, self.own_words)
        return not any(held)

    @property
    def blocks(self) -> Given:
        """Its numbered blocks, as a form gives them."""
        return Given(
            readings=(),
            promises=GivenPromises(actions=(), stops=(), checks=()),
            blockers=tuple(self.blockers),
            decisions=tuple(self.decisions),
            stops=tuple(self.stops),
        )


async def read_given_reply(
    ctx: Context, seat: Seat, blocks: Blocks, read: ReplyRead
) -> tuple[GivenReply, tuple[Fault, ...]]:
    """What the reply says, and what is wrong with it; where anything is, none of it is to be kept."""
    reader = _Reader(ctx, seat, blocks)
    faults = list(read.faults)
    words = list(read.words)
    for part in read.parts:
        if isinstance(part.said, SayAway):
            words.append(part.typed)  # whoever answers is not away
            continue
        try:
            await reader.take(part)
        except (NotUnderstood, Refused) as error:
            faults.append(Fault(typed=part.typed, why=str(error)))
    faults += await reader.finish([part for part in read.parts if part.said == SaySame()])
    faults += await _with_words(ctx, seat, reader.given, words)
    return reader.given, tuple(faults)


async def _with_words(ctx: Context, seat: Seat, given: GivenReply, lines: Sequence[str]) -> list[Fault]:
    """Puts the free words to those that the answer has already."""
    known = await answer_of(ctx.unit, seat, seat.voice)
    before = known.words if known else ""
    given.own_words = "\n".join(by_name(ctx, keepable(line)) for line in lines)
    given.words = BETWEEN_REPLIES.join(part for part in (before, given.own_words) if part)
    if given.own_words and (fault := too_long(given.words, LONGEST_TEXT)):
        return [Fault(typed="Your words", why=fault)]
    return []


def keepable(line: str) -> str:
    """The line as typed, without what no database keeps."""
    return "".join(char for char in line if unicodedata.category(char) not in ("Cc", "Cs")).strip()


def key_result_at(seat: Seat, ref: Ref) -> KeyResult | None:
    """The KR of this team at a place."""
    wanted = f"{ref.objective}.{ref.key_result}"
    return next((kr for kr in seat.snapshot.key_results if seat.snapshot.place(kr.id) == wanted), None)


def may_give(seat: Seat, key_result: KeyResult) -> bool:
    """Whether a value of this KR is this person's to give: it is asked of them, or they run the team."""
    return key_result.id in seat.key_results or may_update(seat.me, seat.team, key_result)


async def not_mentioned(ctx: Context, seat: Seat, mentioned: Iterable[KeyResult] = ()) -> list[KeyResult]:
    """KRs this person answers for, of which they have said nothing in this check-in; `mentioned` counts as said."""
    said = {*await my_readings(ctx.unit, seat), *(kr.id for kr in mentioned)}
    mine = {kr.id for subject in seat.answered for kr in subject.key_results}
    return [kr for kr in seat.snapshot.key_results if kr.id in mine - said]


def _require_short(typed: str, longest: int = LONGEST_LINE) -> None:
    if fault := too_long(typed, longest):
        raise NotUnderstood(fault)


class _Reader:
    """Reads one reply part by part into `given`."""

    def __init__(self, ctx: Context, seat: Seat, blocks: Blocks) -> None:
        self._ctx, self._seat = ctx, seat
        self.given = GivenReply()
        self._used: Mapping[str, set[int]] = {
            "blocker": set(blocks.blockers.kept),
            "decision": set(blocks.decisions.kept),
            "stop": set(blocks.stops.kept),
        }

    async def take(self, part: Part) -> None:
        """Raises NotUnderstood, Refused."""
        match part.said:
            case Update() as update:
                self._reading(update)
            case SaySame(ref=Ref() as ref):
                self._same(await self._mine(ref))
            case RecordBlocker() as blocker:
                await self._blocker(blocker)
            case RecordDecision() as decision:
                await self._decision(decision)
            case RecordAction() as action:
                await self._action(action)
            case SayStop() as stop:
                self._stop(stop)

    async def finish(self, same: Sequence[Part]) -> list[Fault]:
        """After all parts: "nothing changed" means every KR that neither this reply nor one before it speaks of."""
        faults = []
        for part in same[:1]:
            try:
                for key_result in await not_mentioned(self._ctx, self._seat, self.given.key_results):
                    self._same(key_result)
            except NotUnderstood as error:
                faults.append(Fault(typed=part.typed, why=str(error)))
        return faults

    def _reading(self, said: Update) -> None:
        key_result = self._require_may(self._key_result(said.ref))
        latest = self._seat.snapshot.latest(key_result.id)
        note = clean(by_name(self._ctx, said.note))
        note = note if said.amount.unit else without_unit(note, key_result.unit)
        _require_short(note)
        reading = GivenReading(
            key_result=key_result,
            value=value_for(said.amount, key_result.unit, latest.value if latest else None),
            confidence=said.confidence if said.confidence is not None or latest is None else latest.confidence,
            note=note,
        )
        self.given.readings.append(reading)

    def _same(self, key_result: KeyResult) -> None:
        if self._seat.snapshot.latest(key_result.id) is None:
            place = self._seat.snapshot.place(key_result.id)
            raise NotUnderstood(f"{place} has no value yet; write one, like `{place} 45`.")
        self.given.same.append(key_result)

    async def _mine(self, ref: Ref) -> KeyResult:
        return self._require_may(self._key_result(ref))

    def _key_result(self, ref: Ref) -> KeyResult:
        found = key_result_at(self._seat, ref)
        if found is None:
            places = ", ".join(self._seat.snapshot.place(kr.id) for kr in self._seat.snapshot.key_results)
            raise NotUnderstood(f"{self._seat.team.name} has no key result {ref}. It has {places or 'none yet'}.")
        return found

    def _require_may(self, key_result: KeyResult) -> KeyResult:
        if any(known.id == key_result.id for known in self.given.key_results):
            raise NotUnderstood(f"{self._seat.snapshot.place(key_result.id)} stands here twice. Say it once.")
        if not may_give(self._seat, key_result):
            raise Refused(who_may(self._seat.snapshot, key_result), self._seat.team)
        return key_result

    async def _blocker(self, said: RecordBlocker) -> None:
        person = await self._person(said.person, has_left)
        blocker = GivenBlocker(
            number=self._number("blocker"),
            text=self._text(said.text, LONGEST_TEXT),
            key_result_id=self._about(said.ref),
            kind=BlockerKind.DEPENDENCY,
            waiting_on="",
            waiting_on_id=person.id if person else None,
            tried="",
            next_check=None,
            lead_only=False,
        )
        self.given.blockers.append(blocker)

    async def _decision(self, said: RecordDecision) -> None:
        person = await self._person(said.person, cannot_own)
        self._require_future(said.needed_by)
        number = self._number("decision")
        self._put_about("decision", number, said.ref)
        decision = GivenDecision(
            number=number,
            text=self._text(said.question, LONGEST_TEXT),
            decider_id=person.id if person else None,
            needed_by=said.needed_by,
            fallback="",
        )
        self.given.decisions.append(decision)

    async def _action(self, said: RecordAction) -> None:
        person = await self._person(said.person, cannot_own)
        self._require_future(said.due)
        action = GivenAction(
            text=self._text(said.text),
            key_result_id=self._about(said.ref),
            owner_id=person.id if person else None,
            due=said.due,
        )
        self.given.actions.append(action)

    def _stop(self, said: SayStop) -> None:
        number = self._number("stop")
        self._put_about("stop", number, said.ref)
        text = self._text(said.text)
        self.given.stops.append(GivenStop(number=number, text=text, frees=self._text(said.frees)))

    def _text(self, typed: str, longest: int = LONGEST_LINE) -> str:
        line = clean(by_name(self._ctx, typed))
        _require_short(line, longest)
        return line

    def _about(self, ref: Ref | None) -> str | None:
        return self._key_result(ref).id if ref else None

    def _put_about(self, kind: str, number: int, ref: Ref | None) -> None:
        if ref:
            self.given.about[kind, number] = self._key_result(ref).id

    def _number(self, kind: str) -> int:
        """The next number that no block of this answer ever had."""
        number = next(each for each in range(1, FARTHEST + 2) if each not in self._used[kind])
        if number > FARTHEST:
            raise NotUnderstood(f"This answer holds {FARTHEST} already. `okr {kind} ...` records one by itself.")
        self._used[kind].add(number)
        return number

    def _require_future(self, day: date | None) -> None:
        if day and (fault := is_past(day, self._seat.today)):
            raise NotUnderstood(fault)

    async def _person(self, platform_id: str | None, why_not: Callable[[Member], str]) -> Member | None:
        if platform_id is None:
            return None
        member = await self._ctx.member(platform_id)
        if fault := cannot_name_now(self._ctx, platform_id, member, why_not):
            raise NotUnderstood(fault)
        return member
