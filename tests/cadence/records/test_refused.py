"""A line that cannot be recorded is given back whole and says why; nothing is half kept."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cadence.requests import Say
from tests.cadence.desk import Desk, is_refused, words
from tests.cadence.records.nouns import NOUNS
from tests.fakes.clock import FakeClock
from tests.fakes.growth import MONDAY, plant_growth
from tests.fakes.memory import MemoryStore
from tests.fakes.services import fake_services


@pytest.mark.parametrize("noun", NOUNS)
async def test_a_line_beyond_300_is_refused_whole_and_given_back_whole(desk: Desk, noun: str) -> None:
    long = "very " * 500 + "long"
    reply = await desk.type("ben", f"{noun} {long}")
    assert desk.rows(f"{noun}s") == []
    assert "2,504 characters; 300 fit here" in words(reply)
    assert long in words(reply).replace("\n", "")


@pytest.mark.parametrize("line", ["decision " + "very " * 700 + "long", "bord of Growth", "update 2.1 many <@cy>"])
async def test_a_line_that_is_not_understood_is_given_back_whole(desk: Desk, line: str) -> None:
    reply = await desk.type("ben", line)
    assert is_refused(reply)
    assert "okr " + line.replace("<@cy>", "@Cy") in words(reply).replace("\n", "")


@pytest.mark.parametrize("noun", NOUNS)
async def test_a_line_of_300_fits(desk: Desk, noun: str) -> None:
    await desk.type("ben", f"{noun} {'x' * 300}")
    assert len(desk.rows(f"{noun}s")) == 1


@pytest.mark.parametrize("line", ["decision pause ads? by 2026-11-06", "action pricing test 2026-11-06"])
async def test_a_day_in_the_past_is_refused_and_shown_back(desk: Desk, line: str) -> None:
    reply = await desk.type("ben", line)
    assert desk.rows("decisions") + desk.rows("actions") == []
    assert "Fri 6 Nov is past" in words(reply)
    assert f"okr {line}" in words(reply)


async def test_today_is_not_past(desk: Desk) -> None:
    await desk.type("ben", "action pricing test today")
    assert desk.rows("actions")[0].due == date(2026, 11, 9)


@pytest.mark.parametrize("noun", NOUNS)
async def test_an_unknown_key_result_names_those_that_there_are(desk: Desk, noun: str) -> None:
    reply = await desk.type("ben", f"{noun} 7.7 something")
    assert desk.rows(f"{noun}s") == []
    assert "Growth has no key result 7.7. It has 1.1, 1.2, 1.3, 2.1, 2.2" in words(reply)
    assert f"okr {noun} 7.7 something" in words(reply)


@pytest.mark.parametrize("line", ["decision pause ads? <@nobody>", "action pricing test <@nobody>"])
async def test_somebody_unknown_is_refused(desk: Desk, line: str) -> None:
    reply = await desk.type("ben", line)
    assert desk.rows("decisions") + desk.rows("actions") == []
    assert "I don't know this person here. Name a member of this workspace." in words(reply)


@pytest.mark.parametrize("line", ["decision pause ads? <@cy>", "action pricing test <@cy>"])
async def test_nothing_is_given_to_somebody_who_left(desk: Desk, line: str) -> None:
    await desk.change_member("cy", is_active=False)
    reply = await desk.type("ben", line)
    assert desk.rows("decisions") + desk.rows("actions") == []
    assert "Cy is not active any more" in words(reply)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(noun=st.sampled_from(NOUNS), text=st.text(max_size=400))
async def test_any_line_is_recorded_or_refused_and_never_half(noun: str, text: str) -> None:
    memory = MemoryStore(FakeClock(MONDAY + timedelta(hours=1)))
    await plant_growth(memory, readings=False)
    desk = Desk(memory, fake_services())
    reply = await desk.type("ben", f"{noun} {text}")
    is_kept = isinstance(reply, Say) and not reply.refuses  # without a word it asks by the form
    assert len(desk.rows(f"{noun}s")) == is_kept
    assert is_kept == (desk.said() != [])
