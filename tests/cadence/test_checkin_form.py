"""The check-in form: what it shows, to whom, and that filling it never loses anything."""

from dataclasses import replace
from datetime import timedelta

from cadence.cards import Buttons
from cadence.context import Services
from cadence.forms import ChoiceField, FieldPart, Form, More, Section
from cadence.model import CheckInState, Leave, Membership, StopState
from cadence.requests import Request, Say
from tests.cadence.answering import Answering, kr
from tests.cadence.asking import filled, opened, said
from tests.cadence.desk import a_stop, an_action
from tests.fakes.clock import FakeClock
from tests.fakes.growth import KEY_RESULTS, MONDAY, TEAM, WORKSPACE, mid, pressed
from tests.fakes.memory import MemoryStore


def fields(form: Form) -> list[str]:
    return [part.id for part in form.parts if isinstance(part, FieldPart)]


def sections(form: Form) -> list[str]:
    return [part.title for part in form.parts if isinstance(part, Section)]


def on_leave(who: str, cover: str | None = None) -> Leave:
    return Leave(
        id=f"leave-{who}",
        workspace_id=WORKSPACE.id,
        member_id=mid(who),
        first=MONDAY.date(),
        last=MONDAY.date() + timedelta(days=10),
        cover_id=mid(cover) if cover else None,
    )


async def test_the_form_opens_filled_with_my_key_results_and_three_questions(week: Answering) -> None:
    form = await week.form("ben")
    assert form.title == "Growth, week 7"
    assert form.intro == "Posted in this check-in's thread. You can change it until Thu 10:00."
    assert sections(form) == ["Key results", "Off track", "Decision", "Stop or shift"]
    values = filled(form)
    assert [values[kr("1.1", what)] for what in ("value", "conf", "note")] == ["36", "7", ""]
    assert [values[kr("1.2", what)] for what in ("value", "conf", "note")] == ["6", "8", ""]
    assert kr("1.3", "value") not in values


async def test_nothing_needs_to_be_touched_and_nothing_is_required(week: Answering) -> None:
    """A week with three KRs under a minute: three prefilled fields each, none that must be touched."""
    await week.ask.put("key_results", replace(KEY_RESULTS[2], owner_id=mid("ben")))
    form = await week.form("ben")
    shown = [part for part in form.parts if isinstance(part, FieldPart)]
    assert not [part.id for part in shown if part.required]
    assert len([field for field in fields(form) if field.startswith("kr:")]) == 9
    assert len(shown) == 9 + 8 + 4 + 2
    assert "Saved" in said(await week.ask.sends("ben", form))


async def test_a_member_without_a_key_result_gets_the_three_questions(week: Answering) -> None:
    form = await week.form("dee")
    assert sections(form) == ["Off track", "Decision", "Stop or shift"]
    assert {field.split(":")[0] for field in fields(form)} == {"blocker", "decision", "stop"}


async def test_a_long_team_name_leaves_room_for_the_week(week: Answering) -> None:
    await week.change_team(name="Growth and retention of customers")
    title = (await week.form("ben")).title
    assert len(title) <= 24
    assert title.endswith(", week 7")


async def test_last_weeks_promises_come_first(week: Answering) -> None:
    due = an_action("due", owner_id=mid("ben"), due=MONDAY.date())
    undated = an_action("undated", owner_id=mid("ben"), raised_at=MONDAY - timedelta(days=7))
    later = an_action("later", owner_id=mid("ben"), due=MONDAY.date() + timedelta(days=9))
    others = an_action("others", owner_id=mid("cy"), due=MONDAY.date())
    await week.ask.put("actions", due, undated, later, others)
    stop, settled = a_stop("stop"), a_stop("settled", state=StopState.STOPPED)
    await week.ask.put("stops", stop, settled)
    form = await week.form("ben")
    assert sections(form)[0] == "Promised last time"
    assert sorted(fields(form)[:3]) == sorted([f"action:{due.id}", f"action:{undated.id}", f"stopped:{stop.id}"])
    assert not any(item.id in field for item in (later, others, settled) for field in fields(form))


