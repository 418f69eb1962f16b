"""Sends elsewhere what was said to a channel: its team moved, or the platform gave the channel another id.

Knows lanes, places in them, and that a platform's id of a message begins with its channel's; must not know why.
"""

from typing import Any

from sqlalchemy import Row, bindparam, func, select, update

from storage import tables
from storage.repository import all_of
from storage.upsert import insert_or_ignore
from storage.work import Work

_rows = tables.messages


async def redirect(work: Work, channel: str, to: str, moves_shown: bool) -> None:
    """See `cadence.ports.Outbox`. What a worker holds just now ends as it would have."""
    ours = _rows.c.workspace_id == work.workspace_id
    # Held in the order of ids, as everywhere: nobody waits for each other in a ring.
    in_channel = select(_rows).where(ours, _rows.c.channel == channel).order_by(_rows.c.id).with_for_update()
    if channel == to:
        held_back = await work.run(in_channel.where(_rows.c.not_before.is_not(None)))
        for piece in all_of([row.id for row in held_back]):
            await work.run(update(_rows).where(ours, _rows.c.id.in_(piece)).values(not_before=None))
        return
    held = await work.run(in_channel)
    there = sorted(held, key=lambda row: (row.position, row.id))
    shown = frozenset[str]() if moves_shown else frozenset(row.key for row in there if row.ref)
    end = await work.run(select(func.max(_rows.c.position)).where(ours, _rows.c.lane == f"channel:{to}"))
    first = (end.scalar_one() or 0) + 1
    going = [row for row in there if moves_shown or row.ref is None]
    if going:
        lane = {"workspace_id": work.workspace_id, "lane": f"channel:{to}"}
        await work.run(insert_or_ignore(work.connection, tables.lanes), [lane])
        moved = [_moved(row, to, number, shown) for number, row in enumerate(going, first)]
        await work.run(_MOVE, [{"workspace": work.workspace_id, **row} for row in moved])


def _moved(row: Row[Any], to: str, position: int, left: frozenset[str]) -> dict[str, Any]:
    """left: keys of messages that stay behind, so that nothing can be in their threads."""
    ref = row.ref
    return {
        "row": row.id,
        "to": to,
        "to_lane": f"channel:{to}",
        "to_thread": None if row.thread in left else row.thread,
        "to_ref": to + ref.removeprefix(row.channel) if ref and ref.startswith(f"{row.channel}:") else ref,
        "to_position": position,
    }


_MOVE = (
    update(_rows)
    .where(_rows.c.workspace_id == bindparam("workspace"), _rows.c.id == bindparam("row"))
    .values(
        channel=bindparam("to"),
        lane=bindparam("to_lane"),
        thread=bindparam("to_thread"),
        ref=bindparam("to_ref"),
        position=bindparam("to_position"),
        not_before=None,
    )
)


async def post_anew(work: Work, key: str) -> None:
    """See `cadence.ports.Outbox`. What a worker holds just now is left to it."""
    ours = (_rows.c.workspace_id == work.workspace_id, _rows.c.key == key, _rows.c.leased_until.is_(None))
    row = (await work.run(select(_rows).where(*ours).with_for_update())).one_or_none()
    if row is None:
        return
    in_lane = (_rows.c.workspace_id == work.workspace_id, _rows.c.lane == row.lane)
    end = (await work.run(select(func.max(_rows.c.position)).where(*in_lane))).scalar_one()
    fresh = {"ref": None, "state": "waiting", "delivered": 0, "attempts": 0, "not_before": None, "last_error": None}
    moment = {"position": end + 1, "pending_since": work.real, "is_uncertain": False}
    await work.run(update(_rows).where(*ours).values(**fresh, **moment))
