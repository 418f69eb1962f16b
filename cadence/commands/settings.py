"""`okr settings` and the forms behind its lines: working hours, the holidays' country, leave.

Reads and keeps what a person sets for themselves; the words stand in `cadence.wording.settings`.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from cadence.cards import Card, Divider
from cadence.commands.leave import NOT_YOURSELF, end_leaves, keep_leave, leaves_of, wrong_span
from cadence.commands.setup_entries import read_country
from cadence.context import Context, Services
from cadence.fields import Fields, cannot_own
from cadence.grammar.commands import Settings as ShowSettings
from cadence.grammar.dates import read_day, read_time
from cadence.model import Leave, Member
from cadence.permissions import refuse_guest
from cadence.ports import Unit
from cadence.requests import ButtonPressed, FormSubmitted, Reply, Say, ShowForm
from cadence.schedule.clocks import local_day
from cadence.wording.settings import (
    COUNTRY_SAVED,
    HOURS_SAVED,
    Settings,
    country_form,
    hours_form,
    leave_form,
    settings_card,
)

TOO_SHORT = "Leave at least an hour between the two."
LEAST = timedelta(hours=1)
NO_DAY = "From which day?"
OR_TAKE_BACK = f"{NO_DAY} Or tick what to take back."


async def show_settings(ctx: Context, _: ShowSettings) -> Reply:
    refuse_guest(ctx.me)
    return Say(settings_card(await settings_of(ctx.unit, ctx.services, ctx.me)))


async def ask_hours(ctx: Context, _: ButtonPressed) -> Reply:
    """`home.hours`."""
    refuse_guest(ctx.me)
    return ShowForm(hours_form(ctx.me))


async def ask_country(ctx: Context, _: ButtonPressed) -> Reply:
    """`home.country`."""
    refuse_guest(ctx.me)
    return ShowForm(country_form(await settings_of(ctx.unit, ctx.services, ctx.me)))


async def ask_leave(ctx: Context, _: ButtonPressed) -> Reply:
    """`home.leave`."""
    refuse_guest(ctx.me)
    return ShowForm(leave_form(await settings_of(ctx.unit, ctx.services, ctx.me)))


async def save_hours(ctx: Context, sent: FormSubmitted) -> Reply:
    refuse_guest(ctx.me)
    fields = Fields(ctx, sent.values)
    begins = fields.read("from", read_time, time(8), "From when do you work? For example 8:30.")
    ends = fields.read("until", read_time, time(18), "Until when do you work? For example 17:30.")
    fields.fault("until", "" if fields.is_faulty() or _lasts(begins, ends) >= LEAST else TOO_SHORT)
    fields.check()
    me = await _keep(ctx, replace(ctx.me, works_from=begins, works_until=ends))
    return await _saved(ctx, me, HOURS_SAVED)


async def save_country(ctx: Context, sent: FormSubmitted) -> Reply:
    refuse_guest(ctx.me)
    fields = Fields(ctx, sent.values)
    country = fields.read("country", lambda typed: read_country(typed, ctx.services.holidays), "")
    fields.check()
    me = await _keep(ctx, replace(ctx.me, country=country))
    return await _saved(ctx, me, COUNTRY_SAVED)


async def save_leave(ctx: Context, sent: FormSubmitted) -> Reply:
    """What is ticked is taken back; then what is new is kept."""
    refuse_guest(ctx.me)
    fields, today = Fields(ctx, sent.values), ctx.today()
    planned = await leaves_of(ctx.unit, ctx.me, today)
    ended = [leave for leave in planned if fields.ticked(f"back:{leave.id}")]
    first = fields.read("first", lambda typed: read_day(typed, today, ctx.services.dates), None)
    last = fields.read("last", lambda typed: read_day(typed, today, ctx.services.dates), None) or first
    cover = await fields.person("cover", why_not=lambda member: _cannot_cover(ctx, member))
    fields.fault("first", "" if first or fields.is_faulty() else _lacks_day(fields, ended, planned))
    if first and last and not fields.is_faulty():
        fields.fault("last" if fields.has("last") else "first", wrong_span(first, last, today))
    fields.check()
    shown = [await end_leaves(ctx, ended)] if ended else []
    shown += [await keep_leave(ctx, first, last, cover)] if first and last else []
    return Say(_together(shown))


async def settings_of(unit: Unit, services: Services, me: Member) -> Settings:
    """What this person has set."""
    today = local_day(unit.now, me.zone)
    rows = await unit.memberships.find(member_id=me.id)
    teams = await unit.teams.find(id=[row.team_id for row in rows])
    return Settings(
        me=me,
        today=today,
        leaves=await leaves_of(unit, me, today),
        team_countries=sorted({team.country for team in teams if team.country}),
        countries=dict(services.holidays.countries()),
        people={member.id: member for member in await unit.members.find()},
    )


async def _keep(ctx: Context, me: Member) -> Member:
    await ctx.unit.members.save(me)
    return me


async def _saved(ctx: Context, me: Member, said: str) -> Reply:
    return Say(settings_card(await settings_of(ctx.unit, ctx.services, me), said), replaces=True)


def _lasts(begins: time, ends: time) -> timedelta:
    """From one to the other, over midnight where need be."""
    day = date(2000, 1, 1)
    length = datetime.combine(day, ends) - datetime.combine(day, begins)
    return length if ends >= begins else length + timedelta(days=1)


def _cannot_cover(ctx: Context, member: Member) -> str:
    return f"{NOT_YOURSELF} Name somebody else, or nobody." if member.id == ctx.me.id else cannot_own(member)


def _lacks_day(fields: Fields, ended: Sequence[Leave], planned: Sequence[Leave]) -> str:
    """Nothing new is asked for where something is taken back, unless a part of it was filled in."""
    if ended and not fields.has("last", "cover"):
        return ""
    return OR_TAKE_BACK if planned else NO_DAY


def _together(shown: Sequence[Card]) -> Card:
    if len(shown) == 1:
        return shown[0]
    first, second = shown
    return Card(f"{first.notice} {second.notice}", (*first.blocks, Divider(), *second.blocks))


SETTINGS_BUTTONS = {"home.hours": ask_hours, "home.country": ask_country, "home.leave": ask_leave}
SETTINGS_FORMS = {"hours": save_hours, "country": save_country, "leave": save_leave}
