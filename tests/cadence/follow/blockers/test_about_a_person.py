"""A blocker about a person is the lead's alone, wherever it would stand otherwise."""

import pytest

from cadence.wording.plain import plain_text
from tests.cadence.answering import Answering
from tests.cadence.asking import said
from tests.cadence.desk import Desk, a_blocker, is_refused, words
from tests.cadence.follow.blockers.test_message import BUTTONS
from tests.cadence.follow.two_teams import blocker_in, labels, messages, only, private
from tests.fakes.growth import TEAM, mid


async def test_one_about_a_person_is_shown_to_the_lead_alone_with_the_same_buttons(week: Answering) -> None:
    await week.reply("ben", {"blocker:1:text": "Cy is overloaded", "blocker:1:lead": "yes"})
    assert not [row for row in messages(week.store) if row.place.channel and "overloaded" in plain_text(row.card)]
    (shown,) = messages(week.store, member="ana")
    assert plain_text(shown.card).startswith("Ben, for you alone:\n\nCy is overloaded")
    assert labels(shown.card) == BUTTONS
    assert [private(week.store, who) for who in ("ben", "cy", "dee", "mia")] == [[], [], [], []]


async def test_who_leads_later_does_not_read_what_an_earlier_lead_was_told(week: Answering) -> None:
    await week.reply("ben", {"blocker:1:text": "Dee is overloaded", "blocker:1:lead": "yes"})
    await week.change_team(lead_id=mid("dee"))
    blockers = "Dee is overloaded"
    assert blockers not in said(await week.ask.types("dee", "blockers all"))
    assert blockers in said(await week.ask.types("ana", "blockers all"))
    await week.at(12, "10:00")
    assert not any(blockers in text for text in private(week.store, "dee"))


async def test_settling_it_tells_the_lead_and_nobody_else(week: Answering) -> None:
    await week.reply("ben", {"blocker:1:text": "Cy is overloaded", "blocker:1:lead": "yes"})
    before = len(messages(week.store, channel=TEAM.channel))
    await week.press("ana", "blocker.solved", only(week).id)
    assert private(week.store, "ana") == ["✓ Cy is overloaded: solved by Ana on Wed 11 Nov"]
    assert len(messages(week.store, channel=TEAM.channel)) == before


@pytest.mark.parametrize("action", ["take", "assign", "solved", "check"])
@pytest.mark.parametrize(("who", "may"), [("ana", True), ("ben", True), ("cy", False), ("dee", False), ("mia", False)])
async def test_for_others_it_is_not_even_there(desk: Desk, action: str, who: str, may: bool) -> None:
    await desk.keep("blockers", a_blocker("secret", lead_only=True, owner_id=None, waiting_on_id=mid("dee")))
    reply = await desk.press(who, f"blocker.{action}", a_blocker("secret").id)
    assert is_refused(reply) != may
    if not may:
        assert words(reply).startswith("This is not there any more.")


async def test_what_becomes_private_leaves_the_thread(week: Answering) -> None:
    await week.reply("ben", {"blocker:1:text": "Cy is overloaded"})
    await week.reply("ben", {"blocker:1:lead": "yes"})
    assert plain_text(blocker_in(week.store)) == "Ben took back a blocker."
    assert "Cy is overloaded" in private(week.store, "ana")[0]


async def test_what_is_shared_after_all_gets_its_message_in_the_thread(week: Answering) -> None:
    await week.reply("ben", {"blocker:1:text": "too much work", "blocker:1:lead": "yes"})
    await week.reply("ben", {"blocker:1:lead": ""})
    assert "too much work" in plain_text(blocker_in(week.store))
    assert private(week.store, "ana") == ["Ben now shares this with the team, in the thread."]
