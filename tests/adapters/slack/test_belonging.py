"""Who and what is ours: other workspaces, guests, people whom Slack does not tell about, and private channels."""

import json
from typing import Any
from urllib.parse import urlencode

import pytest

from adapters.slack.app import Identity
from adapters.slack.arriving.incoming import Home
from cadence.cards import card
from cadence.requests import Say
from tests.adapters.slack.scripted import ScriptedDoor, opened, prompt
from tests.fakes.slack import FakeSlack, Fault, People

OURS = Identity(team_id="T1", team="Ours", bot_user="U0", enterprise_id="E1", app_id="A1")


@pytest.mark.parametrize(
    ("home", "is_ours"),
    [
        (Home("T1", "E1", "A1"), True),
        (Home("T1"), True),
        (Home(), True),
        (Home("T2", "E1", "A1"), False),
        (Home("T1", "E2", "A1"), False),
        (Home("T1", "E1", "A2"), False),
    ],
)
def test_a_payload_is_ours_unless_something_speaks_against_it(home: Home, is_ours: bool) -> None:
    assert OURS.is_home(home) is is_ours


async def test_a_command_of_another_workspace_is_refused_and_nothing_else_is_done(
    slack: FakeSlack, people: People, door: ScriptedDoor
) -> None:
    slack.calls.clear()
    slack.team_id = "TFOREIGN"
    answer = await people.command("U2BEN", "C1GROWTH", "setup")
    assert answer.status == 200
    assert "another workspace" in answer.body["text"]
    assert (door.asked, slack.calls) == ([], [])


async def test_a_form_of_another_workspace_is_refused_and_stays_open(
    slack: FakeSlack, people: People, door: ScriptedDoor
) -> None:
    view = await opened(slack, people, door)
    slack.team_id = "TFOREIGN"
    await people.submit("U2BEN", view)
    assert "another workspace" in slack.views["U2BEN"][-1].said
    assert len(door.asked) == 1


async def test_a_guest_in_a_shared_channel_uses_our_modals(
    slack: FakeSlack, people: People, door: ScriptedDoor
) -> None:
    view = await opened(slack, people, door)
    view.content["app_installed_team_id"] = slack.team_id
    slack.team_id = "TGUESTS"
    door.replies.append(Say(card("Read along.")))
    await people.submit("U2BEN", view)
    assert len(door.asked) == 2


@pytest.mark.parametrize(("home", "is_guest"), [("T0DRUMBEAT", False), ("TOTHER", None)])
async def test_a_person_slack_does_not_tell_about_is_ours_only_where_the_payload_says_so(
    slack: FakeSlack, people: People, door: ScriptedDoor, home: str, is_guest: bool | None
) -> None:
    slack.users["U2BEN"].team_id = home
    slack.fail("users.info", Fault(retry_after=30))
    await people.click("U2BEN", await prompt(slack), "Answer")
    assert (door.asked[-1].who.is_guest, door.asked[-1].who.is_guess) == (is_guest, True)


async def test_a_command_of_somebody_slack_does_not_tell_about_says_nothing_of_where_they_belong(
    slack: FakeSlack, people: People, door: ScriptedDoor
) -> None:
    slack.fail("users.info", Fault(status=500))
    await people.command("U2BEN", "C1GROWTH", "setup")
    assert door.asked[-1].who.is_guest is None


async def test_somebody_whom_slack_does_not_know_is_a_guest(
    slack: FakeSlack, people: People, door: ScriptedDoor
) -> None:
    slack.fail("users.info", Fault(error="user_not_found"))
    await people.command("U2BEN", "C1GROWTH", "setup")
    assert door.asked[-1].who.is_guest


async def test_a_closed_account_and_a_bot_arrive_as_not_active(
    slack: FakeSlack, people: People, door: ScriptedDoor
) -> None:
    slack.add_user("U7GONE", "gone", deleted=True)
    slack.add_user("U8BOT", "robot", is_bot=True)
    await people.command("U2BEN", "C1GROWTH", "action x <@U7GONE> <@U8BOT> <@U1ANA>")
    assert {key: who.is_active for key, who in door.asked[-1].people.items()} == {
        "U7GONE": False,
        "U8BOT": False,
        "U1ANA": True,
    }


