"""Copy as report: the whole week as plain text, privately, to whoever asks and may read the team.

A past week's is what was posted then; where that was cut to fit, it is written anew from the record as of its closing.

Knows who may have it; must not know its words (cadence.wording.report).
"""

from cadence.cards import Text, Tone, Verbatim, card
from cadence.context import Context
from cadence.errors import Refused
from cadence.finding import can_read
from cadence.model import CheckIn
from cadence.requests import ButtonPressed, Reply, Say
from cadence.weekly.closing import is_final, posted_summary
from cadence.weekly.week import load_week
from cadence.wording.plain import plain_text
from cadence.wording.report import posted_text, report_text
from cadence.wording.summary import ALL_OF_IT

HINT = "Complete, as plain text: copy it into your status mail."
AS_POSTED = "As it was posted, as plain text: copy it into your status mail."


async def copy_report(ctx: Context, press: ButtonPressed) -> Reply:
    """The report of the check-in that the button names."""
    checkin = await ctx.unit.checkins.get(press.value)
    team = await ctx.unit.teams.get(checkin.team_id) if checkin else None
    if checkin is None or team is None or not await can_read(ctx, team):
        raise Refused("This summary is not there any more, or not for you to read.")
    posted = await _posted(ctx, checkin)
    text = posted or report_text(await load_week(ctx.unit, ctx.services, checkin))
    return Say(card(f"{team.name}: report", Text(AS_POSTED if posted else HINT, Tone.QUIET), Verbatim(text)))


async def _posted(ctx: Context, checkin: CheckIn) -> str:
    """What was posted, where that is final and nothing was left out of it; else empty."""
    shown = await posted_summary(ctx.unit, checkin)
    is_whole = shown is not None and ALL_OF_IT not in plain_text(shown)
    return posted_text(shown) if shown and is_whole and await is_final(ctx.unit, checkin) else ""
