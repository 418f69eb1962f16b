"""What `drumbeat doctor` finds about Teams, and how it says to mend it."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import pytest

from adapters.teams.deps import TeamsDeps
from adapters.teams.installing.health import Finding, examine
from cadence.model import Team, Workspace
from cadence.ports import Address
from tests.adapters.teams.arriving.test_tenants import A, B, deps
from tests.adapters.teams.showing.scripted import Script, Told, scripted
from tests.fakes.clock import FakeClock
from tests.fakes.heartbeats import FakeHeartbeats
from tests.fakes.memory import MemoryStore
from tests.fakes.teams.issuer import Issuer

WORKSPACE = f"teams:{A}"
CHANNEL = "19:growth@thread.tacv2"
NOON = datetime(2026, 11, 9, 12, tzinfo=UTC)
TEAM = Team(id="t", workspace_id=WORKSPACE, slug="growth", name="Growth", channel=CHANNEL, lead_id="m", zone="UTC")
TOKEN = Told(200, {"token_type": "Bearer", "expires_in": 3599, "access_token": "secret-token"})


@dataclass
class Clinic:
    """An installation in which everything is in place, to be broken."""

    store: MemoryStore
    issuer: Issuer
    script: Script
    deps: TeamsDeps
    beats: FakeHeartbeats = field(default_factory=FakeHeartbeats)

    async def faults(self, *teams: Team) -> list[Finding]:
        return [one for one in await self.found(*teams) if not one.is_note]

    async def notes(self) -> str:
        return "\n".join(f"{one.what} {one.mend}" for one in await self.found() if one.is_note)

    async def found(self, *teams: Team) -> list[Finding]:
        self.script.answers = self.script.answers or [TOKEN]
        return await examine(self.deps, teams or (TEAM,))


@pytest.fixture
async def clinic() -> AsyncIterator[Clinic]:
    store = MemoryStore(FakeClock(NOON))
    await store.add_workspace(Workspace(id=WORKSPACE, platform="teams", name="Sample"))
    for place in ("tenant:", f"channel:{CHANNEL}"):
        await store.addresses.keep(Address(workspace_id=WORKSPACE, place=place))
    async with AsyncExitStack() as stack:
        script = await stack.enter_async_context(scripted())
        issuer = await stack.enter_async_context(Issuer().served())
        beats = FakeHeartbeats()
        beats.last["teams:signed"] = NOON
        given = deps(
            store,
            app_id=issuer.app_id,
            app_password="p",
            tenant_id=A,
            login_url=f"{script.base}/",
            openid_url=issuer.openid_url,
            heartbeats=beats,
        )
        yield Clinic(store, issuer, script, given, beats)


async def test_where_everything_is_in_place_there_is_nothing_to_mend(clinic: Clinic) -> None:
    assert await clinic.faults() == []
    notes = await clinic.notes()
    assert f"Served: {A}." in notes and "2026-11-09 12:00" in notes
    assert "secret-token" not in notes


@pytest.mark.parametrize(
    ("description", "said"),
    [
        ("AADSTS7000215: Invalid client secret provided.", "MICROSOFT_APP_PASSWORD is wrong"),
        ("AADSTS700016: Application not found in the directory.", "MICROSOFT_APP_TENANT_ID"),
        ("AADSTS7000222: The provided client secret keys are expired.", "secret has expired"),
        ("AADSTS99: Something that nobody has met.", "AADSTS99"),
    ],
)
async def test_a_token_that_microsoft_does_not_give(clinic: Clinic, description: str, said: str) -> None:
    clinic.script.answers = [Told(401, {"error": "invalid_client", "error_description": description})]
    (fault,) = await clinic.faults()
    assert said in fault.what


async def test_a_sign_in_that_is_away(clinic: Clinic) -> None:
    clinic.script.answers = [Told(503, {})]
    (fault,) = await clinic.faults()
    assert "sign-in" in fault.what and "https" in fault.mend


async def test_keys_that_cannot_be_fetched(clinic: Clinic) -> None:
    clinic.issuer.is_away = True
    (fault,) = await clinic.faults()
    assert "keys" in fault.what and clinic.issuer.openid_url in fault.mend


async def test_requests_that_are_refused_since(clinic: Clinic) -> None:
    clinic.beats.last["teams:refused"] = NOON.replace(hour=13)
    (fault,) = await clinic.faults()
    assert "2026-11-09 13:00" in fault.what and "MICROSOFT_APP_ID" in fault.what
    clinic.beats.last["teams:signed"] = NOON.replace(hour=14)
    assert await clinic.faults() == []


async def test_where_no_request_ever_came_the_endpoint_is_named(clinic: Clinic) -> None:
    clinic.beats.last.clear()
    assert "/api/messages" in await clinic.notes()
    assert await clinic.faults() == []


async def test_a_tenant_that_was_served_and_is_not_any_more(clinic: Clinic) -> None:
    clinic.deps = replace(clinic.deps, allowed=(B.upper(),))
    notes = await clinic.notes()
    assert f"{A} was served and is not any more. Add it to MICROSOFT_ALLOWED_TENANTS" in notes
    assert f"Served: {B}." in notes


async def test_an_app_of_many_tenants_serves_the_first(clinic: Clinic) -> None:
    clinic.deps = replace(clinic.deps, app_type="MultiTenant", tenant_id="")
    assert f"Served: {A}." in await clinic.notes()
    fresh = MemoryStore(FakeClock(NOON))
    clinic.deps = replace(clinic.deps, store=fresh, addresses=fresh.addresses)
    assert "the first that writes will be the only one" in await clinic.notes()


async def test_before_anybody_added_it_the_next_step_is_said(clinic: Clinic) -> None:
    await clinic.store.addresses.forget(WORKSPACE, "tenant:")
    assert "drumbeat manifest teams" in await clinic.notes()


@pytest.mark.parametrize(("address", "said"), [(None, "ever heard"), (False, "may not write")])
async def test_a_channel_that_cannot_be_written_in(clinic: Clinic, address: bool | None, said: str) -> None:
    await clinic.store.addresses.forget(WORKSPACE, f"channel:{CHANNEL}")
    if address is not None:
        closed = Address(workspace_id=WORKSPACE, place=f"channel:{CHANNEL}", is_open=address)
        await clinic.store.addresses.keep(closed)
    (fault,) = await clinic.faults()
    assert "Growth" in fault.what and said in fault.what and "@Drumbeat help" in fault.mend


async def test_channels_of_other_workspaces_are_none_of_its_business(clinic: Clinic) -> None:
    assert await clinic.faults(replace(TEAM, workspace_id="slack:T0OTHER", channel="C0GONE")) == []


async def test_the_emulator_mode_is_named_as_what_it_is(clinic: Clinic) -> None:
    clinic.deps = replace(clinic.deps, emulator=True, app_id="", app_password="")
    clinic.issuer.is_away = True
    assert await clinic.faults() == []
    assert "DRUMBEAT_TEAMS_EMULATOR is on" in await clinic.notes()
    assert clinic.script.asked == []
