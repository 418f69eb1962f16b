"""One team waits for another: both see it as one object, with both owners; a private channel is asked first."""

from dataclasses import replace
from typing import Any

import pytest

from cadence.context import Services
from cadence.follow.dependencies import named_exactly, named_in
from cadence.model import BlockerState, Notice
from cadence.wording.plain import plain_text
from cadence.wording.summary import MOST_CHARACTERS, MOST_LINES
from tests.cadence.answering import Answering
from tests.cadence.desk import Desk, a_blocker, buttons_of, form_of, is_refused, words
from tests.cadence.follow.two_teams import (
    PRODUCT,
    blocker_in,
    labels,
    lines_in,
    messages,
    only,
    part,
    plant_product,
    private,
)
from tests.fakes.clock import FakeClock
from tests.fakes.growth import TEAM, mid
from tests.fakes.memory import MemoryStore

THERE = PRODUCT.channel


@pytest.fixture
async def desk(store: MemoryStore, services: Services) -> Desk:
    """Monday; Growth's check-in is open; Product has a channel and no check-in yet."""
    await plant_product(store)
    made = Desk(store, services)
    await made.open_week()
    return made


@pytest.fixture
async def week(store: MemoryStore, clock: FakeClock, services: Services) -> Answering:
    """Wednesday 11 November, 10:00: both teams' check-ins are open."""
    await plant_product(store)
    opened_week = Answering(store, clock, services)
    await opened_week.opened()
    return opened_week


async def wait(desk: Desk, line: str = "blocker 1.3 waiting for product") -> Any:
    await desk.type("ben", line)
    return only(desk)


def notices(desk: Desk) -> list[Notice]:
    return [row for row in desk.rows("notices") if row.escalation_id is None]


async def make_private(desk: Desk) -> None:
    await desk.keep("teams", replace(TEAM, channel_is_private=True))


async def summaries(week: Answering) -> dict[str, str]:
    """The posted summaries, by the slug of their team."""
    slugs = {TEAM.channel: TEAM.slug, THERE: PRODUCT.slug}
    return {slugs[row.place.channel or ""]: plain_text(row.card) for row in week.said("summary")}


# Found


@pytest.mark.parametrize(
    ("line", "is_found"),
    [
        ("blocker 1.3 waiting for product", True),
        ("blocker 1.3 waiting for PRODUCT to ship the new price list", True),
        ("blocker 1.3 we wait on the product team", True),
        ("blocker 1.3 blocked by #product", True),
        ("blocker 1.3 waiting for productivity to return", False),
        ("blocker 1.3 waiting for product-market fit", False),
        ("blocker 1.3 the product is late", False),
        ("blocker 1.3 waiting for growth", False),
        ("blocker 1.3 waiting for legal", False),
        ("blocker 1.3 no price list <@otto>", True),
        ("blocker 1.3 no price list <@pia>", True),
        ("blocker 1.3 no price list <@cy>", False),
        ("blocker 1.3 no price list <@mia>", False),
        ("blocker 1.3 no price list <@sue>", False),
    ],
)
async def test_the_other_team_is_found_by_its_name_or_by_one_of_its_people(
    desk: Desk, line: str, is_found: bool
) -> None:
    blocker = await wait(desk, line)
    assert blocker.waiting_on_team_id == (PRODUCT.id if is_found else None)


@pytest.mark.parametrize(
    ("typed", "is_found"), [("Product", True), ("#product", True), ("team product.", True), ("product legal", False)]
)
def test_what_is_typed_in_the_form_must_be_the_name_and_nothing_else(typed: str, is_found: bool) -> None:
    assert (named_exactly(typed, [PRODUCT]) == PRODUCT) == is_found


def test_of_two_teams_whose_names_begin_alike_the_longer_is_meant() -> None:
    design = replace(PRODUCT, id="design", slug="product-design", name="Product Design")
    assert named_in("waiting for product design's sketches", [PRODUCT, design]) == design


