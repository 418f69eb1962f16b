"""The Home is opened, refreshed, and answers whatever is pressed or sent in it with itself, brought up to date.

A button of the Home does what it does everywhere. What it says is a line on the Home; only what has to be read, or is
longer than a line, is shown beside it. Where there is no Home but its card, that is what answers, in its own place.
Knows replies; must not know what the Home shows.
"""

from cadence.cards import Block, Card, Divider, Text
from cadence.commands.mine import KEEP_THEIR_CARD, what_was_said
from cadence.context import Context
from cadence.home.drawing import draw_home
from cadence.home.page import draw_page, me_now
from cadence.marking import marked, marked_form
from cadence.requests import ButtonPressed, FormSubmitted, HomeOpened, Invalid, Nothing, Reply, Request, Say, ShowForm
from cadence.wording.home import HERE, just_done

TO_BE_READ = KEEP_THEIR_CARD | {"leave"}
"""Forms whose answer is more than a line."""
DOES_AND_SHOWS = frozenset({"checkin.unchanged"})
"""Buttons that change something, and whose answer is more than a line."""


async def open_home(ctx: Context, _: HomeOpened) -> Reply:
    await ctx.unit.home_opened(ctx.me.id)
    await draw_home(ctx.unit, ctx.services, ctx.me)
    return Nothing()


async def refresh_home(ctx: Context, _: ButtonPressed) -> Reply:
    """`home.refresh`."""
    if not ctx.request.has_home:
        return Say(await draw_page(ctx), replaces=True)
    await ctx.unit.home_opened(ctx.me.id)
    await draw_home(ctx.unit, ctx.services, ctx.me)
    return Nothing()


async def in_home(ctx: Context, reply: Reply) -> Reply:
    """The reply of what was pressed or sent on the Home, which is drawn anew.

    `replaces`: it stands on the Home, so that there is nothing to show beside it; a card that was opened from the Home
    and pressed in shows it in its own place.
    """
    match reply:
        case ShowForm(form):
            return ShowForm(marked_form(form, HERE))
        case Say(refuses=True) | Invalid():
            return reply
    if not ctx.request.has_home:
        return await _in_page(ctx, reply)
    match reply:
        case Say(shown):
            is_beside = _is_beside(ctx.request, reply)
            await draw_home(ctx.unit, ctx.services, await me_now(ctx), () if is_beside else _line(ctx.request, shown))
            return Say(Card(shown.notice, marked(shown.blocks, HERE)), replaces=not is_beside)
    await draw_home(ctx.unit, ctx.services, await me_now(ctx))
    return reply


def _is_beside(request: Request, reply: Say) -> bool:
    if isinstance(request, FormSubmitted):
        return request.form in TO_BE_READ
    return not reply.replaces


def _line(request: Request, shown: Card) -> tuple[Text, ...]:
    return tuple(just_done(block.text) for block in what_was_said(request, shown)[:1] if isinstance(block, Text))


async def _in_page(ctx: Context, reply: Reply) -> Reply:
    """The card brought up to date; what is only to be read comes beside it."""
    if not isinstance(reply, Say):
        return Say(await draw_page(ctx), replaces=True)
    shows = isinstance(ctx.request, ButtonPressed) and not reply.replaces
    if shows and not _does_and_shows(ctx.request):
        return reply
    return Say(await draw_page(ctx, _on_top(ctx.request, reply.card)), replaces=True)


def _on_top(request: Request, shown: Card) -> tuple[Block, ...]:
    is_read = isinstance(request, FormSubmitted) and request.form in TO_BE_READ
    if is_read or _does_and_shows(request):
        return (*marked(shown.blocks, HERE), Divider())
    return what_was_said(request, shown)


def _does_and_shows(request: Request) -> bool:
    return isinstance(request, ButtonPressed) and request.action in DOES_AND_SHOWS
