"""Whom a profile names as manager: known, proposed in setup, and asked first where a decider does not decide."""

from dataclasses import replace
from typing import Any

import pytest

from cadence.follow.ladder import blocker_steps, decision_steps
from cadence.news import PersonChanged
from cadence.requests import Person
from tests.cadence.asking import filled, opened, said
from tests.cadence.desk import a_blocker, a_decision
from tests.cadence.follow.staging import a_stage, told
from tests.cadence.tidings.telling import Ear, known
from tests.fakes.growth import TEAM, WORKSPACE, mid, typed


async def profile(ear: Ear, who: str, manager: str | None, **named: Person) -> None:
    """The profile of this person names a manager (None: nobody told, empty: nobody)."""
    person = known(who, manager=manager)
    news_id = f"profile-{who}-{manager}-{len(named)}"
    await ear.hear(PersonChanged(workspace_id=WORKSPACE.id, news_id=news_id, who=person, named=named))


def manager_id(ear: Ear, who: str) -> Any:
    return ear.row("members", mid(who)).manager_id


# Known


async def test_only_what_the_platform_told_changes_it(ear: Ear) -> None:
    await profile(ear, "ben", "mia")
    assert manager_id(ear, "ben") == mid("mia")
    await profile(ear, "ben", None)
    assert manager_id(ear, "ben") == mid("mia")
    await profile(ear, "ben", "")
    assert manager_id(ear, "ben") is None


async def test_a_manager_whom_we_never_met_is_met_when_the_news_name_them(ear: Ear) -> None:
    await profile(ear, "ben", "zoe")
    assert manager_id(ear, "ben") is None
    await profile(ear, "ben", "zoe", zoe=known("zoe"))
    assert manager_id(ear, "ben") == mid("zoe")


async def test_nobody_is_their_own_manager(ear: Ear) -> None:
    await profile(ear, "ben", "ben")
    assert manager_id(ear, "ben") is None


async def test_a_request_tells_it_as_well(ear: Ear) -> None:
    await ear.door.handle(replace(typed("ben", "mine", None), who=known("ben", manager="mia")))
    assert manager_id(ear, "ben") == mid("mia")


# Proposed


async def test_a_new_team_is_proposed_the_manager_of_its_lead(ear: Ear) -> None:
    await profile(ear, "ben", "mia")
    form = opened(await ear.type("ben", "setup", "C-sales"))
    assert filled(form)["manager"] == ("mia",)
    hints = {getattr(part, "id", ""): getattr(part, "hint", "") for part in form.parts}
    assert hints["manager"] == "From Ben's profile; empty it if that is not so."


async def test_a_team_without_one_is_proposed_its_leads_and_keeps_it_only_when_sent(ear: Ear) -> None:
    await ear.keep("teams", replace(TEAM, manager_id=None))
    await profile(ear, "ana", "dee")
    form = opened(await ear.type("ana", "setup"))
    assert filled(form)["manager"] == ("dee",)
    assert ear.row("teams", TEAM.id).manager_id is None
    said(await ear.submit("ana", "setup", form.context, **{**filled(form), "manager": ""}))
    assert ear.row("teams", TEAM.id).manager_id is None


@pytest.mark.parametrize("team", [{}, {"manager_id": None, "is_leadership": True}], ids=["has one", "top team"])
async def test_who_has_a_manager_or_needs_none_is_proposed_nobody(ear: Ear, team: dict[str, Any]) -> None:
    await ear.keep("teams", replace(TEAM, **team))
    await profile(ear, "ana", "dee")
    assert "dee" not in filled(opened(await ear.type("ana", "setup")))["manager"]


@pytest.mark.parametrize("cannot", [{"is_active": False}, {"is_guest": True}], ids=["left", "guest"])
async def test_who_cannot_be_asked_is_not_proposed(ear: Ear, cannot: dict[str, bool]) -> None:
    await profile(ear, "ben", "mia")
    await ear.change_member("mia", **cannot)
    reply = await ear.door.handle(replace(typed("ben", "setup", "C-sales"), people={}))
    assert filled(opened(reply))["manager"] == ()


# Asked


def test_a_decision_that_its_decider_does_not_take_goes_to_the_manager_of_their_profile() -> None:
    steps = decision_steps(a_decision(decider_id=mid("ben")), a_stage(ben={"manager_id": mid("max")}))
    assert ("decision_manager", "max") in [row[:2] for row in told(steps)]


@pytest.mark.parametrize("cannot", [{"is_active": False}, {"is_guest": True}], ids=["left", "guest"])
def test_one_who_cannot_be_asked_gives_way_to_the_teams_manager(cannot: dict[str, bool]) -> None:
    stage = a_stage(ben={"manager_id": mid("max")}, max=cannot)
    steps = decision_steps(a_decision(decider_id=mid("ben")), stage)
    assert ("decision_manager", "mia") in [row[:2] for row in told(steps)]


def test_no_other_step_reaches_the_manager_of_a_profile() -> None:
    stage = a_stage(ben={"manager_id": mid("max")}, ana={"manager_id": mid("max")})
    for blocker in (a_blocker(owner_id=mid("ben")), a_blocker(owner_id=None)):
        assert "max" not in [row[1] for row in told(blocker_steps(blocker, stage))]
