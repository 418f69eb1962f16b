"""The check-in form: opened, drawn anew while it is filled, and sent. The handlers; each asks others to do the work.

Knows in which order things happen; must not know fields, words or records.
"""

from dataclasses import replace
from datetime import datetime

from cadence.answering.answers import my_readings
from cadence.answering.choosing import checkin_meant, checkin_of, hold, newest, refuse_unanswerable, team_meant
from cadence.answering.formcontext import read_context
from cadence.answering.given import find_strays, read_given
from cadence.answering.keeping import with_typed
from cadence.answering.offers import with_offers
from cadence.answering.promised import asked_promises
from cadence.answering.saving import save_given
from cadence.answering.seat import Seat, answer_id, take_seat
from cadence.answering.slots import Blocks, Shown, load_blocks
from cadence.answering.telling import tell_answers, tell_blockers, tell_promises
from cadence.context import Context
from cadence.forms import Form, FormValues, text
from cadence.grammar.commands import CheckInForm
from cadence.model import CheckIn, Team
from cadence.requests import ButtonPressed, FormChanged, FormSubmitted, Reply, Say, ShowForm
from cadence.wording.answer import saved_card
from cadence.wording.checkin_form import FormData, checkin_form


async def open_by_command(ctx: Context, command: CheckInForm) -> Reply:
    """`okr checkin [team]`: the open check-in, or early for the next, or late for the last."""
    team = await team_meant(ctx, command.team)
    return await open_form(ctx, team, await checkin_meant(ctx, team))


async def open_by_button(ctx: Context, press: ButtonPressed) -> Reply:
    """`checkin.answer`. An old prompt's button opens what has come since."""
    team, checkin = await checkin_of(ctx, press.value)
    return await open_form(ctx, team, await newest(ctx, team, checkin))


async def open_form(ctx: Context, team: Team, checkin: CheckIn) -> Reply:
    """The form, filled with what is known. Raises Refused."""
    seat = await take_seat(ctx, team, checkin)
    await refuse_unanswerable(ctx, team, checkin)
    return ShowForm(await _drawn(ctx, seat, Shown(), {}, ctx.now))


async def change_form(ctx: Context, change: FormChanged) -> Reply:
    """The form again, with one block more or with what a choice asks for; everything typed is kept."""
    carried = read_context(change.context, change.event)
    team, checkin = await checkin_of(ctx, carried.checkin_id)
    seat = await take_seat(ctx, team, checkin)
    form = await _drawn(ctx, seat, carried.shown, change.values, carried.opened_at)
    return ShowForm(replace(form, parts=with_typed(form.parts, change.values)))


async def submit(ctx: Context, sent: FormSubmitted) -> Reply:
    """Everything is read and checked, then kept, then told. Raises InvalidForm, Refused."""
    carried = read_context(sent.context)
    team, checkin = await hold(ctx, carried.checkin_id)
    seat = await take_seat(ctx, team, checkin)
    blocks = await _blocks(ctx, seat, carried.shown)
    promises = await asked_promises(ctx.unit, seat)
    given = await read_given(ctx, seat, promises, blocks, sent.values)
    saved = await save_given(ctx.unit, seat, blocks, given, carried.opened_at)
    await tell_answers(ctx, team, checkin, saved.answers)
    await tell_promises(ctx, promises.actions)
    before = (*promises.checks, *blocks.blockers.kept.values())
    await tell_blockers(ctx, seat, saved.blockers, {row.id: row for row in before})
    thanks = saved_card(seat, ctx.now >= checkin.closes_at)
    return Say(await with_offers(ctx, seat, thanks, saved.blockers), replaces=True)


async def _drawn(ctx: Context, seat: Seat, shown: Shown, values: FormValues, opened_at: datetime) -> Form:
    given = await my_readings(ctx.unit, seat)
    data = FormData(
        seat=seat,
        promises=await asked_promises(ctx.unit, seat),
        blocks=await _blocks(ctx, seat, shown),
        given={kr_id: rows[-1] for kr_id, rows in given.items()},
        chosen={field: text(values, field) for field in values if field.startswith(("action:", "check:"))},
        is_late=ctx.now >= seat.checkin.closes_at,
        opened_at=opened_at,
        strays=tuple((kr_id, name) for kr_id, name, _ in await find_strays(ctx, seat, values)),
    )
    return checkin_form(data)


async def _blocks(ctx: Context, seat: Seat, shown: Shown) -> Blocks:
    return await load_blocks(ctx.unit, answer_id(seat.checkin, seat.voice.member.id), shown)
