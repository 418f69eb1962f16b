"""A blocker as a message of its own: raised, taken, assigned, looked at again, solved; kept true wherever it stands."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from cadence.context import Services
from cadence.model import BlockerState
from cadence.requests import Say, ShowForm
from cadence.snapshot import load_snapshot
from cadence.wording.blocker_entry import entry_blocks
from cadence.wording.plain import plain_text
from tests.cadence.answering import Answering
from tests.cadence.asking import filled, said
from tests.cadence.desk import Desk, a_blocker, errors_of, form_of, is_refused, words
from tests.cadence.follow.two_teams import blocker_in, labels, lines_in, messages, only, person, private
from tests.fakes.clock import FakeClock
from tests.fakes.growth import MONDAY, TEAM, WORKSPACE, kr_id, mid, pressed
from tests.fakes.memory import MemoryStore

BUTTONS = ["I'll take it", "Assign", "Solved", "New date", "Ask for help"]
FRIDAY = date(2026, 11, 13)


@pytest.fixture
async def desk(store: MemoryStore, services: Services) -> Desk:
    """Monday; the check-in is open, and Ben has recorded what holds back Cy's 1.3."""
    made = Desk(store, services)
    await made.open_week()
    await made.type("ben", "blocker 1.3 waiting for legal")
    return made


@pytest.fixture
async def week(store: MemoryStore, clock: FakeClock, services: Services) -> Answering:
    """Wednesday 11 November, 10:00: week 7 is open."""
    opened_week = Answering(store, clock, services)
    await opened_week.opened()
    return opened_week


async def free(desk: Desk) -> None:
    """Nobody has it."""
    await desk.keep("blockers", replace(only(desk), owner_id=None))


# Its own message


async def test_what_is_recorded_stands_in_the_thread_with_everything_that_settles_it(desk: Desk) -> None:
    shown = blocker_in(desk.store)
    assert plain_text(shown).splitlines()[:2] == [
        "1.3 waiting for legal",
        "since 9 Nov · owner Cy · next check not set",
    ]
    assert labels(shown) == BUTTONS


async def test_it_is_said_in_the_thread_and_not_in_the_channel(desk: Desk) -> None:
    (checkin,) = desk.rows("checkins")
    assert [row.place.thread for row in messages(desk.store) if row.key.startswith("blocker:")] == [
        f"prompt:{checkin.id}"
    ]


async def test_one_of_an_answer_has_its_own_message_too(week: Answering) -> None:
    await week.reply("ben", {"blocker:1:text": "no test data", "blocker:1:tried": "asked twice"})
    shown = plain_text(blocker_in(week.store))
    assert shown.startswith("no test data\nsince 11 Nov · owner not set · next check not set\ntried: asked twice")


async def test_editing_the_answer_updates_the_message_and_says_nothing_twice(week: Answering) -> None:
    await week.reply("ben", {"blocker:1:text": "no test data"})
    before = len(messages(week.store))
    await week.reply("ben", {"blocker:1:text": "no data at all"})
    assert "no data at all" in plain_text(blocker_in(week.store))
    assert len(messages(week.store)) == before


async def test_clearing_it_takes_it_back_without_its_words_and_buttons(week: Answering) -> None:
    await week.reply("ben", {"blocker:1:text": "no test data"})
    await week.reply("ben", {"blocker:1:text": ""})
    assert plain_text(blocker_in(week.store)) == "Ben took back a blocker."


async def test_taking_back_what_was_recorded_empties_its_message(desk: Desk) -> None:
    await desk.press("ben", "record.undo", f"blocker:{only(desk).id}")
    assert plain_text(blocker_in(desk.store)) == "Ben took back a blocker."
    assert lines_in(desk.store) == []


async def test_an_early_one_waits_for_its_check_in(store: MemoryStore, clock: FakeClock, services: Services) -> None:
    week = Answering(store, clock, services)
    await week.at(9, "09:00")
    form = form_of(await week.ask.types("ben", "checkin"))
    await week.ask.sends("ben", form, **{"blocker:1:text": "no test data"})
    assert messages(store) == []
    await week.at(11, "10:00")
    assert "no test data" in plain_text(blocker_in(store))


async def test_markup_in_its_words_stays_data(desk: Desk) -> None:
    await desk.keep("blockers", replace(only(desk), text="<!channel> *now*", tried="a\nb"))
    blocks = entry_blocks(only(desk), await _snapshot(desk), date(2026, 11, 9))
    assert "<!channel> *now*" in blocks[0].text  # type: ignore[union-attr]  # the first block is its text
    assert "tried: a b" in blocks[0].text  # type: ignore[union-attr]  # ditto


