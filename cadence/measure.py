"""Values and scores of key results: how far, and how it is written. Pure."""

from collections.abc import Sequence
from decimal import Decimal

from cadence.model import KeyResult, Reading


def score(key_result: KeyResult, value: Decimal) -> Decimal:
    """Progress from start to target, clamped to 0.00-1.00, two places. A KEEP KR scores 1.00 held, 0.00 outside.

    A KR whose start is its target scores 1.00 once it is reached.
    """
    raise NotImplementedError


def is_held(key_result: KeyResult, value: Decimal) -> bool:
    """Whether a KEEP KR is between start and target, both included."""
    raise NotImplementedError


def show_value(value: Decimal, unit: str = "") -> str:
    """`45%`, `$30k`, `1,200`, `1.2m`, `6 days`: short, no trailing zeros; exact below 10,000, else at most 3 digits."""
    raise NotImplementedError


def show_number(value: Decimal) -> str:
    """As people may type it back, exact and without unit: `45`, `1200`, `0.5`."""
    raise NotImplementedError


def show_score(key_result: KeyResult, value: Decimal) -> str:
    """`0.50`; for a KEEP KR `held` or `outside`."""
    raise NotImplementedError


def show_trend(readings: Sequence[Reading], last: int = 3) -> str:
    """Confidence of the last readings that have one, oldest first: `7 5 4`; empty where there is none."""
    raise NotImplementedError
