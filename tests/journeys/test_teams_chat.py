"""The same in a group chat, where there are no threads, and for people whose client shows no dialogs."""

from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.fakes.teams import Fault
from tests.fakes.teams.pacing import Doing
from tests.journeys.teams_world import CLOSING, OPENING, World
from tests.torture.ledger import Ledger


async def test_a_week_in_a_group_chat_updates_the_card_and_writes_no_thread(chat: World) -> None:
    await chat.at(OPENING)
    ben, cy = chat.crowd.ben, chat.crowd.cy
    dialog = await chat.answer_dialog(ben)
    await chat.submit(ben, {dialog.field("1.1"): "38"})
    await cy.press(chat.prompt(), "Nothing changed")
    await chat.settle()
    assert "2 of 3 in" in chat.prompt().said
    assert all(";messageid" not in where for _, where, _ in chat.teams.calls)
    await chat.at(CLOSING)
    assert "36 → 38%" in chat.said()[-1].said
    assert "2 of 3 in" in chat.said()[-1].said
    chat.no_harm()


async def test_everything_is_possible_without_dialogs_in_the_personal_chat(channel: World) -> None:
    await channel.at(OPENING)
    ben = channel.crowd.ben
    ben.has_dialogs = False
    await channel.type(ben, "checkin", ben.chat)
    shown = ben.sees(channel.form(ben))
    value = shown.field("1.1")
    wrong = await channel.send(ben, {value: "much"})
    assert wrong.shown is not None
    assert any("much" in said for said in wrong.shown.marked())
    taken = await channel.send(ben, {value: "38%"})
    assert taken.shown is None or not taken.shown.inputs()
    await channel.settle()
    assert len([said for said in channel.thread() if "36 → 38%" in said]) == 1
    assert "1 of 3 in" in channel.prompt().said
    channel.no_harm()


async def test_a_form_card_that_is_sent_twice_is_applied_once(channel: World) -> None:
    await channel.at(OPENING)
    ben = channel.crowd.ben
    await channel.type(ben, "checkin", ben.chat)
    channel.teams.wire.copies = 2
    await channel.send(ben, {ben.sees(channel.form(ben)).field("1.1"): "38"})
    await channel.settle()
    assert len(channel.thread()) == 1
    channel.no_harm()


async def test_a_form_card_stays_closed_for_their_other_devices_too(channel: World) -> None:
    await channel.at(OPENING)
    ben = channel.crowd.ben
    await channel.type(ben, "checkin", ben.chat)
    form = channel.form(ben)
    await channel.send(ben, {ben.sees(form).field("1.1"): "38"})
    await channel.quiet()
    assert form.edits >= 1  # the answer to a press changes only the client that pressed
    assert "Input." not in str(form.card)


async def test_a_manager_is_asked_in_their_personal_chat_and_settles_it_there(channel: World) -> None:
    mia = channel.crowd.mia
    await channel.type(channel.crowd.ben, "blocker waiting for the lawyers")
    for day in (10, 11, 12):
        for hour in (7, 9):
            await channel.at(datetime(2026, 11, day, hour, 0, tzinfo=UTC))
    told = next(m for m in reversed(mia.inbox()) if "Growth is waiting: waiting for the lawyers" in m.said)
    await mia.press(told, "I'll take it")
    assert mia.dialog is not None
    await channel.submit(mia, {"returns": "2026-11-16"})
    await channel.settle()
    assert any("Mia takes" in said for said in channel.thread())
    assert "I'll take it" not in mia.sees(told).buttons()
    channel.no_harm()


async def test_where_the_manager_has_not_the_app_the_lead_hears_it_once_and_it_goes_on(channel: World) -> None:
    channel.sales.members.remove(channel.crowd.mia.user)
    await channel.type(channel.crowd.ben, "blocker waiting for the lawyers")
    for day in (10, 11, 12, 13):
        for hour in (7, 9):
            await channel.at(datetime(2026, 11, day, hour, 0, tzinfo=UTC))
    assert channel.crowd.mia.inbox() == []
    told = [m.said for m in channel.crowd.ana.inbox() if "Mia cannot be reached here" in m.said]
    assert len(told) == 1, [m.said for m in channel.crowd.ana.inbox()]
    assert (await channel.bot.store.backlog())["waiting"] == 0
    assert channel.teams.broken == []


async def test_who_adds_the_app_is_reached_again(channel: World) -> None:
    channel.sales.members.remove(channel.crowd.mia.user)
    await channel.type(channel.crowd.ben, "blocker waiting for the lawyers")
    await channel.happen.add_app(channel.crowd.mia.user)
    for day in (10, 11, 12):
        for hour in (7, 9):
            await channel.at(datetime(2026, 11, day, hour, 0, tzinfo=UTC))
    assert any("waiting for the lawyers" in m.said for m in channel.crowd.mia.inbox())


async def test_who_leaves_the_team_is_no_longer_asked(channel: World) -> None:
    await channel.happen.leave(channel.crowd.cy.user, channel.sales)
    await channel.at(OPENING)
    assert "0 of 2 in" in channel.prompt().said
    assert any("Cy" in m.said for m in channel.crowd.ana.inbox())


async def test_what_somebody_answered_stays_when_they_leave_the_team(channel: World, tmp_path: Path) -> None:
    await channel.at(OPENING)
    await channel.crowd.cy.press(channel.prompt(), "Nothing changed")
    await channel.happen.leave(channel.crowd.cy.user, channel.sales)
    await channel.settle()
    workspace = f"teams:{channel.teams.tenant.id}"
    async with channel.bot.store.unit(workspace, actor="test") as unit:
        (answer,) = await unit.answers.find()
        assert answer.member_id not in {each.member_id for each in await unit.memberships.find()}
    with closing(Ledger(tmp_path / "drumbeat.db")) as ledger:
        assert ledger.broken() == []


async def test_where_the_app_is_taken_out_the_lead_is_told_and_it_goes_on_once_it_is_back(channel: World) -> None:
    await channel.happen.remove_app(channel.crowd.mia.user, channel.place)
    await channel.at(OPENING)
    assert channel.said() == []
    await channel.happen.add_app(channel.crowd.mia.user, channel.place)
    channel.clock.forward(minutes=6)
    await channel.settle()
    assert len(channel.said()) == 1


async def test_updates_that_answer_a_spurious_404_are_made_again(channel: World) -> None:
    await channel.at(OPENING)
    channel.teams.fail(Doing.UPDATE, Fault(404, "ActivityNotFoundInConversation"))
    await channel.crowd.cy.press(channel.prompt(), "Nothing changed")
    await channel.settle()
    channel.clock.forward(minutes=1)
    await channel.settle()
    assert "1 of 3 in" in channel.prompt().said
    assert len(channel.said()) == 1


async def test_after_downtime_past_the_closing_there_is_one_summary_and_no_prompt(channel: World) -> None:
    await channel.at(CLOSING + timedelta(hours=1))
    [summary] = channel.said()
    assert "0 of 3 in" in summary.said
