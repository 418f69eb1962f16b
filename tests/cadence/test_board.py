"""`okr`: the board, and what a channel or a person without a team is told instead."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from cadence.cards import Button, Buttons
from cadence.ids import new_id
from cadence.model import Answer, AnswerKind, Blocker, CheckIn, CheckInState, Decision
from cadence.requests import Person, Reply, Say
from tests.cadence.asking import Asking, button, opened, said
from tests.fakes.growth import CYCLE, KEY_RESULTS, MONDAY, OBJECTIVES, TEAM, WORKSPACE, kr_id, mid, pressed, typed


def checkin(state: CheckInState, days: int) -> CheckIn:
    return CheckIn(
        id=new_id(),
        workspace_id=WORKSPACE.id,
        team_id=TEAM.id,
        iso_week=f"week {days}",
        opens_at=MONDAY + timedelta(days=days - 1),
        closes_at=MONDAY + timedelta(days=days),
        state=state,
        expected_ids=(mid("ana"), mid("ben"), mid("cy")),
    )


def answer(of: CheckIn, who: str) -> Answer:
    return Answer(
        id=new_id(),
        workspace_id=WORKSPACE.id,
        checkin_id=of.id,
        team_id=TEAM.id,
        member_id=mid(who),
        kind=AnswerKind.FORM,
        at=of.opens_at,
    )


def blocker(text: str = "Legal has not answered", **more: Any) -> Blocker:
    return Blocker(
        id=new_id(),
        workspace_id=WORKSPACE.id,
        team_id=TEAM.id,
        text=text,
        raised_by=mid("ben"),
        raised_at=MONDAY,
        since=date(2026, 11, 4),
        **more,
    )


def decision(question: str, needed_by: date | None, **more: Any) -> Decision:
    return Decision(
        id=new_id(),
        workspace_id=WORKSPACE.id,
        team_id=TEAM.id,
        question=question,
        raised_by=mid("cy"),
        raised_at=MONDAY,
        decider_id=mid("ana"),
        needed_by=needed_by,
        **more,
    )


def labels(reply: Reply) -> list[str]:
    assert isinstance(reply, Say)
    return [item.label for block in reply.card.blocks if isinstance(block, Buttons) for item in block.buttons]


def rows(reply: Reply) -> list[list[str]]:
    assert isinstance(reply, Say)
    return [[item.label for item in block.buttons] for block in reply.card.blocks if isinstance(block, Buttons)]


async def test_the_board_shows_every_key_result_with_its_owner(ask: Asking) -> None:
    text = said(await ask.types("dee"))
    assert text.startswith("Growth · week 7 of 13\nlast → now (target) · score · conf · owner\n")
    assert "\n1 New customers see value quickly · Ana\n1.1 Activation 36% (45)" in text
    assert "1.3 Trials/week 228 (320) stretch · 0.23 · 4 · Cy" in text
    assert "2.2 Uptime 99.9% (keep 99.5–100) · held · 9 · Ana" in text


async def test_a_missing_confidence_is_said_so_that_no_figure_is_taken_for_another(ask: Asking) -> None:
    [reading] = await ask.rows("readings", key_result_id=kr_id("1.3"))
    await ask.put("readings", replace(reading, confidence=None))
    text = said(await ask.types("dee"))
    assert "1.3 Trials/week 228 (320) stretch · 0.23 · conf not set · Cy" in text
    assert text.count("not set") == 1
    await ask.put("readings", replace(reading, is_withdrawn=True))
    assert "1.3 Trials/week no value yet (320) stretch · Cy" in said(await ask.types("dee"))


async def test_the_board_is_one_screen(ask: Asking) -> None:
    await ask.put("blockers", *(blocker(f"waiting {number}") for number in range(9)))
    text = said(await ask.types("ana"))
    assert len(text.splitlines()) <= 25
    assert len(text) <= 2_000


async def test_what_was_removed_is_not_on_it(ask: Asking) -> None:
    await ask.put("key_results", replace(KEY_RESULTS[0], is_removed=True))
    assert "1.1 Activation" not in said(await ask.types("ben"))


async def test_it_shows_what_is_stuck(ask: Asking) -> None:
    assert "\n\nSTUCK\nNothing off track reported.\n" in said(await ask.types("ana"))
    question = decision("Pause paid ads?", date(2026, 11, 12), key_result_id=kr_id("1.3"))
    await ask.put("blockers", blocker(key_result_id=kr_id("2.2"), owner_id=mid("ben"), next_check=date(2026, 11, 13)))
    await ask.put("decisions", question)
    text = said(await ask.types("ana"))
    assert "STUCK\n2.2 Legal has not answered; Ben, next check Fri 13 Nov\n" in text
    assert "1.3 to decide: Pause paid ads? Ana, by Thu 12 Nov" in text
    assert "Nothing off track" not in text


async def test_what_is_needed_first_comes_first(ask: Asking) -> None:
    days = {"Later?": date(2026, 11, 20), "Sooner?": date(2026, 11, 10), "Whenever?": None}
    await ask.put("decisions", *(decision(question, day) for question, day in days.items()))
    await ask.put("blockers", blocker("slow", next_check=date(2026, 11, 20)), blocker("fast", next_check=MONDAY.date()))
    text = said(await ask.types("ana"))
    wanted = ("fast", "slow", "Whenever?", "Sooner?", "Later?")
    assert sorted(wanted, key=text.index) == list(wanted)


async def test_a_call_without_a_decider_and_a_date_says_who_and_when_all_the_same(ask: Asking) -> None:
    await ask.put("decisions", replace(decision("Whose?", None), decider_id=None))
    assert "to decide: Whose? Ana, by Thu 19 Nov (no date set)" in said(await ask.types("ana"))


async def test_more_than_five_stuck_things_are_counted(ask: Asking) -> None:
    await ask.put("blockers", *(blocker(f"waiting {number}") for number in range(7)))
    text = said(await ask.types("ana"))
    assert text.count("waiting ") == 5
    assert "+2 more: `okr blockers`, `okr decisions`" in text


async def test_a_blocker_for_the_lead_alone_is_seen_by_nobody_else(ask: Asking) -> None:
    await ask.put("blockers", blocker("about a person", lead_only=True))
    assert "about a person" in said(await ask.types("ana"))
    assert "about a person" not in said(await ask.types("cy"))


async def test_it_says_when_the_last_check_in_was_and_when_the_next_opens(ask: Asking) -> None:
    last = checkin(CheckInState.CLOSED, -4)
    await ask.put("checkins", last)
    await ask.put("answers", answer(last, "ana"), answer(last, "ben"))
    assert "Last check-in Thu 5 Nov, 2 of 3 in. Next opens Wed 11 Nov 10:00." in said(await ask.types("ben"))


async def test_an_open_check_in_can_be_answered_from_the_board(ask: Asking) -> None:
    current = checkin(CheckInState.OPEN, 1)
    await ask.put("checkins", current)
    reply = await ask.types("dee")
    assert "Open until Tue 09:00, 0 of 3 in." in said(reply)
    assert button(reply, "Answer").action == "checkin.answer"
    assert button(reply, "Answer").value == current.id
    assert "Answer" not in labels(await ask.types("mia"))


async def test_a_paused_team_says_so(ask: Asking) -> None:
    await ask.put("teams", replace(TEAM, is_paused=True))
    assert "Paused; `okr resume` starts it again." in said(await ask.types("ana"))


async def test_a_cycle_that_is_over_says_so(ask: Asking) -> None:
    await ask.put("cycles", replace(CYCLE, ends=date(2026, 11, 8)))
    assert "Growth · Q4 2026 is over" in said(await ask.types("ana"))


async def test_one_has_buttons_for_ones_own_key_results_only(ask: Asking) -> None:
    assert labels(await ask.types("ben")) == ["Update 1.1", "Update 1.2", "History 1.1", "History 1.2"]
    assert labels(await ask.types("dee")) == []


async def test_few_buttons_stand_in_one_row_and_more_by_their_kind(ask: Asking) -> None:
    assert rows(await ask.types("ben")) == [["Update 1.1", "Update 1.2", "History 1.1", "History 1.2"]]
    lead = ["Update 2.1", "Update 2.2", "History 2.1", "History 2.2", "Who hears when"]
    assert rows(await ask.types("ana")) == [lead]
    await ask.put("checkins", checkin(CheckInState.OPEN, 1))
    assert rows(await ask.types("ana")) == [["Answer", *lead[:4]], lead[4:]]
    await ask.put("key_results", *(replace(key_result, owner_id=mid("ben")) for key_result in KEY_RESULTS))
    assert [len(row) for row in rows(await ask.types("ben"))] == [5, 5]


async def test_somebody_elsewhere_in_the_world_sees_which_zone_is_meant(ask: Asking) -> None:
    request = replace(typed("ben", ""), who=Person(id="ben", name="Ben", zone="America/New_York"), people={})
    assert "Next opens Wed 11 Nov 10:00 (Europe/Berlin)." in said(await ask.door.handle(request))


async def test_a_team_without_objectives_is_told_how_to_begin(ask: Asking) -> None:
    await ask.put("objectives", *(replace(item, is_removed=True) for item in OBJECTIVES))
    reply = await ask.types("ana")
    assert "Add the first with `okr add`." in said(reply)
    assert opened(await ask.presses("ana", button(reply, "Add an objective"))).id == "objective"
    assert "Ana adds them with `okr add`." in said(await ask.types("ben"))


async def test_a_channel_without_a_team_is_told_what_to_do(ask: Asking) -> None:
    reply = await ask.types("ben", "", channel="C-new")
    assert said(reply).startswith("This channel has no team yet.")
    assert opened(await ask.presses("ben", button(reply, "Set up"), channel="C-new")).id == "setup"


async def test_a_guest_in_a_channel_without_a_team_gets_no_button(ask: Asking) -> None:
    request = replace(typed("gus", "", channel="C-new"), who=Person(id="gus", name="Gus", is_guest=True))
    reply = await ask.door.handle(request)
    assert said(reply) == "This channel has no team yet."
    assert labels(reply) == []


async def test_a_guest_reads_the_board_of_the_channel_they_are_in_and_no_other(ask: Asking) -> None:
    guest = Person(id="gus", name="Gus", is_guest=True)
    here = await ask.door.handle(replace(typed("gus", ""), who=guest))
    assert said(here).startswith("Growth · week 7")
    for elsewhere in (
        replace(typed("gus", "board growth", channel="C-other"), who=guest),
        replace(pressed("gus", "board.show", TEAM.id, channel="C-other"), who=guest),
        replace(typed("gus", "", channel=None), who=guest),
    ):
        assert "Activation" not in said(await ask.door.handle(elsewhere))


async def test_in_a_personal_chat_it_is_the_board_of_ones_only_team(ask: Asking) -> None:
    assert said(await ask.types("ben", "", channel=None)).startswith("Growth · week 7")


async def test_in_a_personal_chat_of_somebody_with_several_teams_it_asks_which(ask: Asking) -> None:
    await ask.put("teams", replace(TEAM, id=new_id(), slug="sales", name="Sales", channel="C-sales"))
    reply = await ask.types("ana", "", channel=None)
    assert labels(reply) == ["Growth", "Sales"]
    assert said(await ask.presses("ana", button(reply, "Growth"))).startswith("Growth · week 7")


async def test_a_person_without_a_team_is_told_how_to_start_one(ask: Asking) -> None:
    assert "okr setup" in said(await ask.types("zed", "", channel=None))


async def test_the_board_of_a_public_channel_is_read_by_everybody(ask: Asking) -> None:
    assert said(await ask.types("zed", "board growth", channel="C-else")).startswith("Growth · week 7")


async def test_the_board_of_a_private_channel_is_read_by_its_people_only(ask: Asking) -> None:
    await ask.put("teams", replace(TEAM, channel_is_private=True))
    show = Button("Board", "board.show", TEAM.id)
    for who in ("ben", "mia"):
        assert said(await ask.types(who, "board growth", channel="C-else")).startswith("Growth · week 7")
        assert said(await ask.presses(who, show, channel="C-else")).startswith("Growth · week 7")
    assert "no team called growth" in said(await ask.types("zed", "board growth", channel="C-else"))
    assert "only its members read it" in said(await ask.presses("zed", show, channel="C-else"))


async def test_the_board_of_a_team_that_is_gone_is_refused(ask: Asking) -> None:
    assert "only its members" in said(await ask.door.handle(pressed("ben", "board.show", "nothing")))


async def test_a_next_check_that_is_over_is_marked(ask: Asking) -> None:
    await ask.put("blockers", blocker(next_check=MONDAY.date() - timedelta(days=1)))
    assert "next check Sun 8 Nov, overdue" in said(await ask.types("ana", "board"))
