"""The forms of an escalation's buttons, the lines that its team reads afterwards, and what a late click hears. Pure."""

from collections.abc import Sequence
from datetime import date

from cadence.follow.subjects import Subject
from cadence.forms import ChoiceField, DateField, Form, FormPart, PersonField, TextField
from cadence.grammar.dates import show_day
from cadence.model import Action, Blocker, Decision, Escalation, EscalationState, KeyResult
from cadence.schedule.clocks import local_day
from cadence.snapshot import Snapshot
from cadence.wording.escalation import lines
from cadence.wording.escalation_lines import LONGEST_CONTEXT, named
from cadence.wording.lines import clip, owner_and_date
from cadence.wording.settle import day_field, decide_form, person_field

IT_RETURNS = "Acknowledging sets a date; it returns on that date."
IT_IS_YOURS = "Nobody looks after it yet: from now on you do, and that day is its next check."
ASK_RETURN = "Choose the day on which it returns, tomorrow or later."
ASK_WHO = "Name who takes it on."
ASK_DAY = "Choose a day, today or later."
ASK_WHAT = "Say what is to be done, in a line."
ASK_CONTEXT = "Say it in a line."
SAME_DAY = "That is the date it has now. Choose another one."
THE_ONE_ASKED = "It is with {who} already. Choose somebody else."
YOURSELF = "That is you. Press I'll take it instead."
THE_ONE_IT_IS_ABOUT = "It is about what {who} has to do. Choose somebody else."
WAITS_ON_THEM = "It waits on {who} already. Choose somebody else."
WHO_ASKED = "{who} asked for it. Choose somebody else."
NOT_FOR_THEM = "This is for the lead alone."
AWAY = "{who} is away and nobody covers. Choose somebody else."
WENT_ROUND = "{names} passed it on already. Take it, or assign it to somebody."
SNOOZES = (("1", "1 working day"), ("3", "3 working days"), ("date", "Until a date"))


def take_form(escalation: Escalation, subject: Subject, today: date, day: date, is_theirs: bool = False) -> Form:
    """day: proposed. is_theirs: a blocker that nobody else looks after."""
    returns = DateField(id="returns", label="When does it return to you?", initial=day.isoformat(), required=True)
    intro = f"{_intro(escalation, subject, today)}\n{IT_IS_YOURS if is_theirs else IT_RETURNS}"
    return Form(
        id="esc_take", title="I'll take it", intro=intro, parts=(returns,), submit="Take", context=escalation.id
    )


def assign_form(escalation: Escalation, subject: Subject, today: date, day: date) -> Form:
    """day: as it stands, or proposed where that is past or was not set."""
    parts = assign_parts(subject, day)
    intro = _intro(escalation, subject, today)
    return Form(id="esc_assign", title="Assign", intro=intro, parts=parts, submit="Assign", context=escalation.id)


def assign_parts(subject: Subject, day: date) -> tuple[FormPart, ...]:
    """Who, as it stands, and by when; of a key result also what. day: as it stands, or proposed."""
    snapshot, item = subject.snapshot, subject.item
    match item:
        case Blocker():
            return (
                person_field("owner", "Who looks after it?", item.owner_id, snapshot),
                day_field("due", "When do they look again?", day, required=True),
            )
        case Decision():
            who = person_field("owner", "Who decides?", item.decider_id, snapshot)
            return (who, day_field("due", "By when?", day, required=True))
        case Action():
            return (
                person_field("owner", "Who does it?", item.owner_id, snapshot),
                day_field("due", "By when?", day, required=True),
            )
    owner = item.owner_id if isinstance(item, KeyResult) else None
    return action_parts(owner, snapshot, day)


def promised_day(subject: Subject) -> date | None:
    """By when it was to be settled, or looked at again; None where nobody said."""
    match subject.item:
        case Blocker(next_check=day) | Decision(needed_by=day) | Action(due=day):
            return day
    return None


