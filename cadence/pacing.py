"""How much may be delivered now: evenly, with a first burst, and never more than a platform's rate allows.

Pure arithmetic over one moment, `spent_until`: what was handed out fills the time up to there, one `step` each. With a
burst of b, at most b steps may lie ahead of now, so that any `per` holds b and what fits beside them: the count.
"""

from datetime import datetime, timedelta

from cadence.ports import Op, Pace, Rate

FARTHEST = timedelta(hours=2)
"""What is kept of waits, leases and paces never lies farther ahead than this, unless a clock was put back since:
then it is not believed. So nothing is stuck for longer, and clocks of workers may differ by as much."""


def step(rate: Rate) -> timedelta:
    """The time that one delivery fills. Rounded up, so that rounding never lets one too many through."""
    return -(-rate.per // (rate.count - _burst(rate) + 1))


def allowed(rate: Rate, spent_until: datetime | None, now: datetime) -> int:
    """How many may be handed out now."""
    ahead = max(believed(spent_until, now) - now, timedelta(0))
    return max(_burst(rate) - -(-ahead // step(rate)), 0)


def spent(rate: Rate, spent_until: datetime | None, now: datetime, number: int) -> datetime:
    """`spent_until` once this many were handed out now."""
    return max(believed(spent_until, now), now) + step(rate) * number


def asked(after: timedelta) -> timedelta:
    """How long a platform is left alone that asked for this: it may be asked again before it ends."""
    return min(after, FARTHEST / 2)


def believed(moment: datetime | None, now: datetime) -> datetime:
    """The moment; now where there is none, or it lies too far ahead."""
    return now if moment is None or moment > now + FARTHEST else moment


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