async def test_somebody_in_two_other_teams_says_of_neither_that_it_waits(desk: Desk) -> None:
    support = replace(
        PRODUCT, id=mid("support"), slug="support", name="Support", channel="C-support", lead_id=mid("mia")
    )
    await desk.keep("teams", support)
    await desk.keep("memberships", part(support, "pia"))
    assert (await wait(desk, "blocker 1.3 no list <@pia>")).waiting_on_team_id is None


async def test_somebody_of_the_own_team_is_no_other_team(desk: Desk) -> None:
    await desk.keep("memberships", part(PRODUCT, "cy"))
    assert (await wait(desk, "blocker 1.3 no list <@cy>")).waiting_on_team_id is None


async def test_the_form_finds_it_too_and_says_that_it_may(week: Answering) -> None:
    form = await week.form("ben")
    hints = [getattr(item, "hint", "") for item in form.parts]
    assert "Another team sees it too if you write its name: Product." in hints
    await week.reply("ben", {"blocker:1:text": "no price list", "blocker:1:waiting": "product"})
    assert only(week).waiting_on_team_id == PRODUCT.id


async def test_a_private_team_is_found_only_by_who_may_know_of_it(desk: Desk) -> None:
    await desk.keep("teams", replace(PRODUCT, channel_is_private=True))
    assert (await wait(desk, "blocker 1.3 waiting for product <@otto>")).waiting_on_team_id is None
    await desk.keep("memberships", part(PRODUCT, "cy"))
    await desk.type("cy", "blocker 1.3 waiting for product")
    assert PRODUCT.id in [row.waiting_on_team_id for row in desk.rows("blockers")]


# Shown in the other team


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


# Settled from either side


@pytest.mark.parametrize("action", ["take", "solved", "check"])
@pytest.mark.parametrize(("who", "may"), [("otto", True), ("pia", True), ("sue", False)])
async def test_people_of_the_other_team_may_take_solve_and_move_it(
    desk: Desk, action: str, who: str, may: bool
) -> None:
    blocker = await wait(desk)
    assert is_refused(await desk.press(who, f"blocker.{action}", blocker.id, THERE)) != may


async def test_they_do_not_hand_it_to_somebody_else(desk: Desk) -> None:
    blocker = await wait(desk)
    assert is_refused(await desk.press("otto", "blocker.assign", blocker.id, THERE))


async def test_an_old_button_of_theirs_is_refused_once_it_does_not_wait_on_them(desk: Desk) -> None:
    blocker = await wait(desk)
    await desk.keep("blockers", replace(blocker, waiting_on_team_id=None))
    reply = await desk.press("otto", "blocker.solved", blocker.id, THERE)
    assert words(reply).startswith("Only Cy, Ben, Ana or an admin can settle this.")


async def test_who_takes_it_there_owns_it_and_both_messages_say_so(desk: Desk) -> None:
    blocker = await wait(desk)
    form = form_of(await desk.press("pia", "blocker.take", blocker.id, THERE))
    await desk.submit("pia", form.id, form.context, next_check="2026-11-13")
    assert only(desk).owner_id == mid("pia")
    for channel in (TEAM.channel, THERE):
        assert "owner Cy and Pia · next check Fri 13 Nov" in plain_text(blocker_in(desk.store, channel))


async def test_solved_there_it_is_solved_in_both(desk: Desk) -> None:
    blocker = await wait(desk)
    await desk.press("otto", "blocker.solved", blocker.id, THERE)
    assert only(desk).state == BlockerState.SOLVED
    assert plain_text(blocker_in(desk.store)) == "✓ 1.3 waiting for product: solved by Otto on Mon 9 Nov"
    assert plain_text(blocker_in(desk.store, THERE)).startswith("Growth: ✓ 1.3 waiting for product: solved by Otto")
    assert lines_in(desk.store) == []


async def test_of_two_teams_that_solve_it_at_once_one_was_first(desk: Desk) -> None:
    blocker = await wait(desk)
    await desk.press("otto", "blocker.solved", blocker.id, THERE)
    assert "Otto settled this on Mon 9 Nov: solved." in words(await desk.press("ben", "blocker.solved", blocker.id))


