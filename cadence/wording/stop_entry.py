"""Work that stops or shifts, and next week's question: did it stop? Pure.

Knows its words and buttons; must not know when it is asked.
"""

from datetime import date

from cadence.cards import Block, Button, Buttons, Look, Text
from cadence.grammar.dates import show_day
from cadence.model import StopShift, StopState
from cadence.schedule.clocks import local_day
from cadence.snapshot import Snapshot
from cadence.wording.lines import clip

LONGEST = 200
CHOICES = (("Yes", StopState.STOPPED), ("Not yet", StopState.NOT_YET), ("We changed our mind", StopState.CHANGED_MIND))
BECAME = {
    StopState.STOPPED: "it did stop",
    StopState.CHANGED_MIND: "it goes on after all",
    StopState.WITHDRAWN: "taken back",
}


def entry_blocks(stop: StopShift, snapshot: Snapshot, today: date) -> tuple[Block, ...]:
    """`Did it stop? Webinars; frees 4 h/week for 1.1` and the three answers; what became of it once that is said."""
    if stop.state in BECAME:
        return (Text(f"{clip(stop.text, LONGEST)}: {BECAME[stop.state]}."),)
    return Text(f"Did it stop? {stop_text(stop, snapshot)}, {_since(stop, snapshot, today)}"), Buttons(choices(stop))


def stop_text(stop: StopShift, snapshot: Snapshot, longest: int = LONGEST) -> str:
    """`Webinars; frees 4 h/week for 1.1`."""
    place = snapshot.place(stop.key_result_id)
    frees = clip(stop.frees, longest)
    gain = f"; frees {frees}" if frees else ""
    return clip(stop.text, longest) + gain + (f" for {place}" if gain and place and place not in frees else "")


def ledger_line(stop: StopShift, snapshot: Snapshot, today: date, longest: int = 90) -> str:
    """`Webinars; frees 4 h/week for 1.1 · said Thu 5 Nov, not yet`: one line of what is still to stop."""
    return f"{stop_text(stop, snapshot, longest)} · {_since(stop, snapshot, today)}"


def choices(stop: StopShift) -> tuple[Button, ...]:
    looks = (Look.PRIMARY, Look.NORMAL, Look.NORMAL)
    pairs = zip(CHOICES, looks, strict=True)
    return tuple(Button(label, "stop.settle", f"{stop.id}:{state.value}", look) for (label, state), look in pairs)


def _since(stop: StopShift, snapshot: Snapshot, today: date) -> str:
    said = f"said {show_day(local_day(stop.raised_at, snapshot.team.zone), today)}"
    return f"{said}, not yet" if stop.state == StopState.NOT_YET else said
