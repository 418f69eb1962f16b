"""What goes up to a manager is announced, also where something else about the same thing speaks first that day."""

from dataclasses import replace

import pytest

from cadence.model import Escalation, EscalationState, Notice, NoticeKind, Role
from tests.cadence.desk import a_blocker
from tests.cadence.follow.telling import TODAY, Mailroom, berlin, of_step, step
from tests.fakes.clock import FakeClock
from tests.fakes.memory import MemoryStore

BLOCKER = a_blocker(next_check=TODAY)


@pytest.fixture
async def mail(store: MemoryStore, clock: FakeClock) -> Mailroom:
    room = Mailroom(store, clock)
    await room.keep(BLOCKER)
    return room


@pytest.mark.parametrize("kind", [NoticeKind.STEP, NoticeKind.RETURN])
async def test_what_goes_up_is_shown_below_what_speaks_for_its_subject(mail: Mailroom, kind: NoticeKind) -> None:
    """The lead took it until today, and tomorrow it goes to Mia: one entry says both, each with its buttons."""
    mine, planned = await _taken_and_planned(mail)
    await mail.note(of_step(mine, BLOCKER, "ana", kind=kind), _previewed(planned))
    assert await mail.at(9) == 2
    (text,) = mail.read("ana")
    first, second = text.split("[I'll take it] [Assign] [Snooze] [Not mine]\n\n")
    assert first.startswith("Growth is waiting: ")
    assert second == ("Goes to Mia tomorrow 10:00: 1.3 Trials/week.\n[Solved] [New date] [Add context] [Send now]")


async def test_what_was_announced_below_another_says_there_where_it_went(mail: Mailroom) -> None:
    mine, planned = await _taken_and_planned(mail)
    await mail.note(of_step(mine, BLOCKER, "ana"), _previewed(planned))
    await mail.at(9)
    await mail.keep(replace(planned, state=EscalationState.SENT, sent_at=berlin(10)))
    await mail.settle(BLOCKER)
    (text,) = mail.read("ana")
    assert text.endswith("[Not mine]\n\nWent to Mia on Tue 10 Nov: 1.3 Trials/week.")


async def test_what_was_announced_and_does_not_go_up_any_more_is_not_shown_below_another(mail: Mailroom) -> None:
    mine, planned = await _taken_and_planned(mail)
    await mail.note(of_step(mine, BLOCKER, "ana"), _previewed(planned))
    await mail.at(9)
    await mail.keep(replace(planned, state=EscalationState.CANCELLED))
    await mail.settle(BLOCKER)
    (text,) = mail.read("ana")
    assert "Mia" not in text


async def _taken_and_planned(mail: Mailroom) -> tuple[Escalation, Escalation]:
    mine = step(BLOCKER, "ana", Role.LEAD)
    planned = step(BLOCKER, state=EscalationState.PLANNED, at=berlin(10, "10:00"), sent_at=None)
    await mail.keep(mine, planned)
    return mine, planned


def _previewed(planned: Escalation) -> Notice:
    return of_step(planned, BLOCKER, "ana", kind=NoticeKind.PREVIEW)
