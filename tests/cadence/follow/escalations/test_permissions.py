"""Who may settle an escalation or a preview, what everybody else hears, and that of two people only one is first."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cadence.frontdoor import FrontDoor
from cadence.model import BlockerState, EscalationState, Role, SubjectKind
from cadence.requests import Invalid, Reply, Say
from tests.cadence.desk import is_refused, words
from tests.cadence.follow.escalations.escalating import (
    ASKED,
    BLOCKER,
    PLANNED,
    STEP,
    STEP_ID,
    Case,
    kept,
    planted,
    posted,
    rhythm,
    the_blocker,
)
from tests.cadence.follow.telling import berlin, leave
from tests.fakes.clock import FakeClock
from tests.fakes.growth import MONDAY, mid, pressed, submitted
from tests.fakes.memory import MemoryStore

SETTLING = (
    ("esc.take", STEP_ID),
    ("esc.assign", STEP_ID),
    ("esc.decide", STEP_ID),
    ("esc.not_mine", STEP_ID),
)
FORMS: tuple[tuple[str, dict[str, str]], ...] = (
    ("esc_take", {"returns": "2026-11-16"}),
    ("esc_assign", {"owner": "cy", "due": "2026-11-13"}),
    ("esc_decide", {"outcome": "yes"}),
    ("esc_not_mine", {"to": "cy"}),
)
PREVIEWS = ("esc.new_date", "esc.context", "esc.send_now", "esc.solved")
PREVIEW_FORMS: tuple[tuple[str, dict[str, str]], ...] = (
    ("esc_new_date", {"due": "2026-11-13"}),
    ("esc_context", {"line": "Legal has the draft"}),
)


@pytest.fixture
async def case(store: MemoryStore, clock: FakeClock) -> Case:
    made = await planted(Case(store, clock))
    await made.keep(ASKED)
    return made


@pytest.fixture
async def preview(store: MemoryStore, clock: FakeClock) -> Case:
    made = await planted(Case(store, clock))
    await made.keep(PLANNED)
    return made


@pytest.mark.parametrize("who", ["mia", "ana", "eve"])
@pytest.mark.parametrize(("action", "value"), SETTLING)
async def test_recipient_lead_and_admin_may_settle(case: Case, action: str, value: str, who: str) -> None:
    assert not is_refused(await case.press(who, action, value))


@pytest.mark.parametrize("who", ["mia", "ana", "eve"])
@pytest.mark.parametrize(("form", "values"), FORMS)
async def test_their_forms_are_taken(case: Case, form: str, values: dict[str, str], who: str) -> None:
    reply = await case.submit(who, form, **values)
    assert isinstance(reply, Say)
    assert not reply.refuses
    assert kept(case).settled_by == mid(who)


@pytest.mark.parametrize("who", ["dee", "ben", "cy", "stranger"])
@pytest.mark.parametrize(("action", "value"), [*SETTLING, ("esc.snooze", f"{STEP_ID}:1")])
async def test_anybody_else_is_told_who_may(case: Case, action: str, value: str, who: str) -> None:
    reply = await case.press(who, action, value)
    assert is_refused(reply)
    assert words(reply).startswith("Only Mia, Ana or an admin can do this.")


@pytest.mark.parametrize("who", ["dee", "ben", "cy", "stranger", "gus"])
@pytest.mark.parametrize(("form", "values"), [*FORMS, ("esc_snooze", {"span": "1"})])
async def test_a_form_of_somebody_who_may_not_changes_nothing(
    case: Case, form: str, values: dict[str, str], who: str
) -> None:
    assert is_refused(await case.submit(who, form, **values))
    assert (kept(case), the_blocker(case), posted(case)) == (ASKED, BLOCKER, [])


@pytest.mark.parametrize(
    ("action", "value"),
    [*SETTLING, ("esc.snooze", f"{STEP_ID}:1"), *((action, STEP_ID) for action in PREVIEWS)],
)
async def test_guests_never(case: Case, action: str, value: str) -> None:
    await case.keep(replace(ASKED, recipient_id=mid("gus")), replace(BLOCKER, owner_id=mid("gus")))
    reply = await case.press("gus", action, value)
    assert is_refused(reply)
    assert "guest" in words(reply)


async def test_a_cover_may_while_the_recipient_is_away_and_not_after(case: Case, clock: FakeClock) -> None:
    await case.keep(leave("mia", 9, 10, cover="cy"))
    assert not is_refused(await case.press("cy", "esc.take"))
    assert not is_refused(await case.press("cy", "esc.snooze", f"{STEP_ID}:date"))
    clock.to(berlin(11))
    assert is_refused(await case.press("cy", "esc.take"))


async def test_the_refusal_names_the_cover_too(case: Case) -> None:
    await case.keep(leave("mia", 9, 10, cover="cy"))
    assert words(await case.press("ben", "esc.take")).startswith("Only Mia, Cy, Ana or an admin can do this.")


@pytest.mark.parametrize("who", ["ana", "eve"])
async def test_only_its_reader_snoozes_it_as_it_is_hidden_from_them_alone(case: Case, who: str) -> None:
    reply = await case.press(who, "esc.snooze", f"{STEP_ID}:1")
    assert is_refused(reply)
    assert words(reply).startswith("Only Mia can snooze this: it is hidden from them alone.")
    assert kept(case) == ASKED


async def test_what_is_for_the_lead_alone_is_not_there_for_anybody_else(case: Case) -> None:
    await case.keep(replace(BLOCKER, lead_only=True))
    for who in ("mia", "eve", "cy"):
        assert words(await case.press(who, "esc.take")).startswith("This is not there any more.")


async def test_of_a_leaders_absence_not_even_the_lead_settles_what_another_was_told(case: Case) -> None:
    await case.keep(await rhythm(case, SubjectKind.ABSENCE, Role.ROLLOUT_LEAD))
    assert words(await case.press("ana", "esc.take")).startswith("Only Mia or an admin can do this.")
    assert not is_refused(await case.press("mia", "esc.take"))
    await case.submit("mia", "esc_take", returns="2026-11-16")
    assert posted(case) == []
    assert is_refused(await case.press("mia", "esc.assign"))


@pytest.mark.parametrize("who", ["dee", "ana", "eve"])
@pytest.mark.parametrize("action", PREVIEWS)
async def test_owner_lead_and_admin_may_use_a_preview(preview: Case, action: str, who: str) -> None:
    assert not is_refused(await preview.press(who, action))


@pytest.mark.parametrize("who", ["mia", "ben", "cy"])
@pytest.mark.parametrize("action", PREVIEWS)
async def test_a_forwarded_preview_names_who_may(preview: Case, action: str, who: str) -> None:
    reply = await preview.press(who, action)
    assert is_refused(reply)
    assert words(reply).startswith("Only Dee, Ana or an admin can do this.")


@pytest.mark.parametrize("who", ["mia", "ben", "cy", "gus"])
@pytest.mark.parametrize(("form", "values"), PREVIEW_FORMS)
async def test_a_previews_form_of_somebody_else_changes_nothing(
    preview: Case, form: str, values: dict[str, str], who: str
) -> None:
    assert is_refused(await preview.submit(who, form, **values))
    assert (kept(preview), the_blocker(preview)) == (PLANNED, BLOCKER)


@pytest.mark.parametrize(("action", "value"), SETTLING)
async def test_what_has_not_gone_out_is_not_settled_as_if_it_had(preview: Case, action: str, value: str) -> None:
    reply = await preview.press("mia", action, value)
    assert is_refused(reply)
    assert words(reply).startswith("This has not gone to Mia yet; it does on Tue 10 Nov.")


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"state": EscalationState.SETTLED, "outcome": "Cy has it"}, "Mia was first on Mon 9 Nov: Cy has it."),
        (
            {"state": EscalationState.PASSED, "outcome": "passed on to Cy"},
            "Mia was first on Mon 9 Nov: passed on to Cy.",
        ),
        (
            {"state": EscalationState.CANCELLED, "outcome": "there is a new date", "settled_by": None},
            "This is not needed any more: there is a new date.",
        ),
    ],
)
@pytest.mark.parametrize("action", [*(action for action, _ in SETTLING), *PREVIEWS])
async def test_an_old_button_says_what_happened_meanwhile(
    case: Case, changes: dict[str, Any], says: str, action: str
) -> None:
    done: dict[str, Any] = {"settled_by": mid("mia"), "settled_at": MONDAY, **changes}
    await case.keep(replace(ASKED, **done))
    reply = await case.press("ana", action)
    assert is_refused(reply)
    assert words(reply).startswith(says)


async def test_whoever_settled_it_themselves_reads_so(case: Case) -> None:
    await case.submit("mia", "esc_decide", outcome="yes")
    assert words(await case.press("mia", "esc.take")).startswith("You did this on Mon 9 Nov: decided: yes.")


@pytest.mark.parametrize("action", [action for action, _ in SETTLING])
async def test_of_a_blocker_that_was_solved_elsewhere_the_button_says_by_whom(case: Case, action: str) -> None:
    await case.keep(
        replace(BLOCKER, state=BlockerState.SOLVED, settled_by=mid("dee"), settled_at=MONDAY),
    )
    assert words(await case.press("mia", action)).startswith("Dee settled this on Mon 9 Nov: solved.")


@pytest.mark.parametrize("action", ["esc.new_date", "esc.context", "esc.send_now"])
async def test_once_it_went_out_a_preview_says_so(preview: Case, action: str) -> None:
    await preview.keep(STEP)
    assert words(await preview.press("ana", action)).startswith("This went to Mia on Mon 9 Nov.")


async def test_what_somebody_took_nobody_else_takes_or_passes_on(case: Case) -> None:
    await case.submit("mia", "esc_take", returns="2026-11-16")
    for action in ("esc.take", "esc.not_mine"):
        reply = await case.press("ana", action)
        assert words(reply).startswith("Mia took this first on Mon 9 Nov; it is back on Mon 16 Nov.")
    assert not is_refused(await case.press("ana", "esc.assign"))


@pytest.mark.parametrize("form", [form for form, _ in FORMS])
@pytest.mark.parametrize(("first", "second"), [("mia", "ana"), ("ana", "mia")])
async def test_of_two_people_who_settle_it_the_second_hears_who_was_first(
    case: Case, form: str, first: str, second: str
) -> None:
    values = dict(FORMS)[form]
    await case.submit(first, form, **values)
    before = case.desk.changes()
    reply = await case.submit(second, form, **values)
    assert is_refused(reply)
    assert case.row("members", mid(first)).name in words(reply)
    assert "first" in words(reply)
    assert case.desk.changes() == before
    assert len(posted(case)) == 1


@pytest.mark.parametrize("form", [form for form, _ in FORMS])
async def test_a_race_settles_once(case: Case, form: str) -> None:
    values = dict(FORMS)[form]
    doors = [FrontDoor(case.store, case.services) for _ in range(2)]
    requests = [submitted(who, form, STEP_ID, **values) for who in ("mia", "ana")]
    replies = await asyncio.gather(*(door.handle(each) for door, each in zip(doors, requests, strict=True)))
    assert sorted(is_refused(reply) for reply in replies) == [False, True]
    assert len(posted(case)) == 1


async def test_the_same_click_delivered_twice_is_one(case: Case) -> None:
    request = pressed("mia", "esc.snooze", f"{STEP_ID}:1", None)
    first, second = [await case.desk.door.handle(request) for _ in range(2)]
    assert isinstance(first, Say)
    assert not isinstance(second, Say)


@pytest.mark.parametrize("value", ["", "nothing", "../..", "\x00", "🙂" * 500, BLOCKER.id])
@pytest.mark.parametrize("action", [*(action for action, _ in SETTLING), *PREVIEWS])
async def test_a_button_of_something_that_is_not_there_is_refused(case: Case, action: str, value: str) -> None:
    reply = await case.press("mia", action, value)
    assert words(reply).startswith("This is not there any more.")


ODD = st.one_of(
    st.text(max_size=40), st.sampled_from(["mia", "cy", "2026-11-16", "2026-13-40", "date", "1", "x" * 400])
)


@given(
    form=st.sampled_from([*(form for form, _ in FORMS), "esc_snooze", "esc_new_date", "esc_context"]),
    values=st.dictionaries(
        st.sampled_from(["returns", "owner", "due", "outcome", "to", "span", "until", "line", "what", "reason"]),
        st.one_of(ODD, st.lists(ODD, max_size=3).map(tuple)),
        max_size=6,
    ),
    planned=st.booleans(),
    who=st.sampled_from(["mia", "ana", "dee", "gus"]),
)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_whatever_a_form_holds_it_is_taken_whole_marked_or_refused(
    case: Case, form: str, values: dict[str, Any], planned: bool, who: str
) -> None:
    await case.keep(PLANNED if planned else ASKED, BLOCKER)
    before = (kept(case), the_blocker(case), len(posted(case)))
    reply: Reply = await case.submit(who, form, **values)
    assert isinstance(reply, Say | Invalid)
    if isinstance(reply, Invalid) or reply.refuses:
        assert (kept(case), the_blocker(case), len(posted(case))) == before
    for row in case.desk.rows("escalations"):
        assert row.state != EscalationState.TAKEN or row.returns_on is not None
        assert row.snoozed_until is None or row.snoozed_until > MONDAY.date()
