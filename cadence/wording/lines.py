"""Lines that several messages share: a key result, a blocker, a decision, an owner and a date.

Knows how a record is written in one line; must not know which message it stands in.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from cadence.grammar.dates import show_day
from cadence.measure import MONEY, show_score, show_trend, show_value
from cadence.model import (
    Action,
    Blocker,
    Cycle,
    Decision,
    DecisionState,
    Direction,
    KeyResult,
    Kind,
    Reading,
    Team,
)
from cadence.schedule.clocks import local, local_day
from cadence.schedule.cycles import week_of
from cadence.snapshot import NOT_SET, Snapshot
from cadence.wording.dependency import only_says_so, other_team, owners_of, waits_on_whom

FILLERS = frozenset(
    ("and", "are", "can", "could", "does", "for", "have", "our", "shall", "should", "the", "this", "what")
)
"""Words of three letters or more that do not say what a question is about."""
WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
LONGEST_NAME = 40
CLIPPED = 90
"""How much of somebody's text stands in one line of a message that has to stay short."""


def place_of(team: Team) -> str:
    """What people call the place where it lives."""
    return "channel" if team.has_threads else "chat"


def kr_line(snapshot: Snapshot, key_result: KeyResult) -> str:
    """`1.1 Activation 36 → 38% (45) · 0.50 · 6 7 7`, from the latest readings."""
    readings = snapshot.trend(key_result.id)
    now = readings[-1] if readings else None
    last = readings[-2] if len(readings) > 1 else None
    return kr_text(snapshot.place(key_result.id), key_result, last, now, readings)


def kr_text(
    place: str,
    key_result: KeyResult,
    last: Reading | None,
    now: Reading | None,
    trend: Sequence[Reading],
    mark: str = "",
    longest: int = 60,
) -> str:
    """The line of one KR: place, title, last → now (target), score, confidence.

    trend: readings, oldest first, whose last three confidences are shown. mark: said after the value, e.g. `away`.
    longest: how much of the title is shown.
    """
    target = f"({target_text(key_result)})" + (" stretch" if key_result.kind == Kind.STRETCH else "")
    head = f"{place} {clip(key_result.title, longest)} {movement(key_result, last, now, mark)} {target}"
    score = show_score(key_result, now.value) if now else ""
    return " · ".join(part for part in (head, score, show_trend(trend)) if part)


def movement(key_result: KeyResult, last: Reading | None, now: Reading | None, mark: str = "") -> str:
    """`36 → 38%`; `38%, same`; `38%` where nothing stood before; `no value yet`."""
    if now is None:
        return f"no value yet, {mark}" if mark else "no value yet"
    unit = _unit(key_result)
    value = show_value(now.value, unit)
    before = show_value(last.value, unit if unit in MONEY else "") if last else ""
    moved = f"{before} → {value}" if last and last.value != now.value else value
    remark = mark or ("same" if last and last.value == now.value else "")
    return f"{moved}, {remark}" if remark else moved


def _unit(key_result: KeyResult) -> str:
    """The unit, unless it is a word that the title says already ("Days to value 6")."""
    word = key_result.unit.lower()
    return "" if word.isalpha() and word in key_result.title.lower() else key_result.unit


def target_text(key_result: KeyResult) -> str:
    """`45`; `$1.2m`; `keep 10–20`."""
    unit = key_result.unit if key_result.unit in MONEY else ""
    if key_result.direction == Direction.KEEP:
        low, high = sorted((key_result.start, key_result.target))
        return f"keep {show_value(low, unit)}–{show_value(high, unit)}"
    return show_value(key_result.target, unit)


def week_of_cycle(team: Team, cycle: Cycle | None, moment: datetime) -> str:
    """`week 6 of 13`, by the team's local day; empty without a cycle."""
    if cycle is None:
        return ""
    week, weeks = week_of(cycle, local_day(moment, team.zone))
    return f"week {week} of {weeks}"


