"""Help is offered where something is off track or stuck, and only where somebody could be asked."""

from dataclasses import replace

import pytest

from tests.cadence.answering import Answering
from tests.cadence.desk import Desk, buttons_of
from tests.cadence.follow.help.asking import HELP
from tests.cadence.follow.two_teams import messages, row_of
from tests.fakes.growth import TEAM, kr_id


@pytest.mark.parametrize(("confidence", "is_offered"), [(4, False), (3, True), (0, True)])
async def test_after_an_answer_with_a_key_result_off_track_help_is_offered(
    week: Answering, confidence: int, is_offered: bool
) -> None:
    reply = await week.reply("cy", {f"kr:{kr_id('1.3')}:conf": str(confidence), f"kr:{kr_id('1.3')}:note": "hm"})
    assert [row.label for row in buttons_of(reply) if row.action == "help.ask"] == (
        ["Ask for help: 1.3"] if is_offered else []
    )


async def test_one_click_that_keeps_a_key_result_off_track_offers_it_too(week: Answering) -> None:
    await week.read("1.3", "230", 2)
    reply = await week.press("cy", "checkin.unchanged")
    assert "Ask for help: 1.3" in [row.label for row in buttons_of(reply)]


async def test_an_update_to_little_confidence_offers_it(desk: Desk) -> None:
    assert "Ask for help: 1.3" in [row.label for row in buttons_of(await desk.type("cy", "update 1.3 230 conf 3"))]
    assert "Ask for help: 1.3" not in [row.label for row in buttons_of(await desk.type("cy", "update 1.3 230 conf 4"))]


@pytest.mark.parametrize(("who", "is_offered"), [("cy", True), ("ben", False), ("mia", False)])
async def test_the_board_offers_it_to_the_owner_of_what_is_off_track(desk: Desk, who: str, is_offered: bool) -> None:
    await desk.type("cy", "update 1.3 230 conf 3")
    assert ("Ask for help: 1.3" in [row.label for row in buttons_of(await desk.type(who, ""))]) == is_offered


async def test_where_nobody_could_be_asked_nothing_is_offered(desk: Desk) -> None:
    await desk.keep("teams", replace(TEAM, manager_id=None))
    await desk.type("ana", "update 2.1 84 conf 2")
    assert "help.ask" not in [row.action for row in buttons_of(await desk.type("ana", ""))]


async def test_the_lists_and_the_blockers_own_message_offer_it(desk: Desk) -> None:
    assert HELP in [row.value for row in buttons_of(await desk.type("dee", "blockers"))]
    await desk.type("ben", "blocker 1.1 no data")
    shown = [row.card for row in messages(desk.store, channel=TEAM.channel) if row.key.startswith("blocker:")]
    assert "help.ask" in [row.action for row in row_of(shown[0])]
