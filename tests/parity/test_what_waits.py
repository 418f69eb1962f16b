"""What does not go away, wherever people are: questions, blockers, actions, help that is asked for, and who leaves."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.parity.stage import OPENING, Stage, Where, opened

MORNING = {day: datetime(2026, 11, day, 7, 0, tzinfo=UTC) for day in range(9, 21)}
"""Eight o'clock in Berlin."""


async def test_a_question_reaches_its_decider_privately_and_is_decided_there(growth: Stage) -> None:
    await growth.types("ben", "decision")
    sheet = await opened(growth, "ben")
    asked = {sheet.field("What needs a decision"): "Pause paid ads?", sheet.field("Who decides"): growth.id_of("cy")}
    await growth.send("ben", asked)
    assert "Your call" in await growth.told("cy")
    await growth.types("cy", "mine")
    assert "Pause paid ads?" in await growth.told("cy")
    await growth.press("cy", "Decide", Where.PRIVATE)
    await opened(growth, "cy")
    await growth.send("cy", {"outcome": "Pause half of them"})
    await growth.types("ana", "decisions all")
    assert "Pause half of them" in await growth.told("ana")


async def test_a_blocker_nobody_takes_reaches_the_manager_who_takes_it(growth: Stage) -> None:
    await growth.types("ben", "blocker waiting for the lawyers")
    await growth.at(MORNING[10])
    assert "Growth is waiting: waiting for the lawyers" in await growth.told("ana")
    await growth.at(MORNING[11])
    assert "Goes to" in await growth.told("ana")
    await growth.at(MORNING[12])
    assert "Growth is waiting: waiting for the lawyers" in await growth.told("mia")
    await growth.press("mia", "I'll take it", Where.PRIVATE)
    await opened(growth, "mia")
    await growth.send("mia", {"returns": MORNING[16].date().isoformat()})
    await growth.types("ana", "blockers all")
    assert "lawyers" in await growth.told("ana")
    await growth.at(MORNING[16])
    assert "Time to look again: waiting for the lawyers" in await growth.told("mia")


async def test_what_waits_is_listed_and_settled_in_place(growth: Stage) -> None:
    await growth.types("ana", f"action send the contracts {growth.naming('ben')} friday")
    await growth.at(MORNING[13])
    await growth.types("ben", "mine")
    assert "send the contracts" in await growth.told("ben")
    await growth.press("ben", "Done", Where.PRIVATE)
    await growth.types("ana", "actions all")
    assert "done by ben" in (await growth.told("ana")).split("send the contracts")[-1].lower()


async def test_the_own_page_shows_what_waits_and_is_brought_up_to_date(growth: Stage) -> None:
    await growth.types("ana", f"action send the contracts {growth.naming('ben')} wednesday")
    await growth.at(OPENING)
    page = await growth.page("ben")
    for fact in ("Growth", "1.1", "1.2", "send the contracts"):
        assert fact in page, fact
    await growth.press_page("ben", "Done")
    await growth.types("ana", "actions all")
    assert "done by ben" in (await growth.told("ana")).split("send the contracts")[-1].lower()
    page = await growth.page("ben")
    assert "Thu 10:00" in page and "send the contracts" not in page
    await growth.at(OPENING + timedelta(hours=1))
    await growth.press("ben", "Nothing changed")
    assert "Nothing waits for you" in await growth.page("ben")


async def test_whoever_is_asked_for_help_hears_at_once_what_and_by_when(growth: Stage) -> None:
    await growth.types("ben", "blocker waiting for the lawyers")
    await growth.at(MORNING[10])
    await growth.press("ben", "Ask for help")
    sheet = await opened(growth, "ben")
    await growth.send("ben", {sheet.field("What do you ask for"): "a name in legal", "answer_by": "2026-11-13"})
    told = await growth.told("ana")
    for fact in ("waiting for the lawyers", "a name in legal", "13 Nov"):
        assert fact in told, fact
    assert "ana has it now" in (await growth.told("ben")).lower()


async def test_whoever_left_is_not_waited_for_and_the_lead_hears_what_was_theirs(growth: Stage) -> None:
    if not growth.tells_who_left:
        pytest.skip("nobody leaves there: docs/parity.md")
    await growth.leaves("cy")
    await growth.at(OPENING)
    [prompt] = await growth.here()
    assert "0 of 2 in" in prompt
    told = await growth.told("ana")
    assert "Cy" in told and "left" in told and "1.3" in told
