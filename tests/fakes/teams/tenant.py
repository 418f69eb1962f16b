"""One tenant of the loopback Teams: its people, teams, chats and messages, and the rules of them. Knows no HTTP."""

import json
import time
from collections import Counter
from collections.abc import Callable
from uuid import NAMESPACE_OID, uuid5

from tests.fakes.teams.cards import Shown
from tests.fakes.teams.faults_of import faults_of_card
from tests.fakes.teams.state import CARD, ApiError, Conversation, Json, Kind, Message, MsTeam, User

TENANT_ID = "99999999-9999-4999-8999-999999999999"
MOST_BYTES = 80 * 1024
"""Of a message, in UTF-16; what Microsoft advises to keep to. It really refuses from about 100 KB."""
NOT_THERE = "The bot is not part of the conversation roster."
NOT_INSTALLED = "Bot isn't installed in user's personal scope"


class Tenant:
    """refused: what was wrong with each message that was not taken. app_id: of the bot. now: seconds since 1970."""

    def __init__(self, tenant_id: str = TENANT_ID, name: str = "Sample Company", app_id: str = "") -> None:
        self.id, self.name, self.app_id = tenant_id, name, app_id
        self.users: list[User] = []
        self.teams: list[MsTeam] = []
        self.conversations: dict[str, Conversation] = {}
        self.messages: list[Message] = []
        self.installed_for: set[str] = set()
        self.refused: list[str] = []
        self.now: Callable[[], float] = time.time
        self._latest = 0

    @property
    def bot_id(self) -> str:
        return f"28:{self.app_id}"

    def add_user(self, name: str, *, role: str = "user", zone: str = "Europe/Berlin", tenant: str = "") -> User:
        """tenant: somebody of another one, who was let into a shared channel."""
        aad = str(uuid5(NAMESPACE_OID, f"{tenant or self.id}/{name}"))
        user = User(aad, f"29:1{name}-{aad[:6]}-of-this-bot", name.title(), tenant or self.id, zone, role)
        self.users.append(user)
        return user

    def user(self, ref: str) -> User | None:
        """By `29:...` or the directory's id."""
        return next((each for each in self.users if ref in (each.mri, each.aad)), None)

    def add_team(self, name: str, members: list[User], *, has_app: bool = True) -> MsTeam:
        """With its General channel, whose id is the team's."""
        group = str(uuid5(NAMESPACE_OID, f"{self.id}/{name}"))
        team = MsTeam(f"19:{group.replace('-', '')}team1@thread.tacv2", name, group, list(members), has_app=has_app)
        self.teams.append(team)
        self.add_channel(team, "General", channel_id=team.id)
        return team

    def add_channel(
        self, team: MsTeam, name: str, *, channel_type: str = "standard", channel_id: str = ""
    ) -> Conversation:
        made = channel_id or f"19:{uuid5(NAMESPACE_OID, team.id + name).hex}@thread.tacv2"
        channel = Conversation(made, Kind.CHANNEL, name, team, channel_type)
        team.channels.append(channel)
        self.conversations[made] = channel
        return channel

    def add_chat(self, topic: str, members: list[User], *, has_app: bool = True) -> Conversation:
        """A group chat; the topic may be empty."""
        made = f"19:{uuid5(NAMESPACE_OID, f'{topic}{len(self.conversations)}').hex}@thread.v2"
        chat = Conversation(made, Kind.GROUP, topic, own_members=list(members), added_app=has_app)
        self.conversations[made] = chat
        return chat

    def personal(self, user: User) -> Conversation:
        """The conversation between the bot and this person; there is one, whoever opens it first."""
        made = f"a:1{uuid5(NAMESPACE_OID, user.aad).hex}"
        return self.conversations.setdefault(made, Conversation(made, Kind.PERSONAL, own_members=[user]))

    def may_reach(self, user: User, ref: str) -> bool:
        """Whether the bot may open their personal chat by this id of theirs."""
        if user.aad in self.installed_for:
            return True
        shares = any(user in place.people and place.has_app for place in self.conversations.values())
        return ref == user.mri and shares and user.role == "user" and user.tenant == self.id

    def new_id(self) -> str:
        """Of a message: milliseconds since 1970; later ones are greater."""
        self._latest = max(self._latest + 1, int(self.now() * 1000))
        return str(self._latest)

    def new_event_id(self) -> str:
        """Of everything else: none is used again by a tenant that goes on where another ended."""
        return f"f:{int(self.new_id()):012x}-0000-4000-8000-000000000000"

    def open_personal(self, wanted: Json) -> Conversation:
        """What is asked for before a first private message."""
        if not wanted.get("tenantId") or wanted.get("channelData", {}).get("tenant", {}).get("id", self.id) != self.id:
            raise ApiError(400, "BadSyntax", "Malformed tenant id")
        [ref] = [each.get("id", "") for each in wanted.get("members", [])] or [""]
        user = self.user(ref)
        if user is None or not self.may_reach(user, ref):
            raise ApiError(403, "ForbiddenOperationException", NOT_INSTALLED)
        return self.personal(user)

    def place(self, conversation_id: str) -> tuple[Conversation, str]:
        """A conversation that the bot may write to, and the root of the thread that the id names."""
        base, _, root = conversation_id.partition(";messageid=")
        found = self.conversations.get(base)
        if found is None:
            raise ApiError(404, "ConversationNotFound", "Conversation not found.")
        if found.is_blocked:
            raise ApiError(403, "ConversationBlockedByUser", "User blocked the conversation with the bot.")
        if not self._is_in(found):
            raise ApiError(403, "BotNotInConversationRoster", NOT_THERE)
        if root and self.message(found, root) is None:
            raise ApiError(404, "ActivityNotFoundInConversation", "The root of the thread is not there.")
        return found, root

    def message(self, place: Conversation, message_id: str) -> Message | None:
        found = [m for m in self.messages if m.conversation is place and m.id == message_id and not m.is_deleted]
        return found[0] if found else None

    def post(self, conversation_id: str, activity: Json) -> Message:
        """What the bot says: a message there, or in the thread that the id names."""
        place, root = self.place(conversation_id)
        self._need_good(activity)
        made = Message(place, self.new_id(), activity, root, was=[activity])
        self.messages.append(made)
        return made

    def update(self, conversation_id: str, message_id: str, activity: Json) -> Message:
        """The whole message anew."""
        found = self._own(conversation_id, message_id)
        self._need_good(activity)
        found.activity, found.edits = activity, found.edits + 1
        found.was.append(activity)
        return found

    def delete(self, conversation_id: str, message_id: str) -> None:
        self._own(conversation_id, message_id).is_deleted = True

    def _own(self, conversation_id: str, message_id: str) -> Message:
        found = self.message(self.place(conversation_id)[0], message_id)
        if found is None:
            raise ApiError(404, "ActivityNotFoundInConversation", "Activity not found in conversation.")
        if found.by is not None:
            raise ApiError(403, "ServiceError", "Unknown")
        return found

    def _is_in(self, place: Conversation) -> bool:
        if place.kind is not Kind.PERSONAL:
            return place.has_app
        [user] = place.own_members
        return self.may_reach(user, user.mri)

    def _need_good(self, activity: Json) -> None:
        faults = _faults_of(activity, self.bot_id)
        if size_of(activity) > MOST_BYTES:
            self.refused.append(f"{size_of(activity)} bytes")
            raise ApiError(413, "MessageSizeTooBig", "Message size too big")
        if faults:
            self.refused.extend(faults)
            raise ApiError(400, "BadSyntax", "; ".join(faults))

    def said_in(self, place: Conversation, thread: Message | None = None) -> list[Message]:
        """The bot's messages in a conversation itself, or in one thread of it, oldest first."""
        root = "" if thread is None else thread.root or thread.id
        own = (m for m in self.messages if m.by is None and not m.is_deleted)
        return [m for m in own if m.conversation is place and m.root == root]

    def to(self, user: User) -> list[Message]:
        """What the bot said in this person's personal chat."""
        return self.said_in(self.personal(user))

    def twice(self) -> dict[tuple[str, str, str], int]:
        """What people would have seen more than once: (conversation, root, what it first said) -> how often.

        Forms count only where they are the same to the last sign: each has a key, and may be asked for again.
        """
        own = (m for m in self.messages if m.by is None)
        first = ((m.conversation.id, m.root, _first_said(m)) for m in own)
        return {what: count for what, count in Counter(first).items() if count > 1}


