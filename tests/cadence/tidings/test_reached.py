"""Whom no direct message reaches: it goes on or waits, the lead hears once, later all comes in one."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from cadence.context import Services
from cadence.frontdoor import FrontDoor
from cadence.ids import id_for
from cadence.model import EscalationState, Membership, NoticeKind, NoticeState
from tests.cadence.desk import a_blocker, a_decision, an_action
from tests.cadence.follow.ladder.laddering import OWNED, QUIET
from tests.cadence.follow.staging import LEGAL, a_leave, a_member
from tests.cadence.tidings.reaching import MEND, Reach
from tests.fakes.clock import FakeClock
from tests.fakes.growth import TEAM, WORKSPACE, mid, submitted, typed
from tests.fakes.memory import MemoryStore

GONE = "{} cannot be reached here: the app is not added for them."


@pytest.fixture
async def reach(store: MemoryStore, clock: FakeClock, services: Services) -> Reach:
    """Mia, who manages Growth, answers to Max, who manages her own team; empty check-ins are nobody's matter."""
    made = Reach(store, clock, services)
    await made.add("policies", QUIET)
    await made.add("members", a_member("lea"), a_member("max"))
    await made.add("teams", replace(LEGAL, lead_id=mid("mia"), manager_id=mid("max"), is_paused=True))
    return made


async def test_a_step_that_did_not_arrive_goes_to_the_next_at_once_and_the_lead_hears_why(reach: Reach) -> None:
    reach.chat.without.add("mia")
    await reach.add("blockers", OWNED)
    await reach.live(10, 17)
    step = reach.escalations()["blocker_manager"]
    assert (step.recipient_id, step.state) == (mid("max"), EscalationState.SENT)
    assert len(reach.chat.tried) == 1, "no pile of failed messages"
    [heard] = reach.letters("ana", "unreached:")
    assert heard.splitlines() == [
        GONE.format("Mia"),
        "Waiting for them: 1.3 Trials/week: waiting for legal. What is stuck goes on to the next.",
        MEND,
    ]
    assert "waiting for legal" in reach.letters("max", "today:")[0]
    assert [row.state for row in reach.notices(NoticeKind.STEP) if row.member_id == mid("mia")] == [NoticeState.GONE]


async def test_who_is_known_to_be_out_of_reach_is_passed_over_with_a_preview_as_always(reach: Reach) -> None:
    await reach.lose("mia")
    await reach.add("blockers", OWNED)
    await reach.live(10, 17)
    told = reach.told(NoticeKind.PREVIEW, NoticeKind.STEP)
    assert told[-2:] == [("preview", "dee", "Fri 13 08:00"), ("step", "max", "Mon 16 08:00")]
    assert reach.chat.tried == []


async def test_a_preview_that_reached_nobody_holds_nothing_up(reach: Reach) -> None:
    await reach.add("blockers", OWNED)
    await reach.live(10, 12)
    reach.chat.without |= {"ana", "dee"}
    await reach.live(13, 16)
    assert ("step", "mia", "Mon 16 08:00") in reach.told()


async def test_where_nobody_comes_next_it_stays_theirs_and_the_lead_reads_that_it_was_lost(reach: Reach) -> None:
    await reach.change_team(manager_id=mid("max"))
    reach.chat.without.add("max")
    await reach.add("blockers", OWNED)
    await reach.live(10, 17)
    assert reach.escalations()["blocker_manager"].recipient_id == mid("max")
    [_, *_, last] = reach.letters("ana", "today:")
    assert "It was to reach Max (manager), who cannot be reached; it goes on to the next." in last
    assert len(reach.chat.tried) == 1


async def test_what_waits_comes_in_one_message_once_they_can_be_reached(reach: Reach) -> None:
    await reach.change_team(manager_id=mid("max"))
    reach.chat.without.add("max")
    await reach.add("blockers", OWNED)
    await reach.live(10, 17)
    await reach.regain("max")
    await reach.live(18, 19)
    [back] = reach.letters("max", "back:")
    assert back.startswith("I can reach you again.")
    assert back.count("waiting for legal") == 1
    assert len(reach.letters("max", "today:")) == 1, "the one that had failed; nothing is told twice"
    assert {row.state for row in reach.notices() if row.member_id == mid("max")} == {NoticeState.TOLD}


