"""A sentence that was overheard, on its way through the question "Is this your answer?" and back.

Its text travels in the button where it fits, else it waits as a draft. Asked once a check-in; knows no grammar.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from cadence.answering.seat import Seat
from cadence.commands.giving_back import by_name, people_named
from cadence.context import Context
from cadence.errors import Refused
from cadence.ids import id_for
from cadence.ports import Draft
from cadence.requests import Nothing, Person, Reply, ReplyTyped, Say
from cadence.wording.reply import offer_card

LONGEST = 2_000
GONE = "I don't have this text any more. Send it again in the thread, or type `okr checkin`."


@dataclass(frozen=True, kw_only=True)
class Offered:
    """people: those whom the text names, by platform id."""

    checkin_id: str
    reply_id: str
    text: str
    people: Mapping[str, Person]


async def offer(ctx: Context, seat: Seat, reply: ReplyTyped, week: str) -> Reply:
    """The question, privately; Nothing where it was asked in this check-in before."""
    if not await ctx.unit.first_time(f"reply-asked:{seat.checkin.id}:{ctx.me.id}"):
        return Nothing()
    reply_id = id_for("reply", reply.workspace_id, reply.request_id, ctx.me.id)
    value = _written({"c": seat.checkin.id, "r": reply_id, "t": reply.text})
    if len(value) > LONGEST:
        await ctx.unit.drafts.keep(_draft(ctx, seat, reply_id, reply.text))
        value = _written({"c": seat.checkin.id, "r": reply_id})
    return Say(offer_card(seat.team.name, week, by_name(ctx, reply.text, "@"), value))


async def read_offer(ctx: Context, value: str) -> Offered:
    """Raises Refused where the text is not there any more."""
    try:
        data = json.loads(value)
        checkin_id, reply_id, text = str(data["c"]), str(data["r"]), data.get("t")
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise Refused(GONE) from None
    if not isinstance(text, str):
        draft = await ctx.unit.drafts.get(ctx.me.id, _key(reply_id))
        text = str(draft.values.get("text", "")) if draft else ""
    if not text:
        raise Refused(GONE)
    return Offered(checkin_id=checkin_id, reply_id=reply_id, text=text, people=await people_named(ctx, text))


def _written(data: Mapping[str, str]) -> str:
    return json.dumps(data, separators=(",", ":"), ensure_ascii=False)


def _key(reply_id: str) -> str:
    return f"reply:{reply_id}"


def _draft(ctx: Context, seat: Seat, reply_id: str, text: str) -> Draft:
    values = {"text": text}
    return Draft(
        member_id=ctx.me.id, key=_key(reply_id), form="reply", context=seat.checkin.id, values=values, at=ctx.now
    )
