"""A team's first weeks in Slack: signed requests to the running application, which talks to a loopback Slack.

Everything is real but the platform and the time: Bolt, slack_sdk, aiohttp, SQLite, scheduler and sender.
"""

from datetime import UTC, datetime

from tests.fakes.slack import Fault
from tests.journeys.slack_world import (
    ANA,
    BEN,
    CLOSING,
    CY,
    GROWTH,
    GUEST,
    MIA,
    NEXT_OPENING,
    OPENING,
    SETUP,
    World,
    field,
)


async def test_a_team_is_set_up_in_its_channel_and_its_board_can_be_read(team: World) -> None:
    board = await team.type(BEN, "")
    assert "New customers see value quickly" in board
    assert "1.1 Activation" in board
    assert team.slack.in_channel(GROWTH) == []


async def test_the_prompt_comes_at_its_time_and_not_before(team: World) -> None:
    await team.at(datetime(2026, 11, 11, 8, 59, tzinfo=UTC))
    assert team.slack.in_channel(GROWTH) == []
    await team.at(OPENING)
    [prompt] = team.slack.in_channel(GROWTH)
    assert "0 of 3 in" in prompt.said
    assert list(prompt.buttons()) == ["Answer", "Nothing changed", "I'm away"]
    await team.at(OPENING)
    assert len(team.slack.in_channel(GROWTH)) == 1


async def test_answer_opens_a_modal_with_what_is_known(team: World) -> None:
    await team.at(OPENING)
    view = await team.answer_form(BEN)
    values = [block["element"].get("initial_value") for block in view.inputs().values()]
    assert values[0] == "36"
    assert "1.1 Activation" in view.said
    assert "1.3" not in view.inputs()[next(iter(view.inputs()))]["label"]["text"]


async def test_wrong_input_is_marked_at_its_field_and_then_taken(team: World) -> None:
    await team.at(OPENING)
    view = await team.answer_form(BEN)
    value, confidence = field(view, "1.1", ":value"), field(view, "1.1", ":conf")
    note = field(view, "1.1", ":note")
    typed = {value: "much", confidence: "11", note: "two deals slipped"}
    wrong = await team.people.submit(BEN, view, typed)
    assert set(wrong.errors) == {value, confidence}
    assert team.modal(BEN) is view
    assert view.typed[f"field:{note}"]["value"] == "two deals slipped"
    right = await team.people.submit(BEN, view, {value: "38%", confidence: "6"})
    assert right.errors == {}
    await team.settle()
    [answer] = team.thread()
    assert "36 → 38%" in answer
    assert "two deals slipped" in answer
    assert "1 of 3 in" in team.prompt().said
    assert len(team.slack.in_channel(GROWTH)) == 1


async def test_a_submission_that_arrives_twice_is_applied_once(team: World) -> None:
    await team.at(OPENING)
    view = await team.answer_form(BEN)
    sent = await team.people.submit(BEN, view, {field(view, "1.1", ":value"): "38"})
    again = await team.people.send(sent.sent)
    assert (again.status, again.text) == (200, "")
    await team.settle()
    assert len(team.thread()) == 1


async def test_add_another_keeps_what_was_typed_and_both_are_posted(team: World) -> None:
    await team.at(OPENING)
    view = await team.answer_form(BEN)
    team.people.fill(view, {field(view, "What is off track"): "<!channel> contracts unsent"})
    await team.people.click(BEN, view, "Add another")
    boxes = [k for k, block in view.inputs().items() if block["label"]["text"].startswith("What is off track")]
    assert len(boxes) == 2
    await team.people.submit(BEN, view, {boxes[1]: "ad costs doubled"})
    await team.settle()
    answer, *blockers = team.thread()
    assert "<!channel> contracts unsent" in answer
    assert "ad costs doubled" in answer
    assert len(blockers) == 2  # each has a message of its own, with what settles it
    assert "<!channel> contracts unsent" in blockers[0]
    assert "ad costs doubled" in blockers[1]
    assert "<!channel>" not in str([args.get("text") for _, args in team.slack.calls])


async def test_an_answer_can_be_edited_from_its_receipt(team: World) -> None:
    await team.at(OPENING)
    view = await team.answer_form(BEN)
    await team.people.submit(BEN, view, {field(view, "1.1", ":value"): "38"})
    assert "Saved, thank you." in view.said
    await team.people.click(BEN, view, "Change my answer")
    await team.people.submit(BEN, view, {field(view, "1.1", ":value"): "39"})
    await team.settle()
    [answer] = team.thread()
    assert "36 → 39%" in answer


async def test_nothing_changed_is_one_click(team: World) -> None:
    await team.at(OPENING)
    await team.people.click(CY, team.prompt(), "Nothing changed")
    await team.settle()
    assert "Kept: 1 KR" in team.slack.seen_only_by(CY)[-1].said
    assert "1 of 3 in" in team.prompt().said
    assert any("nothing changed" in said for said in team.thread())


async def test_undo_takes_the_click_back_and_replaces_the_private_card(team: World) -> None:
    await team.at(OPENING)
    await team.people.click(CY, team.prompt(), "Nothing changed")
    private = team.slack.seen_only_by(CY)[-1]
    await team.people.click(CY, private, "Undo my answer")
    await team.settle()
    assert "0 of 3 in" in team.prompt().said
    assert "Undo my answer" not in private.buttons()


async def test_only_who_has_not_answered_is_reminded_once_and_privately(team: World) -> None:
    await team.at(OPENING)
    await team.people.click(BEN, team.prompt(), "Nothing changed")
    for hour in (12, 15, 16, 17):
        await team.at(datetime(2026, 11, 11, hour, 0, tzinfo=UTC))
    await team.at(datetime(2026, 11, 12, 8, 0, tzinfo=UTC))
    assert team.slack.to(BEN) == []
    [reminder] = team.slack.to(CY)
    assert "Growth closes" in reminder.said
    await team.people.click(CY, reminder, "Nothing changed")
    await team.settle()
    assert "2 of 3 in" in team.prompt().said


