"""A notice is kept true: what settles says how and by whom, and what became groundless is not told."""

from dataclasses import replace
from datetime import date

import pytest

from cadence.model import (
    ActionState,
    BlockerState,
    DecisionState,
    EscalationState,
)
from cadence.wording.plain import plain_text
from tests.cadence.desk import an_action
from tests.cadence.follow.notices.due import ACTION, BLOCKER, DECISION, GONE, WAITING, done
from tests.cadence.follow.telling import Mailroom, about, berlin, labels, of_step, step
from tests.fakes.growth import MONDAY, mid


async def test_what_settles_says_how_and_by_whom_and_loses_its_buttons(mail: Mailroom) -> None:
    await mail.note(about(ACTION), about(BLOCKER), about(DECISION))
    await mail.at(9)
    await mail.settle(done(ACTION))
    (text,) = mail.read("dee")
    assert "Two things wait for you." in text
    assert "Done: pricing test (1.3), Dee, Mon 9 Nov." in text
    assert "[Done]" not in text
    assert labels(mail.buttons("dee"))


async def test_when_all_is_settled_the_message_says_so(mail: Mailroom) -> None:
    await mail.note(about(ACTION), about(BLOCKER), about(DECISION))
    await mail.at(9)
    solved = replace(BLOCKER, state=BlockerState.SOLVED, settled_by=mid("dee"), settled_at=MONDAY)
    decided = replace(DECISION, state=DecisionState.DECIDED, outcome="half", decided_by=mid("dee"), decided_at=MONDAY)
    await mail.settle(done(ACTION), solved, decided)
    (text,) = mail.read("dee")
    assert text.startswith("Nothing here waits for you any more.")
    assert mail.buttons("dee") == []


async def test_an_update_in_place_is_no_second_message(mail: Mailroom) -> None:
    await mail.note(about(ACTION))
    await mail.at(9)
    await mail.settle(done(ACTION))
    assert len(mail.told("dee")) == 1


async def test_a_message_of_its_own_is_kept_true_too(mail: Mailroom) -> None:
    asked = step(BLOCKER, asked_by=mid("ben"))
    await mail.keep(asked)
    await mail.note(of_step(asked, BLOCKER, is_solicited=True))
    solved = replace(BLOCKER, state=BlockerState.SOLVED, settled_by=mid("dee"), settled_at=MONDAY)
    await mail.keep(replace(asked, state=EscalationState.SETTLED, outcome="solved", settled_by=mid("dee")))
    await mail.settle(solved)
    (text,) = mail.read("mia", "help:")
    assert "solved" in text
    assert "Dee" in text
    assert mail.buttons("mia", "help:") == []


@pytest.mark.parametrize(
    "change",
    [
        {"state": ActionState.DONE, "settled_by": mid("dee"), "settled_at": MONDAY},
        {"due": date(2026, 11, 20)},
        {"owner_id": mid("cy")},
    ],
    ids=["settled", "moved", "handed on"],
)
async def test_what_became_groundless_before_it_was_told_goes(mail: Mailroom, change: dict[str, object]) -> None:
    await mail.note(about(ACTION))
    await mail.settle(replace(ACTION, **change))  # type: ignore[arg-type]  # fields of an Action
    assert mail.states() == {GONE: 1}
    assert await mail.at(9) == 0
    assert mail.told("dee") == []


@pytest.mark.parametrize(("text", "says"), [("pricing test", "pricing test."), ("really?", "really?")])
async def test_what_was_moved_after_it_was_told_is_said_so(mail: Mailroom, text: str, says: str) -> None:
    first, second = replace(ACTION, text=text), an_action("other", text="call Legal", due=ACTION.due)
    await mail.keep(first, second)
    await mail.note(about(first), about(second))
    await mail.at(9)
    await mail.settle(replace(first, due=date(2026, 11, 20)))
    (told,) = mail.told("dee")
    assert f"{says} It has another date or owner now." in plain_text(told.card)


async def test_what_was_settled_behind_our_back_is_not_told(mail: Mailroom) -> None:
    await mail.note(about(ACTION))
    await mail.keep(done(ACTION))
    assert await mail.at(9) == 0
    assert mail.states() == {GONE: 1}


async def test_what_waits_for_a_later_day_does_not_go_because_that_day_has_not_come(mail: Mailroom) -> None:
    later = an_action("later", due=date(2026, 11, 12))
    await mail.keep(later)
    await mail.note(about(later, at=berlin(12)))
    await mail.settle(later)
    assert mail.states() == {WAITING: 1}
    assert await mail.at(12) == 1


async def test_a_snoozed_step_waits_for_its_day(mail: Mailroom) -> None:
    snoozed = step(BLOCKER, snoozed_until=date(2026, 11, 12))
    await mail.keep(snoozed)
    await mail.note(of_step(snoozed, BLOCKER))
    assert await mail.at(9) == 0
    assert await mail.at(12) == 1