def owner_cell(snapshot: Snapshot, member_id: str | None, longest: int = LONGEST_NAME) -> str:
    """The name, or "not set". longest: how much of the texts beside it is shown; a name takes no more."""
    return clip(snapshot.name(member_id), min(longest, LONGEST_NAME))


def date_cell(day: date | None, today: date | None = None) -> str:
    """`Thu 12 Nov`, or "not set". today: says ", overdue" where the day is past."""
    if day is None:
        return NOT_SET
    return f"{show_day(day, today)}, overdue" if today and day < today else show_day(day, today)


def day_cell(day: date | None, today: date) -> str:
    """`Thu 12 Nov`, or "not set"."""
    return show_day(day, today) if day else NOT_SET


def owner_and_date(owner: str, due: date | None, today: date) -> str:
    """`Cy, by Fri 13 Nov`; says what is not set."""
    if due is None:
        return "owner and date not set" if owner == NOT_SET else f"{owner}, date not set"
    by = f"by {show_day(due, today)}"
    return f"owner not set, {by}" if owner == NOT_SET else f"{owner}, {by}"


def blocker_line(snapshot: Snapshot, blocker: Blocker, today: date, longest: int = CLIPPED) -> str:
    """`2.2 waits on Legal since 4 Nov; Ben, next check Fri 13 Nov`."""
    if other_team(blocker, snapshot):
        return _dependency_line(snapshot, blocker, today, longest)
    place = snapshot.place(blocker.key_result_id)
    what = clip(blocker.text, longest)
    named = snapshot.name(blocker.waiting_on_id) if blocker.waiting_on_id else ""
    waiting = clip(blocker.waiting_on or named, min(longest, LONGEST_NAME))
    if waiting and waiting.lower() not in what.lower():
        what = f"{what}; waits on {waiting}"
    since = f" since {short_day(blocker.since, today)}" if waiting else ""
    return f"{place} {what}{since}; {_promise(snapshot, blocker, today, longest)}".strip()


def _dependency_line(snapshot: Snapshot, blocker: Blocker, today: date, longest: int) -> str:
    """`2.2 waits on Product since 4 Nov; Eli and Otto, next check Fri 13 Nov`."""
    what = "" if only_says_so(blocker, snapshot) else f"{clip(blocker.text, longest)};"
    waits = (
        f"waits on {clip(waits_on_whom(blocker, snapshot), min(longest, 60))} since {short_day(blocker.since, today)}"
    )
    parts = (snapshot.place(blocker.key_result_id), what, waits)
    return f"{' '.join(part for part in parts if part)}; {_owners_and_check(snapshot, blocker, today)}"


def incoming_line(snapshot: Snapshot, blocker: Blocker, today: date, longest: int = CLIPPED) -> str:
    """`Growth 2.2 waits on us since 4 Nov: the price list; Eli and Otto, next check Fri 13 Nov`, as the team that it
    waits on reads it. snapshot: of the team that raised it."""
    who = f"{clip(snapshot.team.name, 40)} {snapshot.place(blocker.key_result_id)}".strip()
    what = "" if only_says_so(blocker, snapshot) else f": {clip(blocker.text, longest)}"
    since = short_day(blocker.since, today)
    return f"{who} waits on us since {since}{what}; {_owners_and_check(snapshot, blocker, today)}"


def _owners_and_check(snapshot: Snapshot, blocker: Blocker, today: date) -> str:
    owners = f"{'' if blocker.owner_id else 'owner '}{clip(owners_of(blocker, snapshot), 60)}"
    return f"{owners}, next check {date_cell(blocker.next_check, today)}"


def _promise(snapshot: Snapshot, blocker: Blocker, today: date, longest: int) -> str:
    if blocker.owner_id is None and blocker.next_check is None:
        return "owner and next check not set"
    owner = owner_cell(snapshot, blocker.owner_id, longest) if blocker.owner_id else "owner not set"
    return f"{owner}, next check {date_cell(blocker.next_check, today)}"


