"""The channels of the workspace that has no platform of its own."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from cadence.cards import Card


@dataclass(frozen=True, kw_only=True)
class Post:
    """One entry of the local workspace's channels: something a person or the bot wrote.

    author: platform id of a person, or empty for the bot. seen_by: the only person who sees it, or None for all.
    thread: ref of the entry whose thread it belongs to. place: as in `Place.lane`.
    """

    ref: str
    place: str
    at: datetime
    author: str = ""
    text: str = ""
    card: Card | None = None
    thread: str | None = None
    seen_by: str | None = None
    edited: bool = False


@dataclass(frozen=True, kw_only=True)
class Channel:
    """A channel of the local workspace. id: as in `Team.channel`."""

    id: str
    name: str
    topic: str = ""
    is_private: bool = False


class ChatLog(Protocol):
    """The channels and direct messages of the workspace that has no platform of its own."""

    async def channels(self) -> list[Channel]:
        """All channels, by name."""

    async def add_channel(self, channel: Channel) -> None:
        """Keep a channel; what it was called before is replaced."""

    async def write(self, post: Post) -> None:
        """Keep an entry; the same `ref` again replaces its text and card (and marks it edited)."""

    async def read(self, place: str, reader: str, limit: int) -> list[Post]:
        """The latest entries of a place that this person may see, threads included, oldest first."""

    async def mark_read(self, place: str, reader: str) -> None:
        """This person has seen everything in this place."""

    async def unread(self, reader: str) -> dict[str, int]:
        """How many entries by others this person has not seen, by place; places without any are absent."""

    async def version(self) -> int:
        """Grows whenever anything in the log changes."""