async def test_the_longest_words_still_make_a_short_entry(desk: Desk) -> None:
    huge = replace(only(desk), text="x" * 3_000, tried="y" * 3_000, waiting_on="z" * 300)
    (text, _) = entry_blocks(huge, await _snapshot(desk), date(2026, 11, 9))
    assert len(text.text) <= 1_600  # type: ignore[union-attr]  # the first block is its text


# Take


async def test_taking_proposes_to_look_again_in_two_working_days(desk: Desk, clock: FakeClock) -> None:
    clock.to(MONDAY.replace(day=12))
    (check,) = form_of(await desk.press("cy", "blocker.take", only(desk).id)).parts
    assert check.initial == "2026-11-16"  # type: ignore[union-attr]  # a date field
    assert check.required  # type: ignore[union-attr]  # a date field


async def test_nobody_takes_anything_without_a_next_check(desk: Desk) -> None:
    form = form_of(await desk.press("cy", "blocker.take", only(desk).id))
    assert errors_of(await desk.submit("cy", form.id, form.context, next_check="")) == {
        "next_check": "Choose the day to look at it again."
    }
    past = await desk.submit("cy", form.id, form.context, next_check="2026-11-06")
    assert "is past" in errors_of(past)["next_check"]
    assert only(desk).next_check is None


async def test_who_takes_it_owns_it_and_the_message_says_so_in_place(desk: Desk) -> None:
    await free(desk)
    reply = await _take(desk, "dee")
    assert "Dee took 1.3 waiting for legal; next check Fri 13 Nov" in words(reply)
    assert (only(desk).owner_id, only(desk).next_check) == (mid("dee"), FRIDAY)
    assert "owner Dee · next check Fri 13 Nov" in plain_text(blocker_in(desk.store))
    assert lines_in(desk.store) == []


@pytest.mark.parametrize(("who", "may"), [("ana", True), ("ben", True), ("cy", True), ("dee", False), ("mia", False)])
async def test_what_somebody_has_is_taken_over_only_by_who_may_settle_it(desk: Desk, who: str, may: bool) -> None:
    await desk.keep("blockers", replace(only(desk), owner_id=mid("ben")))
    reply = await desk.press(who, "blocker.take", only(desk).id)
    assert isinstance(reply, ShowForm) == may
    assert is_refused(reply) != may


@pytest.mark.parametrize(("who", "may"), [("ana", True), ("ben", True), ("cy", True), ("dee", True), ("mia", False)])
async def test_what_nobody_has_may_be_taken_by_anybody_of_the_team(desk: Desk, who: str, may: bool) -> None:
    await free(desk)
    assert is_refused(await desk.press(who, "blocker.take", only(desk).id)) != may


async def test_of_two_who_take_it_the_second_reads_who_was_first(desk: Desk) -> None:
    await free(desk)
    forms = {who: form_of(await desk.press(who, "blocker.take", only(desk).id)) for who in ("dee", "ben")}
    for who, form in forms.items():
        reply = await desk.submit(who, form.id, form.context, next_check="2026-11-13")
    assert words(reply) == "Dee took it first; next check Fri 13 Nov.\nDee took it first; next check Fri 13 Nov."
    assert is_refused(reply)
    assert only(desk).owner_id == mid("dee")


async def test_of_take_and_assign_at_once_the_second_reads_who_was_first(desk: Desk) -> None:
    await free(desk)
    form = form_of(await desk.press("ana", "blocker.assign", only(desk).id))
    await _take(desk, "dee")
    reply = await desk.submit("ana", form.id, form.context, owner="ben", next_check="2026-11-13")
    assert "Dee took it first" in words(reply)
    assert only(desk).owner_id == mid("dee")


async def test_one_form_sent_twice_takes_once(desk: Desk) -> None:
    form = form_of(await desk.press("cy", "blocker.take", only(desk).id))
    for _ in range(2):
        reply = await desk.submit("cy", form.id, form.context, next_check="2026-11-13")
    assert not is_refused(reply)


# Assign, New date, Solved


async def test_assigning_asks_who_and_when_and_updates_in_place(desk: Desk) -> None:
    form = form_of(await desk.press("ana", "blocker.assign", only(desk).id))
    await desk.submit("ana", form.id, form.context, owner="dee", next_check="2026-11-13")
    assert "owner Dee · next check Fri 13 Nov" in plain_text(blocker_in(desk.store))
    assert lines_in(desk.store) == []


