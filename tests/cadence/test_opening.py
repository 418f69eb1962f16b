"""Opening: who is expected, and the prompt that counts them."""

from dataclasses import replace
from datetime import date, time

import pytest

from cadence.cards import Buttons, card
from cadence.context import Services
from cadence.ids import id_for
from cadence.model import AnswerKind, Leave
from cadence.weekly.counting import Count
from cadence.weekly.opening import refresh_prompt
from cadence.weekly.thread import post_in_thread
from cadence.wording.plain import plain_text
from cadence.wording.prompt import prompt_card
from tests.cadence.harness import Rhythm
from tests.fakes.clock import FakeClock
from tests.fakes.growth import CYCLE, TEAM, WORKSPACE, mid
from tests.fakes.memory import MemoryStore


@pytest.fixture
def rhythm(store: MemoryStore, clock: FakeClock, services: Services) -> Rhythm:
    return Rhythm(store, clock, services)


async def test_the_prompt_asks_four_questions_and_says_when_for_what_and_how_many(rhythm: Rhythm) -> None:
    await rhythm.opened()
    assert rhythm.texts("prompt") == [
        "Growth, week 7 of 13. What moved? What's off track? What needs a decision? What stops or shifts?\n\n"
        "About a minute; summary Thu 10:00, before your 12:00 meeting. 0 of 4 in.\n"
        "[Answer] [Nothing changed] [I'm away]"
    ]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"meeting_at": None}, "summary Thu 10:00, before Growth weekly."),
        ({"meeting_at": None, "meeting": "12:00"}, "summary Thu 10:00, before your 12:00 meeting."),
        ({"meeting_at": None, "meeting": ""}, "summary Thu 10:00."),
        ({"meeting_at": time(9, 0)}, "summary Thu 10:00."),
    ],
)
async def test_the_meeting_is_said_as_far_as_it_is_known(rhythm: Rhythm, changes: dict[str, object], said: str) -> None:
    await rhythm.change_team(**changes)
    await rhythm.opened()
    assert f"{said} 0 of 4 in" in rhythm.texts("prompt")[0]


async def test_the_prompt_stays_within_300_characters(rhythm: Rhythm) -> None:
    checkin = await rhythm.opened()
    team = replace(TEAM, name="Growth " * 40, meeting="Meeting " * 40, meeting_at=None)
    questions, _, rest, _ = plain_text(prompt_card(team, CYCLE, checkin, Count(100, 200))).split("\n")
    assert len(f"{questions} {rest}") <= 300


async def test_members_on_leave_at_the_opening_are_not_expected(rhythm: Rhythm) -> None:
    await rhythm.add("leaves", _leave("ben", 11), _leave("cy", 12))
    checkin = await rhythm.opened()
    assert set(checkin.expected_ids) == {mid("ana"), mid("cy"), mid("dee")}
    assert "0 of 3 in" in rhythm.texts("prompt")[0]


async def test_neither_guests_nor_people_who_left_are_expected(rhythm: Rhythm) -> None:
    async with rhythm.unit() as unit:
        await unit.members.save(replace(await unit.members.get(mid("cy")), is_guest=True))
        await unit.members.save(replace(await unit.members.get(mid("dee")), is_active=False))
    checkin = await rhythm.opened()
    assert set(checkin.expected_ids) == {mid("ana"), mid("ben")}


async def test_a_team_without_key_results_is_asked_all_the_same(rhythm: Rhythm) -> None:
    async with rhythm.unit() as unit:
        for row in await unit.key_results.find():
            await unit.key_results.save(replace(row, is_removed=True))
        await unit.cycles.save(replace(CYCLE, is_current=False))
    await rhythm.closed()
    assert len(rhythm.said("prompt")) == 1
    assert "No key results yet" in rhythm.texts("summary")[0]


async def test_the_count_is_updated_in_the_same_message(rhythm: Rhythm) -> None:
    checkin = await rhythm.opened()
    await rhythm.answer("ben")
    await rhythm.answer("cy", AnswerKind.AWAY)
    async with rhythm.unit() as unit:
        await refresh_prompt(unit, checkin)
    [prompt] = rhythm.texts("prompt")
    assert "1 of 3 in." in prompt


async def test_who_answers_without_being_expected_counts_too(rhythm: Rhythm) -> None:
    await rhythm.add("leaves", _leave("ben", 11))
    checkin = await rhythm.opened()
    await rhythm.answer("ben")
    async with rhythm.unit() as unit:
        await refresh_prompt(unit, checkin)
    assert "1 of 4 in." in rhythm.texts("prompt")[0]


async def test_closed_it_keeps_only_answer_late(rhythm: Rhythm) -> None:
    await rhythm.closed()
    assert rhythm.texts("prompt") == [
        "Growth, week 7 of 13. Closed; 0 of 4 in. Late answers still count.\n[Answer late]"
    ]
    [buttons] = [block for block in rhythm.said("prompt")[0].card.blocks if isinstance(block, Buttons)]
    assert buttons.buttons[0].action == "checkin.answer"


async def test_answering_late_ends_where_the_next_check_in_begins(rhythm: Rhythm) -> None:
    await rhythm.closed()
    await rhythm.at(18, "10:00")
    assert sorted(rhythm.texts("prompt"))[0] == "Growth, week 7 of 13. Closed; 0 of 4 in."


async def test_no_name_stands_in_it(rhythm: Rhythm) -> None:
    await rhythm.opened()
    assert not any(name in rhythm.texts("prompt")[0] for name in ("Ana", "Ben", "Cy", "Dee"))


async def test_later_messages_go_into_the_prompts_thread(rhythm: Rhythm) -> None:
    checkin = await rhythm.opened()
    async with rhythm.unit() as unit:
        await post_in_thread(unit, TEAM, "decision:1", card("Decided."))
    assert rhythm.said("decision")[0].place.thread == f"prompt:{checkin.id}"


async def test_without_a_prompt_they_go_into_the_summarys_thread(rhythm: Rhythm) -> None:
    await rhythm.at(9, "09:00")
    await rhythm.at(14, "10:00")
    async with rhythm.unit() as unit:
        await post_in_thread(unit, TEAM, "decision:1", card("Decided."))
    assert rhythm.said("decision")[0].place.thread == f"summary:{(await rhythm.newest()).id}"


async def test_before_the_first_check_in_they_go_into_the_channel(rhythm: Rhythm) -> None:
    async with rhythm.unit() as unit:
        await post_in_thread(unit, TEAM, "decision:1", card("Decided."))
    place = rhythm.said("decision")[0].place
    assert (place.channel, place.thread) == (TEAM.channel, None)


def _leave(who: str, first: int) -> Leave:
    return Leave(
        id=id_for("test", "leave", who),
        workspace_id=WORKSPACE.id,
        member_id=mid(who),
        first=date(2026, 11, first),
        last=date(2026, 11, 20),
    )
