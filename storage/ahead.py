"""Whether a kept moment lies ahead, in SQL: see `cadence.pacing.FARTHEST`. Knows no table."""

from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, and_, bindparam, or_

from cadence.pacing import FARTHEST
from storage.types import Moment

NOW = bindparam("now", type_=Moment())
HORIZON = bindparam("horizon", type_=Moment())
"""In a statement that is made once, in the place of now; see `moments`."""


def moments(now: datetime) -> dict[str, datetime]:
    """The values of NOW and HORIZON."""
    return {"now": now, "horizon": now + FARTHEST}


def is_past(moment: ColumnElement[Any], now: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    """Whether it is over, or never was; or so far ahead that a clock was put back. now: a moment, or NOW."""
    return or_(moment.is_(None), moment <= now, moment > _horizon(now))


def is_ahead(moment: ColumnElement[Any], now: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    """The contrary of `is_past`."""
    return and_(moment > now, moment <= _horizon(now))


def _horizon(now: datetime | BindParameter[datetime]) -> datetime | BindParameter[datetime]:
    return now + FARTHEST if isinstance(now, datetime) else HORIZON
