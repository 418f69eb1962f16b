"""One workspace of the loopback Slack: its state, and the rules by which it changes. Knows no HTTP."""

import itertools
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

from tests.fakes.slack.limits import faults_of_home, faults_of_view
from tests.fakes.slack.pacing import Pacing
from tests.fakes.slack.scopes import DEFAULT
from tests.fakes.slack.state import ApiError, Channel, Fault, Group, Hook, Json, Message, Token, User, View

TRIGGER_SECONDS = 3.0
MOST_VIEWS = 3
APP_ID = "A0DRUMBEAT"


class Workspace:
    """calls: every API call, as (method, arguments). scopes: what was granted. takes_charts: the client's roll-out.

    has_manager_field: profiles have a field for the manager. hook_url: where its response_urls begin.
    now: the time that events tell.
    """

    def __init__(
        self, team_id: str = "T0DRUMBEAT", name: str = "Sample Company", numbers: Iterator[int] | None = None
    ) -> None:
        self.team_id, self.name = team_id, name
        self.url = f"https://{name.lower().replace(' ', '-')}.slack.com/"
        self.app_id, self.enterprise_id = APP_ID, ""
        self.is_org_install = False
        self.now: Callable[[], float] = time.time
        self.bot_user, self.bot_id = "U0BOT", "B0BOT"
        self.scopes = set(DEFAULT)
        self.tokens = [Token("xoxb-loopback" if team_id == "T0DRUMBEAT" else f"xoxb-{team_id}")]
        self.revoked = False
        self.takes_charts = self.has_manager_field = True
        self.users: dict[str, User] = {}
        self.groups: dict[str, Group] = {}
        self.channels: dict[str, Channel] = {}
        self.messages: list[Message] = []
        self.views: dict[str, list[View]] = defaultdict(list)
        self.homes: dict[str, View] = {}
        self.calls: list[tuple[str, Json]] = []
        self.faults: dict[str, list[Fault]] = defaultdict(list)
        self.pacing = Pacing()
        self.hook_url = ""
        self.hooks: dict[str, Hook] = {}
        self._triggers: dict[str, tuple[float, str]] = {}
        self._latest = 0
        self._counter = numbers or itertools.count(1)

    @property
    def token(self) -> str:
        """The newest bot token; empty where the app is not installed."""
        return self.tokens[-1].value if self.tokens else ""

    @token.setter
    def token(self, value: str) -> None:
        self.tokens = [Token(value)]

    @property
    def domain(self) -> str:
        return self.url.removeprefix("https://").partition(".")[0]

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
        """The time, told apart by what comes after the point; later ones are never smaller."""
        self._latest = max(self._latest, int(self.now()))
        return f"{self._latest}.{next(self._counter):06d}"

    def next_id(self, prefix: str) -> str:
        return f"{prefix}{next(self._counter):08d}"

    def new_trigger(self, user: str) -> str:
        trigger = self.next_id("trigger.")
        self._triggers[trigger] = (time.monotonic() + TRIGGER_SECONDS, user)
        return trigger

    def use_trigger(self, trigger: str) -> str:
        """Whose it is: a trigger opens one modal, within three seconds."""
        until, user = self._triggers.pop(trigger, (0.0, ""))
        if not user:
            raise ApiError("invalid_trigger_id")
        if time.monotonic() > until:
            raise ApiError("expired_trigger_id")
        return user

    def direct(self, user: str) -> Channel:
        """The direct messages between the bot and this person."""
        return self.channels.get(f"D{user}") or self.add_channel(f"D{user}", user, with_user=user)

    def in_channel(self, channel: str, thread_ts: str | None = None) -> list[Message]:
        """What everybody sees of the bot in a channel itself, or in one thread of it, oldest first."""
        place = (channel, thread_ts, None, None)
        return [m for m in self.messages if (m.channel, m.thread_ts, m.only_for, m.by) == place]

    def seen_only_by(self, user: str) -> list[Message]:
        """The ephemeral messages that this person got."""
        return [message for message in self.messages if message.only_for == user]

    def to(self, user: str) -> list[Message]:
        """The bot's direct messages to this person."""
        return self.in_channel(f"D{user}")

    def modal(self, user: str) -> View | None:
        """The modal that this person sees, if one is open."""
        return self.views[user][-1] if self.views[user] else None

    def need_known(self, channel_id: str) -> Channel:
        """A channel that the bot may know of."""
        channel = self.channels.get(channel_id)
        if channel is None or (channel.is_private and not channel.has_bot):
            raise ApiError("channel_not_found")
        return channel

    def need_channel(self, channel_id: str, archived: str = "is_archived") -> Channel:
        """A channel that the bot may write to. archived: what is answered where it is archived."""
        channel = self.need_known(channel_id)
        if channel.is_archived:
            raise ApiError(archived)
        if not channel.has_bot:
            raise ApiError("not_in_channel")
        return channel

    def need_message(self, channel_id: str, ts: str) -> Message:
        found = next((m for m in self.messages if (m.channel, m.ts) == (channel_id, ts)), None)
        if found is None:
            raise ApiError("message_not_found")
        return found

    def answer_beside(self, hook: Hook, body: Json) -> None:
        """Show a private answer, or put it in the place of what was clicked, whoever sees that."""
        text, blocks = body["text"], body.get("blocks", [])
        if body.get("replace_original") and hook.clicked is not None:
            hook.clicked.text, hook.clicked.blocks = text, blocks
            hook.clicked.edits += 1
        else:
            self.messages.append(Message(hook.channel, self.next_ts(), text, blocks, only_for=hook.user))

    def open_view(self, user: str, content: Json, *, on_top: bool = False) -> View:
        """Open a modal, in place of whatever is open, or on top of it."""
        if faults := faults_of_view(content):
            raise ApiError("invalid_arguments", *faults)
        if on_top and len(self.views[user]) >= MOST_VIEWS:
            raise ApiError("push_limit_reached")
        if not on_top:
            self.views[user].clear()
        view = View(self.next_id("V"), user, content, hash=self.next_ts())
        self.views[user].append(view)
        return view

    def change_view(self, view: View, content: Json) -> None:
        """Show something else in the modal; what was typed stays where the block is still there."""
        if faults := faults_of_view(content):
            raise ApiError("invalid_arguments", *faults)
        view.content, view.hash = content, self.next_ts()
        view.typed = {block: typed for block, typed in view.typed.items() if block in {*_block_ids(content)}}

    def publish(self, user: str, content: Json, hash_seen: str | None = None) -> View:
        """Show this on the person's Home."""
        if faults := faults_of_home(content):
            raise ApiError("invalid_arguments", *faults)
        shown = self.homes.get(user)
        if shown is not None and hash_seen not in (None, shown.hash):
            raise ApiError("hash_conflict")
        self.homes[user] = View(shown.id if shown else self.next_id("V"), user, content, hash=self.next_ts())
        return self.homes[user]


def _block_ids(content: Json) -> list[str]:
    return [block.get("block_id", "") for block in content["blocks"]]
