"""A reply that its author changed or deleted: it counts as it stands now, and nothing sent is lost by a slip."""

from datetime import UTC, datetime
from itertools import permutations
from typing import Any

import pytest

from cadence.requests import Nothing, Reply, ReplyTyped
from tests.cadence.asking import opened, said
from tests.cadence.desk import is_refused
from tests.cadence.replies.thread import Thread
from tests.fakes.growth import mid


async def changed(week: Thread, text: str, to: str, *, times: int = 1, **more: Any) -> list[Reply]:
    """What Ben is told: of his reply, then of each change of it."""
    first = await week.typed("ben", text, **more)
    told = [await week.ask.door.handle(first)]
    for _ in range(times):
        told.append(await week.says("ben", to, corrects=first.request_id, **more))
    return told


async def values(week: Thread, place: str) -> list[str]:
    return [str(row.value) for row in await week.standing(place)]


async def test_a_changed_value_takes_the_place_of_the_one_before(week: Thread) -> None:
    _, told = await changed(week, "1.1 54% conf 6", "1.1 45% conf 6")
    assert "1.1 Activation 36 → 45%, conf 6" in said(told)
    assert await values(week, "1.1") == ["45"]
    assert week.thread("ben").splitlines() == ["Ben", "1.1 Activation 36 → 45%, conf 6"]


async def test_plus_adds_to_what_stood_before_the_reply_however_often_it_is_changed(week: Thread) -> None:
    await changed(week, "1.1 +5", "1.1 +6", times=2)
    assert await values(week, "1.1") == ["42"]


async def test_records_are_not_made_twice(week: Thread) -> None:
    await changed(week, "blocker: waiting for legl\naction: call tem friday", "blocker: waiting for legal")
    blockers, actions = await week.ask.rows("blockers"), await week.ask.rows("actions")
    assert [(row.text, row.state) for row in blockers if row.state == "open"] == [("waiting for legal", "open")]
    assert [row.state for row in actions] == ["withdrawn"]


async def test_what_was_not_mentioned_any_more_is_taken_back(week: Thread) -> None:
    await changed(week, "1.1 45%\n1.2 5", "1.2 5")
    assert (await values(week, "1.1"), await values(week, "1.2")) == ([], ["5"])


async def test_what_cannot_be_read_leaves_what_stood(week: Thread) -> None:
    _, told = await changed(week, "1.1 45%", "1.1 lots")
    assert said(told).startswith(
        "You changed your reply, and I can't read it as an answer. What it said before stands."
    )
    assert "1.1 lots" in said(told)
    assert is_refused(told)
    assert await values(week, "1.1") == ["45"]


async def test_a_reply_that_could_not_be_read_is_put_right_by_changing_it(week: Thread) -> None:
    before, told = await changed(week, "1.1 lots", "1.1 45%")
    assert is_refused(before)
    assert "36 → 45%" in said(told)
    assert await values(week, "1.1") == ["45"]


async def test_a_change_that_comes_before_the_reply_itself_is_what_counts(week: Thread) -> None:
    """Platforms promise no order, and what failed once comes again later."""
    first = await week.typed("ben", "1.1 54%")
    await week.says("ben", "1.1 45%", corrects=first.request_id)
    assert await week.ask.door.handle(first) == Nothing()
    assert await values(week, "1.1") == ["45"]


async def test_talk_that_was_overheard_stays_talk_and_a_value_in_it_counts(week: Thread) -> None:
    _, told = await changed(week, "lunch?", "lunch at one?", is_addressed=False)
    assert told == Nothing()
    _, told = await changed(week, "1.1 54", "1.1 45", is_addressed=False)
    assert await values(week, "1.1") == ["45"]


async def test_a_value_that_becomes_talk_stands_and_its_author_is_told(week: Thread) -> None:
    _, told = await changed(week, "1.1 45", "never mind", is_addressed=False)
    assert "What it said before stands." in said(told)
    assert await values(week, "1.1") == ["45"]


async def test_what_was_sent_by_form_since_stays(week: Thread) -> None:
    first = await week.typed("ben", "1.1 45%")
    await week.ask.door.handle(first)
    await week.ask.sends("ben", opened(await week.ask.types("ben", "checkin")))
    told = await week.says("ben", "1.1 50%", corrects=first.request_id)
    assert "You have sent the form since" in said(told)
    assert await values(week, "1.1") == ["45"]


async def test_once_the_check_in_has_closed_it_stays_as_it_was_and_its_author_is_told(week: Thread) -> None:
    first = await week.typed("ben", "1.1 45%")
    await week.ask.door.handle(first)
    key = f"prompt:{(await week.newest()).id}"
    await week.at(12, "10:00")
    told = await week.says("ben", "1.1 50%", key, corrects=first.request_id)
    assert "You changed a reply of week 7, which has closed: what it said first stands there." in said(told)
    assert await values(week, "1.1") == ["45"]


async def test_deleted_once_the_check_in_has_closed_it_stays_and_its_author_is_told(week: Thread) -> None:
    first = await week.typed("ben", "1.1 45%")
    await week.ask.door.handle(first)
    key = f"prompt:{(await week.newest()).id}"
    await week.at(12, "10:00")
    told = await week.says("ben", "", key, corrects=first.request_id, is_gone=True)
    assert "You deleted a reply of week 7, which has closed: what it said first stands there." in said(told)
    assert await values(week, "1.1") == ["45"]


