"""What adapters ask to be kept: installations, waits that all share, tickets that work once."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from cadence.ports import Installation
from tests.contracts.conftest import Kept
from tests.fakes.clock import FakeClock
from tests.fakes.growth import MONDAY

LEASE = timedelta(seconds=30)
SECOND = timedelta(seconds=1)
ACME = Installation(
    id="slack:T1",
    platform="slack",
    name="Acme",
    token="xoxb-first",
    refresh_token="xoxe-first",
    expires_at=MONDAY + timedelta(hours=12),
    details={"bot_user": "U0BOT"},
    installed_at=MONDAY,
)
RENEWED = replace(ACME, token="xoxb-second", refresh_token="xoxe-second")


async def test_an_installation_is_kept_as_it_is_and_replaced_by_a_new_one(store: Kept, second: Kept) -> None:
    assert await store.vault.find(ACME.id) is None
    await store.vault.keep(ACME)
    assert await second.vault.find(ACME.id) == ACME
    await store.vault.keep(replace(RENEWED, refresh_token="", expires_at=None, details={}))
    assert await second.vault.find(ACME.id) == replace(RENEWED, refresh_token="", expires_at=None, details={})


async def test_installations_of_a_platform_are_listed_the_oldest_first(store: Kept) -> None:
    later = replace(ACME, id="slack:T0", installed_at=MONDAY + SECOND)
    for each in (later, ACME, replace(ACME, id="teams:1", platform="teams")):
        await store.vault.keep(each)
    assert await store.vault.installed("slack") == [ACME, later]


async def test_what_is_forgotten_is_gone_and_may_come_back(store: Kept) -> None:
    await store.vault.keep(ACME)
    await store.vault.begin_renewal(ACME.id, MONDAY, LEASE)
    await store.vault.forget(ACME.id)
    await store.vault.forget(ACME.id)
    assert await store.vault.find(ACME.id) is None
    assert await store.vault.begin_renewal(ACME.id, MONDAY, LEASE) is None
    await store.vault.keep(RENEWED)
    assert await store.vault.begin_renewal(ACME.id, MONDAY, LEASE) == RENEWED


async def test_one_of_many_renews_a_token(store: Kept, second: Kept) -> None:
    await store.vault.keep(ACME)
    workers = (store, second) * 5
    won = await asyncio.gather(*(worker.vault.begin_renewal(ACME.id, MONDAY, LEASE) for worker in workers))
    assert [each for each in won if each] == [ACME]


async def test_a_renewal_ends_when_it_is_kept_or_its_lease_is_over(store: Kept, second: Kept) -> None:
    await store.vault.keep(ACME)
    assert await store.vault.begin_renewal(ACME.id, MONDAY, LEASE)
    assert await second.vault.begin_renewal(ACME.id, MONDAY + LEASE - SECOND, LEASE) is None
    assert await second.vault.begin_renewal(ACME.id, MONDAY + LEASE, LEASE) == ACME
    await second.vault.keep(RENEWED)
    assert await store.vault.begin_renewal(ACME.id, MONDAY + LEASE, LEASE) == RENEWED


async def test_renewing_one_installation_leaves_the_others(store: Kept) -> None:
    other = replace(ACME, id="slack:T2")
    await store.vault.keep(ACME)
    await store.vault.keep(other)
    assert await store.vault.begin_renewal(ACME.id, MONDAY, LEASE)
    assert await store.vault.begin_renewal(other.id, MONDAY, LEASE) == other


@pytest.mark.parametrize(
    ("closed", "expected"),
    [
        pytest.param([], None, id="never closed"),
        pytest.param([5], 5, id="closed"),
        pytest.param([5, 9], 9, id="for longer"),
        pytest.param([9, 5], 9, id="never for less"),
        pytest.param([0], None, id="over"),
    ],
)
async def test_a_gate_is_closed_for_all_until_the_latest_moment(
    store: Kept, second: Kept, closed: list[int], expected: int | None
) -> None:
    for seconds in closed:
        await store.gates.close("slack:T1", "users.info", MONDAY + timedelta(seconds=seconds))
    until = MONDAY + timedelta(seconds=expected) if expected is not None else None
    assert await second.gates.closed_until("slack:T1", "users.info", MONDAY) == until
    for workspace_id, name in (("slack:T1", "views.open"), ("slack:T2", "users.info")):
        assert await second.gates.closed_until(workspace_id, name, MONDAY) is None


async def test_closed_gates_are_found_by_how_their_names_begin(store: Kept, second: Kept) -> None:
    """Of every workspace: where two have one of the same name, until the later moment."""
    closed = (("teams:A", "a:1", 5), ("teams:B", "a:1", 9), ("teams:A", "a:2", 7), ("teams:A", "a:3", 0), ("s", "b", 5))
    for workspace_id, name, seconds in closed:
        await store.gates.close(workspace_id, name, MONDAY + timedelta(seconds=seconds))
    await store.gates.close("teams:A", "a:4", MONDAY + timedelta(days=30))  # of a clock that was put back since
    found = {name: MONDAY + timedelta(seconds=seconds) for name, seconds in (("a:1", 9), ("a:2", 7))}
    assert await second.gates.closed("a:", MONDAY) == found


async def test_a_ticket_works_once(store: Kept, second: Kept, clock: FakeClock) -> None:
    await store.tickets.issue("state-1", clock() + timedelta(minutes=10))
    assert not await second.tickets.redeem("state-2", clock())
    tries = await asyncio.gather(*(worker.tickets.redeem("state-1", clock()) for worker in (store, second) * 5))
    assert sum(tries) == 1


async def test_a_ticket_is_over_at_its_end(store: Kept, clock: FakeClock) -> None:
    await store.tickets.issue("state-1", clock() + timedelta(minutes=10))
    assert not await store.tickets.redeem("state-1", clock() + timedelta(minutes=10))
