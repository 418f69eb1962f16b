"""Channels and tokens that fail: the lead is told what to do, nothing is lost, and it goes on once that is mended."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.fakes.slack.state import Token
from tests.journeys.slack_world import ANA, BEN, CLOSING, GROWTH, NEXT_OPENING, OPENING, SETUP, World, field

SECRET = "C2SECRET"


def to_lead(world: World, about: str) -> list[str]:
    return [message.said for message in world.slack.to(ANA) if about in message.said]


async def test_in_a_private_channel_it_asks_to_be_invited_and_starts_then(world: World) -> None:
    world.slack.add_channel(SECRET, "secret", is_private=True, has_bot=False)
    await world.type(ANA, "setup", channel=SECRET)
    view = world.modal(ANA)
    assert (await world.people.submit(ANA, view, SETUP | {"name": "Secret"})).errors == {}
    assert "Invite me to this channel" in view.said
    await world.settle()
    await world.people.invite(ANA, SECRET)
    await world.at(OPENING)
    assert any("What moved?" in message.said for message in world.slack.in_channel(SECRET))


async def archived(team: World) -> None:
    await team.people.archive(ANA, GROWTH)


async def unarchived(team: World) -> None:
    await team.people.unarchive(ANA, GROWTH)


async def removed(team: World) -> None:
    await team.people.remove(ANA, GROWTH)


async def invited(team: World) -> None:
    await team.people.invite(ANA, GROWTH)


@pytest.mark.parametrize(("breaks", "mends"), [(archived, unarchived), (removed, invited)])
@pytest.mark.parametrize("is_told", [True, False])
async def test_a_channel_that_cannot_be_posted_to_is_told_to_the_lead_once_and_goes_on_when_mended(
    team: World, breaks: object, mends: object, is_told: bool
) -> None:
    if not is_told:
        team.people.hold()  # the event is late: the post is the first to notice
    await breaks(team)  # type: ignore[operator]  # one of the functions above
    await team.at(OPENING)
    for _ in range(3):
        await team.settle()
    assert team.slack.in_channel(GROWTH) == []
    assert len(to_lead(team, "cannot post")) == 1
    if not is_told:
        await team.people.release()
    await mends(team)  # type: ignore[operator]  # one of the functions above
    team.clock.forward(minutes=6)
    await team.settle()
    assert len(team.slack.in_channel(GROWTH)) == 1
    assert to_lead(team, "cannot post") == []
    assert len(to_lead(team, "Mended")) == 1


async def test_answers_are_taken_while_the_channel_is_away(team: World) -> None:
    await team.people.archive(ANA, GROWTH)
    await team.at(OPENING)
    await team.people.global_shortcut(BEN, "shortcut.checkin")
    view = team.modal(BEN)
    await team.people.submit(BEN, view, {field(view, "1.1", ":value"): "41"})
    await team.people.unarchive(ANA, GROWTH)
    await team.at(CLOSING)
    assert any("36 → 41%" in message.said for message in team.slack.in_channel(GROWTH))


async def test_a_deleted_channel_is_told_and_the_team_moves_by_setup(team: World) -> None:
    await team.people.delete_channel(ANA, GROWTH)
    await team.at(OPENING)
    await team.settle()
    assert len(to_lead(team, "was deleted")) == 1
    team.slack.add_channel("C3NEW", "new-growth")
    assert "Does Growth move to this one?" in await team.type(ANA, "setup", channel="C3NEW")
    asked = team.slack.seen_only_by(ANA)[-1]
    await team.people.click(ANA, asked, next(label for label in asked.buttons() if "Move" in label))
    await team.settle()
    assert any("What moved?" in message.said for message in team.slack.in_channel("C3NEW"))
    assert len(to_lead(team, "Mended")) == 1


async def test_a_channel_with_another_id_is_followed(team: World) -> None:
    await team.at(OPENING)
    await team.people.move_channel(GROWTH, "C5MOVED")
    await team.settle()
    await team.at(CLOSING)
    prompt, summary = team.slack.in_channel("C5MOVED")
    assert "Closed" in prompt.said
    assert "0 of 3 in" in summary.said


async def test_a_revoked_token_loses_nothing_and_a_new_one_goes_on(team: World) -> None:
    good = team.slack.token
    team.slack.tokens = [Token("xoxb-another")]
    await team.at(OPENING)
    assert team.slack.in_channel(GROWTH) == []
    team.slack.tokens = [Token(good)]
    team.clock.forward(minutes=6)
    await team.settle()
    assert len(team.slack.in_channel(GROWTH)) == 1


async def test_a_scope_that_was_taken_away_holds_messages_until_it_is_given_back(team: World) -> None:
    team.slack.scopes.discard("chat:write")
    await team.at(OPENING)
    assert team.slack.in_channel(GROWTH) == []
    team.slack.scopes.add("chat:write")
    team.clock.forward(minutes=6)
    await team.settle()
    assert len(team.slack.in_channel(GROWTH)) == 1


async def test_a_forged_event_and_an_old_one_change_nothing(team: World) -> None:
    body = '{"type":"event_callback","team_id":"T0DRUMBEAT","event":{"type":"app_uninstalled"},"event_id":"Ev1"}'
    json = {"Content-Type": "application/json"}
    forged = await team.people.send(body, secret="guessed", headers=json)
    old = await team.people.send(body, at=(datetime.now(UTC) - timedelta(minutes=6)).timestamp(), headers=json)
    assert (forged.status, old.status) == (401, 401)
    await team.at(OPENING)
    assert len(team.slack.in_channel(GROWTH)) == 1


async def test_the_next_week_comes_as_ever(team: World) -> None:
    await team.people.archive(ANA, GROWTH)
    await team.at(OPENING)
    await team.people.unarchive(ANA, GROWTH)
    await team.settle()
    await team.at(CLOSING)
    await team.at(NEXT_OPENING)
    assert len([m for m in team.slack.in_channel(GROWTH) if "What moved?" in m.said]) == 1