async def test_deleted_it_still_counts_until_its_author_takes_it_back(week: Thread) -> None:
    first = await week.typed("ben", "1.1 45%")
    await week.ask.door.handle(first)
    told = await week.says("ben", "", corrects=first.request_id, is_gone=True)
    assert "You deleted your reply. What it told me still counts, unless you take it back." in said(told)
    assert await values(week, "1.1") == ["45"]
    await week.clicks("ben", told, "Take it back")
    assert await values(week, "1.1") == []


async def test_of_deleted_talk_nothing_is_said(week: Thread) -> None:
    first = await week.typed("ben", "lunch?", is_addressed=False)
    await week.ask.door.handle(first)
    assert await week.says("ben", "", corrects=first.request_id, is_gone=True) == Nothing()


async def test_changed_after_it_was_taken_back_it_counts_anew(week: Thread) -> None:
    first = await week.typed("ben", "1.1 54%")
    await week.clicks("ben", await week.ask.door.handle(first), "Undo")
    await week.says("ben", "1.1 45%", corrects=first.request_id)
    assert await values(week, "1.1") == ["45"]
    assert (await week.answer_of("ben")).member_id == mid("ben")


@pytest.mark.parametrize("text", ["1.1 45%", "nothing changed", "the rest goes well"])
async def test_the_same_change_told_twice_is_one(week: Thread, text: str) -> None:
    first = await week.typed("ben", "1.1 54%")
    await week.ask.door.handle(first)
    change = await week.typed("ben", text, corrects=first.request_id)
    await week.ask.door.handle(change)
    before = await values(week, "1.1")
    assert await week.ask.door.handle(change) == Nothing()
    assert await values(week, "1.1") == before


def at(second: int) -> datetime:
    """A moment of the platform's, after the reply."""
    return datetime(2026, 11, 12, 9, 0, second, tzinfo=UTC)


async def in_order(week: Thread, order: str, later: str) -> list[Reply]:
    """Ben writes (w), changes (a), changes again (b) and deletes (d) one reply; it is heard of in this order."""
    first = await week.typed("ben", "1.1 54%")
    happened: dict[str, ReplyTyped] = {"w": first}
    for second, (name, text) in enumerate({"a": "1.1 45%", "b": later, "d": ""}.items()):
        about: dict[str, Any] = {"corrects": first.request_id, "is_gone": name == "d", "at": at(second)}
        happened[name] = await week.typed("ben", text, **about)
    return [await week.ask.door.handle(happened[name]) for name in order]


ORDERS = ["".join(each) for names in ("wab", "wabd") for each in permutations(names)]


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize(("later", "value"), [("1.1 48%", "48"), ("1.1 lots", "45")])
async def test_what_was_changed_last_stands_in_whatever_order_it_is_heard(
    week: Thread, order: str, later: str, value: str
) -> None:
    """What cannot be read never took the place of what could be."""
    await in_order(week, order, later)
    assert await values(week, "1.1") == [value]


@pytest.mark.parametrize("order", ORDERS)
async def test_away_said_last_stays(week: Thread, order: str) -> None:
    await in_order(week, order, "away")
    assert (await week.answer_of("ben")).kind == "away"


@pytest.mark.parametrize("order", [each for each in ORDERS if "d" in each])
async def test_whoever_deleted_it_can_take_back_what_stands_in_whatever_order_that_is_heard(
    week: Thread, order: str
) -> None:
    told = await in_order(week, order, "1.1 48%")
    asked = [each for each in told if each != Nothing() and "You deleted your reply." in said(each)]
    await week.clicks("ben", asked[-1], "Take it back")
    assert await values(week, "1.1") == []


async def test_of_words_that_were_overtaken_nothing_is_said(week: Thread) -> None:
    _, _, older = await in_order(week, "wba", "1.1 48%")
    assert older == Nothing()


async def test_deleted_and_shown_again_and_changed_it_is_not_asked_about_as_deleted(week: Thread) -> None:
    """Teams lets people take back a deletion."""
    first = await week.typed("ben", "1.1 54%")
    await week.ask.door.handle(first)
    await week.says("ben", "1.1 45%", corrects=first.request_id, at=at(2))
    assert await week.says("ben", "", corrects=first.request_id, is_gone=True, at=at(1)) == Nothing()


async def test_in_the_thread_of_another_week_a_change_counts_that_comes_before_its_reply(week: Thread) -> None:
    key = f"prompt:{(await week.newest()).id}"
    await week.at(19, "09:30")
    assert key != f"prompt:{(await week.newest()).id}"
    first = await week.typed("ben", "1.1 54%", key)
    assert "45%" in said(await week.says("ben", "1.1 45%", key, corrects=first.request_id, at=at(1)))
    assert await week.ask.door.handle(first) == Nothing()
    assert await values(week, "1.1") == ["45"]


async def test_talk_in_the_thread_of_another_week_stays_talk_when_it_is_changed(week: Thread) -> None:
    key = f"prompt:{(await week.newest()).id}"
    first = await week.typed("ben", "lunch?", key, is_addressed=False)
    await week.ask.door.handle(first)
    await week.at(19, "09:30")
    assert await week.says("ben", "1.1 45%", key, corrects=first.request_id, is_addressed=False) == Nothing()
