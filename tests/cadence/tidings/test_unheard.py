"""What somebody wrote could not be acted on, and is not tried again: they are told once, in plain words."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from cadence.ids import new_id
from cadence.news import Unheard
from cadence.requests import CommandTyped, HomeOpened, ReplyTyped, Request
from tests.cadence.tidings.telling import Ear, known
from tests.fakes.growth import TEAM, WORKSPACE

WROTE_AT = datetime(2026, 11, 9, 7, 30, tzinfo=UTC)
TYPED = "update 1.1 45% conf 7"
TOLD = (
    "I could not act on what you wrote Mon 08:30, so nothing was changed. "
    f"If it still matters, please write it again.\n\nYou wrote: {TYPED}"
)


def typed(request_id: str = "C1:1.2", text: str = TYPED) -> CommandTyped:
    return CommandTyped(
        workspace_id=WORKSPACE.id, request_id=request_id, who=known("ben"), text=text, channel=TEAM.channel
    )


def overheard(thread: str, *, is_addressed: bool) -> ReplyTyped:
    more = {"workspace_id": WORKSPACE.id, "request_id": "C1:1.3", "who": known("ben"), "channel": TEAM.channel}
    return ReplyTyped(**more, text=TYPED, thread=thread, is_addressed=is_addressed)  # type: ignore[arg-type]


def unheard(request: Request) -> Unheard:
    return Unheard(workspace_id=WORKSPACE.id, news_id=new_id(), at=WROTE_AT, request=request)


async def test_they_read_when_they_wrote_what_in_a_direct_message(ear: Ear) -> None:
    await ear.hear(unheard(typed()))
    assert ear.told("ben", "unheard:") == [TOLD]


async def test_one_message_that_came_as_two_events_is_told_once(ear: Ear) -> None:
    await ear.hear(unheard(typed()), unheard(typed()))
    assert len(ear.told("ben", "unheard:")) == 1


async def test_who_was_heard_after_all_is_told_nothing(ear: Ear) -> None:
    await ear.door.handle(typed())
    await ear.hear(unheard(typed()))
    assert ear.told("ben", "unheard:") == []


async def test_once_they_were_told_that_nothing_was_changed_nothing_is(ear: Ear) -> None:
    before = ear.rows("readings")
    await ear.hear(unheard(typed()))
    await ear.door.handle(typed())
    assert ear.rows("readings") == before


@pytest.mark.parametrize(("is_addressed", "told"), [(True, 1), (False, 0)])
async def test_what_was_only_overheard_in_a_thread_of_others_is_nobodys_loss(
    ear: Ear, is_addressed: bool, told: int
) -> None:
    await ear.hear(unheard(overheard("C1:9.9", is_addressed=is_addressed)))
    assert len(ear.told("ben", "unheard:")) == told


async def test_who_deleted_what_they_had_written_is_told_nothing(ear: Ear) -> None:
    gone = replace(overheard("C1:9.9", is_addressed=True), corrects="C1:1.2", is_gone=True)
    await ear.hear(unheard(gone))
    assert ear.told("ben") == []


async def test_who_only_looked_at_our_page_is_told_nothing(ear: Ear) -> None:
    looked = HomeOpened(workspace_id=WORKSPACE.id, request_id="Ev1", who=known("ben"))
    await ear.hear(unheard(looked))
    assert ear.told("ben") == []
