"""A blocker's own message: in its check-in's thread, with everything that settles it, kept true wherever it stands."""

from dataclasses import replace
from datetime import date
from typing import Any

from cadence.context import Services
from cadence.snapshot import load_snapshot
from cadence.wording.blocker_entry import entry_blocks
from cadence.wording.plain import plain_text
from tests.cadence.answering import Answering
from tests.cadence.desk import Desk, form_of
from tests.cadence.follow.two_teams import blocker_in, labels, lines_in, messages, only
from tests.fakes.clock import FakeClock
from tests.fakes.growth import TEAM, WORKSPACE, kr_id
from tests.fakes.memory import MemoryStore

BUTTONS = ["I'll take it", "Assign", "Solved", "New date", "Ask for help"]


async def test_what_is_recorded_stands_in_the_thread_with_everything_that_settles_it(desk: Desk) -> None:
    shown = blocker_in(desk.store)
    assert plain_text(shown).splitlines()[:2] == [
        "1.3 waiting for legal",
        "since 9 Nov · owner Cy · next check not set",
    ]
    assert labels(shown) == BUTTONS


async def test_it_is_said_in_the_thread_and_not_in_the_channel(desk: Desk) -> None:
    (checkin,) = desk.rows("checkins")
    assert [row.place.thread for row in messages(desk.store) if row.key.startswith("blocker:")] == [
        f"prompt:{checkin.id}"
    ]


async def test_one_of_an_answer_has_its_own_message_too(week: Answering) -> None:
    await week.reply("ben", {"blocker:1:text": "no test data", "blocker:1:tried": "asked twice"})
    shown = plain_text(blocker_in(week.store))
    assert shown.startswith("no test data\nsince 11 Nov · owner not set · next check not set\ntried: asked twice")


async def test_editing_the_answer_updates_the_message_and_says_nothing_twice(week: Answering) -> None:
    await week.reply("ben", {"blocker:1:text": "no test data"})
    before = len(messages(week.store))
    await week.reply("ben", {"blocker:1:text": "no data at all"})
    assert "no data at all" in plain_text(blocker_in(week.store))
    assert len(messages(week.store)) == before


async def test_clearing_it_takes_it_back_without_its_words_and_buttons(week: Answering) -> None:
    await week.reply("ben", {"blocker:1:text": "no test data"})
    await week.reply("ben", {"blocker:1:text": ""})
    assert plain_text(blocker_in(week.store)) == "Ben took back a blocker."


async def test_taking_back_what_was_recorded_empties_its_message(desk: Desk) -> None:
    await desk.press("ben", "record.undo", f"blocker:{only(desk).id}")
    assert plain_text(blocker_in(desk.store)) == "Ben took back a blocker."
    assert lines_in(desk.store) == []


async def test_an_early_one_waits_for_its_check_in(store: MemoryStore, clock: FakeClock, services: Services) -> None:
    week = Answering(store, clock, services)
    await week.at(9, "09:00")
    form = form_of(await week.ask.types("ben", "checkin"))
    await week.ask.sends("ben", form, **{"blocker:1:text": "no test data"})
    assert messages(store) == []
    await week.at(11, "10:00")
    assert "no test data" in plain_text(blocker_in(store))


async def test_markup_in_its_words_stays_data(desk: Desk) -> None:
    await desk.keep("blockers", replace(only(desk), text="<!channel> *now*", tried="a\nb"))
    blocks = entry_blocks(only(desk), await _snapshot(desk), date(2026, 11, 9))
    assert "<!channel> *now*" in blocks[0].text  # type: ignore[union-attr]  # the first block is its text
    assert "tried: a b" in blocks[0].text  # type: ignore[union-attr]  # ditto


async def test_the_longest_words_still_make_a_short_entry(desk: Desk) -> None:
    huge = replace(only(desk), text="x" * 3_000, tried="y" * 3_000, waiting_on="z" * 300)
    (text, _) = entry_blocks(huge, await _snapshot(desk), date(2026, 11, 9))
    assert len(text.text) <= 1_600  # type: ignore[union-attr]  # the first block is its text


async def test_in_the_next_week_the_old_message_changes_and_the_new_thread_says_one_line(week: Answering) -> None:
    await week.reply("ben", {"blocker:1:text": "no test data", "blocker:1:kr": kr_id("1.3")})
    await week.at(12, "10:00")
    await week.at(18, "10:00")
    await week.press("ben", "blocker.solved", only(week).id)
    assert plain_text(blocker_in(week.store)).startswith("✓ 1.3 no test data: solved by Ben")
    (line,) = [row for row in messages(week.store) if row.key.count(":") == 2 and row.key.startswith("blocker:")]
    assert line.card.notice == "Ben: blocker solved: no test data"
    assert line.place.thread == f"prompt:{(await week.newest()).id}"


async def test_a_posted_summary_follows(week: Answering) -> None:
    await week.reply("ben", {"blocker:1:text": "no test data"})
    await week.at(12, "10:00")
    assert "no test data; owner and next check not set" in week.texts("summary")[0]
    form = form_of(await week.press("ben", "blocker.take", only(week).id))
    await week.ask.sends("ben", form, next_check="2026-11-13")
    assert "no test data; Ben, next check Fri 13 Nov" in week.texts("summary")[0]


async def _snapshot(desk: Desk) -> Any:
    async with desk.store.unit(WORKSPACE.id, actor="test") as unit:
        return await load_snapshot(unit, TEAM)
