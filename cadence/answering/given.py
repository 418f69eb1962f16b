"""What a submitted check-in form says, read and checked whole: readings, the numbered blocks, and with them promises.

Knows the form's field ids and what must stand in them; must not save anything.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cadence.answering.promised import GivenPromises, read_promises
from cadence.answering.seat import Seat
from cadence.answering.slots import Blocks
from cadence.context import Context
from cadence.fields import Fields, has_left
from cadence.forms import LONGEST_TEXT, FormValues, text
from cadence.grammar.numbers import read_amount, read_confidence, value_for
from cadence.model import Blocker, BlockerKind, Decision, KeyResult, Member, Reading
from cadence.snapshot import Snapshot
from cadence.weekly.promises import Promises
from cadence.wording.lines import clip

LONGEST_NAME = 60
FIRST_VALUE = (
    "Write the first value, of this one or another; or say below what is off track, undecided or to be stopped."
)


@dataclass(frozen=True, kw_only=True)
class GivenReading:
    """value: None where the KR was left out."""

    key_result: KeyResult
    value: Decimal | None
    confidence: int | None
    note: str


@dataclass(frozen=True, kw_only=True)
class GivenBlocker:
    """text: empty where the block was left empty."""

    number: int
    text: str
    key_result_id: str | None
    kind: BlockerKind
    waiting_on: str
    waiting_on_id: str | None
    tried: str
    next_check: date | None
    lead_only: bool


@dataclass(frozen=True, kw_only=True)
class GivenDecision:
    number: int
    text: str
    decider_id: str | None
    needed_by: date | None
    fallback: str


@dataclass(frozen=True, kw_only=True)
class GivenStop:
    number: int
    text: str
    frees: str


@dataclass(frozen=True, kw_only=True)
class Given:
    """The whole form."""

    readings: tuple[GivenReading, ...]
    promises: GivenPromises
    blockers: tuple[GivenBlocker, ...]
    decisions: tuple[GivenDecision, ...]
    stops: tuple[GivenStop, ...]


async def read_given(
    ctx: Context, seat: Seat, promises: Promises, blocks: Blocks, values: FormValues, *, is_whole: bool = True
) -> Given:
    """What the form says. Raises InvalidForm with everything that is wrong, each at its field.

    is_whole: False for the first pages of several, which may say nothing yet.
    """
    fields = Fields(ctx, values, seat.today)
    given = Given(
        readings=tuple(_reading(fields, seat, kr, values) for kr in seat.key_results.values() if _is_asked(kr, values)),
        promises=read_promises(fields, promises, values),
        blockers=tuple([await _blocker(fields, seat, blocks, number) for number in blocks.blockers.shown]),
        decisions=tuple([await _decision(fields, blocks, number) for number in blocks.decisions.shown]),
        stops=tuple(_stop(fields, number) for number in blocks.stops.shown),
    )
    if is_whole and not fields.is_faulty() and _says_nothing(seat, given):
        fields.fault(f"kr:{given.readings[0].key_result.id}:value", FIRST_VALUE)
    for kr_id, name, why in await find_strays(ctx, seat, values):
        fields.fault(
            f"kr:{kr_id}:value",
            f"{name} {why}. Clear this field to send the rest; its confidence and why are discarded too.",
        )
    fields.check()
    return given


def _says_nothing(seat: Seat, given: Given) -> bool:
    """Whether it is empty although it asks for key results, none of which ever had a value: that is no answer."""
    if not given.readings or any(row.value is not None for row in given.readings):
        return False
    has_values = any(seat.snapshot.latest(kr_id) for kr_id in seat.key_results)
    texts = [row.text for row in given.blockers] + [row.text for row in given.decisions]
    texts += [row.text for row in given.stops]
    return not (has_values or given.promises.says_something or any(texts))


async def find_strays(ctx: Context, seat: Seat, values: FormValues) -> list[tuple[str, str, str]]:
    """KRs with a value in the form that are not asked for any more: id, name, and why."""
    asked = seat.key_results
    named = (field.split(":") for field in values if field.startswith("kr:"))
    ids = [parts[1] for parts in named if len(parts) == 3 and parts[2] == "value"]
    strays = [kr_id for kr_id in ids if kr_id not in asked and text(values, f"kr:{kr_id}:value")]
    return [(kr_id, *await _stray(ctx, seat, kr_id)) for kr_id in strays]


async def _stray(ctx: Context, seat: Seat, kr_id: str) -> tuple[str, str]:
    known = await ctx.unit.key_results.get(kr_id)
    if known is None or known.team_id != seat.team.id:
        return "This", f"is no key result of {seat.team.name}"
    name = clip(known.title, LONGEST_NAME)
    if not seat.snapshot.place(kr_id):
        return name, "was removed meanwhile"
    return f"{seat.snapshot.place(kr_id)} {name}", f"belongs to {seat.snapshot.name(known.owner_id)} now"


def _is_asked(key_result: KeyResult, values: FormValues) -> bool:
    """Whether the form had room for this KR. What it did not show stays as it is."""
    return any(f"kr:{key_result.id}:{name}" in values for name in ("value", "conf", "note"))


def _reading(fields: Fields, seat: Seat, key_result: KeyResult, values: FormValues) -> GivenReading:
    field = f"kr:{key_result.id}"
    latest = seat.snapshot.latest(key_result.id)
    before = seat.before(key_result.id)
    last = before.value if before else None
    value = fields.read(f"{field}:value", lambda typed: value_for(read_amount(typed), key_result.unit, last), None)
    confidence = fields.read(f"{field}:conf", read_confidence, None)
    note = fields.words(f"{field}:note") if f"{field}:note" in values else _kept_note(seat, latest, value, confidence)
    if not fields.has(f"{field}:value") and (confidence is not None or note):
        fields.fault(f"{field}:value", "The value is missing. Write it, or clear confidence and why too.")
    return GivenReading(key_result=key_result, value=value, confidence=confidence, note=note)


def _kept_note(seat: Seat, latest: Reading | None, value: Decimal | None, confidence: int | None) -> str:
    """What this check-in knows already as the reason, where the form had no room to ask and nothing else moved."""
    if latest is None or latest.checkin_id != seat.checkin.id:
        return ""
    return latest.note if (value, confidence) == (latest.value, latest.confidence) else ""


async def _blocker(fields: Fields, seat: Seat, blocks: Blocks, number: int) -> GivenBlocker:
    return await read_blocker(fields, seat.snapshot, number, blocks.blockers.kept.get(number))


async def read_blocker(fields: Fields, snapshot: Snapshot, number: int, kept: Blocker | None = None) -> GivenBlocker:
    """What one block says; its faults are noted. kept: what it said before."""
    field = f"blocker:{number}"
    what = fields.words(f"{field}:text", LONGEST_TEXT)
    person = await fields.person(f"{field}:person", why_not=has_left)
    given = GivenBlocker(
        number=number,
        text=what,
        key_result_id=read_about(fields, snapshot, f"{field}:kr"),
        kind=fields.choice(f"{field}:kind", BlockerKind) or BlockerKind.DEPENDENCY,
        waiting_on=fields.words(f"{field}:waiting"),
        waiting_on_id=_id(person),
        tried=fields.words(f"{field}:tried", LONGEST_TEXT),
        next_check=fields.day(f"{field}:check", keep=kept.next_check if kept else None),
        lead_only=fields.ticked(f"{field}:lead"),
    )
    details = ("waiting", "person", "tried", "check")
    _require(fields, f"{field}:text", (f"{field}:{name}" for name in details), "What is off track? Say it here")
    return given


def read_about(fields: Fields, snapshot: Snapshot, field: str) -> str | None:
    """The KR that it is about."""
    chosen = fields.words(field)
    if chosen and not snapshot.place(chosen):
        fields.fault(field, "This key result was removed meanwhile. Choose another one.")
    return chosen or None


async def _decision(fields: Fields, blocks: Blocks, number: int) -> GivenDecision:
    return await read_decision(fields, number, blocks.decisions.kept.get(number))


async def read_decision(fields: Fields, number: int, kept: Decision | None = None) -> GivenDecision:
    """What one block says; its faults are noted. kept: what it said before."""
    field = f"decision:{number}"
    decider = await fields.person(f"{field}:decider")
    given = GivenDecision(
        number=number,
        text=fields.words(f"{field}:question", LONGEST_TEXT),
        decider_id=_id(decider),
        needed_by=fields.day(f"{field}:by", keep=kept.needed_by if kept else None),
        fallback=fields.words(f"{field}:fallback"),
    )
    details = (f"{field}:{name}" for name in ("decider", "by", "fallback"))
    _require(fields, f"{field}:question", details, "What is the question? Write it here")
    return given


def _stop(fields: Fields, number: int) -> GivenStop:
    field = f"stop:{number}"
    given = GivenStop(number=number, text=fields.words(f"{field}:text"), frees=fields.words(f"{field}:frees"))
    _require(fields, f"{field}:text", (f"{field}:frees",), "What stops or shifts? Say it here")
    return given


def _require(fields: Fields, field: str, details: Iterable[str], ask: str) -> None:
    """A block with details says what it is about."""
    if not fields.has(field) and any(fields.has(detail) for detail in details):
        fields.fault(field, f"{ask}, or clear the rest of this block.")


def _id(member: Member | None) -> str | None:
    return member.id if member else None
