"""`okr update` and the small update form: one reading, shown with what was before, and Undo."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadence.errors import NotUnderstood
from cadence.grammar.numbers import read_confidence
from cadence.ids import new_id
from cadence.model import CheckIn, CheckInState, Leave
from cadence.requests import Person, Say
from tests.cadence.asking import Asking, button, faults, opened, said
from tests.fakes.growth import KEY_RESULTS, MONDAY, TEAM, WORKSPACE, kr_id, mid, pressed, typed


async def latest(ask: Asking, place: str) -> Any:
    async with ask.store.unit(WORKSPACE.id, actor="test") as unit:
        return (await unit.latest_readings([kr_id(place)], 1))[kr_id(place)][-1]


async def test_a_line_becomes_a_reading_and_old_and_new_are_shown(ask: Asking) -> None:
    reply = await ask.types("ana", "update 2.1 86% conf 7 two deals slipped")
    assert said(reply).startswith("2.1 Renewal rate 84 → 86% (90), score 0.60, conf 7.\n\ntwo deals slipped")
    reading = await latest(ask, "2.1")
    assert (reading.value, reading.confidence, reading.note) == (Decimal(86), 7, "two deals slipped")
    assert (reading.member_id, reading.at, reading.checkin_id) == (mid("ana"), MONDAY, None)


async def test_a_confidence_that_was_not_given_stays_what_it_was(ask: Asking) -> None:
    assert "conf 6 as before" in said(await ask.types("ana", "update 2.1 86"))
    assert (await latest(ask, "2.1")).confidence == 6


async def test_a_sign_adds_to_the_last_value(ask: Asking) -> None:
    assert "84 → 89%" in said(await ask.types("ana", "update 2.1 +5"))
    assert "89 → 87%" in said(await ask.types("ana", "update 2.1 -2"))


async def test_the_unit_in_words_is_no_part_of_the_note(ask: Asking) -> None:
    await ask.put("key_results", replace(KEY_RESULTS[3], unit="calls"))
    await ask.types("ana", "update 2.1 86 calls two slipped")
    assert (await latest(ask, "2.1")).note == "two slipped"


async def test_people_stand_in_a_note_by_their_names(ask: Asking) -> None:
    await ask.types("ana", "update 2.1 86 conf 7 asked <@ben> again")
    assert (await latest(ask, "2.1")).note == "asked Ben again"


async def test_a_note_is_one_line_of_safe_text(ask: Asking) -> None:
    form = opened(await ask.door.handle(pressed("ben", "board.update", kr_id("1.2"))))
    await ask.sends("ben", form, note="one\x00two\nthree\u202efour \ud800 👩‍🚀")
    assert (await latest(ask, "1.2")).note == "one two three four 👩‍🚀"


async def test_the_same_value_is_said_to_be_the_same(ask: Asking) -> None:
    assert "84%, same (90)" in said(await ask.types("ana", "update 2.1 84"))


async def test_a_kept_key_result_is_held_or_outside(ask: Asking) -> None:
    assert "(keep 99.5–100), outside" in said(await ask.types("ana", "update 2.2 99.1"))


async def test_readings_are_history_and_none_is_overwritten(ask: Asking) -> None:
    await ask.types("ana", "update 2.1 85")
    await ask.types("ana", "update 2.1 86")
    rows = await ask.rows("readings", key_result_id=kr_id("2.1"))
    assert sorted(row.value for row in rows) == [84, 85, 86]


async def test_while_a_check_in_is_open_the_reading_belongs_to_it(ask: Asking) -> None:
    checkin = CheckIn(
        id=new_id(),
        workspace_id=WORKSPACE.id,
        team_id=TEAM.id,
        iso_week="2026-W46",
        opens_at=MONDAY - timedelta(hours=1),
        closes_at=MONDAY + timedelta(hours=5),
        state=CheckInState.OPEN,
    )
    await ask.put("checkins", checkin)
    await ask.types("ana", "update 2.1 86")
    assert (await latest(ask, "2.1")).checkin_id == checkin.id


@pytest.mark.parametrize("who", ["ana", "ben"])
async def test_its_owner_and_the_lead_may_update(ask: Asking, who: str) -> None:
    assert "36 → 40%" in said(await ask.types(who, "update 1.1 40%"))


async def test_an_admin_may_update(ask: Asking) -> None:
    request = replace(typed("mia", "update 1.1 40%"), who=Person(id="mia", name="Mia", is_admin=True))
    assert "36 → 40%" in said(await ask.door.handle(request))


async def test_anybody_else_is_refused_and_told_who_may(ask: Asking) -> None:
    assert said(await ask.types("cy", "update 1.1 40%")) == "Only Ben, who owns it, Ana or an admin can change 1.1."
    assert (await latest(ask, "1.1")).value == 36


async def test_the_cover_may_update_while_the_owner_is_away(ask: Asking) -> None:
    leave = Leave(
        id=new_id(),
        workspace_id=WORKSPACE.id,
        member_id=mid("ben"),
        first=date(2026, 11, 9),
        last=date(2026, 11, 13),
        cover_id=mid("cy"),
    )
    await ask.put("leaves", leave)
    assert "36 → 40%" in said(await ask.types("cy", "update 1.1 40%"))


async def test_a_guest_is_refused_kindly(ask: Asking) -> None:
    request = replace(typed("ben", "update 1.1 40%"), who=Person(id="ben", name="Ben", is_guest=True), people={})
    assert "guest" in said(await ask.door.handle(request))


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("update 2.1 5 days", "measured in %"),
        ("update 2.1 $5", "measured in %"),
        ("update 2.1 86 " + "x" * 301, "The note is too long. That is 301 characters; 300 fit"),
        ("update 2.9 5", "Growth has no key result 2.9. It has 1.1, 1.2, 1.3, 2.1, 2.2."),
        ("update 2.1 lots", "lots"),
        ("update 2.1 86 conf 11", "11"),
    ],
)
async def test_what_cannot_be_kept_says_why_and_writes_nothing(ask: Asking, line: str, complaint: str) -> None:
    assert complaint in said(await ask.types("ana", line))
    assert len(await ask.rows("readings")) == len(KEY_RESULTS)


async def test_a_line_that_was_refused_is_given_back_in_full(ask: Asking) -> None:
    line = "update 2.1 86 " + "word " * 80
    assert f"okr {line.strip()}" in said(await ask.types("ana", line.strip()))


async def test_undo_withdraws_the_reading_and_says_what_stands(ask: Asking) -> None:
    undo = button(await ask.types("ana", "update 2.1 86"), "Undo")
    reply = await ask.presses("ana", undo)
    assert said(reply) == "Undone: 2.1 Renewal rate is 84% again."
    assert isinstance(reply, Say) and reply.replaces
    assert (await latest(ask, "2.1")).value == 84
    assert [row.value for row in await ask.rows("readings", is_withdrawn=True)] == [86]


async def test_undo_pressed_twice_is_undone_once(ask: Asking) -> None:
    undo = button(await ask.types("ana", "update 2.1 86"), "Undo")
    await ask.presses("ana", undo)
    assert "is 84% again" in said(await ask.presses("ana", undo))


async def test_undo_is_for_who_gave_the_value_the_lead_and_admins(ask: Asking) -> None:
    undo = button(await ask.types("ben", "update 1.1 40"), "Undo")
    assert "Only who gave this value" in said(await ask.presses("cy", undo))
    assert "is 36% again" in said(await ask.presses("ana", undo))


async def test_the_small_form_opens_with_the_last_value_and_confidence(ask: Asking) -> None:
    form = opened(await ask.door.handle(pressed("ben", "board.update", kr_id("1.2"))))
    reply = await ask.sends("ben", form)
    assert said(reply).startswith("1.2 Days to value 6, same (4), score 0.60, conf 8.")


async def test_the_small_form_keeps_a_reading(ask: Asking) -> None:
    form = opened(await ask.door.handle(pressed("ben", "board.update", kr_id("1.2"))))
    await ask.sends("ben", form, value="-1", confidence="9", note="new wizard\nlive")
    reading = await latest(ask, "1.2")
    assert (reading.value, reading.confidence, reading.note) == (5, 9, "new wizard live")


@pytest.mark.parametrize(
    ("field", "entry", "complaint"),
    [
        ("value", "", "Where is it now?"),
        ("value", "soon", "soon"),
        ("value", "5%", "measured in days"),
        ("value", "9" * 40, "digits"),
        ("confidence", "11", "0 (no chance) to 10"),
        ("confidence", "7.5", "0 (no chance) to 10"),
        ("confidence", "²", "0 (no chance) to 10"),
        ("note", "x" * 301, "301 characters; 300 fit"),
        ("note", "x" * 20_000, "20,000 characters; 300 fit"),
    ],
)
async def test_a_fault_stands_at_its_field(ask: Asking, field: str, entry: str, complaint: str) -> None:
    form = opened(await ask.door.handle(pressed("ben", "board.update", kr_id("1.2"))))
    errors = faults(await ask.sends("ben", form, **{field: entry}))
    assert list(errors) == [field]
    assert complaint in errors[field]


async def test_a_key_result_removed_meanwhile_says_so_at_the_field(ask: Asking) -> None:
    form = opened(await ask.door.handle(pressed("ben", "board.update", kr_id("1.2"))))
    await ask.put("key_results", replace(KEY_RESULTS[1], is_removed=True))
    assert "removed meanwhile" in faults(await ask.sends("ben", form, value="5"))["value"]


async def test_the_small_form_is_refused_to_others(ask: Asking) -> None:
    assert "Only Ben" in said(await ask.door.handle(pressed("cy", "board.update", kr_id("1.2"))))


@given(st.text(max_size=12))
def test_any_text_is_a_confidence_or_not_understood(text: str) -> None:
    try:
        assert read_confidence(text) in range(11)
    except NotUnderstood as error:
        assert "0 (no chance) to 10 (certain)" in str(error)
