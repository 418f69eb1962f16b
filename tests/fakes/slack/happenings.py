"""What happens in a workspace of itself, told by events: talk, people, groups, channels, the app's own life.

Knows which event tells what, and how Slack repeats, doubles and reorders them.
"""

import asyncio
from typing import Any

from tests.fakes.slack.methods.people import shown_group, shown_user
from tests.fakes.slack.payloads import Payloads, place_of
from tests.fakes.slack.scopes import OF_EVENT
from tests.fakes.slack.state import Channel, Group, Json, Message, User
from tests.fakes.slack.transport import Answer, Transport
from tests.fakes.slack.workspace import Workspace

RETRIES = 3


class Happenings:
    """waits: seconds before each of the three retries (Slack's own: 0, 60, 300). copies: how often each event comes.

    undelivered: events that were not taken, after all retries; `redeliver` tries them again.
    """

    def __init__(self, at: Workspace, payloads: Payloads, transport: Transport) -> None:
        self.at, self.payloads, self.transport = at, payloads, transport
        self.waits: tuple[float, ...] = (0.0,) * RETRIES
        self.copies = 1
        self.undelivered: list[Json] = []
        self._held: list[Json] | None = None

    def hold(self) -> None:
        """Let events wait until `release`."""
        self._held = []

    async def release(self, *, backwards: bool = False) -> None:
        """Deliver what waited, in its order or the other way round."""
        held, self._held = self._held or [], None
        for payload in reversed(held) if backwards else held:
            await self.deliver(payload)

    async def redeliver(self) -> None:
        waiting, self.undelivered = self.undelivered, []
        for payload in waiting:
            await self.deliver(payload)

    async def happen(self, event: Json) -> Answer | None:
        """Tell the application, where its scopes let it hear this. None where it does not, or not yet."""
        needed = OF_EVENT.get(_name(event), "")
        if not self.at.tokens or (needed and needed not in self.at.scopes):
            return None
        payload = self.payloads.event(event)
        if self._held is not None:
            self._held.append(payload)
            return None
        return await self.deliver(payload)

    async def deliver(self, payload: Json) -> Answer:
        """One event as often as `copies` says, at the same time, each with its retries."""
        return (await asyncio.gather(*(self._deliver(payload) for _ in range(self.copies))))[0]

    async def _deliver(self, payload: Json) -> Answer:
        answer = await self.transport.event(payload)
        for retry, wait in enumerate(self.waits, 1):
            if answer.is_taken:
                break
            await asyncio.sleep(wait)
            answer = await self.transport.event(payload, retry)
        if not answer.is_taken:
            self.undelivered.append(payload)
        return answer

    async def handshake(self, challenge: str = "c0ffee") -> Answer:
        """The check of a request URL."""
        body = {"token": "legacy", "challenge": challenge, "type": "url_verification"}
        return await self.transport.event(body)

    async def mention(self, user: str, channel: str, text: str, thread: Message | None = None) -> Message:
        """Write to the app by name."""
        return await self.say(user, channel, f"<@{self.at.bot_user}> {text}", thread)

    async def reply(self, user: str, on: Message, text: str) -> Message:
        """Write in the thread of a message, naming nobody."""
        return await self.say(user, on.channel, text, on)

    async def direct(self, user: str, text: str, thread: Message | None = None) -> Message:
        """Write to the app in its direct messages."""
        return await self.say(user, self.at.direct(user).id, text, thread)

    async def say(self, user: str, channel: str, text: str, thread: Message | None = None) -> Message:
        """Write anything: told as message.*, and as app_mention where it names the app, if the bot is there."""
        place = self.at.channels[channel]
        root = (thread.thread_ts or thread.ts) if thread else None
        message = Message(channel, self.at.next_ts(), text, [], thread_ts=root, by=user)
        self.at.messages.append(message)
        if place.has_bot:
            await self._told(message, place, thread)
        return message

    async def _told(self, message: Message, place: Channel, thread: Message | None) -> None:
        shown = {**self.payloads.message(message), "channel": place.id, "event_ts": message.ts}
        parent = {"parent_user_id": thread.by or self.at.bot_user} if thread else {}
        await self.happen({**shown, **parent, "channel_type": place.kind})
        if f"<@{self.at.bot_user}>" in message.text and not place.with_user:
            await self.happen({**shown, "type": "app_mention"})

    async def edit(self, message: Message, text: str) -> None:
        """A person changes what they wrote."""
        place, before = self.at.channels[message.channel], self.payloads.message(message)
        message.text = text
        edited = {"edited": {"user": message.by, "ts": self.at.next_ts()}}
        now = {**self.payloads.message(message), **edited}
        about = {"type": "message", "subtype": "message_changed", "hidden": True, "ts": self.at.next_ts()}
        where = {"channel": place.id, "channel_type": place.kind}
        await self.happen({**about, **where, "message": now, "previous_message": before})

    async def open_home(self, user: str, tab: str = "home") -> Answer | None:
        shown = self.at.homes.get(user)
        view = {"view": self.payloads.view(shown)} if shown else {}
        place = self.at.direct(user).id
        return await self.happen({"type": "app_home_opened", "user": user, "channel": place, "tab": tab, **view})

    async def change_user(self, user: str, **changes: Any) -> User:
        """name, real_name, tz, is_admin, manager ..."""
        known = self.at.users[user]
        for name, value in changes.items():
            assert hasattr(known, name), name
            setattr(known, name, value)
        await self.happen({"type": "user_change", "user": shown_user(self.at, known), "cache_ts": 1_790_000_000})
        return known

    async def deactivate(self, user: str) -> None:
        """Close an account. Its groups lose it."""
        await self.change_user(user, deleted=True)
        for group in self.at.groups.values():
            if user in group.users:
                await self.change_group(group.id, remove=(user,))

    async def create_group(self, group_id: str, handle: str, users: tuple[str, ...], name: str = "") -> Group:
        group = self.at.groups[group_id] = Group(group_id, handle, name or handle.title(), list(users))
        await self.happen({"type": "subteam_created", "subteam": shown_group(self.at, group)})
        return group

    async def change_group(self, group_id: str, add: tuple[str, ...] = (), remove: tuple[str, ...] = ()) -> None:
        """Members change: told as a difference, then as the whole."""
        group = self.at.groups[group_id]
        group.users = [user for user in group.users if user not in remove] + [u for u in add if u not in group.users]
        about = {"type": "subteam_members_changed", "subteam_id": group_id, "team_id": self.at.team_id}
        added = {"added_users": list(add), "added_users_count": len(add)}
        removed = {"removed_users": list(remove), "removed_users_count": len(remove)}
        await self.happen({**about, **added, **removed})
        await self._group_updated(group)

    async def disable_group(self, group_id: str) -> None:
        self.at.groups[group_id].is_active = False
        await self._group_updated(self.at.groups[group_id])

    async def _group_updated(self, group: Group) -> None:
        await self.happen({"type": "subteam_updated", "subteam": shown_group(self.at, group)})

    async def archive(self, user: str, channel: str) -> None:
        self.at.channels[channel].is_archived = True
        await self.happen({"type": self._kind(channel, "archive"), "channel": channel, "user": user})

    async def unarchive(self, user: str, channel: str) -> None:
        self.at.channels[channel].is_archived = False
        await self.happen({"type": self._kind(channel, "unarchive"), "channel": channel, "user": user})

    async def delete_channel(self, user: str, channel: str) -> None:
        event = {"type": self._kind(channel, "deleted"), "channel": channel, "actor_id": user}
        del self.at.channels[channel]
        await self.happen(event)

    async def rename_channel(self, channel: str, name: str) -> None:
        self.at.channels[channel].name = name
        await self.happen({"type": self._kind(channel, "rename"), "channel": place_of(self.at.channels[channel])})

    async def move_channel(self, channel: str, new_id: str) -> None:
        """Slack gives a channel another id (it is shared, or made private)."""
        moved = self.at.channels[new_id] = self.at.channels.pop(channel)
        moved.id = new_id
        for message in self.at.messages:
            message.channel = new_id if message.channel == channel else message.channel
        await self.happen({"type": "channel_id_changed", "old_channel_id": channel, "new_channel_id": new_id})

    async def invite(self, by: str, channel: str) -> None:
        """Bring the bot into a channel."""
        place = self.at.channels[channel]
        place.has_bot = True
        kind = "G" if place.is_private else "C"
        who = {"user": self.at.bot_user, "inviter": by, "team": self.at.team_id}
        await self.happen({"type": "member_joined_channel", "channel": channel, "channel_type": kind, **who})

    async def remove(self, by: str, channel: str) -> None:
        """Take the bot out of a channel."""
        self.at.channels[channel].has_bot = False
        await self.happen({"type": self._kind(channel, "left"), "channel": channel, "actor_id": by})

    async def uninstall(self) -> None:
        """Take the app out of the workspace: its tokens die, then it is told twice."""
        for token in self.at.tokens:
            token.error = "account_inactive"
        await self.happen({"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [self.at.bot_user]}})
        await self.happen({"type": "app_uninstalled"})

    async def revoke_tokens(self) -> None:
        for token in self.at.tokens:
            token.error = "token_revoked"
        await self.happen({"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [self.at.bot_user]}})

    def _kind(self, channel: str, what: str) -> str:
        return f"{'group' if self.at.channels[channel].is_private else 'channel'}_{what}"


def _name(event: Json) -> str:
    """As the table of scopes names it."""
    if event["type"] == "message":
        return f"message.{event['channel_type']}"
    if event["type"] == "member_joined_channel":
        return f"member_joined_channel.{'group' if event['channel_type'] == 'G' else 'channel'}"
    return str(event["type"])
