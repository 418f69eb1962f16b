"""What setup answers: the team's rhythm shown back, and what to do next. Pure."""

from cadence.cards import Button, Card, Text, Tone, buttons, card
from cadence.grammar.dates import show_day
from cadence.model import CheckIn, CheckInState, Group, Team
from cadence.rhythm import clock, closing, opening
from cadence.schedule.clocks import local_day
from cadence.snapshot import Snapshot
from cadence.wording.channel import INVITE_ME
from cadence.wording.ladder_form import ladder_button
from cadence.wording.okrs import add_button
from cadence.wording.roster import handle_of


def setup_card(
    snapshot: Snapshot, checkin: CheckIn, is_new: bool, group: Group | None = None, lacks_me: bool = False
) -> Card:
    """checkin: the team's next one, or the open one. group: the one that keeps the list. lacks_me: we are not in the
    channel."""
    team = snapshot.team
    first = Text(f"{_rhythm(team)} {_next(team, checkin, is_new)} {_replaces(team)}".strip())
    names = ", ".join(member.name for member in snapshot.roster)
    by = f", as {handle_of(group)} says" if group else ""
    asked = Text(f"Asked{by}: {names}. Lead: {snapshot.name(team.lead_id)}.")
    notice = f"{team.name} is set up." if is_new else f"{team.name} is changed."
    blocks = [Text(INVITE_ME)] if lacks_me else []
    blocks += [Text(notice, Tone.STRONG), first, asked]
    if team.trial_ends:
        blocks.append(Text(_trial(team)))
    if unasked := _unasked(snapshot):
        blocks.append(Text(unasked))
    if snapshot.key_results:
        return card(notice, *blocks, buttons(Button("Board", "board.show", team.id), ladder_button(team)))
    return card(
        notice,
        *blocks,
        Text("Next: add objectives and key results with `okr add`.", Tone.QUIET),
        buttons(add_button("Add objectives", team, "objective"), ladder_button(team)),
    )


def _rhythm(team: Team) -> str:
    """`Growth: prompts Wed 10:00, closes Thu 10:00 (Europe/Berlin), before Growth weekly 12:00.`"""
    at = clock(team.meeting_at) if team.meeting_at else ""
    named = team.meeting or ("your meeting" if at else "")
    meeting = f", before {named} {at}".rstrip() if named else ""
    return f"{team.name}: prompts {opening(team)}, closes {closing(team)} ({team.zone}){meeting}."


def _next(team: Team, checkin: CheckIn, is_new: bool) -> str:
    if team.is_paused:
        return "Paused; `okr resume` starts it again."
    day = show_day(local_day(checkin.opens_at, team.zone))
    if checkin.state is CheckInState.OPEN:
        return "A check-in is open now; the change counts from the next one."
    if checkin.state is CheckInState.SKIPPED:
        return f"Not in the week of {day}: {checkin.skip_reason}."
    return f"{'First' if is_new else 'Next'}: {day}."


def _replaces(team: Team) -> str:
    return "" if team.trial_ends else f"Replaces: {team.replaces}."


def _trial(team: Team) -> str:
    until = show_day(team.trial_ends) if team.trial_ends else ""
    return f"A check-in that replaces nothing is extra work. Trial until {until}; find it something to replace by then."


def _unasked(snapshot: Snapshot) -> str:
    """Who owns a KR and is not asked: nobody would ever hear about it."""
    asked = {member.id for member in snapshot.roster}
    left = [kr for kr in snapshot.key_results if kr.owner_id not in asked]
    named = ", ".join(f"{snapshot.place(kr.id)} ({snapshot.name(kr.owner_id)})" for kr in left)
    return f"Owned by somebody who is not asked: {named}. Hand over with `okr edit`." if left else ""
