"""What the leads read once the app is connected again. Pure."""

from collections.abc import Sequence
from datetime import datetime

from cadence.cards import Card, Text, card
from cadence.model import CheckIn, CheckInState, Team
from cadence.wording.lines import clip, day_and_time

AGAIN = "Drumbeat is connected again. Nothing was lost."
MOST_TEAMS = 5
LONGEST_NAME = 60


def connected_card(lines: Sequence[str]) -> Card:
    """lines: what comes next, a team each."""
    text = " ".join([AGAIN, *lines[:1]]) if len(lines) < 2 else "\n".join([AGAIN, *lines[:MOST_TEAMS]])
    return card(text.split("\n")[0], Text(text))


def next_line(team: Team, checkin: CheckIn, now: datetime) -> str:
    """`Growth's check-in opens Wed 11 Nov 10:00.` One whose closing has passed meanwhile gets its summary."""
    name = clip(team.name, LONGEST_NAME)
    if checkin.closes_at <= now:
        return f"{name}'s summary follows now."
    if checkin.state == CheckInState.OPEN:
        return f"{name}'s check-in closes {day_and_time(checkin.closes_at, team.zone)}."
    if checkin.opens_at <= now:
        return f"{name}'s check-in opens now."
    return f"{name}'s check-in opens {day_and_time(checkin.opens_at, team.zone)}."
