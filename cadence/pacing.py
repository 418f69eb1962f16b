"""How much may be delivered now: evenly, with a first burst, and never more than a platform's rate allows.

Pure arithmetic over one moment, `spent_until`: what was handed out fills the time up to there, one `step` each. With a
burst of b, at most b steps may lie ahead of now, so that any `per` holds b and what fits beside them: the count.
"""

from datetime import datetime, timedelta

from cadence.ports import Op, Pace, Rate


def step(rate: Rate) -> timedelta:
    """The time that one delivery fills. Rounded up, so that rounding never lets one too many through."""
    return -(-rate.per // (rate.count - _burst(rate) + 1))


def allowed(rate: Rate, spent_until: datetime | None, now: datetime) -> int:
    """How many may be handed out now."""
    ahead = max(spent_until - now, timedelta(0)) if spent_until else timedelta(0)
    return max(_burst(rate) - -(-ahead // step(rate)), 0)


def spent(rate: Rate, spent_until: datetime | None, now: datetime, number: int) -> datetime:
    """`spent_until` once this many were handed out now."""
    return max(spent_until or now, now) + step(rate) * number


def free_at(rate: Rate, spent_until: datetime) -> datetime:
    """When the next one may be handed out."""
    return spent_until - step(rate) * (_burst(rate) - 1)


def half_at(rate: Rate, spent_until: datetime) -> datetime:
    """When half of a burst may be handed out."""
    return spent_until - step(rate) * (_burst(rate) // 2)


def rate_of(pace: Pace, op: Op) -> Rate | None:
    """The whole workspace's."""
    return pace.post if op == Op.POST else pace.update


def _burst(rate: Rate) -> int:
    """At least one at a time, never more than the rate itself."""
    return max(1, min(rate.burst, rate.count))
