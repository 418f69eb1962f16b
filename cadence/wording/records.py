"""The words for one blocker, decision, action or stop: its line in a thread, its facts, what became of it. Pure."""

from datetime import date

from cadence.cards import Block, Button, Buttons, Card, Facts, Link, Text, Tone, Verbatim, card
from cadence.forms import LONGEST_LINE
from cadence.grammar.dates import show_day
from cadence.model import Action, Blocker, Decision, StopShift
from cadence.settling import Item
from cadence.snapshot import Snapshot
from cadence.wording.dependency import waits_on_whom
from cadence.wording.lines import day_cell, owner_and_date

TAKE_BACK = "record.undo"
LONGEST_PIECE = 2_900


def noun_of(item: Item) -> str:
    """`blocker`, `decision`, `action` or `stop`: the first part of message keys and button actions."""
    return "stop" if isinstance(item, StopShift) else type(item).__name__.lower()


def what_of(item: Item) -> str:
    """The words it was given."""
    return item.question if isinstance(item, Decision) else item.text


def recorded_card(item: Item, snapshot: Snapshot, today: date, remark: str = "") -> Card:
    """What was recorded, shown back in full to who typed it."""
    notice = f"Recorded for {snapshot.team.name}: {noun_of(item)}."
    quiet = (Text(remark, Tone.QUIET),) if remark else ()
    row = Buttons((_change(item), Button("Take back", TAKE_BACK, f"{noun_of(item)}:{item.id}")))
    return card(notice, Text(notice), *_shown_back(_facts(item, snapshot, today)), *origin(item), *quiet, row)


def _shown_back(pairs: tuple[tuple[str, str], ...]) -> tuple[Block, ...]:
    """Everything that was typed; what is long stands below, whole."""
    long = [(label, value) for label, value in pairs if len(value) > LONGEST_LINE]
    facts = Facts(tuple(pair for pair in pairs if pair not in long))
    return facts, *(Text(f"{label}: {value}") for label, value in long)


def origin(item: Item) -> tuple[Block, ...]:
    """Where it was recorded from a message, the way back to it. It names no channel: that may be a private one."""
    link = item.link if isinstance(item, Blocker | Decision) else ""
    return (Link("From a message", url=link),) if link else ()


def recorded_line(item: Item, snapshot: Snapshot, who: str, today: date) -> str:
    """`Ben: blocker on 2.2: waiting for legal (Mia)`."""
    place = snapshot.place(item.key_result_id)
    about = f" on {place}" if place else ""
    inside = _brackets(item, snapshot, today)
    return f"{who}: {noun_of(item)}{about}: {what_of(item)}" + (f" ({inside})" if inside else "")


def taken_back_line(item: Item, who: str) -> str:
    return f"{who} took back a {noun_of(item)}." if noun_of(item) != "action" else f"{who} took back an action."


def keep_typed(message: str, typed: str) -> Card:
    """A refusal that gives back what was typed, so that nothing is lost."""
    pieces = [typed[start : start + LONGEST_PIECE] for start in range(0, len(typed), LONGEST_PIECE)]
    return card(message, Text(message), *(Verbatim(piece) for piece in pieces))


def _change(item: Item) -> Button:
    if isinstance(item, Blocker):
        return Button("Set owner and next check", "blocker.set", item.id)
    label = "Set who and when" if isinstance(item, Decision) else "Set owner and date"
    return Button(label, f"{noun_of(item)}.set", item.id)


def _facts(item: Item, snapshot: Snapshot, today: date) -> tuple[tuple[str, str], ...]:
    place = snapshot.place(item.key_result_id)
    title = next((kr.title for kr in snapshot.key_results if kr.id == item.key_result_id), "")
    first = (noun_of(item).capitalize(), what_of(item))
    about = (("Key result", f"{place} {title}"),) if place else ()
    return (first, *about, *_details(item, snapshot, today))


def _details(item: Item, snapshot: Snapshot, today: date) -> tuple[tuple[str, str], ...]:
    match item:
        case Blocker():
            waits = waits_on_whom(item, snapshot)
            return (
                *((("Waits on", waits),) if waits else ()),
                ("Owner", snapshot.name(item.owner_id)),
                ("Since", show_day(item.since, today)),
                ("Next check", day_cell(item.next_check, today)),
                *((("Tried", item.tried),) if item.tried else ()),
                *((("Seen by", f"{snapshot.name(snapshot.team.lead_id)} alone"),) if item.lead_only else ()),
            )
        case Decision():
            fallback = (("If no answer", item.fallback),) if item.fallback else ()
            decides = (("Decides", snapshot.name(item.decider_id)),) if item.decider_id else ()
            needed = (("Needed by", show_day(item.needed_by, today)),) if item.needed_by else ()
            return (*decides, *needed, *fallback)  # what was left open stands in the remark: who decides, and by when
        case Action():
            return (("Owner", snapshot.name(item.owner_id)), ("Due", day_cell(item.due, today)))
    return ()


def _brackets(item: Item, snapshot: Snapshot, today: date) -> str:
    match item:
        case Blocker():
            waits = waits_on_whom(item, snapshot)
            return "" if waits.lower() in item.text.lower() else waits
        case Decision():
            return owner_and_date(snapshot.name(item.decider_id), item.needed_by, today)
        case Action():
            return owner_and_date(snapshot.name(item.owner_id), item.due, today)
    return ""
