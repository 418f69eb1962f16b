"""A decision as the team's thread, its decider and its raiser see it: asked, handed on, settled. Pure.

Knows its words, at most 350 characters each, and its buttons; must not know where it is shown, nor who may press.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from cadence.cards import Block, Button, Buttons, Card, Look, Text, Tone, card
from cadence.deciding import who_decides
from cadence.grammar.dates import show_day
from cadence.model import Decision, DecisionState, NoticeKind
from cadence.schedule.clocks import local_day
from cadence.snapshot import NOT_SET, Snapshot
from cadence.wording.lines import clip, owner_and_date, place_of
from cadence.wording.records import origin

LONGEST = 350
LENGTHS = ((160, 70, 60), (110, 60, 40), (90, 40, 25), (60, 25, 15))
"""How much of question, fallback and reason is shown: as much as fits."""
LONGEST_NAME = 40
ENDS = (".", "?", "!", "…")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Of whom a decision is asked. member_id: who is told privately: who decides, or who stands in for them.

    falls_due: by when, where no date was set. away_until: last day of the decider's leave, where somebody stands in.
    """

    member_id: str
    falls_due: date | None = None
    away_until: date | None = None


def request_card(
    decision: Decision, snapshot: Snapshot, today: date, viewer: str | None, asked: Asked | None = None
) -> Card:
    """The message of one decision: for the thread where `viewer` is None, else for this member (id) alone.

    asked: of whom it is asked; of whoever decides, unless told otherwise.
    """
    asked = asked or Asked(member_id=who_decides(decision, snapshot))
    quiet = _context(decision, snapshot, viewer) if viewer else ""
    line = request_line(decision, snapshot, today, viewer, asked, LONGEST - len(quiet) - 1)
    has_buttons = decision.state == DecisionState.OPEN and viewer in (None, asked.member_id)
    return card(
        line,
        Text(line),
        *((Text(quiet, Tone.QUIET),) if quiet else ()),
        *(origin(decision) if decision.state != DecisionState.WITHDRAWN else ()),
        *((Buttons(request_buttons(decision)),) if has_buttons else ()),
    )


def entry_blocks(
    decision: Decision,
    snapshot: Snapshot,
    today: date,
    kind: NoticeKind = NoticeKind.STEP,
    viewer: str | None = None,
    falls_due: date | None = None,
) -> tuple[Block, ...]:
    """A decision within a message of several things, or in `okr mine`; without buttons once it is settled.

    kind: PICK asks its raiser what happens now that its date has come; DUE reminds of what was asked before; any other
    asks for the decision itself.
    viewer: member id of the reader; whoever decides, unless told otherwise.
    """
    if decision.state != DecisionState.OPEN:
        return (Text(settled_text(decision, snapshot, today)),)
    if kind == NoticeKind.PICK:
        return Text(_pick_text(decision, snapshot, today, falls_due)), Buttons(pick_buttons(decision))
    asked = Asked(member_id=viewer or who_decides(decision, snapshot), falls_due=falls_due)
    if kind == NoticeKind.DUE:
        return _reminder_blocks(decision, snapshot, today, asked)
    line = request_line(decision, snapshot, today, asked.member_id, asked)
    return Text(line), Buttons(request_buttons(decision))


def _reminder_blocks(decision: Decision, snapshot: Snapshot, today: date, asked: Asked) -> tuple[Block, ...]:
    """What is new, and whence: `Still your call, due tomorrow: pause paid ads?`, `Growth · asked by Ben`."""
    quiet = _context(decision, snapshot, asked.member_id)
    line = _fitting(lambda room: _again(decision, snapshot, today, asked, room), LONGEST - len(quiet) - 1)
    return Text(line), Text(quiet, Tone.QUIET), Buttons(request_buttons(decision))


def request_buttons(decision: Decision) -> tuple[Button, ...]:
    return (
        Button("Decide", "decision.decide", decision.id, Look.PRIMARY),
        Button("Hand over", "decision.hand_over", decision.id),
        Button("Not needed", "decision.not_needed", decision.id),
    )


