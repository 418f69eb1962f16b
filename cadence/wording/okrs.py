"""What is answered when objectives, key results and initiatives are added, changed and removed. Pure."""

from cadence.cards import Button, Card, Text, Tone, buttons, card
from cadence.measure import show_value
from cadence.model import Direction, KeyResult, Kind, Objective, Team
from cadence.snapshot import Snapshot

MOST_OBJECTIVES = 3
MOST_KEY_RESULTS = 5
DOWN = "The target is below the start, so lower counts as better."


def add_button(label: str, team: Team, noun: str) -> Button:
    """Opens the form for an `objective`, `kr` or `initiative` of this team."""
    return Button(label, "add.open", f"{noun}:{team.id}")


def choose_card(snapshot: Snapshot, runs_team: bool) -> Card:
    """What `okr add` asks."""
    team = snapshot.team
    row = [add_button("Initiative", team, "initiative")]
    if runs_team:
        row = [add_button("Objective", team, "objective"), add_button("Key result", team, "kr"), *row]
    what = "What do you want to add? An objective is where to get, a key result how you see it, an initiative the work."
    return card(what, Text(what), buttons(*(row if snapshot.key_results else row[:2])))


def objective_card(snapshot: Snapshot, objective: Objective, is_new: bool) -> Card:
    did = "Added" if is_new else "Saved"
    notice = f"{did}: {objective.number} {objective.title} · {snapshot.name(objective.owner_id)}"
    count = len(snapshot.objectives)
    note = f"{count} objectives now. Three are easier to keep in mind." if is_new and count > MOST_OBJECTIVES else ""
    return _done(notice, note, add_button("Add a key result", snapshot.team, "kr"), snapshot.team)


def key_result_card(snapshot: Snapshot, key_result: KeyResult, is_new: bool, is_turned: bool = False) -> Card:
    """is_turned: it goes down, as its numbers say, although "up" was chosen."""
    did = "Added" if is_new else "Saved"
    notice = f"{did}: {described(snapshot, key_result)}"
    count = len(snapshot.under(snapshot.objective_of(key_result)))
    many = f"{count} key results here now. Three to five are easier to move."
    notes = [DOWN] if is_turned else []
    notes += [many] if is_new and count > MOST_KEY_RESULTS else []
    return _done(notice, " ".join(notes), add_button("Add another", snapshot.team, "kr"), snapshot.team)


def described(snapshot: Snapshot, key_result: KeyResult) -> str:
    """`2.1 Renewal rate 80% → 90% · Ana`; what is not usual about it in words."""
    start = show_value(key_result.start, key_result.unit)
    target = show_value(key_result.target, key_result.unit)
    way = f"keep {start} to {target}" if key_result.direction is Direction.KEEP else f"{start} → {target}"
    kind = "stretch" if key_result.kind is Kind.STRETCH else ""
    place = snapshot.place(key_result.id)
    parts = (f"{place} {key_result.title} {way}", kind, snapshot.name(key_result.owner_id))
    return " · ".join(part for part in parts if part)


def initiative_card(snapshot: Snapshot, key_result: KeyResult, title: str, owner: str) -> Card:
    notice = f"Added to {snapshot.place(key_result.id)} {key_result.title}: {title} · {owner}"
    return _done(notice, "", add_button("Add another", snapshot.team, "initiative"), snapshot.team)


def removed_card(place: str, title: str) -> Card:
    return card(f"Removed: {place} {title}. Its history is kept.")


def _done(notice: str, note: str, more: Button, team: Team) -> Card:
    blocks = [Text(notice)] + ([Text(note, Tone.QUIET)] if note else [])
    return card(notice, *blocks, buttons(more, Button("Board", "board.show", team.id)))
