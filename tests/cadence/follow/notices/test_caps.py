"""Three unasked messages a week are enough; what a person asked for comes beside them."""

import pytest

from cadence.model import EscalationState, NoticeKind, Role
from tests.cadence.follow.notices.due import ACTION, BLOCKER, TOLD, WAITING
from tests.cadence.follow.telling import Mailroom, about, berlin, of_step, step
from tests.fakes.growth import mid


@pytest.mark.parametrize(
    ("nudges", "role", "told"),
    [
        (0, None, True),
        (2, None, True),
        (3, None, False),
        (3, Role.LEAD, False),
        (3, Role.OTHER_LEAD, False),
        (3, Role.MANAGER, True),
        (3, Role.DECIDERS_MANAGER, True),
        (3, Role.SPONSOR, True),
        (3, Role.ROLLOUT_LEAD, True),
    ],
)
async def test_three_unasked_messages_a_week_are_enough_but_for_managers(
    mail: Mailroom, nudges: int, role: Role | None, told: bool
) -> None:
    await mail.nudged("dee", nudges)
    escalation = step(BLOCKER, "dee", role) if role else None
    notice = of_step(escalation, BLOCKER, "dee") if escalation else about(ACTION)
    await mail.keep(*([escalation] if escalation else []))
    await mail.note(notice)
    await mail.at(9)
    assert mail.notice(notice).state == (TOLD if told else WAITING)


async def test_a_preview_of_what_goes_to_a_manager_is_capped_as_all_that_members_read(mail: Mailroom) -> None:
    await mail.nudged("dee", 3)
    planned = step(BLOCKER, state=EscalationState.PLANNED, at=berlin(10, "10:00"), sent_at=None)
    await mail.keep(planned)
    await mail.note(of_step(planned, BLOCKER, "dee", kind=NoticeKind.PREVIEW))
    assert await mail.at(9) == 0


async def test_what_the_cap_holds_back_is_told_on_monday(mail: Mailroom) -> None:
    await mail.nudged("dee", 3)
    await mail.note(about(ACTION), about(BLOCKER))
    assert await mail.at(9) == 0
    assert {row.at for row in mail.notices()} == {berlin(16, "08:00")}
    assert await mail.at(16, "08:00") == 2
    assert mail.tally.counts == {"held": 2, "told": 1, "merged": 1}


async def test_a_digest_of_a_manager_takes_none_of_the_three(mail: Mailroom) -> None:
    escalation = step(BLOCKER)
    await mail.keep(escalation)
    await mail.note(of_step(escalation, BLOCKER))
    await mail.at(9)
    assert [each.is_nudge for each in mail.told("mia")] == [False]


async def test_a_digest_takes_one_of_the_three(mail: Mailroom) -> None:
    await mail.note(about(ACTION))
    await mail.at(9)
    assert [each.is_nudge for each in mail.told("dee")] == [True]


async def test_the_week_begins_anew_on_monday_of_whoever_is_told(mail: Mailroom) -> None:
    await mail.at(8, "23:59")
    await mail.nudged("dee", 3)
    await mail.note(about(ACTION))
    assert await mail.at(9) == 1


async def test_what_a_person_asked_for_comes_at_once_beside_the_digest_and_the_cap(mail: Mailroom) -> None:
    await mail.note(about(ACTION, "mia", kind=NoticeKind.STEP))
    await mail.at(9)
    await mail.nudged("mia", 3)
    asked = step(BLOCKER, asked_by=mid("ben"), ask="a yes or no")
    await mail.keep(asked)
    await mail.note(of_step(asked, BLOCKER, is_solicited=True))
    (text,) = mail.read("mia", f"help:{asked.id}")
    assert text.startswith("Ben asks for help: ")
    assert [each.is_nudge for each in mail.told("mia", "help:")] == [False]


async def test_what_a_person_asked_for_waits_for_working_hours_too(mail: Mailroom) -> None:
    asked = step(BLOCKER, asked_by=mid("ben"))
    await mail.keep(asked)
    mail.clock.to(berlin(9, "22:00"))
    await mail.note(of_step(asked, BLOCKER, is_solicited=True))
    assert mail.told("mia", "help:") == []
    assert await mail.at(10, "08:00") == 1
    assert len(mail.told("mia", "help:")) == 1
