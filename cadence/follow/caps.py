"""How much may be said to one person unasked: three direct messages a week, one digest a day. Pure, but for a count.

Knows weeks and roles; must not know what is said.
"""

from datetime import date, datetime, time, timedelta

from cadence.model import Escalation, Member, Notice, NoticeKind, Role
from cadence.ports import Unit
from cadence.schedule.clocks import local_day
from cadence.schedule.occurrences import to_utc

WEEKLY_NUDGES = 3
"""Unsolicited direct messages a member gets at most in a week; more wait in `okr mine`, and for the next week."""

DIGEST_ROLES = frozenset({Role.MANAGER, Role.DECIDERS_MANAGER, Role.SPONSOR, Role.ROLLOUT_LEAD})
"""Who is told as this gets one digest a day; the week's cap does not hold it back."""


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def week_start(member: Member, now: datetime) -> datetime:
    """Monday, 0:00 on the member's clock (UTC)."""
    return to_utc(monday_of(local_day(now, member.zone)), time(), member.zone)


async def may_nudge(unit: Unit, member: Member) -> bool:
    """Whether the week has room for one more message that the member did not ask for."""
    said = await unit.outbox.count_nudges(member.external_id, week_start(member, unit.now))
    return said < WEEKLY_NUDGES


def is_uncapped(notice: Notice, escalation: Escalation | None) -> bool:
    """Whether the digest that brings this goes out whatever was said in the week before."""
    is_to_act = notice.kind in (NoticeKind.STEP, NoticeKind.RETURN)
    return is_to_act and escalation is not None and escalation.role in DIGEST_ROLES
