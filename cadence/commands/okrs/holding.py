"""Holds a team while one of its key results is changed, and loads both as they are then.

Knows what is gone; must not know what is changed, nor by whom.
"""

from cadence.context import Context
from cadence.errors import Refused
from cadence.model import KeyResult
from cadence.snapshot import Snapshot, load_snapshot

GONE = "This key result was removed meanwhile. `okr` shows what there is now."


async def hold_key_result(ctx: Context, key_result_id: str) -> tuple[Snapshot, KeyResult]:
    """The KR with its team, locked. Raises Refused where it is gone."""
    known = await ctx.unit.key_results.get(key_result_id)
    team = await ctx.unit.lock(known.team_id) if known else None
    if team is None:
        raise Refused(GONE)
    snapshot = await load_snapshot(ctx.unit, team)
    for key_result in snapshot.key_results:
        if key_result.id == key_result_id:
            return snapshot, key_result
    raise Refused(GONE)
