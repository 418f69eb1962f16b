"""The words of `okr away`: what a leave means, what it replaces, and what is cancelled. Pure."""

from collections.abc import Sequence
from datetime import date

from cadence.cards import Block, Button, Buttons, Card, Text, Tone, card
from cadence.grammar.dates import show_day
from cadence.model import CheckIn, Leave, Member, Team

USAGE = "type it like `okr away 1 Aug to 12 Aug cover @x`."
MOST_BUTTONS = 5


def span(leave: Leave, today: date) -> str:
    """`Sat 1 Aug to Wed 12 Aug`; one day alone."""
    first, last = show_day(leave.first, today), show_day(leave.last, today)
    return first if first == last else f"{first} to {last}"


def leave_card(
    leave: Leave,
    cover: Member | None,
    cover_away: Sequence[Leave],
    replaced: Sequence[Leave],
    expecting: Sequence[tuple[Team, CheckIn]],
    today: date,
) -> Card:
    """What the leave means. cover_away: the cover's own leave in that time. expecting: check-ins that still wait."""
    notice = f"No prompts {span(leave, today)}. {_covers(cover)}"
    quiet = [f"{cover.name} is away {span(other, today)}, too." for other in cover_away if cover]
    quiet += [f"This replaces {span(old, today)}." for old in replaced]
    quiet += ["`okr away cancel` ends it."]
    return card(notice, Text(notice), Text("\n".join(quiet), Tone.QUIET), *_open_ones(expecting))


def cancelled_card(cancelled: Sequence[Leave], today: date) -> Card:
    if not cancelled:
        return card("You have no leave to cancel.")
    spans = "; ".join(span(leave, today) for leave in cancelled)
    return card(f"Cancelled: {spans}. You are asked again from the next check-in on.")


def _covers(cover: Member | None) -> str:
    if cover is None:
        return "Nobody covers: your key results show as away."
    return f"{cover.name} covers: they get your key results' questions."


def _open_ones(expecting: Sequence[tuple[Team, CheckIn]]) -> tuple[Block, ...]:
    if not expecting:
        return ()
    names = ", ".join(team.name for team, _ in expecting)
    row = [Button(f"I'm away ({team.name[:40]})", "checkin.away", one.id) for team, one in expecting[:MOST_BUTTONS]]
    return (Text(f"A check-in that is open now still waits for you: {names}."), Buttons(tuple(row)))
