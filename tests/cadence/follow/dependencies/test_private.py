"""Out of a private channel nothing goes before somebody who may settle it consents, for the team that was named."""

import pytest

from cadence.wording.plain import plain_text
from tests.cadence.answering import Answering
from tests.cadence.desk import Desk, buttons_of, is_refused, words
from tests.cadence.follow.dependencies.waiting_on import THERE, make_private, notices, summaries
from tests.cadence.follow.two_teams import PRODUCT, blocker_in, messages, only
from tests.fakes.growth import TEAM


async def test_out_of_a_private_channel_nothing_goes_before_somebody_consents(desk: Desk) -> None:
    await make_private(desk)
    reply = await desk.type("ben", "blocker 1.3 waiting for product")
    assert "it stays in your channel. Show it to Product, whom it waits on?" in words(reply)
    assert only(desk).waiting_on_team_id is None
    assert messages(desk.store, channel=THERE) == []
    assert notices(desk) == []


@pytest.mark.parametrize(("who", "may"), [("ana", True), ("ben", True), ("dee", False), ("otto", False)])
async def test_consent_is_of_who_may_settle_it(desk: Desk, who: str, may: bool) -> None:
    await make_private(desk)
    reply = await desk.type("ben", "blocker 1.3 waiting for product")
    share = next(button for button in buttons_of(reply) if button.action == "blocker.share")
    said = await desk.press(who, share.action, share.value)
    assert (words(said).startswith("Product sees it now.")) == may
    assert bool(messages(desk.store, channel=THERE)) == may


async def test_consenting_twice_shows_it_once(desk: Desk) -> None:
    await make_private(desk)
    await desk.type("ben", "blocker 1.3 waiting for product")
    for _ in range(2):
        await desk.press("ben", "blocker.share", f"{only(desk).id}:{PRODUCT.id}")
    assert len(messages(desk.store, channel=THERE)) == 1
    assert len(notices(desk)) == 1


async def test_consent_is_for_the_team_that_was_named_and_no_other(desk: Desk) -> None:
    await make_private(desk)
    await desk.type("ben", "blocker 1.3 waiting for product")
    assert is_refused(await desk.press("ben", "blocker.share", f"{only(desk).id}:{TEAM.id}"))


async def test_after_an_answer_the_same_is_asked_and_once_given_it_stays(week: Answering) -> None:
    await week.change_team(channel_is_private=True)
    fields = {"blocker:1:text": "no price list", "blocker:1:waiting": "Product"}
    reply = await week.reply("ben", fields)
    (share,) = [button for button in buttons_of(reply) if button.action == "blocker.share"]
    await week.press("ben", share.action, share.value)
    again = await week.reply("ben", {"blocker:1:text": "still no price list"})
    assert not [button for button in buttons_of(again) if button.action == "blocker.share"]
    assert "still no price list" in plain_text(blocker_in(week.store, THERE))


async def test_what_was_not_shared_stands_in_no_summary_but_the_own(week: Answering) -> None:
    await week.change_team(channel_is_private=True)
    await week.ask.types("ben", "blocker 1.3 waiting for product")
    await week.at(12, "10:00")
    shown = await summaries(week)
    assert "waiting for product" in shown["growth"]
    assert "Growth" not in shown["product"]
