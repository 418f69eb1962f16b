"""One escalation as its recipient reads it: three lines and its buttons; taken, snoozed or settled, one line. Pure.

Knows how each kind of subject is put to somebody who can help: what is asked; since when and what it costs; what was
tried and the ask. Nobody is blamed: the team waits, a person asks. Must not know where it is shown, nor who may press.
"""

from datetime import date

from cadence.cards import Block, Button, Buttons, Look, Text, Tone
from cadence.follow.subjects import Subject
from cadence.grammar.dates import show_day
from cadence.model import Blocker, BlockerKind, Decision, Escalation, EscalationState, Role, SubjectKind
from cadence.schedule.clocks import local_day
from cadence.wording.escalation_lines import ask, costs, since, tried, what
from cadence.wording.lines import clip
from cadence.wording.rhythm_entry import rhythm_blocks

OVER = frozenset({EscalationState.SETTLED, EscalationState.PASSED, EscalationState.CANCELLED})
RHYTHM = frozenset({SubjectKind.ANSWERS, SubjectKind.ABSENCE})
LONGEST_OUTCOME = 120


def entry_blocks(
    escalation: Escalation, subject: Subject | None, today: date, viewer_id: str | None = None
) -> tuple[Block, ...]:
    """The escalation in a digest, alone, or in `okr mine`.

    subject: as it stands now; None where it is not there any more. today: of the reader. viewer_id: who reads it;
    None for its recipient.
    """
    if subject is None or is_over(escalation, subject):
        return (Text(over_line(escalation, subject)),)
    if is_held(escalation, today):
        return _held(escalation, subject, today, viewer_id)
    if is_snoozed(escalation, today) and viewer_id in (None, escalation.recipient_id):
        return (Text(snoozed_line(escalation, today), Tone.QUIET),)
    if subject.kind in RHYTHM:
        return rhythm_blocks(escalation, subject)
    return (Text("\n".join(lines(escalation, subject, today))), Buttons(_buttons(escalation, subject)))


def lines(escalation: Escalation, subject: Subject, today: date) -> tuple[str, str, str]:
    """What is asked; since when and what it costs, with the trend; what was tried, and the ask by when."""
    return (
        _opening(escalation, subject, today) + what(subject),
        "; ".join(part for part in (since(subject, today), *costs(subject)) if part),
        " ".join(part for part in (tried(escalation, subject), ask(escalation, subject, today)) if part),
    )


def is_over(escalation: Escalation, subject: Subject) -> bool:
    """Whether there is nothing to do about it any more."""
    return escalation.state in OVER or not subject.is_open


def is_held(escalation: Escalation, today: date) -> bool:
    """Acknowledged, and its date has not come yet."""
    until = escalation.returns_on
    return escalation.state == EscalationState.TAKEN and until is not None and today < until


def is_back(escalation: Escalation, today: date) -> bool:
    """Acknowledged once, and its date has come."""
    return escalation.returns_on is not None and escalation.returns_on <= today


def is_snoozed(escalation: Escalation, today: date) -> bool:
    return escalation.snoozed_until is not None and today < escalation.snoozed_until


def over_line(escalation: Escalation, subject: Subject | None) -> str:
    """`✓ 2.2 Renewals: waits on Legal · solved · Mia, Thu 12 Nov`."""
    mark = "→" if escalation.state == EscalationState.PASSED else "✓"
    how = clip(escalation.outcome, LONGEST_OUTCOME) or "settled"
    return " · ".join(
        part for part in (f"{mark} {clip(escalation.about)}", how, _who_and_when(escalation, subject)) if part
    )


def snoozed_line(escalation: Escalation, today: date) -> str:
    """`Snoozed until Fri 13 Nov: 2.2 Renewals: waits on Legal`."""
    until = show_day(escalation.snoozed_until, today) if escalation.snoozed_until else ""
    return f"Snoozed until {until}: {clip(escalation.about)}"


def taken_line(escalation: Escalation, who: str, about: str, today: date) -> str:
    """`Mia takes 2.2 Renewals; looks again on Mon 16 Nov`."""
    back = f"; looks again on {show_day(escalation.returns_on, today)}" if escalation.returns_on else ""
    return f"{who} takes {about}{back}"


def can_decide(subject: Subject) -> bool:
    """A decision, or a blocker that waits for one."""
    item = subject.item
    return isinstance(item, Decision) or (isinstance(item, Blocker) and item.kind == BlockerKind.DECISION)


def _opening(escalation: Escalation, subject: Subject, today: date) -> str:
    """Who asks. A person where one pressed the button; else the team waits, and nobody is named."""
    if is_back(escalation, today):
        return "Back, as agreed: "
    if escalation.asked_by:
        return f"{clip(subject.snapshot.name(escalation.asked_by), 40)} asks for help: "
    if escalation.role == Role.OTHER_LEAD:
        return f"{clip(subject.team.name, 40)} waits on you: "
    return f"{clip(subject.team.name, 40)} is waiting: "


def _held(escalation: Escalation, subject: Subject, today: date, viewer_id: str | None) -> tuple[Block, ...]:
    """Its recipient settles it from here, too; who else reads it sees who took it."""
    viewer = viewer_id or escalation.recipient_id
    taker = escalation.settled_by or escalation.recipient_id
    who = "You" if taker == viewer else clip(subject.snapshot.name(taker), 40)
    back = show_day(escalation.returns_on, today) if escalation.returns_on else ""
    line = Text(f"{who} took {clip(escalation.about)}; it is back on {back}")
    return (line, Buttons(_held_buttons(escalation, subject))) if taker == viewer else (line,)


def _held_buttons(escalation: Escalation, subject: Subject) -> tuple[Button, ...]:
    """What settles it, another date, and away with it."""
    solved = (Button("Solved", "esc.solved", escalation.id),) if isinstance(subject.item, Blocker) else ()
    return (
        *solved,
        *_settling(escalation, subject),
        Button("Another date", "esc.take", escalation.id),
        _not_mine(escalation),
    )


def _buttons(escalation: Escalation, subject: Subject) -> tuple[Button, ...]:
    return (
        Button("I'll take it", "esc.take", escalation.id, Look.PRIMARY),
        *_settling(escalation, subject),
        Button("Snooze", "esc.snooze", f"{escalation.id}:date"),
        _not_mine(escalation),
    )


def _settling(escalation: Escalation, subject: Subject) -> tuple[Button, ...]:
    decide = (Button("Decide", "esc.decide", escalation.id),) if can_decide(subject) else ()
    return (Button("Assign", "esc.assign", escalation.id), *decide)


def _not_mine(escalation: Escalation) -> Button:
    return Button("Not mine", "esc.not_mine", escalation.id)


def _who_and_when(escalation: Escalation, subject: Subject | None) -> str:
    """`Mia, Thu 12 Nov`, as far as it is known."""
    who = (
        subject.snapshot.name(escalation.settled_by)
        if subject and escalation.settled_by in subject.snapshot.people
        else ""
    )
    at = escalation.settled_at
    day = show_day(local_day(at, subject.team.zone)) if subject and at else ""
    return ", ".join(part for part in (who, day) if part)
