"""Notices of one person are one direct message, whose first line says the point."""

from dataclasses import replace

from cadence.model import (
    EscalationState,
    NoticeKind,
)
from tests.cadence.desk import an_action
from tests.cadence.follow.notices.due import ACTION, BLOCKER, DECISION, TOLD, done
from tests.cadence.follow.telling import TODAY, Mailroom, about, berlin, of_step, step


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


async def test_all_that_is_due_for_one_person_is_one_message_however_few_are_looked_at(mail: Mailroom) -> None:
    await mail.note(about(ACTION), about(BLOCKER), about(DECISION))
    mail.clock.to(berlin(9))
    assert await mail.tell(limit=1) == 3


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
    await mail.settle(done(actions[0]))
    (text,) = mail.read("dee")
    assert text.count("[Done]") == 10
    assert "more: `okr mine`" not in text


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
