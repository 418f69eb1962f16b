"""What a lead reads when a team's list changed by itself: who came, who left its group or channel, how many are asked.

Names stand here because the lead chose them; nothing says why anybody left. Pure.
"""

from collections.abc import Sequence

from cadence.cards import Block, Card, Text, buttons
from cadence.model import Group, Member
from cadence.snapshot import Snapshot
from cadence.wording.departure import asks_line, setup_button
from cadence.wording.lines import clip, place_of

MOST_NAMED = 5
LONGEST_NAME = 60


def handle_of(group: Group) -> str:
    """`@growth`, as people write it."""
    return f"@{clip(group.handle, LONGEST_NAME)}"


def changed_line(group: Group, new: Sequence[str], gone: Sequence[str]) -> str:
    """`@growth now has Dia; Cy left it.`"""
    came = f"now has {_named(new)}" if new else ""
    left = f"{_named(gone)} left it" if gone else ""
    if came:
        return f"{handle_of(group)} {'; '.join(part for part in (came, left) if part)}."
    return f"{_named(gone)} left {handle_of(group)}."


def left_line(snapshot: Snapshot, gone: Sequence[Member]) -> str:
    """`Cy left Growth's channel. 1.3 stays with Cy until you hand it over: ...`

    gone: whom the team asks no more, by name.
    """
    name = clip(snapshot.team.name, LONGEST_NAME)
    first = f"{_named([member.name for member in gone])} left {name}'s {place_of(snapshot.team)}."
    theirs = [snapshot.place(row.id) for member in gone for row in snapshot.owned_by(member.id)]
    if not theirs:
        return first
    whose = clip(gone[0].name, LONGEST_NAME) if len(gone) == 1 else "them"
    it, stay = ("it", "stays") if len(theirs) == 1 else ("them", "stay")
    more = f" and {len(theirs) - MOST_NAMED} more" if len(theirs) > MOST_NAMED else ""
    places = f"{', '.join(theirs[:MOST_NAMED])}{more}"
    return f"{first} {places} {stay} with {whose} until you hand {it} over: `okr edit {theirs[0]}`."


def lead_left_line(snapshot: Snapshot) -> str:
    """For whoever may name another."""
    team = snapshot.team
    lead, name = clip(snapshot.name(team.lead_id), LONGEST_NAME), clip(team.name, LONGEST_NAME)
    return f"{lead}, who leads {name}, left its {place_of(team)}. If somebody else leads now, name them in the setup."


def disabled_line(group: Group, snapshot: Snapshot) -> str:
    name = clip(snapshot.team.name, LONGEST_NAME)
    return f"{handle_of(group)} was disabled. {name}'s list stays as it is until you change it in the setup."


def empty_line(group: Group, snapshot: Snapshot) -> str:
    name = clip(snapshot.team.name, LONGEST_NAME)
    return (
        f"{handle_of(group)} has nobody whom I can ask. {name}'s list stays as it is until you change it in the setup."
    )


def roster_card(snapshot: Snapshot, before: Card | None, line: str) -> Card:
    """before: the message of the same day, whose lines stay above this one."""
    first = next((block.text for block in before.blocks if isinstance(block, Text)), "") if before else ""
    lines = first.split("\n")[:-1] if first else []
    text = "\n".join([*(each for each in lines if each != line), line, asks_line(snapshot)])
    blocks: list[Block] = [Text(text), buttons(setup_button(snapshot.team))]
    return Card(f"{line} {asks_line(snapshot)}", tuple(blocks))


def _named(names: Sequence[str]) -> str:
    """`Dia, Eli and 3 more`."""
    shown = [clip(name, LONGEST_NAME) for name in names[:MOST_NAMED]]
    if len(names) > MOST_NAMED:
        return f"{', '.join(shown)} and {len(names) - MOST_NAMED} more"
    return " and ".join([", ".join(shown[:-1]), shown[-1]]) if len(shown) > 1 else shown[0]
