"""Asks somebody in several teams which check-in they mean. Pure."""

from collections.abc import Sequence
from datetime import datetime

from cadence.cards import Block, Button, Card, Text, Tone, buttons
from cadence.grammar.dates import show_day
from cadence.model import CheckIn, CheckInState, Member, Team
from cadence.schedule.clocks import local_day
from cadence.wording.lines import clip, clock_time, day_and_time

ASK = "Which team?"
MOST = 10
LONGEST_NAME = 60


def which_checkin_card(choices: Sequence[tuple[Team, CheckIn | None]], me: Member, now: datetime) -> Card:
    """choices: the check-in that each team's button opens; None where the team is paused."""
    blocks = [block for team, checkin in choices[:MOST] for block in _choice(team, checkin, me, now)]
    more = len(choices) - MOST
    after = [Text(f"+{more} more: `okr checkin` and the team's short name.", Tone.QUIET)] if more > 0 else []
    return Card(ASK, (Text(ASK), *blocks, *after))


def _choice(team: Team, checkin: CheckIn | None, me: Member, now: datetime) -> tuple[Block, ...]:
    name = clip(team.name, LONGEST_NAME)
    if checkin is None:
        return (Text(f"{name}: paused.", Tone.QUIET),)
    return Text(f"{name}: {_when(checkin, me, now)}."), buttons(Button(name, "checkin.answer", checkin.id))


def _when(checkin: CheckIn, me: Member, now: datetime) -> str:
    """`open until Thu 10:00`; `opens Wed 18 Nov 10:00, you may answer early`."""
    if checkin.state == CheckInState.OPEN:
        return f"open until {day_and_time(checkin.closes_at, me.zone)}"
    if checkin.opens_at > now:
        day, clock = show_day(local_day(checkin.opens_at, me.zone)), clock_time(checkin.opens_at, me.zone)
        return f"opens {day} {clock}, you may answer early"
    return f"closed {show_day(local_day(checkin.closes_at, me.zone))}, a late answer counts"
