"""The report: the summary as plain text for a status mail, complete, nothing shortened.

Knows how a mail reads; must not name anybody but owners of promises, nor anything meant for the lead alone.
"""

from collections.abc import Iterable

from cadence.cards import Buttons, Card
from cadence.grammar.dates import show_day
from cadence.model import Action, Blocker, Decision, DecisionState
from cadence.text.leads import KEY_RESULTS
from cadence.weekly.week import WeekRecord
from cadence.wording import matters, parts
from cadence.wording.lines import blocker_line, one_line
from cadence.wording.plain import plain_text

ENDLESS = 100_000


def report_text(week: WeekRecord) -> str:
    """Lines of plain text, sections apart by a blank line."""
    sections = (
        [parts.title(week), f"{show_day(week.day)}. {parts.headline(week)}"],
        ["Decisions", *(_bulleted(_decisions(week)) or [parts.nobody(week) or parts.NO_DECISION])],
        ["Off track", *(_bulleted(_off_track(week)) or [parts.nobody(week) or parts.NOTHING_OFF])],
        _key_results(week),
        _titled("Actions", _actions(week)),
        _titled("Stopped or shifted", parts.stopped(week, ENDLESS)),
    )
    return "\n\n".join("\n".join(lines) for lines in sections if lines)


def posted_text(summary: Card) -> str:
    """A summary as it was posted, as plain text without its buttons."""
    blocks = tuple(block for block in summary.blocks if not isinstance(block, Buttons))
    return plain_text(Card(summary.notice, blocks))


def _bulleted(lines: Iterable[str]) -> list[str]:
    return [f"- {line}" for line in lines]


def _titled(name: str, lines: list[str]) -> list[str]:
    return [name, *_bulleted(lines)] if lines else []


def _decisions(week: WeekRecord) -> list[str]:
    return [_decision(week, row) for row in [*matters.open_decisions(week), *matters.made_decisions(week)]]


def _decision(week: WeekRecord, decision: Decision) -> str:
    what, owner, day = parts.cells(week, decision, ENDLESS)
    place = week.snapshot.place(decision.key_result_id)
    affects = f"; affects {place}" if place else ""
    waits = decision.state == DecisionState.OPEN and decision.fallback
    fallback = f"; if no answer: {one_line(decision.fallback)}" if waits else ""
    return f"{what} ({owner}, {day}){affects}{fallback}"


def _off_track(week: WeekRecord) -> list[str]:
    blocked = [_blocker(week, row) for row in matters.open_blockers(week)]
    low = parts.low_lines(week, ENDLESS)
    solved = [f"Solved: {one_line(row.text)}" for row in matters.solved_blockers(week)]
    return [*blocked, *parts.incoming(week, ENDLESS), *low, *solved]


def _blocker(week: WeekRecord, blocker: Blocker) -> str:
    tried = f"; tried: {one_line(blocker.tried)}" if blocker.tried else ""
    return blocker_line(week.snapshot, blocker, week.day, ENDLESS) + tried


def _key_results(week: WeekRecord) -> list[str]:
    heading = parts.kr_heading(week).replace(KEY_RESULTS, "Key results:").replace("conf", "confidence")
    notes = {week.snapshot.place(kr.id): reading.note for kr in week.snapshot.key_results if (reading := week.now(kr))}
    lines = [line if line.is_title else _noted(line, notes) for line in parts.key_results(week, ENDLESS)]
    shown = [line.text if line.is_title else f"- {line.text}" for line in lines]
    return [heading, *(shown or [parts.NO_KEY_RESULTS])]


def _noted(line: parts.KrLine, notes: dict[str, str]) -> parts.KrLine:
    note = one_line(notes.pop(line.text.split(" ", 1)[0], ""))
    return parts.KrLine(f"{line.text}; {note}" if note else line.text)


def _actions(week: WeekRecord) -> list[str]:
    moved = (f"Moved: {_action(week, row)}" for row in matters.moved_actions(week))
    return [
        *(f"Done: {one_line(row.text)}" for row in matters.done_actions(week)),
        *(f"Dropped: {one_line(row.text)}" for row in matters.dropped_actions(week)),
        *moved,
        *(f"Open: {_action(week, row)}" for row in matters.other_actions(week)),
    ]


def _action(week: WeekRecord, action: Action) -> str:
    return parts.action(week, action, ENDLESS)
