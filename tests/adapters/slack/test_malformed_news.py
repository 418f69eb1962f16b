"""Shortcuts and events in shapes that no honest Slack sends: never a 500, and no event is tried again for that."""

import json
from collections.abc import AsyncIterator

import pytest

from cadence.requests import Say
from tests.adapters.slack.listening import Ears
from tests.adapters.slack.listening import ears as listening
from tests.adapters.slack.scripted import CARD, ScriptedDoor
from tests.adapters.slack.test_decoding_events import NAMES
from tests.adapters.slack.test_malformed import ODD, form_of, paths, payload, spoiled
from tests.fakes.memory import MemoryStore
from tests.fakes.slack import FakeSlack


@pytest.fixture
async def ears(slack: FakeSlack, door: ScriptedDoor, kept: MemoryStore) -> AsyncIterator[Ears]:
    async with listening(slack, door, kept) as made:
        yield made


@pytest.mark.parametrize("name", ["message_action", "shortcut"])
async def test_an_odd_shortcut_is_never_a_failure_of_ours(
    ears: Ears, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    for path in paths(payload(name)):
        for is_gone, value in ((True, None), *((False, odd) for odd in ODD)):
            answer = await ears.people.send(form_of(spoiled(name, path, value, is_gone=is_gone)))
            assert answer.status == 200, (path, is_gone, value)
    assert "Task exception" not in caplog.text


@pytest.mark.parametrize("name", NAMES)
async def test_an_odd_event_is_acknowledged_and_not_tried_again(ears: Ears, name: str) -> None:
    await ears.know("U2BEN")
    number = 0
    for path in paths(payload(name)):
        for is_gone, value in ((True, None), *((False, odd) for odd in ODD)):
            number += 1
            body = spoiled(name, path, value, is_gone=is_gone)
            if "event_id" in body and path != ("event_id",):
                body["event_id"] = f"Ev{number}"
            assert (await ears.people.send(json.dumps(body))).status == 200, (path, is_gone, value)
    await ears.settle()
    assert await ears.store.inbox.waiting() == {"waiting": 0, "failed": 0}


async def test_a_shortcut_that_fails_on_our_side_is_answered_kindly(ears: Ears) -> None:
    message = await ears.people.say("U1ANA", "C1GROWTH", "Shall we pause paid ads?")
    ears.door.replies.append(ConnectionError("the database is away"))
    answer = await ears.people.message_shortcut("U2BEN", message, "shortcut.decision")
    assert answer.status == 200
    assert "try again" in ears.slack.seen_only_by("U2BEN")[-1].said


async def test_an_answer_to_a_shortcut_that_comes_from_no_channel_is_shown_in_a_modal(ears: Ears) -> None:
    ears.door.replies.append(Say(CARD))
    await ears.people.global_shortcut("U2BEN", "shortcut.checkin")
    shown = ears.slack.modal("U2BEN")
    assert shown is not None
    assert "Kept: 3 KRs." in shown.said
