"""Very many answer at once: whose turn does not come in time is told that theirs is kept, and it is entered afterwards.

The real application behind signed HTTP; others have all its turns.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest

from adapters.slack.arriving.crowd import PLACES
from cadence.wording.crowded import KEPT, OPEN, TYPED
from tests.fakes.slack import Answer, View
from tests.journeys import slack_world
from tests.journeys.slack_world import ANA, BEN, CY, GROWTH, field

SLACK_WAITS = 3.0

pytestmark = pytest.mark.timeout(60)


@asynccontextmanager
async def crowd(team: slack_world.World) -> AsyncIterator[None]:
    """Others have every turn there is, and do not end."""
    assert team.bot.slack
    async with AsyncExitStack() as stack:
        for _ in range(PLACES):
            await stack.enter_async_context(team.bot.slack.admission.turn())
        yield


async def send_in_a_crowd(team: slack_world.World, user: str, view: View, typed: dict[str, str]) -> Answer:
    """In a crowd; it must be told that it is kept, in time."""
    async with crowd(team), asyncio.timeout(SLACK_WAITS):
        answer = await team.people.submit(user, view, typed)
    assert (answer.status, answer.body["response_action"]) == (200, "update")
    assert KEPT in team.modal(user).said
    team.slack.views[user].clear()
    return answer


def told(team: slack_world.World, user: str) -> list[str]:
    """What was written to them directly about something that was not entered."""
    return [each.said for each in team.slack.to(user) if "not entered" in each.said]


def counted(team: slack_world.World, kind: str) -> float:
    value = team.bot.metrics.registry.get_sample_value(
        "drumbeat_events_total", {"kind": "view_submission", "outcome": kind}
    )
    return value or 0.0


async def test_it_is_told_in_time_that_it_is_kept_and_entered_as_any_answer(team: slack_world.World) -> None:
    await team.at(slack_world.OPENING)
    view = await team.answer_form(BEN)
    await send_in_a_crowd(
        team, BEN, view, {field(view, "1.1"): "45", field(view, "What is off track"): "waits for legal"}
    )
    await team.settle()
    assert "1 of 3 in" in team.prompt().said
    assert len([said for said in team.thread() if "waits for legal" in said]) == 2  # the answer, and its blocker
    assert [counted(team, kind) for kind in ("kept", "handled", "failed")] == [1, 1, 0]
    assert told(team, BEN) == [], "an answer that is entered shows itself"


async def test_sent_twice_it_is_one_answer_however_each_is_handled(team: slack_world.World) -> None:
    await team.at(slack_world.OPENING)
    view = await team.answer_form(BEN)
    first = await send_in_a_crowd(
        team, BEN, view, {field(view, "1.1"): "45", field(view, "What is off track"): "legal"}
    )
    async with crowd(team):
        again = await asyncio.gather(*(team.people.send(first.sent) for _ in range(3)))
    directly = await team.people.send(first.sent)
    assert {each.status for each in [*again, directly]} == {200}
    await team.settle()
    assert len([said for said in team.thread() if "legal" in said]) == 2
    assert [counted(team, kind) for kind in ("kept", "known")] == [1, 3]


async def test_a_mistake_is_told_directly_and_its_button_opens_the_form_as_it_was_typed(
    team: slack_world.World,
) -> None:
    await team.at(slack_world.OPENING)
    view = await team.answer_form(BEN)
    await send_in_a_crowd(
        team, BEN, view, {field(view, "1.1"): "many", field(view, "What is off track"): "waits for legal"}
    )
    await team.settle()
    [message] = told(team, BEN)
    assert "Growth" in message and "1.1 " in message and TYPED in message
    assert "0 of 3 in" in team.prompt().said
    [shown] = [each for each in team.slack.to(BEN) if "not entered" in each.said]
    await team.people.click(BEN, shown, OPEN)
    again = team.modal(BEN)
    assert "many" in str(again.inputs()) and "waits for legal" in str(again.inputs())
    assert (await team.people.submit(BEN, again, {field(again, "1.1"): "45"})).errors == {}
    await team.settle()
    assert "1 of 3 in" in team.prompt().said


async def test_who_has_answered_again_meanwhile_keeps_that_and_finds_the_older_words_in_the_form(
    team: slack_world.World,
) -> None:
    await team.at(slack_world.OPENING)
    view = await team.answer_form(BEN)
    team.bot.receiver._is_stopping = True  # nothing is begun before we look
    await send_in_a_crowd(team, BEN, view, {field(view, "1.1"): "41", field(view, "What needs a decision"): "Hire?"})
    team.clock.forward(seconds=30)
    later = await team.answer_form(BEN)
    await team.people.submit(BEN, later, {field(later, "1.1"): "45"})
    team.clock.forward(seconds=1)
    await team.settle()
    assert "45" in "".join(team.thread()) and "41" not in "".join(team.thread())
    [message] = told(team, BEN)
    assert "your later answer stands" in message
    assert "Hire?" in str((await team.answer_form(BEN)).inputs())


async def test_what_is_no_whole_answer_waits_in_line_as_ever(team: slack_world.World) -> None:
    await team.at(slack_world.OPENING)
    async with crowd(team):
        typing = asyncio.create_task(team.people.command(CY, GROWTH, "mine"))
        pressing = asyncio.create_task(team.people.click(ANA, team.prompt(), "Nothing changed"))
        await asyncio.sleep(0.5)
        assert not typing.done() and not pressing.done()
    assert {(await typing).status, (await pressing).status} == {200}
    await team.settle()
    assert "kept" not in str((await typing).body)
    assert counted(team, "kept") == 0


async def test_nobody_waits_for_a_turn_longer_than_they_can(team: slack_world.World) -> None:
    await team.at(slack_world.OPENING)
    async with crowd(team), asyncio.timeout(SLACK_WAITS):
        answer = await team.people.command(CY, GROWTH, "help")
    assert "okr" in str(answer.body)