async def test_steps_reach_them_again_afterwards(reach: Reach) -> None:
    await reach.lose("mia")
    await reach.regain("mia")
    assert reach.letters("mia", "back:") == [], "nothing waits"
    await reach.add("blockers", OWNED)
    await reach.live(10, 16)
    assert ("step", "mia", "Mon 16 08:00") in reach.told()


async def test_a_lead_who_is_not_reached_is_passed_over_and_the_manager_hears(reach: Reach) -> None:
    await reach.lose("ana", mend=MEND)
    await reach.add("blockers", OWNED)
    await reach.live(10, 17)
    assert [row for row in reach.told() if row[1] == "ana"] == []
    assert reach.told(NoticeKind.STEP) == [("step", "mia", "Mon 16 08:00")]
    assert reach.letters("mia", "unreached:") == [f"{GONE.format('Ana')}\n{MEND}"]


async def test_where_nobody_can_be_told_the_team_reads_one_line(reach: Reach) -> None:
    await reach.lose("mia")
    await reach.lose("ana")
    assert reach.in_channel("unreached:") == [f"{GONE.format('Ana')} What waits for them stands in `okr mine`."]


async def test_a_lead_hears_once_whatever_fails_and_once_more_after_they_were_back(reach: Reach) -> None:
    for number in range(3):
        await reach.lose("ben", key=f"reminder:{number}")
    assert len(reach.letters("ana", "unreached:")) == 1
    await reach.regain("ben")
    await reach.lose("ben")
    assert len(reach.letters("ana", "unreached:")) == 2


async def test_one_head_of_several_teams_hears_it_in_one_message(reach: Reach) -> None:
    await reach.save("teams", replace(LEGAL, lead_id=mid("ana"), is_paused=True))
    await reach.add(
        "memberships",
        Membership(id=id_for("x"), workspace_id=WORKSPACE.id, team_id=LEGAL.id, member_id=mid("ben")),
    )
    await reach.lose("ben")
    assert len(reach.letters("ana", "unreached:")) == 1


async def test_reminders_briefs_and_requests_to_decide_are_not_sent_meanwhile(reach: Reach) -> None:
    for who in ("ana", "ben", "dee"):
        await reach.lose(who)
    await reach.add("decisions", a_decision(needed_by=date(2026, 11, 12)))
    await reach.add("actions", an_action(due=date(2026, 11, 10)))
    await reach.live(9, 12)
    assert [
        reach.letters(who, kind) for who in ("ana", "ben", "dee") for kind in ("reminder:", "brief:", "decision:")
    ] == ([[]] * 9)
    assert [reach.letters(who, "today:") for who in ("ana", "ben", "dee")] == [[]] * 3
    assert reach.letters("cy", "reminder:")
    assert reach.in_channel("summary:"), "on time, whoever is missing"
    await reach.regain("dee")
    [back] = reach.letters("dee", "back:")
    assert "pause paid ads?" in back
    assert "pricing test" in back


async def test_a_decider_out_of_reach_is_asked_in_the_thread_alone(reach: Reach) -> None:
    await reach.lose("dee")
    door = FrontDoor(reach.store, reach.services)
    await reach.at(11, "10:00")
    await door.handle(typed("ben", "decision 1.3 pause paid ads? <@dee>", TEAM.channel))
    await reach.live(11, 11)
    assert len(reach.in_channel("decision:")) == 1
    assert reach.letters("dee") == []


async def test_what_a_digest_was_to_tell_waits_again(reach: Reach) -> None:
    reach.chat.without.add("dee")
    await reach.add("actions", an_action(due=date(2026, 11, 10)))
    await reach.live(10, 10)
    [notice] = reach.notices(NoticeKind.DUE)
    assert (notice.state, notice.told_on, notice.told_at) == (NoticeState.WAITING, None, None)
    assert len(reach.chat.tried) == 1
    [heard] = reach.letters("ana", "unreached:")
    assert "pricing test" in heard


async def test_what_a_cover_did_not_get_waits_for_whom_they_cover(reach: Reach) -> None:
    reach.chat.without.add("cy")
    await reach.add("leaves", a_leave("dee", date(2026, 11, 9), date(2026, 11, 11), cover="cy"))
    await reach.add("actions", an_action(due=date(2026, 11, 10)))
    await reach.live(10, 12)
    assert reach.told(NoticeKind.DUE) == [("due", "dee", "Thu 12 08:00")]


