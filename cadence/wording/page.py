"""The Home as a private card, for platforms where people have no page of ours; and the hello that shows it first. Pure.

Short as one message must be: the longer what waits, the fewer key results and teams beside it.
"""

from collections.abc import Sequence

from cadence.cards import Block, Card, Divider, Text
from cadence.splitting import fits
from cadence.wording.digest import counted
from cadence.wording.home import GUEST, NEWCOMER, Home, Room, drawn_at, home_blocks
from cadence.wording.mine import EMPTY

ROOMS = (
    Room(waiting=10, waiting_blocks=24, key_results=5, teams=3),
    Room(waiting=10, waiting_blocks=20, key_results=3, teams=3),
    Room(waiting=8, waiting_blocks=16, key_results=3, teams=2),
    Room(waiting=5, waiting_blocks=12, key_results=2, teams=2),
    Room(waiting=3, waiting_blocks=10, key_results=1, teams=1),
    Room(waiting=1, waiting_blocks=6, key_results=0, teams=0),
)
"""What is tried, in this order, until it fits."""
HELLO = "Hello, I am Drumbeat. Once a week I ask a team four short questions, and hand it the agenda of its meeting."
AND_YOU = "Here is what waits for you, settled in place. I write to you rarely; `okr help` shows what you can type."


def page_card(home: Home, said: Sequence[Block] = ()) -> Card:
    """said: what was just done, shown first."""
    head = counted(len(home.waiting)) if home.waiting else EMPTY
    return Card(head, _blocks(home, said))


def hello_card(home: Home) -> Card:
    """For somebody who has just met us."""
    if home.me.is_guest or not (home.teams or home.waiting):
        return Card(HELLO, (Text(HELLO), Text(GUEST if home.me.is_guest else NEWCOMER[1])))
    return Card(HELLO, _blocks(home, (Text(f"{HELLO}\n{AND_YOU}"), Divider())))


def _blocks(home: Home, said: Sequence[Block]) -> tuple[Block, ...]:
    shown: tuple[Block, ...] = ()
    for room in ROOMS:
        shown = (*said, *home_blocks(home, room), *drawn_at(home.me, home.now))
        if fits(shown):
            break
    return shown
