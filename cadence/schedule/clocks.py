"""A moment on the clocks of a place: the one way from UTC to what people see. Pure."""

from datetime import date, datetime
from zoneinfo import ZoneInfo


def local(moment: datetime, zone: str) -> datetime:
    """The moment on the clocks of this zone."""
    return moment.astimezone(ZoneInfo(zone))


def local_day(moment: datetime, zone: str) -> date:
    """The day that it is then in this zone."""
    return local(moment, zone).date()
