"""Set owner and date: one form for what a summary shows as "not set"."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from cadence.cards import Buttons
from cadence.context import Services
from cadence.forms import DateField, PersonField
from cadence.model import CheckIn, DecisionState
from cadence.requests import Say
from cadence.scheduler import Scheduler
from cadence.wording.settle import PROPOSAL
from tests.cadence.asking import filled
from tests.cadence.desk import (
    Desk,
    a_decision,
    an_action,
    card_words,
    errors_of,
    field_ids,
    form_of,
    is_refused,
    words,
)
from tests.fakes.clock import FakeClock
from tests.fakes.growth import WORKSPACE, mid
from tests.fakes.memory import MemoryStore

ACTION, DECISION = an_action().id, a_decision().id
THURSDAY, FRIDAY = date(2026, 11, 19), date(2026, 11, 20)


@pytest.fixture
def desk(store: MemoryStore, services: Services) -> Desk:
    return Desk(store, services)


@pytest.fixture
async def week(desk: Desk, clock: FakeClock, services: Services) -> CheckIn:
    """A check-in that closed with a decision and an action, both raised by Ben, without owner and date."""
    fresh = await desk.open_week()
    await desk.keep("decisions", a_decision(decider_id=None, needed_by=None, checkin_id=fresh.id))
    await desk.keep("actions", an_action(owner_id=None, due=None, checkin_id=fresh.id))
    clock.to(fresh.closes_at)
    await Scheduler(desk.store, services).tick()
    return fresh


def _summary(desk: Desk, week: CheckIn) -> str:
    return card_words(desk.store.data[WORKSPACE.id].messages[f"summary:{week.id}"].message.card)


async def test_the_summary_has_the_button_while_something_is_not_set(desk: Desk, week: CheckIn) -> None:
    assert "[Set owner and date]" in _summary(desk, week)


async def test_the_form_asks_for_a_person_and_a_day_of_each(desk: Desk, week: CheckIn) -> None:
    reply = await desk.press("ana", "summary.missing", week.id)
    assert field_ids(reply) == [f"{DECISION}.owner", f"{DECISION}.due", f"{ACTION}.owner", f"{ACTION}.due"]
    assert form_of(reply).context.startswith(week.id)


async def test_the_form_proposes_who_and_by_when_where_nobody_said(desk: Desk, week: CheckIn) -> None:
    """Whoever decides it as it stands, the owner of the key result, and five working days from today."""
    form = form_of(await desk.press("ana", "summary.missing", week.id))
    proposed = {part.id: (part.initial, part.hint) for part in form.parts if isinstance(part, PersonField | DateField)}
    assert proposed == {
        f"{DECISION}.owner": (("ana",), PROPOSAL),
        f"{DECISION}.due": ("2026-11-19", PROPOSAL),
        f"{ACTION}.owner": (("cy",), PROPOSAL),
        f"{ACTION}.due": ("2026-11-19", PROPOSAL),
    }


async def test_what_stands_is_no_proposal(desk: Desk, week: CheckIn) -> None:
    await desk.submit("ana", "missing", week.id, **{f"{ACTION}.owner": "dee", f"{DECISION}.due": "2026-11-20"})
    form = form_of(await desk.press("ana", "summary.missing", week.id))
    shown = {part.id: (part.initial, part.hint) for part in form.parts if isinstance(part, PersonField | DateField)}
    assert shown[f"{ACTION}.owner"] == (("dee",), "")
    assert shown[f"{DECISION}.due"] == ("2026-11-20", "")


async def test_the_form_asks_in_the_order_of_the_summary(desk: Desk, week: CheckIn) -> None:
    rows = [a_decision(f"n{n}", question=f"{n}?", raised_at=week.opens_at + timedelta(minutes=n)) for n in range(4)]
    await desk.keep("decisions", *(replace(row, checkin_id=week.id, decider_id=None) for row in reversed(rows)))
    ids = [field.split(".")[0] for field in field_ids(await desk.press("ana", "summary.missing", week.id))]
    assert [each for each in dict.fromkeys(ids) if each != ACTION] == [DECISION, *(row.id for row in rows)]


async def test_what_is_filled_in_is_kept_and_the_summary_shows_it(desk: Desk, week: CheckIn) -> None:
    values = {
        f"{DECISION}.owner": "cy",
        f"{DECISION}.due": "2026-11-20",
        f"{ACTION}.owner": "dee",
        f"{ACTION}.due": "2026-11-20",
    }
    reply = await desk.submit("ana", "missing", week.id, **values)
    assert (desk.row("decisions", DECISION).decider_id, desk.row("decisions", DECISION).needed_by) == (
        mid("cy"),
        FRIDAY,
    )
    assert (desk.row("actions", ACTION).owner_id, desk.row("actions", ACTION).due) == (mid("dee"), FRIDAY)
    assert "Ana set: pause paid ads? (Cy, by Fri 20 Nov)" in words(reply)
    assert "[Set owner and date]" not in _summary(desk, week)


async def test_half_of_it_may_be_filled_in(desk: Desk, week: CheckIn) -> None:
    await desk.submit("ana", "missing", week.id, **{f"{ACTION}.owner": "dee"})
    assert (desk.row("actions", ACTION).owner_id, desk.row("actions", ACTION).due) == (mid("dee"), None)
    assert field_ids(await desk.press("ana", "summary.missing", week.id))[-1] == f"{ACTION}.due"


async def test_the_team_reads_one_line_for_each(desk: Desk, week: CheckIn) -> None:
    before = desk.said(f"prompt:{week.id}")
    await desk.submit("ana", "missing", week.id, **{f"{ACTION}.owner": "dee"})
    assert desk.said(f"prompt:{week.id}") == [*before, "Ana set: pricing test (Dee, date not set)"]


async def test_nothing_filled_in_changes_nothing(desk: Desk, week: CheckIn) -> None:
    before, said = desk.changes(), desk.said()
    reply = await desk.submit("ana", "missing", week.id)
    assert "nothing changed" in words(reply)
    assert (desk.changes(), desk.said()) == (before, said)


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("owner", "nobody", "I don't know this person"),
        ("due", "2026-11-08", "Sun 8 Nov is past"),
        ("due", "blue", "blue"),
    ],
)
async def test_a_wrong_field_is_marked_and_nothing_is_kept(
    desk: Desk, week: CheckIn, field: str, value: str, says: str
) -> None:
    before = desk.changes()
    values = {f"{ACTION}.{field}": value, f"{DECISION}.owner": "cy"}
    errors = errors_of(await desk.submit("ana", "missing", week.id, **values))
    assert list(errors) == [f"{ACTION}.{field}"]
    assert says in errors[f"{ACTION}.{field}"]
    assert desk.changes() == before


async def test_at_most_five_are_asked_for_at_once(desk: Desk, week: CheckIn) -> None:
    await desk.keep("actions", *(an_action(f"n{n}", owner_id=None, checkin_id=week.id) for n in range(9)))
    assert len(field_ids(await desk.press("ana", "summary.missing", week.id))) == 10


async def test_when_nothing_is_missing_any_more_it_says_so(desk: Desk, week: CheckIn) -> None:
    await desk.press("ana", "action.done", ACTION)
    await desk.press("ana", "decision.not_needed", DECISION)
    reply = await desk.press("ana", "summary.missing", week.id)
    assert isinstance(reply, Say)
    assert reply.card.notice == "Everything has an owner and a date."


async def test_what_was_settled_meanwhile_is_left_as_it_is(desk: Desk, week: CheckIn) -> None:
    await desk.press("ben", "action.done", ACTION)
    await desk.submit("ana", "missing", week.id, **{f"{ACTION}.owner": "dee", f"{DECISION}.owner": "cy"})
    assert desk.row("actions", ACTION).owner_id is None
    assert desk.row("decisions", DECISION).decider_id == mid("cy")


async def test_what_was_set_meanwhile_stays_unless_the_person_changed_that_field(desk: Desk, week: CheckIn) -> None:
    form = form_of(await desk.press("ana", "summary.missing", week.id))
    set_by_ben = {f"{DECISION}.owner": "cy", f"{ACTION}.owner": "dee"}
    await desk.submit("ben", "missing", week.id, **set_by_ben)
    await desk.submit("ana", "missing", form.context, **{**filled(form), f"{DECISION}.owner": "ben"})
    assert desk.row("decisions", DECISION).decider_id == mid("ben")
    assert desk.row("actions", ACTION).owner_id == mid("dee")
    assert (desk.row("decisions", DECISION).needed_by, desk.row("actions", ACTION).due) == (THURSDAY, THURSDAY)


async def test_a_question_that_was_decided_meanwhile_is_left_as_it_is(desk: Desk, week: CheckIn) -> None:
    form = form_of(await desk.press("ana", "summary.missing", week.id))
    await desk.submit("ana", "decide", DECISION, outcome="pause half")
    await desk.submit("ana", "missing", form.context, **filled(form))
    decided = desk.row("decisions", DECISION)
    assert (decided.state, decided.owner_id, decided.due) == (DecisionState.DECIDED, None, None)


async def test_somebody_who_may_set_none_of_them_is_told_who_may(desk: Desk, week: CheckIn) -> None:
    assert "Ana or an admin can set these" in words(await desk.press("dee", "summary.missing", week.id))


async def test_a_field_of_somebody_elses_thing_is_not_taken(desk: Desk, week: CheckIn) -> None:
    await desk.submit("dee", "missing", week.id, **{f"{ACTION}.owner": "dee"})
    assert desk.row("actions", ACTION).owner_id is None


async def test_a_decided_one_without_a_date_is_asked_for_once_and_its_action_follows(desk: Desk, week: CheckIn) -> None:
    await desk.press("ana", "action.done", ACTION)
    await desk.submit("ana", "decide", DECISION, outcome="pause half", owner="cy")
    assert field_ids(await desk.press("ana", "summary.missing", week.id)) == [f"{DECISION}.owner", f"{DECISION}.due"]
    await desk.submit("ana", "missing", week.id, **{f"{DECISION}.due": "2026-11-20"})
    assert desk.row("decisions", DECISION).state == DecisionState.DECIDED
    assert [row.due for row in desk.rows("actions") if row.decision_id] == [FRIDAY]


async def test_a_made_up_check_in_is_not_there(desk: Desk, week: CheckIn) -> None:
    assert is_refused(await desk.press("ana", "summary.missing", "made-up"))
    assert is_refused(await desk.submit("ana", "missing", "made-up"))


async def test_the_summary_itself_has_no_more_buttons_than_fit(desk: Desk, week: CheckIn) -> None:
    shown = desk.store.data[WORKSPACE.id].messages[f"summary:{week.id}"].message.card
    assert all(len(block.buttons) <= 5 for block in shown.blocks if isinstance(block, Buttons))
