"""What a private confirmation offers besides: show a blocker to the team it waits on; ask for help with a KR off track.

Posts nothing itself; the words and buttons are `cadence.wording`'s.
"""

from collections.abc import Iterable

from cadence.answering.seat import Seat
from cadence.cards import Block, Card
from cadence.context import Context
from cadence.follow.dependencies import waiting_for_consent
from cadence.model import Blocker, Team
from cadence.snapshot import HISTORY, load_snapshot
from cadence.wording.blocker_forms import share_blocks
from cadence.wording.help_request import help_rows

MOST = 3


async def offers_to_share(ctx: Context, team: Team, blockers: Iterable[Blocker]) -> tuple[Block, ...]:
    """The question and its button for each blocker of a private channel that waits for consent."""
    waiting = await waiting_for_consent(ctx.unit, ctx.me, team, blockers)
    return tuple(block for row, other in waiting[:MOST] for block in share_blocks(row, other))


async def with_offers(ctx: Context, seat: Seat, shown: Card, blockers: Iterable[Blocker] = ()) -> Card:
    """The confirmation of an answer, with what can be done about it now."""
    snapshot = await load_snapshot(ctx.unit, seat.team, readings=HISTORY)
    help_row = help_rows(snapshot, list(seat.key_results.values()), ctx.me.id)
    return Card(shown.notice, (*shown.blocks, *help_row, *await offers_to_share(ctx, seat.team, blockers)))
