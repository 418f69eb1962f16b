"""Each row of the ladder in Slack, step by step: who is told privately, on which day, and what settles it.

Everything is real but the platform and the time, as in `test_slack_week`. It begins on Monday 9 November 2026.
"""

import shutil
from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.journeys.company import NOOR, OTTO, PIA, PRODUCT, SUE, Company, berlin, company
from tests.journeys.slack_world import ANA, BEN, CY, GROWTH, MIA

MON, TUE, WED, THU, FRI = (date(2026, 11, day) for day in range(9, 14))
NEXT_MON, NEXT_WED = date(2026, 11, 16), date(2026, 11, 18)
WEEK = timedelta(weeks=1)
EVERYBODY = (ANA, BEN, CY, MIA, OTTO, PIA, SUE, NOOR)


@pytest.fixture
async def firm(template: Path, tmp_path: Path) -> AsyncIterator[Company]:
    shutil.copy(template, tmp_path / "drumbeat.db")
    async with company(tmp_path, berlin(MON, "09:00")) as made:
        yield made


async def check_in(firm: Company, day: date, *users: str) -> None:
    """The week's check-in opens on this day, these people answer at once, and it closes the day after."""
    await firm.until(day, "10:00")
    for user in users:
        await firm.unchanged(user, PRODUCT if user in (OTTO, PIA) else GROWTH)
    await firm.until(day + timedelta(days=1), "10:00")


async def test_a_blocker_without_an_owner_reaches_the_lead_then_with_a_preview_the_manager(firm: Company) -> None:
    await firm.type(BEN, "blocker waiting for the lawyers")
    assert firm.told(*EVERYBODY) == []
    await firm.until(TUE, "08:00")
    [asked] = firm.told(*EVERYBODY)
    assert asked.startswith("Growth is waiting: waiting for the lawyers")
    await firm.until(WED, "08:00")
    [preview] = firm.told(*EVERYBODY)
    assert preview.startswith("Goes to Mia tomorrow 08:00: waiting for the lawyers.")
    await firm.until(WED, "10:00")
    for user in (ANA, BEN, CY):
        await firm.unchanged(user)
    await firm.until(THU, "08:00")
    [told] = firm.told(MIA)
    assert told.startswith("Growth is waiting: waiting for the lawyers")
    await firm.press(MIA, "I'll take it")
    await firm.send(MIA, returns=NEXT_MON.isoformat())
    assert any("Mia takes" in said for said in firm.threads("growth"))
    await firm.until(NEXT_MON, "08:00")
    [back] = firm.told(MIA)
    assert back.startswith("Time to look again: waiting for the lawyers\nsince 9 Nov · owner Mia")


async def test_a_blocker_with_an_owner_climbs_over_the_other_team_to_the_manager(firm: Company) -> None:
    await firm.type(CY, f"blocker 1.3 export is missing <@{OTTO}|otto>")
    assert any("export is missing" in said for said in firm.threads("product"))
    firm.told(OTTO)
    await firm.until(TUE, "08:00")
    [own] = firm.told(CY)
    assert own.startswith("Yours, and without a next check. When do you look again? 1.3 export is missing")
    await firm.until(WED, "08:00")
    assert any(said.startswith("Growth waits on you: 1.3 Trials/week: export is missing") for said in firm.told(OTTO))
    await check_in(firm, WED, ANA, BEN, CY, OTTO, PIA)
    assert any(said.startswith("Growth is waiting: 1.3 Trials/week") for said in firm.told(ANA))
    await firm.until(FRI, "08:00")
    for said in (*firm.told(ANA), *firm.told(CY)):
        assert "Goes to Mia on Mon 16 Nov 08:00: 1.3 waits on Product" in said
    assert firm.told(MIA) == []
    await firm.until(NEXT_MON, "08:00")
    [told] = firm.told(MIA)
    assert told.startswith("Growth is waiting: 1.3 Trials/week: export is missing")
    firm.told(*EVERYBODY)
    await firm.press(OTTO, "Solved")
    assert firm.slack.to(MIA)[-1].buttons() == {}
    assert "✓" in firm.slack.to(MIA)[-1].said
    assert firm.told(*EVERYBODY) == []


