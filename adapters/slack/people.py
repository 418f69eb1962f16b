"""Who people are, as Slack knows them: name, time zone, rights, and whether they belong to this workspace.

Knows users.info and forgets after a while; must not know what people do here.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.errors import SLACK_FAILURES, code_of
from cadence.requests import Person

KEPT = timedelta(minutes=10)
PATIENCE = timedelta(seconds=1)
"""Slack waits three seconds for our answer: a name is not worth more than one of them."""
MOST_KEPT = 10_000

log = logging.getLogger(__name__)


class People:
    """A cache over users.info. now: seconds that only grow."""

    def __init__(self, client: AsyncWebClient, now: Callable[[], float] = time.monotonic) -> None:
        self._client, self._now = client, now
        self._known: dict[str, tuple[float, Person]] = {}

    async def find(self, fallback: Person, team_id: str) -> Person:
        """The person; as last known, or else as the payload named them, where Slack does not answer in time."""
        at, known = self._known.get(fallback.id, (0.0, None))
        if known is not None and self._now() - at < KEPT.total_seconds():
            return known
        try:
            async with asyncio.timeout(PATIENCE.total_seconds()):
                response: Any = await self._client.users_info(user=fallback.id)
        except SLACK_FAILURES as error:
            log.warning("users.info failed: %s", code_of(error))
            return known or fallback
        return self._keep(person_of(response["user"], team_id))

    async def find_all(self, ids: Iterable[str], team_id: str) -> Mapping[str, Person]:
        """These people, by id."""
        found = await asyncio.gather(*(self.find(Person(id=one), team_id) for one in ids))
        return {person.id: person for person in found}

    def _keep(self, person: Person) -> Person:
        if len(self._known) >= MOST_KEPT:
            self._known.clear()
        self._known[person.id] = (self._now(), person)
        return person


def person_of(user: Mapping[str, Any], team_id: str) -> Person:
    """The person in one `user` object of Slack. team_id: our workspace's."""
    profile = user.get("profile", {})
    name = profile.get("display_name") or profile.get("real_name") or user.get("real_name") or user.get("name") or ""
    return Person(
        id=user["id"],
        name=name,
        zone=user.get("tz") or "",
        is_admin=bool(user.get("is_admin") or user.get("is_owner")) and not _is_stranger(user, team_id),
        is_guest=_is_stranger(user, team_id),
    )


def _is_stranger(user: Mapping[str, Any], team_id: str) -> bool:
    """Belongs to another workspace (Slack Connect). Guests of our own workspace are members like all others."""
    home = {user.get("team_id", team_id), *user.get("enterprise_user", {}).get("teams", ())}
    return bool(user.get("is_stranger")) or team_id not in home