def decision_cells(
    snapshot: Snapshot,
    decision: Decision,
    today: date | None = None,
    longest: int = CLIPPED,
    falls_due: date | None = None,
) -> tuple[str, str, str]:
    """What, owner and date: of the question while it is open, of what was decided (with a tick) once it is.

    falls_due: the day that is meant where none was set; "not set" is overdue from then on.
    """
    if decision.state == DecisionState.DECIDED:
        owner = owner_cell(snapshot, decision.owner_id, longest)
        return f"✓ {decided_text(decision, longest)}", owner, date_cell(decision.due)
    owner = owner_cell(snapshot, decision.decider_id, longest)
    is_overdue = decision.needed_by is None and today is not None and falls_due is not None and falls_due < today
    day = f"{NOT_SET}, overdue" if is_overdue else date_cell(decision.needed_by, today)
    return clip(decision.question, longest), owner, day


def decided_text(decision: Decision, longest: int = CLIPPED) -> str:
    """`Annual-only offer stays`, where that says what it is about; else `hire a contractor? Yes, one for a month`.

    longest: of both together; the question gives way first, but keeps half of it.
    """
    question, outcome = one_line(decision.question), one_line(decision.outcome)
    if not outcome or _stands_alone(question, outcome):
        return clip(outcome or question, longest)
    asked = question if question.endswith(("?", ".", "!", "…")) else f"{question}?"
    first = clip(asked, max(longest // 2, longest - len(outcome) - 1))
    return f"{first} {clip(outcome, longest - len(first) - 1)}"


def _stands_alone(question: str, outcome: str) -> bool:
    """Whether an outcome repeats most of what was asked: then it is understood without the question."""
    asked = _weighty(question)
    return bool(asked) and 2 * len(asked & _weighty(outcome)) > len(asked)


def _weighty(text: str) -> set[str]:
    """The words that carry a sentence."""
    return {word for word in re.findall(r"[\w-]{3,}", text.lower()) if word not in FILLERS}


def needed_by(decision: Decision, falls_due: date | None, today: date) -> str:
    """`by Thu 12 Nov`; `by Thu 26 Nov (no date set), overdue`. falls_due: the day that is meant where none was set."""
    day = decision.needed_by or falls_due
    if day is None:
        return "no date set"
    unset = "" if decision.needed_by else " (no date set)"
    return f"by {show_day(day, today)}{unset}" + (", overdue" if day < today else "")


def action_line(
    snapshot: Snapshot,
    action: Action,
    today: date | None = None,
    longest: int = CLIPPED,
    decision: Decision | None = None,
) -> str:
    """`pricing test, Cy, Wed 18 Nov`; `Start in January? Yes, with two teams (Cy, Wed 18 Nov)`.

    decision: that it follows from, where it follows from one: an outcome says little without its question.
    """
    promise = f"{owner_cell(snapshot, action.owner_id, longest)}, {date_cell(action.due, today)}"
    if decision is None:
        return f"{clip(action.text, longest)}, {promise}"
    return f"{decided_text(replace(decision, outcome=action.text), longest)} ({promise})"


def moved_often(times: int) -> str:
    """`moved once`, `moved twice`, `moved 3 times`; empty for never."""
    return {0: "", 1: "moved once", 2: "moved twice"}.get(times, f"moved {times} times")


def in_words(count: int) -> str:
    """`two`; `13`: as people write it in a sentence."""
    return WORDS[count] if count < len(WORDS) else str(count)


def short_day(day: date, today: date | None = None) -> str:
    """`4 Nov`; with the year where it is another one than today's."""
    return show_day(day, today).split(" ", 1)[1]


def clock_time(moment: datetime, zone: str) -> str:
    """`10:00`."""
    return f"{local(moment, zone):%H:%M}"


def day_and_time(moment: datetime, zone: str) -> str:
    """`Thu 10:00`."""
    there = local(moment, zone)
    return f"{show_day(there.date()).split(' ', 1)[0]} {there:%H:%M}"


def one_line(text: str) -> str:
    """The text without line breaks and double blanks."""
    return " ".join(text.split())


def clip(text: str, longest: int = CLIPPED) -> str:
    """The text in one line, shortened with an ellipsis where it is longer."""
    line = one_line(text)
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"
