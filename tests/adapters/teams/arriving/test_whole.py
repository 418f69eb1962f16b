"""What Teams sends reaches the engine once, and what the engine says reaches the person; whatever goes wrong."""

import asyncio
import logging
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest

from adapters.teams.carried import PRESS, Carried
from cadence.apologies import SORRY
from cadence.cards import Text, card
from cadence.errors import TryLater
from cadence.requests import ButtonPressed, CommandTyped, Say
from cadence.tidings.kinds import Reached
from tests.adapters.teams.arriving.whole import Whole, whole
from tests.fakes.clock import FakeClock
from tests.fakes.memory import MemoryStore
from tests.fakes.teams import FakeTeams, Fault, Somebody
from tests.fakes.teams.happenings import Happenings
from tests.fakes.teams.pacing import Doing
from tests.fakes.teams.tenant import TENANT_ID

HERE = f"teams:{TENANT_ID}"
HELLO = Say(card("Hello.", Text("Hello.")))


@pytest.fixture
async def teams() -> AsyncIterator[FakeTeams]:
    async with FakeTeams() as fake:
        fake.wire.waits = ()
        yield fake


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore(FakeClock(datetime(2026, 11, 9, tzinfo=UTC)))


@pytest.fixture
async def it(teams: FakeTeams, store: MemoryStore) -> AsyncIterator[Whole]:
    async with whole(teams, store) as made:
        yield made


@pytest.fixture
def ana(it: Whole) -> Somebody:
    return it.somebody("ana")


def pressed(ana: Somebody, **otherwise: Any) -> dict[str, Any]:
    """An invoke of a button at a card in Ana's chat."""
    data = Carried(do=PRESS, action="checkin.same", value="c1").data()
    value = {"action": {"type": "Action.Execute", "verb": "press", "data": data}, "trigger": "manual"}
    made = ana.activities.invoke(ana.user, "adaptiveCard/action", value, ana.chat, None)
    return {**made, "replyToId": "1", **otherwise}


async def test_a_line_is_kept_acknowledged_without_words_and_answered_in_the_chat(it: Whole, ana: Somebody) -> None:
    it.engine.replies.append(HELLO)
    answer = await ana.types("help")
    assert (answer.status, answer.text) == (200, "")
    await it.settled()
    [asked] = it.engine.asked
    assert isinstance(asked, CommandTyped)
    assert (asked.workspace_id, asked.who.id, asked.text) == (HERE, ana.user.aad, "help")
    assert len(ana.inbox()) == 1


async def test_the_same_line_twice_is_handled_once(it: Whole, ana: Somebody, teams: FakeTeams) -> None:
    teams.wire.copies = 3
    await ana.types("help")
    await it.settled()
    assert len(it.engine.asked) == 1


async def test_a_line_that_could_not_be_kept_is_sent_again(it: Whole, ana: Somebody, teams: FakeTeams) -> None:
    it.put_fails, teams.wire.waits = 1, (0.0,)
    assert (await ana.types("help")).status == 200
    await it.settled()
    assert len(it.engine.asked) == 1


async def test_a_button_is_answered_in_the_response(it: Whole, ana: Somebody, teams: FakeTeams) -> None:
    it.engine.replies.append(HELLO)
    answer = await teams.wire.invoke(pressed(ana))
    assert answer.status == 200
    assert answer.body["statusCode"] == 200
    [asked] = it.engine.asked
    assert isinstance(asked, ButtonPressed)
    assert (asked.action, asked.value) == ("checkin.same", "c1")


async def test_whatever_fails_gets_a_kind_word_and_the_log_no_words_of_anybody(
    it: Whole, ana: Somebody, teams: FakeTeams, caplog: pytest.LogCaptureFixture
) -> None:
    it.engine.replies.append(RuntimeError("secret words"))
    with caplog.at_level(logging.INFO):
        answer = await teams.wire.invoke(pressed(ana))
    await it.adapter.close()
    assert answer.status == 200
    assert SORRY in answer.text or any(SORRY in str(message.said) for message in ana.inbox())
    assert "secret words" not in caplog.text
    assert "RuntimeError" in caplog.text


async def test_nothing_is_looked_up_any_more_once_it_is_closed(it: Whole, ana: Somebody, teams: FakeTeams) -> None:
    teams.fail(Doing.MEMBER, Fault(delay=20))
    await ana.types("help")
    await it.settled()
    assert it.engine.asked  # who Ana is was not worth waiting for
    before = asyncio.all_tasks()
    await it.adapter.close()
    assert any("Asked._ask" in str(task.get_coro()) for task in before - asyncio.all_tasks())
    assert not any("Asked._ask" in str(task.get_coro()) for task in asyncio.all_tasks())


