"""The one private reminder of a week, for one team or for several at once.

Knows when they close; must not know who answered.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from cadence.cards import Button, Buttons, Card, Look, buttons, card
from cadence.cards import Text as Paragraph
from cadence.model import CheckIn, Team
from cadence.schedule.clocks import local_day
from cadence.wording.lines import clip, clock_time, day_and_time

LONGEST = 120
ENDING = "One tap if nothing moved."
MOST_TEAMS = 4


def reminder_card(waiting: Sequence[tuple[Team, CheckIn]], now: datetime, zone: str) -> Card:
    """At most 120 characters and four teams. waiting: earliest closing first. zone: of the person reminded."""
    shown = list(waiting[:MOST_TEAMS])
    text = _sentence(waiting, now, zone)
    rows = [_buttons(team, checkin, alone=len(waiting) == 1) for team, checkin in shown]
    return card(text, Paragraph(text), *rows)


def _sentence(waiting: Sequence[tuple[Team, CheckIn]], now: datetime, zone: str) -> str:
    """As many teams by name as fit; the rest as a number."""
    for shown in range(len(waiting), 0, -1):
        rest = f", {len(waiting) - shown} more" if shown < len(waiting) else ""
        names = [
            f"{clip(team.name, 40)}{' closes' if first else ''} {_when(checkin.closes_at, now, zone)}"
            for first, (team, checkin) in ((index == 0, pair) for index, pair in enumerate(waiting[:shown]))
        ]
        text = f"{', '.join(names)}{rest}. {ENDING}"
        if len(text) <= LONGEST:
            break
    return text


def _when(closes: datetime, now: datetime, zone: str) -> str:
    days = local_day(closes, zone) - local_day(now, zone)
    if days == timedelta(0):
        return f"at {clock_time(closes, zone)}"
    if days == timedelta(1):
        return f"tomorrow at {clock_time(closes, zone)}"
    return f"on {day_and_time(closes, zone)}"


def _buttons(team: Team, checkin: CheckIn, alone: bool) -> Buttons:
    name = "" if alone else f"{clip(team.name, 40)}: "
    return buttons(
        Button(f"{name}Answer", "checkin.answer", checkin.id, Look.PRIMARY if alone else Look.NORMAL),
        Button(f"{name}Nothing changed", "checkin.unchanged", checkin.id),
        Button(f"{name}I'm away", "checkin.away", checkin.id),
    )