def pick_buttons(decision: Decision) -> tuple[Button, ...]:
    """What its raiser may choose on its date. Without a fallback there is none to take."""
    take = (Button("Take the fallback", "decision.fallback", decision.id, Look.PRIMARY),) if decision.fallback else ()
    return (
        *take,
        Button("Hand over", "decision.hand_over", decision.id),
        Button("New date", "decision.new_date", decision.id),
        Button("Raise it", "decision.raise", decision.id),
    )


def request_line(
    decision: Decision,
    snapshot: Snapshot,
    today: date,
    viewer: str | None,
    asked: Asked,
    longest: int = LONGEST,
) -> str:
    """`Your call by Thu 12 Nov: pause paid ads? If no answer: pause half. Affects 1.3.`"""
    if decision.state != DecisionState.OPEN:
        return settled_text(decision, snapshot, today, longest)
    if viewer is not None and viewer != asked.member_id:
        return _fitting(lambda room: _passed_on(decision, snapshot, asked, room), longest)
    write = _to_all if viewer is None else _to_one
    return _fitting(lambda room: write(decision, snapshot, today, asked, room), longest)


def settled_text(decision: Decision, snapshot: Snapshot, today: date, longest: int = LONGEST) -> str:
    """What became of it: `Ana decided after 6 days: pause paid ads? Pause half (Cy, by Fri 13 Nov)`."""
    return _fitting(lambda room: _settled(decision, snapshot, today, room), longest)


def took(decision: Decision, zone: str) -> str:
    """How long it took: `after 6 days`, in calendar days of the team; empty on the same day, and while open."""
    if decision.decided_at is None:
        return ""
    days = (local_day(decision.decided_at, zone) - local_day(decision.raised_at, zone)).days
    return "" if days < 1 else f"after {days} {'day' if days == 1 else 'days'}"


def due_by(decision: Decision, today: date, falls_due: date | None) -> str:
    """` by Thu 12 Nov`; ` since Thu 12 Nov` once that is past; says where no date was set."""
    day = decision.needed_by or falls_due
    if day is None:
        return ", no date set"
    unset = "" if decision.needed_by else " (no date set)"
    return f", waited for since {show_day(day, today)}" if day < today else f" by {show_day(day, today)}{unset}"


def _to_one(decision: Decision, snapshot: Snapshot, today: date, asked: Asked, room: tuple[int, int, int]) -> str:
    decider = who_decides(decision, snapshot)
    stands_in = asked.member_id != decider
    head = f"For {_name(snapshot, decider)}, who is away: your call" if stands_in else "Your call"
    parts = (f"{head}{due_by(decision, today, asked.falls_due)}: {_asks(decision, snapshot, room)}",)
    return " ".join((*parts, *_why_you(decision, snapshot, room))).strip()


def _again(decision: Decision, snapshot: Snapshot, today: date, asked: Asked, room: tuple[int, int, int]) -> str:
    when = _near(decision.needed_by or asked.falls_due, today) or due_by(decision, today, asked.falls_due)
    parts = (f"Still your call{when}: {_asks(decision, snapshot, room)}", *_why_you(decision, snapshot, room))
    return " ".join(parts)


def _near(day: date | None, today: date) -> str:
    return {today: ", due today", today + timedelta(days=1): ", due tomorrow"}.get(day, "") if day else ""


def _why_you(decision: Decision, snapshot: Snapshot, room: tuple[int, int, int]) -> tuple[str, ...]:
    if decision.decider_id is None:
        return ("Nobody was named, so it is yours.",)
    if who_decides(decision, snapshot) != decision.decider_id:
        return (f"{_name(snapshot, decision.decider_id)} is not here any more, so it is yours.",)
    if decision.handed_by:
        why = f": {ended(clip(decision.handed_why, room[2]), '.')}" if decision.handed_why else "."
        return (f"Handed over by {_name(snapshot, decision.handed_by)}{why}",)
    return ()


def _to_all(decision: Decision, snapshot: Snapshot, today: date, asked: Asked, room: tuple[int, int, int]) -> str:
    decider = who_decides(decision, snapshot)
    whose = f"{_name(snapshot, decider)}'s call{due_by(decision, today, asked.falls_due)}"
    return f"{whose}: {_asks(decision, snapshot, room)} {_where(decision, snapshot, today, asked)}".strip()


