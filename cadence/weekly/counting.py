"""How many are in: answered of expected. Counts only; knows no names and shows nobody's."""

from collections.abc import Iterable
from dataclasses import dataclass

from cadence.model import Answer, AnswerKind, CheckIn


@dataclass(frozen=True)
class Count:
    """`{answered} of {expected} in`."""

    answered: int
    expected: int

    def __str__(self) -> str:
        return f"{self.answered} of {self.expected} in"


def in_ids(answers: Iterable[Answer]) -> frozenset[str]:
    """Members whose answer stands; whoever only said to be away is not in."""
    return frozenset(row.member_id for row in answers if row.kind != AnswerKind.AWAY and not row.is_withdrawn)


def away_ids(answers: Iterable[Answer]) -> frozenset[str]:
    """Members who said they are away this time."""
    return frozenset(row.member_id for row in answers if row.kind == AnswerKind.AWAY and not row.is_withdrawn)


def count(checkin: CheckIn, answers: Iterable[Answer]) -> Count:
    """Answered of expected: those away are not expected, and who answered unexpectedly counts as both.

    What a cover says for somebody who is not expected changes neither.
    """
    rows, expected = list(answers), frozenset(checkin.expected_ids)
    covered = frozenset(row.member_id for row in rows if row.given_by) - expected
    answered = in_ids(rows) - covered
    return Count(len(answered), len((expected - away_ids(rows)) | answered))
