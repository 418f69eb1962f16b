"""Shortcuts of a platform: `checkin` from anywhere, `decision` and `blocker` from a message; `hello` on meeting us.

Knows which check-in somebody in several teams may mean; forms and records stand elsewhere.
"""

from cadence.answering.choosing import checkin_meant
from cadence.answering.form import open_by_command, open_form
from cadence.commands.followups.record_forms import NO_TEAM, record_from_message
from cadence.context import Context
from cadence.errors import Refused
from cadence.finding import teams_of
from cadence.grammar.commands import CheckInForm
from cadence.home.page import say_hello
from cadence.model import CheckIn, Team
from cadence.permissions import refuse_guest
from cadence.requests import ButtonPressed, Reply, Say, ShortcutUsed
from cadence.weekly.current import open_checkin
from cadence.wording.which_checkin import which_checkin_card


async def check_in(ctx: Context, _: ShortcutUsed | ButtonPressed | CheckInForm) -> Reply:
    """The form of this person's team; with several, of the one whose check-in is open, or a choice.

    The shortcut, the button `checkin.mine`, and `okr checkin` in a personal chat.
    """
    refuse_guest(ctx.me)
    teams = await _asking(ctx)
    if not teams:
        raise Refused(NO_TEAM)
    opened = [(team, checkin) for team in teams if (checkin := await open_checkin(ctx.unit, team))]
    if len(opened) == 1:
        return await open_form(ctx, *opened[0])
    if len(teams) == 1:
        return await open_form(ctx, teams[0], await checkin_meant(ctx, teams[0]))
    return Say(which_checkin_card(opened or await _meant(ctx, teams), ctx.me, ctx.now))


async def check_in_by_command(ctx: Context, command: CheckInForm) -> Reply:
    """`okr checkin [team]`. Where neither says which of several teams is meant, they are asked as by the shortcut."""
    if command.team is None and ctx.request.channel is None and len(await teams_of(ctx, ctx.me.id)) > 1:
        return await check_in(ctx, command)
    return await open_by_command(ctx, command)


async def _asking(ctx: Context) -> list[Team]:
    """The teams that ask this person; else those they lead, whose refusal says what to do."""
    rows = await ctx.unit.memberships.find(member_id=ctx.me.id)
    asked = await ctx.unit.teams.find(id=[row.team_id for row in rows])
    return sorted(asked, key=lambda team: (team.name, team.id)) or await teams_of(ctx, ctx.me.id)


async def _meant(ctx: Context, teams: list[Team]) -> list[tuple[Team, CheckIn | None]]:
    """Of each team the check-in that would be answered early or late; None while it is paused."""
    return [(team, None if team.is_paused else await checkin_meant(ctx, team)) for team in teams]


SHORTCUTS = {
    "checkin": check_in,
    "decision": record_from_message,
    "blocker": record_from_message,
    "hello": say_hello,
}
