"""The prompt: one message in the team's channel that asks the four questions, and says how many are in.

Knows counts only; must not know any name. Where it has no thread, the answers stand below it (`answers_here`).
"""

from collections.abc import Sequence

from cadence.cards import Block, Button, Card, Divider, Look, Tone, buttons, card
from cadence.cards import Text as Paragraph
from cadence.model import CheckIn, CheckInState, Cycle, Team
from cadence.schedule.clocks import local
from cadence.weekly.counting import Count
from cadence.wording.lines import clip, day_and_time, week_of_cycle

QUESTIONS = "What moved? What's off track? What needs a decision? What stops or shifts?"


def prompt_card(
    team: Team,
    cycle: Cycle | None,
    checkin: CheckIn,
    count: Count,
    is_past: bool = False,
    answers: Sequence[Block] = (),
) -> Card:
    """The prompt as it should stand now, at most 300 characters; and the answers that stand below it.

    is_past: a later check-in has begun.
    """
    asked = _asked(team, cycle, checkin, count, is_past)
    return Card(asked.notice, (*asked.blocks, Divider(), *answers)) if answers else asked


def _asked(team: Team, cycle: Cycle | None, checkin: CheckIn, count: Count, is_past: bool) -> Card:
    week = week_of_cycle(team, cycle, checkin.opens_at)
    title = f"{clip(team.name, 60)}, {week}" if week else clip(team.name, 60)
    if checkin.state == CheckInState.SKIPPED:
        return card(f"{title}. Skipped: {clip(checkin.skip_reason, 120)}")
    if checkin.state == CheckInState.CLOSED:
        return card(f"{title}. Closed; {count}.") if is_past else _closed(title, checkin, count)
    return _open(title, team, checkin, count)


def _open(title: str, team: Team, checkin: CheckIn, count: Count) -> Card:
    closes = day_and_time(checkin.closes_at, team.zone)
    rest = f"About a minute; summary {closes}{_before(team, checkin)}. {count}."
    return card(
        f"{title}: your check-in is open until {closes}.",
        Paragraph(f"{title}. {QUESTIONS}"),
        Paragraph(rest, Tone.QUIET),
        buttons(
            Button("Answer", "checkin.answer", checkin.id, Look.PRIMARY),
            Button("Nothing changed", "checkin.unchanged", checkin.id),
            Button("I'm away", "checkin.away", checkin.id),
        ),
    )


def _closed(title: str, checkin: CheckIn, count: Count) -> Card:
    return card(
        f"{title}. Closed; {count}.",
        Paragraph(f"{title}. Closed; {count}. Late answers still count."),
        buttons(Button("Answer late", "checkin.answer", checkin.id)),
    )


def _before(team: Team, checkin: CheckIn) -> str:
    """Which meeting the summary is for; nothing where it would come after it."""
    meeting = clip(team.meeting, 60)
    if team.meeting_at:
        is_later = local(checkin.closes_at, team.zone).time() <= team.meeting_at
        return f", before your {team.meeting_at:%H:%M} meeting" if is_later else ""
    if not meeting:
        return ""
    return f", before your {meeting} meeting" if meeting[0].isdigit() else f", before {meeting}"
