"""Slack's events: kept before they are acknowledged, and acted on afterwards.

Knows which of them matter, and who is to hear of them; must not look into a payload (`decoding`), nor decide anything.
"""

import json
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace

from adapters.slack.arriving.freshness import Freshness
from adapters.slack.arriving.incoming import Garbled, Incoming
from adapters.slack.arriving.membership import Membership
from adapters.slack.decoding import (
    Heard,
    Payload,
    PersonTold,
    Removed,
    decode_event,
    essence,
    event_at,
    event_id,
    event_kind,
    home_of_event,
)
from adapters.slack.errors import SLACK_FAILURES, delivering
from adapters.slack.installing.identity import PLATFORM
from adapters.slack.installing.tenants import Foreign, NotConnected, Tenant, Tenants
from adapters.slack.knowing.groups import completed
from adapters.slack.knowing.moments import looked_up_at
from cadence.news import ChannelChanged, GroupsChanged, PersonChanged, Unheard
from cadence.ports import Arrival, Clock
from cadence.ports.engine import Handles, Tells, count_nothing

Keep = Callable[[Arrival], Awaitable[bool]]
Count = Callable[[str, str], None]

log = logging.getLogger(__name__)


class SlackEvents:
    """keep: as `Receiver.put`. count: is told the kind of each event, and `kept`, `known`, `handled`, `failed` or
    `given_up`."""

    def __init__(
        self,
        *,
        tenants: Tenants,
        front_door: Handles,
        news: Tells,
        membership: Membership,
        freshness: Freshness,
        keep: Keep,
        clock: Clock,
        count: Count = count_nothing,
    ) -> None:
        self._tenants, self._front_door, self._news = tenants, front_door, news
        self._membership, self._freshness = membership, freshness
        self._keep, self._clock, self._count = keep, clock, count

    async def put(self, payload: Payload) -> bool:
        """Keep an event that matters to us; whether it did and is new. What cannot be read is left alone.

        Raises what keeping raises: then Slack should send it again.
        """
        try:
            if not await self._matters(payload):
                return False
            arrival = Arrival(
                id=event_id(payload), platform=PLATFORM, body=json.dumps(essence(payload)), at=self._clock()
            )
        except Garbled:
            log.warning("An event of Slack could not be read")
            return False
        is_new = await self._keep(arrival)
        self._count(event_kind(payload), "kept" if is_new else "known")
        return is_new

    async def handle(self, arrival: Arrival) -> None:
        """Act on a kept event. Raises DeliveryError, or what the engine raises, where that is to be tried again."""
        payload: Payload = json.loads(arrival.body)
        outcome = "failed"
        try:
            with delivering(repeatable=True):
                await self._act(payload)
            outcome = "handled"
        finally:
            self._count(event_kind(payload), outcome)

    async def regret(self, arrival: Arrival) -> None:
        """It is given up: have whoever wrote it told. Raises DeliveryError, StoreAway where that cannot be done now."""
        payload: Payload = json.loads(arrival.body)
        with delivering(repeatable=True):
            try:
                tenant = await self._tenants.of(home_of_event(payload))
            except (Foreign, NotConnected):
                return
            heard = _heard(payload, tenant)
            if isinstance(heard, Incoming):
                where, news_id = tenant.identity.workspace_id, f"unheard:{arrival.id}"
                news = Unheard(workspace_id=where, news_id=news_id, at=arrival.at, request=heard.request)
                await self._news.tell(news)
        self._count(event_kind(payload), "given_up")

    def handled(self, tenant: Tenant, incoming: Incoming) -> None:
        """See `Freshness.handled`."""
        self._freshness.handled(tenant, incoming)

    async def _matters(self, payload: Payload) -> bool:
        """Most events of a workspace are nothing to us. Where Slack does not say who we are there, they are kept."""
        if not event_kind(payload) or decode_event(payload) is None:
            return False
        try:
            tenant = await self._tenants.of(home_of_event(payload))
        except (Foreign, NotConnected):
            return False
        except SLACK_FAILURES:
            return True
        heard = _heard(payload, tenant)
        if isinstance(heard, PersonTold):
            return await self._membership.knows(tenant.identity.workspace_id, heard.id)
        return heard is not None

    async def _act(self, payload: Payload) -> None:
        try:
            tenant = await self._tenants.of(home_of_event(payload))
        except (Foreign, NotConnected):
            return  # we were taken out meanwhile
        match _heard(payload, tenant):
            case Incoming() as incoming:
                await self._answer(incoming, tenant)
            case PersonTold() as told:
                await self._tell_person(told, event_id(payload), tenant)
            case GroupsChanged() as changed:
                await self._tell_groups(changed, tenant)
            case ChannelChanged() as changed:
                tenant.places.forget(changed.channel)
                await self._news.tell(changed)
            case Removed():
                await self._tenants.disconnect(home_of_event(payload), event_at(payload))

    async def _answer(self, incoming: Incoming, tenant: Tenant) -> None:
        """Nobody waits for words in an acknowledgement: the reply is shown beside what was written."""
        incoming = await tenant.introduced(incoming)
        reply = await self._front_door.handle(incoming.request)
        await tenant.replies.show(reply, incoming)

    async def _tell_person(self, told: PersonTold, news_id: str, tenant: Tenant) -> None:
        workspace_id = tenant.identity.workspace_id
        if not await self._membership.knows(workspace_id, told.id):
            return
        seen = tenant.people.learn(told.user, tenant.identity.team_id, told.at)
        who, named = await self._freshness.with_manager(tenant, seen)
        await self._news.tell(
            PersonChanged(workspace_id=workspace_id, news_id=news_id, at=told.at, who=who, named=named)
        )

    async def _tell_groups(self, changed: GroupsChanged, tenant: Tenant) -> None:
        asked_at = self._clock()
        groups = await completed(changed.groups, tenant.client, tenant.identity)
        is_told = all(group.handle for group in changed.groups)  # else it is all as Slack answered just now
        at = changed.at if is_told else looked_up_at(asked_at, changed.at)
        named = await self._freshness.people_of(tenant, groups)
        if groups:
            await self._news.tell(replace(changed, at=at, groups=groups, named=named))


def _heard(payload: Payload, tenant: Tenant) -> Heard | None:
    return decode_event(payload, tenant.identity.workspace_id, tenant.identity.bot_user)
