"""The activities that Teams sends for what people do, as its clients send them. Pure but for ids and the time."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from tests.fakes.teams.state import Conversation, Json, Kind, Message, User
from tests.fakes.teams.tenant import Tenant

BOT_NAME = "Drumbeat"


@dataclass(frozen=True)
class Activities:
    """Of one tenant. service_url: where answers go."""

    at: Tenant
    service_url: str

    def message(self, by: User, place: Conversation, text: str, message_id: str, root: str = "") -> Json:
        """Typed text. In channels and group chats the bot is mentioned where `text` does so."""
        html = {"contentType": "text/html", "content": f"<div><div>{text}</div></div>"}
        return {
            **self._common("message", by, place, message_id, root or message_id),
            "textFormat": "plain",
            "text": text,
            "attachments": [html],
            "entities": [*self._mentions(text), self._client(by)],
        }

    def edit(self, by: User, message: Message, text: str) -> Json:
        told = self.message(by, message.conversation, text, message.id, message.root)
        told["channelData"]["eventType"] = "editMessage"
        return {**told, "type": "messageUpdate"}

    def submit(self, by: User, on: Message, data: Json) -> Json:
        """A button that sends a message."""
        told = self._common("message", by, on.conversation, self.at.new_event_id(), on.root or on.id)
        told["channelData"] |= {"legacy": {"replyToId": f"1:1{on.id}"}, "source": {"name": "message"}}
        return {**told, "value": data, "replyToId": on.id, "entities": [self._client(by)]}

    def invoke(self, by: User, name: str, value: Json, place: Conversation, on: Message | None, root: str = "") -> Json:
        """What is answered in place. on: the message whose card it was; None from a dialog."""
        told = self._common("invoke", by, place, self.at.new_event_id(), on.root or on.id if on else root)
        told["channelData"] |= {"source": {"name": "message"}}
        replied = {"replyToId": on.id} if on is not None else {}
        return {**told, "name": name, "value": value, **replied, "entities": [self._client(by)]}

    def reaction(self, by: User, on: Message, kind: str) -> Json:
        told = self._common("messageReaction", by, on.conversation, self.at.new_event_id(), on.root or on.id)
        return {**told, "replyToId": on.id, "reactionsAdded": [{"type": kind}]}

    def update(self, by: User | None, place: Conversation, event: str, **more: Any) -> Json:
        """A conversationUpdate. In a team its conversation is the team's, whatever channel it is about."""
        told = self._common("conversationUpdate", by, place, self.at.new_event_id(), "")
        if place.team is not None and event:
            told["conversation"]["id"] = place.team.id
            told["channelData"]["team"] = {
                "id": place.team.id,
                "name": place.team.name,
                "aadGroupId": place.team.aad_group,
            }
        told["channelData"] |= {"eventType": event} if event else {}
        told["channelData"] |= more.pop("channel_data", {})
        return {**told, **more}

    def installation(self, by: User, place: Conversation, action: str) -> Json:
        """The app was added to or taken out of a team, a chat, or somebody's own apps."""
        told = self._common("installationUpdate", by, place, self.at.new_event_id(), "")
        if place.team is not None:
            team = {"id": place.team.id, "name": place.team.name, "aadGroupId": place.team.aad_group}
            chosen = {"settings": {"selectedChannel": {"id": place.id}}, "channel": {"id": place.id}}
            told["channelData"] |= {**chosen, "team": team, "source": {"name": "message"}}
            told["conversation"]["name"] = place.name
        return {**told, "action": action, "locale": "en-GB", "entities": [{"type": "clientInfo", "locale": "en-GB"}]}

    def account(self, user: User, *, with_aad: bool = True) -> Json:
        """Somebody in `membersAdded` and `membersRemoved`."""
        return {"id": user.mri} | ({"aadObjectId": user.aad} if with_aad else {})

    def bot(self) -> Json:
        return {"id": self.at.bot_id, "name": BOT_NAME}

    def _common(self, kind: str, by: User | None, place: Conversation, activity_id: str, root: str) -> Json:
        moment = datetime.fromtimestamp(self.at.now(), UTC)
        told: Json = {
            "type": kind,
            "id": activity_id,
            "timestamp": _stamp(moment) + "Z",
            "serviceUrl": self.service_url,
            "channelId": "msteams",
            "from": self.bot() if by is None else {"id": by.mri, "name": by.name, "aadObjectId": by.aad},
            "conversation": self._conversation(place, root),
            "recipient": self.bot(),
            "channelData": self._channel_data(place),
            "locale": "en-GB",
        }
        if by is not None:
            local = moment.astimezone(ZoneInfo(by.zone))
            told |= {"localTimestamp": _stamp(local) + f"{local:%z}"[:3] + ":00", "localTimezone": by.zone}
        return told

    def _conversation(self, place: Conversation, root: str) -> Json:
        thread = f";messageid={root}" if root and place.kind is Kind.CHANNEL else ""
        shown = {"conversationType": str(place.kind), "tenantId": self.at.id, "id": place.id + thread}
        return shown if place.kind is Kind.PERSONAL else {"isGroup": True, **shown}

    def _channel_data(self, place: Conversation) -> Json:
        tenant = {"tenant": {"id": self.at.id}}
        if place.team is None:
            return tenant
        kind = {"type": place.channel_type} if place.tells_type else {}
        ids = {"teamsChannelId": place.id, "teamsTeamId": place.team.id}
        return {**ids, "channel": {"id": place.id, **kind}, "team": {"id": place.team.id}, **tenant}

    def _client(self, by: User) -> Json:
        return {"type": "clientInfo", "locale": "en-GB", "country": "GB", "platform": "Web", "timezone": by.zone}

    def _mentions(self, text: str) -> list[Json]:
        """Of the bot and of people, at the names that stand in `<at>`."""
        people = [self.bot(), *({"id": user.mri, "name": user.name} for user in self.at.users)]
        marked = [(f"<at>{each['name']}</at>", each) for each in people]
        return [{"type": "mention", "mentioned": each, "text": mark} for mark, each in marked if mark in text]


def _stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}"
