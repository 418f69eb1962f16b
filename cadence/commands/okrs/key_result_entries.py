"""Reads the form of a key result: its numbers, its unit, and what they mean together.

Must not know what is done with a key result that reads well.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal

from cadence.context import Context
from cadence.errors import NotUnderstood
from cadence.fields import Fields
from cadence.forms import FormValues
from cadence.grammar.numbers import Amount, read_amount, value_for
from cadence.model import Direction, Kind, Member
from cadence.snapshot import Snapshot
from cadence.wording.okr_forms import LONGEST_TITLE, LONGEST_UNIT

SAME = 'Start and target are the same. Choose another target, or "keep" for what should stay where it is.'
NOT_A_UNIT = "A unit is %, $, €, £ or a word like days. Leave it empty for a plain count."


@dataclass(frozen=True, kw_only=True)
class KeyResultEntry:
    """A form that reads well. value: where the KR is now, or None where that was left empty.

    is_turned: its target lies below its start, so that it goes down although nobody said so.
    """

    title: str
    owner: Member
    start: Decimal
    target: Decimal
    unit: str
    direction: Direction
    kind: Kind
    value: Decimal | None
    reason: str
    is_turned: bool


async def read_key_result(ctx: Context, snapshot: Snapshot, values: FormValues, is_new: bool) -> KeyResultEntry:
    """Raises InvalidForm with every fault at its field. is_new: "up" was offered, and hardly ever chosen."""
    fields = Fields(ctx, values)
    unit = _unit(fields)
    start = _number(fields, "start", unit, "Where does it start? A number.")
    target = _number(fields, "target", unit, "What is the target? A number.")
    direction = fields.choice("direction", Direction, "Which way should it move?") or Direction.UP
    is_turned = is_new and direction is Direction.UP and _is_below(target, start)
    direction = Direction.DOWN if is_turned else direction
    if not fields.is_faulty():
        _check_way(fields, direction, start or Decimal(0), target or Decimal(0))
    entry = KeyResultEntry(
        title=fields.line("title", "What do you measure?", LONGEST_TITLE),
        owner=await _owner(fields, snapshot) or ctx.me,
        start=start or Decimal(0),
        target=target or Decimal(0),
        unit=unit,
        direction=direction,
        kind=fields.choice("kind", Kind, "Committed or stretch?") or Kind.COMMITTED,
        value=_number(fields, "value", unit),
        reason=fields.line("reason"),
        is_turned=is_turned,
    )
    fields.check()
    return entry


def _is_below(target: Decimal | None, start: Decimal | None) -> bool:
    return target is not None and start is not None and target < start


async def _owner(fields: Fields, snapshot: Snapshot) -> Member | None:
    """A KR's owner is one whom the check-in asks: else nobody would ever be."""
    owner = await fields.person("owner", "Who answers for it? One person.")
    if owner and owner.id not in {member.id for member in snapshot.roster}:
        fields.fault(
            "owner",
            f"{owner.name} is not asked in {snapshot.team.name}. Add them with `okr setup`, or choose a member.",
        )
    return owner


def _check_way(fields: Fields, direction: Direction, start: Decimal, target: Decimal) -> None:
    if direction is Direction.KEEP:
        return
    if start == target:
        fields.fault("target", SAME)
    elif (target > start) != (direction is Direction.UP):
        side, way = ("above", "up") if target > start else ("below", "down")
        fields.fault("target", f'The target is {side} the start. Choose "{way}", or another target.')


def _unit(fields: Fields) -> str:
    """The unit that was typed; else the one that stands with a number (`31%`)."""
    typed = fields.line("unit", longest=LONGEST_UNIT)
    if typed:
        return fields.read("unit", read_unit, typed)
    amounts = [_quietly(read_amount, fields.line(field)) for field in ("start", "target", "value")]
    return next((amount.unit for amount in amounts if amount and amount.unit), "")


def read_unit(typed: str) -> str:
    """The unit as numbers carry it: `%` for `percent`. Raises NotUnderstood."""
    amount = _quietly(read_amount, f"1 {typed}")
    if amount is None or amount.value != 1 or not amount.unit:
        raise NotUnderstood(NOT_A_UNIT)
    return amount.unit


def _quietly(reader: Callable[[str], Amount], typed: str) -> Amount | None:
    try:
        return reader(typed)
    except NotUnderstood:
        return None


def _number(fields: Fields, field: str, unit: str, ask: str = "") -> Decimal | None:
    """A sign means a negative number here: there is nothing to add to. A wrong unit is said once, at its field."""

    def read(typed: str) -> Decimal | None:
        amount = replace(read_amount(typed), is_relative=False)
        return value_for(amount, amount.unit if fields.is_faulty("unit") else unit, None)

    return fields.read(field, read, None, ask)
