"""A company in a loopback Teams, and what the adapter knows of it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

import pytest

from adapters.teams.arriving.incoming import Incoming, Way
from adapters.teams.connector import Connector
from adapters.teams.credentials import ClientSecret
from adapters.teams.decoding import address_of, decode
from adapters.teams.identity import Identity, workspace_of
from adapters.teams.knowing.addresses import AddressBook
from adapters.teams.knowing.hearing import Hearing
from adapters.teams.knowing.people import People
from adapters.teams.knowing.places import Places
from cadence.ports import Address
from tests.fakes.memory_keeping import MemoryAddresses
from tests.fakes.teams import Conversation, FakeTeams, MsTeam, User
from tests.fakes.teams.activities import Activities
from tests.fakes.teams.pacing import Doing

UNHURRIED = timedelta(seconds=30)
"""Of real time, for an answer that does come: no machine is so slow that nobody is known in the end."""
US = "<at>Drumbeat</at>"


@dataclass
class Company:
    """now: seconds, moved by tests. growth: a channel of a team that has us."""

    teams: FakeTeams
    team: MsTeam
    growth: Conversation
    ana: User
    ben: User
    guest: User
    connector: Connector
    kept: MemoryAddresses
    now: float = 0.0

    def __post_init__(self) -> None:
        self.book = AddressBook(self.kept, self._clock)
        self.people = People(self.connector, self.book, self._clock, UNHURRIED)
        self.places = Places(self.connector, self.book, self.people, self._clock, UNHURRIED)
        self.hearing = Hearing(self.book, self.people, self.places)

    @property
    def workspace(self) -> str:
        return workspace_of(self.teams.tenant.id)

    @property
    def activities(self) -> Activities:
        return Activities(self.teams.tenant, self.teams.service_url)

    def identity(self) -> Identity:
        return Identity(self.teams.app_id)

    def said(self, by: User, text: str, place: Conversation | None = None) -> Incoming:
        """A line of somebody, decoded."""
        where = place or self.teams.tenant.personal(by)
        told = self.activities.message(by, where, text, self.teams.tenant.new_id())
        incoming = decode(told, self.identity())
        assert incoming is not None
        assert incoming.way is Way.TYPED
        return incoming

    def address(self, place: Conversation, by: User | None = None) -> Address:
        """As an activity shows it."""
        told = self.activities.message(by or self.ana, place, "x", self.teams.tenant.new_id())
        found = address_of(told)
        assert found is not None
        return found

    def asked(self, *doing: Doing) -> int:
        return self.teams.count(*doing)

    def _clock(self) -> float:
        return self.now


@pytest.fixture
async def company() -> AsyncIterator[Company]:
    async with FakeTeams() as teams:
        tenant = teams.tenant
        ana, ben = tenant.add_user("ana"), tenant.add_user("ben")
        guest = tenant.add_user("gil", role="guest")
        team = tenant.add_team("Product", [ana, ben, guest])
        growth = tenant.add_channel(team, "Growth")
        credentials = ClientSecret(teams.login_url, tenant.id, teams.app_id, teams.password)
        connector = Connector(credentials, lambda url: url.startswith(teams.base))
        made = Company(teams, team, growth, ana, ben, guest, connector, MemoryAddresses())
        yield made
        await made.people.close()
        await made.places.close()
        await connector.close()
