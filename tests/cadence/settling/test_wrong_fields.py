"""What is wrong in a form is said at its field, all of it at once, and nothing is written."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cadence.requests import Invalid, Say
from tests.cadence.desk import Desk, errors_of
from tests.cadence.settling.one_of_each import ACTION, BLOCKER, DECISION, FORMS, with_one_of_each
from tests.fakes.clock import FakeClock
from tests.fakes.growth import MONDAY, plant_growth
from tests.fakes.memory import MemoryStore
from tests.fakes.services import fake_services

LONG = "x" * 301
BAD: tuple[tuple[str, str, dict[str, str], str, str], ...] = (
    ("move_action", ACTION, {"reason": "r"}, "due", "Choose a day"),
    ("move_action", ACTION, {"due": "2026-11-08", "reason": "r"}, "due", "Sun 8 Nov is past"),
    ("move_action", ACTION, {"due": "2026-11-09", "reason": "r"}, "due", "the date it has now"),
    ("move_action", ACTION, {"due": "blue", "reason": "r"}, "due", "blue"),
    ("move_action", ACTION, {"due": "2026-11-13"}, "reason", "Say why"),
    ("move_action", ACTION, {"due": "2026-11-13", "reason": LONG}, "reason", "301 characters; 300 fit"),
    ("drop_action", ACTION, {"reason": "  "}, "reason", "Say why"),
    ("drop_action", ACTION, {"reason": "y" * 20_000}, "reason", "20,000 characters; 300 fit"),
    ("set_action", ACTION, {}, "owner", "Say who does it, or by when"),
    ("set_action", ACTION, {"owner": "nobody"}, "owner", "I don't know this person"),
    ("set_action", ACTION, {"due": "2026-11-08"}, "due", "Sun 8 Nov is past"),
    ("check_blocker", BLOCKER, {}, "next_check", "Choose the day"),
    ("check_blocker", BLOCKER, {"next_check": "2026-11-08"}, "next_check", "is past"),
    ("set_blocker", BLOCKER, {"owner": "cy"}, "next_check", "Choose the day"),
    ("set_blocker", BLOCKER, {"owner": "nobody", "next_check": "2026-11-13"}, "owner", "I don't know"),
    ("decide", DECISION, {}, "outcome", "Say what is decided"),
    ("decide", DECISION, {"outcome": LONG}, "outcome", "301 characters"),
    ("decide", DECISION, {"outcome": "o", "owner": "nobody"}, "owner", "I don't know"),
    ("decide", DECISION, {"outcome": "o", "due": "2026-11-08"}, "due", "is past"),
    ("decide", DECISION, {"outcome": "o", "why_late": LONG}, "why_late", "301 characters"),
    ("set_decision", DECISION, {}, "owner", "Say who, or by when"),
    ("set_decision", DECISION, {"due": "2026-11-08"}, "due", "is past"),
)


@pytest.mark.parametrize(("form", "context", "values", "field", "says"), BAD)
async def test_a_wrong_field_gets_its_own_error_and_nothing_is_written(
    desk: Desk, form: str, context: str, values: dict[str, str], field: str, says: str
) -> None:
    before = desk.changes()
    errors = errors_of(await desk.submit("ana", form, context, **values))
    assert list(errors) == [field]
    assert says in errors[field]
    assert desk.changes() == before


async def test_all_wrong_fields_are_marked_at_once(desk: Desk) -> None:
    errors = errors_of(await desk.submit("dee", "decide", DECISION, owner="nobody", due="2026-11-08", why_late=LONG))
    assert sorted(errors) == ["due", "outcome", "owner", "why_late"]


async def test_nothing_is_given_to_a_guest_or_to_somebody_who_left(desk: Desk) -> None:
    await desk.change_member("cy", is_active=False)
    errors = errors_of(await desk.submit("dee", "set_action", ACTION, owner="cy"))
    assert "Cy is not active any more" in errors["owner"]


GARBAGE = st.one_of(
    st.text(max_size=330), st.sampled_from(["ana", "cy", "nobody", "2026-11-13", "2026-02-30", "today", "x" * 301])
)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), form=st.sampled_from(FORMS))
async def test_garbage_in_any_field_is_an_error_at_its_field_or_a_kept_record(
    data: st.DataObject, form: tuple[str, str, dict[str, str]]
) -> None:
    memory = MemoryStore(FakeClock(MONDAY + timedelta(hours=1)))
    await plant_growth(memory, readings=False)
    desk = await with_one_of_each(Desk(memory, fake_services()))
    name, context, fields = form
    values = {field: data.draw(GARBAGE) for field in fields}
    reply = await desk.submit("ana", name, context, **values)
    if isinstance(reply, Invalid):
        assert set(reply.errors) <= set(fields)
        assert desk.said() == []
    else:
        assert isinstance(reply, Say)
        assert not reply.refuses
        assert desk.said()