def _first_said(message: Message) -> str:
    first = Message(message.conversation, message.id, message.was[0])
    is_form = first.card is not None and Shown(first.card).inputs()
    return json.dumps(first.activity, sort_keys=True) if is_form else first.said


def size_of(activity: Json) -> int:
    """Bytes in UTF-16, as Teams counts them."""
    return len(json.dumps(activity, ensure_ascii=False).encode("utf-16-le"))


def _faults_of(activity: Json, bot_id: str) -> list[str]:
    attachments, text = activity.get("attachments", []), activity.get("text", "")
    faults = [] if attachments or text else ["a message without text and card"]
    if attachments and text:
        faults.append("text and attachment in one activity: two messages, none with an id that can be used")
    if activity.get("type") != "message":
        faults.append(f"type {activity.get('type')!r}")
    if activity.get("from", {}).get("id", bot_id) != bot_id:
        faults.append(f"from {activity['from']}")
    for attachment in attachments:
        if attachment.get("contentType") != CARD:
            faults.append(f"an attachment of {attachment.get('contentType')!r}")
        else:
            faults.extend(faults_of_card(attachment["content"]))
    mentions = [e for e in activity.get("entities", []) if e.get("type") == "mention"]
    faults.extend(f"{e['text']} is mentioned and not in the text" for e in mentions if e["text"] not in text)
    return faults
