"""What was typed into a check-in form and not sent yet: kept at every chance, offered again, put away when it is sent.

Knows when a draft is older than what was said since; must not know any field.
"""

from contextlib import suppress

from cadence.answering.answers import answer_of
from cadence.answering.formcontext import read_context
from cadence.answering.seat import Seat
from cadence.context import Context
from cadence.errors import Refused
from cadence.forms import FormValues
from cadence.ports import Draft
from cadence.requests import FormSubmitted

FORM = "checkin"


def draft_key(checkin_id: str) -> str:
    return f"{FORM}:{checkin_id}"


async def unsent(ctx: Context, seat: Seat) -> Draft | None:
    """What this person typed for this check-in after they last answered it, if anything."""
    draft = await ctx.unit.drafts.get(ctx.me.id, draft_key(seat.checkin.id))
    answer = await answer_of(ctx.unit, seat, seat.voice) if draft else None
    is_over = draft and answer and not answer.is_withdrawn and (answer.edited_at or answer.at) >= draft.at
    return None if is_over else draft


async def keep_unsent(ctx: Context, checkin_id: str, context: str, values: FormValues) -> None:
    """Keep what a form holds now. context: that of the form."""
    key = draft_key(checkin_id)
    draft = Draft(member_id=ctx.me.id, key=key, form=FORM, context=context, values=dict(values), at=ctx.now)
    await ctx.unit.drafts.keep(draft)


async def keep_refused(ctx: Context, sent: FormSubmitted) -> None:
    """Keep a form that was sent with a mistake: it is open still, and may yet be lost; or was kept until now.

    Of what was typed since it was sent nothing is overwritten.
    """
    with suppress(Refused):
        checkin_id = read_context(sent.context).checkin_id
        draft = await ctx.unit.drafts.get(ctx.me.id, draft_key(checkin_id))
        if draft and _is_newer(ctx, draft):
            await keep_unsent(ctx, checkin_id, draft.context, {**sent.values, **draft.values})
        else:
            await keep_unsent(ctx, checkin_id, sent.context, {**(draft.values if draft else {}), **sent.values})


async def typed_before(ctx: Context, checkin_id: str) -> FormValues:
    """What was kept of this form so far: the other pages' fields."""
    draft = await ctx.unit.drafts.get(ctx.me.id, draft_key(checkin_id))
    return draft.values if draft else {}


async def put_away(ctx: Context, checkin_id: str) -> None:
    """It was sent, or the person starts afresh. What was typed after it was sent stays."""
    if ctx.request.kept_at is not None:
        draft = await ctx.unit.drafts.get(ctx.me.id, draft_key(checkin_id))
        if draft and _is_newer(ctx, draft):
            return
    await ctx.unit.drafts.drop(ctx.me.id, draft_key(checkin_id))


def _is_newer(ctx: Context, draft: Draft) -> bool:
    """Whether it was typed after the form was sent, which was kept until now."""
    return ctx.request.kept_at is not None and draft.at > ctx.said_at
