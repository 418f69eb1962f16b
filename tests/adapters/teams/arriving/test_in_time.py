"""Whoever pressed a button gets an answer before Teams gives up on it, however slow Teams itself is."""

import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from adapters.teams.carried import Carried, Origin
from cadence.cards import Button, buttons, card
from cadence.cards import Text as TextBlock
from cadence.forms import Form, PersonField
from cadence.requests import Reply, Say, ShowForm
from tests.adapters.teams.arriving.whole import Whole, whole
from tests.fakes.clock import FakeClock
from tests.fakes.memory import MemoryStore
from tests.fakes.teams import FakeTeams, Fault, Somebody

LONG = Say(card("Kept.", TextBlock("Kept."), TextBlock("All of it."), buttons(Button("Undo", "checkin.undo", "1"))))
WHO = ShowForm(Form(id="owner", title="Owner", parts=(PersonField(id="owner", label="Who", initial=("aad-1",)),)))

EXECUTE = "adaptiveCard/action"


@pytest.fixture
async def slow() -> AsyncIterator[tuple[Whole, Somebody]]:
    """Every answer of Teams takes ten seconds, and nobody was ever seen before."""
    async with FakeTeams() as teams, whole(teams, MemoryStore(FakeClock(datetime(2026, 11, 9, tzinfo=UTC)))) as made:
        ana = made.somebody("ana")
        made.teams.tenant.add_team("Sales", [ana.user])
        yield made, ana
        for task in [*made.adapter._parts.replies._beside._running]:
            task.cancel()


@pytest.mark.parametrize(
    ("reply", "name", "is_personal"),
    [(LONG, EXECUTE, True), (WHO, EXECUTE, False), (WHO, "task/fetch", False)],
    ids=["a card in the personal chat", "a form for a channel", "a dialog"],
)
async def test_an_invoke_is_answered_within_three_seconds(
    slow: tuple[Whole, Somebody], reply: Reply, name: str, is_personal: bool
) -> None:
    made, ana = slow
    channel = made.teams.tenant.teams[0].channels[0]
    await made.adapter._parts.turns.take(ana.activities.message(ana.user, channel, "x", "1"))
    await made.settled()
    made.teams.down = Fault(delay=10.0)
    made.engine.replies.append(reply)
    origin = Origin(channel=channel.id) if is_personal else None
    data = Carried(do="press", action="checkin.answer", value="1", origin=origin).data()
    value = {"action": {"type": "Action.Execute", "data": data}} if name == EXECUTE else {"data": data}
    begun = time.monotonic()
    answer = await made.teams.wire.invoke(
        ana.activities.invoke(ana.user, name, value, ana.chat if is_personal else channel, None)
    )
    assert (answer.status, bool(answer.body)) == (200, True)
    assert time.monotonic() - begun < 3.0
