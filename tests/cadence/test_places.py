"""Where a team can live: channels with threads, group chats without, and channels that are closed to apps."""

from dataclasses import replace
from typing import Any

import pytest

from cadence.permissions import CLOSED
from tests.cadence.asking import Asking, filled, opened, said
from tests.fakes.growth import TEAM, pressed, submitted, typed

SALES = {"name": "Sales EMEA", "members": ("ben", "cy"), "replaces": "the status mail"}
CHAT, SHUT = "19:chat@thread.v2", "19:private@thread.tacv2"


async def start(ask: Asking, channel: str, **place: Any) -> None:
    """Ben sets up a team there."""
    form = opened(await ask.door.handle(replace(typed("ben", "setup", channel), **place)))
    sent = submitted("ben", "setup", form.context, channel, **{**filled(form), **SALES})
    said(await ask.door.handle(replace(sent, **place)))


async def has_threads(ask: Asking, channel: str) -> bool:
    (team,) = await ask.rows("teams", channel=channel)
    return bool(team.has_threads)


@pytest.mark.parametrize("threads", [True, False])
async def test_setup_keeps_whether_the_place_has_threads(ask: Asking, threads: bool) -> None:
    await start(ask, CHAT, channel_has_threads=threads)
    assert await has_threads(ask, CHAT) is threads


async def test_setup_from_elsewhere_leaves_it_as_it_is(ask: Asking) -> None:
    await start(ask, CHAT, channel_has_threads=False)
    (team,) = await ask.rows("teams", channel=CHAT)
    form = opened(await ask.door.handle(pressed("ben", "setup.open", team.id, None)))
    await ask.door.handle(submitted("ben", "setup", form.context, "C-elsewhere", **filled(form)))
    assert not await has_threads(ask, CHAT)


async def test_a_team_that_moves_to_a_group_chat_has_no_threads_any_more(ask: Asking) -> None:
    (team,) = await ask.rows("teams", id=TEAM.id)
    await ask.put("teams", replace(team, has_trouble=True))
    press = replace(pressed("ana", "setup.move", TEAM.id, CHAT), channel_has_threads=False)
    assert "lives in this chat" in said(await ask.door.handle(press))
    assert not await has_threads(ask, CHAT)


@pytest.mark.parametrize("line", ["setup", "", "board", "blockers", "checkin"])
async def test_a_closed_channel_is_refused_with_what_to_do_instead(ask: Asking, line: str) -> None:
    request = replace(typed("ben", line, SHUT), channel_is_closed=True)
    assert said(await ask.door.handle(request)) == CLOSED
    assert "group chat" in CLOSED


@pytest.mark.parametrize(("action", "value"), [("setup.open", ""), ("setup.open", "new"), ("setup.move", TEAM.id)])
async def test_no_button_starts_or_moves_a_team_there(ask: Asking, action: str, value: str) -> None:
    request = replace(pressed("ana", action, value, SHUT), channel_is_closed=True)
    assert said(await ask.door.handle(request)) == CLOSED
    assert not await ask.rows("teams", channel=SHUT)


async def test_nor_does_a_form(ask: Asking) -> None:
    sent = submitted("ben", "setup", f'["{SHUT}", false]', SHUT, **SALES, lead="ben", zone="UTC")
    assert said(await ask.door.handle(replace(sent, channel_is_closed=True))) == CLOSED
    assert not await ask.rows("teams", channel=SHUT)


@pytest.mark.parametrize("line", ["help", "mine", "board growth", "history growth/1.1"])
async def test_what_only_reads_works_there(ask: Asking, line: str) -> None:
    request = replace(typed("ben", line, SHUT), channel_is_closed=True)
    assert said(await ask.door.handle(request)) != CLOSED


async def test_a_chat_without_a_team_is_called_a_chat(ask: Asking) -> None:
    request = replace(typed("ben", "", CHAT), channel_has_threads=False)
    assert said(await ask.door.handle(request)).startswith("This chat has no team yet.")