def action_parts(owner_id: str | None, snapshot: Snapshot, day: date) -> tuple[FormPart, ...]:
    """day: proposed."""
    return (
        TextField(id="what", label="What is to be done?", required=True),
        person_field("owner", "Who does it?", owner_id, snapshot),
        day_field("due", "By when?", day, required=True),
    )


def esc_decide_form(escalation: Escalation, subject: Subject, today: date, proposed: date | None = None) -> Form:
    """Outcome, owner, date; of a decision that is late also why. proposed: as in `decide_form`."""
    if isinstance(subject.item, Decision):
        like = decide_form(subject.item, subject.snapshot, today, escalation.id, proposed)
        return Form(
            id="esc_decide",
            title=like.title,
            intro=like.intro,
            parts=like.parts,
            submit=like.submit,
            context=like.context,
        )
    parts = (
        TextField(id="outcome", label="What is decided?", required=True),
        PersonField(id="owner", label="Who does what follows?"),
        DateField(id="due", label="By when?"),
    )
    intro = _intro(escalation, subject, today)
    return Form(id="esc_decide", title="Decide", intro=intro, parts=parts, submit="Decide", context=escalation.id)


def snooze_form(escalation: Escalation) -> Form:
    parts = (
        ChoiceField(id="span", label="For how long?", options=SNOOZES, initial="1"),
        DateField(id="until", label="Until", hint="Only where you chose a date."),
    )
    intro = f"{clip(escalation.about)}\nHidden from you alone; everybody else sees it as before."
    return Form(id="esc_snooze", title="Snooze", intro=intro, parts=parts, submit="Snooze", context=escalation.id)


def not_mine_form(escalation: Escalation) -> Form:
    to = PersonField(
        id="to", label="Whose is it?", hint="They get it at once, with everything said so far.", required=True
    )
    intro = clip(escalation.about)
    return Form(id="esc_not_mine", title="Not mine", intro=intro, parts=(to,), submit="Pass on", context=escalation.id)


def context_form(escalation: Escalation, who: str, context: str) -> Form:
    line = TextField(
        id="line",
        label="What should they know?",
        hint=f"One line, {LONGEST_CONTEXT} characters; {who} reads it with what was tried.",
        initial=escalation.context,
        longest=LONGEST_CONTEXT,
        required=True,
    )
    intro = clip(escalation.about)
    return Form(id="esc_context", title="Add context", intro=intro, parts=(line,), submit="Add", context=context)


def new_promise_form(escalation: Escalation, subject: Subject, day: date) -> Form:
    """A new date; of a blocker nobody looks after also who does, of a key result an action. day: proposed."""
    intro = f"{clip(escalation.about)}\nA new promise; it does not go up before it was broken."
    return Form(
        id="esc_new_date",
        title="New date",
        intro=intro,
        parts=_promise_parts(subject, day),
        submit="Save",
        context=escalation.id,
    )


def _promise_parts(subject: Subject, day: date) -> tuple[FormPart, ...]:
    day = max(day, promised_day(subject) or day)
    match subject.item:
        case Blocker(owner_id=str()):
            return (day_field("due", "When do you look again?", day, required=True),)
        case Decision():
            return (day_field("due", "Needed by", day, required=True),)
        case Action():
            why = TextField(id="reason", label="Why does it move?", required=True)
            return (day_field("due", "New date", day, required=True), why)
    return assign_parts(subject, day)


def short_name(subject: Subject) -> str:
    """What a line calls it: the key result of a blocker, the words of a decision or an action."""
    is_named = isinstance(subject.item, Blocker | KeyResult)
    return (named(subject) if is_named else "") or subject.about


def assigned_line(subject: Subject, who: str, owner: str, day: date, today: date) -> str:
    """`Mia asks Dee to look after 2.2 Renewals; next check Mon 16 Nov`; `Mia looks after ...` where it is herself."""
    about, when = short_name(subject), show_day(day, today)
    if who == owner:
        return _own_line(subject, who, about, when)
    match subject.item:
        case Blocker():
            return f"{who} asks {owner} to look after {about}; next check {when}"
        case Decision():
            return f"{who} asks {owner} to decide by {when}: {about}"
    return f"{who} asks {owner} by {when}: {about}"


