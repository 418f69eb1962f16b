"""The other team reads what waits on it in its own channel, its lead once, and nothing that is about a person."""

from dataclasses import replace

from cadence.wording.plain import plain_text
from tests.cadence.answering import Answering
from tests.cadence.desk import Desk
from tests.cadence.follow.dependencies.waiting_on import THERE, notices, wait
from tests.cadence.follow.two_teams import (
    PRODUCT,
    blocker_in,
    labels,
    messages,
    only,
    private,
)
from tests.fakes.growth import mid


async def test_the_other_team_reads_it_in_its_own_channel_with_what_settles_it(desk: Desk) -> None:
    await wait(desk)
    shown = blocker_in(desk.store, THERE)
    assert shown.notice == "Growth waits on you: 1.3 waiting for product"
    assert "since 9 Nov · owner Cy and Otto · next check not set" in plain_text(shown)
    assert labels(shown) == ["I'll take it", "Solved", "New date"]


async def test_it_stands_in_the_thread_of_the_other_teams_newest_check_in(week: Answering) -> None:
    await week.reply("ben", {"blocker:1:text": "no price list", "blocker:1:waiting": "Product"})
    (shown,) = [row for row in messages(week.store, channel=THERE) if row.key.startswith("blocker:")]
    assert shown.place.thread == f"prompt:{(await week.newest(PRODUCT)).id}"


async def test_its_lead_is_told_once_however_often_it_is_edited(week: Answering) -> None:
    await week.reply("ben", {"blocker:1:text": "no price list", "blocker:1:waiting": "Product"})
    await week.reply("ben", {"blocker:1:text": "still no price list"})
    rows = [row for row in await week.ask.rows("notices") if row.escalation_id is None]
    assert [(row.member_id, row.subject_id, row.is_solicited) for row in rows] == [(mid("otto"), only(week).id, False)]


async def test_a_lead_of_both_teams_is_not_told_what_they_see_already(desk: Desk) -> None:
    await desk.keep("teams", replace(PRODUCT, lead_id=mid("ana")))
    await wait(desk)
    assert notices(desk) == []


async def test_editing_it_away_says_so_there_and_takes_the_notice_back(week: Answering) -> None:
    await week.reply("ben", {"blocker:1:text": "no price list", "blocker:1:waiting": "Product"})
    await week.reply("ben", {"blocker:1:waiting": "legal"})
    assert plain_text(blocker_in(week.store, THERE)) == "Growth does not wait on you any more."
    await week.at(11, "11:00")
    assert not [text for text in private(week.store, "otto") if "price list" in text]


async def test_one_about_a_person_never_leaves_for_another_team(week: Answering) -> None:
    await week.reply("ben", {"blocker:1:text": "Otto is slow", "blocker:1:waiting": "Product", "blocker:1:lead": "yes"})
    assert only(week).waiting_on_team_id is None
    assert not [row for row in messages(week.store, channel=THERE) if row.key.startswith("blocker:")]
    assert private(week.store, "otto") == []


async def test_what_becomes_about_a_person_leaves_the_other_team(week: Answering) -> None:
    await week.reply("ben", {"blocker:1:text": "no price list", "blocker:1:waiting": "Product"})
    await week.reply("ben", {"blocker:1:text": "Otto is slow", "blocker:1:lead": "yes"})
    assert "Otto is slow" not in "".join(plain_text(row.card) for row in messages(week.store, channel=THERE))
    await week.at(11, "11:00")
    assert "Otto is slow" not in "".join(private(week.store, "otto"))


async def test_what_the_other_lead_was_told_forgets_it_once_it_is_about_a_person(week: Answering) -> None:
    await week.reply("ben", {"blocker:1:text": "no price list", "blocker:1:waiting": "Product"})
    await week.at(11, "11:00")
    assert [text.splitlines()[0] for text in private(week.store, "otto")[-1:]] == ["Growth waits on you: no price list"]
    await week.reply("ben", {"blocker:1:text": "Otto is slow", "blocker:1:lead": "yes"})
    assert "slow" not in "".join(private(week.store, "otto"))


async def test_the_other_leads_message_is_kept_true_and_settles_it_in_place(week: Answering) -> None:
    await week.reply("ben", {"blocker:1:text": "no price list", "blocker:1:waiting": "Product"})
    await week.at(11, "11:00")
    (told,) = [row for row in messages(week.store, member="otto") if row.key.startswith("today:")]
    assert labels(told.card) == ["I'll take it", "Solved", "New date"]
    await week.press("otto", "blocker.solved", only(week).id)
    (told,) = [row for row in messages(week.store, member="otto") if row.key.startswith("today:")]
    assert labels(told.card) == []
    assert "solved by Otto" in plain_text(told.card)
