"""Copy as report: the whole week as plain text, privately, to whoever asks and may read the team.

Knows who may have it; must not know its words (cadence.wording.report).
"""

from cadence.cards import Text, Tone, Verbatim, card
from cadence.context import Context
from cadence.errors import Refused
from cadence.finding import can_read
from cadence.requests import ButtonPressed, Reply, Say
from cadence.weekly.week import load_week
from cadence.wording.report import report_text

HINT = "Complete, as plain text: copy it into your status mail."


async def copy_report(ctx: Context, press: ButtonPressed) -> Reply:
    """The report of the check-in that the button names."""
    checkin = await ctx.unit.checkins.get(press.value)
    team = await ctx.unit.teams.get(checkin.team_id) if checkin else None
    if checkin is None or team is None or not await can_read(ctx, team):
        raise Refused("This summary is not there any more, or not for you to read.")
    week = await load_week(ctx.unit, ctx.services, checkin)
    return Say(card(f"{team.name}: report", Text(HINT, Tone.QUIET), Verbatim(report_text(week))))
