"""Only the first tenant is served, unless others are named."""

from datetime import UTC, datetime
from typing import Any

import pytest

from adapters.teams.arriving.tenants import Tenants
from adapters.teams.deps import TeamsDeps
from cadence.ports import Arrival
from cadence.requests import Nothing, Reply, Request
from tests.fakes.clock import FakeClock
from tests.fakes.memory import MemoryStore

A, B = "aaaaaaaa-0000-4000-8000-000000000000", "bbbbbbbb-0000-4000-8000-000000000000"


class Nobody:
    async def handle(self, request: Request) -> Reply:
        return Nothing()

    async def tell(self, news: object) -> None:
        """Nobody listens."""

    async def keep(self, arrival: Arrival) -> bool:
        return True


def deps(store: MemoryStore, **otherwise: Any) -> TeamsDeps:
    nobody = Nobody()
    return TeamsDeps(
        front_door=nobody, store=store, addresses=store.addresses, keep=nobody.keep, news=nobody, **otherwise
    )


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore(FakeClock(datetime(2026, 11, 9, tzinfo=UTC)))


async def served(store: MemoryStore, **otherwise: Any) -> list[str]:
    """Which of both are, where A comes first."""
    tenants = Tenants(deps(store, **otherwise))
    return [tenant for tenant in (A, B, A) if await tenants.serves(tenant)][:2]


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, [A, A]),
        ({"app_type": "MultiTenant", "tenant_id": B}, [A, A]),
        ({"tenant_id": B}, [B]),
        ({"tenant_id": B.upper(), "app_type": "UserAssignedMSI"}, [B]),
        ({"tenant_id": A, "allowed": (B,)}, [B]),
        ({"allowed": (A, B)}, [A, B]),
        ({"emulator": True}, [A, B]),
    ],
    ids=str,
)
async def test_who_is_served(settings: dict[str, Any], expected: list[str], store: MemoryStore) -> None:
    assert await served(store, **settings) == expected
    assert {it.id for it in await store.workspaces()} == {f"teams:{tenant}" for tenant in expected}


async def test_the_first_is_still_the_first_after_a_restart(store: MemoryStore) -> None:
    assert await Tenants(deps(store)).serves(B)
    again = Tenants(deps(store))
    assert [await again.serves(A), await again.serves(B)] == [False, True]


async def test_the_operator_reads_once_which_tenant_is_left_alone(
    store: MemoryStore, caplog: pytest.LogCaptureFixture
) -> None:
    tenants = Tenants(deps(store, allowed=(A,)))
    for _ in range(3):
        await tenants.serves(B)
    assert caplog.text.count(B) == 1
    assert "MICROSOFT_ALLOWED_TENANTS" in caplog.text


async def test_named_tenants_have_their_workspace_before_anybody_comes(store: MemoryStore) -> None:
    welcomed = []

    async def welcome(workspace_id: str) -> None:
        welcomed.append(workspace_id)

    tenants = Tenants(deps(store, allowed=(A,), welcome=welcome))
    await tenants.prepare()
    assert [it.id for it in await store.workspaces()] == welcomed == [f"teams:{A}"]
    await tenants.serves(A)
    assert len(welcomed) == 1
