"""Escalations hold over every keeper: of two people who settle one at once, one does; passing on is linked."""

import asyncio
from typing import Any

import pytest

from cadence.frontdoor import FrontDoor
from cadence.model import Escalation, EscalationState
from cadence.requests import Reply, Say
from tests.cadence.follow.escalations.escalating import ASKED, BLOCKER, STEP_ID
from tests.contracts.conftest import Kept
from tests.fakes.growth import WORKSPACE, pressed, submitted
from tests.fakes.services import fake_services

SERVICES = fake_services()
FORMS: tuple[tuple[str, dict[str, str]], ...] = (
    ("esc_take", {"returns": "2026-11-16"}),
    ("esc_assign", {"owner": "cy", "due": "2026-11-13"}),
    ("esc_decide", {"outcome": "yes", "owner": "cy", "due": "2026-11-13"}),
    ("esc_not_mine", {"to": "cy"}),
)


async def plant(store: Kept) -> None:
    async with store.unit(WORKSPACE.id, actor="test") as unit:
        await unit.blockers.add(BLOCKER)
        await unit.escalations.add(ASKED)


async def found(store: Kept) -> list[Escalation]:
    async with store.unit(WORKSPACE.id, actor="test") as unit:
        return await unit.escalations.find()


def is_refusal(reply: Reply) -> bool:
    return isinstance(reply, Say) and reply.refuses


@pytest.mark.parametrize(("form", "values"), FORMS)
async def test_of_two_people_at_two_processes_one_settles_it(
    store: Kept, second: Kept, form: str, values: dict[str, Any]
) -> None:
    await plant(store)
    doors = [FrontDoor(each, SERVICES) for each in (store, second)]
    requests = [submitted(who, form, STEP_ID, **values) for who in ("mia", "ana")]
    replies = await asyncio.gather(*(door.handle(each) for door, each in zip(doors, requests, strict=True)))
    assert sorted(is_refusal(reply) for reply in replies) == [False, True]


async def test_what_was_passed_on_names_where_it_went(store: Kept) -> None:
    await plant(store)
    await FrontDoor(store, SERVICES).handle(submitted("mia", "esc_not_mine", STEP_ID, to="cy"))
    old, new = sorted(await found(store), key=lambda row: row.state != EscalationState.PASSED)
    assert (old.id, old.passed_to, new.state) == (STEP_ID, new.id, EscalationState.SENT)


@pytest.mark.parametrize("value", ["\x00", "\ud800", "🙂" * 500, "x" * 2_000])
async def test_a_garbled_button_is_refused(store: Kept, value: str) -> None:
    assert is_refusal(await FrontDoor(store, SERVICES).handle(pressed("mia", "esc.take", value)))
