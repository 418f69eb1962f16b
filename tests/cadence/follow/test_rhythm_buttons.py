"""Where too few answer, the lead moves, shortens or skips with one button, from wherever it was pressed."""

from datetime import UTC, datetime, time, timedelta

import pytest

from cadence.cards import Button
from cadence.commands.rhythm import shortened
from cadence.context import Services
from cadence.follow.stage import policy_id
from cadence.frontdoor import FrontDoor
from cadence.ids import id_for
from cadence.model import CheckInState, Escalation, EscalationState, Role, SubjectKind
from cadence.requests import Say
from tests.cadence.asking import Asking, faults, opened, said
from tests.fakes.growth import TEAM, WORKSPACE, mid
from tests.fakes.memory import MemoryStore

ASKED = Escalation(
    id=id_for("test", "escalation"),
    workspace_id=WORKSPACE.id,
    team_id=TEAM.id,
    subject_kind=SubjectKind.ANSWERS,
    subject_id=policy_id("a check-in"),
    rung="answers_lead",
    round="2026-11-05",
    about="Growth's check-in",
    recipient_id=mid("ana"),
    role=Role.LEAD,
    at=datetime(2026, 11, 6, 7, 0, tzinfo=UTC),
    state=EscalationState.SENT,
)


@pytest.fixture
async def asking(store: MemoryStore, services: Services) -> Asking:
    asking = Asking(FrontDoor(store, services), store)
    await asking.put("escalations", ASKED)
    return asking


async def is_settled(asking: Asking) -> str:
    [row] = await asking.rows("escalations")
    return str(row.outcome) if row.state == EscalationState.SETTLED else ""


async def test_move_opens_the_setup_form_of_this_team_even_in_a_personal_chat(asking: Asking) -> None:
    form = opened(await asking.presses("ana", Button("Move", "rhythm.move", TEAM.id), channel=None))
    assert form.id == "setup"
    await asking.sends("ana", form, opens_at="09:00")
    [team] = await asking.rows("teams")
    assert (team.opens_at, team.channel) == (time(9, 0), TEAM.channel)
    assert await is_settled(asking) == "moved"


async def test_a_setup_that_leaves_the_time_alone_answers_nothing(asking: Asking) -> None:
    form = opened(await asking.presses("ana", Button("Move", "rhythm.move", TEAM.id), channel=None))
    await asking.sends("ana", form, name="Growing")
    assert await is_settled(asking) == ""


async def test_shorten_closes_earlier_and_names_what_could_be_dropped(asking: Asking) -> None:
    form = opened(await asking.presses("ana", Button("Shorten", "rhythm.shorten", TEAM.id), channel=None))
    shown = str(form.parts)
    assert "1.1 Activation" in shown
    assert "okr remove" in shown
    answer = said(await asking.sends("ana", form, window="6"))
    assert "closes Wed 16:00" in answer
    [team] = await asking.rows("teams")
    assert (team.window, team.meeting, team.meeting_at) == (timedelta(hours=6), "Growth weekly Thu 12:00", None)
    assert await is_settled(asking) == "shortened"


@pytest.mark.parametrize("typed", ["24", "30", "", "soon"])
async def test_what_is_not_shorter_is_said_at_its_field(asking: Asking, typed: str) -> None:
    form = opened(await asking.presses("ana", Button("Shorten", "rhythm.shorten", TEAM.id), channel=None))
    assert set(faults(await asking.sends("ana", form, window=typed))) == {"window"}


async def test_skip_is_as_okr_skip(asking: Asking) -> None:
    answer = said(await asking.presses("ana", Button("Skip", "rhythm.skip", TEAM.id), channel=None))
    assert "is skipped" in answer
    assert CheckInState.SKIPPED in {row.state for row in await asking.rows("checkins")}
    assert await is_settled(asking) == "skipped"


@pytest.mark.parametrize("action", ["rhythm.move", "rhythm.shorten", "rhythm.skip"])
async def test_only_the_lead_or_an_admin_may(asking: Asking, action: str) -> None:
    reply = await asking.presses("ben", Button("?", action, TEAM.id), channel=None)
    assert isinstance(reply, Say)
    assert reply.refuses
    assert await asking.rows("checkins") == []


def test_a_meeting_on_the_day_of_the_closing_stays_as_it_is() -> None:
    assert shortened(TEAM, timedelta(hours=22)).meeting_at == time(12, 0)
