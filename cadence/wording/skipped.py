"""What the lead reads when a step of a ladder found nobody. Pure.

Knows how roles are called; must not know where the step went on to.
"""

from cadence.model import Role

CALLED = {
    Role.OWNER: "its owner",
    Role.DECIDER: "to decide",
    Role.RAISER: "who raised it",
    Role.OTHER_LEAD: "lead of the other team",
    Role.LEAD: "lead",
    Role.ROLLOUT_LEAD: "rollout lead",
}


def skipped_line(about: str, name: str, role: Role, is_gone: bool = True) -> str:
    """`2.2 Renewals: waits on Legal`, and below: `It was to reach Mia (manager), who is not here any more; ...`

    is_gone: else they are here, and only no direct message reaches them.
    """
    why = "is not here any more" if is_gone else "cannot be reached"
    whom = f"{name or 'somebody'} ({CALLED.get(role, 'manager')})"
    return f"{about}\nIt was to reach {whom}, who {why}; it goes on to the next."
