"""Who people are, as Slack knows them: name, time zone, rights, and whether they belong to this workspace.

Knows users.info and forgets after a while; must not know what people do here.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.decoding.values import SLACKBOT
from adapters.slack.deps import utc_now
from adapters.slack.errors import SLACK_FAILURES, code_of
from adapters.slack.knowing.moments import looked_up_at
from cadence.ports import Clock
from cadence.requests import Person

KEPT = timedelta(minutes=10)
PATIENCE = timedelta(seconds=1)
"""Slack waits three seconds for our answer: a name is not worth more than one of them."""
MOST_KEPT = 10_000
NOBODY_HERE = {"user_not_found", "users_not_found", "user_not_visible"}

log = logging.getLogger(__name__)


class People:
    """A cache over users.info. now: seconds that only grow. clock: real time."""

    def __init__(
        self, client: AsyncWebClient, now: Callable[[], float] = time.monotonic, clock: Clock = utc_now
    ) -> None:
        self._client, self._now, self._clock = client, now, clock
        self._known: dict[str, tuple[float, Person]] = {}

    async def find(self, named: Person, team_id: str) -> Person:
        """The person; as last known, or else as the payload named them, where Slack does not answer in time."""
        at, known = self._known.get(named.id, (0.0, None))
        if known is not None and self._now() - at < KEPT.total_seconds():
            return known
        asked_at = looked_up_at(self._clock())
        try:
            async with asyncio.timeout(PATIENCE.total_seconds()):
                response: Any = await self._client.users_info(user=named.id)
        except SLACK_FAILURES as error:
            log.warning("users.info failed: %s", code_of(error))
            is_nobody = code_of(error) in NOBODY_HERE
            return replace(named, is_guest=True, is_guess=True) if is_nobody else known or replace(named, is_guess=True)
        user = response.get("user")
        if not isinstance(user, dict):
            return known or replace(named, is_guess=True)
        return self._keep(replace(person_of({**user, "id": named.id}, team_id), at=asked_at))

    def learn(self, user: Mapping[str, Any], team_id: str, at: datetime | None) -> Person:
        """The person in a `user` object that Slack told of its own accord; what was known of before then is forgotten.

        at: the moment of which Slack tells.
        """
        return self._keep(replace(person_of(user, team_id), at=at))

    async def find_all(self, ids: Iterable[str], team_id: str) -> Mapping[str, Person]:
        """These people, by id."""
        found = await asyncio.gather(*(self.find(Person(id=one, is_guest=None), team_id) for one in ids))
        return {person.id: person for person in found}

    def _keep(self, person: Person) -> Person:
        _, known = self._known.get(person.id, (0.0, None))
        if known is not None and known.at is not None and person.at is not None and person.at < known.at:
            return person
        if len(self._known) >= MOST_KEPT:
            self._known.clear()
        self._known[person.id] = (self._now(), person)
        return person


def person_of(user: Mapping[str, Any], team_id: str) -> Person:
    """The person in one `user` object of Slack, whatever is missing from it. team_id: our workspace's."""
    profile = _object(user, "profile")
    names = (profile.get("display_name"), profile.get("real_name"), user.get("real_name"), user.get("name"))
    is_stranger = _is_stranger(user, team_id)
    zone = user.get("tz")
    return Person(
        id=user["id"],
        name=next((name for name in names if name and isinstance(name, str)), ""),
        zone=zone if isinstance(zone, str) and zone in _zones() else "",
        is_admin=bool(user.get("is_admin") or user.get("is_owner")) and not is_stranger,
        is_guest=is_stranger,
        is_active=not (user.get("deleted") or user.get("is_bot") or user["id"] == SLACKBOT),
    )


def _is_stranger(user: Mapping[str, Any], team_id: str) -> bool:
    """Belongs to another workspace (Slack Connect). Guests of our own workspace are members like all others."""
    teams = _object(user, "enterprise_user").get("teams") or []
    return bool(user.get("is_stranger")) or team_id not in [user.get("team_id") or team_id, *teams]


def _object(user: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = user.get(key)
    return found if isinstance(found, dict) else {}


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())
