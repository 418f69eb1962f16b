"""A team's first weeks in a channel of Teams: signed activities to the running application, which talks to a loopback.

Everything is real but the platform and the time: botbuilder, aiohttp, PyJWT, SQLite, scheduler and sender.
"""

from datetime import UTC, datetime

from tests.journeys.teams_world import CLOSING, NEXT_OPENING, OPENING, World


async def test_the_board_is_read_privately_and_the_channel_stays_quiet(channel: World) -> None:
    board = await channel.type(channel.crowd.ben, "")
    assert "New customers see value quickly" in board
    assert "1.1 Activation" in board
    assert channel.said() == []
    channel.no_harm()


async def test_the_prompt_comes_at_its_time_and_not_before(channel: World) -> None:
    await channel.at(datetime(2026, 11, 11, 8, 59, tzinfo=UTC))
    assert channel.said() == []
    await channel.at(OPENING)
    [prompt] = channel.said()
    assert "0 of 3 in" in prompt.said
    assert list(channel.crowd.ben.sees(prompt).buttons()) == ["Answer", "Nothing changed", "I'm away"]
    assert "your check-in is open until Thu 10:00" in prompt.notice
    await channel.at(OPENING)
    assert len(channel.said()) == 1


async def test_answer_opens_a_dialog_with_what_is_known(channel: World) -> None:
    await channel.at(OPENING)
    dialog = await channel.answer_dialog(channel.crowd.ben)
    assert dialog.values()[dialog.field("1.1")] == "36"
    assert "1.3" not in dialog.said
    assert channel.crowd.cy.dialog is None


async def test_wrong_input_is_marked_at_its_field_with_everything_kept_and_then_taken(channel: World) -> None:
    await channel.at(OPENING)
    ben = channel.crowd.ben
    dialog = await channel.answer_dialog(ben)
    value, note = dialog.field("1.1"), dialog.field("1.1", ":note")
    await channel.submit(ben, {value: "much", note: "two deals slipped"})
    assert ben.dialog is not None
    assert any("much" in said for said in ben.dialog.marked())
    kept = ben.dialog.values()
    assert (kept[value], kept[note]) == ("much", "two deals slipped")
    await channel.submit(ben, {value: "38%"})
    assert ben.dialog is None or not ben.dialog.inputs()
    await channel.settle()
    [answer] = channel.thread()
    assert "36 → 38%" in answer
    assert "two deals slipped" in answer
    assert "1 of 3 in" in channel.prompt().said
    assert len(channel.said()) == 1
    channel.no_harm()


async def test_a_dialog_that_is_sent_twice_is_applied_once(channel: World) -> None:
    await channel.at(OPENING)
    ben = channel.crowd.ben
    dialog = await channel.answer_dialog(ben)
    channel.teams.wire.copies = 2
    outcome = await channel.submit(ben, {dialog.field("1.1"): "38"})
    again = await ben.again(outcome.answer)
    assert again.status == 200
    await channel.settle()
    assert len(channel.thread()) == 1
    channel.no_harm()


async def test_add_another_keeps_what_was_typed_and_both_are_posted(channel: World) -> None:
    await channel.at(OPENING)
    ben = channel.crowd.ben
    dialog = await channel.answer_dialog(ben)
    typed = "<at>everyone</at> **contracts** [unsent](https://evil.example)"
    await ben.submit("Add another", {dialog.field("What is off track"): typed})
    assert ben.dialog is not None
    boxes = [k for k, node in ben.dialog.inputs().items() if node.get("label", "").startswith("What is off track")]
    assert len(boxes) == 2
    outcome = await channel.submit(ben, {boxes[1]: "ad costs doubled"})
    assert outcome.shown is None or not outcome.shown.inputs(), (outcome.error, outcome.shown.said)
    await channel.settle()
    assert len(channel.thread()) == 3  # each blocker has a message of its own, with what settles it
    assert all("contracts" in said or "ad costs doubled" in said for said in channel.thread())
    assert "[unsent](https://evil.example)" in channel.thread()[0]
    channel.no_harm()


async def test_nothing_changed_is_one_press_and_undo_takes_it_back(channel: World) -> None:
    await channel.at(OPENING)
    cy = channel.crowd.cy
    outcome = await cy.press(channel.prompt(), "Nothing changed")
    assert outcome.error == ""
    await channel.settle()
    told = [*cy.lines, *(message.said for message in cy.inbox())]
    assert any("Kept: 1 KR" in said for said in told), told
    assert "1 of 3 in" in channel.prompt().said
    assert any("nothing changed" in said for said in channel.thread())
    private = next(m for m in reversed(cy.inbox()) if "Undo my answer" in cy.sees(m).buttons())
    await cy.press(private, "Undo my answer")
    await channel.settle()
    assert "0 of 3 in" in channel.prompt().said
    assert "Undo my answer" not in cy.sees(private).buttons()
    channel.no_harm()


async def test_nothing_private_is_ever_in_the_channel(channel: World) -> None:
    await channel.at(OPENING)
    crowd = channel.crowd
    await channel.type(crowd.ben, "mine")
    await channel.type(crowd.ben, "blokers")
    await crowd.cy.press(channel.prompt(), "I'm away")
    await channel.settle()
    assert len(channel.said()) == 1
    assert not any("Kept" in said or "blokers" in said for said in channel.thread())
    assert "of 2 in" in channel.prompt().said


async def test_a_reply_in_the_thread_that_mentions_the_app_is_taken(channel: World) -> None:
    await channel.at(OPENING)
    ben = channel.crowd.ben
    await ben.types("1.1 45% conf 6 two deals slipped", thread=channel.prompt())
    await channel.answered()
    await channel.settle()
    assert "36 → 45%" in ben.inbox()[-1].said
    assert "1 of 3 in" in channel.prompt().said
    assert len([said for said in channel.thread() if "36 → 45%" in said]) == 1
    channel.no_harm()


