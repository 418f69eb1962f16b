"""What a Slack workspace holds: people, channels, messages, modals, and the faults it was told to have."""

import itertools
import time
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

TRIGGER_SECONDS = 3.0


@dataclass
class User:
    """team_id: another one than the workspace's makes a stranger (Slack Connect). deleted: the account is closed."""

    id: str
    name: str
    real_name: str = ""
    tz: str = "Europe/Berlin"
    team_id: str = ""
    is_admin: bool = False
    is_bot: bool = False
    deleted: bool = False


@dataclass
class Channel:
    """has_bot: the bot was invited. with_user: whose direct messages these are."""

    id: str
    name: str
    is_private: bool = False
    has_bot: bool = True
    is_archived: bool = False
    with_user: str | None = None

    @property
    def shown_name(self) -> str:
        """As payloads name it."""
        return "directmessage" if self.with_user else "privategroup" if self.is_private else self.name


@dataclass
class Message:
    """only_for: who alone sees it (an ephemeral message)."""

    channel: str
    ts: str
    text: str
    blocks: list[Json]
    thread_ts: str | None = None
    metadata: Json | None = None
    client_msg_id: str | None = None
    only_for: str | None = None
    edits: int = 0

    @property
    def said(self) -> str:
        """Everything that a person reads in it."""
        return "\n".join(_texts(self.blocks)) or self.text

    def buttons(self) -> dict[str, Json]:
        """Its buttons by label."""
        return buttons_of(self.blocks)


@dataclass(frozen=True)
class Hook:
    """What a response_url answers: a person, in a channel, beside the message that they clicked, if they did."""

    user: str
    channel: str
    clicked: Message | None = None


@dataclass
class View:
    """An open modal. typed: block id -> what a person put into it."""

    id: str
    user: str
    content: Json
    hash: str
    typed: dict[str, Json] = field(default_factory=dict)

    @property
    def title(self) -> str:
        return str(self.content["title"]["text"])

    @property
    def said(self) -> str:
        return "\n".join(_texts(self.content["blocks"]))

    def inputs(self) -> dict[str, Json]:
        """Its input blocks by field id."""
        blocks = self.content["blocks"]
        return {block["block_id"].removeprefix("field:"): block for block in blocks if block["type"] == "input"}

    def buttons(self) -> dict[str, Json]:
        """Its buttons by label."""
        return buttons_of(self.content["blocks"])


@dataclass
class Fault:
    """What goes wrong with the next call of a method, once.

    error: Slack's own code. retry_after: seconds, answers 429. drop: closes the connection `before` or `after` the
    call was applied. delay: seconds before the answer. status: answers this HTTP status without a body.
    """

    error: str = ""
    retry_after: int | None = None
    drop: str = ""
    delay: float = 0.0
    status: int = 0


class Workspace:
    """All state of one workspace. calls: every API call, as (method, arguments)."""

    def __init__(self, team_id: str = "T0DRUMBEAT", name: str = "Sample Company") -> None:
        self.team_id, self.name = team_id, name
        self.bot_user, self.bot_id = "U0BOT", "B0BOT"
        self.token, self.signing_secret = "xoxb-loopback", "loopback-secret"
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.messages: list[Message] = []
        self.views: dict[str, list[View]] = defaultdict(list)
        self.calls: list[tuple[str, Json]] = []
        self.faults: dict[str, list[Fault]] = defaultdict(list)
        self.revoked = False
        self.hooks: dict[str, Hook] = {}
        self._triggers: dict[str, tuple[float, str]] = {}
        self._counter = itertools.count(1)

    def add_user(self, user_id: str, name: str, **more: Any) -> User:
        self.users[user_id] = User(user_id, name, **{"team_id": self.team_id, "real_name": name.title(), **more})
        return self.users[user_id]

    def add_channel(self, channel_id: str, name: str, **more: Any) -> Channel:
        self.channels[channel_id] = Channel(channel_id, name, **more)
        return self.channels[channel_id]

    def fail(self, method: str, fault: Fault, times: int = 1) -> None:
        """Let the next calls of this method fail."""
        self.faults[method] += [fault] * times

    def next_ts(self) -> str:
        number = next(self._counter)
        return f"{1_790_000_000 + number}.{number:06d}"

    def next_id(self, prefix: str) -> str:
        return f"{prefix}{next(self._counter):08d}"

    def new_trigger(self, user: str) -> str:
        trigger = self.next_id("trigger.")
        self._triggers[trigger] = (time.monotonic() + TRIGGER_SECONDS, user)
        return trigger

    def use_trigger(self, trigger: str) -> tuple[str, str]:
        """(user, error): a trigger opens one modal, within three seconds."""
        until, user = self._triggers.pop(trigger, (0.0, ""))
        if not user:
            return "", "invalid_trigger_id"
        return (user, "") if time.monotonic() <= until else ("", "expired_trigger_id")

    def direct(self, user: str) -> Channel:
        """The direct messages between the bot and this person."""
        return self.channels.get(f"D{user}") or self.add_channel(f"D{user}", user, with_user=user)

    def in_channel(self, channel: str, thread_ts: str | None = None) -> list[Message]:
        """What everybody sees in a channel itself, or in one thread of it, oldest first."""
        return [m for m in self.messages if (m.channel, m.thread_ts, m.only_for) == (channel, thread_ts, None)]

    def seen_only_by(self, user: str) -> list[Message]:
        """The ephemeral messages that this person got."""
        return [message for message in self.messages if message.only_for == user]

    def to(self, user: str) -> list[Message]:
        """The bot's direct messages to this person."""
        return self.in_channel(f"D{user}")

    def modal(self, user: str) -> View | None:
        """The modal that this person sees, if one is open."""
        return self.views[user][-1] if self.views[user] else None


def buttons_of(blocks: list[Json]) -> dict[str, Json]:
    """The buttons by label; the first where several have the same."""
    found: dict[str, Json] = {}
    for element in (element for block in blocks if block["type"] == "actions" for element in block["elements"]):
        found.setdefault(element["text"]["text"], element)
    return found


def _texts(node: Any) -> list[str]:
    """Every text in the blocks; the runs of one line of rich text belong together."""
    if isinstance(node, list):
        return [text for item in node for text in _texts(item)]
    if not isinstance(node, dict):
        return []
    if node.get("type") in {"rich_text_section", "rich_text_preformatted"}:
        return ["".join(part.get("text", "") for part in node["elements"])]
    if isinstance(node.get("text"), str):
        return [node["text"]]
    return [text for value in node.values() if isinstance(value, dict | list) for text in _texts(value)]
