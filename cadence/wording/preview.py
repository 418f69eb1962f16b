"""What the owner and the lead see one working day before a step reaches a manager, and what became of it. Pure."""

from datetime import date, timedelta

from cadence.cards import Block, Button, Buttons, Text
from cadence.follow.subjects import Subject
from cadence.grammar.dates import show_day
from cadence.model import Action, Blocker, Decision, Escalation, EscalationState, KeyResult
from cadence.schedule.clocks import local, local_day
from cadence.wording.dependency import waits_on_whom
from cadence.wording.escalation import is_over, over_line, taken_line
from cadence.wording.escalation_lines import LONGEST_CONTEXT, ended
from cadence.wording.lines import clip


def preview_blocks(
    escalation: Escalation, subject: Subject | None, today: date, viewer_id: str | None = None
) -> tuple[Block, ...]:
    """`Goes to Mia tomorrow 10:00: 2.2 waits on Legal.`, with what may be done until then; afterwards, where it is.

    today: of the reader, on whose clock the hour is shown.
    """
    if subject is None or is_over(escalation, subject):
        return (Text(over_line(escalation, subject)),)
    text = Text(preview_line(escalation, subject, today, viewer_id))
    if escalation.state != EscalationState.PLANNED:
        return (text,)
    added = (Text(f"You add: {clip(escalation.context, LONGEST_CONTEXT)}"),) if escalation.context else ()
    return (text, *added, Buttons(_buttons(escalation, subject)))


def preview_line(escalation: Escalation, subject: Subject, today: date, viewer_id: str | None = None) -> str:
    """`Goes to Mia tomorrow 10:00: 2.2 waits on Legal.`; `Went to Mia on Thu 12 Nov: ...`; `Mia takes ...`."""
    who = clip(subject.snapshot.name(escalation.recipient_id), 40)
    about = clip(escalation.about).rstrip(".")
    if escalation.state == EscalationState.TAKEN:
        return ended(taken_line(escalation, who, about, today))
    zone = _zone(subject, viewer_id)
    if escalation.state == EscalationState.SENT:
        return ended(
            f"Went to {who} on {show_day(local_day(escalation.sent_at or escalation.at, zone), today)}: {about}"
        )
    at = local(escalation.at, zone)
    return ended(f"Goes to {who} {_near(at.date(), today)} {at:%H:%M}: {_shortly(escalation, subject)}")


def _shortly(escalation: Escalation, subject: Subject) -> str:
    """`2.2 waits on Legal`; else what it is about."""
    item = subject.item
    place = subject.snapshot.place(item.key_result_id) if isinstance(item, Blocker) else ""
    whom = waits_on_whom(item, subject.snapshot) if isinstance(item, Blocker) else ""
    return f"{place} waits on {clip(whom, 40)}" if place and whom else clip(escalation.about).rstrip(".")


def _near(day: date, today: date) -> str:
    named = {today: "today", today + timedelta(days=1): "tomorrow"}
    return named.get(day, f"on {show_day(day, today)}")


def _zone(subject: Subject, viewer_id: str | None) -> str:
    viewer = subject.snapshot.people.get(viewer_id or "")
    return viewer.zone if viewer else subject.team.zone


def _buttons(escalation: Escalation, subject: Subject) -> tuple[Button, ...]:
    """A key result has no date of its own: there an action is the new promise."""
    solved = _solving(escalation, subject)
    promise = "Add an action" if isinstance(subject.item, KeyResult) else "New date"
    return (
        *solved,
        Button(promise, "esc.new_date", escalation.id),
        Button("Add context", "esc.context", escalation.id),
        Button("Send now", "esc.send_now", escalation.id),
    )


def _solving(escalation: Escalation, subject: Subject) -> tuple[Button, ...]:
    """What "solved" is for each kind."""
    match subject.item:
        case Blocker():
            return (Button("Solved", "esc.solved", escalation.id),)
        case Decision():
            return (Button("Decide", "decision.decide", subject.id),)
        case Action():
            return (Button("Done", "action.done", subject.id),)
    return ()
