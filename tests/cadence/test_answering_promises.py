"""Answering for somebody else, and for what was promised: cover, the lead, and last week's actions and stops."""

from datetime import date, timedelta

import pytest

from cadence.context import Services
from cadence.model import ActionState, AnswerKind, Leave, StopState
from tests.cadence.answering import Answering, kr
from tests.cadence.asking import filled
from tests.cadence.desk import a_stop, an_action
from tests.fakes.clock import FakeClock
from tests.fakes.growth import MONDAY, WORKSPACE, mid
from tests.fakes.memory import MemoryStore

FRIDAY = date(2026, 11, 13)


@pytest.fixture
async def week(store: MemoryStore, clock: FakeClock, services: Services) -> Answering:
    """Wednesday 11 November, 10:00: week 7 is open."""
    opened_week = Answering(store, clock, services)
    await opened_week.opened()
    return opened_week


def leave(who: str, cover: str | None = None) -> Leave:
    return Leave(
        id=f"leave-{who}",
        workspace_id=WORKSPACE.id,
        member_id=mid(who),
        first=MONDAY.date(),
        last=MONDAY.date() + timedelta(days=10),
        cover_id=mid(cover) if cover else None,
    )


async def test_a_cover_answers_for_the_one_on_leave(week: Answering) -> None:
    await week.ask.put("leaves", leave("ben", cover="cy"))
    await week.reply("cy", {kr("1.1", "value"): "38"})
    answer = await week.answer_of("ben")
    assert (answer.given_by, answer.kind) == (mid("cy"), AnswerKind.FORM)
    assert week.thread("ben").startswith("Cy for Ben\n1.1 Activation 36 → 38%")
    assert week.thread("cy").splitlines() == ["Cy", "1.3 Trials/week 228, same, conf 4"]


async def test_a_cover_who_is_no_member_answers_in_the_name_of_the_one_they_cover(week: Answering) -> None:
    await week.ask.put("leaves", leave("ben", cover="mia"))
    await week.reply("mia", {"blocker:1:text": "Legal"})
    assert "Off track: Legal" in week.thread("ben")
    assert await week.answer_of("mia") is None


async def test_the_lead_updates_for_who_is_away_only_what_they_touch(week: Answering) -> None:
    await week.ask.put("leaves", leave("ben"))
    await week.reply("ana", {kr("1.1", "value"): "38"})
    assert [row.member_id for row in await week.readings("1.1")] == [mid("ana")]
    assert await week.readings("1.2") == []
    assert await week.answer_of("ben") is None
    assert "1.1 Activation 36 → 38%" in week.thread("ana")


async def test_promises_are_settled_in_the_form(week: Answering) -> None:
    done, moved, dropped, still = (
        an_action(name, owner_id=mid("ben"), due=MONDAY.date()) for name in ("done", "moved", "dropped", "still")
    )
    stop = a_stop("stop")
    await week.ask.put("actions", done, moved, dropped, still)
    await week.ask.put("stops", stop)
    await week.reply(
        "ben",
        {
            f"action:{done.id}": "done",
            f"action:{moved.id}": "move",
            f"action:{moved.id}:due": "2026-11-13",
            f"action:{dropped.id}": "drop",
            f"action:{dropped.id}:reason": "not worth it",
            f"stopped:{stop.id}": "stopped",
        },
    )
    actions = {row.id: row for row in await week.ask.rows("actions")}
    assert actions[done.id].state == ActionState.DONE
    assert (actions[moved.id].due, actions[moved.id].times_moved) == (FRIDAY, 1)
    assert (actions[dropped.id].state, actions[dropped.id].reason) == (ActionState.DROPPED, "not worth it")
    assert actions[still.id] == still
    assert [row.state for row in await week.ask.rows("stops")] == [StopState.STOPPED]


async def test_a_stop_that_did_not_stop_yet_is_said_once_and_asked_again_next_week(week: Answering) -> None:
    stop = a_stop("stop")
    await week.ask.put("stops", stop)
    await week.reply("ben", {f"stopped:{stop.id}": "not_yet"})
    assert filled(await week.form("ben"))[f"stopped:{stop.id}"] == "not_yet"
    await week.at(12, "10:00")
    await week.at(18, "10:00")
    assert filled(await week.form("ben"))[f"stopped:{stop.id}"] == ""
