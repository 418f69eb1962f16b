"""What is shown first: overdue, due today, then what lacks an owner or a date, then by date. Pure.

Knows days and the order in which things came up; must not know what they are.
"""

from datetime import date, datetime

OVERDUE, TODAY, NOT_SET, LATER = range(4)

Rank = tuple[int, date, datetime, str]


def urgency(day: date | None, is_set: bool, today: date) -> int:
    """day: by when it is wanted, or meant. is_set: whether it has both an owner and a date."""
    if day is not None and day <= today:
        return OVERDUE if day < today else TODAY
    return LATER if is_set and day is not None else NOT_SET


def rank(day: date | None, is_set: bool, today: date, raised_at: datetime, record_id: str) -> Rank:
    """To sort by: the most urgent first; as raised where nothing else tells them apart."""
    first = urgency(day, is_set, today)
    return first, day if day is not None and first != NOT_SET else today, raised_at, record_id
