"""One check-in's life, from its prompt to its summary, can be read from the log by its id, and nothing else can."""

import json
from typing import Any

import pytest

from bot.assembly import assemble
from bot.journal import about
from bot.log import set_up_logging
from bot.settings import read_settings
from cadence.cards import card
from cadence.model import Place
from cadence.ports import Delivery, Op
from cadence.scheduler import Scheduler
from tests.cadence.answering import Answering, kr
from tests.cadence.harness import berlin
from tests.fakes.clock import FakeClock
from tests.fakes.growth import MONDAY, NAMES, mid, plant_growth

NOTE = "the-board-is-furious"
pytestmark = pytest.mark.usefixtures("quiet")


def lines_of(said: str, checkin_id: str) -> list[dict[str, Any]]:
    """What `grep <id>` finds."""
    return [json.loads(line) for line in said.splitlines() if checkin_id in line]


async def test_its_life_is_told_in_order(sqlite_url: str, clock: FakeClock, capsys: pytest.CaptureFixture[str]) -> None:
    clock.to(MONDAY)
    async with assemble(read_settings({"DATABASE_URL": sqlite_url, "DRUMBEAT_LOCAL": "on"}), clock) as drumbeat:
        await plant_growth(drumbeat.store)
        set_up_logging("INFO", "json")
        week = Answering(drumbeat.store, clock, drumbeat.services)  # type: ignore[arg-type]  # a real store
        week.scheduler = Scheduler(drumbeat.store, drumbeat.services)
        await week.opened()
        await drumbeat.worker.send()
        await week.reply("ben", {kr("1.1", "value"): "38", kr("1.1", "note"): NOTE})
        await drumbeat.worker.send()
        for day, wall in ((11, "18:00"), (12, "09:00"), (12, "10:00")):
            clock.to(berlin(day, wall))
            await drumbeat.worker.run_pass()
        checkin = next(row for row in await week.ask.rows("checkins") if row.closed_at)
    said = capsys.readouterr().err
    told = [(line["event"], line.get("kind")) for line in lines_of(said, checkin.id)]
    wanted = [
        ("checkin_planned", None),
        ("checkin_opened", None),
        ("message_delivered", "prompt"),
        ("checkin_answered", "form"),
        ("message_delivered", "answer"),
        ("checkin_reminded", None),
        ("message_delivered", "reminder"),
        ("checkin_closed", None),
        ("message_delivered", "summary"),
    ]
    places = [told.index(each) for each in wanted]
    assert places == sorted(places), told
    assert all(line["checkin"] == checkin.id for line in lines_of(said, checkin.id))
    for private in (NOTE, *NAMES.values(), *map(mid, NAMES)):
        assert private not in said


async def test_what_was_not_kept_is_not_told(
    sqlite_url: str, clock: FakeClock, capsys: pytest.CaptureFixture[str]
) -> None:
    async with assemble(read_settings({"DATABASE_URL": sqlite_url}), clock) as drumbeat:
        await plant_growth(drumbeat.store)
        set_up_logging("INFO", "json")
        with pytest.raises(ZeroDivisionError):
            await _plan_and_fail(drumbeat.store)
    assert "checkin_planned" not in capsys.readouterr().err


async def _plan_and_fail(store: Any) -> None:
    from cadence.weekly.planning import plan_next
    from tests.fakes.growth import TEAM, WORKSPACE
    from tests.fakes.services import fake_services

    async with store.unit(WORKSPACE.id, actor="test") as unit:
        await plan_next(unit, fake_services(), TEAM)
        raise ZeroDivisionError


@pytest.mark.parametrize(
    ("key", "kind", "has_checkin"),
    [
        (f"prompt:{mid('x')}", "prompt", True),
        (f"answer:{mid('x')}:{mid('ben')}", "answer", True),
        (f"part:summary:{mid('x')}:2", "summary", True),
        (f"blocker:{mid('x')}", "blocker", False),
        (f"left:{mid('ben')}:{mid('x')}:1", "left", False),
    ],
)
def test_a_message_is_known_by_its_kind_and_never_by_a_person(key: str, kind: str, has_checkin: bool) -> None:
    place = Place(channel="C")
    delivery = Delivery(id="m", workspace_id="w", op=Op.POST, place=place, card=card("x"), revision=1, key=key)
    told = about(delivery)
    assert told["kind"] == kind
    assert told.get("checkin") == (mid("x") if has_checkin else None)
    assert mid("ben") not in told.values()
