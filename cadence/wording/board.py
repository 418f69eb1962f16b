"""The board: objectives and key results as they stand, what is stuck, and when the next check-in is. Pure.

One screen: what is more than a few lines is counted, and the command that lists it is named.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial

from cadence.cards import Block, Button, Buttons, Card, Heading, Look, Text, Tone, buttons, card
from cadence.deciding import who_decides
from cadence.grammar.dates import show_day
from cadence.measure import show_trend
from cadence.model import Blocker, CheckIn, Decision, KeyResult, Member, Objective, StopShift, Team
from cadence.schedule.clocks import local_day
from cadence.schedule.cycles import week_of
from cadence.snapshot import NOT_SET, Snapshot
from cadence.text.leads import STUCK, TO_STOP
from cadence.weekly.counting import Count
from cadence.wording.channel import INVITE_ME
from cadence.wording.help_request import help_rows
from cadence.wording.ladder_form import ladder_button
from cadence.wording.lines import blocker_line, clip, clock_time, day_and_time, kr_line, needed_by, owner_cell
from cadence.wording.okrs import add_button
from cadence.wording.stop_entry import ledger_line
from cadence.wording.urgency import Rank, rank

MOST_STUCK = 5
NOTHING_OFF = "Nothing off track reported."
MOST_STOPS = 3
MOST_LINES = 15
MOST_UPDATES = 4
MOST_BUTTONS = 5
LEGEND = "last → now (target) · score · conf · owner"
NO_TEAM = "This {place} has no team yet."
WHAT_IT_IS = (
    "A team is asked four short questions a week here, answers in about a minute, and gets the agenda of its meeting."
)


@dataclass(frozen=True, kw_only=True)
class Board:
    """What a board shows, loaded. blockers: those that the reader may see. stops: not stopped yet.
    falls_due: by when a decision is needed, by its id; without a date the day that is meant.

    next_opens: None while paused. lacks_me: it is shown in the team's channel, where we may not post.
    """

    snapshot: Snapshot
    me: Member
    today: date
    blockers: tuple[Blocker, ...] = ()
    decisions: tuple[Decision, ...] = ()
    falls_due: Mapping[str, date] = field(default_factory=dict)
    stops: tuple[StopShift, ...] = ()
    open_checkin: CheckIn | None = None
    open_count: Count | None = None
    last_checkin: CheckIn | None = None
    last_count: Count | None = None
    next_opens: datetime | None = None
    runs_team: bool = False
    lacks_me: bool = False

    @property
    def team(self) -> Team:
        return self.snapshot.team


def board_card(board: Board) -> Card:
    title = _title(board)
    if not board.snapshot.objectives:
        return card(title, Heading(title), *_empty(board))
    legend = Text(LEGEND, Tone.QUIET)
    objectives = [Text(_objective(board.snapshot, objective)) for objective in board.snapshot.objectives]
    rhythm = Text(f"{_rhythm(board)}\n{INVITE_ME}" if board.lacks_me else _rhythm(board), Tone.QUIET)
    ledger = [Text(_to_stop(board))] if board.stops else []
    return card(title, Heading(title), legend, *objectives, Text(_stuck(board)), *ledger, rhythm, *_own_buttons(board))


def first_contact_card(is_guest: bool, place: str = "channel") -> Card:
    """For a channel without a team. place: what people call it."""
    first = NO_TEAM.format(place=place)
    if is_guest:
        return card(first)
    row = buttons(Button("Set up", "setup.open", look=Look.PRIMARY))
    return card(first, Text(f"{first} {WHAT_IT_IS}"), row, Text("`okr help` shows all commands.", Tone.QUIET))


def which_team_card(teams: Sequence[Team]) -> Card:
    """For a personal chat of somebody with several teams."""
    ask = "Which team?"
    row = Buttons(tuple(Button(clip(team.name, 60), "board.show", team.id) for team in teams[:MOST_BUTTONS]))
    more = [Text(f"Or type `okr board` and one of: {', '.join(team.slug for team in teams[MOST_BUTTONS:])}")]
    return card(ask, Text(ask), row, *(more if len(teams) > MOST_BUTTONS else []))


def _title(board: Board) -> str:
    cycle = board.snapshot.cycle
    if cycle is None:
        return board.team.name
    if board.today > cycle.ends:
        return f"{board.team.name} · {cycle.name} is over"
    week, weeks = week_of(cycle, board.today)
    return f"{board.team.name} · week {week} of {weeks}"


def _objective(snapshot: Snapshot, objective: Objective) -> str:
    key_results = snapshot.under(objective)
    lines = [f"{objective.number} {clip(objective.title, 120)} · {snapshot.name(objective.owner_id)}"]
    lines += [_key_result(snapshot, kr) for kr in key_results[:MOST_LINES]]
    more = len(key_results) - MOST_LINES
    return "\n".join(
        [*lines, *([f"+{more} more"] if more > 0 else []), *([] if key_results else ["No key result yet."])]
    )


def _key_result(snapshot: Snapshot, key_result: KeyResult) -> str:
    """Its line and its owner; a confidence that is missing is said, so that the score is not taken for one."""
    readings = snapshot.trend(key_result.id)
    unset = [] if show_trend(readings) or not readings else [f"conf {NOT_SET}"]
    return " · ".join([kr_line(snapshot, key_result), *unset, _owner(snapshot, key_result)])


def _owner(snapshot: Snapshot, key_result: KeyResult) -> str:
    return clip(snapshot.name(key_result.owner_id), 40)


def _stuck(board: Board) -> str:
    blockers = sorted(board.blockers, key=partial(_by_check, board))
    lines = [blocker_line(board.snapshot, blocker, board.today) for blocker in blockers]
    lines += [_decision(board, decision) for decision in sorted(board.decisions, key=partial(_by_need, board))]
    if not lines:
        return f"{STUCK}\n{NOTHING_OFF}"
    more = len(lines) - MOST_STUCK
    rest = [f"+{more} more: `okr blockers`, `okr decisions`"] if more > 0 else []
    return "\n".join([STUCK, *lines[:MOST_STUCK], *rest])


def _to_stop(board: Board) -> str:
    """What is to stop or shift and has not yet, the oldest first."""
    rows = sorted(board.stops, key=lambda stop: (stop.raised_at, stop.id))
    lines = [ledger_line(stop, board.snapshot, board.today) for stop in rows[:MOST_STOPS]]
    more = len(rows) - MOST_STOPS
    return "\n".join([TO_STOP, *lines, *([f"+{more} more"] if more > 0 else [])])


def _by_check(board: Board, blocker: Blocker) -> Rank:
    is_set = bool(blocker.owner_id and blocker.next_check)
    return rank(blocker.next_check, is_set, board.today, blocker.raised_at, blocker.id)


def _by_need(board: Board, decision: Decision) -> Rank:
    is_set = bool(decision.decider_id and decision.needed_by)
    day = decision.needed_by or board.falls_due.get(decision.id)
    return rank(day, is_set, board.today, decision.raised_at, decision.id)


def _decision(board: Board, decision: Decision) -> str:
    """`1.3 to decide: Pause paid ads? Ana, by Thu 12 Nov`"""
    who = owner_cell(board.snapshot, who_decides(decision, board.snapshot))
    when = needed_by(decision, board.falls_due.get(decision.id), board.today)
    place = board.snapshot.place(decision.key_result_id)
    return f"{place} to decide: {clip(decision.question)} {who}, {when}".strip()


def _rhythm(board: Board) -> str:
    zone = board.team.zone
    where = f" ({zone})" if zone != board.me.zone else ""
    parts = []
    if board.last_checkin:
        day = show_day(local_day(board.last_checkin.closes_at, zone), board.today)
        parts.append(f"Last check-in {day}, {board.last_count}.")
    if board.open_checkin:
        parts.append(f"Open until {day_and_time(board.open_checkin.closes_at, zone)}{where}, {board.open_count}.")
    elif board.next_opens is None:
        parts.append("Paused; `okr resume` starts it again.")
    else:
        day = show_day(local_day(board.next_opens, zone), board.today)
        parts.append(f"Next opens {day} {clock_time(board.next_opens, zone)}{where}.")
    return " ".join(parts)


def _own_buttons(board: Board) -> list[Block]:
    """Answer, a few to update or look back on one's own KRs, and what the lead sets."""
    if board.me.is_guest:
        return []
    snapshot = board.snapshot
    mine = snapshot.owned_by(board.me.id)
    calls = [item for row in help_rows(snapshot, mine, board.me.id) for item in _buttons_in(row)]
    kinds = [
        [_answer(board.open_checkin)] if board.open_checkin and board.me in snapshot.roster else [],
        [Button(f"Update {snapshot.place(kr.id)}", "board.update", kr.id) for kr in mine[:MOST_UPDATES]],
        [Button(f"History {snapshot.place(kr.id)}", "history.show", kr.id) for kr in mine[:MOST_BUTTONS]],
        calls,
        [ladder_button(board.team)] if board.runs_team else [],
    ]
    return [Buttons(tuple(row)) for row in _rows(kinds)]


def _buttons_in(block: Block) -> tuple[Button, ...]:
    return block.buttons if isinstance(block, Buttons) else ()


def _rows(kinds: Sequence[Sequence[Button]]) -> list[list[Button]]:
    """As few rows as they fill; those of one kind stay together."""
    rows: list[list[Button]] = []
    for kind in filter(None, kinds):
        if rows and len(rows[-1]) + len(kind) <= MOST_BUTTONS:
            rows[-1] += kind
        else:
            rows.append(list(kind))
    return rows


def _answer(checkin: CheckIn) -> Button:
    return Button("Answer", "checkin.answer", checkin.id, Look.PRIMARY)


def _empty(board: Board) -> list[Block]:
    lead = board.snapshot.name(board.team.lead_id)
    what = "No objectives yet. One says where to get; two or three key results say how you will see it."
    rhythm = Text(_rhythm(board), Tone.QUIET)
    if board.me.is_guest or not board.runs_team:
        return [Text(f"{what} {lead} adds them with `okr add`."), rhythm]
    return [
        Text(f"{what} Add the first with `okr add`."),
        rhythm,
        buttons(add_button("Add an objective", board.team, "objective")),
    ]
