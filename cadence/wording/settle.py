"""The forms that settle a thing, and the line that its team reads afterwards. Pure."""

from collections.abc import Sequence
from datetime import date

from cadence.deciding import who_decides
from cadence.forms import DateField, Form, PersonField, Section, TextField
from cadence.grammar.dates import show_day
from cadence.model import Action, Blocker, Decision, DecisionState, StopShift, StopState
from cadence.proposing import Proposal
from cadence.settling import Item
from cadence.snapshot import Snapshot
from cadence.wording.decision_request import ended, took
from cadence.wording.lines import day_cell, owner_and_date
from cadence.wording.records import noun_of, what_of

PROPOSAL = "A proposal: change it, or empty it."
NOTHING_MISSING = "Everything has an owner and a date."
NOTHING_FILLED = "Nothing was filled in, so nothing changed."
STOPPED = {
    StopState.STOPPED: "it did stop",
    StopState.NOT_YET: "not stopped yet",
    StopState.CHANGED_MIND: "it goes on after all",
}


def decide_form(
    decision: Decision, snapshot: Snapshot, today: date, context: str, proposed: date | None = None
) -> Form:
    """Outcome, owner, date; and, where it came late, why. proposed: by when what follows might be done.

    Whoever decides is proposed as its owner: a promise without owner and date is forgotten by Friday.
    """
    late = is_late(decision, today)
    why = TextField(id="why_late", label="What took it so long?", hint="Optional; helps the next time.")
    return Form(
        id="decide",
        title="Decide",
        intro=_question(decision, snapshot, today),
        parts=(
            TextField(id="outcome", label="What is decided?", required=True),
            person_field("owner", "Who does what follows?", who_decides(decision, snapshot), snapshot, hint=PROPOSAL),
            day_field("due", "By when?", proposed, hint=PROPOSAL if proposed else ""),
            *((why,) if late else ()),
        ),
        submit="Decide",
        context=context,
    )


def set_decision_form(decision: Decision, snapshot: Snapshot, today: date, context: str, proposed: Proposal) -> Form:
    """Who decides and by when; once decided, who does it and by when. proposed: where one is not set."""
    is_open = decision.state == DecisionState.OPEN
    return Form(
        id="set_decision",
        title="Who and when",
        intro=_question(decision, snapshot, today) if is_open else f"{decision.question}\n{decision.outcome}",
        parts=_promise_fields(decision, snapshot, proposed, "Who decides?" if is_open else "Who does it?", "By when?"),
        submit="Save",
        context=context,
    )


def set_action_form(action: Action, snapshot: Snapshot, context: str, proposed: Proposal) -> Form:
    """proposed: where one is not set."""
    parts = _promise_fields(action, snapshot, proposed, "Who does it?", "By when?")
    return Form(id="set_action", title="Owner and date", intro=action.text, parts=parts, submit="Save", context=context)


def move_action_form(action: Action, today: date, context: str) -> Form:
    parts = (
        DateField(id="due", label="New date", hint=f"Was {day_cell(action.due, today)}.", required=True),
        TextField(id="reason", label="Why does it move?", required=True),
    )
    return Form(id="move_action", title="Move", intro=action.text, parts=parts, submit="Move", context=context)


def drop_action_form(action: Action, context: str) -> Form:
    parts = (TextField(id="reason", label="Why is it dropped?", required=True),)
    return Form(id="drop_action", title="Drop", intro=action.text, parts=parts, submit="Drop", context=context)


def check_blocker_form(blocker: Blocker, day: date, context: str) -> Form:
    """day: as it stands, or proposed."""
    parts = (day_field("next_check", "When do you look again?", day, required=True),)
    return Form(id="check_blocker", title="Next check", intro=blocker.text, parts=parts, submit="Save", context=context)


def set_blocker_form(blocker: Blocker, snapshot: Snapshot, day: date, context: str) -> Form:
    """day: as it stands, or proposed."""
    parts = (
        person_field("owner", "Who takes it?", blocker.owner_id, snapshot),
        day_field("next_check", "When do they look again?", day, required=True),
    )
    return Form(
        id="set_blocker", title="Owner and check", intro=blocker.text, parts=parts, submit="Save", context=context
    )


def missing_form(items: Sequence[tuple[Decision | Action, Proposal]], snapshot: Snapshot, context: str) -> Form:
    """A person and a day for each decision or action that lacks one; what is proposed stands where one is missing."""
    parts: list[Section | PersonField | DateField] = []
    for item, proposed in items:
        label = "Who decides?" if isinstance(item, Decision) and item.state == DecisionState.OPEN else "Owner"
        parts.append(Section(f"{noun_of(item).capitalize()}: {what_of(item)}"))
        parts += _promise_fields(item, snapshot, proposed, label, "Date", f"{item.id}.")
    return Form(id="missing", title="Owner and date", parts=tuple(parts), submit="Save", context=context)


