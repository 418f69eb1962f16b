"""Slack waits three seconds for an acknowledgement: nothing that we show besides makes it late, and nothing is lost."""

import asyncio
import time
from collections.abc import AsyncIterator
from functools import partial

import pytest

from adapters.slack.app import SlackAdapter
from adapters.slack.installing.single import OneTenant
from cadence.requests import Say, ShowForm
from tests.adapters.slack.scripted import CARD, FORM, ScriptedDoor, forget, prompt
from tests.fakes.slack import FakeSlack, Fault, People
from tests.waiting import until

ENOUGH = 3.0


@pytest.fixture
async def silent() -> AsyncIterator[str]:
    """The address of somebody who takes a call and never says a word."""

    async def never(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.2)
        writer.close()

    server = await asyncio.start_server(never, "127.0.0.1", 0)
    yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/hook"
    server.close()


async def told(slack: FakeSlack, user: str) -> str:
    """What they alone see, once they see something."""
    await until(lambda: slack.seen_only_by(user))
    return slack.seen_only_by(user)[-1].said


async def test_a_form_that_opens_slowly_is_acknowledged_in_time_and_still_opens(
    slack: FakeSlack, people: People, door: ScriptedDoor
) -> None:
    slack.fail("views.open", Fault(delay=4))
    door.replies.append(ShowForm(FORM))
    began = time.monotonic()
    answer = await people.command("U2BEN", "C1GROWTH", "checkin")
    assert time.monotonic() - began < ENOUGH
    assert (answer.status, answer.text) == (200, "")
    assert slack.modal("U2BEN") is not None


async def test_a_form_that_fails_after_the_acknowledgement_is_explained_beside_it(
    slack: FakeSlack, adapter: SlackAdapter, people: People, door: ScriptedDoor
) -> None:
    (await adapter.tenants.connected())[0].replies._patience = 0.05
    slack.fail("views.open", Fault(delay=0.3, error="expired_trigger_id"))
    door.replies.append(ShowForm(FORM))
    assert (await people.command("U2BEN", "C1GROWTH", "checkin")).text == ""
    assert "try again" in await told(slack, "U2BEN")


async def test_what_is_still_being_shown_is_shown_before_we_stop(
    slack: FakeSlack, adapter: SlackAdapter, people: People, door: ScriptedDoor
) -> None:
    (await adapter.tenants.connected())[0].replies._patience = 0.05
    slack.fail("views.open", Fault(delay=0.5, error="fatal_error"))
    door.replies.append(ShowForm(FORM))
    await people.command("U2BEN", "C1GROWTH", "checkin")
    await adapter.close()
    assert "try again" in slack.seen_only_by("U2BEN")[-1].said


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/gone", "file:///etc/passwd", "nonsense", "SILENT"])
async def test_where_the_address_beside_a_message_is_dead_the_channel_is_used(
    slack: FakeSlack, people: People, door: ScriptedDoor, silent: str, address: str
) -> None:
    door.replies.append(Say(CARD))
    message = await prompt(slack)
    slack.hook_url = silent + "?" if address == "SILENT" else address + "?"
    await people.click("U2BEN", message, "Answer")
    assert "Kept: 3 KRs." in await told(slack, "U2BEN")
    assert [name for name, _ in slack.calls].count("chat.postEphemeral") == 1


async def test_an_address_that_was_used_up_is_replaced_by_the_channel(
    slack: FakeSlack, people: People, door: ScriptedDoor
) -> None:
    door.replies.append(Say(CARD))
    message = await prompt(slack)
    slack.hook_url += "expired-"
    await people.click("U2BEN", message, "Answer")
    assert "Kept: 3 KRs." in slack.seen_only_by("U2BEN")[-1].said


async def test_people_whom_slack_is_slow_to_tell_about_hold_nobody_up(
    slack: FakeSlack, people: People, door: ScriptedDoor
) -> None:
    slack.fail("users.info", Fault(delay=5))
    door.replies.append(Say(CARD))
    began = time.monotonic()
    await people.command("U2BEN", "C1GROWTH", "board")
    assert time.monotonic() - began < ENOUGH


async def test_while_slack_is_slow_to_say_who_we_are_everybody_is_answered_in_time(
    slack: FakeSlack, adapter: SlackAdapter, people: People, door: ScriptedDoor
) -> None:
    forget(adapter)  # as after a start during which Slack was away
    slack.fail("auth.test", Fault(delay=1.5), times=1)
    slack.calls.clear()
    began = time.monotonic()
    answers = await asyncio.gather(*(people.command(who, "C1GROWTH", "board") for who in ("U1ANA", "U2BEN") * 3))
    assert time.monotonic() - began < ENOUGH
    assert all("try again" in answer.body["text"] for answer in answers)
    assert [name for name, _ in slack.calls].count("auth.test") == 1
    assert isinstance(adapter.tenants, OneTenant)
    await until(partial(_knows, adapter.tenants))
    assert (await people.command("U2BEN", "C1GROWTH", "board")).status == 200
    assert len(door.asked) == 1


def _knows(tenants: OneTenant) -> bool:
    """Whether it has learned who we are."""
    return tenants._tenant is not None
