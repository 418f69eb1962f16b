"""`okr add kr`, `okr edit 2.1` and `okr remove 2.1`: key results and what their numbers must mean together."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cadence.frontdoor import FrontDoor
from cadence.ids import new_id
from cadence.model import CheckIn, CheckInState, Direction, KeyResult, Kind
from cadence.requests import Invalid, Reply, Say
from tests.cadence.asking import Asking, faults, filled, opened, said
from tests.fakes.clock import FakeClock
from tests.fakes.growth import (
    CYCLE,
    KEY_RESULTS,
    MONDAY,
    OBJECTIVES,
    TEAM,
    WORKSPACE,
    kr_id,
    mid,
    plant_growth,
    submitted,
)
from tests.fakes.memory import MemoryStore
from tests.fakes.services import fake_services

CHURN = {"title": "Churn", "owner": "cy", "start": "5%", "target": "3%", "unit": "%", "direction": "down"}


async def add(ask: Asking, **changes: Any) -> Reply:
    return await ask.sends("ana", opened(await ask.types("ana", "add kr 2")), **{**CHURN, **changes})


async def edit(ask: Asking, place: str = "2.1", **changes: Any) -> Reply:
    return await ask.sends("ana", opened(await ask.types("ana", f"edit {place}")), **changes)


async def kept(ask: Asking, title: str = "Churn") -> KeyResult:
    found: KeyResult = (await ask.rows("key_results", title=title))[0]
    return found


async def without_readings(ask: Asking) -> None:
    await ask.put("readings", *(replace(row, is_withdrawn=True) for row in await ask.rows("readings")))


# Adding


async def test_a_key_result_is_added_under_its_objective_with_the_next_number(ask: Asking) -> None:
    reply = await add(ask, kind="stretch")
    assert said(reply).startswith("Added: 2.3 Churn 5% → 3% · stretch · Cy")
    assert await kept(ask) == KeyResult(
        id=(await kept(ask)).id,
        workspace_id=WORKSPACE.id,
        team_id=TEAM.id,
        cycle_id=CYCLE.id,
        objective_id=OBJECTIVES[1].id,
        number=3,
        title="Churn",
        owner_id=mid("cy"),
        start=Decimal(5),
        target=Decimal(3),
        unit="%",
        direction=Direction.DOWN,
        kind=Kind.STRETCH,
    )


async def test_a_number_is_never_used_again(ask: Asking) -> None:
    await ask.put("key_results", replace(KEY_RESULTS[4], is_removed=True))
    assert "2.3 Churn" in said(await add(ask))


async def test_the_objective_can_be_chosen(ask: Asking) -> None:
    form = opened(await ask.types("ana", "add kr"))
    assert filled(form)["objective"] == OBJECTIVES[1].id
    assert "1.4 Churn" in said(await ask.sends("ana", form, **CHURN, objective=OBJECTIVES[0].id))


async def test_without_a_value_it_has_no_reading_yet(ask: Asking) -> None:
    await add(ask)
    assert not await ask.rows("readings", key_result_id=(await kept(ask)).id)
    assert "2.3 Churn no value yet (3)" in said(await ask.types("ana"))


async def test_a_first_value_is_its_first_reading(ask: Asking) -> None:
    await add(ask, value="4.5")
    (reading,) = await ask.rows("readings", key_result_id=(await kept(ask)).id)
    assert (reading.value, reading.confidence, reading.member_id) == (Decimal("4.5"), None, mid("ana"))


@pytest.mark.parametrize(
    ("changes", "start", "target", "unit"),
    [
        ({"start": "31%", "target": "45", "unit": "", "direction": "up"}, "31", "45", "%"),
        ({"start": "0", "target": "$1.2m", "unit": "", "direction": "up"}, "0", "1200000", "$"),
        ({"start": "9 days", "target": "4", "unit": ""}, "9", "4", "days"),
        ({"start": "9", "target": "4", "unit": "Days"}, "9", "4", "days"),
        ({"start": "9", "target": "4", "unit": "percent"}, "9", "4", "%"),
        ({"start": "1,200", "target": "1,000", "unit": ""}, "1200", "1000", ""),
        ({"start": "-5", "target": "+5", "direction": "up"}, "-5", "5", "%"),
        ({"start": "99", "target": "99", "direction": "keep"}, "99", "99", "%"),
    ],
)
async def test_numbers_are_read_as_people_write_them(
    ask: Asking, changes: dict[str, str], start: str, target: str, unit: str
) -> None:
    said(await add(ask, **changes))
    key_result = await kept(ask)
    assert (key_result.start, key_result.target, key_result.unit) == (Decimal(start), Decimal(target), unit)


@pytest.mark.parametrize(
    ("field", "entry", "complaint"),
    [
        ("title", "", "What do you measure?"),
        ("title", "x" * 121, "121 characters; 120 fit"),
        ("title", "x" * 20_000, "20,000 characters; 120 fit"),
        ("owner", "", "Who answers for it?"),
        ("owner", "nobody", "I don't know this person"),
        ("owner", "mia", "Mia is not asked in Growth."),
        ("start", "", "Where does it start?"),
        ("start", "low", "low"),
        ("start", "5 days", "measured in %"),
        ("target", "", "What is the target?"),
        ("target", "$3", "measured in %"),
        ("target", "9" * 30, "digits"),
        ("target", "5", "Start and target are the same."),
        ("target", "7", 'The target is above the start. Choose "up", or another target.'),
        ("unit", "5", "A unit is %, $, €, £ or a word like days"),
        ("unit", "x" * 21, "21 characters; 20 fit"),
        ("direction", "", "Which way should it move?"),
        ("direction", "sideways", "Which way should it move?"),
        ("kind", "sure", "Committed or stretch?"),
        ("value", "many", "many"),
        ("objective", "nothing", "removed meanwhile"),
    ],
)
async def test_a_fault_stands_at_its_field(ask: Asking, field: str, entry: str, complaint: str) -> None:
    errors = faults(await add(ask, **{field: entry}))
    assert list(errors) == [field]
    assert complaint in errors[field]
    assert not await ask.rows("key_results", title="Churn")


async def test_all_faults_are_said_at_once(ask: Asking) -> None:
    assert set(faults(await add(ask, title="", start="low", kind=""))) == {"title", "start", "kind"}


async def test_a_sixth_key_result_is_kept_with_a_gentle_word(ask: Asking) -> None:
    for number in range(3):
        assert "easier" not in said(await add(ask, title=f"Churn {number}"))
    assert "6 key results here now. Three to five are easier to move." in said(await add(ask))


async def test_only_the_lead_and_admins_add_key_results(ask: Asking) -> None:
    assert "Only Ana" in said(await ask.types("ben", "add kr"))
    form = opened(await ask.types("ana", "add kr"))
    assert "Only the lead of Growth" in faults(await ask.sends("ben", form, **CHURN))["title"]


async def test_without_an_objective_there_is_nothing_to_add_it_to(ask: Asking) -> None:
    await ask.put("objectives", *(replace(row, is_removed=True) for row in OBJECTIVES))
    assert "okr add objective" in said(await ask.types("ana", "add kr"))


# Editing


async def test_sending_the_form_as_it_opened_changes_nothing(ask: Asking) -> None:
    for place, before in zip(("1.1", "1.2", "1.3", "2.1", "2.2"), KEY_RESULTS, strict=True):
        assert f"Saved: {place} " in said(await edit(ask, place))
        assert await ask.rows("key_results", id=kr_id(place)) == [before]


async def test_a_key_result_is_changed_in_place(ask: Asking) -> None:
    await edit(ask, title="Renewals", owner="cy", start="70", kind="stretch")
    changed = await kept(ask, "Renewals")
    assert changed == replace(
        KEY_RESULTS[3], title="Renewals", owner_id=mid("cy"), start=Decimal(70), kind=Kind.STRETCH
    )


async def test_its_owner_the_lead_and_admins_change_it(ask: Asking) -> None:
    assert opened(await ask.types("ben", "edit 1.1")).title == "Edit 1.1"
    form = opened(await ask.types("ana", "edit 1.1"))
    assert said(await ask.types("cy", "edit 1.1")) == "Only Ben, who owns it, Ana or an admin can change 1.1."
    assert "Only Ben" in faults(await ask.sends("cy", form, title="Mine"))["title"]


async def test_a_target_changed_after_the_first_reading_needs_a_reason(ask: Asking) -> None:
    errors = faults(await edit(ask, target="95"))
    assert errors == {"reason": "Why does the target change? It is kept and stands in the next summary."}
    assert await ask.rows("key_results", id=kr_id("2.1")) == [KEY_RESULTS[3]]


async def test_the_change_of_a_target_is_kept_with_its_reason(ask: Asking) -> None:
    await edit(ask, target="95", reason="a big contract came in")
    (change,) = await ask.rows("target_changes", key_result_id=kr_id("2.1"))
    assert (change.old, change.new, change.reason) == (Decimal(90), Decimal(95), "a big contract came in")
    assert (change.member_id, change.at) == (mid("ana"), MONDAY)
    assert (await kept(ask, "Renewal rate")).target == 95


async def test_a_target_changed_after_the_first_check_in_needs_a_reason_too(ask: Asking) -> None:
    await without_readings(ask)
    held = CheckIn(
        id=new_id(),
        workspace_id=WORKSPACE.id,
        team_id=TEAM.id,
        iso_week="2026-W45",
        opens_at=MONDAY - timedelta(days=5),
        closes_at=MONDAY - timedelta(days=4),
        cycle_id=CYCLE.id,
        state=CheckInState.CLOSED,
    )
    await ask.put("checkins", held)
    assert list(faults(await edit(ask, target="95"))) == ["reason"]


async def test_before_anything_happened_a_target_changes_without_a_word(ask: Asking) -> None:
    await without_readings(ask)
    said(await edit(ask, target="95"))
    assert (await kept(ask, "Renewal rate")).target == 95
    assert not await ask.rows("target_changes")


async def test_a_reason_of_more_than_300_characters_does_not_fit(ask: Asking) -> None:
    assert "301 characters; 300 fit" in faults(await edit(ask, target="95", reason="x" * 301))["reason"]


async def test_the_unit_stays_once_there_are_readings(ask: Asking) -> None:
    assert "Its readings are in %." in faults(await edit(ask, unit="days"))["unit"]
    await without_readings(ask)
    said(await edit(ask, unit="days"))
    assert (await kept(ask, "Renewal rate")).unit == "days"


async def test_a_key_result_removed_meanwhile_says_so_at_a_field(ask: Asking) -> None:
    form = opened(await ask.types("ana", "edit 2.1"))
    await ask.put("key_results", replace(KEY_RESULTS[3], is_removed=True))
    assert "removed meanwhile" in faults(await ask.sends("ana", form, title="Later"))["title"]


async def test_a_place_that_is_not_there_names_those_that_are(ask: Asking) -> None:
    for line in ("edit 2.9", "remove 2.9"):
        assert "It has 1.1, 1.2, 1.3, 2.1, 2.2." in said(await ask.types("ana", line))


# Removing


async def test_removing_takes_it_from_the_board_and_keeps_its_readings(ask: Asking) -> None:
    assert said(await ask.sends("ana", opened(await ask.types("ana", "remove 2.1")))) == (
        "Removed: 2.1 Renewal rate. Its history is kept."
    )
    assert "2.1" not in said(await ask.types("ana"))
    assert "84%" in said(await ask.types("ana", "history 2.1"))


# Anything at all


numbers = st.text("0123456789+-=.,%$kmd ", max_size=10)
garbage = st.one_of(st.text(max_size=20), numbers, st.sampled_from(["9" * 400, "\0", "NaN", "1e9", "Infinity"]))
FIELDS = ("title", "owner", "start", "target", "unit", "direction", "kind", "value", "reason")


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.sampled_from(FIELDS), garbage), st.sampled_from(["new", "edit"]))
def test_any_garbage_is_a_fault_at_a_field_or_a_key_result(entries: dict[str, str], mode: str) -> None:
    async def play() -> Reply:
        store = MemoryStore(FakeClock(MONDAY))
        await plant_growth(store)
        ask = Asking(FrontDoor(store, fake_services()), store)
        return await (add(ask, **entries) if mode == "new" else edit(ask, **entries))

    reply = asyncio.run(play())
    assert isinstance(reply, Invalid) or (isinstance(reply, Say) and not reply.refuses)


async def test_a_form_for_a_key_result_that_never_was_says_so(ask: Asking) -> None:
    sent = submitted("ana", "key_result", "edit:nothing", **CHURN)
    assert "removed meanwhile" in faults(await ask.door.handle(sent))["title"]
