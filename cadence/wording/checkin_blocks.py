"""The numbered blocks of the check-in form: off track, needs a decision, stops or shifts.

Knows their fields and labels; must not know how they are read or kept.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import TypeVar

from cadence.answering.slots import MOST, Blocks, Slots
from cadence.form_room import MOST_PARTS
from cadence.forms import (
    LONGEST_TEXT,
    ChoiceField,
    DateField,
    FormPart,
    More,
    PersonField,
    Section,
    TextField,
    TickField,
)
from cadence.model import Blocker, BlockerKind, Decision, StopShift
from cadence.snapshot import Snapshot
from cadence.wording.lines import clip

HEADINGS = 7
"""Three headings, a line, and three buttons."""
LONGEST_OPTION = 75
MOST_OPTIONS = 100
LONGEST_TEAM = 25
MOST_TEAMS = 3

KINDS = (
    (BlockerKind.DEPENDENCY.value, "Waiting for others"),
    (BlockerKind.CAPACITY.value, "Too little time or people"),
    (BlockerKind.DECISION.value, "A decision is missing"),
    (BlockerKind.DATA.value, "Data is missing"),
    (BlockerKind.OUTSIDE.value, "Outside our hands"),
)

T = TypeVar("T", Blocker, Decision, StopShift)
Draw = Callable[[Snapshot, int, T | None], list[FormPart]]


OFF_TRACK = Section("Off track", "Leave empty what does not apply.", folded="Anything off track?")
DECISION = Section("Decision", folded="A decision needed?")
STOP = Section("Stop or shift", folded="Anything to stop or shift?")


@dataclass(frozen=True)
class _Kind:
    """All blocks of one kind, under their heading. blocks: the parts of each."""

    name: str
    heading: Section
    blocks: Sequence[Sequence[FormPart]]

    @property
    def head(self) -> Section:
        """Whoever asked for one block more has something to say in it."""
        return self.heading if len(self.blocks) == 1 else replace(self.heading, folded="")

    def more(self, room: int = MOST_PARTS) -> list[FormPart]:
        """The button for one block more, while there is room for it."""
        is_room = len(self.blocks) < MOST and len(self.blocks[-1]) <= room
        return [More("Add another", f"more:{self.name}")] if is_room else []

    def apart(self) -> list[list[FormPart]]:
        """Each block, the first with the heading and the last with the button."""
        heads: list[list[FormPart]] = [[self.head], *([] for _ in self.blocks[1:])]
        ends: list[list[FormPart]] = [*([] for _ in self.blocks[1:]), self.more()]
        return [[*head, *block, *end] for head, block, end in zip(heads, self.blocks, ends, strict=True)]


@dataclass(frozen=True)
class BlockKinds:
    """All numbered blocks of a form, kind by kind. kept: how many of each are kept and open."""

    kinds: Sequence[_Kind]
    kept: Sequence[int]

    @property
    def least_size(self) -> int:
        """What they take before more of them are asked for: those that are kept, at least one of each kind."""
        sizes = (max(1, kept) * len(kind.blocks[0]) for kind, kept in zip(self.kinds, self.kept, strict=True))
        return HEADINGS + sum(sizes)

    def parts(self, taken: int, most: int = MOST_PARTS) -> list[FormPart]:
        """Every block that is shown. taken: how many parts the rest of the page needs, of the most there may be."""
        room = most - taken - HEADINGS - sum(len(block) for kind in self.kinds for block in kind.blocks)
        return [part for kind in self.kinds for part in (kind.head, *chain(*kind.blocks), *kind.more(room))]

    def apart(self) -> list[list[FormPart]]:
        """The same block by block, for where one page cannot hold all of them."""
        return [parts for kind in self.kinds for parts in kind.apart()]


def block_kinds(snapshot: Snapshot, blocks: Blocks) -> BlockKinds:
    kinds = (
        _Kind("blocker", OFF_TRACK, _drawn(snapshot, blocks.blockers, blocker_parts)),
        _Kind("decision", DECISION, _drawn(snapshot, blocks.decisions, decision_parts)),
        _Kind("stop", STOP, _drawn(snapshot, blocks.stops, _stop)),
    )
    return BlockKinds(kinds, (_kept(blocks.blockers), _kept(blocks.decisions), _kept(blocks.stops)))


def _kept(slots: Slots[T]) -> int:
    return sum(slots.at(number) is not None for number in slots.shown)


def _drawn(snapshot: Snapshot, slots: Slots[T], draw: "Draw[T]") -> list[list[FormPart]]:
    return [draw(snapshot, number, slots.at(number)) for number in slots.shown]


def blocker_parts(snapshot: Snapshot, number: int, kept: Blocker | None) -> list[FormPart]:
    """One block of the kind; the form that records a blocker alone shows it, too."""
    field = f"blocker:{number}"
    about = key_result_options(snapshot)
    waits_on = snapshot.people.get(kept.waiting_on_id) if kept and kept.waiting_on_id else None
    known = kept.key_result_id if kept and snapshot.place(kept.key_result_id) else None
    choose_kr = [ChoiceField(id=f"{field}:kr", label="Which key result?", options=about, initial=known or "")]
    return [
        _text(f"{field}:text", "What is off track?", kept.text if kept else ""),
        *(choose_kr if about else []),
        ChoiceField(id=f"{field}:kind", label="What holds it?", options=KINDS, initial=kept.kind.value if kept else ""),
        TextField(
            id=f"{field}:waiting", label="Waiting on what?", hint=_teams_hint(snapshot), initial=_typed_wait(kept)
        ),
        PersonField(
            id=f"{field}:person", label="Waiting on whom?", initial=(waits_on.external_id,) if waits_on else ()
        ),
        _text(f"{field}:tried", "Tried so far", kept.tried if kept else ""),
        DateField(id=f"{field}:check", label="Next check", initial=_iso(kept.next_check if kept else None)),
        TickField(
            id=f"{field}:lead",
            label="Only for the lead",
            hint="For what is about a person: not posted, sent to the lead alone.",
            initial=bool(kept and kept.lead_only),
        ),
    ]


def decision_parts(snapshot: Snapshot, number: int, kept: Decision | None) -> list[FormPart]:
    """One block of the kind; the form that records a decision alone shows it, too."""
    field = f"decision:{number}"
    decider = snapshot.people.get(kept.decider_id) if kept and kept.decider_id else None
    return [
        _text(f"{field}:question", "What needs a decision?", kept.question if kept else ""),
        PersonField(
            id=f"{field}:decider",
            label="Who decides?",
            hint=f"Left empty: {snapshot.name(snapshot.team.lead_id)}.",
            initial=(decider.external_id,) if decider else (),
        ),
        DateField(
            id=f"{field}:by",
            label="Needed by",
            hint="Left empty: five working days after closing.",
            initial=_iso(kept.needed_by if kept else None),
        ),
        TextField(id=f"{field}:fallback", label="If no answer comes", initial=kept.fallback if kept else ""),
    ]


def _stop(_: Snapshot, number: int, kept: StopShift | None) -> list[FormPart]:
    field = f"stop:{number}"
    return [
        TextField(id=f"{field}:text", label="What stops or shifts?", initial=kept.text if kept else ""),
        TextField(
            id=f"{field}:frees",
            label="What does it free?",
            placeholder="4 h a week",
            initial=kept.frees if kept else "",
        ),
    ]


def _text(field: str, label: str, initial: str) -> TextField:
    return TextField(id=field, label=label, initial=initial, lines=True, longest=LONGEST_TEXT)


def _typed_wait(kept: Blocker | None) -> str:
    return kept.waiting_on if kept else ""


def _teams_hint(snapshot: Snapshot) -> str:
    """`Another team sees it too if you write its name: Product, Support.` Empty where there is no other."""
    others = [each for each in snapshot.teams.values() if each.id != snapshot.team.id and not each.channel_is_private]
    names = ", ".join(clip(name, LONGEST_TEAM) for name in sorted(each.name for each in others)[:MOST_TEAMS])
    return f"Another team sees it too if you write its name: {names}." if names else ""


def key_result_options(snapshot: Snapshot) -> tuple[tuple[str, str], ...]:
    """The key results to choose from, by place."""
    options = ((kr.id, clip(f"{snapshot.place(kr.id)} {kr.title}", LONGEST_OPTION)) for kr in snapshot.key_results)
    return tuple(options)[:MOST_OPTIONS]


def _iso(day: object) -> str:
    return str(day) if day else ""
