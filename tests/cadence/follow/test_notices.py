"""Notices: one direct message a day, in working hours, within the caps, to the cover during leave; kept true."""

from dataclasses import replace
from datetime import date

import pytest

from cadence.model import (
    Action,
    ActionState,
    BlockerState,
    DecisionState,
    EscalationState,
    NoticeKind,
    NoticeState,
    Role,
)
from cadence.wording.plain import plain_text
from tests.cadence.desk import a_blocker, a_decision, an_action
from tests.cadence.follow.telling import TODAY, Mailroom, about, berlin, labels, leave, of_step, step
from tests.fakes.clock import FakeClock
from tests.fakes.growth import MONDAY, mid
from tests.fakes.memory import MemoryStore

BLOCKER = a_blocker(next_check=TODAY)
DECISION = a_decision(needed_by=date(2026, 11, 10))
ACTION = an_action(due=TODAY)
TOLD, WAITING, GONE = NoticeState.TOLD, NoticeState.WAITING, NoticeState.GONE


@pytest.fixture
async def mail(store: MemoryStore, clock: FakeClock) -> Mailroom:
    """Dee has a blocker to look at, a call to make and an action due."""
    room = Mailroom(store, clock)
    await room.keep(BLOCKER, DECISION, ACTION)
    return room


async def test_one_thing_says_itself_with_its_buttons(mail: Mailroom) -> None:
    await mail.note(about(ACTION))
    assert await mail.at(9) == 1
    assert mail.read("dee") == ["Due today: pricing test (1.3).\n[Done] [Move] [Drop]"]


async def test_the_notification_of_one_thing_is_its_first_line(mail: Mailroom) -> None:
    await mail.note(about(ACTION))
    await mail.at(9)
    assert [each.card.notice for each in mail.told("dee")] == ["Due today: pricing test (1.3)."]


async def test_what_is_due_together_is_one_message_whose_first_line_says_the_point(mail: Mailroom) -> None:
    await mail.note(about(ACTION), about(BLOCKER), about(DECISION))
    assert await mail.at(9) == 3
    (text,) = mail.read("dee")
    assert text.startswith("Three things wait for you.\n")
    assert text.count("[Done]") == text.count("[Decide]") == text.count("[Solved]") == 1


async def test_a_notice_is_told_once_however_often_it_is_noted_and_looked_at(mail: Mailroom) -> None:
    for _ in range(3):
        await mail.note(about(ACTION))
        await mail.at(9)
    assert len(mail.told("dee")) == 1
    assert mail.states() == {TOLD: 1}


async def test_nothing_is_told_before_its_moment(mail: Mailroom) -> None:
    await mail.note(about(ACTION, at=berlin(9, "11:00")))
    assert await mail.at(9, "10:59") == 0
    assert await mail.at(9, "11:00") == 1


@pytest.mark.parametrize(
    ("due", "told"),
    [
        ((9, "07:00"), (9, "08:00")),  # before work
        ((9, "18:01"), (10, "08:00")),  # after work
        ((13, "19:00"), (16, "08:00")),  # on Friday evening
        ((14, "12:00"), (16, "08:00")),  # at the weekend
    ],
)
async def test_delivery_waits_for_working_hours(mail: Mailroom, due: tuple[int, str], told: tuple[int, str]) -> None:
    notice = about(ACTION, at=berlin(*due))
    await mail.note(notice)
    assert await mail.at(*due) == 0
    assert mail.notice(notice).at == berlin(*told)
    assert await mail.at(*told) == 1


@pytest.mark.parametrize(("wall", "told"), [("10:00", 0), ("14:00", 1)])
async def test_working_hours_are_on_the_clock_of_whoever_is_told(mail: Mailroom, wall: str, told: int) -> None:
    """New York begins at 14:00 of Berlin."""
    await mail.keep(replace(await mail.member("dee"), zone="America/New_York"))
    await mail.note(about(ACTION))
    assert await mail.at(9, wall) == told


async def test_what_comes_later_the_same_day_waits_for_tomorrow(mail: Mailroom) -> None:
    await mail.note(about(ACTION), about(BLOCKER, at=berlin(9, "11:00")))
    await mail.at(9)
    assert await mail.at(9, "11:00") == 0
    assert len(mail.told("dee")) == 1
    assert mail.notice(about(BLOCKER)).at == berlin(10, "08:00")
    assert await mail.at(10, "08:00") == 1
    assert [each.key[-10:] for each in mail.told("dee")] == ["2026-11-09", "2026-11-10"]


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


async def test_all_that_is_due_for_one_person_is_one_message_however_few_are_looked_at(mail: Mailroom) -> None:
    await mail.note(about(ACTION), about(BLOCKER), about(DECISION))
    mail.clock.to(berlin(9))
    assert await mail.tell(limit=1) == 3


async def test_the_day_of_a_cover_who_is_ahead_of_us_counts(mail: Mailroom) -> None:
    """In Auckland it is Tuesday morning while it is Monday evening in Berlin."""
    ahead = replace(await mail.member("cy"), zone="Pacific/Auckland")
    tomorrow = an_action("tomorrow", due=date(2026, 11, 10))
    await mail.keep(ahead, leave("dee", 9, 13, cover="cy"), tomorrow)
    await mail.note(about(tomorrow, at=berlin(9, "20:00")))
    assert await mail.at(9, "20:00") == 1


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