async def test_a_line_whose_handling_fails_waits_in_the_inbox(it: Whole, ana: Somebody, store: MemoryStore) -> None:
    it.engine.replies.append(TryLater("not now"))
    assert (await ana.types("help")).status == 200
    await it.settled()
    assert await store.inbox.waiting() == {"waiting": 1, "failed": 0}


async def test_a_button_of_another_version_changes_nothing(it: Whole, ana: Somebody, teams: FakeTeams) -> None:
    broken = pressed(ana, value={"action": {"type": "Action.Execute", "data": {"drumbeat": {"do": "fly"}}}})
    answer = await teams.wire.invoke(broken)
    assert answer.status == 200
    assert it.engine.asked == []


@pytest.mark.parametrize("name", ["composeExtension/query", "signin/verifyState", "made/up", "", None])
async def test_other_invokes_are_not_ours(name: str | None, it: Whole, ana: Somebody, teams: FakeTeams) -> None:
    answer = await teams.wire.invoke(pressed(ana, name=name))
    assert (answer.status, answer.text) == (501, "")


@pytest.mark.parametrize(
    "kind", ["typing", "messageReaction", "messageUpdate", "messageDelete", "event", "made up", "", 7]
)
async def test_everything_else_is_acknowledged(kind: object, it: Whole, ana: Somebody, teams: FakeTeams) -> None:
    answer = await teams.wire.send(pressed(ana, type=kind))
    assert (answer.status, answer.text) == (200, "")
    assert it.engine.asked == []


async def test_adding_the_app_tells_that_its_person_can_be_reached(it: Whole, ana: Somebody, teams: FakeTeams) -> None:
    await Happenings(teams).add_app(ana.user)
    await it.settled()
    assert {(told.who, told.is_reachable) for told in it.engine.told if isinstance(told, Reached)} == {
        (ana.user.aad, True)
    }
    address = await it.store.addresses.find(HERE, f"member:{ana.user.aad}")
    assert address is not None
    assert address.details["service_url"] == teams.service_url


async def test_other_tenants_hear_nothing_and_touch_nothing(it: Whole, teams: FakeTeams) -> None:
    stranger = teams.add_tenant("77777777-7777-4777-8777-777777777777", "Elsewhere")
    eve = Somebody(teams, stranger, stranger.add_user("eve"))
    assert (await eve.types("help")).status == 200
    assert (await teams.wire.invoke(pressed(eve))).status == 200
    await it.settled()
    assert it.engine.asked == []
    assert [workspace.id for workspace in await it.store.workspaces()] == [HERE]


@pytest.mark.parametrize(
    "odd",
    [
        {"channelData": {"tenant": {"id": "77777777-7777-4777-8777-777777777777"}}},
        {"channelData": None, "conversation": {"id": "a:1"}},
        {"conversation": {"id": "a:1", "tenantId": TENANT_ID, "conversationType": 7}},
        {"from": None},
        {"from": {"id": []}},
        {"recipient": 7},
        {"value": "text"},
        {"value": {"action": []}},
        {"id": None},
        {"id": {}},
    ],
    ids=str,
)
@pytest.mark.parametrize("kind", ["invoke", "message", "conversationUpdate", "installationUpdate"])
async def test_odd_activities_are_never_an_error_of_ours(
    odd: dict[str, Any], kind: str, it: Whole, ana: Somebody, teams: FakeTeams
) -> None:
    answer = await teams.wire.send(pressed(ana, type=kind, **odd))
    await it.settled()
    assert answer.status == 200


async def test_without_a_token_nothing_gets_in(it: Whole, ana: Somebody, teams: FakeTeams) -> None:
    teams.signs = False
    assert (await ana.types("help")).status == 401
    assert (await teams.wire.invoke(pressed(ana))).status == 401
    await it.settled()
    assert it.engine.asked == []


async def test_in_the_emulator_mode_nobody_needs_tokens(teams: FakeTeams, store: MemoryStore) -> None:
    teams.signs = False
    async with whole(teams, store, app_id="", app_password="", tenant_id="", emulator=True) as it:
        ana = it.somebody("ana")
        assert (await ana.types("help")).status == 200
        await it.settled()
        assert len(it.engine.asked) == 1
