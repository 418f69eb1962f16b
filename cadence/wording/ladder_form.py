"""The form of a team's ladder: each step in people's words, and what is said of a wrong one. Pure."""

from cadence.cards import Button, Card, Text, Tone, buttons, card
from cadence.follow.policies import SHARE, TIMES, differences
from cadence.forms import Form, Section, TextField, TickField
from cadence.model import Policy, Team
from cadence.wording.lines import clip

RESET = "reset"
HINT = "Empty: left out."

GROUPS: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...] = (
    (
        "A blocker without an owner",
        "Working days after it was raised.",
        (("unowned_lead", "You, the lead"), ("unowned_manager", "The manager")),
    ),
    (
        "A blocker with an owner",
        "Working days after its next check; 0 is that morning.",
        (
            ("blocker_owner", "Its owner"),
            ("blocker_other_lead", "The lead of the team it waits on"),
            ("blocker_lead", "The team's own lead"),
            ("blocker_manager", "The manager of the team"),
        ),
    ),
    (
        "A decision",
        "Working days before and after the day it is needed. On that day whoever raised it picks.",
        (("decision_before", "Who decides: days before"), ("decision_manager", "Their manager: days after")),
    ),
    (
        "An action",
        "Working days after it is due; 0 is that morning.",
        (("action_owner", "Who promised it"), ("action_moves", "Still worth doing? After so many moves")),
    ),
    (
        "A key result off track",
        "The lead reads of it in each summary.",
        (("kr_checkins", "The manager, after so many check-ins in which nobody did anything"),),
    ),
    (
        "Too few answers",
        "Check-ins running.",
        (
            (SHARE, "Too few is less than so many percent"),
            ("answers_weeks", "The lead, after check-ins"),
            ("answers_rollout", "The rollout lead, after check-ins"),
        ),
    ),
    (
        "A lead or manager who does not answer",
        "Check-ins running. Nobody else hears of it.",
        (("absent_weeks", "That person alone, after check-ins"), ("absent_rollout", "The rollout lead, then")),
    ),
)
LABELS = {step: label for _, _, steps in GROUPS for step, label in steps}


def ladder_form(team: Team, policy: Policy) -> Form:
    """Each step as it is now."""
    parts: list[Section | TextField | TickField] = []
    for title, text, steps in GROUPS:
        parts.append(Section(title, text))
        parts += [_field(step, label, policy) for step, label in steps]
    return Form(
        id="ladder",
        title="Who hears when",
        intro=f"{clip(team.name, 60)}: what is not settled reaches one person after the other. Days are working days.",
        parts=(*parts, TickField(id=RESET, label="Back to the defaults", hint="Whatever stands above.")),
        submit="Save",
        context=team.id,
    )


def _field(step: str, label: str, policy: Policy) -> TextField:
    value = getattr(policy, step)
    is_share = step == SHARE
    initial = "" if value is None else str(value)
    return TextField(id=step, label=label, initial=initial, required=is_share, hint="" if is_share else HINT)


def no_number(step: str, least: int, most: int) -> str:
    """What to say of anything else."""
    if step == SHARE:
        return f"A whole number from {least} to {most}."
    counted = "times" if step in TIMES else "working days"
    return f"A whole number of {counted} from {least} to {most}, or nothing to leave it out."


def too_early(below: str, value: int) -> str:
    """A step would come before the one below it."""
    return f'"{LABELS[below]}" comes first, at {value}: choose {value} or more.'


def ladder_card(team: Team, policy: Policy) -> Card:
    """What stands now."""
    other = [f"{LABELS[step]}: {'left out' if value is None else value}" for step, value in differences(policy).items()]
    notice = f"{clip(team.name, 60)}'s ladder is saved."
    what = "\n".join(other) if other else "Every step is as Drumbeat proposes it."
    return card(notice, Text(notice, Tone.STRONG), Text(what), buttons(ladder_button(team)))


def ladder_button(team: Team) -> Button:
    """For whoever leads the team, and admins."""
    return Button("Who hears when", "ladder.edit", team.id)
