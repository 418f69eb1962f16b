"""A team whose channel is gone moves to another one: `okr setup` there asks, one button does it.

Knows who may and where to; what follows of it stands in `cadence.tidings.channels`.
"""

from cadence.cards import Button, Look, Text, buttons, card
from cadence.context import Context
from cadence.errors import Refused
from cadence.model import Team
from cadence.permissions import refuse_closed, refuse_guest
from cadence.requests import ButtonPressed, Reply, Say
from cadence.tidings.channels import move_team
from cadence.tidings.heads import may_set_up
from cadence.wording.channel import INVITE_ME, ask_move_line, moved_line
from cadence.wording.lines import clip

NEW_TEAM = "new"
MOST_ASKED = 4
TAKEN = "This channel has a team already. Type `okr setup` in the channel that yours is to move to."


async def ask_move(ctx: Context) -> Reply | None:
    """The question, where the person may set up teams whose channel cannot be posted to; else None."""
    teams = sorted(await ctx.unit.teams.find(), key=lambda team: (team.name, team.id))
    mine = [team for team in teams if team.has_trouble and await may_set_up(ctx.unit, ctx.me, team)]
    if not mine:
        return None
    lines = "\n".join(ask_move_line(team) for team in mine[:MOST_ASKED])
    row = [_button(team) for team in mine[:MOST_ASKED]]
    return Say(
        card(lines.split("\n")[0], Text(lines), buttons(*row, Button("Start a new team", "setup.open", NEW_TEAM)))
    )


async def press_move(ctx: Context, press: ButtonPressed) -> Reply:
    """`Move Growth here`; value: team id."""
    refuse_guest(ctx.me)
    channel, team = ctx.request.channel, await ctx.unit.lock(press.value)
    if team is None or channel is None or not await may_set_up(ctx.unit, ctx.me, team):
        raise Refused("Only who leads the team, or an admin, can move it.", team)
    refuse_closed(ctx.request)
    if team.channel == channel:
        return Say(card(moved_line(team)), replaces=True)
    if await ctx.unit.teams.find(channel=channel):
        raise Refused(TAKEN)
    there = ctx.request
    moved = await move_team(ctx.unit, team, channel, there.channel_is_private, there.channel_has_threads)
    line = moved_line(moved)
    invite = [Text(INVITE_ME)] if there.channel_has_bot is False else []
    return Say(card(line, *invite, Text(line)), replaces=True)


def _button(team: Team) -> Button:
    return Button(f"Move {clip(team.name, 50)} here", "setup.move", team.id, Look.PRIMARY)
