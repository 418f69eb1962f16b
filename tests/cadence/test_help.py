"""`okr help` names every command of the grammar."""

from dataclasses import replace

import pytest

from cadence.grammar.commands import read_command
from cadence.wording.help import GROUPS
from tests.cadence.asking import Asking, said
from tests.fakes.growth import MONDAY, WORKSPACE, mid, typed
from tests.fakes.services import fake_services

WORDS = [
    "checkin", "update", "history", "summary", "away", "settings", "blocker", "decision", "action", "blockers",
    "decisions", "actions", "setup", "add", "edit", "remove", "skip", "pause", "resume",
]  # fmt: skip
EXAMPLES = [example for _, commands in GROUPS for line, _ in commands for example in line.split(" · ")]


@pytest.mark.parametrize("word", WORDS)
async def test_help_names_every_command(ask: Asking, word: str) -> None:
    assert f"okr {word}" in said(await ask.types("ben", "help"))


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_is_understood_as_it_stands(example: str) -> None:
    line = example.removeprefix("okr").strip().replace("@x", "<@x>")
    assert read_command(line, MONDAY.date(), fake_services().dates)


async def test_help_fits_one_screen(ask: Asking) -> None:
    text = said(await ask.types("ben", "help"))
    assert len(text) <= 2_000
    assert len(text.splitlines()) <= 25


async def test_help_says_whom_to_ask(ask: Asking) -> None:
    assert "Ask your lead" in said(await ask.types("ben", "help"))
    async with ask.store.unit(WORKSPACE.id, actor="test") as unit:
        await unit.save_workspace(replace(WORKSPACE, rollout_lead_id=mid("mia")))
    assert "Ask Mia, who looks after OKRs here." in said(await ask.types("ben", "help"))


async def test_help_is_there_for_guests_and_in_personal_chats(ask: Asking) -> None:
    assert "okr update" in said(await ask.types("ben", "help", channel=None))


async def test_where_there_are_no_threads_it_names_none(ask: Asking) -> None:
    assert "thread" in said(await ask.types("ben", "help"))
    chat = replace(typed("ben", "help", "19:chat"), channel_has_threads=False)
    assert "thread" not in said(await ask.door.handle(chat))
