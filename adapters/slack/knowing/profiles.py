"""Whom a person's profile names as their manager, where a workspace has such a field.

Knows team.profile.get and users.profile.get; must not know what a manager is asked for here. Never on the way of a
request that somebody waits for: these calls are slow, and most workspaces have no such field.
"""

import logging
import re
import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.errors import SLACK_FAILURES, code_of

SCOPE = "users.profile:read"
KEPT = timedelta(hours=6)
LABEL = re.compile(r"\b(manager|supervisor|line manager|reports to|vorgesetzte\w*)\b", re.IGNORECASE)
USER = re.compile(r"[UW][A-Z0-9]+")

log = logging.getLogger(__name__)


class Profiles:
    """now: seconds that only grow. scopes: what we were granted; without the one it needs nothing is asked."""

    def __init__(
        self, client: AsyncWebClient, scopes: frozenset[str], now: Callable[[], float] = time.monotonic
    ) -> None:
        self._client, self._is_allowed, self._now = client, SCOPE in scopes, now
        self._field: tuple[float, str] | None = None

    async def manager_of(self, user_id: str) -> str | None:
        """The platform's id of the manager; empty where the profile names nobody; None where nobody tells."""
        if not self._is_allowed:
            return None
        try:
            field = await self._manager_field()
            if not field:
                return None
            response: Any = await self._client.users_profile_get(user=user_id)
        except SLACK_FAILURES as error:
            log.info("A profile was not told: %s", code_of(error))
            return None
        return _value(response.get("profile"), field)

    async def _manager_field(self) -> str:
        """The id of the profile's field, or empty where there is none."""
        if self._field is None or self._now() - self._field[0] >= KEPT.total_seconds():
            response: Any = await self._client.api_call("team.profile.get", http_verb="GET")
            self._field = (self._now(), _manager_field(response.get("profile")))
        return self._field[1]


def _manager_field(profile: Any) -> str:
    """A field that names a person. The inverse of it, `Direct Reports`, is another one."""
    fields = profile.get("fields") if isinstance(profile, dict) else None
    found = [field for field in fields if _names_manager(field)] if isinstance(fields, list) else []
    return str(found[0].get("id") or "") if found else ""


def _names_manager(field: Any) -> bool:
    is_of_person = isinstance(field, dict) and field.get("type") == "user" and not field.get("is_inverse")
    return is_of_person and bool(LABEL.search(str(field.get("label") or "")))


def _value(profile: Any, field: str) -> str | None:
    """Empty lists and null both mean that nothing is filled in; a name instead of an id tells us nobody."""
    if not isinstance(profile, dict):
        return None
    fields = profile.get("fields")
    entry = fields.get(field) if isinstance(fields, Mapping) else None
    value = entry.get("value") if isinstance(entry, dict) else None
    if not value:
        return ""
    return value if isinstance(value, str) and USER.fullmatch(value) else None
