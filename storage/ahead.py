"""Whether a kept moment lies ahead, in SQL: see `cadence.pacing.FARTHEST`. Knows no table."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, or_

from cadence.pacing import FARTHEST


def is_past(moment: ColumnElement[Any], now: datetime) -> ColumnElement[bool]:
    """Whether it is over, or never was; or so far ahead that a clock was put back."""
    return or_(moment.is_(None), moment <= now, moment > now + FARTHEST)


def is_ahead(moment: ColumnElement[Any], now: datetime) -> ColumnElement[bool]:
    """The contrary of `is_past`."""
    return and_(moment > now, moment <= now + FARTHEST)
