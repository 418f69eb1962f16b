"""Many workspaces: each by its own token, kept fresh; taken out, put back; and all workspaces of an organisation."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from adapters.slack.arriving.incoming import Home
from adapters.slack.client import SlackClient
from adapters.slack.installing.renewing import App, Renewal
from adapters.slack.installing.tenants import Foreign, NotConnected
from cadence.errors import NeedsMending, TryLater
from tests.adapters.slack.installing import Installed, installing
from tests.fakes.clock import FakeClock
from tests.fakes.memory import MemoryStore
from tests.fakes.slack import FakeSlack, Fault

HERE = Home("T0DRUMBEAT")
OURS = "slack:T0DRUMBEAT"
BEGAN = datetime(2026, 11, 9, 8, 0, tzinfo=UTC)


@pytest.fixture
def clock(slack: FakeSlack) -> FakeClock:
    still = FakeClock(BEGAN)
    slack.use_clock(still)
    slack.tokens.clear()
    return still


@pytest.fixture
async def installed(slack: FakeSlack, kept: MemoryStore, clock: FakeClock) -> AsyncIterator[Installed]:
    slack.oauth.rotates = True
    async with installing(slack, kept, clock, allowed=("T0DRUMBEAT", "T2OTHER", "E0ORG")) as it:
        await it.install("T0DRUMBEAT")
        slack.calls.clear()
        yield it


def refreshes(slack: FakeSlack) -> list[str]:
    """The refresh tokens that were used."""
    asked = [args for at in slack.workspaces for name, args in at.calls if name == "oauth.v2.access"]
    return [args["refresh_token"] for args in asked if "refresh_token" in args]


async def test_each_workspace_is_served_with_its_own_token(slack: FakeSlack, installed: Installed) -> None:
    other = slack.add_workspace("T2OTHER", "Other", is_installed=False)
    other.add_user("U5EVE", "eve")
    other.add_channel("C9", "sales")
    await installed.install("T2OTHER")
    async with installed.people("T2OTHER") as people:
        await people.command("U5EVE", "C9", "board")
    assert installed.door.asked[-1].workspace_id == "slack:T2OTHER"
    assert installed.door.asked[-1].who.name == "Eve"
    first, second = await installed.tenants.connected()
    assert {first.client.token, second.client.token} == {slack.token, other.token}


@pytest.mark.parametrize(
    ("home", "error"), [(Home("T9NEW"), NotConnected), (Home(), NotConnected), (Home("T0DRUMBEAT", "", "A9"), Foreign)]
)
async def test_what_comes_from_elsewhere_is_not_ours(installed: Installed, home: Home, error: type[Exception]) -> None:
    with pytest.raises(error):
        await installed.tenants.of(home)


async def test_people_of_a_workspace_without_the_app_are_told_so(slack: FakeSlack, installed: Installed) -> None:
    new = slack.add_workspace("T9NEW", "New")
    new.add_user("U1", "una")
    new.add_channel("C9", "sales")
    async with installed.people("T9NEW") as people:
        answer = await people.command("U1", "C9", "board")
    assert "not installed" in answer.body["text"]
    assert installed.door.asked == []


async def test_a_token_is_renewed_two_hours_before_its_end(
    slack: FakeSlack, installed: Installed, clock: FakeClock
) -> None:
    clock.forward(hours=9, minutes=59)
    await installed.tenants.of(HERE)
    assert refreshes(slack) == []
    clock.forward(minutes=2)
    old = slack.token
    assert (await installed.tenants.of(HERE)).client.token == old  # nobody waits for it
    await asyncio.gather(*installed.tenants._renewing.values())
    assert (await installed.tenants.of(HERE)).client.token == slack.token != old
    assert len(refreshes(slack)) == 1


async def test_one_that_has_ended_is_renewed_at_once(slack: FakeSlack, installed: Installed, clock: FakeClock) -> None:
    clock.forward(days=3)
    tenant = await installed.tenants.of_workspace(OURS)
    assert (await tenant.client.auth_test())["ok"]
    assert len(refreshes(slack)) == 1


async def test_a_call_that_is_refused_for_its_end_is_made_once_more(
    slack: FakeSlack, installed: Installed, clock: FakeClock
) -> None:
    tenant = await installed.tenants.of(HERE)
    slack.tokens[-1].until = clock().timestamp()  # earlier than Slack had said
    await tenant.client.chat_postMessage(channel="C1GROWTH", text="hello")
    assert [message.text for message in slack.in_channel("C1GROWTH")] == ["hello"]
    assert len(refreshes(slack)) == 1


async def test_no_refresh_token_is_used_twice_by_many_at_once(
    slack: FakeSlack, kept: MemoryStore, installed: Installed, clock: FakeClock
) -> None:
    slack.fail("oauth.v2.access", Fault(delay=0.3))
    async with AsyncExitStack() as stack:
        others = [await stack.enter_async_context(installing(slack, kept, clock)) for _ in range(3)]
        clock.forward(hours=12)
        found = await asyncio.gather(*(each.tenants.of(HERE) for each in (installed, *others) for _ in range(5)))
        assert {tenant.client.token for tenant in found} == {slack.token}
    assert len(refreshes(slack)) == 1


async def test_what_another_process_renewed_is_found_when_the_old_one_is_refused(
    slack: FakeSlack, kept: MemoryStore, installed: Installed, clock: FakeClock
) -> None:
    tenant = await installed.tenants.of(HERE)
    async with installing(slack, kept, clock) as other:
        await other.install("T0DRUMBEAT")
    slack.tokens[0].error = "token_revoked"
    assert (await tenant.client.auth_test())["ok"]
    assert refreshes(slack) == []


async def test_who_comes_second_takes_what_the_first_got_and_gives_the_lease_back(
    slack: FakeSlack, kept: MemoryStore, installed: Installed, clock: FakeClock
) -> None:
    old = await kept.vault.find(OURS)
    assert old is not None
    newer = replace(old, token="xoxe.xoxb-newer", refresh_token="xoxe-newer")
    await kept.vault.keep(newer)
    app = App(slack.oauth.client_id, slack.oauth.client_secret)
    assert await Renewal(kept.vault, SlackClient("", slack.api_url), app, clock).renew(old) == newer
    assert refreshes(slack) == []
    assert await kept.vault.begin_renewal(OURS, clock(), timedelta(seconds=45)) == newer


async def test_while_it_cannot_be_renewed_the_operator_hears_and_messages_wait(
    slack: FakeSlack, installed: Installed, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    slack.fail("oauth.v2.access", Fault(error="invalid_refresh_token"))
    clock.forward(hours=13)
    tenant = await installed.tenants.of_workspace(OURS)
    assert "could not be renewed: invalid_refresh_token" in caplog.text
    with pytest.raises(Exception, match="token_expired"):
        await tenant.client.auth_test()
    clock.forward(minutes=1)
    assert (await installed.tenants.of_workspace(OURS)).client.token == slack.token


async def test_a_new_token_is_kept_though_the_database_was_away(
    slack: FakeSlack, kept: MemoryStore, installed: Installed, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep, failures = kept.vault.keep, [OSError("away")]

    async def away(installation: object) -> None:
        if failures:
            raise failures.pop()
        await keep(installation)  # type: ignore[arg-type]  # handed on as it came

    monkeypatch.setattr(kept.vault, "keep", away)
    clock.forward(hours=12)
    await installed.tenants.of(HERE)
    found = await kept.vault.find(OURS)
    assert found is not None
    assert found.token == slack.token


async def test_taken_out_it_is_forgotten_and_nothing_is_lost_but_the_token(
    slack: FakeSlack, kept: MemoryStore, installed: Installed, clock: FakeClock
) -> None:
    await installed.tenants.disconnect(HERE, clock() + timedelta(seconds=5))
    await installed.tenants.disconnect(HERE, clock() + timedelta(seconds=6))  # Slack tells it twice
    assert await kept.vault.find(OURS) is None
    assert installed.told.connections()[1:] == [("Disconnected", OURS)]
    assert installed.told.purged == [OURS], "drafts and Homes are nobody's business any more"
    assert not (await installed.workspace(OURS)).is_connected
    with pytest.raises(NotConnected):
        await installed.tenants.of(HERE)
    with pytest.raises(NeedsMending, match="/slack/install"):
        await installed.tenants.of_workspace(OURS)


async def test_put_back_it_goes_on_as_the_same_workspace(
    slack: FakeSlack, installed: Installed, clock: FakeClock
) -> None:
    before = (await installed.tenants.of(HERE)).identity.workspace_id
    await installed.tenants.disconnect(HERE, clock())
    assert (await installed.install("T0DRUMBEAT")).status == 200
    assert (await installed.workspace(OURS)).is_connected
    assert (await installed.tenants.of(HERE)).identity.workspace_id == before
    assert (await installed.tenants.of(HERE)).client.token == slack.token


@pytest.mark.parametrize("is_dated", [True, False])
async def test_late_news_of_an_earlier_installation_do_not_end_the_new_one(
    slack: FakeSlack, installed: Installed, clock: FakeClock, is_dated: bool
) -> None:
    told_at = clock() if is_dated else None
    clock.forward(minutes=1)
    await installed.install("T0DRUMBEAT")
    await installed.tenants.disconnect(HERE, told_at)
    assert (await installed.tenants.of(HERE)).client.token == slack.token
    slack.tokens[-1].error = "token_revoked"
    await installed.tenants.disconnect(HERE, told_at)
    with pytest.raises(NotConnected):
        await installed.tenants.of(HERE)


async def test_a_vault_that_is_away_makes_messages_wait(
    kept: MemoryStore, installed: Installed, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(_: str) -> None:
        raise OSError("away")

    monkeypatch.setattr(kept.vault, "find", away)
    with pytest.raises(TryLater):
        await installed.tenants.of_workspace("slack:T5UNSEEN")


async def test_a_start_tells_what_a_crash_left_untold(kept: MemoryStore, installed: Installed) -> None:
    workspace = await installed.workspace(OURS)
    async with kept.unit(OURS, actor="test") as unit:
        await unit.save_workspace(replace(workspace, is_connected=False))
    await installed.adapter.connect()
    assert (await installed.workspace(OURS)).is_connected


async def test_the_workspaces_of_an_organisation_are_known_from_their_first_request_on(
    slack: FakeSlack, installed: Installed, clock: FakeClock
) -> None:
    slack.add_workspace("T2OTHER", "Other").add_user("U5EVE", "eve")
    slack.oauth.is_org = True
    await installed.install()
    assert [who.identity.team_id for who in await installed.tenants.connected()] == ["T0DRUMBEAT"]
    tenant = await installed.tenants.of(Home("T2OTHER", "E0ORG"))
    assert (tenant.identity.workspace_id, tenant.identity.enterprise_id) == ("slack:T2OTHER", "E0ORG")
    assert (await installed.workspace("slack:T2OTHER")).name == "Org (T2OTHER)"
    assert (await tenant.client.users_info(user="U5EVE"))["user"]["name"] == "eve"
    assert (await installed.tenants.of_workspace("slack:T2OTHER")) is tenant
    clock.forward(hours=13)
    assert (await (await installed.tenants.of_workspace("slack:T2OTHER")).client.users_list())["ok"]
    await installed.tenants.disconnect(Home("T2OTHER", "E0ORG"), clock())
    with pytest.raises(NotConnected):
        await installed.tenants.of(Home("T2OTHER", "E0ORG"))
    assert ("Disconnected", "slack:T2OTHER") in installed.told.connections()
