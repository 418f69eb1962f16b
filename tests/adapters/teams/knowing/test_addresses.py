"""Addresses: kept when something new is told, believed for a while, and nobody else's."""

from dataclasses import replace

import pytest

from adapters.teams.knowing.addresses import AddressBook
from cadence.ports import Address
from cadence.ports.platform import Over
from tests.fakes.memory_keeping import MemoryAddresses

HERE = Address(
    workspace_id="teams:t1",
    place="channel:19:a",
    group="19:team",
    details={"service_url": "https://smba.trafficmanager.net/emea/", "conversation": "19:a", "name": "Growth"},
)


class Counted(MemoryAddresses):
    """Knows how often it was written to and asked."""

    def __init__(self) -> None:
        super().__init__()
        self.written = self.asked = 0

    async def keep(self, address: Address, over: Over | None = None) -> Address:
        self.written += 1
        return await super().keep(address, over)

    async def find(self, workspace_id: str, place: str) -> Address | None:
        self.asked += 1
        return await super().find(workspace_id, place)


class Desk:
    def __init__(self) -> None:
        self.kept, self.now = Counted(), 0.0
        self.book = AddressBook(self.kept, lambda: self.now)


@pytest.fixture
def desk() -> Desk:
    return Desk()


async def test_what_is_told_again_is_not_written_again(desk: Desk) -> None:
    assert await desk.book.remember(HERE)
    for _ in range(5):
        assert not await desk.book.remember(HERE)
    assert (desk.kept.written, desk.kept.asked) == (1, 1)


async def test_what_is_new_is_written_and_what_is_not_told_stays(desk: Desk) -> None:
    await desk.book.remember(HERE)
    moved = replace(HERE, group="", details={"service_url": "https://smba.trafficmanager.net/amer/", "name": ""})
    await desk.book.remember(moved)
    found = await desk.book.find("teams:t1", "channel:19:a")
    assert found == replace(HERE, details={**HERE.details, "service_url": "https://smba.trafficmanager.net/amer/"})


async def test_what_another_process_did_is_seen_after_a_while(desk: Desk) -> None:
    await desk.book.remember(HERE)
    await desk.kept.keep(replace(HERE, is_open=False))
    assert not await desk.book.remember(HERE)
    desk.now += 61
    assert await desk.book.remember(HERE), "and it is open again"
    assert await desk.kept.find("teams:t1", "channel:19:a") == HERE


async def test_a_closed_address_opens_with_whatever_comes_from_there(desk: Desk) -> None:
    await desk.book.remember(HERE)
    await desk.book.close("teams:t1", "channel:19:a")
    found = await desk.book.channel("teams:t1", "19:a")
    assert found == replace(HERE, is_open=False)
    assert await desk.book.remember(HERE)


async def test_a_forgotten_address_is_unknown(desk: Desk) -> None:
    await desk.book.remember(HERE)
    await desk.book.forget("teams:t1", "channel:19:a")
    assert await desk.book.channel("teams:t1", "19:a") is None


async def test_one_tenants_addresses_are_no_others(desk: Desk) -> None:
    await desk.book.remember(HERE)
    assert await desk.book.channel("teams:t2", "19:a") is None
    assert await desk.book.of_group("teams:t2", "19:team") == []
    assert await desk.book.of_group("teams:t1", "19:team") == [HERE]
    assert await desk.book.of_group("teams:t1", "") == []


async def test_people_are_known_by_either_id(desk: Desk) -> None:
    await desk.book.learn("teams:t1", "29:1ana", "a1")
    await desk.book.learn("teams:t1", "", "a2")
    await desk.book.learn("teams:t1", "29:1ben", "")
    assert [await desk.book.who("teams:t1", one) for one in ("29:1ana", "29:1ben")] == ["a1", ""]
    assert await desk.book.who("teams:t2", "29:1ana") == ""


async def test_what_another_process_learned_meanwhile_is_not_lost() -> None:
    kept = MemoryAddresses()
    ours, others = AddressBook(kept), AddressBook(kept)
    await ours.remember(HERE)
    await others.remember(replace(HERE, details={"user": "29:1"}))
    await ours.remember(replace(HERE, details={"name": "Growth team"}))
    found = await kept.find(HERE.workspace_id, HERE.place)
    assert found is not None and found.details == {**HERE.details, "user": "29:1", "name": "Growth team"}


async def test_what_was_closed_by_another_process_keeps_what_it_learned() -> None:
    kept = MemoryAddresses()
    ours, others = AddressBook(kept), AddressBook(kept)
    await ours.remember(HERE)
    await others.remember(replace(HERE, details={"user": "29:1"}))
    await ours.close(HERE.workspace_id, HERE.place)
    found = await kept.find(HERE.workspace_id, HERE.place)
    assert found is not None and not found.is_open and found.details["user"] == "29:1"