def _where(decision: Decision, snapshot: Snapshot, today: date, asked: Asked) -> str:
    """Where it went, where that is not plain; and who asks."""
    decider, told = who_decides(decision, snapshot), _name(snapshot, asked.member_id)
    said = [f"Asked by {_name(snapshot, decision.raised_by)}."] if decision.raised_by != decider else []
    if decision.decider_id is None:
        said.append("Nobody was named.")
    elif decision.decider_id != decider:
        said.append(f"{_name(snapshot, decision.decider_id)} is not here any more.")
    if asked.away_until is not None:
        until = show_day(asked.away_until, today)
        said.append(f"{_name(snapshot, decider)} is away until {until}; it went to {told}.")
    elif not is_in_channel(decider, snapshot):
        said.append(f"Not for this {place_of(snapshot.team)} to decide; it went to {told}.")
    return " ".join(said)


def is_in_channel(member_id: str, snapshot: Snapshot) -> bool:
    """Whether the team's channel knows this person as one of its own: a member of the team, or its lead."""
    return member_id == snapshot.team.lead_id or any(member.id == member_id for member in snapshot.roster)


def _passed_on(decision: Decision, snapshot: Snapshot, asked: Asked, room: tuple[int, int, int]) -> str:
    told = _name(snapshot, asked.member_id)
    head = f"Handed to {told}" if decision.handed_by else f"Now with {told}"
    return f"{head}: {_question(decision, room)}"


def _pick_text(decision: Decision, snapshot: Snapshot, today: date, falls_due: date | None) -> str:
    """`Still open, needed by today: pause paid ads? With Dee. If no answer: pause half. Affects 1.3. What now?`"""
    day = decision.needed_by or falls_due
    when = ", needed today" if day == today else f", needed by {show_day(day, today)}" if day else ""
    who = _name(snapshot, who_decides(decision, snapshot))
    return _fitting(
        lambda room: f"Still open{when}: {_asks(decision, snapshot, room)} It is with {who}. What now?", LONGEST
    )


def _settled(decision: Decision, snapshot: Snapshot, today: date, room: tuple[int, int, int]) -> str:
    who = _name(snapshot, decision.decided_by)
    who = "Somebody" if who == NOT_SET else who
    if decision.state == DecisionState.NOT_NEEDED:
        return f"Not needed any more, said {who}: {_question(decision, room)}"
    if decision.state == DecisionState.WITHDRAWN:
        return f"{who} took back a decision."  # what was taken back is not repeated
    outcome = clip(decision.outcome, room[0]).rstrip(".")
    follows = owner_and_date(_name(snapshot, decision.owner_id), decision.due, today)
    why = f". Why it took so long: {ended(clip(decision.why_late, room[2]), '.')}" if decision.why_late else ""
    after = took(decision, snapshot.team.zone)
    return f"{f'{who} decided {after}'.strip()}: {_question(decision, room)} {outcome} ({follows}){why}"


def _asks(decision: Decision, snapshot: Snapshot, room: tuple[int, int, int]) -> str:
    """`pause paid ads? If no answer: pause half. Affects 1.3.`"""
    place = snapshot.place(decision.key_result_id)
    parts = [_question(decision, room)]
    parts += [f"If no answer: {ended(clip(decision.fallback, room[1]), '.')}"] if decision.fallback else []
    parts += [f"Affects {place}."] if place else []
    return " ".join(parts)


def _question(decision: Decision, room: tuple[int, int, int]) -> str:
    return ended(clip(decision.question, room[0]), "?")


def ended(text: str, mark: str) -> str:
    """The text as a sentence that ends."""
    return text if text.endswith(ENDS) else f"{text}{mark}"


def _context(decision: Decision, snapshot: Snapshot, viewer: str) -> str:
    """`Growth · asked by Ben`: where it comes from, for somebody who reads it elsewhere."""
    team = clip(snapshot.team.name, LONGEST_NAME)
    return team if viewer == decision.raised_by else f"{team} · asked by {_name(snapshot, decision.raised_by)}"


def _name(snapshot: Snapshot, member_id: str | None) -> str:
    return clip(snapshot.name(member_id), LONGEST_NAME)


def _fitting(write: Callable[[tuple[int, int, int]], str], longest: int) -> str:
    """The words with as much of what people typed as fits."""
    for room in LENGTHS:
        line = write(room)
        if len(line) <= longest:
            return line
    return clip(line, longest)
