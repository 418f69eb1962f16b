"""Asks whether a private channel's blocker may be shown to the team it waits on. Posts nothing itself."""

from collections.abc import Iterable

from cadence.cards import Block
from cadence.context import Context
from cadence.follow.dependencies import waiting_for_consent
from cadence.model import Blocker, Team
from cadence.wording.blocker_forms import share_blocks

MOST = 3


async def offers_to_share(ctx: Context, team: Team, blockers: Iterable[Blocker]) -> tuple[Block, ...]:
    """The question and its button for each blocker that waits for consent."""
    waiting = await waiting_for_consent(ctx.unit, ctx.me, team, blockers)
    return tuple(block for row, other in waiting[:MOST] for block in share_blocks(row, other))
