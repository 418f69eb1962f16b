"""When a summary changes: a late answer updates it, and a past week reads as it was."""

from dataclasses import replace

from cadence.model import BlockerState
from cadence.weekly.closing import refresh_summary
from cadence.wording.plain import plain_text
from cadence.wording.summary import summary_card
from tests.cadence.harness import Rhythm, berlin
from tests.cadence.summary.summarising import blocker


async def test_a_late_answer_updates_it_in_place(rhythm: Rhythm) -> None:
    closed = await rhythm.closed()
    rhythm.clock.forward(hours=3)
    await rhythm.answer("ben")
    await rhythm.read("1.1", "40", 8)
    async with rhythm.unit() as unit:
        await refresh_summary(unit, rhythm.services, closed)
    [text] = rhythm.texts("summary")
    assert "1 of 4 in" in text
    assert "36 → 40%" in text
    assert "For today 12:00" in text


async def test_before_the_closing_there_is_nothing_to_update(rhythm: Rhythm) -> None:
    opened = await rhythm.opened()
    async with rhythm.unit() as unit:
        await refresh_summary(unit, rhythm.services, opened)
    assert rhythm.said("summary") == []


async def test_a_past_week_reads_as_it_was(rhythm: Rhythm) -> None:
    first = await rhythm.opened()
    await rhythm.read("1.1", "38", 7)
    await rhythm.add("blockers", blocker(1, "no data"))
    await rhythm.at(12, "10:00")
    then = rhythm.texts("summary")[0]
    for day in (18, 19, 25, 26):
        await rhythm.at(day, "10:00")
    await rhythm.read("1.1", "44", 9)
    async with rhythm.unit() as unit:
        row = await unit.blockers.get(blocker(1, "").id)
        await unit.blockers.save(replace(row, state=BlockerState.SOLVED, settled_at=berlin(27)))
        past = await unit.checkins.get(first.id)
    assert plain_text(summary_card(await rhythm.week(past))) == then
