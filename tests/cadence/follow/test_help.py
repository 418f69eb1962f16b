"""Ask for help: any owner calls lead, manager or sponsor at once; nobody is shamed or woken, and nothing doubles."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from cadence.context import Services
from cadence.follow.notices import tell_due
from cadence.forms import ChoiceField, Form
from cadence.model import Escalation, EscalationState, Leave, Role
from cadence.requests import Say, ShowForm
from cadence.wording.plain import plain_text
from tests.cadence.answering import Answering
from tests.cadence.asking import filled
from tests.cadence.desk import Desk, a_blocker, a_decision, an_action, buttons_of, errors_of, form_of, is_refused, words
from tests.cadence.follow.two_teams import labels, messages, person, private, row_of
from tests.cadence.harness import berlin
from tests.fakes.clock import FakeClock
from tests.fakes.growth import TEAM, WORKSPACE, kr_id, mid
from tests.fakes.memory import MemoryStore

BLOCKER = a_blocker().id
HELP = f"blocker:{BLOCKER}"
KR = f"key_result:{kr_id('1.3')}"


@pytest.fixture
async def desk(store: MemoryStore, services: Services) -> Desk:
    """Monday; the check-in is open. Ben's blocker on Cy's 1.3, which Dee owns, waits for Legal."""
    made = Desk(store, services)
    await made.open_week()
    await made.keep("members", person("sue"), person("zoe"))
    await made.keep("blockers", a_blocker(text="no contract", waiting_on="Legal", tried="standard terms"))
    return made


@pytest.fixture
async def week(store: MemoryStore, clock: FakeClock, services: Services) -> Answering:
    """Wednesday 11 November, 10:00: week 7 is open."""
    opened_week = Answering(store, clock, services)
    await opened_week.opened()
    return opened_week


async def form_for(desk: Desk, who: str, value: str = HELP) -> Form:
    return form_of(await desk.press(who, "help.ask", value))


async def ask(desk: Desk, who: str = "dee", value: str = HELP, **changes: Any) -> Say:
    form = await form_for(desk, who, value)
    reply = await desk.submit(who, form.id, form.context, **{**filled(form), **changes})
    assert isinstance(reply, Say), reply
    return reply


def options(form: Form) -> Sequence[tuple[str, str]]:
    choice = form.parts[0]
    assert isinstance(choice, ChoiceField)
    return choice.options


def calls(desk: Desk) -> list[Escalation]:
    return [row for row in desk.rows("escalations") if row.rung == "help"]


def thread(desk: Desk) -> list[str]:
    (checkin,) = desk.rows("checkins")
    return [row.card.notice for row in messages(desk.store, thread=f"prompt:{checkin.id}")]


def leave(who: str, last: date, cover: str | None = None) -> Leave:
    return Leave(
        id=f"leave-{who}",
        workspace_id=WORKSPACE.id,
        member_id=mid(who),
        first=date(2026, 11, 9),
        last=last,
        cover_id=mid(cover) if cover else None,
    )


# The form


async def test_it_opens_filled_so_that_it_can_be_sent_as_it_is(desk: Desk) -> None:
    form = await form_for(desk, "dee")
    assert filled(form) == {"to": "lead", "ask": "an answer from Legal", "answer_by": "2026-11-11"}
    assert not is_refused(await desk.submit("dee", form.id, form.context, **filled(form)))


@pytest.mark.parametrize(
    ("roles", "who", "offered"),
    [
        ({}, "dee", [("lead", "Ana, lead"), ("manager", "Mia, manager")]),
        (
            {"sponsor_id": "sue"},
            "dee",
            [("lead", "Ana, lead"), ("manager", "Mia, manager"), ("sponsor", "Sue, sponsor")],
        ),
        ({"sponsor_id": "mia"}, "dee", [("lead", "Ana, lead"), ("manager", "Mia, manager and sponsor")]),
        ({"manager_id": "ana"}, "dee", [("lead", "Ana, lead and manager")]),
        ({"manager_id": None}, "dee", [("lead", "Ana, lead")]),
        ({}, "ana", [("manager", "Mia, manager")]),
        ({"manager_id": "ana", "sponsor_id": "sue"}, "ana", [("sponsor", "Sue, sponsor")]),
    ],
)
async def test_only_roles_that_exist_are_offered_each_person_once_and_never_oneself(
    desk: Desk, roles: dict[str, str | None], who: str, offered: list[tuple[str, str]]
) -> None:
    changes: dict[str, Any] = {name: mid(value) if value else None for name, value in roles.items()}
    await desk.keep("teams", replace(TEAM, **changes))
    assert list(options(await form_for(desk, who))) == offered


async def test_who_has_left_is_not_offered(desk: Desk) -> None:
    await desk.change_member("mia", is_active=False)
    assert list(options(await form_for(desk, "dee"))) == [("lead", "Ana, lead")]


async def test_where_nobody_is_above_it_is_said(desk: Desk) -> None:
    await desk.keep("teams", replace(TEAM, manager_id=None))
    assert "nobody above you" in words(await desk.press("ana", "help.ask", HELP))


async def test_who_is_away_without_cover_is_shown_so_before_one_chooses(desk: Desk) -> None:
    await desk.keep("leaves", leave("mia", date(2026, 11, 16)))
    assert options(await form_for(desk, "dee"))[1] == ("manager", "Mia, manager (away until Mon 16 Nov)")


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("to", "", "Choose whom to ask."),
        ("to", "sponsor", "Choose one of the list."),
        ("to", "rollout_lead", "Choose one of the list."),
        ("ask", "", "Say what you ask for, in a few words."),
        ("ask", "x" * 91, "That is 91 characters; 90 fit here."),
        ("answer_by", "", "Choose by when you need an answer."),
        ("answer_by", "2026-11-06", "Fri 6 Nov is past. Choose today or later."),
    ],
)
async def test_what_is_wrong_is_said_at_its_field_and_nothing_is_sent(
    desk: Desk, field: str, value: str, message: str
) -> None:
    form = await form_for(desk, "dee")
    reply = await desk.submit("dee", form.id, form.context, **{**filled(form), field: value})
    assert errors_of(reply) == {field: message}
    assert calls(desk) == []


# What then happens


async def test_it_reaches_whom_it_is_for_at_once_in_three_lines(desk: Desk) -> None:
    reply = await ask(desk, to="manager", answer_by="2026-11-16")
    assert words(reply).splitlines()[0] == "Mia has it now; answer asked by Mon 16 Nov."
    (step,) = calls(desk)
    assert (step.state, step.role, step.recipient_id, step.asked_by, step.ask, step.answer_by) == (
        EscalationState.SENT,
        Role.MANAGER,
        mid("mia"),
        mid("dee"),
        "an answer from Legal",
        date(2026, 11, 16),
    )
    (told,) = messages(desk.store, member="mia")
    assert told.key == f"help:{step.id}"
    assert not told.is_nudge
    text = plain_text(told.card).splitlines()
    assert text[0] == "Dee asks for help: 1.3 Trials/week: no contract (waits on Legal)"
    assert text[2].endswith("tried: standard terms. Ask: an answer from Legal by Mon 16 Nov")
    assert "I'll take it" in labels(told.card)


async def test_the_team_reads_one_quiet_line_that_names_no_recipient(desk: Desk) -> None:
    await ask(desk, to="manager")
    assert thread(desk) == ["Dee asked for help with 1.3"]


async def test_a_line_about_no_key_result_says_what_it_is_about(desk: Desk) -> None:
    await desk.keep("actions", an_action(key_result_id=None))
    await ask(desk, value=f"action:{an_action().id}")
    assert thread(desk) == ["Dee asked for help with pricing test"]


async def test_nobody_else_hears_of_it(desk: Desk) -> None:
    await ask(desk, to="manager")
    assert [private(desk.store, who) for who in ("ana", "ben", "cy", "dee", "sue")] == [[]] * 5


@pytest.mark.parametrize(
    ("kind", "made", "suggested"),
    [
        ("blockers", a_blocker("b", text="no people"), "a way forward"),
        ("blockers", a_blocker("p", waiting_on_id=mid("mia")), "an answer from Mia"),
        ("decisions", a_decision(), "a decision"),
        ("actions", an_action(), "help to get it done"),
    ],
)
async def test_each_kind_of_thing_can_be_asked_about(desk: Desk, kind: str, made: Any, suggested: str) -> None:
    await desk.keep(kind, made)
    value = f"{kind.removesuffix('s')}:{made.id}"
    assert filled(await form_for(desk, "dee", value))["ask"] == suggested
    await ask(desk, value=value)
    assert [row.subject_id for row in calls(desk)] == [made.id]


async def test_a_key_result_itself_can_be_asked_about(desk: Desk) -> None:
    await ask(desk, "cy", KR)
    assert "1.3 Trials/week is off track" in private(desk.store, "ana")[0]
    assert thread(desk) == ["Cy asked for help with 1.3"]


# Who may


@pytest.mark.parametrize(
    ("who", "may"),
    [("dee", True), ("cy", True), ("ben", True), ("ana", True), ("mia", False), ("zoe", False), ("sue", False)],
)
async def test_its_owner_the_key_results_owner_who_raised_it_and_the_lead_may_ask(
    desk: Desk, who: str, may: bool
) -> None:
    reply = await desk.press(who, "help.ask", HELP)
    assert isinstance(reply, ShowForm) == may
    if not may:
        assert words(reply).startswith("Only Dee, Cy, Ben, Ana or an admin can ask for help with this.")


@pytest.mark.parametrize(("who", "may"), [("cy", True), ("ana", True), ("ben", False), ("dee", False), ("mia", False)])
async def test_for_a_key_result_its_owner_and_the_lead_may_ask(desk: Desk, who: str, may: bool) -> None:
    assert isinstance(await desk.press(who, "help.ask", KR), ShowForm) == may


async def test_who_covers_an_owner_may_ask(desk: Desk) -> None:
    await desk.keep("leaves", leave("dee", date(2026, 11, 13), cover="zoe"))
    assert isinstance(await desk.press("zoe", "help.ask", HELP), ShowForm)


async def test_who_may_is_looked_at_again_when_the_form_is_sent(desk: Desk) -> None:
    form = await form_for(desk, "dee")
    await desk.keep("blockers", replace(a_blocker(), owner_id=mid("cy"), raised_by=mid("cy")))
    assert is_refused(await desk.submit("dee", form.id, form.context, **filled(form)))
    assert calls(desk) == []


@pytest.mark.parametrize("value", ["", "blocker:none", "answers:x", "team:x", "nonsense", f"decision:{BLOCKER}"])
async def test_a_button_for_nothing_is_refused_kindly(desk: Desk, value: str) -> None:
    assert words(await desk.press("ana", "help.ask", value)).startswith("This is not there any more.")


async def test_what_was_settled_needs_no_help(desk: Desk) -> None:
    form = await form_for(desk, "dee")
    await desk.press("ben", "blocker.solved", BLOCKER)
    assert "Ben settled this on Mon 9 Nov: solved." in words(await desk.press("dee", "help.ask", HELP))
    late = await desk.submit("dee", form.id, form.context, **filled(form))
    assert "Ben settled this" in words(late)
    assert calls(desk) == []


# Asked again


async def test_asking_twice_on_a_day_changes_what_was_asked_and_doubles_nothing(desk: Desk) -> None:
    await ask(desk, to="manager")
    await ask(desk, "cy", to="manager", ask="a yes from Legal", answer_by="2026-11-13")
    (step,) = calls(desk)
    assert (step.asked_by, step.ask, step.answer_by) == (mid("cy"), "a yes from Legal", date(2026, 11, 13))
    (text,) = private(desk.store, "mia")
    assert "Ask: a yes from Legal by Fri 13 Nov" in text
    assert thread(desk) == ["Cy asked for help with 1.3"]


async def test_one_form_sent_twice_asks_once(desk: Desk) -> None:
    form = await form_for(desk, "dee")
    for _ in range(2):
        await desk.submit("dee", form.id, form.context, **filled(form))
    assert len(calls(desk)) == 1


async def test_somebody_else_can_be_asked_on_the_same_day(desk: Desk) -> None:
    await ask(desk, to="lead")
    await ask(desk, to="manager")
    assert [row.role for row in calls(desk)] == [Role.LEAD, Role.MANAGER]


async def test_on_another_day_it_is_a_new_message(desk: Desk, clock: FakeClock) -> None:
    await ask(desk, to="manager")
    clock.to(berlin(10, "09:00"))
    await ask(desk, to="manager")
    assert len(private(desk.store, "mia")) == 2


async def test_after_the_first_was_passed_on_asking_again_is_a_new_message(desk: Desk) -> None:
    await ask(desk, to="manager")
    (step,) = calls(desk)
    await desk.keep("escalations", replace(step, state=EscalationState.PASSED))
    await ask(desk, to="manager")
    assert len(calls(desk)) == 2


async def test_once_it_is_solved_the_message_says_so_without_buttons(desk: Desk) -> None:
    await ask(desk, to="manager")
    await desk.press("ben", "blocker.solved", BLOCKER)
    (told,) = messages(desk.store, member="mia")
    assert labels(told.card) == []
    assert "solved" in plain_text(told.card)


# Nobody is woken


@pytest.mark.parametrize(
    ("now", "reaches"),
    [
        (berlin(9, "18:30"), "It reaches Mia Tue 08:00"),
        (berlin(9, "07:00"), "It reaches Mia Mon 08:00"),
        (berlin(13, "19:00"), "It reaches Mia Mon 08:00"),
    ],
)
async def test_outside_working_hours_it_waits_and_its_asker_is_told_until_when(
    desk: Desk, clock: FakeClock, now: datetime, reaches: str
) -> None:
    clock.to(now)
    assert words(await ask(desk, to="manager", answer_by="2026-11-20")).startswith(reaches)
    assert private(desk.store, "mia") == []


async def test_in_the_morning_it_reaches_them_once(desk: Desk, clock: FakeClock, services: Services) -> None:
    clock.to(berlin(9, "18:30"))
    await ask(desk, to="manager")
    for wall in ("07:59", "08:00", "08:30"):
        clock.to(berlin(10, wall))
        async with desk.store.unit(WORKSPACE.id, actor="drumbeat") as unit:
            await tell_due(unit, services)
        assert len(private(desk.store, "mia")) == (wall != "07:59")


async def test_a_recipient_in_another_zone_is_not_woken_either(desk: Desk) -> None:
    await desk.keep("members", person("sue", zone="America/New_York"))
    await desk.keep("teams", replace(TEAM, manager_id=mid("sue")))
    assert words(await ask(desk, to="manager")).startswith("It reaches Sue Mon 14:00")  # 08:00 there


async def test_during_leave_the_cover_has_it(desk: Desk) -> None:
    await desk.keep("leaves", leave("mia", date(2026, 11, 16), cover="sue"))
    assert words(await ask(desk, to="manager")).startswith("Sue has it now, for Mia, who is away; answer asked by")
    assert len(private(desk.store, "sue")) == 1
    assert private(desk.store, "mia") == []


async def test_during_leave_without_cover_its_asker_reads_when_they_are_back(desk: Desk) -> None:
    await desk.keep("leaves", leave("mia", date(2026, 11, 20)))
    assert words(await ask(desk, to="manager")).startswith("It reaches Mia Mon 23 Nov 08:00")


# About a person


async def test_help_with_what_is_about_a_person_is_asked_of_the_lead_alone_and_says_nothing_to_the_team(
    desk: Desk,
) -> None:
    secret = a_blocker("secret", lead_only=True, owner_id=None, text="Cy is overloaded")
    await desk.keep("blockers", secret)
    assert [value for value, _ in options(await form_for(desk, "ben", f"blocker:{secret.id}"))] == ["lead"]
    await ask(desk, "ben", f"blocker:{secret.id}")
    assert thread(desk) == []
    assert "Cy is overloaded" in private(desk.store, "ana")[0]
    assert private(desk.store, "mia") == []


@pytest.mark.parametrize("who", ["cy", "dee", "mia", "zoe"])
async def test_for_others_what_is_about_a_person_is_not_there(desk: Desk, who: str) -> None:
    await desk.keep("blockers", a_blocker("secret", lead_only=True))
    reply = await desk.press(who, "help.ask", f"blocker:{a_blocker('secret').id}")
    assert words(reply).startswith("This is not there any more.")


# Where it is offered


@pytest.mark.parametrize(("confidence", "is_offered"), [(4, False), (3, True), (0, True)])
async def test_after_an_answer_with_a_key_result_off_track_help_is_offered(
    week: Answering, confidence: int, is_offered: bool
) -> None:
    reply = await week.reply("cy", {f"kr:{kr_id('1.3')}:conf": str(confidence), f"kr:{kr_id('1.3')}:note": "hm"})
    assert [row.label for row in buttons_of(reply) if row.action == "help.ask"] == (
        ["Ask for help: 1.3"] if is_offered else []
    )


async def test_one_click_that_keeps_a_key_result_off_track_offers_it_too(week: Answering) -> None:
    await week.read("1.3", "230", 2)
    reply = await week.press("cy", "checkin.unchanged")
    assert "Ask for help: 1.3" in [row.label for row in buttons_of(reply)]


async def test_an_update_to_little_confidence_offers_it(desk: Desk) -> None:
    assert "Ask for help: 1.3" in [row.label for row in buttons_of(await desk.type("cy", "update 1.3 230 conf 3"))]
    assert "Ask for help: 1.3" not in [row.label for row in buttons_of(await desk.type("cy", "update 1.3 230 conf 4"))]


@pytest.mark.parametrize(("who", "is_offered"), [("cy", True), ("ben", False), ("mia", False)])
async def test_the_board_offers_it_to_the_owner_of_what_is_off_track(desk: Desk, who: str, is_offered: bool) -> None:
    await desk.type("cy", "update 1.3 230 conf 3")
    assert ("Ask for help: 1.3" in [row.label for row in buttons_of(await desk.type(who, ""))]) == is_offered


async def test_where_nobody_could_be_asked_nothing_is_offered(desk: Desk) -> None:
    await desk.keep("teams", replace(TEAM, manager_id=None))
    await desk.type("ana", "update 2.1 84 conf 2")
    assert "help.ask" not in [row.action for row in buttons_of(await desk.type("ana", ""))]


async def test_the_lists_and_the_blockers_own_message_offer_it(desk: Desk) -> None:
    assert HELP in [row.value for row in buttons_of(await desk.type("dee", "blockers"))]
    await desk.type("ben", "blocker 1.1 no data")
    shown = [row.card for row in messages(desk.store, channel=TEAM.channel) if row.key.startswith("blocker:")]
    assert "help.ask" in [row.action for row in row_of(shown[0])]
