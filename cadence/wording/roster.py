"""What a lead reads when the group that keeps a team's list has changed: who came, who left it, how many are asked.

Names stand here because the lead chose them; nothing says why anybody left. Pure.
"""

from collections.abc import Sequence

from cadence.cards import Block, Card, Text, buttons
from cadence.model import Group
from cadence.snapshot import Snapshot
from cadence.wording.departure import asks_line, setup_button
from cadence.wording.lines import clip

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
