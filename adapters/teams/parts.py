"""Puts the parts of the adapter together. Knows constructors; decides nothing but by the settings."""

import asyncio
import os
from dataclasses import dataclass
from functools import partial

from adapters.teams.arriving.answering import Answering
from adapters.teams.arriving.door import Door, GuardedDoor, OpenDoor
from adapters.teams.arriving.events import TeamsEvents
from adapters.teams.arriving.incoming import Incoming
from adapters.teams.arriving.keys import Keys
from adapters.teams.arriving.services import allowing
from adapters.teams.arriving.tenants import MULTI_TENANT, Tenants
from adapters.teams.arriving.tokens import Tokens
from adapters.teams.arriving.turns import TeamsTurns
from adapters.teams.connector import Connector
from adapters.teams.credentials import ClientSecret, Credentials, ManagedIdentity, NoCredentials
from adapters.teams.deps import TeamsDeps
from adapters.teams.identity import Identity
from adapters.teams.knowing.addresses import AddressBook
from adapters.teams.knowing.hearing import Hearing
from adapters.teams.knowing.people import People
from adapters.teams.knowing.places import Places, found_at
from adapters.teams.showing.chat import TeamsChat
from adapters.teams.showing.replies import Replies
from adapters.teams.showing.turns import Turns
from adapters.teams.showing.waits import Waits
from cadence.colleagues import colleagues

OF_BOTS = "botframework.com"
"""The tenant that gives tokens to apps of many tenants."""


@dataclass(frozen=True, kw_only=True)
class Parts:
    """keys: None in the emulator mode."""

    door: Door
    tenants: Tenants
    turns: TeamsTurns
    events: TeamsEvents
    people: People
    places: Places
    replies: Replies
    chat: TeamsChat
    connector: Connector
    keys: Keys | None


def put_together(deps: TeamsDeps) -> Parts:
    """All of them, by the settings; nothing is asked yet."""
    identity, book = Identity(deps.app_id), AddressBook(deps.addresses)
    allows = allowing(emulator=deps.emulator, openid_url=deps.openid_url)
    connector = Connector(credentials_of(deps), allows, bot_id=identity.bot_id)
    people = People(connector, book)
    places = Places(connector, book, people)
    turns = Turns(waits=Waits(deps.gates, deps.clock) if deps.gates else None)
    replies = Replies(connector, book, people, identity, turns, colleagues=partial(colleagues, deps.store))
    keys = None if deps.emulator else Keys(deps.openid_url, clock=deps.clock)

    async def completed(incoming: Incoming) -> Incoming:
        met, where = await asyncio.gather(people.introduced(incoming), places.where(incoming))
        return found_at(met, where)

    answering = Answering(deps.front_door, completed, replies)
    events = TeamsEvents(
        identity=identity,
        answering=answering,
        book=book,
        hearing=Hearing(book, people, places),
        news=deps.news,
        keep=deps.keep,
        clock=deps.clock,
        count=deps.count,
    )
    return Parts(
        door=door_of(deps, keys),
        tenants=Tenants(deps),
        turns=TeamsTurns(identity, events, answering),
        events=events,
        people=people,
        places=places,
        replies=replies,
        chat=TeamsChat(connector, book, identity, turns),
        connector=connector,
        keys=keys,
    )


def door_of(deps: TeamsDeps, keys: Keys | None) -> Door:
    """keys: None in the emulator mode, which has to be asked for by name."""
    if keys is None:
        return OpenDoor()
    allows = allowing(emulator=False, openid_url=deps.openid_url)
    return GuardedDoor(Tokens(deps.app_id, keys, allows), deps.heartbeats, deps.clock)


def credentials_of(deps: TeamsDeps) -> Credentials:
    """Where our own tokens come from."""
    if deps.emulator:
        return NoCredentials()
    if deps.app_type == "UserAssignedMSI":
        return ManagedIdentity(deps.app_id, os.environ)
    tenant = OF_BOTS if deps.app_type == MULTI_TENANT else deps.tenant_id
    return ClientSecret(deps.login_url, tenant, deps.app_id, deps.app_password)
