"""Who owns a blocker that was reported in a check-in: by form, by reply, and once its form was changed."""

from dataclasses import replace

import pytest

from cadence.context import Services
from tests.cadence.answering import kr
from tests.cadence.replies.thread import Thread
from tests.fakes.clock import FakeClock
from tests.fakes.growth import kr_id, mid
from tests.fakes.memory import MemoryStore

FRIDAY = "2026-11-13"
MINE, CYS = kr_id("1.1"), kr_id("1.3")
LEGAL = {"blocker:1:text": "Legal has not answered"}


@pytest.fixture
async def week(store: MemoryStore, clock: FakeClock, services: Services) -> Thread:
    """Wednesday 11 November, 10:00: week 7 is open."""
    opened = Thread(store, clock, services)
    await opened.opened()
    return opened


async def owner(week: Thread) -> str | None:
    [blocker] = await week.ask.rows("blockers")
    found: str | None = blocker.owner_id
    return found


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"blocker:1:kr": MINE}, mid("ben")),
        ({"blocker:1:kr": CYS}, mid("cy")),
        ({"blocker:1:kr": CYS, "blocker:1:check": FRIDAY}, mid("cy")),
        ({"blocker:1:check": FRIDAY}, mid("ben")),
        ({}, None),
        ({"blocker:1:kr": CYS, "blocker:1:lead": "yes"}, None),
        ({"blocker:1:kr": CYS, "blocker:1:lead": "yes", "blocker:1:check": FRIDAY}, mid("ben")),
    ],
)
async def test_in_the_form_it_belongs_to_whoever_owns_its_key_result(
    week: Thread, fields: dict[str, str], expected: str | None
) -> None:
    """Without a key result, or for the lead alone: to whoever names a day to look again, else to nobody yet."""
    await week.reply("ben", {**LEGAL, **fields})
    assert await owner(week) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [("blocker 1.1 waiting for legal", "ben"), ("1.3 blocked by legal", "cy"), ("blocker: waiting for legal", "")],
)
async def test_so_it_does_in_a_reply(week: Thread, line: str, expected: str) -> None:
    await week.says("ben", line)
    assert await owner(week) == (mid(expected) if expected else None)


async def test_it_goes_with_its_key_result_until_somebody_named_an_owner(week: Thread) -> None:
    await week.reply("ben", {**LEGAL, "blocker:1:kr": MINE})
    await week.reply("ben", {"blocker:1:kr": CYS})
    assert await owner(week) == mid("cy")
    [blocker] = await week.ask.rows("blockers")
    await week.ask.put("blockers", replace(blocker, owner_id=mid("dee")))
    await week.reply("ben", {"blocker:1:kr": MINE, kr("1.1", "value"): "38"})
    assert await owner(week) == mid("dee")
