"""A person's Home in Slack: opened, pressed in, kept true by what others do, within Slack's limits."""

from datetime import timedelta

from tests.journeys.slack_world import BEN, CLOSING, CY, GROWTH, OPENING, World


async def opened(team: World, user: str) -> str:
    await team.people.open_home(user)
    await team.settle()
    return team.people.home(user).said


async def test_the_home_shows_key_results_teams_and_settings(team: World) -> None:
    said = await opened(team, BEN)
    assert "Nothing waits for you" in said
    assert "1.1 Activation" in said
    assert "Trials/week" not in said  # Cy's
    assert "Growth" in said
    assert "Working hours 08:00 to 18:00" in said


async def test_the_messages_tab_publishes_nothing(team: World) -> None:
    await team.people.open_home(BEN, tab="messages")
    await team.settle()
    assert BEN not in team.slack.homes


async def test_an_open_checkin_is_answered_from_the_home_which_then_says_so(team: World) -> None:
    await team.at(OPENING)
    assert "0 of 3 in" in await opened(team, BEN)
    await team.people.click(BEN, team.people.home(BEN), "Check in")
    view = team.modal(BEN)
    answer = await team.people.submit(BEN, view)
    assert answer.errors == {}
    await team.settle()
    assert "so are you" in team.people.home(BEN).said
    assert "1 of 3 in" in team.prompt().said


async def test_what_others_do_is_on_the_home_without_opening_it_again(team: World) -> None:
    await team.at(OPENING)
    await opened(team, BEN)
    await team.people.click(CY, team.prompt(), "Nothing changed")
    await team.settle()
    assert "1 of 3 in" in team.people.home(BEN).said


async def test_what_waits_is_settled_in_place(team: World) -> None:
    await team.type(BEN, f"action call the ten oldest trials <@{CY}> today")
    assert "call the ten oldest trials" in await opened(team, CY)
    await team.people.click(CY, team.people.home(CY), "Done")
    await team.settle()
    assert "Nothing waits for you" in team.people.home(CY).said
    assert team.slack.modal(CY) is None


async def test_settings_are_changed_from_the_home(team: World) -> None:
    await opened(team, BEN)
    await team.people.click(BEN, team.people.home(BEN), "Change hours")
    answer = await team.people.submit(BEN, team.modal(BEN), {"from": "10:00", "until": "16:00"})
    assert answer.errors == {}
    await team.settle()
    assert "Working hours 10:00 to 16:00" in team.people.home(BEN).said


async def test_a_home_that_was_published_meanwhile_by_another_is_not_a_loop(team: World) -> None:
    await opened(team, BEN)
    team.slack.calls.clear()
    for _ in range(3):
        await team.settle()
    assert [name for name, _ in team.slack.calls if name == "views.publish"] == []


async def test_a_week_later_the_home_shows_the_new_numbers(team: World) -> None:
    await opened(team, BEN)
    await team.at(OPENING)
    await team.type(BEN, "update 1.1 41% conf 7")
    await team.at(CLOSING + timedelta(minutes=1))
    assert "36 → 41%" in await opened(team, BEN)
    assert team.slack.in_channel(GROWTH)
