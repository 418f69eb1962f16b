"""What goes on beside whoever began it: it comes to its end, and if it fails that is told, but not in whose words."""

import asyncio
import logging
from datetime import timedelta

import pytest

from cadence import beside as module
from cadence.beside import Beside


async def test_it_goes_on_when_nobody_waits_and_is_waited_for_at_the_end() -> None:
    done: list[str] = []

    async def work() -> str:
        await asyncio.sleep(0.01)
        done.append("it")
        return "found"

    beside = Beside("A private answer")
    task = beside.start(work())
    await beside.drain()
    assert (done, task.result()) == (["it"], "found")


async def test_what_it_begins_itself_meanwhile_is_waited_for_too() -> None:
    done: list[str] = []
    beside = Beside("A private answer")

    async def second() -> None:
        done.append("second")

    async def first() -> None:
        beside.start(second())

    beside.start(first())
    await beside.drain()
    assert done == ["second"]


async def test_what_takes_too_long_is_ended_and_told(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(module, "DRAIN", timedelta(seconds=0.01))
    beside = Beside("A private answer")
    task = beside.start(asyncio.sleep(60))
    await beside.drain()
    assert task.cancelled()
    assert "A private answer was lost: it took too long while we stopped" in caplog.text


async def test_that_it_failed_is_logged_without_its_words(caplog: pytest.LogCaptureFixture) -> None:
    error = ValueError("salaries of the board")

    async def fails() -> None:
        raise error

    beside = Beside("A private answer")
    with caplog.at_level(logging.DEBUG):
        beside.start(fails())
        await beside.drain()
        await asyncio.sleep(0)
    assert "A private answer failed: ValueError" in caplog.text
    assert "in fails" in caplog.text
    assert "salaries" not in caplog.text
