"""`drumbeat doctor`: what is amiss is said with what mends it."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from cadence.cards import card
from cadence.model import Message, Place
from cadence.ports import Delivery, Outcome
from storage import SqlStore
from tests.bot.conftest import Terminal, real_now
from tests.bot.test_cli import NOWHERE, SOON
from tests.fakes.growth import TEAM, WORKSPACE, plant_growth
from tests.fixtures.faulty import SmallDisk


def test_the_doctor_is_content_once_a_worker_has_ticked(terminal: Terminal) -> None:
    before = terminal.type("doctor")
    assert before.exit_code == 1
    assert "has never ticked" in before.output
    terminal.type("tick")
    ended = terminal.type("doctor")
    assert ended.exit_code == 0
    assert "mend" not in ended.output


@pytest.mark.parametrize(
    ("url", "mend"), [("sqlite:///fresh.db", "Run `drumbeat db upgrade`"), (NOWHERE, "Check DATABASE_URL")]
)
def test_the_doctor_says_how_to_mend_the_database(terminal: Terminal, url: str, mend: str) -> None:
    ended = terminal.type("doctor", DATABASE_URL=url)
    assert ended.exit_code == 1
    assert mend in ended.output


def test_the_doctor_sees_that_nothing_can_be_kept(terminal: Terminal, tmp_path: Path) -> None:
    with SmallDisk(tmp_path / "disk") as disk:
        url = f"sqlite:///{disk.folder / 'drumbeat.db'}"
        terminal.type("db", "upgrade", DATABASE_URL=url)
        terminal.type("tick", DATABASE_URL=url)
        with closing(sqlite3.connect(disk.folder / "drumbeat.db")) as running:  # what it shares with others is there
            running.execute("SELECT * FROM workspaces").fetchall()
            disk.fill()
            ended = terminal.type("doctor", DATABASE_URL=url)
    assert ended.exit_code == 1
    assert "nothing that people say can be kept" in " ".join(ended.output.split())


def test_the_doctor_lists_what_could_not_be_delivered(terminal: Terminal) -> None:
    async def say_in_an_unconfigured_platform(store: SqlStore) -> None:
        await plant_growth(store)
        async with store.unit(WORKSPACE.id, actor="test") as unit:
            await unit.outbox.say(_message())
        await store.settle([_failed(delivery) for delivery in await store.claim(real_now(), 1, SOON)])

    terminal.kept(say_in_an_unconfigured_platform)
    terminal.type("tick")
    ended = terminal.type("doctor")
    assert ended.exit_code == 1
    assert "1 could not be delivered" in ended.output


def _message() -> Message:
    place = Place(channel=TEAM.channel)
    return Message(id="m1", workspace_id=WORKSPACE.id, key="k", place=place, card=card("Hello"))


def _failed(delivery: Delivery) -> Outcome:
    return Outcome(delivery=delivery, failed="the channel is gone")
