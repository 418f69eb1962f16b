"""A shortcut brings the link to the message that it was used on, and nobody waits for Slack to tell it."""

import time
from collections.abc import AsyncIterator

import pytest

from adapters.slack.arriving.incoming import Spot
from adapters.slack.arriving.shortcuts import link_to
from cadence.requests import ShortcutUsed, ShowForm
from tests.adapters.slack.listening import Ears
from tests.adapters.slack.listening import ears as listening
from tests.adapters.slack.scripted import FORM, ScriptedDoor
from tests.fakes.memory import MemoryStore
from tests.fakes.slack import FakeSlack, Fault

URL = "https://sample.slack.com/"


@pytest.fixture
async def ears(slack: FakeSlack, door: ScriptedDoor, kept: MemoryStore) -> AsyncIterator[Ears]:
    async with listening(slack, door, kept) as made:
        yield made


async def used(ears: Ears, callback: str = "shortcut.decision") -> ShortcutUsed:
    message = await ears.people.say("U1ANA", "C1GROWTH", "Shall we pause paid ads? <@U2BEN>")
    ears.door.replies.append(ShowForm(FORM))
    await ears.people.message_shortcut("U2BEN", message, callback)
    request = ears.door.asked[-1]
    assert isinstance(request, ShortcutUsed)
    return request


async def test_a_message_shortcut_opens_a_form_about_that_message(ears: Ears) -> None:
    request = await used(ears)
    assert (request.shortcut, request.author, request.text) == (
        "decision",
        "U1ANA",
        "Shall we pause paid ads? <@U2BEN>",
    )
    assert request.people["U1ANA"].name == "Ana"
    assert request.link.startswith("https://")
    assert ears.calls("chat.getPermalink") == 1
    assert ears.slack.modal("U2BEN") is not None


@pytest.mark.parametrize("fault", [Fault(error="channel_not_found"), Fault(status=500), Fault(delay=5)])
async def test_a_link_that_slack_does_not_tell_in_time_is_made_up(ears: Ears, fault: Fault) -> None:
    ears.slack.fail("chat.getPermalink", fault)
    began = time.monotonic()
    request = await used(ears, "shortcut.blocker")
    assert time.monotonic() - began < 2
    assert request.link.startswith(f"{ears.slack.url}archives/C1GROWTH/p")
    assert ears.slack.modal("U2BEN") is not None


@pytest.mark.parametrize(
    ("spot", "url", "link"),
    [
        (Spot("C1", "1790000015.000200"), URL, f"{URL}archives/C1/p1790000015000200"),
        (Spot("C1", "1.000200", "1.000200"), URL, f"{URL}archives/C1/p1000200"),
        (Spot("C1", "2.000200", "1.000100"), URL, f"{URL}archives/C1/p2000200?thread_ts=1.000100&cid=C1"),
        (Spot("C1", "1.2"), "", ""),
        (Spot("C1", "1.2"), "javascript:alert(1)//", ""),
        (Spot("C1"), URL, ""),
    ],
)
def test_a_link_looks_as_slack_makes_them(spot: Spot, url: str, link: str) -> None:
    assert link_to(spot, url) == link


async def test_the_global_shortcut_opens_its_form_from_anywhere(ears: Ears) -> None:
    ears.door.replies.append(ShowForm(FORM))
    await ears.people.global_shortcut("U2BEN", "shortcut.checkin")
    request = ears.door.asked[-1]
    assert isinstance(request, ShortcutUsed)
    assert (request.shortcut, request.channel) == ("checkin", None)
    assert ears.slack.modal("U2BEN") is not None
