"""`drumbeat doctor` tells of events that were given up, and never what they say."""

from datetime import timedelta

from bot.cli.doctor import TOLD
from cadence.ports import Arrival
from storage import SqlStore
from tests.bot.conftest import Terminal, real_now


async def give_up_five(store: SqlStore) -> None:
    for number in range(5):
        at = real_now() - timedelta(hours=number)
        event = Arrival(id=f"Ev{number}", platform="slack", body='{"text": "secret words"}', at=at)
        await store.inbox.put(event)
        [taken] = await store.inbox.take(real_now(), 1, timedelta(seconds=30))
        await store.inbox.give_up(taken, f"reason {number}")


def test_how_many_and_why_the_latest(terminal: Terminal) -> None:
    terminal.kept(give_up_five)
    said = terminal.type("doctor").output
    assert f"mend inbox: 5 {TOLD}" in said
    assert ["reason 0" in said, "reason 2" in said, "reason 3" in said] == [True, True, False]
    assert "slack Ev0" in said and "secret words" not in said
