"""A question as a message of its own: in the thread, and in private to whoever decides; kept true where it stands."""

from datetime import date

import pytest

from cadence.context import Services
from cadence.wording.plain import plain_text
from tests.cadence.answering import Answering
from tests.cadence.asking import opened
from tests.cadence.desk import Desk
from tests.cadence.follow.decisions.calls import CALL, FRIDAY, in_thread, labels, leave, private, shown_to
from tests.cadence.follow.decisions.questions import ASKED, QUESTION, ask
from tests.fakes.clock import FakeClock
from tests.fakes.growth import mid
from tests.fakes.memory import MemoryStore

BUTTONS = ["Decide", "Hand over", "Not needed"]


async def test_a_question_of_an_answer_is_its_own_message_in_the_check_ins_thread(week: Answering) -> None:
    await week.reply("ben", QUESTION)
    (asked,) = [message for message in week.said("decision") if message.place.channel]
    assert asked.place.thread == f"prompt:{(await week.newest()).id}"
    assert asked.key == f"decision:{(await week.ask.rows('decisions'))[0].id}"
    assert plain_text(asked.card).startswith("Dee's call by Thu 12 Nov: pause paid ads? If no answer: pause half.")
    assert labels(asked.card) == BUTTONS


async def test_the_decider_reads_it_in_private_at_once(week: Answering) -> None:
    await week.reply("ben", QUESTION)
    (asked,) = [message for message in week.said("decision") if message.place.member]
    assert (asked.place.member, asked.is_nudge) == ("dee", False)
    assert asked.key.endswith(f":{mid('dee')}")
    assert asked.card.notice.startswith("Your call by Thu 12 Nov: pause paid ads? If no answer: pause half.")
    assert labels(asked.card) == BUTTONS


async def test_the_words_to_the_decider_are_those_of_the_specification(desk: Desk) -> None:
    await ask(desk)
    assert private(desk, "dee").splitlines()[0] == ASKED


async def test_sending_the_form_again_says_nothing_twice(week: Answering) -> None:
    await week.reply("ben", QUESTION)
    before = week.texts("decision")
    await week.reply("ben")
    assert week.texts("decision") == before


async def test_editing_the_answer_updates_thread_and_decider(week: Answering) -> None:
    await week.reply("ben", QUESTION)
    await week.reply("ben", {"decision:1:question": "stop paid ads?"})
    assert len(week.texts("decision")) == 2
    assert all("stop paid ads?" in text for text in week.texts("decision"))


async def test_withdrawing_it_says_so_to_both_without_buttons(week: Answering) -> None:
    await week.reply("ben", QUESTION)
    await week.reply("ben", {field: () if field.endswith("decider") else "" for field in QUESTION})
    notices = [message.card.notice for message in week.said("decision")]
    assert notices == ["Ben took back a decision."] * 2
    assert [labels(message.card) for message in week.said("decision")] == [[], []]


async def test_a_question_typed_as_a_command_is_told_alike(desk: Desk) -> None:
    week = await desk.open_week()
    await desk.type("ben", "decision 1.3 pause paid ads? <@dee> by 2026-11-12")
    said = "Dee's call by Thu 12 Nov: pause paid ads? Affects 1.3. Asked by Ben."
    assert desk.said(f"prompt:{week.id}") == [said]
    assert private(desk, "dee").startswith("Your call by Thu 12 Nov: pause paid ads? Affects 1.3.")


async def test_an_early_question_reaches_its_decider_at_once_and_the_thread_with_the_prompt(
    store: MemoryStore, clock: FakeClock, services: Services
) -> None:
    week = Answering(store, clock, services)
    await week.at(9, "09:00")
    await week.ask.sends("ben", opened(await week.ask.types("ben", "checkin")), **QUESTION)
    assert [message.place.member for message in week.said("decision")] == ["dee"]
    await week.at(11, "10:00")
    thread = [message for message in week.said("decision") if message.place.channel]
    assert [message.place.thread for message in thread] == [f"prompt:{(await week.newest()).id}"]


async def test_without_a_decider_the_lead_reads_that_it_is_theirs(desk: Desk) -> None:
    await ask(desk, decider_id=None)
    await desk.submit("ben", "new_date", f"{CALL}|2026-11-12", needed_by="2026-11-13")
    assert "Nobody was named, so it is yours." in private(desk, "ana")
    assert "Ana's call by Fri 13 Nov" in in_thread(desk).notice


async def test_a_decider_who_left_leaves_it_to_the_lead(desk: Desk) -> None:
    await desk.change_member("dee", is_active=False)
    await ask(desk)
    assert "Dee is not here any more, so it is yours." in private(desk, "ana")
    assert shown_to(desk, "dee") == []


async def test_a_question_for_nobody_in_the_channel_is_said_so_at_once(desk: Desk) -> None:
    await ask(desk, decider_id=mid("mia"))
    assert "Not for this channel to decide; it went to Mia." in in_thread(desk).notice
    assert private(desk, "mia").startswith("Your call by Thu 12 Nov")


async def test_a_question_for_somebody_of_the_team_says_no_such_thing(desk: Desk) -> None:
    await ask(desk)
    assert "went to" not in in_thread(desk).notice


async def test_the_cover_of_a_decider_on_leave_is_asked_instead(desk: Desk) -> None:
    await desk.keep("leaves", leave("dee", cover="cy"))
    await ask(desk)
    assert private(desk, "cy").startswith("For Dee, who is away: your call by Thu 12 Nov")
    assert "Dee is away until Fri 13 Nov; it went to Cy." in in_thread(desk).notice
    assert shown_to(desk, "dee") == []


@pytest.mark.parametrize(("back_after", "asked"), [(FRIDAY, "ana"), (date(2026, 11, 10), "dee")])
async def test_where_nobody_covers_the_lead_is_asked_unless_the_decider_is_back_in_time(
    desk: Desk, back_after: date, asked: str
) -> None:
    await desk.keep("leaves", leave("dee", last=back_after))
    await ask(desk)
    assert [who for who in ("ana", "cy", "dee") if shown_to(desk, who)] == [asked]


async def test_who_asks_themselves_gets_no_message_of_their_own_question(desk: Desk) -> None:
    await ask(desk, decider_id=mid("ben"))
    assert shown_to(desk, "ben") == []
    assert labels(in_thread(desk)) == BUTTONS


async def test_another_decider_named_in_the_list_is_asked_and_the_first_loses_the_buttons(desk: Desk) -> None:
    await ask(desk)
    await desk.submit("ben", "set_decision", CALL, owner="cy")
    assert private(desk, "cy").startswith(ASKED)
    assert private(desk, "dee").startswith("Now with Cy: pause paid ads?")
    assert labels(shown_to(desk, "dee")[0]) == []
