"""Answering for somebody else, and for what was promised: cover, the lead, and last week's actions and stops."""

from datetime import date, timedelta

from cadence.model import ActionState, AnswerKind, BlockerState, Leave, StopState
from tests.cadence.answering import Answering, kr
from tests.cadence.asking import faults, filled
from tests.cadence.desk import a_blocker, a_stop, an_action
from tests.cadence.harness import berlin
from tests.fakes.growth import MONDAY, WORKSPACE, mid

FRIDAY = date(2026, 11, 13)


def leave(who: str, cover: str | None = None) -> Leave:
    return Leave(
        id=f"leave-{who}",
        workspace_id=WORKSPACE.id,
        member_id=mid(who),
        first=MONDAY.date(),
        last=MONDAY.date() + timedelta(days=10),
        cover_id=mid(cover) if cover else None,
    )


async def test_a_cover_answers_for_the_one_on_leave(week: Answering) -> None:
    await week.ask.put("leaves", leave("ben", cover="cy"))
    await week.reply("cy", {kr("1.1", "value"): "38"})
    answer = await week.answer_of("ben")
    assert (answer.given_by, answer.kind) == (mid("cy"), AnswerKind.FORM)
    assert week.thread("ben").startswith("Cy for Ben\n1.1 Activation 36 → 38%")
    assert week.thread("cy").splitlines() == ["Cy", "1.3 Trials/week 228, same, conf 4"]


async def test_a_cover_who_is_no_member_answers_in_the_name_of_the_one_they_cover(week: Answering) -> None:
    await week.ask.put("leaves", leave("ben", cover="mia"))
    await week.reply("mia", {"blocker:1:text": "Legal"})
    assert "Off track: Legal" in week.thread("ben")
    assert await week.answer_of("mia") is None


async def test_the_lead_updates_for_who_is_away_only_what_they_touch(week: Answering) -> None:
    await week.ask.put("leaves", leave("ben"))
    await week.reply("ana", {kr("1.1", "value"): "38"})
    assert [row.member_id for row in await week.readings("1.1")] == [mid("ana")]
    assert await week.readings("1.2") == []
    assert await week.answer_of("ben") is None
    assert "1.1 Activation 36 → 38%" in week.thread("ana")


async def test_promises_are_settled_in_the_form(week: Answering) -> None:
    done, moved, dropped, still = (
        an_action(name, owner_id=mid("ben"), due=MONDAY.date()) for name in ("done", "moved", "dropped", "still")
    )
    stop = a_stop("stop")
    await week.ask.put("actions", done, moved, dropped, still)
    await week.ask.put("stops", stop)
    await week.reply(
        "ben",
        {
            f"action:{done.id}": "done",
            f"action:{moved.id}": "move",
            f"action:{moved.id}:due": "2026-11-13",
            f"action:{dropped.id}": "drop",
            f"action:{dropped.id}:reason": "not worth it",
            f"stopped:{stop.id}": "stopped",
        },
    )
    actions = {row.id: row for row in await week.ask.rows("actions")}
    assert actions[done.id].state == ActionState.DONE
    assert (actions[moved.id].due, actions[moved.id].times_moved) == (FRIDAY, 1)
    assert (actions[dropped.id].state, actions[dropped.id].reason) == (ActionState.DROPPED, "not worth it")
    assert actions[still.id] == still
    assert [row.state for row in await week.ask.rows("stops")] == [StopState.STOPPED]


async def test_what_became_of_promises_stands_in_the_thread(week: Answering) -> None:
    done, moved, dropped = (an_action(name, text=name, owner_id=mid("ben"), due=MONDAY.date()) for name in "abc")
    solved = a_blocker("solved", owner_id=mid("ben"), next_check=MONDAY.date())
    about_somebody = a_blocker("quiet", owner_id=mid("ben"), next_check=MONDAY.date(), lead_only=True, text="Cy")
    await week.ask.put("actions", done, moved, dropped)
    await week.ask.put("blockers", solved, about_somebody)
    await week.ask.put("stops", a_stop("stop"))
    await week.reply(
        "ben",
        {
            f"action:{done.id}": "done",
            f"action:{moved.id}": "move",
            f"action:{moved.id}:due": "2026-11-13",
            f"action:{dropped.id}": "drop",
            f"check:{solved.id}": "solved",
            f"check:{about_somebody.id}": "solved",
            f"stopped:{a_stop('stop').id}": "stopped",
        },
    )
    thread = week.thread("ben").splitlines()
    for line in ("Done: a", "Moved: b, Fri 13 Nov", "Dropped: c", "Solved: waiting for legal", "It did stop: webinars"):
        assert line in thread
    assert "Cy" not in "".join(thread)


