"""One workspace by its token: taken out and put back, and nothing that came before our start ends what is good."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from adapters.slack.app import SlackDeps, build_slack
from adapters.slack.arriving.incoming import Home
from adapters.slack.installing.single import OneTenant
from adapters.slack.installing.tenants import Foreign, NotConnected
from cadence.errors import NeedsMending, TryLater
from tests.adapters.slack.installing import Told
from tests.adapters.slack.scripted import ScriptedDoor
from tests.fakes.memory import MemoryStore
from tests.fakes.slack import FakeSlack

HERE = Home("T0DRUMBEAT")
STARTED = datetime(2026, 11, 9, 8, 0, tzinfo=UTC)
OURS = "slack:T0DRUMBEAT"


@pytest.fixture
def told(kept: MemoryStore) -> Told:
    return Told(kept)


@pytest.fixture
async def tenants(slack: FakeSlack, door: ScriptedDoor, kept: MemoryStore, told: Told) -> AsyncIterator[OneTenant]:
    deps = SlackDeps(
        front_door=door,
        store=kept,
        bot_token=slack.token,
        signing_secret=slack.signing_secret,
        api_url=slack.api_url,
        news=told,
        purge=told.purge,
        clock=lambda: STARTED,
    )
    made = build_slack(deps).tenants
    assert isinstance(made, OneTenant)
    await made.connect()
    yield made
    await made.close()


async def test_it_is_known_by_its_payloads_and_by_its_name(tenants: OneTenant, slack: FakeSlack) -> None:
    tenant = await tenants.of(HERE)
    assert tenant is await tenants.of_workspace(OURS)
    assert tenant.identity.url == slack.url
    assert "chat:write" in tenant.identity.scopes
    with pytest.raises(Foreign):
        await tenants.of(Home("T9OTHER"))
    with pytest.raises(NeedsMending):
        await tenants.of_workspace("slack:T9OTHER")


async def test_taken_out_it_is_told_and_its_people_are_not_served(
    tenants: OneTenant, slack: FakeSlack, told: Told
) -> None:
    slack.revoked = True
    await tenants.disconnect(HERE, STARTED + timedelta(seconds=1))
    assert told.connections() == [("Disconnected", OURS)]
    assert told.purged == [OURS]
    assert await tenants.connected() == []
    with pytest.raises(NotConnected):
        await tenants.of(HERE)
    with pytest.raises(NeedsMending, match="token_revoked"):
        await tenants.of_workspace(OURS)


async def test_put_back_it_goes_on(tenants: OneTenant, slack: FakeSlack, told: Told) -> None:
    slack.revoked = True
    await tenants.disconnect(HERE)
    slack.revoked = False
    assert (await tenants.of(HERE)).identity.workspace_id == OURS
    assert told.connections() == [("Disconnected", OURS), ("Connected", OURS)]


@pytest.mark.parametrize("at", [STARTED - timedelta(minutes=5), None])
@pytest.mark.parametrize(("is_revoked", "left"), [(False, 1), (True, 0)])
async def test_of_what_was_told_before_our_start_or_without_a_date_slack_says_whether_it_is_still_true(
    tenants: OneTenant, slack: FakeSlack, at: datetime | None, is_revoked: bool, left: int
) -> None:
    slack.revoked = is_revoked
    await tenants.disconnect(HERE, at)
    assert len(await tenants.connected()) == left


async def test_news_of_another_workspace_take_nothing_out(tenants: OneTenant) -> None:
    await tenants.disconnect(Home("T9OTHER"))
    assert len(await tenants.connected()) == 1


async def test_a_database_that_is_away_while_we_learn_who_we_are_makes_messages_wait(
    slack: FakeSlack, door: ScriptedDoor, kept: MemoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(workspace: object) -> None:
        raise OSError("away")

    monkeypatch.setattr(kept, "add_workspace", away)
    tenants = OneTenant(SlackDeps(front_door=door, store=kept, bot_token=slack.token, api_url=slack.api_url))
    with pytest.raises(TryLater, match="OSError"):
        await tenants.of_workspace(OURS)
    await tenants.close()
