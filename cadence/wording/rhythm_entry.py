"""What is said where a team's rhythm fails: too few answer, or who leads is missing. Kindly, and to them alone. Pure.

Knows that it is a question about the check-in, never about a person; must not know how often it happened.
"""

from cadence.cards import Block, Button, Buttons, Text
from cadence.follow.subjects import Subject
from cadence.model import Escalation, Role, SubjectKind, Team
from cadence.rhythm import closing, opening
from cadence.wording.lines import clip


def rhythm_blocks(escalation: Escalation, subject: Subject) -> tuple[Block, ...]:
    """Three lines; Move, Shorten, Skip for whoever leads the team."""
    team = subject.team
    if subject.kind == SubjectKind.ABSENCE:
        return _absence(escalation, team)
    lead = clip(subject.snapshot.name(team.lead_id), 40)
    return (Text("\n".join(_answers(escalation, team, lead))), Buttons(_answers_buttons(escalation, team)))


def _answers(escalation: Escalation, team: Team, lead: str) -> tuple[str, str, str]:
    replaces = clip(team.replaces, 80) or "nothing"
    leads = f" {lead} leads it." if escalation.role == Role.ROLLOUT_LEAD else ""
    return (
        f"Few answered the last check-ins of {clip(team.name, 40)}.",
        "Wrong time, too long, or nothing replaced?",
        f"It opens {opening(team)}, closes {closing(team)} and replaces {replaces}.{leads}",
    )


def _answers_buttons(escalation: Escalation, team: Team) -> tuple[Button, ...]:
    if escalation.role == Role.ROLLOUT_LEAD:
        return _holding(escalation)
    return (
        Button("Move", "rhythm.move", team.id),
        Button("Shorten", "rhythm.shorten", team.id),
        Button("Skip", "rhythm.skip", team.id),
    )


def _absence(escalation: Escalation, team: Team) -> tuple[Block, ...]:
    name = clip(team.name, 40)
    if escalation.role == Role.ROLLOUT_LEAD:
        told = (
            f"{name} went on without one of its leaders for three check-ins.",
            "People copy who leads: a kind word may help more than a rule.",
            "Ask: have a word with them.",
        )
        return (Text("\n".join(told)), Buttons(_holding(escalation)))
    missed = (
        f"{name} missed you in its last two check-ins.",
        "People copy who leads: a word from you shows that it counts.",
        "One tap is enough where nothing moved; `okr away` names a cover.",
    )
    return (Text("\n".join(missed)), Buttons((Button("Board", "board.show", team.id),)))


def _holding(escalation: Escalation) -> tuple[Button, ...]:
    return (
        Button("I'll take it", "esc.take", escalation.id),
        Button("Snooze", "esc.snooze", f"{escalation.id}:date"),
        Button("Not mine", "esc.not_mine", escalation.id),
    )
