"""What an event says, once it is read: a request for the front door, news, or news that is still to be completed.

Which channels a team has and who somebody is are known elsewhere (`knowing.hearing`), which makes news of these.
"""

from dataclasses import dataclass
from datetime import datetime

from adapters.teams.arriving.incoming import Incoming
from cadence.tidings.kinds import ChannelChange, ChannelChanged, Reached


@dataclass(frozen=True)
class Someone:
    """user: 29:..; aad: the aadObjectId. One of them may be empty."""

    user: str = ""
    aad: str = ""


@dataclass(frozen=True, kw_only=True)
class Told:
    """news_id: the same at every delivery. at: by Teams' clock."""

    workspace_id: str
    news_id: str
    at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class TeamTold(Told):
    """Something that holds for every channel of a team of channels.

    change: None where only names may be others now. name: the team's, where it was told. channel, by: where we were
    put, and who did that (platform id).
    """

    group: str
    change: ChannelChange | None = None
    name: str = ""
    channel: str = ""
    by: str = ""


@dataclass(frozen=True, kw_only=True)
class PeopleTold(Told):
    """People came to a conversation, or left it. place: as in `Address`; empty where it was a whole team (group)."""

    people: tuple[Someone, ...]
    are_gone: bool
    group: str = ""
    place: str = ""


@dataclass(frozen=True, kw_only=True)
class Greeted:
    """Somebody has us in their personal chat now. hello: what to say there, asked like a line of theirs; None where we
    only came to be there."""

    reached: Reached
    hello: Incoming | None = None


Heard = ChannelChanged | Reached | Greeted | TeamTold | PeopleTold
