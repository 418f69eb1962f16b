"""The check-in form: opened, drawn anew while it is filled, paged, and sent. The handlers; others do the work.

Knows in which order things happen; must not know fields, words or records.
"""

from dataclasses import replace

from cadence.answering.answers import my_readings
from cadence.answering.choosing import checkin_meant, checkin_of, hold, newest, refuse_unanswerable
from cadence.answering.formcontext import FormContext, read_context
from cadence.answering.given import find_strays, read_given
from cadence.answering.kept import named, refuse_overtaken
from cadence.answering.offers import with_offers
from cadence.answering.opened import opened
from cadence.answering.overtaken import beside_what_came_since
from cadence.answering.paging import NEXT, Whole, answered, first_elsewhere, page_meant, whole_of
from cadence.answering.promised import asked_promises
from cadence.answering.saving import save_given
from cadence.answering.seat import Seat, answer_id, take_seat
from cadence.answering.slots import Blocks, Shown, load_blocks
from cadence.answering.telling import tell_answers, tell_blockers, tell_promises
from cadence.answering.unsent import keep_unsent, put_away, typed_before, unsent
from cadence.context import Context
from cadence.errors import InvalidForm
from cadence.finding import find_team
from cadence.form_room import letters_of, size_of
from cadence.forms import Form, FormValues
from cadence.grammar.commands import CheckInForm
from cadence.model import CheckIn, Team
from cadence.requests import ButtonPressed, FormChanged, FormSubmitted, Reply, Say, ShowForm
from cadence.wording.answer import saved_card
from cadence.wording.checkin_form import AFRESH, LONGEST_LABEL, FormData, checkin_form, checkin_pages
from cadence.wording.lines import clip


async def open_by_command(ctx: Context, command: CheckInForm) -> Reply:
    """`okr checkin [team]`: the open check-in, or early for the next, or late for the last."""
    team = await find_team(ctx, command.team)
    return await open_form(ctx, team, await checkin_meant(ctx, team))


async def open_by_button(ctx: Context, press: ButtonPressed) -> Reply:
    """`checkin.answer`. An old prompt's button opens what has come since."""
    team, checkin = await checkin_of(ctx, press.value)
    return await open_form(ctx, team, await newest(ctx, team, checkin))


async def open_form(ctx: Context, team: Team, checkin: CheckIn) -> Reply:
    """The form, filled with what is known, or as the person left it unsent, unless no form can hold that.

    Raises Refused.
    """
    seat = await take_seat(ctx, team, checkin)
    await refuse_unanswerable(ctx, team, checkin)
    draft = await unsent(ctx, seat)
    if draft is None:
        return ShowForm(checkin_form(await _data(ctx, seat, _blank(ctx, checkin), {})))
    carried = read_context(draft.context)
    data = await _data(ctx, seat, carried, draft.values)
    form = checkin_form(replace(data, kept_at=draft.at))
    if not ctx.request.form_room.holds(size_of(form.parts), letters_of(form.parts)):
        form = checkin_form(await _data(ctx, seat, _blank(ctx, checkin), {}))
    return ShowForm(form)


async def change_form(ctx: Context, change: FormChanged) -> Reply:
    """The form again: one block more, what a choice asks for, another page, or afresh; else what was typed is kept."""
    carried = read_context(change.context, change.event)
    team, checkin = await checkin_of(ctx, carried.checkin_id)
    seat = await take_seat(ctx, team, checkin)
    if change.event == AFRESH:
        await put_away(ctx, checkin.id)
        blank = replace(_blank(ctx, checkin), edition=carried.edition + 1)
        return ShowForm(checkin_form(await _data(ctx, seat, blank, {})))
    return ShowForm(await _turned(ctx, seat, carried, change.values, change.event))


