"""What Drumbeat says: messages that the outbox carries to a channel, a thread or a person."""

from dataclasses import dataclass

from cadence.cards import Card
from cadence.model.record import Record


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a message goes. Exactly one of channel, member and home is set.

    channel: the platform's id of a channel. member: the platform's id of a person (a direct message).
    home: the platform's id of a person, whose own page of ours (App Home) this message is.
    thread: key of the message whose thread it belongs to, or None for the place itself.
    """

    channel: str | None = None
    member: str | None = None
    thread: str | None = None
    home: str | None = None

    @property
    def lane(self) -> str:
        """Messages of one lane are delivered in the order they were said."""
        if self.home:
            return f"home:{self.home}"
        return f"channel:{self.channel}" if self.channel else f"member:{self.member}"


@dataclass(frozen=True, kw_only=True)
class Message(Record):
    """One message and the newest text it should show. Saying it again under the same key updates it in place.

    key: unique in the workspace, e.g. `prompt:<check-in id>`.
    is_nudge: unsolicited direct message; counts against the caps on nudges.
    """

    key: str
    place: Place
    card: Card
    is_nudge: bool = False
