"""The history of one key result: a chart, its last readings, and every change of its target. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cadence.cards import Block, Card, Chart, Heading, Table, Text, Tone, card
from cadence.grammar.dates import show_day
from cadence.measure import one_a_week, show_score, show_value
from cadence.model import Direction, Initiative, KeyResult, Kind, Reading, TargetChange
from cadence.schedule.clocks import local_day
from cadence.snapshot import NOT_SET, Snapshot
from cadence.wording.lines import clip, short_day

LAST = 13
"""How many readings are shown: a quarter of weeks."""
COLUMNS = ("When", "Value", "Conf", "By", "Note")


@dataclass(frozen=True, kw_only=True)
class History:
    """readings: oldest first. changes: of the target, oldest first. place: also of a KR that was removed."""

    snapshot: Snapshot
    key_result: KeyResult
    place: str
    today: date
    readings: tuple[Reading, ...]
    changes: tuple[TargetChange, ...]
    initiatives: tuple[Initiative, ...]


def history_card(history: History) -> Card:
    title = clip(f"{history.place} {history.key_result.title}", 150)
    blocks: list[Block] = [Heading(title)]
    weekly = one_a_week(history.readings, history.snapshot.team.zone)
    if len(weekly) > 1:
        blocks.append(_chart(history, title, weekly))
    blocks.append(Text(_stand(history), Tone.QUIET))
    if history.readings:
        blocks.append(Table(COLUMNS, tuple(_row(history, reading) for reading in reversed(history.readings))))
    else:
        blocks.append(Text(f"No value yet. The first: `okr update {history.place}` and the number."))
    return card(title, *blocks, *_notes(history))


def _stand(history: History) -> str:
    """`Ana · start 80%, target 90% · now 84%, score 0.40`"""
    kr = history.key_result
    start, target = show_value(kr.start, kr.unit), show_value(kr.target, kr.unit)
    way = f"keep between {start} and {target}" if kr.direction is Direction.KEEP else f"start {start}, target {target}"
    parts = [_name(history, kr.owner_id), way + (", stretch" if kr.kind is Kind.STRETCH else "")]
    if history.readings:
        now = history.readings[-1].value
        score = show_score(kr, now)
        shown = score if kr.direction is Direction.KEEP else f"score {score}"
        parts.append(f"now {show_value(now, kr.unit)}, {shown}")
    return " · ".join([*parts, *(["removed"] if kr.is_removed else [])])


def _name(history: History, member_id: str) -> str:
    return clip(history.snapshot.name(member_id), 40)


def _day(history: History, reading: Reading) -> date:
    return local_day(reading.at, history.snapshot.team.zone)


def _chart(history: History, title: str, weekly: Sequence[Reading]) -> Chart:
    return Chart(
        title,
        tuple(short_day(_day(history, reading)) for reading in weekly),
        tuple(float(reading.value) for reading in weekly),
        float(history.key_result.target),
        history.key_result.unit,
    )


def _row(history: History, reading: Reading) -> tuple[str, ...]:
    confidence = "–" if reading.confidence is None else str(reading.confidence)
    name = _name(history, reading.member_id)
    return (
        show_day(_day(history, reading), history.today),
        show_value(reading.value, history.key_result.unit),
        confidence,
        "" if name == NOT_SET else name,
        reading.note or ("unchanged" if reading.is_confirmed else ""),
    )


def _notes(history: History) -> list[Block]:
    lines = [_change(history, change) for change in history.changes]
    if history.initiatives:
        work = ", ".join(f"{clip(item.title)} ({_name(history, item.owner_id)})" for item in history.initiatives[:10])
        lines.append(f"Initiatives: {work}")
    return [Text("\n".join(lines), Tone.QUIET)] if lines else []


def _change(history: History, change: TargetChange) -> str:
    """`Target 90% → 85% on Thu 12 Nov: two markets closed (Ana)`"""
    unit = history.key_result.unit
    day = show_day(local_day(change.at, history.snapshot.team.zone), history.today)
    moved = f"{show_value(change.old, unit)} → {show_value(change.new, unit)}"
    return f"Target {moved} on {day}: {change.reason} ({_name(history, change.member_id)})"
