"""The forms that hand a decision over or give it a new date, and the lines that its team reads afterwards. Pure."""

from datetime import date

from cadence.forms import DateField, Form, PersonField, TextField
from cadence.grammar.dates import show_day
from cadence.model import Decision
from cadence.snapshot import Snapshot
from cadence.wording.lines import day_cell, owner_and_date

NO_FALLBACK = "No fallback was named, so there is none to take. Decide, hand it over, or set a new date."
NO_ANSWER = "no answer came, so the fallback holds"
NOBODY_ABOVE = "There is nobody above {who} to raise it to. Hand it over, or set a new date."
NOBODY_NAMED = "Say who should decide."
SAME_PERSON = "It is with {who} already. Choose somebody else."


def hand_over_form(decision: Decision, context: str) -> Form:
    parts = (
        PersonField(id="to", label="Who decides instead?", required=True),
        TextField(id="why", label="Why?", hint="One line; they read it with the question.", required=True),
    )
    return Form(
        id="hand_over", title="Hand over", intro=decision.question, parts=parts, submit="Hand over", context=context
    )


def new_date_form(decision: Decision, today: date, context: str) -> Form:
    hint = f"Was {day_cell(decision.needed_by, today)}."
    parts = (DateField(id="needed_by", label="By when is it needed?", hint=hint, required=True),)
    return Form(id="new_date", title="New date", intro=decision.question, parts=parts, submit="Save", context=context)


def handed_line(decision: Decision, snapshot: Snapshot, who: str) -> str:
    """`Ana handed it to Mia: pause paid ads? (not my budget)`."""
    why = f" ({decision.handed_why})" if decision.handed_why else ""
    return f"{who} handed it to {snapshot.name(decision.decider_id)}: {decision.question}{why}"


def postponed_line(decision: Decision, who: str, today: date) -> str:
    """`Ben set a new date, Wed 18 Nov: pause paid ads?`."""
    return f"{who} set a new date, {day_cell(decision.needed_by, today)}: {decision.question}"


def fallback_line(decision: Decision, snapshot: Snapshot, who: str, today: date) -> str:
    """`Ben took the fallback: pause paid ads? Pause half (Cy, date not set)`."""
    follows = owner_and_date(snapshot.name(decision.owner_id), decision.due, today)
    return f"{who} took the fallback: {decision.question} {decision.outcome} ({follows})"


def not_yet_line(who: str, day: date, today: date) -> str:
    return f"{who} may decide until {show_day(day, today)}; from that day on the fallback can be taken."


def raised_line(decision: Decision, who: str, to: str) -> str:
    return f"{who} raised it to {to}: {decision.question}"
