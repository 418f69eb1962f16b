"""What the loopback Teams is made of: people, teams, conversations, messages, and what may go wrong. No rules."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from tests.fakes.teams.cards import texts_of

Json = dict[str, Any]
CARD = "application/vnd.microsoft.card.adaptive"


class ApiError(Exception):
    """What the Bot Connector answers instead of doing it."""

    def __init__(self, status: int, code: str, message: str = "") -> None:
        super().__init__(f"{status} {code} {message}")
        self.status, self.code = status, code
        self.body: Json = {"error": {"code": code, "message": message or code}}


@dataclass(frozen=True)
class User:
    """Somebody in a tenant. aad: the object's id there. mri: `29:...`, as this one bot knows them.

    tenant: their own, which for a guest is still the host's. role: `user` or `guest`.
    """

    aad: str
    mri: str
    name: str
    tenant: str
    zone: str = "Europe/Berlin"
    role: str = "user"


class Kind(StrEnum):
    """`conversationType`, as it is spelt on the wire."""

    PERSONAL = "personal"
    GROUP = "groupChat"
    CHANNEL = "channel"


@dataclass(repr=False, eq=False)
class MsTeam:
    """A team of Microsoft Teams. id: its General channel's. aad_group: the group behind it."""

    id: str
    name: str
    aad_group: str
    members: list[User] = field(default_factory=list)
    channels: list["Conversation"] = field(default_factory=list)
    has_app: bool = False


@dataclass(repr=False, eq=False)
class Conversation:
    """A channel, a group chat or a personal chat. members: of chats and private channels; else the team's.

    channel_type: standard, private or shared. has_app: whether the bot is in it. tells_type: whether activities say
    the channel's type.
    """

    id: str
    kind: Kind
    name: str = ""
    team: MsTeam | None = None
    channel_type: str = "standard"
    own_members: list[User] = field(default_factory=list)
    added_app: bool = False
    is_blocked: bool = False
    tells_type: bool = True

    @property
    def people(self) -> list[User]:
        """Who is in it, without the bot."""
        of_team = self.team is not None and self.channel_type == "standard"
        return self.team.members if of_team and self.team is not None else self.own_members

    @property
    def has_app(self) -> bool:
        of_team = self.team is not None and self.channel_type == "standard"
        return self.team.has_app if of_team and self.team is not None else self.added_app


@dataclass(repr=False, eq=False)
class Message:
    """One message. root: the message whose thread it is in; empty outside. by: None is the bot.

    activity: as it was last sent. edits: how often it was replaced. was: every card or text it ever showed.
    """

    conversation: Conversation
    id: str
    activity: Json
    root: str = ""
    by: User | None = None
    edits: int = 0
    is_deleted: bool = False
    was: list[Json] = field(default_factory=list)

    @property
    def card(self) -> Json | None:
        """Its Adaptive Card."""
        cards = [each["content"] for each in self.activity.get("attachments", []) if each["contentType"] == CARD]
        return cards[0] if cards else None

    @property
    def said(self) -> str:
        """Every text that everybody sees in it, as it is read."""
        return "\n".join([t for t in (str(self.activity.get("text") or ""), *texts_of(self.card or {})) if t])

    @property
    def thread(self) -> str:
        """The conversation id under which its thread is written to."""
        return f"{self.conversation.id};messageid={self.root or self.id}"

    @property
    def notice(self) -> str:
        """What the notification says."""
        return str(self.activity.get("summary") or self.activity.get("text") or "")


@dataclass(frozen=True)
class Fault:
    """What goes wrong with the next request of a kind, once.

    status, code: Teams's own answer, without having done it. retry_after: seconds, beside a 429. drop: closes the
    connection `before` or `after` it was done. delay: seconds before the answer. is_done: it was done all the same.
    html: the body is a page and no JSON.
    """

    status: int = 0
    code: str = ""
    retry_after: int | None = None
    drop: str = ""
    delay: float = 0.0
    is_done: bool = False
    html: bool = False


THROTTLED = 429
