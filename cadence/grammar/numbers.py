"""Numbers as people write them: `45%`, `1,200`, `1.2m`, `$30k`, `+5`. Knows no key result.

How a mark inside a number is read:
- The last of a comma and a point is the decimal mark where both occur: `1,200.5`, `1.200,5`.
- A lone comma before exactly three digits groups thousands (`1,200`); else it is a decimal comma (`1,5`, `0,250`).
- A lone point is a decimal point (`1.200` is 1.2); several points group thousands (`1.200.000`).
- Thin spaces and apostrophes group thousands: `1 200`, `1'200`. An ordinary blank does so where a number stands alone.
- `k`, `m` and `b` right behind the digits multiply; behind a blank only `k` does, since `6 m` may be metres.
- A sign makes it relative to the last value; `=-5` is minus five itself.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from cadence.errors import NotUnderstood
from cadence.grammar.nearest import quote

EXAMPLES = "such as 45%, 1,200, 1.2m, $30k or +5"
MOST_CONFIDENCE = 10
MOST_DIGITS = 15
MOST_PLACES = 6

MONEY = "$€£"
THIN = "\u2007\u2009\u202f"
APOSTROPHES = "'’"

TIMES = {
    "k": 3, "tsd": 3, "thousand": 3, "m": 6, "mn": 6, "mio": 6, "million": 6,
    "b": 9, "bn": 9, "mrd": 9, "billion": 9, "trillion": 12,
}  # fmt: skip
"""Powers of ten by the word behind the digits."""

UNITS = {
    "percent": "%", "pct": "%", "pp": "%", "usd": "$", "dollar": "$", "dollars": "$", "eur": "€", "euro": "€",
    "euros": "€", "gbp": "£", "pound": "£", "pounds": "£", "d": "days", "h": "hours", "hr": "hours", "hrs": "hours",
    "w": "weeks", "wk": "weeks", "wks": "weeks", "min": "minutes", "mins": "minutes", "s": "seconds", "sec": "seconds",
    "secs": "seconds", "ms": "milliseconds", "pts": "points", "pt": "points",
}  # fmt: skip
"""Other spellings of a unit."""

KNOWN_UNITS = {*UNITS, *UNITS.values()} | {unit.removesuffix("s") for unit in UNITS.values()}
"""Words that are a unit when they stand behind a number in a line of words."""

_DIGITS = r"(?P<digits>[0-9](?:[.,{group}]*[0-9])*[.,]?|[.,][0-9]+)"
_TIMES = r"(?:(?P<times>k|mn|m|bn|b)|\s*(?P<word>k|tsd|thousand|mio|million|mrd|billion|trillion))?(?![^\W\d_])"
_NUMBER = r"(?P<exactly>=)?\s*(?P<sign>[-+])?\s*(?P<money>[$€£])?\s*(?P<late>[-+])?" + _DIGITS + rf"(?:{_TIMES})?"
_ALONE = re.compile(_NUMBER.format(group=THIN + APOSTROPHES + " \u00a0"), re.IGNORECASE)
_IN_LINE = re.compile(_NUMBER.format(group=THIN + APOSTROPHES), re.IGNORECASE)
_UNIT = re.compile(r"[%$€£]|[^\W\d_][^\d\n]{0,39}")
_UNIT_IN_LINE = re.compile(r"[^\S\n]*(?P<unit>[%$€£]|[^\W\d_]+)")
_GROUPED = re.compile(rf"[0-9]{{1,3}}(?:[{THIN}{APOSTROPHES} ][0-9]{{3}})+(?:[.,][0-9]+)?")


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
    typed = _one_kind_of_sign(text.strip()).rstrip(".,;:!").strip()
    if not re.search("[0-9]", typed):
        raise _no_number(text)
    found = _ALONE.match(typed)
    unit = typed[found.end() :].strip() if found else ""
    if found is None or (unit and not _UNIT.fullmatch(unit)):
        raise _not_one_number(text)
    return _amount(found, unit, text)


def take_amount(line: str) -> tuple[Amount, str]:
    """The number at the beginning of a line, and the rest of the line.

    A word behind the number belongs to it only if it is attached or a well-known unit. Raises NotUnderstood.
    """
    typed = _one_kind_of_sign(line.strip())
    found = _IN_LINE.match(typed)
    if found is None:
        first = line.split(maxsplit=1)[0] if line.split() else line
        raise _not_one_number(first) if re.search("[0-9]", first) else _no_number(first)
    unit, end = _unit_behind(typed, found.end())
    return _amount(found, unit, typed[:end]), line.strip()[end:].lstrip(" \t,;:.")


def value_for(amount: Amount, unit: str, last: Decimal | None) -> Decimal:
    """The new value of a KR with this unit.

    `45` and `45%` both fit a KR in `%`. Raises NotUnderstood for a unit that is not the KR's, and for a relative
    amount without a last value.
    """
    if amount.unit and _same(amount.unit) != _same(unit):
        raise NotUnderstood(_wrong_unit(amount.unit, unit))
    if not amount.is_relative:
        return amount.value
    if last is None:
        raise NotUnderstood("There is no earlier value to count from yet. Write the value itself, without a sign.")
    return _fitting(last + amount.value, "The new value")


def without_unit(words: str, unit: str) -> str:
    """The words without a leading unit: `calls two slipped` for a KR in calls is `two slipped`."""
    first, _, rest = words.strip().partition(" ")
    return rest.strip() if unit and _same(first.strip(".,;:")) == _same(unit) else words.strip()


def _one_kind_of_sign(text: str) -> str:
    # one character for one, so that positions in the text stay the same
    return text.translate(str.maketrans("−–＋\u00a0", "--+ "))


def _unit_behind(line: str, end: int) -> tuple[str, int]:
    """The unit that begins here, and where it ends."""
    found = _UNIT_IN_LINE.match(line, end)
    if not found:
        return "", end
    unit = found["unit"]
    is_attached = found.start("unit") == end
    if is_attached or unit in f"%{MONEY}" or unit.lower() in KNOWN_UNITS:
        return unit, found.end()
    return "", end


def _amount(found: re.Match[str], behind: str, typed: str) -> Amount:
    power = TIMES[(found["times"] or found["word"] or "").lower()] if found["times"] or found["word"] else 0
    digits = found["digits"]
    size = _fitting(_exact(digits, typed).scaleb(power), quote(typed))
    unit = _one_unit(found["money"] or "", _unit(behind), typed)
    signs = (found["sign"] or "") + (found["late"] or "")
    if len(signs) > 1:
        raise _not_one_number(typed)
    is_relative = bool(signs) and not found["exactly"]
    return Amount(-size if signs == "-" and size else size, unit, is_relative)


def _exact(digits: str, typed: str) -> Decimal:
    plain = digits.replace("\u00a0", " ").strip(f" {THIN}{APOSTROPHES}").rstrip(".,")
    if re.search(rf"[{THIN}{APOSTROPHES} ]", plain):
        if not _GROUPED.fullmatch(plain):
            raise _not_one_number(typed)
        return Decimal(re.sub(rf"[{THIN}{APOSTROPHES} ]", "", plain).replace(",", "."))
    return Decimal(_with_point(plain, typed))


def _with_point(plain: str, typed: str) -> str:
    """The digits with a decimal point alone."""
    mark = _decimal_mark(plain)
    whole, _, part = plain.rpartition(mark) if mark else (plain, "", "")
    groups = re.split("[.,]", whole) if whole else ["0"]
    if (mark and not part.isdigit()) or not _are_groups(groups):
        raise _not_one_number(typed)
    return "".join(groups) + (f".{part}" if part else "")


def _decimal_mark(plain: str) -> str:
    commas, points = plain.count(","), plain.count(".")
    if commas and points:
        return "," if plain.rfind(",") > plain.rfind(".") else "."
    if points:
        return "." if points == 1 else ""
    is_grouping = commas != 1 or re.fullmatch("[1-9][0-9]{0,2},[0-9]{3}", plain)
    return "" if is_grouping else ","


def _are_groups(groups: list[str]) -> bool:
    return len(groups) == 1 or (1 <= len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:]))


def _fitting(value: Decimal, what: str) -> Decimal:
    """The value without trailing zeros, if it can be kept exactly."""
    whole, _, part = f"{abs(value):f}".partition(".")
    part = part.rstrip("0")
    if len(part) > MOST_PLACES:
        raise NotUnderstood(f"{what} has too many decimals: up to {MOST_PLACES} fit.")
    if len((whole + part).lstrip("0")) > MOST_DIGITS:
        raise NotUnderstood(f"{what} is too long a number: up to {MOST_DIGITS} digits fit. Try a larger unit.")
    return Decimal(f"{'-' if value < 0 else ''}{whole}{part and '.'}{part}")


def no_confidence(typed: str) -> str:
    """Why this is none."""
    return f'Confidence is a whole number from 0 (no chance) to 10 (certain); "{quote(typed)}" is not.'


def read_confidence(typed: str) -> int:
    """0 to 10. Raises NotUnderstood."""
    if typed.isascii() and typed.isdigit() and len(typed) <= len("010") and int(typed) <= MOST_CONFIDENCE:
        return int(typed)
    raise NotUnderstood(no_confidence(typed))


def _unit(typed: str) -> str:
    word = " ".join(typed.lower().split()).rstrip(".,;:")
    return UNITS.get(word, word)


def _one_unit(money: str, behind: str, typed: str) -> str:
    if money and behind and money != behind:
        raise _not_one_number(typed)
    return money or behind


def _same(unit: str) -> str:
    """A unit reduced to what two spellings of it share."""
    word = _unit(unit)
    return word.removesuffix("s") if len(word) > 3 else word


def _wrong_unit(typed: str, unit: str) -> str:
    if not unit:
        return f"This key result is a plain number, not {quote(typed)}. Write the number alone."
    return f"This key result is measured in {unit}, not {quote(typed)}."


def _no_number(text: str) -> NotUnderstood:
    read = f'There is no number in "{quote(text)}".' if text.strip() else "A number is missing."
    return NotUnderstood(f"{read} Write one {EXAMPLES}.")


def _not_one_number(text: str) -> NotUnderstood:
    return NotUnderstood(f'I can\'t read "{quote(text)}" as one number, {EXAMPLES}.')
