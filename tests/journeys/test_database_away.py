"""While the disk is full nothing can be kept: whoever sends something is told so, and has what they typed; sent again
once there is room it is there, and said once. The limit is the system's own, on the sizes of this process's files.
"""

from tests.fixtures.faulty import no_longer_files
from tests.journeys import slack_world, teams_world
from tests.journeys.slack_world import BEN, CY, GROWTH, field

AWAY = "I could not keep this: my database is away."
SMALL = 4096
"""Less than any write to a database needs."""


async def test_a_form_in_slack_stays_open_with_everything_typed_and_can_be_sent_again(team: slack_world.World) -> None:
    await team.at(slack_world.OPENING)
    view = await team.answer_form(BEN)
    typed = {field(view, "What is off track"): "waits for legal"}
    with no_longer_files(SMALL):
        await team.people.submit(BEN, view, typed)
        note = team.modal(BEN)
        assert AWAY in note.said and note.id != view.id
        assert view in team.slack.views[BEN], "it lies below"
    team.slack.views[BEN].remove(note)
    answer = await team.people.submit(BEN, view)
    assert (answer.status, answer.errors) == (200, {})
    await team.settle()
    assert len([said for said in team.thread() if "waits for legal" in said]) == 2  # the answer, and its blocker
    assert "1 of 3 in" in team.prompt().said


async def test_a_press_in_slack_gets_a_private_sentence_and_works_later(team: slack_world.World) -> None:
    await team.at(slack_world.OPENING)
    with no_longer_files(SMALL):
        answer = await team.people.click(CY, team.prompt(), "Nothing changed")
        assert answer.status == 200
        assert team.slack.seen_only_by(CY)[-1].said.startswith(AWAY)
    await team.people.click(CY, team.prompt(), "Nothing changed")
    await team.settle()
    assert "1 of 3 in" in team.prompt().said


async def test_a_command_in_slack_is_repeated_to_who_typed_it(team: slack_world.World) -> None:
    with no_longer_files(SMALL):
        said = await team.type(BEN, "update 1.1 45% conf 6 two deals slipped")
    assert said == f"{AWAY} Please send it again in a minute.\nYou typed: okr update 1.1 45% conf 6 two deals slipped"


async def test_a_reply_in_slack_is_not_acknowledged_so_that_slack_sends_it_again(team: slack_world.World) -> None:
    await team.at(slack_world.OPENING)
    team.people.waits = ()
    with no_longer_files(SMALL):
        await team.people.mention(BEN, GROWTH, "1.1 45% conf 6", team.prompt())
    [untaken] = team.people.undelivered
    assert (await team.people.deliver(untaken)).is_taken
    await team.settle()
    assert len([said for said in team.thread() if "36 → 45%" in said]) == 1


async def test_a_dialog_in_teams_stays_with_everything_typed_and_can_be_sent_again(channel: teams_world.World) -> None:
    await channel.at(teams_world.OPENING)
    ben = channel.crowd.ben
    dialog = await channel.answer_dialog(ben)
    with no_longer_files(SMALL):
        await channel.submit(ben, {dialog.field("What is off track"): "waits for legal"})
        assert ben.dialog is not None and AWAY in ben.dialog.said
        assert "waits for legal" in str(ben.dialog.inputs())
    await channel.submit(ben)
    await channel.quiet()
    assert len([said for said in channel.thread() if "waits for legal" in said]) == 2
    channel.no_harm()


async def test_a_press_in_teams_is_answered_beside_its_card_and_works_later(channel: teams_world.World) -> None:
    await channel.at(teams_world.OPENING)
    cy = channel.crowd.cy
    with no_longer_files(SMALL):
        outcome = await cy.press(channel.prompt(), "Nothing changed")
        assert outcome.line.startswith(AWAY)
    await cy.press(channel.prompt(), "Nothing changed")
    await channel.quiet()
    assert "1 of 3 in" in channel.prompt().said
    channel.no_harm()


async def test_a_line_in_teams_is_not_acknowledged_so_that_teams_sends_it_again(channel: teams_world.World) -> None:
    ben = channel.crowd.ben
    with no_longer_files(SMALL):
        answer = await ben.types("update 1.1 45% conf 6", ben.chat)
        assert not answer.is_taken
    assert (await ben.again(answer)).is_taken
    await channel.settle()
    assert len([m for m in ben.inbox() if "36 → 45%" in m.said]) == 1