async def test_an_update_that_fails_takes_nothing_back(reach: Reach) -> None:
    await reach.add("actions", an_action(due=date(2026, 11, 10)))
    await reach.live(10, 10)
    reach.chat.without.add("dee")
    await reach.add("actions", an_action("two", due=date(2026, 11, 12)))
    async with reach.unit() as unit:
        said = await unit.outbox.said(f"today:{mid('dee')}:2026-11-10")
        await unit.outbox.say(replace(said, card=replace(said.card, notice="changed")))
    await reach.sender.drain()
    assert reach.told(NoticeKind.DUE) == [("due", "dee", "Tue 10 08:00")]
    assert reach.letters("ana", "unreached:")


async def test_help_that_did_not_arrive_goes_on_to_the_next_with_all_that_was_said(reach: Reach) -> None:
    reach.chat.without.add("mia")
    blocker = a_blocker(key_result_id=None, owner_id=mid("ben"))
    await reach.add("blockers", blocker)
    await ask_for_help(reach, blocker.id, "manager")
    await reach.live(10, 10)
    records: Any = reach.store.data[WORKSPACE.id].records["escalations"].values()
    rows = [row for row in records if row.rung == "help"]
    assert {(row.recipient_id, row.state.value, row.ask) for row in rows} == {
        (mid("mia"), "passed", "an answer"),
        (mid("max"), "sent", "an answer"),
    }
    [asked] = [text for text in reach.letters("max") if "an answer" in text]
    assert "Ben asks for help" in asked


async def test_help_passes_everybody_who_would_not_get_it(reach: Reach) -> None:
    await reach.lose("max")
    reach.chat.without.add("mia")
    blocker = a_blocker(key_result_id=None, owner_id=mid("ben"))
    await reach.add("blockers", blocker)
    await ask_for_help(reach, blocker.id, "manager")
    await reach.live(10, 10)
    assert any("an answer" in text for text in reach.letters("ana")), "the lead is next"


async def test_who_asked_hears_where_nobody_else_can_be_asked(reach: Reach) -> None:
    await reach.change_team(manager_id=mid("max"))
    reach.chat.without.add("max")
    blocker = a_blocker(key_result_id=None, owner_id=mid("ana"))
    await reach.add("blockers", blocker)
    await ask_for_help(reach, blocker.id, "manager", who="ana")
    await reach.live(10, 10)
    assert any("Please tell them yourself what you asked" in text for text in reach.letters("ana", "unreached:"))


async def test_nobody_is_offered_as_a_helper_who_would_not_get_it(reach: Reach) -> None:
    await reach.lose("mia")
    blocker = a_blocker(key_result_id=None, owner_id=mid("ben"))
    await reach.add("blockers", blocker)
    reply = await ask_for_help(reach, blocker.id, "manager")
    assert "to" in getattr(reply, "errors", {})


async def ask_for_help(reach: Reach, blocker_id: str, to: str, who: str = "ben") -> Any:
    await reach.at(10, "09:00")
    values = {"to": to, "ask": "an answer", "answer_by": "2026-11-13"}
    door = FrontDoor(reach.store, reach.services)
    return await door.handle(submitted(who, "ask_help", f"blocker:{blocker_id}", **values))


async def test_whoever_writes_to_us_alone_can_be_reached(reach: Reach) -> None:
    await reach.lose("dee")
    await reach.add("actions", an_action(due=date(2026, 11, 9)))
    door = FrontDoor(reach.store, reach.services)
    await door.handle(typed("dee", "help", TEAM.channel))
    assert reach.letters("dee") == [], "the channel says nothing of that"
    await door.handle(typed("dee", "help", None))
    [back] = reach.letters("dee", "back:")
    assert "pricing test" in back


async def test_what_is_told_late_does_not_undo_what_was_later(reach: Reach, clock: FakeClock) -> None:
    before = clock()
    clock.forward(minutes=1)
    await reach.regain("mia", at=clock())
    await reach.lose("mia", at=before)
    async with reach.unit() as unit:
        assert (await unit.members.get(mid("mia"))).is_reachable
    assert reach.letters("ana", "unreached:") == []


async def test_a_stranger_is_nobodys_matter(reach: Reach) -> None:
    await reach.lose("zoe")
    assert reach.store.data[WORKSPACE.id].messages == {}