async def test_a_decision_reaches_its_decider_then_its_raiser_picks_then_the_deciders_manager(firm: Company) -> None:
    await firm.type(CY, f"decision 1.3 pause paid ads? <@{BEN}|ben> thursday")
    [call] = firm.told(*EVERYBODY)
    assert call.startswith("Your call by Thu 12 Nov: pause paid ads?")
    await firm.until(WED, "08:00")
    [again] = firm.told(BEN)
    assert "pause paid ads?" in again
    await check_in(firm, WED, ANA, BEN, CY)
    [pick] = firm.told(CY)
    assert "pause paid ads?" in pick
    assert "Raise it" in pick
    firm.told(ANA)
    await firm.until(FRI, "08:00")
    for said in (*firm.told(ANA), *firm.told(BEN)):
        assert "Goes to Mia on Mon 16 Nov 08:00: pause paid ads?\n" in said
    await firm.until(NEXT_MON, "08:00")
    [told] = firm.told(MIA)
    assert told.startswith("Growth is waiting: pause paid ads? (1.3 Trials/week)")
    await firm.press(MIA, "Decide")
    await firm.send(MIA, outcome="pause half", owner=CY, due=(NEXT_WED + WEEK).isoformat())
    assert any("pause half" in said for said in firm.threads("growth"))
    assert all(firm.slack.to(user)[-1].buttons() == {} for user in (MIA, CY))


async def test_an_action_reaches_its_owner_alone_and_moved_twice_asks_whether_it_is_worth_doing(firm: Company) -> None:
    await firm.type(BEN, f"action 1.1 pricing test <@{CY}|cy> tuesday")
    await firm.until(TUE, "08:00")
    assert firm.told(*EVERYBODY) == ["Due today: pricing test (1.1).\nDone\nMove\nDrop"]
    for day in (WED, FRI):
        await firm.press(CY, "Move")
        await firm.send(CY, due=day.isoformat(), reason="no numbers yet")
        await firm.until(WED, "08:00")
    firm.told(CY)
    await check_in(firm, WED, ANA, BEN, CY)
    assert any("worth doing" in said for said in firm.told(CY))
    await firm.press(CY, "Drop")
    await firm.send(CY, reason="prices stay")
    assert not any("pricing test" in said for said in firm.told(BEN, MIA, OTTO))
    assert "ACTIONS 1 dropped" in firm.slack.in_channel(GROWTH)[-1].said


async def test_a_key_result_that_nobody_does_anything_about_reaches_the_manager_after_two_check_ins(
    firm: Company,
) -> None:
    for day in (WED, NEXT_WED):
        await firm.until(day, "10:00")
        await firm.type(BEN, "update 1.1 33 conf 2")
        await check_in(firm, day, ANA, BEN, CY)
        assert firm.told(MIA) == []
    firm.told(ANA, BEN)
    await firm.until(NEXT_WED + timedelta(days=2), "08:00")
    for said in (*firm.told(ANA), *firm.told(BEN)):
        assert "Goes to Mia on Mon 23 Nov 08:00: 1.1 Activation" in said
    await firm.until(NEXT_MON + WEEK, "08:00")
    [told] = firm.told(MIA)
    assert told.startswith("Growth is waiting: 1.1 Activation is off track")
    assert "conf 2" in told


async def test_too_few_answers_ask_the_lead_then_the_rollout_lead(firm: Company) -> None:
    for day in (WED, NEXT_WED):
        await check_in(firm, day, ANA, OTTO, PIA)
        assert not any("Wrong time" in said for said in firm.told(*EVERYBODY))
    await firm.until(NEXT_WED + timedelta(days=2), "08:00")
    [asked] = firm.told(*EVERYBODY)
    assert "Wrong time, too long, or nothing replaced?" in asked
    assert all(label in asked for label in ("Move", "Shorten", "Skip"))
    await check_in(firm, NEXT_WED + WEEK, ANA, OTTO, PIA)
    await firm.until(NEXT_WED + WEEK + timedelta(days=2), "08:00")
    [raised] = firm.told(NOOR)
    assert "Wrong time, too long, or nothing replaced?" in raised
    assert "Ana leads it." in raised


async def test_a_lead_who_does_not_answer_hears_it_alone_then_the_rollout_lead(firm: Company) -> None:
    for day in (WED, NEXT_WED):
        await check_in(firm, day, BEN, CY, OTTO, PIA)
        assert not any("missed you" in said for said in firm.told(*EVERYBODY))
    await firm.until(NEXT_WED + timedelta(days=2), "08:00")
    [own] = firm.told(*EVERYBODY)
    assert own.startswith("Growth missed you in its last two check-ins.")
    await check_in(firm, NEXT_WED + WEEK, BEN, CY, OTTO, PIA)
    await firm.until(NEXT_WED + WEEK + timedelta(days=2), "08:00")
    [raised] = firm.told(NOOR)
    assert "Ask: have a word with them." in raised
    assert "Ana" not in raised


async def test_the_lead_answers_too_few_answers_with_a_shorter_window(firm: Company) -> None:
    for day in (WED, NEXT_WED):
        await check_in(firm, day, ANA, OTTO, PIA)
    await firm.until(NEXT_WED + timedelta(days=2), "08:00")
    await firm.press(ANA, "Shorten")
    await firm.send(ANA, window="6")
    assert firm.slack.to(ANA)[-1].buttons() == {}
    [team] = await firm.teams(slug="growth")
    assert team.window == timedelta(hours=6)
