"""What an event says, once it is read: a request for the front door, or news of people, groups and channels."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from adapters.slack.arriving.incoming import Incoming
from cadence.news import ChannelChanged, GroupsChanged


@dataclass(frozen=True)
class PersonTold:
    """A member's record as Slack showed it at that moment. user: as in users.info; `people` reads it."""

    user: Mapping[str, Any] = field(repr=False)
    at: datetime | None = None

    @property
    def id(self) -> str:
        """The platform's id of the person."""
        return str(self.user["id"])


@dataclass(frozen=True)
class Removed:
    """The app was taken out of the workspace, or its token was revoked."""


Heard = Incoming | PersonTold | GroupsChanged | ChannelChanged | Removed
