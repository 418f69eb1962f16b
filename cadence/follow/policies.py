"""What a team's ladder may say: the limits of each step, and in which order steps come. Pure.

Knows numbers; must not know the words of the form (cadence.wording.ladder_form) nor when a step is due (ladder).
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace

from cadence.model import Policy, Record

MOST_DAYS = 20
MOST_TIMES = 13

STEPS = tuple(
    field.name for field in fields(Policy) if field.name not in {"team_id", *(f.name for f in fields(Record))}
)
"""Every step, by the name of its field."""

TIMES = frozenset({"action_moves", "kr_checkins", "answers_weeks", "answers_rollout", "absent_weeks", "absent_rollout"})
"""Steps that count check-ins or moves; the others count working days."""

SHARE = "answers_percent"
"""The one value that is a share, and cannot be left out."""

_ORDER = (
    ("unowned_lead", "unowned_manager"),
    ("blocker_owner", "blocker_other_lead"),
    ("blocker_owner", "blocker_lead"),
    ("blocker_lead", "blocker_manager"),
    ("blocker_other_lead", "blocker_manager"),
    ("answers_weeks", "answers_rollout"),
    ("absent_weeks", "absent_rollout"),
)
"""Pairs of which the second never comes before the first: nobody is passed over by a number."""


@dataclass(frozen=True)
class Limits:
    """Both included."""

    least: int
    most: int


def limits(step: str) -> Limits:
    if step == SHARE:
        return Limits(1, 100)
    return Limits(1, MOST_TIMES) if step in TIMES else Limits(0, MOST_DAYS)


def too_early(policy: Policy) -> Iterator[tuple[str, str]]:
    """Each step that would come before one below it: (the step, the one below)."""
    for first, second in _ORDER:
        below, above = getattr(policy, first), getattr(policy, second)
        if below is not None and above is not None and above < below:
            yield second, first


def defaults(policy: Policy) -> Policy:
    """The same team's ladder as it is without a word from anybody."""
    plain = Policy(id=policy.id, workspace_id=policy.workspace_id, team_id=policy.team_id)
    return replace(policy, **{step: getattr(plain, step) for step in STEPS})


def differences(policy: Policy) -> dict[str, int | None]:
    """What this ladder says otherwise than the defaults, by step."""
    plain = defaults(policy)
    return {step: getattr(policy, step) for step in STEPS if getattr(policy, step) != getattr(plain, step)}