def _own_line(subject: Subject, who: str, about: str, when: str) -> str:
    match subject.item:
        case Blocker():
            return f"{who} looks after {about}; next check {when}"
        case Decision():
            return f"{who} decides by {when}: {about}"
    return f"{who} does it by {when}: {about}"


def action_line(subject: Subject, action: Action, who: str, owner: str, today: date) -> str:
    """`Mia on 2.2 Renewals: call the ten biggest (Ben, by Fri 13 Nov)`."""
    return f"{who} on {short_name(subject)}: {action.text} ({owner_and_date(owner, action.due, today)})"


def blocker_decided_line(blocker: Blocker, subject: Subject, who: str, outcome: str, follows: str) -> str:
    """`Mia decided: 2.2 Renewals needs Legal's yes or no: yes (Ben, by Fri 13 Nov)`."""
    about = f"{named(subject)} {clip(blocker.text)}".strip()
    return f"{who} decided: {about}: {outcome}" + (f" ({follows})" if follows else "")


def passed_line(subject: Subject, who: str, to: str) -> str:
    """`Mia passes 2.2 Renewals on to Dee`."""
    return f"{who} passes {short_name(subject)} on to {to}"


def ends_with_lead_line(subject: Subject, who: str) -> str:
    lead = subject.snapshot.name(subject.team.lead_id)
    return f"{who} passed this on before, so it ends with {lead}, who leads {subject.team.name}."


def promised_line(subject: Subject, who: str, day: date, today: date) -> str:
    """`Ben has a new date for 2.2 Renewals: Mon 16 Nov`."""
    return f"{who} has a new date for {short_name(subject)}: {show_day(day, today)}"


def sent_line(escalation: Escalation, subject: Subject) -> str:
    """`On its way to Mia: 2.2 Renewals: waits on Legal`."""
    return f"On its way to {subject.snapshot.name(escalation.recipient_id)}: {clip(escalation.about)}"


def wrote_meanwhile(line: str) -> str:
    return (
        f"Somebody wrote meanwhile: {line} Add yours to it, or open the form again." if line else "Open the form again."
    )


def first_line(escalation: Escalation, snapshot: Snapshot, me_id: str, today: date) -> str:
    """What happened meanwhile, and who was first."""
    by = escalation.settled_by
    who = "You" if by == me_id else snapshot.name(by) if by in snapshot.people else ""
    at = escalation.settled_at or escalation.sent_at
    on = f" on {show_day(local_day(at, snapshot.team.zone), today)}" if at else ""
    match escalation.state:
        case EscalationState.TAKEN:
            back = f"; it is back on {show_day(escalation.returns_on, today)}" if escalation.returns_on else ""
            return f"{who or 'Somebody'} took this first{on}{back}."
        case EscalationState.SENT:
            return f"This went to {snapshot.name(escalation.recipient_id)}{on}."
        case EscalationState.CANCELLED:
            return f"This is not needed any more: {escalation.outcome or 'it was settled'}."
    how = escalation.outcome or "settled"
    return f"{who} was first{on}: {how}." if who and who != "You" else f"{who or 'Somebody'} did this{on}: {how}."


def not_sent_line(escalation: Escalation, snapshot: Snapshot) -> str:
    who, at = snapshot.name(escalation.recipient_id), local_day(escalation.at, snapshot.team.zone)
    return f"This has not gone to {who} yet; it does on {show_day(at)}."


def not_yours_line(names: Sequence[str]) -> str:
    return f"Only {' or '.join(names)} can snooze this: it is hidden from them alone."


def _intro(escalation: Escalation, subject: Subject, today: date) -> str:
    return "\n".join(lines(escalation, subject, today))