async def test_two_teams_that_wait_on_each_other_each_see_both(desk: Desk) -> None:
    await wait(desk)
    await desk.type("otto", "blocker waiting for growth to decide", channel=THERE)
    theirs = next(row for row in desk.rows("blockers") if row.team_id == PRODUCT.id)
    assert theirs.waiting_on_team_id == TEAM.id
    here = [plain_text(row.card) for row in messages(desk.store, channel=TEAM.channel)]
    there = [plain_text(row.card) for row in messages(desk.store, channel=THERE)]
    assert any("Product waits on you: waiting for growth to decide" in text for text in here)
    assert any("Growth waits on you: 1.3 waiting for product" in text for text in there)
    await desk.press("otto", "blocker.solved", theirs.id, THERE)
    assert [row.state for row in desk.rows("blockers")].count(BlockerState.OPEN) == 1


# In both summaries


async def test_both_summaries_show_it_with_both_owners(week: Answering) -> None:
    await week.ask.types("ben", "blocker 1.3 waiting for product")
    form = form_of(await week.press("cy", "blocker.check", only(week).id))
    await week.ask.sends("cy", form, next_check="2026-11-13")
    await week.at(12, "10:00")
    shown = await summaries(week)
    assert "1.3 waits on Product since 11 Nov; Cy and Otto, next check Fri 13 Nov" in shown["growth"]
    assert "Growth 1.3 waits on us since 11 Nov; Cy and Otto, next check Fri 13 Nov" in shown["product"]


async def test_what_it_is_about_stands_there_unless_the_words_say_no_more(week: Answering) -> None:
    await week.ask.types("ben", "blocker 1.3 no price list <@pia>")
    await week.at(12, "10:00")
    shown = await summaries(week)
    assert "1.3 no price list; waits on Product, Pia since 11 Nov; Cy and Pia, next check not set" in shown["growth"]
    assert "Growth 1.3 waits on us since 11 Nov: no price list; Cy and Pia, next check not set" in shown["product"]


async def test_one_that_nobody_owns_says_so_in_both(week: Answering) -> None:
    await week.reply("ben", {"blocker:1:text": "no price list", "blocker:1:waiting": "Product"})
    assert "owner not set in Growth, Otto in Product" in plain_text(blocker_in(week.store, THERE))
    await week.at(12, "10:00")
    for text in (await summaries(week)).values():
        assert "owner not set in Growth, Otto in Product, next check not set" in text


async def test_the_brief_of_the_team_that_is_waited_on_names_it(week: Answering) -> None:
    await week.ask.types("ben", "blocker 1.3 waiting for product")
    await week.at(12, "10:00")
    (brief,) = [row.card for row in messages(week.store, member="otto") if row.key.startswith("brief:")]
    assert "Growth 1.3 waits on us since 11 Nov" in plain_text(brief)


async def test_settling_it_updates_both_posted_summaries(week: Answering) -> None:
    await week.ask.types("ben", "blocker 1.3 waiting for product")
    await week.at(12, "10:00")
    before = len(messages(week.store))
    await week.press("otto", "blocker.solved", only(week).id)
    assert not [text for text in (await summaries(week)).values() if "waits on" in text]
    assert len(messages(week.store)) == before


async def test_the_report_has_it_too(week: Answering) -> None:
    await week.ask.types("ben", "blocker 1.3 waiting for product")
    await week.at(12, "10:00")
    reply = await week.press("otto", "summary.report", (await week.newest(PRODUCT)).id)
    assert "Growth 1.3 waits on us" in words(reply)


async def test_however_many_wait_a_summary_fits_one_screen(week: Answering) -> None:
    long = "a very long story of what is missing " * 6
    many = [a_blocker(str(n), text=f"{long}{n}", waiting_on_team_id=PRODUCT.id) for n in range(40)]
    await week.ask.put("blockers", *many)
    await week.at(12, "10:00")
    for text in (await summaries(week)).values():
        assert text.count("\n") < MOST_LINES
        assert len(text) <= MOST_CHARACTERS
        assert "+" in text


# A private channel is asked first


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