async def test_a_subject_that_was_asked_about_today_is_not_in_todays_digest(mail: Mailroom) -> None:
    asked = step(BLOCKER, asked_by=mid("ben"))
    await mail.keep(asked)
    await mail.note(of_step(asked, BLOCKER, is_solicited=True), about(BLOCKER, "mia", kind=NoticeKind.STEP, round="2"))
    assert await mail.at(9, "11:00") == 0
    assert mail.told("mia") == []
    assert await mail.at(10) == 1


async def test_during_leave_the_cover_is_told_and_reads_for_whom(mail: Mailroom) -> None:
    await mail.keep(leave("dee", 9, 13, cover="cy"))
    await mail.note(about(ACTION), about(BLOCKER), about(an_action("own", owner_id=mid("cy")), "cy"))
    await mail.keep(an_action("own", owner_id=mid("cy"), due=TODAY, text="call the vendor"))
    await mail.at(9)
    assert mail.told("dee") == []
    (text,) = mail.read("cy")
    assert text.index("call the vendor") < text.index("For Dee, who is away") < text.index("pricing test")
    assert mail.notice(about(ACTION)).cover_id == mid("cy")


async def test_without_cover_it_waits_until_they_are_back(mail: Mailroom) -> None:
    await mail.keep(leave("dee", 9, 11))
    await mail.note(about(ACTION))
    for day in (9, 10, 11):
        assert await mail.at(day) == 0
    assert await mail.at(12) == 1
    assert len(mail.told("dee")) == 1


async def test_a_cover_named_later_is_told_the_next_morning(mail: Mailroom) -> None:
    await mail.keep(leave("dee", 9, 20))
    await mail.note(about(ACTION))
    await mail.at(9)
    await mail.keep(leave("dee", 9, 20, cover="cy"))
    assert await mail.at(10, "08:00") == 1
    assert len(mail.told("cy")) == 1


async def test_what_is_about_a_person_never_goes_to_a_cover(mail: Mailroom) -> None:
    private = a_blocker("private", lead_only=True, owner_id=mid("ana"), next_check=TODAY, text="about Cy")
    await mail.keep(private, leave("ana", 9, 13, cover="cy"))
    await mail.note(about(private, "ana"))
    assert await mail.at(9) == 0
    assert await mail.at(16) == 1
    assert mail.told("cy") == []


async def test_what_is_about_a_person_is_told_to_nobody_but_the_lead(mail: Mailroom) -> None:
    private = a_blocker("private", lead_only=True, owner_id=mid("dee"), next_check=TODAY)
    await mail.keep(private)
    await mail.note(about(private, "dee"))
    assert await mail.at(9) == 0
    assert mail.states() == {GONE: 1}


async def test_several_notices_about_one_thing_are_one_entry(mail: Mailroom) -> None:
    planned = step(BLOCKER, state=EscalationState.PLANNED, at=berlin(10, "10:00"), sent_at=None)
    await mail.keep(planned)
    await mail.note(about(BLOCKER), of_step(planned, BLOCKER, "dee", kind=NoticeKind.PREVIEW))
    assert await mail.at(9) == 2
    (text,) = mail.read("dee")
    assert text.startswith("Goes to Mia tomorrow 10:00")
    assert text.count("waiting for legal") <= 1
    assert mail.tally.counts == {"told": 1, "merged": 1}


async def test_at_most_ten_things_are_shown_and_the_others_counted(mail: Mailroom) -> None:
    actions = [an_action(f"{number}", due=TODAY, text=f"thing {number}") for number in range(12)]
    await mail.keep(*actions)
    await mail.note(*(about(each) for each in actions))
    await mail.at(9)
    (text,) = mail.read("dee")
    assert text.count("[Done]") == 10
    assert "12 things wait for you." in text
    assert text.endswith("+2 more: `okr mine`")


async def test_as_things_settle_those_that_had_no_room_come_up(mail: Mailroom) -> None:
    actions = [an_action(f"{number}", due=TODAY, text=f"thing {number}") for number in range(11)]
    await mail.keep(*actions)
    await mail.note(*(about(each) for each in actions))
    await mail.at(9)
    await mail.settle(_done(actions[0]))
    (text,) = mail.read("dee")
    assert text.count("[Done]") == 10
    assert "more: `okr mine`" not in text


async def test_what_settles_says_how_and_by_whom_and_loses_its_buttons(mail: Mailroom) -> None:
    await mail.note(about(ACTION), about(BLOCKER), about(DECISION))
    await mail.at(9)
    await mail.settle(_done(ACTION))
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
    await mail.settle(_done(ACTION), solved, decided)
    (text,) = mail.read("dee")
    assert text.startswith("Nothing here waits for you any more.")
    assert mail.buttons("dee") == []


async def test_an_update_in_place_is_no_second_message(mail: Mailroom) -> None:
    await mail.note(about(ACTION))
    await mail.at(9)
    await mail.settle(_done(ACTION))
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
    await mail.keep(_done(ACTION))
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


async def test_several_teams_are_one_message_that_names_them(mail: Mailroom) -> None:
    team = next(iter(mail.store.data["local"].records["teams"].values()))
    sales = replace(team, id="sales", slug="sales", name="Sales", channel="C-sales")  # type: ignore[call-arg]  # a Team
    theirs = an_action("theirs", team_id="sales", key_result_id=None, due=TODAY, text="call back")
    await mail.keep(sales, theirs)
    await mail.note(about(ACTION), about(theirs))
    await mail.at(9)
    (text,) = mail.read("dee")
    assert "Growth\n" in text
    assert "Sales\n" in text


def _done(action: Action) -> Action:
    return replace(action, state=ActionState.DONE, settled_by=mid("dee"), settled_at=MONDAY)