async def test_a_reply_that_comes_three_times_is_taken_once_and_once_more_when_it_is_changed(
    channel: World,
) -> None:
    await channel.at(OPENING)
    ben = channel.crowd.ben
    channel.teams.wire.copies = 3
    await ben.types("1.1 45% conf 6", thread=channel.prompt())
    await channel.settle()
    typed = next(m for m in reversed(channel.teams.tenant.messages) if m.by is ben.user)
    await ben.edits(typed, "<at>Drumbeat</at> 1.1 55% conf 6")
    await channel.settle()
    assert len([said for said in channel.thread() if "36 → 55%" in said]) == 1
    assert not any("45%" in said for said in channel.thread())
    assert "1 of 3 in" in channel.prompt().said
    channel.no_harm()


async def test_only_who_has_not_answered_is_reminded_once_and_privately(channel: World) -> None:
    await channel.at(OPENING)
    crowd = channel.crowd
    await crowd.ben.press(channel.prompt(), "Nothing changed")
    await channel.settle()
    known = {who.user.name: len(who.inbox()) for who in (crowd.ben, crowd.cy)}
    for hour in (12, 15, 16, 17):
        await channel.at(datetime(2026, 11, 11, hour, 0, tzinfo=UTC))
    await channel.at(datetime(2026, 11, 12, 8, 0, tzinfo=UTC))
    assert crowd.ben.inbox()[known["Ben"] :] == []
    [reminder] = crowd.cy.inbox()[known["Cy"] :]
    assert "Growth closes" in reminder.said
    await crowd.cy.press(reminder, "Nothing changed")
    await channel.settle()
    assert "2 of 3 in" in channel.prompt().said


async def test_it_closes_on_time_with_a_table_in_the_channel_and_a_brief_to_the_lead(channel: World) -> None:
    await channel.at(OPENING)
    ben, ana = channel.crowd.ben, channel.crowd.ana
    dialog = await channel.answer_dialog(ben)
    values = {dialog.field("1.1"): "38", dialog.field("What needs a decision"): "Pause paid ads?"}
    await channel.submit(ben, values)
    await channel.at(CLOSING)
    prompt, summary = channel.said()
    assert "1 of 3 in" in summary.said
    assert summary.said.index("Pause paid ads?") < summary.said.index("1.1 Activation")
    assert "Table" in str(summary.card)
    assert "Closed" in prompt.said
    told = "\n".join(message.said for message in ana.inbox())
    assert "Your call by Thu 19 Nov (no date set): Pause paid ads?" in told
    assert "Call to make: Pause paid ads?" in told
    channel.no_harm()


async def test_a_decision_is_made_from_its_message_by_a_dialog(channel: World) -> None:
    await channel.at(OPENING)
    ana = channel.crowd.ana
    await channel.type(channel.crowd.ben, "decision pause paid ads? thursday")
    await channel.settle()
    call = next(m for m in reversed(ana.inbox()) if "pause paid ads?" in m.said and "Decide" in ana.sees(m).buttons())
    await ana.press(call, "Decide")
    await channel.submit(ana, {"outcome": "pause half", "owner": ana.user.aad, "due": "2026-11-19"})
    await channel.settle()
    assert any("pause half" in said for said in channel.thread())
    assert "Decide" not in ana.sees(call).buttons()


async def test_a_late_answer_updates_the_summary_silently(channel: World) -> None:
    await channel.at(OPENING)
    await channel.at(CLOSING)
    assert "0 of 3 in" in channel.said()[1].said
    dialog = await channel.answer_dialog(channel.crowd.ben)
    await channel.submit(channel.crowd.ben, {dialog.field("1.1"): "41"})
    await channel.settle()
    summary = channel.said()[1]
    assert "36 → 41%" in summary.said
    assert summary.edits >= 1
    assert len(channel.said()) == 2


async def test_the_next_week_starts_from_what_was_said(channel: World) -> None:
    await channel.at(OPENING)
    dialog = await channel.answer_dialog(channel.crowd.ben)
    stops = {dialog.field("What stops"): "webinars"}
    await channel.submit(channel.crowd.ben, {dialog.field("1.1"): "38", **stops})
    channel.crowd.ben.close()
    await channel.at(CLOSING)
    await channel.at(NEXT_OPENING)
    assert len(channel.said()) == 3
    dialog = await channel.answer_dialog(channel.crowd.ben)
    assert dialog.values()[dialog.field("1.1")] == "38"
    assert "webinars" in dialog.said
    channel.no_harm()


async def test_a_command_names_people_numbers_and_days(channel: World) -> None:
    await channel.at(OPENING)
    ben, cy = channel.crowd.ben, channel.crowd.cy
    said = await channel.type(ben, f"action call the ten oldest trials &amp; note why {cy.mention} friday")
    assert "call the ten oldest trials & note why" in said
    assert "Cy" in said
    assert "Fri 13 Nov" in said
    assert "36 → 45%" in await channel.type(ben, "update 1.1 45% conf 6 two deals slipped", ben.chat)


async def test_what_waits_is_settled_in_place(channel: World) -> None:
    ben, cy = channel.crowd.ben, channel.crowd.cy
    await channel.type(ben, f"action call the ten oldest trials {cy.mention} today")
    assert "call the ten oldest trials" in await channel.type(cy, "mine", cy.chat)
    card = cy.inbox()[-1]
    await cy.press(card, "Done")
    await channel.settle()
    assert "Done" not in cy.sees(card).buttons()
    assert "call the ten oldest trials" not in await channel.type(cy, "mine", cy.chat)
    channel.no_harm()
