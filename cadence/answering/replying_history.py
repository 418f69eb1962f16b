"""What is remembered of one reply between its author's changes of it: what it did, and of which moment its words are.

Platforms tell of changes in any order. Knows where that is kept; must not know what a change does.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from cadence.answering.replying_did import Did, read_did, whole_did
from cadence.context import Context
from cadence.ids import id_for
from cadence.ports import Draft
from cadence.requests import ReplyTyped


@dataclass(frozen=True, kw_only=True)
class History:
    """did: by the words that were taken last; None for none, or for what a button does as well. said_at: when its
    author changed it into them; None: as it was written, or nobody told. gone_at: when they deleted it.
    """

    did: Did | None = None
    said_at: datetime | None = None
    gone_at: datetime | None = None


def source_of(ctx: Context) -> str:
    """The name of this person's reply, the same however often they change it."""
    request = ctx.request
    first = request.corrects if isinstance(request, ReplyTyped) else ""
    return id_for("reply", request.workspace_id, first or request.request_id, ctx.me.id)


async def history_of(ctx: Context, source: str) -> History | None:
    """None where nothing of it was taken. What it did may have been taken back since."""
    draft = await ctx.unit.drafts.get(ctx.me.id, _key(source))
    return _read(draft.values) if draft else None


async def remember(ctx: Context, source: str, checkin_id: str, history: History) -> None:
    """source: of the reply as it was typed. checkin_id: in which its words were taken, or would have been."""
    values = {
        "did": whole_did(history.did) if history.did else "",
        "said": history.said_at.isoformat() if history.said_at else "",
        "gone": history.gone_at.isoformat() if history.gone_at else "",
    }
    await ctx.unit.drafts.keep(
        Draft(member_id=ctx.me.id, key=_key(source), form="did", context=checkin_id, values=values, at=ctx.now)
    )


async def remember_taken(ctx: Context, source: str, checkin_id: str, did: Did | None) -> History:
    """The words of this request were taken. did: None where they only said what a button does."""
    changed = ctx.request if isinstance(ctx.request, ReplyTyped) and ctx.request.corrects else None
    known = await history_of(ctx, source) or History()
    history = replace(known, did=did, said_at=changed.at if changed else None)
    if did or changed:
        await remember(ctx, source, checkin_id, history)
    return history


def is_overtaken(reply: ReplyTyped, history: History) -> bool:
    """Whether its author said something else after this change or deletion, and that was taken."""
    return reply.at is not None and history.said_at is not None and reply.at < history.said_at


def is_gone_since(ctx: Context, history: History) -> bool:
    """Whether its author deleted it after they had written what is heard now."""
    reply = ctx.request
    if not isinstance(reply, ReplyTyped) or history.gone_at is None:
        return False
    return reply.at is None or reply.at < history.gone_at


def _key(source: str) -> str:
    return f"did:{source}"


def _read(values: Mapping[str, object]) -> History:
    did, said, gone = (str(values.get(name, "")) for name in ("did", "said", "gone"))
    return History(did=read_did(did) if did else None, said_at=_moment(said), gone_at=_moment(gone))


def _moment(kept: str) -> datetime | None:
    return datetime.fromisoformat(kept) if kept else None
