"""A lead sees the team's ladder in people's words and changes it; nobody is ever passed over by a number."""

from dataclasses import fields

import pytest

from cadence.context import Services
from cadence.follow.policies import STEPS, defaults, differences, limits, too_early
from cadence.follow.stage import policy_id
from cadence.forms import TextField
from cadence.frontdoor import FrontDoor
from cadence.model import Policy, Record
from cadence.requests import Say
from cadence.wording.ladder_form import LABELS
from tests.cadence.asking import Asking, button, faults, opened, said
from tests.fakes.growth import TEAM, WORKSPACE, mid
from tests.fakes.memory import MemoryStore

PLAIN = Policy(id=policy_id(TEAM.id), workspace_id=WORKSPACE.id, team_id=TEAM.id)


@pytest.fixture
async def asking(store: MemoryStore, services: Services) -> Asking:
    return Asking(FrontDoor(store, services), store)


async def kept(asking: Asking) -> list[Policy]:
    return await asking.rows("policies")


async def test_the_board_offers_it_to_the_lead_and_to_nobody_who_does_not_lead(asking: Asking) -> None:
    form = opened(await asking.presses("ana", button(await asking.types("ana"), "Who hears when")))
    assert {part.id: part.initial for part in form.parts if isinstance(part, TextField)} == {
        step: str(getattr(PLAIN, step)) for step in STEPS
    }
    with pytest.raises(StopIteration):
        button(await asking.types("ben"), "Who hears when")


async def test_setup_offers_it(asking: Asking) -> None:
    reply = await asking.sends("ana", opened(await asking.types("ana", "setup")))
    assert opened(await asking.presses("ana", button(reply, "Who hears when"))).id == "ladder"


async def test_who_does_not_lead_is_refused_whatever_button_they_found(asking: Asking) -> None:
    found = button(await asking.types("ana"), "Who hears when")
    form = opened(await asking.presses("ana", found))
    for reply in (await asking.presses("ben", found), await asking.sends("ben", form, unowned_lead="5")):
        assert isinstance(reply, Say)
        assert reply.refuses
        assert "Only Ana" in said(reply)
    assert await kept(asking) == []


async def test_a_step_is_changed_or_left_out_and_shown_back(asking: Asking) -> None:
    form = opened(await asking.presses("ana", button(await asking.types("ana"), "Who hears when")))
    answer = said(await asking.sends("ana", form, unowned_lead="2", blocker_manager="", answers_percent="60 %"))
    assert "Growth's ladder is saved." in answer
    assert "You, the lead: 2" in answer
    assert "The manager of the team: left out" in answer
    [policy] = await kept(asking)
    assert differences(policy) == {"unowned_lead": 2, "blocker_manager": None, "answers_percent": 60}


async def test_back_to_the_defaults_whatever_else_the_form_says(asking: Asking) -> None:
    form = opened(await asking.presses("ana", button(await asking.types("ana"), "Who hears when")))
    await asking.sends("ana", form, unowned_lead="2")
    answer = said(await asking.sends("ana", form, unowned_lead="much", reset="yes"))
    assert "Every step is as Drumbeat proposes it." in answer
    assert await kept(asking) == [PLAIN]


@pytest.mark.parametrize(
    ("step", "typed", "message"),
    [
        ("unowned_lead", "soon", "working days from 0 to 20, or nothing"),
        ("unowned_lead", "-1", "working days from 0 to 20"),
        ("unowned_lead", "21", "working days from 0 to 20"),
        ("unowned_lead", "1.5", "working days from 0 to 20"),
        ("action_moves", "0", "times from 1 to 13"),
        ("answers_percent", "", "From how many percent on"),
        ("answers_percent", "101", "from 1 to 100"),
        ("unowned_manager", "0", '"You, the lead" comes first, at 1'),
        ("blocker_manager", "1", '"The team\'s own lead" comes first, at 2'),
        ("answers_rollout", "1", '"The lead, after check-ins" comes first, at 2'),
    ],
)
async def test_each_fault_is_said_at_its_field_and_nothing_is_kept(
    asking: Asking, step: str, typed: str, message: str
) -> None:
    form = opened(await asking.presses("ana", button(await asking.types("ana"), "Who hears when")))
    found = faults(await asking.sends("ana", form, **{step: typed}))
    assert set(found) == {step}
    assert message in found[step]
    assert await kept(asking) == []


def test_every_step_of_the_policy_has_its_words_and_its_limits() -> None:
    own = {field.name for field in fields(Policy)} - {field.name for field in fields(Record)} - {"team_id"}
    assert set(LABELS) == set(STEPS) == own
    for step in STEPS:
        assert limits(step).least <= getattr(PLAIN, step) <= limits(step).most


def test_the_defaults_are_in_order_and_differ_in_nothing() -> None:
    assert list(too_early(PLAIN)) == []
    assert differences(PLAIN) == {}
    assert defaults(PLAIN) == PLAIN


async def test_who_changed_it_stands_in_the_audit_trail(asking: Asking) -> None:
    form = opened(await asking.presses("ana", button(await asking.types("ana"), "Who hears when")))
    await asking.sends("ana", form, unowned_lead="2")
    assert [actor for actor, *_, what in asking.store.data[WORKSPACE.id].audit if what == PLAIN.id] == [mid("ana")]
