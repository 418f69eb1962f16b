"""What a Slack workspace holds: people, groups, channels, messages, views, and the faults it was told to have."""

import re
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


class ApiError(Exception):
    """Slack's `ok: false`."""

    def __init__(self, code: str, *messages: str, **more: Any) -> None:
        super().__init__(code)
        self.body = {"ok": False, "error": code, "response_metadata": {"messages": list(messages)}, **more}


@dataclass
class User:
    """team_id: another one than the workspace's makes a stranger (Slack Connect). deleted: the account is closed.

    manager: whom the profile's field names, by id.
    """

    id: str
    name: str
    real_name: str = ""
    tz: str = "Europe/Berlin"
    team_id: str = ""
    is_admin: bool = False
    is_bot: bool = False
    deleted: bool = False
    is_restricted: bool = False
    manager: str = ""


@dataclass
class Group:
    """A user group. is_active: False once it was disabled."""

    id: str
    handle: str
    name: str
    users: list[str] = field(default_factory=list)
    is_active: bool = True


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

    @property
    def kind(self) -> str:
        """`channel_type` of its events."""
        return "im" if self.with_user else "group" if self.is_private else "channel"


@dataclass
class Message:
    """only_for: who alone sees it (an ephemeral message). by: the person who wrote it; None: the bot."""

    channel: str
    ts: str
    text: str
    blocks: list[Json]
    thread_ts: str | None = None
    metadata: Json | None = None
    client_msg_id: str | None = None
    only_for: str | None = None
    edits: int = 0
    by: str | None = None

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
    """An open modal, or a person's Home. typed: block id -> what a person put into it."""

    id: str
    user: str
    content: Json
    hash: str
    typed: dict[str, Json] = field(default_factory=dict)

    @property
    def title(self) -> str:
        return str(self.content["title"]["text"])

    @property
    def is_home(self) -> bool:
        return bool(self.content.get("type") == "home")

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
class Token:
    """A bot token. until: real seconds since 1970 when it expires. error: why it is no longer good."""

    value: str
    until: float | None = None
    error: str = ""


@dataclass
class Fault:
    """What goes wrong with the next call of a method, once.

    error: Slack's own code. retry_after: seconds, answers 429. drop: closes the connection `before` or `after` the
    call was applied. delay: seconds before the answer. status: answers this HTTP status without a body.
    messages: what Slack says beside its code. body: what is answered, as JSON, after the call was applied.
    """

    error: str = ""
    retry_after: int | None = None
    drop: str = ""
    delay: float = 0.0
    status: int = 0
    messages: tuple[str, ...] = ()
    body: str = ""


def buttons_of(blocks: list[Json]) -> dict[str, Json]:
    """The buttons by label; the first where several have the same."""
    found: dict[str, Json] = {}
    for element in (element for block in blocks for element in elements_of(block)):
        if element.get("type") == "button":
            found.setdefault(element["text"]["text"], element)
    return found


def elements_of(block: Json) -> list[Json]:
    """What can be pressed or chosen in a block."""
    if block["type"] == "actions":
        return list(block["elements"])
    return [block["accessory"]] if "accessory" in block else []


FENCED = re.compile(r"```\n?(.*?)\n?```", re.DOTALL)
CODED = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
LINKED = re.compile(r"<(https?://[^|>]+)\|([^>]*)>")
MARKED = re.compile(r"(?<!\w)([*_~])(?=\S)([^\n]+?)(?<=\S)\1(?!\w)")


def as_read(mrkdwn: str) -> str:
    """What a person sees of it: no marks, links by their label, code as it stands, the three escapes undone."""
    code: list[str] = []

    def put_by(found: re.Match[str]) -> str:
        code.append(found[1])
        return f"\0{len(code) - 1}\0"

    marked = CODED.sub(put_by, FENCED.sub(put_by, mrkdwn))
    plain = MARKED.sub(r"\2", LINKED.sub(r"\2", marked)).replace("\u2060", "")
    whole = re.sub(r"\0(\d+)\0", lambda found: code[int(found[1])], plain)
    return whole.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _texts(node: Any) -> list[str]:
    """Every text in the blocks, as it is read."""
    if isinstance(node, list):
        return [text for item in node for text in _texts(item)]
    if not isinstance(node, dict):
        return []
    if node.get("type") == "data_visualization":
        return [node["title"]]
    if isinstance(node.get("text"), str):
        return [as_read(node["text"]) if node.get("type") == "mrkdwn" else node["text"]]
    return [text for value in node.values() if isinstance(value, dict | list) for text in _texts(value)]
