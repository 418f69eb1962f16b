"""What a delivery shows beyond itself, as news: a channel that takes no messages, or takes them again; a person who is
gone, or for whom the app is not there; a message that somebody deleted.

Knows by which codes adapters name these; must not know what is done about them.
"""

import hashlib
import time
from collections.abc import Callable, Mapping
from datetime import timedelta

from cadence.delivery import Trouble
from cadence.errors import DeliveryError, NeedsMending, Undeliverable
from cadence.news import (
    ACTOR,
    ChannelChange,
    ChannelChanged,
    ChannelTrouble,
    MessageGone,
    News,
    NewsDesk,
    PersonChanged,
    Reached,
)
from cadence.ports import Clock, Delivery, Op, Store
from cadence.requests import Person

OF_CHANNELS = ("channel_", "not_in_channel", "is_archived", "is_inactive", "restricted_action")
"""How the codes begin that are about a channel; the others are about the token, or the message."""

LOOK_EVERY = timedelta(minutes=1)
"""How soon a process that delivers sees a trouble that another one was told of."""

CLOSED = frozenset({"user_disabled"})
"""The person's account is closed. Nothing less certain: what is theirs goes to others."""

NOT_THERE = frozenset({"not_installed"})
"""The app is not there for this person: what adapters call it where a direct message cannot be sent."""

DELETED = frozenset({"message_not_found"})
"""Somebody deleted the message: what adapters call it where one is to be updated."""

Advice = Mapping[str, Mapping[str, str]]
"""What a person can do, by platform and the platform's code for what is wrong."""


def tells_of_trouble(news: NewsDesk, advice: Advice, now: Clock) -> Trouble:
    """For the sender. now: real time."""

    async def tell(delivery: Delivery, error: DeliveryError) -> None:
        mends = advice.get(delivery.workspace_id.partition(":")[0], {})
        found = (
            _of_channel(delivery, error, mends),
            _of_member(delivery, error, mends, now),
            _of_message(delivery, error),
        )
        for told in found:
            if told is not None:
                await news.tell(told)

    return tell


def _of_channel(delivery: Delivery, error: DeliveryError, mends: Mapping[str, str]) -> News | None:
    channel = delivery.place.channel
    if not (channel and isinstance(error, NeedsMending) and error.code.startswith(OF_CHANNELS)):
        return None
    return ChannelTrouble(
        workspace_id=delivery.workspace_id,
        news_id=_news_id(delivery, error.code),
        channel=channel,
        code=error.code,
        mend=mends.get(error.code, str(error)),
    )


def _of_member(delivery: Delivery, error: DeliveryError, mends: Mapping[str, str], now: Clock) -> News | None:
    member, workspace_id, news_id = delivery.place.member, delivery.workspace_id, _news_id(delivery, error.code)
    if not member or not isinstance(error, Undeliverable):
        return None
    if error.code in CLOSED:
        gone = Person(id=member, is_active=False, is_guest=None)
        return PersonChanged(workspace_id=workspace_id, news_id=news_id, who=gone)
    if error.code not in NOT_THERE:
        return None
    return Reached(
        workspace_id=workspace_id,
        news_id=news_id,
        at=now(),
        who=member,
        is_reachable=False,
        key=delivery.key if delivery.op == Op.POST else "",  # what stands there already was read
        mend=mends.get(error.code, ""),
    )


def _of_message(delivery: Delivery, error: DeliveryError) -> News | None:
    if not (delivery.op == Op.UPDATE and isinstance(error, Undeliverable) and error.code in DELETED):
        return None
    news_id = _news_id(delivery, error.code)
    return MessageGone(workspace_id=delivery.workspace_id, news_id=news_id, key=delivery.key)


class Mending:
    """For the sender: a message got through, to a channel that was in trouble. After attempts that did not, each is
    news; else only where a team of ours has trouble there, which is looked up once in a while and not each time.

    now: seconds that only grow.
    """

    def __init__(self, news: NewsDesk, store: Store, now: Callable[[], float] = time.monotonic) -> None:
        self._news, self._store, self._now = news, store, now
        self._troubled: dict[str, tuple[float, frozenset[str]]] = {}

    async def __call__(self, delivery: Delivery) -> None:
        """Tell of it."""
        channel, workspace_id = delivery.place.channel, delivery.workspace_id
        if not channel or (delivery.attempt == 1 and channel not in await self._channels(workspace_id)):
            return
        self._troubled.pop(workspace_id, None)
        news_id, change = _news_id(delivery, "mended"), ChannelChange.MENDED
        await self._news.tell(
            ChannelChanged(workspace_id=workspace_id, news_id=news_id, channel=channel, change=change)
        )

    async def _channels(self, workspace_id: str) -> frozenset[str]:
        """Those in trouble."""
        until, known = self._troubled.get(workspace_id, (0.0, frozenset[str]()))
        if self._now() >= until:
            async with self._store.unit(workspace_id, actor=ACTOR) as unit:
                known = frozenset(team.channel for team in await unit.teams.find(has_trouble=True))
            self._troubled[workspace_id] = (self._now() + LOOK_EVERY.total_seconds(), known)
        return known


def _news_id(delivery: Delivery, code: str) -> str:
    """Each attempt of a message is news of its own: a trouble may be over, and back, between two. Whoever was told of
    it is not told again while it lasts."""
    attempt = f"{delivery.id}:{delivery.revision}:{delivery.attempt}:{code}"
    return "trouble:" + hashlib.sha256(attempt.encode()).hexdigest()[:32]
