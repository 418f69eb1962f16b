"""`okr summary [week]`: a past summary, for the person who asks."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from cadence.cards import Card, Verbatim
from cadence.context import Services
from cadence.model import CheckIn, TargetChange
from cadence.requests import Say
from cadence.scheduler import Scheduler
from cadence.weekly.closing import refresh_summary
from cadence.wording.plain import plain_text
from cadence.wording.summary import ALL_OF_IT
from tests.cadence.desk import Desk, an_action, is_refused, words
from tests.fakes.clock import FakeClock
from tests.fakes.growth import CYCLE, KEY_RESULTS, MONDAY, TEAM, WORKSPACE, mid
from tests.fakes.memory import MemoryStore

FIRST_CLOSING = datetime(2026, 11, 12, 9, 0, tzinfo=UTC)
SECOND_OPENING = datetime(2026, 11, 18, 9, 30, tzinfo=UTC)
SECOND_CLOSING = datetime(2026, 11, 19, 9, 0, tzinfo=UTC)


@pytest.fixture
def desk(store: MemoryStore, services: Services) -> Desk:
    return Desk(store, services)


async def _play(desk: Desk, clock: FakeClock, until: datetime) -> None:
    scheduler = Scheduler(desk.store, desk.services)
    while clock.now <= until:
        await scheduler.tick()
        clock.forward(hours=1)
    await scheduler.tick()


async def test_before_the_first_closing_it_says_when_there_will_be_one(desk: Desk) -> None:
    reply = await desk.type("ben", "summary")
    assert is_refused(reply)
    assert "the first one comes when a check-in closes" in words(reply)


async def test_without_a_week_it_is_the_latest(desk: Desk, clock: FakeClock) -> None:
    await _play(desk, clock, SECOND_CLOSING)
    reply = await desk.type("ben", "summary")
    assert isinstance(reply, Say)
    assert reply.card.notice.startswith("Growth · week 8 of 13")


@pytest.mark.parametrize(("line", "week"), [("summary 7", 7), ("summary week 8", 8)])
async def test_a_week_of_the_cycle_shows_its_summary(desk: Desk, clock: FakeClock, line: str, week: int) -> None:
    await _play(desk, clock, SECOND_CLOSING)
    reply = await desk.type("ben", line)
    assert isinstance(reply, Say)
    assert reply.card.notice.startswith(f"Growth · week {week} of 13")


async def test_it_is_private_and_the_posted_one_stays_as_it_is(desk: Desk, clock: FakeClock) -> None:
    await _play(desk, clock, FIRST_CLOSING)
    before = {key: queued.revision for key, queued in desk.store.data[WORKSPACE.id].messages.items()}
    await desk.type("ben", "summary")
    assert {key: queued.revision for key, queued in desk.store.data[WORKSPACE.id].messages.items()} == before


async def test_a_week_is_one_of_this_cycle(desk: Desk, clock: FakeClock) -> None:
    await _play(desk, clock, FIRST_CLOSING)
    await desk.keep("cycles", replace(CYCLE, is_current=False), replace(CYCLE, id="next", name="Next"))
    assert "no summary of week 7 in this cycle yet" in words(await desk.type("ben", "summary 7"))
    assert not is_refused(await desk.type("ben", "summary"))


async def test_an_unknown_week_names_those_that_there_are(desk: Desk, clock: FakeClock) -> None:
    await _play(desk, clock, FIRST_CLOSING)
    assert "There is no summary of week 3. There is one of week 7." in words(await desk.type("ben", "summary 3"))
    await _play(desk, clock, SECOND_CLOSING)
    assert "There are those of weeks 7, 8." in words(await desk.type("ben", "summary 3"))


async def test_a_past_summary_is_the_one_that_was_posted_whatever_changed_since(desk: Desk, clock: FakeClock) -> None:
    await _play(desk, clock, FIRST_CLOSING)
    posted = _posted(desk)
    await _play(desk, clock, SECOND_OPENING)
    await _change_everything(desk, clock)
    assert await desk.type("ben", "summary 7") == Say(posted)
    assert _posted(desk) == posted


async def test_what_is_settled_once_the_next_check_in_is_open_stands_in_the_next_summary(
    desk: Desk, clock: FakeClock
) -> None:
    await _play(desk, clock, FIRST_CLOSING)
    await _play(desk, clock, SECOND_OPENING)
    posted = _posted(desk)
    async with desk.store.unit(WORKSPACE.id, actor="test") as unit:
        await unit.actions.add(an_action(raised_at=FIRST_CLOSING, checkin_id=_first(desk).id))
        await refresh_summary(unit, desk.services, _first(desk))
    assert _posted(desk) == posted


async def test_the_report_of_a_past_week_is_what_was_posted(desk: Desk, clock: FakeClock) -> None:
    await _play(desk, clock, SECOND_OPENING)
    posted = plain_text(_posted(desk)).rpartition("\n")[0]  # without its buttons
    await _change_everything(desk, clock)
    reply = await desk.press("ben", "summary.report", _first(desk).id)
    assert isinstance(reply, Say)
    assert [block.text for block in reply.card.blocks if isinstance(block, Verbatim)] == [posted]


async def test_the_report_of_a_past_week_that_was_cut_is_complete_from_the_record_as_of_then(
    desk: Desk, clock: FakeClock
) -> None:
    rows = [an_action(str(number), raised_at=MONDAY, text=f"thing {number}") for number in range(40)]
    await desk.keep("actions", *(replace(row, due=date(2026, 11, 13)) for row in rows))
    await _play(desk, clock, SECOND_OPENING)
    assert ALL_OF_IT in plain_text(_posted(desk))
    await _change_everything(desk, clock)
    await desk.keep("actions", replace(rows[0], due=date(2026, 12, 2), moved_at=clock(), times_moved=1))
    reply = words(await desk.press("ben", "summary.report", _first(desk).id))
    assert all(f"thing {number}" in reply for number in range(40))
    assert "84%, as of Thu 5 Nov (90)" in reply or "2.1 Renewal rate 84% (90)" in reply
    assert "Moved" not in reply


async def _change_everything(desk: Desk, clock: FakeClock) -> None:
    """A higher target for 2.1, and 1.2 removed."""
    kr = KEY_RESULTS[3]
    change = TargetChange(
        id="change",
        workspace_id=WORKSPACE.id,
        team_id=TEAM.id,
        key_result_id=kr.id,
        member_id=mid("ana"),
        at=clock(),
        old=Decimal(90),
        new=Decimal(95),
        reason="too easy",
    )
    await desk.keep("target_changes", change)
    await desk.keep("key_results", replace(kr, target=Decimal(95)), replace(KEY_RESULTS[1], is_removed=True))


def _first(desk: Desk) -> CheckIn:
    return min(desk.rows("checkins"), key=lambda row: row.opens_at)  # type: ignore[no-any-return]  # rows are of any kind


def _posted(desk: Desk) -> Card:
    """The summary of the first check-in, as the channel shows it."""
    return desk.store.data[WORKSPACE.id].messages[f"summary:{_first(desk).id}"].message.card
