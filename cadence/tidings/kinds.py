"""What a platform tells of its own accord. Knows no platform, and not what is done about it (`cadence.news`)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from cadence.requests import FormSubmitted, Person, Request


@dataclass(frozen=True, kw_only=True)
class News:
    """news_id: the same for every delivery of the same event.

    at: when it was so, by the platform's clock: what is older than what was applied changes nothing. None: nobody
    told; it is applied whenever it comes.
    """

    workspace_id: str
    news_id: str
    at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class PersonChanged(News):
    """A member as the platform knows them now (name, zone, deactivated). Strangers to us are left alone.

    named: further people whom the news names (a manager), by platform id.
    """

    who: Person
    named: Mapping[str, Person] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class GroupSeen:
    """A user group as it stands. people: platform ids; None where the platform did not tell."""

    id: str
    handle: str
    name: str
    people: tuple[str, ...] | None = None
    is_active: bool = True


@dataclass(frozen=True, kw_only=True)
class GroupsChanged(News):
    """Groups as they stand now. named: their members, as far as known, by platform id."""

    groups: tuple[GroupSeen, ...]
    named: Mapping[str, Person] = field(default_factory=dict)


class ChannelChange(StrEnum):
    """MENDED: a message got through again, after one that did not. RENAMED: also where it only became private or
    public."""

    ARCHIVED = "archived"
    REOPENED = "reopened"
    DELETED = "deleted"
    RENAMED = "renamed"
    MOVED = "moved"
    LEFT = "left"
    JOINED = "joined"
    MENDED = "mended"


@dataclass(frozen=True, kw_only=True)
class ChannelChanged(News):
    """A channel changed, or we left or joined it. MOVED: its id is `new_id` now. by: who invited us (platform id)."""

    channel: str
    change: ChannelChange
    name: str = ""
    is_private: bool | None = None
    new_id: str = ""
    by: str = ""


@dataclass(frozen=True, kw_only=True)
class ChannelTrouble(News):
    """A message could not be shown in this channel. code: the platform's word for it; mend: what a person can do."""

    channel: str
    code: str
    mend: str


@dataclass(frozen=True, kw_only=True)
class MessageGone(News):
    """Somebody deleted a message of ours by hand. key: its own."""

    key: str


@dataclass(frozen=True, kw_only=True)
class PeopleLeft(News):
    """These people (platform ids) do not belong to these channels any more; they may still be in the workspace."""

    channels: tuple[str, ...]
    people: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Reached(News):
    """Whether we can write to this person (platform id) directly. False: the app is not there for them.

    key: of the message that showed it, where one did. mend: what they can do.
    """

    who: str
    is_reachable: bool
    key: str = ""
    mend: str = ""


@dataclass(frozen=True, kw_only=True)
class Unheard(News):
    """This request came as an event at this real time, failed each time, and is not tried again."""

    request: Request


@dataclass(frozen=True, kw_only=True)
class Unentered(News):
    """A check-in form that was kept when it came (`kept_at`) could not be entered, and is not tried again.

    why: what is wrong with it, in words for its sender; none where that is not theirs to mend.
    """

    request: FormSubmitted
    why: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Disconnected(News):
    """The app was taken out of the workspace, or its tokens were revoked."""


@dataclass(frozen=True, kw_only=True)
class Connected(News):
    """The app was installed (again)."""

    name: str = ""
