"""Numbers as people write them: `45%`, `1,200`, `1.2m`, `$30k`, `+5`. Knows no key result."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Amount:
    """value: exact. unit: as typed and normalised (`%`, `$`, `€`, `£`, or a lower-case word); empty where none was.

    is_relative: it was written with a sign (`+5`, `-2`) and is to be added to the last value.
    """

    value: Decimal
    unit: str = ""
    is_relative: bool = False


def read_amount(text: str) -> Amount:
    """The number in a text. Raises NotUnderstood, saying what was read and what would be understood."""
    raise NotImplementedError


def value_for(amount: Amount, unit: str, last: Decimal | None) -> Decimal:
    """The new value of a KR with this unit.

    `45` and `45%` both fit a KR in `%`. Raises NotUnderstood for a unit that is not the KR's, and for a relative
    amount without a last value.
    """
    raise NotImplementedError