async def submit(ctx: Context, sent: FormSubmitted) -> Reply:
    """Everything is read and checked, then kept, then told; a page that is not the last leads to the next.

    Raises InvalidForm, Refused.
    """
    carried = read_context(sent.context)
    team, checkin = await hold(ctx, carried.checkin_id)
    seat = await take_seat(ctx, team, checkin)
    await refuse_overtaken(ctx, seat)
    whole = await _whole(ctx, seat, carried, sent.values)
    promises = await asked_promises(ctx.unit, seat)
    blocks = answered(await _blocks(ctx, seat, carried.shown), whole)
    try:
        given = await read_given(ctx, seat, promises, blocks, whole.values, is_whole=whole.is_last)
    except InvalidForm as error:
        if sent.kept_at is not None:
            raise named(error, checkin_pages(await _data(ctx, seat, carried, whole.values))) from error
        return ShowForm(await _led(ctx, seat, carried, sent.values, error))
    if not whole.is_last:
        return ShowForm(await _turned(ctx, seat, carried, sent.values, NEXT))
    as_of = await opened(ctx, seat, sent, carried.opened_at)
    given = beside_what_came_since(given, blocks, as_of)
    saved = await save_given(ctx.unit, seat, blocks, given, as_of)
    await put_away(ctx, checkin.id)
    await tell_answers(ctx, team, checkin, saved.answers)
    await tell_promises(ctx, promises.actions)
    stood = (*promises.checks, *blocks.blockers.kept.values())
    await tell_blockers(ctx, seat, saved.blockers, {row.id: row for row in stood})
    thanks = saved_card(seat, ctx.now >= checkin.closes_at)
    return Say(await with_offers(ctx, seat, thanks, saved.blockers), replaces=True)


async def _whole(ctx: Context, seat: Seat, carried: FormContext, sent: FormValues) -> Whole:
    """What was sent. A form that was shown as one page is all there: how it would be cut by now does not matter."""
    if carried.pages == 1:
        return Whole(values=sent)
    before = await typed_before(ctx, carried.checkin_id)
    data = await _data(ctx, seat, carried, {**before, **sent})
    return whole_of(carried, checkin_pages(data), before, sent)


async def _turned(
    ctx: Context, seat: Seat, carried: FormContext, typed: FormValues, event: str, fault: str = ""
) -> Form:
    """The form as it goes on, with everything typed on all its pages, which is kept from now on."""
    values = {**await typed_before(ctx, carried.checkin_id), **typed}
    data = replace(await _data(ctx, seat, carried, values), fault=fault)
    page = page_meant(checkin_pages(data), data.blocks, carried, typed, event)
    form = checkin_form(replace(data, carried=replace(carried, page=page)))
    await keep_unsent(ctx, carried.checkin_id, form.context, values)
    return form


async def _led(ctx: Context, seat: Seat, carried: FormContext, sent: FormValues, error: InvalidForm) -> Form:
    """The page that has a mistake, where the one that was sent has none, or no room any more. Raises InvalidForm with
    those it has."""
    values = {**await typed_before(ctx, carried.checkin_id), **sent}
    pages = checkin_pages(await _data(ctx, seat, carried, values))
    field, label = first_elsewhere(error, pages, sent)
    return await _turned(ctx, seat, carried, sent, field, f"{clip(label, LONGEST_LABEL)}: {error.errors[field]}")


def _blank(ctx: Context, checkin: CheckIn) -> FormContext:
    return FormContext(checkin_id=checkin.id, shown=Shown(), opened_at=ctx.now)


async def _data(ctx: Context, seat: Seat, carried: FormContext, values: FormValues) -> FormData:
    given = await my_readings(ctx.unit, seat)
    return FormData(
        seat=seat,
        promises=await asked_promises(ctx.unit, seat),
        blocks=await _blocks(ctx, seat, carried.shown),
        given={kr_id: rows[-1] for kr_id, rows in given.items()},
        typed=values,
        room=ctx.request.form_room,
        is_late=ctx.now >= seat.checkin.closes_at,
        carried=carried,
        strays=tuple((kr_id, name) for kr_id, name, _ in await find_strays(ctx, seat, values)),
    )


async def _blocks(ctx: Context, seat: Seat, shown: Shown) -> Blocks:
    return await load_blocks(ctx.unit, seat.checkin.id, answer_id(seat.checkin, seat.voice.member.id), shown)