async def test_a_wrong_done_is_taken_back_where_it_was_said(week: Answering) -> None:
    action, stop = an_action("one", owner_id=mid("ben"), due=MONDAY.date()), a_stop("stop")
    blocker = a_blocker("one", owner_id=mid("ben"), next_check=MONDAY.date())
    await week.ask.put("actions", action)
    await week.ask.put("stops", stop)
    await week.ask.put("blockers", blocker)
    fields = {"action": f"action:{action.id}", "check": f"check:{blocker.id}", "stop": f"stopped:{stop.id}"}
    await week.reply("ben", {fields["action"]: "done", fields["check"]: "solved", fields["stop"]: "stopped"})
    await week.at(11, "11:00")
    shown = filled(await week.form("ben"))
    assert [shown[field] for field in fields.values()] == ["done", "solved", "stopped"]
    await week.reply("ben", {})
    assert [row.state for row in await week.ask.rows("actions")] == [ActionState.DONE]
    await week.at(11, "11:30")
    await week.reply("ben", {fields["action"]: "still", fields["check"]: "still", fields["stop"]: "not_yet"})
    assert await week.ask.rows("actions") == [action]
    assert [row.state for row in await week.ask.rows("blockers")] == [BlockerState.OPEN]
    assert [row.state for row in await week.ask.rows("stops")] == [StopState.NOT_YET]
    assert "Done" not in week.thread("ben")


async def test_what_was_settled_elsewhere_while_the_form_was_open_stays_settled(week: Answering) -> None:
    action = an_action("one", owner_id=mid("ben"), due=MONDAY.date())
    await week.ask.put("actions", action)
    await week.reply("ben")
    form = await week.form("ben")
    week.clock.to(berlin(11, "11:00"))
    await week.press("ben", "action.done", action.id)
    await week.ask.sends("ben", form)
    assert [row.state for row in await week.ask.rows("actions")] == [ActionState.DONE]


async def test_blockers_to_look_at_again_are_asked_about(week: Answering) -> None:
    due, later, others = (
        a_blocker("due", owner_id=mid("ben"), next_check=MONDAY.date()),
        a_blocker("later", owner_id=mid("ben"), next_check=FRIDAY),
        a_blocker("others", owner_id=mid("cy"), next_check=MONDAY.date()),
    )
    await week.ask.put("blockers", due, later, others)
    form = await week.form("ben")
    assert [field for field in filled(form) if field.startswith("check:")] == [f"check:{due.id}"]
    form = await week.change("ben", form, f"check:{due.id}", {f"check:{due.id}": "move"})
    assert f"check:{due.id}:day" in filled(form)
    reply = await week.ask.sends("ben", form, **{f"check:{due.id}": "move"})
    assert "Pick the new date" in faults(reply)[f"check:{due.id}:day"]
    await week.ask.sends("ben", form, **{f"check:{due.id}": "move", f"check:{due.id}:day": "2026-11-20"})
    rows = {row.id: row for row in await week.ask.rows("blockers")}
    assert (rows[due.id].state, rows[due.id].next_check) == (BlockerState.OPEN, date(2026, 11, 20))


async def test_a_blocker_of_this_answer_is_asked_about_once(week: Answering) -> None:
    await week.reply("ben", {"blocker:1:text": "Legal", "blocker:1:check": "2026-11-11"})
    assert not [field for field in filled(await week.form("ben")) if field.startswith("check:")]


async def test_a_stop_that_did_not_stop_yet_is_said_once_and_asked_again_next_week(week: Answering) -> None:
    stop = a_stop("stop")
    await week.ask.put("stops", stop)
    await week.reply("ben", {f"stopped:{stop.id}": "not_yet"})
    assert filled(await week.form("ben"))[f"stopped:{stop.id}"] == "not_yet"
    await week.at(12, "10:00")
    await week.at(18, "10:00")
    assert filled(await week.form("ben"))[f"stopped:{stop.id}"] == ""