async def test_choosing_a_new_date_asks_for_it_and_dropping_asks_why(week: Answering) -> None:
    action = an_action("due", owner_id=mid("ben"), due=MONDAY.date())
    await week.ask.put("actions", action)
    form, field = await week.form("ben"), f"action:{action.id}"
    assert next(part for part in form.parts if isinstance(part, ChoiceField)).changes
    assert f"{field}:due" not in fields(form)
    moving = await week.change("ben", form, field, {field: "move"})
    assert {f"{field}:due", f"{field}:reason"} <= set(fields(moving))
    dropping = await week.change("ben", moving, field, {field: "drop"})
    assert f"{field}:due" not in fields(dropping)
    assert f"{field}:reason" in fields(dropping)


async def test_add_another_adds_one_and_keeps_everything_typed(week: Answering) -> None:
    form = await week.form("ben")
    typed = {
        kr("1.1", "value"): "  not a number ",
        kr("1.2", "conf"): "11",
        "blocker:1:text": "Legal\nsits on it",
        "blocker:1:kind": "outside",
        "blocker:1:person": ("mia",),
        "blocker:1:check": "2026-11-13",
        "blocker:1:lead": "yes",
        "stop:1:frees": "4 h",
    }
    again = await week.change("ben", form, "more:blocker", typed)
    assert "blocker:2:text" in fields(again)
    values = filled(again)
    assert {field: values[field] for field in typed} == typed
    assert values["blocker:2:text"] == ""


async def test_there_are_at_most_five_of_each_and_the_form_still_fits_every_platform(week: Answering) -> None:
    form = await week.form("ana")
    for kind in ("blocker", "decision", "stop") * 7:
        if f"more:{kind}" in [part.event for part in form.parts if isinstance(part, More)]:
            form = await week.change("ana", form, f"more:{kind}")
    assert {f"{kind}:5:text" for kind in ("blocker", "stop")} | {"decision:5:question"} <= set(fields(form))
    assert not [part for part in form.parts if isinstance(part, More)]
    assert len(form.parts) < 100
    assert len(form.context) <= 2_000


async def test_a_value_typed_for_a_removed_key_result_stays_in_the_form(week: Answering) -> None:
    form = await week.form("ben")
    await week.ask.put("key_results", replace(KEY_RESULTS[0], is_removed=True))
    again = await week.change("ben", form, "more:stop", {kr("1.1", "value"): "38"})
    assert filled(again)[kr("1.1", "value")] == "38"


async def test_a_cover_gets_the_key_results_of_the_one_they_cover(week: Answering) -> None:
    await week.ask.put("leaves", on_leave("ben", cover="mia"))
    form = await week.form("mia")
    assert "For Ben, whom you cover" in sections(form)
    assert kr("1.1", "value") in fields(form)


async def test_the_lead_gets_those_of_an_owner_who_is_away_without_cover(week: Answering) -> None:
    assert "For Ben, who is away" not in sections(await week.form("ana"))
    await week.ask.put("leaves", on_leave("ben"))
    form = await week.form("ana")
    assert sections(form)[:2] == ["Key results", "For Ben, who is away"]
    assert kr("1.1", "value") in fields(form)


async def test_the_lead_gets_those_of_an_owner_who_pressed_im_away(week: Answering) -> None:
    await week.press("cy", "checkin.away")
    assert "For Cy, who is away" in sections(await week.form("ana"))


async def test_only_members_answer_and_the_lead_is_named_who_can_add_them(week: Answering) -> None:
    reply = await week.press("mia", "checkin.answer")
    assert said(reply) == "Only Growth's members answer here; Ana can add you with `okr setup`."


async def test_guests_are_refused_kindly(week: Answering) -> None:
    reply = await week.ask.door.handle(_as_guest("dee", (await week.newest()).id))
    assert "guest from another workspace" in said(reply)


def _as_guest(who: str, checkin_id: str) -> Request:
    request = pressed(who, "checkin.answer", checkin_id)
    people = {key: replace(person, is_guest=key == who) for key, person in request.people.items()}
    return replace(request, who=replace(request.who, is_guest=True), people=people)