async def test_it_closes_on_time_with_a_summary_in_the_channel_and_a_brief_to_the_lead(team: World) -> None:
    await team.at(OPENING)
    view = await team.answer_form(BEN)
    values = {field(view, "1.1", ":value"): "38", field(view, "What needs a decision"): "Pause paid ads?"}
    await team.people.submit(BEN, view, values)
    await team.at(CLOSING)
    prompt, summary = team.slack.in_channel(GROWTH)
    assert "1 of 3 in" in summary.said
    assert "Pause paid ads?" in summary.said
    assert summary.said.index("Pause paid ads?") < summary.said.index("1.1 Activation")
    assert "Closed" in prompt.said
    call, brief = team.slack.to(ANA)
    assert "Your call by Thu 19 Nov (no date set): Pause paid ads?" in call.said  # nobody was named: the lead
    assert "Call to make: Pause paid ads?" in brief.said


async def test_a_late_answer_updates_the_summary_silently(team: World) -> None:
    await team.at(OPENING)
    await team.at(CLOSING)
    assert "0 of 3 in" in team.slack.in_channel(GROWTH)[1].said
    view = await team.answer_form(BEN)
    await team.people.submit(BEN, view, {field(view, "1.1", ":value"): "41"})
    await team.settle()
    summary = team.slack.in_channel(GROWTH)[1]
    assert "36 → 41%" in summary.said
    assert "1 of 3 in" in summary.said
    assert summary.edits >= 1
    assert len(team.slack.in_channel(GROWTH)) == 2


async def test_copy_as_report_is_plain_text_for_one_person(team: World) -> None:
    await team.at(OPENING)
    await team.at(CLOSING)
    summary = team.slack.in_channel(GROWTH)[1]
    await team.people.click(MIA, summary, "Copy as report")
    report = team.slack.seen_only_by(MIA)[-1]
    assert any("```" in block["text"]["text"] for block in report.blocks if block["type"] == "section")


async def test_the_next_week_starts_from_what_was_said(team: World) -> None:
    await team.at(OPENING)
    view = await team.answer_form(BEN)
    await team.people.submit(BEN, view, {field(view, "1.1", ":value"): "38"})
    team.slack.views[BEN].clear()
    await team.at(CLOSING)
    await team.at(NEXT_OPENING)
    assert len(team.slack.in_channel(GROWTH)) == 3
    view = await team.answer_form(BEN)
    assert view.inputs()[field(view, "1.1", ":value")]["element"]["initial_value"] == "38"


async def test_a_command_names_people_numbers_and_days(team: World) -> None:
    await team.at(OPENING)
    said = await team.type(BEN, f"action call the ten oldest trials &amp; note why <@{CY}|cy> friday")
    assert "call the ten oldest trials & note why" in said
    assert "Cy" in said
    assert "Fri 13 Nov" in said
    updated = await team.type(BEN, "update 1.1 45% conf 6 two deals slipped")
    assert "36 → 45%" in updated


async def test_an_unknown_word_and_a_wrong_number_write_nothing(team: World) -> None:
    assert "blockers" in await team.type(BEN, "blokers")
    before = await team.type(BEN, "history 1.1")
    await team.type(BEN, "update 1.1 lots")
    assert await team.type(BEN, "history 1.1") == before


async def test_a_guest_from_another_workspace_is_refused_kindly(team: World) -> None:
    await team.at(OPENING)
    await team.people.click(GUEST, team.prompt(), "Nothing changed")
    await team.settle()
    assert "guest" in team.slack.seen_only_by(GUEST)[-1].said
    assert "0 of 3 in" in team.prompt().said


async def test_setup_in_a_personal_chat_says_where_to_type_it(world: World) -> None:
    assert "channel" in await world.type(ANA, "setup", channel="DANA")


async def test_setup_marks_what_is_wrong_and_keeps_the_rest(world: World) -> None:
    await world.type(ANA, "setup")
    view = world.modal(ANA)
    answer = await world.people.submit(ANA, view, SETUP | {"zone": "Europe/Nowhere", "opens_at": "25:00"})
    assert set(answer.errors) == {"zone", "opens_at"}
    assert world.modal(ANA).typed["field:replaces"]["value"] == "the Wednesday status mail"


async def test_a_forged_request_changes_nothing(team: World) -> None:
    answer = await team.people.send("command=%2Fokr&text=pause", secret="guessed")
    assert answer.status == 401


async def test_nothing_is_lost_or_doubled_while_slack_limits_and_breaks(team: World) -> None:
    team.slack.fail("chat.postMessage", Fault(retry_after=30))
    await team.at(OPENING)
    assert team.slack.in_channel(GROWTH) == []
    team.clock.forward(seconds=31)
    await team.settle()
    assert len(team.slack.in_channel(GROWTH)) == 1
    team.slack.fail("chat.update", Fault(drop="after"), times=2)
    await team.people.click(CY, team.prompt(), "Nothing changed")
    for _ in range(4):
        await team.settle()
    assert "1 of 3 in" in team.prompt().said
    assert len(team.thread()) == 1


async def test_a_post_that_broke_off_is_shown_to_the_operator_and_not_repeated(team: World) -> None:
    team.slack.fail("chat.postMessage", Fault(drop="after"))
    await team.at(OPENING)
    for _ in range(3):
        team.clock.forward(minutes=10)
        await team.settle()
    assert len(team.slack.in_channel(GROWTH)) == 1
    assert (await team.bot.store.backlog())["ambiguous"] == 1
