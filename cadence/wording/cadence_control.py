"""The words of `okr pause`, `okr resume` and `okr skip`: for who typed it, and one line for the team. Pure."""

from collections.abc import Sequence

from cadence.cards import Button, Buttons, Card, Look, Text, card
from cadence.grammar.dates import show_day
from cadence.model import CheckIn, CheckInState, Team
from cadence.schedule.clocks import local_day
from cadence.wording.lines import clock_time

SKIP_OPEN, SKIP_MORE, SKIP_BACK = "skip.open", "skip.more", "skip.back"


def paused_card(team: Team, live: CheckIn | None) -> Card:
    rest = f" The one that is open still closes {closes(team, live)}, with its summary." if live else ""
    return card(f"{team.name} is paused: no new check-ins.{rest} `okr resume` starts again.")


def paused_line(team: Team, who: str) -> str:
    return f"{who} paused {team.name}'s check-ins."


def paused_already(team: Team) -> Card:
    return card(f"{team.name} is paused already. `okr resume` starts again.")


def resumed_card(team: Team, next_one: CheckIn, skipped: Sequence[CheckIn] = ()) -> Card:
    """skipped: what somebody skipped and what is still to come; it stays so unless the button is pressed."""
    notice = f"{team.name} goes on: {upcoming(team, next_one)}."
    if not skipped:
        return card(notice)
    stays = f"The check-in of {_days(team, skipped)} {'stays' if len(skipped) == 1 else 'stay'} skipped."
    back = "Bring it back" if len(skipped) == 1 else "Bring them back"
    return card(notice, Text(f"{notice} {stays}"), Buttons((Button(back, SKIP_BACK, skipped[0].id),)))


def resumed_line(team: Team, who: str, next_one: CheckIn) -> str:
    return f"{who} resumed {team.name}'s check-ins: {upcoming(team, next_one)}."


def not_paused(team: Team, next_one: CheckIn) -> Card:
    return card(f"{team.name} is not paused: {upcoming(team, next_one)}.")


def skipped_card(team: Team, skipped: CheckIn, next_one: CheckIn | None, can_return: bool) -> Card:
    undo = " `okr resume` brings it back." if can_return else ""
    day = show_day(local_day(skipped.opens_at, team.zone))
    return card(f"The check-in of {day} is skipped. {after(team, next_one)}{undo}")


def skipped_line(team: Team, who: str, skipped: CheckIn, next_one: CheckIn | None) -> str:
    return f"{who} skipped the check-in of {show_day(local_day(skipped.opens_at, team.zone))}. {after(team, next_one)}"


def nothing_to_skip(team: Team) -> Card:
    return card(f"{team.name} is paused, so there is nothing to skip. `okr resume` starts again.")


def ask_skip_open(team: Team, live: CheckIn) -> Card:
    """A check-in is open and nobody has answered: shall it be skipped?"""
    notice = f"A check-in is open until {closes(team, live)}, and nobody has answered yet. Skip it?"
    row = Buttons((Button("Skip this one", SKIP_OPEN, live.id, Look.DANGER),))
    return card(notice, Text(f"{notice}\nThe one after it can be skipped once it has closed."), row)


def ask_skip_more(team: Team, skipped: Sequence[CheckIn], next_one: CheckIn | None) -> Card:
    """One is skipped already: shall the one after it be skipped, too?"""
    verb = "is" if len(skipped) == 1 else "are"
    notice = f"The check-in of {_days(team, skipped)} {verb} skipped already. Skip the one after, too?"
    row = Buttons(
        (
            Button("Skip one more", SKIP_MORE, skipped[-1].id, Look.DANGER),
            Button("Bring it back" if len(skipped) == 1 else "Bring them back", SKIP_BACK, skipped[0].id),
        )
    )
    return card(notice, Text(f"{notice}\n{after(team, next_one)}"), row)


def _days(team: Team, checkins: Sequence[CheckIn]) -> str:
    return " and ".join(show_day(local_day(checkin.opens_at, team.zone)) for checkin in checkins)


def too_late(team: Team, live: CheckIn) -> str:
    """Why an open check-in is not skipped any more."""
    return f"Somebody has answered meanwhile, so it stays: it closes {closes(team, live)}, with a summary."


def upcoming(team: Team, checkin: CheckIn) -> str:
    """`the next check-in opens Wed 11 Nov 10:00 and closes Thu 12 Nov 10:00`; of an open one when it closes."""
    if checkin.state == CheckInState.OPEN:
        return f"a check-in is open and closes {closes(team, checkin)}"
    opens = f"{show_day(local_day(checkin.opens_at, team.zone))} {clock_time(checkin.opens_at, team.zone)}"
    return f"the next check-in opens {opens} and closes {closes(team, checkin)}"


def closes(team: Team, checkin: CheckIn) -> str:
    """`Thu 12 Nov 10:00`."""
    return f"{show_day(local_day(checkin.closes_at, team.zone))} {clock_time(checkin.closes_at, team.zone)}"


def after(team: Team, next_one: CheckIn | None) -> str:
    if next_one is None:
        return "The one after it is planned when the open one closes."
    line = upcoming(team, next_one)
    return f"{line[0].upper()}{line[1:]}."
