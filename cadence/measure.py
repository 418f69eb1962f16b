"""Values and scores of key results: how far, and how it is written. Pure."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from cadence.model import Direction, KeyResult, Reading
from cadence.schedule.clocks import local_day

NOUGHT, ONE = Decimal("0.00"), Decimal("1.00")
ALMOST = Decimal("0.99")
SHORT_FROM = Decimal(10_000)
SCALES = ((Decimal(10**3), "k"), (Decimal(10**6), "m"), (Decimal(10**9), "b"))
MONEY = ("$", "€", "£")


def score(key_result: KeyResult, value: Decimal) -> Decimal:
    """Progress from start to target, clamped to 0.00-1.00, two places. A KEEP KR scores 1.00 held, 0.00 outside.

    A KR whose start is its target scores 1.00 once it is reached. 1.00 is never the result of rounding.
    """
    if key_result.direction is Direction.KEEP:
        return ONE if is_held(key_result, value) else NOUGHT
    way = key_result.target - key_result.start
    if way == 0:
        return ONE if _reached(key_result, value) else NOUGHT
    gone = (value - key_result.start) / way
    if gone >= 1:
        return ONE
    if gone <= 0:
        return NOUGHT  # also where nothing moved on a KR that goes down: -0 is no score
    return min(gone.quantize(ALMOST, ROUND_HALF_UP), ALMOST)


def _reached(key_result: KeyResult, value: Decimal) -> bool:
    if key_result.direction is Direction.DOWN:
        return value <= key_result.target
    return value >= key_result.target


def is_held(key_result: KeyResult, value: Decimal) -> bool:
    """Whether a KEEP KR is between start and target, both included."""
    low, high = sorted((key_result.start, key_result.target))
    return low <= value <= high


def show_value(value: Decimal, unit: str = "") -> str:
    """`45%`, `$30k`, `1,200`, `1.2m`, `6 days`: short, no trailing zeros; exact below 10,000, else at most 3 digits."""
    sign = "-" if value < 0 else ""
    number = _short(abs(value))
    if unit in MONEY:
        return f"{sign}{unit}{number}"
    if unit == "%":
        return f"{sign}{number}%"
    return f"{sign}{number} {unit}".rstrip()


def _short(value: Decimal) -> str:
    if value < SHORT_FROM:
        return _plain(value, ",")
    scaled = [(_three_digits(value / factor), letter) for factor, letter in SCALES]
    number, letter = next((each for each in scaled if each[0] < 1000), scaled[-1])
    return f"{_plain(number, ',')}{letter}"


def _three_digits(value: Decimal) -> Decimal:
    places = max(2 - value.adjusted(), 0)
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def _plain(value: Decimal, group: str = "") -> str:
    text = f"{value:{group}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def show_number(value: Decimal) -> str:
    """As people may type it back, exact and without unit: `45`, `1200`, `0.5`.

    A negative one is written `=-5`, since `-5` alone takes five away.
    """
    return f"=-{_plain(-value)}" if value < 0 else _plain(abs(value))


def show_score(key_result: KeyResult, value: Decimal) -> str:
    """`0.50`; for a KEEP KR `held` or `outside`."""
    if key_result.direction is Direction.KEEP:
        return "held" if is_held(key_result, value) else "outside"
    return f"{score(key_result, value):.2f}"


def show_trend(readings: Sequence[Reading], last: int = 3) -> str:
    """Confidence of the last readings that have one, oldest first: `7 5 4`; empty where there is none."""
    known = [str(reading.confidence) for reading in readings if reading.confidence is not None]
    return " ".join(known[-last:])


def one_a_week(readings: Sequence[Reading], zone: str) -> list[Reading]:
    """The last reading of each check-in, and of each ISO week outside of one: an edit, or a second update, counts once.

    readings: of one KR, oldest first. zone: of the team whose weeks are meant.
    """
    last: dict[str, Reading] = {}
    for reading in readings:
        week = reading.checkin_id or f"{local_day(reading.at, zone):%G-W%V}"
        last.pop(week, None)  # it stands where the newest of it stands
        last[week] = reading
    return list(last.values())
