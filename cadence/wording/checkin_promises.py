"""Last week's promises in the check-in form: actions due, work that was to stop, and blockers to look at again.

Knows their fields and labels; must not know how they are read or kept. What was said in this check-in stands in them.
"""

from collections.abc import Mapping
from datetime import date, datetime

from cadence.form_room import letters_of
from cadence.forms import ChoiceField, DateField, FormPart, Section, TextField
from cadence.model import Action, ActionState, Blocker, BlockerState, StopShift, StopState
from cadence.snapshot import NOT_SET
from cadence.weekly.promises import Promises
from cadence.wording.lines import clip, date_cell

LONGEST_LABEL = 100

DONE, STILL, MOVE, DROP, SOLVED = "done", "still", "move", "drop", "solved"
ACTION_CHOICES = ((STILL, "Still on it"), (DONE, "Done"), (MOVE, "Move"), (DROP, "Drop"))
CHECK_CHOICES = ((STILL, "Still off track"), (SOLVED, "Solved"), (MOVE, "New date"))
STOP_CHOICES = (
    (StopState.STOPPED.value, "Yes, it stopped"),
    (StopState.NOT_YET.value, "Not yet"),
    (StopState.CHANGED_MIND.value, "We changed our mind"),
)
SAID = {ActionState.DONE: DONE, ActionState.DROPPED: DROP, BlockerState.SOLVED: SOLVED}


def promise_parts(promises: Promises, chosen: Mapping[str, str], opens_at: datetime, today: date) -> list[FormPart]:
    """All of them below one heading; nothing where nothing was promised. chosen: by field, what was chosen so far."""
    if not promises.count:
        return []
    parts: list[FormPart] = [Section("Promised last time")]
    for action in promises.actions:
        parts += _action(action, chosen, today)
    for blocker in promises.checks:
        parts += _check(blocker, chosen, today)
    return parts + [_stop(stop, opens_at) for stop in promises.stops]


def most_of_promises(promises: Promises) -> int:
    """How much room they need at most: a new date and a reason may be asked for each."""
    most = 3 * len(promises.actions) + 2 * len(promises.checks) + len(promises.stops)
    return most + 1 if most else 0


def most_asked_more(promises: Promises) -> int:
    """The letters of what may yet be asked: new dates and reasons."""
    if not (promises.actions or promises.checks):
        return 0
    day, reason = DateField(id="", label="New date"), TextField(id="", label="Why?")
    return letters_of([day, reason]) * len(promises.actions) + letters_of([day]) * len(promises.checks)


def _action(action: Action, chosen: Mapping[str, str], today: date) -> list[FormPart]:
    field, said = f"action:{action.id}", SAID.get(action.state, STILL)
    choice = chosen.get(field) or said
    parts: list[FormPart] = [
        ChoiceField(
            id=field,
            label=clip(action.text, LONGEST_LABEL),
            hint=f"Due {date_cell(action.due, today)}." if action.due else f"Date {NOT_SET}.",
            options=ACTION_CHOICES,
            initial=said,
            changes=True,
        )
    ]
    if choice == MOVE:
        parts.append(DateField(id=f"{field}:due", label="New date"))
    if choice in (MOVE, DROP):
        parts.append(TextField(id=f"{field}:reason", label="Why?", initial=action.reason if said == DROP else ""))
    return parts


def _check(blocker: Blocker, chosen: Mapping[str, str], today: date) -> list[FormPart]:
    field, said = f"check:{blocker.id}", SAID.get(blocker.state, STILL)
    parts: list[FormPart] = [
        ChoiceField(
            id=field,
            label=f"Off track: {clip(blocker.text, LONGEST_LABEL)}",
            hint=f"Next check {date_cell(blocker.next_check, today)}." if blocker.next_check else "",
            options=CHECK_CHOICES,
            initial=said,
            changes=True,
        )
    ]
    if (chosen.get(field) or said) == MOVE:
        parts.append(DateField(id=f"{field}:day", label="New date"))
    return parts


def _stop(stop: StopShift, opens_at: datetime) -> ChoiceField:
    settled = stop.settled_at is not None and stop.settled_at >= opens_at
    return ChoiceField(
        id=f"stopped:{stop.id}",
        label=f"Did it stop? {clip(stop.text, LONGEST_LABEL)}",
        options=STOP_CHOICES,
        initial=stop.state.value if settled else "",
    )