def nameless(slack: FakeSlack, channel: str) -> str:
    return urlencode(
        {"command": "/okr", "text": "setup", "team_id": slack.team_id, "channel_id": channel, "user_id": "U2BEN"}
    )


@pytest.mark.parametrize(
    ("channel", "fault", "is_private"),
    [
        ("C1GROWTH", None, False),
        ("C2SECRET", None, True),
        ("C1GROWTH", Fault(error="missing_scope"), True),
        ("C1GROWTH", Fault(delay=3), True),
        ("C9UNKNOWN", None, True),
        ("G1OLD", None, True),
    ],
)
async def test_a_channel_without_a_name_is_private_until_slack_says_otherwise(
    slack: FakeSlack, people: People, door: ScriptedDoor, channel: str, fault: Fault | None, is_private: bool
) -> None:
    slack.add_channel("C2SECRET", "secret", is_private=True)
    if fault:
        slack.fail("conversations.info", fault)
    await people.send(nameless(slack, channel))
    assert (door.asked[-1].channel, door.asked[-1].channel_is_private) == (channel, is_private)
    assert "secret" not in door.asked[-1].channel_name


async def test_a_private_channel_is_private_although_the_payload_names_it(
    slack: FakeSlack, people: People, door: ScriptedDoor
) -> None:
    slack.add_channel("C2SECRET", "secret", is_private=True)
    await people.send(f"{nameless(slack, 'C2SECRET')}&channel_name=secret")
    assert (door.asked[-1].channel_is_private, door.asked[-1].channel_name) == (True, "")


async def test_slack_is_asked_about_a_channel_once(slack: FakeSlack, people: People, door: ScriptedDoor) -> None:
    for _ in range(3):
        await people.send(nameless(slack, "C1GROWTH"))
    assert [name for name, _ in slack.calls].count("conversations.info") == 1
    assert door.asked[-1].channel_name == "growth"


async def test_a_button_in_a_channel_that_the_payload_names_asks_slack_nothing(
    slack: FakeSlack, people: People, door: ScriptedDoor
) -> None:
    message = await prompt(slack)
    slack.calls.clear()
    await people.click("U2BEN", message, "Answer")
    assert "conversations.info" not in [name for name, _ in slack.calls]


@pytest.mark.parametrize(
    ("has_bot", "is_private", "is_archived", "told"),
    [(True, False, False, True), (False, False, False, False), (False, True, False, False), (True, True, True, False)],
)
async def test_a_command_says_whether_we_may_speak_where_it_comes_from(
    slack: FakeSlack,
    people: People,
    door: ScriptedDoor,
    has_bot: bool,
    is_private: bool,
    is_archived: bool,
    told: bool,
) -> None:
    place = slack.add_channel("C5NEW", "new", is_private=is_private)
    place.has_bot, place.is_archived = has_bot, is_archived
    await people.command("U2BEN", "C5NEW", "setup")
    assert door.asked[-1].channel_has_bot is told


async def test_once_we_were_invited_the_next_command_knows_it(
    slack: FakeSlack, people: People, door: ScriptedDoor
) -> None:
    place = slack.add_channel("C5NEW", "new")
    place.has_bot = False
    await people.command("U2BEN", "C5NEW", "setup")
    place.has_bot = True
    await people.command("U2BEN", "C5NEW", "setup")
    assert [request.channel_has_bot for request in door.asked] == [False, True]


async def test_where_slack_does_not_tell_nobody_knows_whether_we_may_speak(
    slack: FakeSlack, people: People, door: ScriptedDoor
) -> None:
    slack.fail("conversations.info", Fault(status=500))
    await people.command("U2BEN", "C1GROWTH", "setup")
    assert door.asked[-1].channel_has_bot is None


async def test_a_button_without_channel_is_a_press_in_a_personal_chat(people: People, door: ScriptedDoor) -> None:
    action: dict[str, Any] = {"action_id": "press:mine.show:0", "block_id": "b", "type": "button"}
    body = {"type": "block_actions", "user": {"id": "U2BEN"}, "trigger_id": "t", "actions": [action]}
    await people.send(urlencode({"payload": json.dumps(body)}))
    assert door.asked[-1].channel is None
