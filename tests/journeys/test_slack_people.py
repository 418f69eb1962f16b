"""People in Slack: a user group as the roster, the manager of the profile, and somebody who leaves."""

import asyncio

from tests.fakes.slack import Fault
from tests.journeys.slack_world import ANA, BEN, CY, GROWTH, MIA, OPENING, SETUP, World

DIA = "U5DIA"


async def grouped(world: World) -> None:
    """Growth is asked as the group @growth-team says: Ana, Ben and Cy."""
    world.slack.add_user(DIA, "dia")
    await world.people.create_group("S1GROWTH", "growth-team", (ANA, BEN, CY))
    await world.fill(ANA, "setup", **(SETUP | {"members": (), "group": "@growth-team"}))
    await world.settle()


async def test_a_user_group_is_the_roster_and_follows_its_changes(world: World) -> None:
    await grouped(world)
    await world.people.change_group("S1GROWTH", add=(DIA,), remove=(CY,))
    await world.settle()
    await world.at(OPENING)
    assert "0 of 3 in" in world.prompt().said
    await world.people.click(DIA, world.prompt(), "I'm away")
    await world.settle()
    assert "0 of 2 in" in world.prompt().said
    assert any("now has Dia" in message.said for message in world.slack.to(ANA))


async def test_a_disabled_group_leaves_the_roster_as_it_is(world: World) -> None:
    await grouped(world)
    await world.people.disable_group("S1GROWTH")
    await world.settle()
    await world.at(OPENING)
    assert "0 of 3 in" in world.prompt().said
    assert any("was disabled" in message.said for message in world.slack.to(ANA))


async def test_the_items_of_somebody_who_left_go_to_the_lead_with_a_notice(team: World) -> None:
    await team.type(BEN, f"action call the ten oldest trials <@{CY}> wednesday")
    await team.people.deactivate(CY)
    await team.settle()
    await team.at(OPENING)
    [notice] = [message.said for message in team.slack.to(ANA) if "Cy has left" in message.said]
    assert "1.3 Trials/week" in notice
    assert "1 action" in notice
    assert "0 of 2 in" in team.prompt().said
    assert "call the ten oldest trials" in await team.type(ANA, "mine")


async def test_somebody_who_comes_back_is_known_again(team: World) -> None:
    await team.people.deactivate(CY)
    await team.people.change_user(CY, deleted=False)
    await team.settle()
    assert "Nothing waits for you" in await team.type(CY, "mine")


async def still_has_cy(team: World) -> None:
    await team.settle()
    await team.at(OPENING)
    assert "0 of 3 in" in team.prompt().said
    assert not any("Cy has left" in message.said for message in team.slack.to(ANA))


async def test_somebody_who_is_back_stays_when_slack_tells_of_it_the_other_way_round(team: World) -> None:
    team.people.hold()
    await team.people.deactivate(CY)
    team.clock.forward(minutes=1)
    await team.people.change_user(CY, deleted=False)
    await team.people.release(backwards=True)
    await still_has_cy(team)


async def test_nor_when_looking_up_the_first_takes_longest(team: World) -> None:
    await team.people.change_user(CY, real_name="Cy")  # the profile's fields are known by then
    await team.settle()
    team.slack.fail("users.profile.get", Fault(delay=1))
    await team.people.deactivate(CY)
    await asyncio.sleep(0.3)
    await team.people.change_user(CY, deleted=False)
    await still_has_cy(team)


async def test_a_channel_opened_again_is_no_trouble_when_slack_tells_of_it_the_other_way_round(team: World) -> None:
    team.people.hold()
    await team.people.archive(ANA, GROWTH)
    await team.people.unarchive(ANA, GROWTH)
    await team.people.release(backwards=True)
    await team.settle()
    assert not any("was archived" in message.said for message in team.slack.to(ANA))


async def test_a_new_name_and_zone_are_used_from_then_on(team: World) -> None:
    await team.people.change_user(BEN, real_name="Benjamin", tz="America/New_York")
    await team.settle()
    assert "Benjamin" in await team.type(ANA, f"action call them <@{BEN}> friday")


async def proposed(world: World) -> str | None:
    """Whom the setup proposes as manager, to a lead who left that empty the first time."""
    await world.fill(ANA, "setup", **{key: value for key, value in SETUP.items() if key != "manager"})
    await world.people.change_user(ANA, manager=MIA)
    await world.settle()
    await world.type(ANA, "setup")
    found = world.modal(ANA).inputs()["manager"]["element"].get("initial_user")
    return str(found) if found else None


async def test_the_manager_of_the_profile_is_proposed_in_the_setup(world: World) -> None:
    assert await proposed(world) == MIA


async def test_a_workspace_without_such_a_field_proposes_nobody(world: World) -> None:
    world.slack.has_manager_field = False
    assert await proposed(world) is None


async def test_nor_does_one_without_the_scope(world: World) -> None:
    world.slack.scopes.discard("users.profile:read")
    assert await proposed(world) is None