async def test_okr_checkin_opens_the_open_one_in_the_channel_and_in_a_personal_chat(week: Answering) -> None:
    for channel in (TEAM.channel, None):
        assert opened(await week.ask.types("ben", "checkin", channel)).title == "Growth, week 7"


async def test_before_the_first_opening_okr_checkin_is_early(
    store: MemoryStore, clock: FakeClock, services: Services
) -> None:
    week = Answering(store, clock, services)
    form = opened(await week.ask.types("ben", "checkin"))
    assert form.intro == "Kept until the check-in opens Wed 10:00, then posted in its thread."


async def test_between_two_check_ins_the_nearer_one_is_meant(week: Answering) -> None:
    await week.at(12, "10:00")
    await week.at(13, "10:00")
    late = opened(await week.ask.types("ben", "checkin"))
    assert (late.title, late.intro) == (
        "Growth, week 7",
        "Posted in this check-in's thread. It closed Thu 10:00; your answer still counts.",
    )
    await week.at(17, "10:00")
    assert opened(await week.ask.types("ben", "checkin")).title == "Growth, week 8"


async def test_with_several_teams_a_personal_chat_asks_which_one(week: Answering) -> None:
    sales = replace(TEAM, id="sales", slug="sales", name="Sales", channel="C-sales", lead_id=mid("ben"))
    await week.ask.put("teams", sales)
    await week.ask.put(
        "memberships", Membership(id="ben-sales", workspace_id=WORKSPACE.id, team_id="sales", member_id=mid("ben"))
    )
    await week.at(17, "10:00")
    asked = await week.ask.types("ben", "checkin", None)
    assert isinstance(asked, Say)
    choices = [button for block in asked.card.blocks if isinstance(block, Buttons) for button in block.buttons]
    assert said(asked).startswith("Which team?\n\nGrowth: opens Wed 18 Nov 10:00, you may answer early.\n[Growth]")
    titles = [opened(await week.press("ben", one.action, one.value)).title for one in choices]
    assert titles == ["Growth, week 8", "Sales, check-in"]
    assert opened(await week.ask.types("ben", "checkin growth", None)).title == "Growth, week 8"


async def test_a_skipped_check_in_says_so(week: Answering) -> None:
    checkin = await week.newest()
    await week.ask.put("checkins", replace(checkin, state=CheckInState.SKIPPED, skip_reason="team offsite"))
    for action in ("checkin.answer", "checkin.unchanged", "checkin.away"):
        reply = await week.press("ben", action, checkin.id)
        assert said(reply) == "Growth's week 7 was skipped (team offsite); nobody needs to answer it."


async def test_a_paused_team_says_so(store: MemoryStore, clock: FakeClock, services: Services) -> None:
    week = Answering(store, clock, services)
    await week.change_team(is_paused=True)
    assert "paused" in said(await week.ask.types("ben", "checkin"))


async def test_the_button_of_an_old_prompt_opens_what_is_open_now(week: Answering) -> None:
    old = await week.newest()
    await week.at(12, "10:00")
    await week.at(18, "10:00")
    assert opened(await week.press("ben", "checkin.answer", old.id)).title == "Growth, week 8"
    assert "newer one" in said(await week.press("ben", "checkin.unchanged", old.id))


async def test_a_button_of_a_check_in_that_is_gone_says_so(week: Answering) -> None:
    assert "not there any more" in said(await week.press("ben", "checkin.answer", "nothing"))


async def test_the_hint_says_where_the_key_result_stands_and_what_confidence_means(week: Answering) -> None:
    hints = {part.id: part.hint for part in (await week.form("ben")).parts if isinstance(part, FieldPart)}
    assert hints[kr("1.1", "value")] == "Last 36%, target 45%. +5 adds to 36%."
    assert hints[kr("1.1", "conf")] == "0 no chance, 5 even, 10 certain"
    assert hints[kr("1.2", "value")] == "Last 6 days, target 4 days."
    stretch = {part.id: part.hint for part in (await week.form("cy")).parts if isinstance(part, FieldPart)}
    assert stretch[kr("1.3", "conf")].endswith("to reach 0.7 of this stretch target")
