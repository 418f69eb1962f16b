"""Move, Shorten and Skip: what a lead may do where too few answer. For the lead and admins.

Knows what each of them changes; moving is the setup form's, skipping `cadence_control`'s.
"""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from cadence.commands.cadence_control import skip_or_ask
from cadence.commands.ladder import led_team
from cadence.commands.setup import Home
from cadence.commands.setup_entries import read_window
from cadence.context import Context
from cadence.fields import Fields
from cadence.follow.rhythm import settle_rhythm
from cadence.measure import show_number
from cadence.model import Team
from cadence.requests import ButtonPressed, FormSubmitted, Reply, Say, ShowForm
from cadence.rhythm import closing, meeting_of
from cadence.snapshot import load_snapshot
from cadence.weekly.planning import replan
from cadence.wording.rhythm_forms import not_shorter, shorten_form
from cadence.wording.setup_form import known_proposal, setup_form
from cadence.wording.setup_reply import setup_card


async def ask_move(ctx: Context, press: ButtonPressed) -> Reply:
    """`rhythm.move` (team id): the setup form, wherever the button was pressed."""
    team = await led_team(ctx, press.value)
    home = Home(team.channel, team.channel_is_private)
    return ShowForm(setup_form(known_proposal(await load_snapshot(ctx.unit, team)), str(home), is_new=False))


async def ask_shorten(ctx: Context, press: ButtonPressed) -> Reply:
    """`rhythm.shorten` (team id)."""
    return ShowForm(shorten_form(await load_snapshot(ctx.unit, await led_team(ctx, press.value))))


async def shorten(ctx: Context, form: FormSubmitted) -> Reply:
    """A window that closes earlier, from the next check-in on; one that is open is left alone."""
    team = await led_team(ctx, form.context)
    fields = Fields(ctx, form.values, ctx.today(team))
    window = fields.read("window", read_window, team.window, "After how many hours does it close?")
    if window >= team.window:
        fields.fault("window", not_shorter(show_number(Decimal(int(team.window.total_seconds() // 60)) / 60)))
    fields.check()
    changed = shortened(team, window)
    await ctx.unit.teams.save(changed)
    checkin = await replan(ctx.unit, ctx.services, changed)
    await settle_rhythm(ctx.unit, ctx.services, team, ctx.me.id, "shortened")
    return Say(setup_card(await load_snapshot(ctx.unit, changed), checkin, is_new=False))


async def skip_next_one(ctx: Context, press: ButtonPressed) -> Reply:
    """`rhythm.skip` (team id): as `okr skip`."""
    return await skip_or_ask(ctx, await led_team(ctx, press.value))


def shortened(team: Team, window: timedelta) -> Team:
    """The team with this window. A meeting on another day than the closing is named with its day and time."""
    meeting, changed = meeting_of(team), replace(team, window=window)
    if meeting is None or closing(changed).weekday == meeting.weekday:
        return changed
    return replace(changed, meeting=f"{team.meeting} {meeting}".strip(), meeting_at=None)


RHYTHM_BUTTONS = {"rhythm.move": ask_move, "rhythm.shorten": ask_shorten, "rhythm.skip": skip_next_one}