async def test_a_new_date_stands_in_the_message(desk: Desk) -> None:
    form = form_of(await desk.press("cy", "blocker.check", only(desk).id))
    await desk.submit("cy", form.id, form.context, next_check="2026-11-13")
    assert "next check Fri 13 Nov" in plain_text(blocker_in(desk.store))


async def test_once_solved_the_message_is_one_line_without_buttons(desk: Desk) -> None:
    await desk.press("cy", "blocker.solved", only(desk).id)
    assert plain_text(blocker_in(desk.store)) == "✓ 1.3 waiting for legal: solved by Cy on Mon 9 Nov"
    assert only(desk).state == BlockerState.SOLVED


@pytest.mark.parametrize("action", ["take", "assign", "solved", "check"])
async def test_an_old_button_says_who_settled_it(desk: Desk, action: str) -> None:
    await desk.press("cy", "blocker.solved", only(desk).id)
    reply = await desk.press("ana", f"blocker.{action}", only(desk).id)
    assert is_refused(reply)
    assert "Cy settled this on Mon 9 Nov: solved." in words(reply)


@pytest.mark.parametrize("action", ["take", "assign", "solved", "check", "share"])
async def test_a_button_for_what_is_not_there_is_refused_kindly(desk: Desk, action: str) -> None:
    reply = await desk.press("ana", f"blocker.{action}", "nothing")
    assert words(reply).startswith("This is not there any more.")


@pytest.mark.parametrize("action", ["take", "assign", "solved", "check"])
@pytest.mark.parametrize(("who", "may"), [("ana", True), ("ben", True), ("cy", True), ("mia", False), ("zoe", False)])
async def test_only_its_own_people_settle_it(desk: Desk, action: str, who: str, may: bool) -> None:
    await desk.keep("members", person("zoe"))
    assert is_refused(await desk.press(who, f"blocker.{action}", only(desk).id)) != may


@pytest.mark.parametrize("action", ["take", "assign", "solved", "check"])
async def test_a_guest_settles_nothing(desk: Desk, action: str) -> None:
    await desk.change_member("cy", is_guest=True)
    await desk.keep("blockers", replace(only(desk), owner_id=None))
    reply = await desk.door.handle(_as_guest(action, only(desk).id))
    assert "guest" in words(reply)


async def test_whom_it_waits_on_may_solve_it_although_of_no_team(desk: Desk) -> None:
    await desk.keep("blockers", replace(only(desk), waiting_on_id=mid("mia")))
    assert not is_refused(await desk.press("mia", "blocker.solved", only(desk).id))


# In a later week


async def test_in_the_next_week_the_old_message_changes_and_the_new_thread_says_one_line(week: Answering) -> None:
    await week.reply("ben", {"blocker:1:text": "no test data", "blocker:1:kr": kr_id("1.3")})
    await week.at(12, "10:00")
    await week.at(18, "10:00")
    await week.press("ben", "blocker.solved", only(week).id)
    assert plain_text(blocker_in(week.store)).startswith("✓ 1.3 no test data: solved by Ben")
    (line,) = [row for row in messages(week.store) if row.key.count(":") == 2 and row.key.startswith("blocker:")]
    assert line.card.notice == "Ben: blocker solved: no test data"
    assert line.place.thread == f"prompt:{(await week.newest()).id}"


async def test_a_posted_summary_follows(week: Answering) -> None:
    await week.reply("ben", {"blocker:1:text": "no test data"})
    await week.at(12, "10:00")
    assert "no test data; owner and next check not set" in week.texts("summary")[0]
    form = form_of(await week.press("ben", "blocker.take", only(week).id))
    await week.ask.sends("ben", form, next_check="2026-11-13")
    assert "no test data; Ben, next check Fri 13 Nov" in week.texts("summary")[0]


# About a person


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


async def _take(desk: Desk, who: str) -> Say:
    form = form_of(await desk.press(who, "blocker.take", only(desk).id))
    reply = await desk.submit(who, form.id, form.context, **{**filled(form), "next_check": "2026-11-13"})
    assert isinstance(reply, Say)
    return reply


async def _snapshot(desk: Desk) -> Any:
    async with desk.store.unit(WORKSPACE.id, actor="test") as unit:
        return await load_snapshot(unit, TEAM)


def _as_guest(action: str, value: str) -> Any:
    request = pressed("cy", f"blocker.{action}", value)
    guest = replace(request.who, is_guest=True)
    return replace(request, who=guest, people={**request.people, "cy": guest})
