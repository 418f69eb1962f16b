"""`okr history`: the readings of one key result, with a chart."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from cadence.cards import Button, Chart, Table
from cadence.ids import new_id
from cadence.model import Initiative, Reading, TargetChange
from cadence.requests import Reply, Say
from tests.cadence.asking import Asking, said
from tests.fakes.growth import KEY_RESULTS, MONDAY, OBJECTIVES, TEAM, WORKSPACE, kr_id, mid


def reading(value: int, days: int, **more: object) -> Reading:
    made = Reading(
        id=new_id(),
        workspace_id=WORKSPACE.id,
        team_id=TEAM.id,
        key_result_id=kr_id("2.1"),
        member_id=mid("ana"),
        at=MONDAY + timedelta(days=days),
        value=Decimal(value),
    )
    return replace(made, **more)  # type: ignore[arg-type]  # fields vary by test


def table(reply: Reply) -> Table:
    assert isinstance(reply, Say)
    return next(block for block in reply.card.blocks if isinstance(block, Table))


def chart(reply: Reply) -> Chart | None:
    assert isinstance(reply, Say)
    return next((block for block in reply.card.blocks if isinstance(block, Chart)), None)


async def test_the_newest_reading_comes_first(ask: Asking) -> None:
    await ask.put("readings", reading(86, 0, confidence=7, note="two deals", member_id=mid("ben")))
    assert table(await ask.types("ben", "history 2.1")).rows == (
        ("Mon 9 Nov", "86%", "7", "Ben", "two deals"),
        ("Thu 5 Nov", "84%", "6", "Ana", ""),
    )


async def test_the_chart_runs_through_time_towards_the_target(ask: Asking) -> None:
    await ask.put("readings", reading(86, 0))
    drawn = chart(await ask.types("ben", "history 2.1"))
    assert drawn == Chart("2.1 Renewal rate", ("5 Nov", "9 Nov"), (84.0, 86.0), 90.0, "%")


async def test_one_reading_is_no_chart(ask: Asking) -> None:
    assert chart(await ask.types("ben", "history 2.1")) is None


async def test_several_updates_in_one_week_are_one_point_of_the_chart_and_each_a_row(ask: Asking) -> None:
    await ask.put("readings", reading(85, 0), reading(86, 1), reading(87, 2))
    reply = await ask.types("ben", "history 2.1")
    assert chart(reply) == Chart("2.1 Renewal rate", ("5 Nov", "11 Nov"), (84.0, 87.0), 90.0, "%")
    assert len(table(reply).rows) == 4


async def test_it_shows_the_last_thirteen(ask: Asking) -> None:
    await ask.put("readings", *(reading(number, number) for number in range(20)))
    rows = table(await ask.types("ben", "history 2.1")).rows
    assert [row[1] for row in rows] == [f"{number}%" for number in range(19, 6, -1)]


async def test_withdrawn_readings_are_left_out_and_confirmed_ones_marked(ask: Asking) -> None:
    await ask.put("readings", reading(99, 0, is_withdrawn=True), reading(84, 1, is_confirmed=True))
    rows = table(await ask.types("ben", "history 2.1")).rows
    assert [(row[1], row[2], row[4]) for row in rows] == [("84%", "–", "unchanged"), ("84%", "6", "")]


async def test_it_says_where_the_key_result_stands(ask: Asking) -> None:
    assert "Ana · start 80%, target 90% · now 84%, score 0.40" in said(await ask.types("ben", "history 2.1"))
    assert "keep between 99.5% and 100% · now 99.9%, held" in said(await ask.types("ben", "history 2.2"))


async def test_changes_of_the_target_are_told(ask: Asking) -> None:
    change = TargetChange(
        id=new_id(),
        workspace_id=WORKSPACE.id,
        team_id=TEAM.id,
        key_result_id=kr_id("2.1"),
        member_id=mid("ana"),
        at=MONDAY,
        old=Decimal(95),
        new=Decimal(90),
        reason="two markets closed",
    )
    await ask.put("target_changes", change)
    expected = "Target 95% → 90% on Mon 9 Nov: two markets closed (Ana)"
    assert expected in said(await ask.types("ben", "history 2.1"))


async def test_the_work_that_supports_it_is_named(ask: Asking) -> None:
    work = Initiative(
        id=new_id(),
        workspace_id=WORKSPACE.id,
        team_id=TEAM.id,
        key_result_id=kr_id("2.1"),
        title="Call before renewal",
        owner_id=mid("cy"),
    )
    await ask.put("initiatives", work)
    assert "Initiatives: Call before renewal (Cy)" in said(await ask.types("ben", "history 2.1"))


async def test_a_key_result_without_readings_says_how_to_give_the_first(ask: Asking) -> None:
    for row in await ask.rows("readings", key_result_id=kr_id("2.1")):
        await ask.put("readings", replace(row, is_withdrawn=True))
    assert "No value yet. The first: `okr update 2.1` and the number." in said(await ask.types("ben", "history 2.1"))


async def test_the_history_of_a_removed_key_result_stays_under_its_number(ask: Asking) -> None:
    await ask.put("key_results", replace(KEY_RESULTS[3], is_removed=True))
    await ask.put("objectives", replace(OBJECTIVES[1], is_removed=True))
    text = said(await ask.types("ben", "history 2.1"))
    assert "score 0.40 · removed" in text
    assert "84%" in text


async def test_a_place_that_never_was_is_not_found(ask: Asking) -> None:
    assert "no key result 7.1" in said(await ask.types("ben", "history 7.1"))


async def test_the_button_shows_it_to_those_who_may_read(ask: Asking) -> None:
    show = Button("History 2.1", "history.show", kr_id("2.1"))
    assert said(await ask.presses("zed", show, channel="C-else")).startswith("2.1 Renewal rate")
    await ask.put("teams", replace(TEAM, channel_is_private=True))
    assert "not there for you" in said(await ask.presses("zed", show, channel="C-else"))
    assert said(await ask.presses("ben", show, channel="C-else")).startswith("2.1 Renewal rate")