def _promise_fields(
    item: Item, snapshot: Snapshot, proposed: Proposal, who_label: str, when_label: str, prefix: str = ""
) -> tuple[PersonField, DateField]:
    """`owner` and `due` as they stand; what is proposed instead of "not set" says that it is. prefix: of their ids."""
    who, when = owner_and_day(item)
    hint = PROPOSAL if not who and proposed.owner_id in snapshot.people else ""
    return (
        person_field(f"{prefix}owner", who_label, who or proposed.owner_id, snapshot, hint=hint),
        day_field(f"{prefix}due", when_label, when or proposed.due, hint="" if when or not proposed.due else PROPOSAL),
    )


def owner_and_day(item: Item) -> tuple[str | None, date | None]:
    """Who answers for it and by when: of an open decision its decider, of a decided one who does it."""
    match item:
        case Decision():
            is_open = item.state == DecisionState.OPEN
            return (item.decider_id, item.needed_by) if is_open else (item.owner_id, item.due)
        case Action():
            return item.owner_id, item.due
        case Blocker():
            return item.owner_id, item.next_check
    return None, None


def settled_line(item: Item, who: str, how: str) -> str:
    """`Cy: action done: pricing test`."""
    return f"{who}: {noun_of(item)} {how}: {what_of(item)}"


def decided_line(decision: Decision, snapshot: Snapshot, who: str, today: date) -> str:
    """`Ana decided after 6 days: pause paid ads? Pause half (Cy, by Fri 13 Nov)`; and why it took so long."""
    owner, after = snapshot.name(decision.owner_id), took(decision, snapshot.team.zone)
    head = f"{who} decided {after}" if after else f"{who} decided"
    why = f". Why it took so long: {ended(decision.why_late, '.')}" if decision.why_late else ""
    follows = owner_and_date(owner, decision.due, today)
    return f"{head}: {ended(decision.question, '?')} {decision.outcome.rstrip('.')} ({follows}){why}"


def moved_line(action: Action, who: str, today: date) -> str:
    """`Cy moved: test a cheaper pricing page, to Wed 2 Dec (waits for data)`."""
    return f"{who} moved: {action.text}, to {day_cell(action.due, today)} ({action.reason})"


def set_line(item: Item, snapshot: Snapshot, who: str, today: date) -> str:
    """`Ana set: pricing test (Cy, by Fri 13 Nov)`"""
    return f"{who} set: {_as_it_stands(item, snapshot, today)}"


def unchanged_line(item: Item, snapshot: Snapshot, today: date) -> str:
    """`Nothing changed: pricing test (Cy, by Fri 13 Nov)`"""
    return f"Nothing changed: {_as_it_stands(item, snapshot, today)}"


def _as_it_stands(item: Item, snapshot: Snapshot, today: date) -> str:
    owner_id, day = owner_and_day(item)
    owner = snapshot.name(owner_id)
    if isinstance(item, Blocker):
        return f"{what_of(item)} (owner {owner}, next check {day_cell(day, today)})"
    return f"{what_of(item)} ({owner_and_date(owner, day, today)})"


def stop_line(stop: StopShift, who: str) -> str:
    return f"{who}: {stop.text}: {STOPPED.get(stop.state, stop.state)}"


def is_late(decision: Decision, today: date) -> bool:
    """Whether it is decided after it was needed."""
    return decision.needed_by is not None and today > decision.needed_by


def person_field(field: str, label: str, member_id: str | None, snapshot: Snapshot, hint: str = "") -> PersonField:
    known = snapshot.people.get(member_id or "")
    return PersonField(id=field, label=label, initial=(known.external_id,) if known else (), hint=hint)


def day_field(field: str, label: str, day: date | None, required: bool = False, hint: str = "") -> DateField:
    return DateField(id=field, label=label, initial=day.isoformat() if day else "", required=required, hint=hint)


def _question(decision: Decision, snapshot: Snapshot, today: date) -> str:
    needed = f" Needed by {show_day(decision.needed_by, today)}." if decision.needed_by else ""
    fallback = f" If no answer: {decision.fallback}." if decision.fallback else ""
    place = snapshot.place(decision.key_result_id)
    return f"{decision.question}{needed}{fallback}" + (f" Affects {place}." if place else "")
