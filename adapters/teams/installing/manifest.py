"""The app's manifest, as Teams takes it in an app package. Knows what we offer where; makes no call.

What is not in it is as much decided as what is: no supportsTargetedMessages and no slash trigger, since what is private
goes to the personal chat, and a request that was made in private must never be answered in the channel; no
supportsChannelFeatures, so that the app is not offered in private and shared channels, whose members we could not tell.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from adapters.teams.installing.icons import ACCENT
from adapters.teams.installing.rules import Schema

Json = dict[str, Any]

COLOUR_FILE, OUTLINE_FILE = "color.png", "outline.png"
OURS = UUID("5d0f6a3e-7c1b-5a52-9d0e-0d6f2a8c4b17")
"""Of all ids that we make for apps: the same bot is the same app, whenever its package is made."""

COMMANDS: dict[str, str] = {
    "action": "action send the offer @x friday: a promise with one owner and a day",
    "add": "An objective, a key result or an initiative",
    "away": "away 1 Aug to 12 Aug cover @x: nobody asks you",
    "blocker": "blocker 2.1 waiting for legal: what holds a key result back",
    "board": "The team's objectives, key results and what is stuck",
    "checkin": "Your check-in form, early or late",
    "decision": "decision pause paid ads? @x friday: a question for somebody",
    "help": "Everything that you can type",
    "history": "history 2.1: how a key result moved",
    "mine": "Everything that waits for you, settled in place",
    "settings": "Your working hours, public holidays and leave",
    "setup": "People, day and time of the check-in",
    "summary": "The latest summary; summary 6 is week 6's",
    "update": "update 2.1 45% conf 6 two deals slipped: a new value",
}
TOGETHER = (
    *("board", "checkin", "update", "blocker", "decision", "action", "mine", "summary", "setup", "help"),
    *("add", "history"),
)
ALONE = (
    *("mine", "checkin", "board", "update", "blocker", "decision", "action", "away", "settings", "help"),
    *("history", "summary"),
)
LISTS = ((TOGETHER, ("team", "groupChat")), (ALONE, ("personal",)))
"""What is offered where, the most wanted first: an older Teams is offered fewer."""

SHORT = "Keeps the weekly OKR check-in alive in your team's channel."
FULL = (
    "Drumbeat keeps a team's weekly OKR check-in alive inside the channel that the team already has. Once a week it "
    "asks four short questions: what moved, what is off track, what needs a decision, and what stops or shifts. It "
    "takes about a minute, and ends in a summary with decisions, owners and dates that serves as the agenda of your "
    "meeting. What a team cannot settle reaches, privately and with notice, the person who can. Nobody is ranked or "
    "scored.\n\nTo begin: add Drumbeat to a team or a group chat, and type @Drumbeat setup there."
)
THREAD_REPLIES = ({"name": "ChannelMessage.Read.Group", "type": "Application"},)


@dataclass(frozen=True, kw_only=True)
class Publisher:
    """Who runs Drumbeat, as people see it in the app's details. name: 32 characters. The rest: addresses of pages."""

    name: str
    website: str
    privacy: str
    terms: str


def app_id_of(bot_id: str) -> str:
    """The id of the app in Teams' catalogue, the same each time."""
    return str(uuid5(OURS, bot_id.lower()))


def manifest(
    bot_id: str, publisher: Publisher, schema: Schema, *, version: str, app_id: str = "", thread_replies: bool = False
) -> Json:
    """The manifest as JSON values.

    bot_id: MICROSOFT_APP_ID. version: of the app, three numbers; an app that is already there is only changed by a
    greater one. app_id: in the catalogue; empty for one made of bot_id. thread_replies: replies in our threads of
    channels need no mention; Teams then sends us all messages of the teams that the app is in.
    """
    return {
        "$schema": schema.address,
        "manifestVersion": schema.version,
        "version": version,
        "id": app_id or app_id_of(bot_id),
        "developer": _developer(publisher),
        "name": {"short": "Drumbeat", "full": "Drumbeat: the weekly OKR check-in"},
        "description": {"short": SHORT, "full": FULL},
        "icons": {"color": COLOUR_FILE, "outline": OUTLINE_FILE},
        "accentColor": ACCENT,
        "bots": [_bot(bot_id, schema)],
        "permissions": ["identity", "messageTeamMembers"],
        "defaultInstallScope": "team",
        "defaultGroupCapability": {"team": "bot", "groupchat": "bot"},
        **(_reading(bot_id, publisher) if thread_replies else {}),
    }


def _developer(publisher: Publisher) -> Json:
    return {
        "name": publisher.name,
        "websiteUrl": publisher.website,
        "privacyUrl": publisher.privacy,
        "termsOfUseUrl": publisher.terms,
    }


def _bot(bot_id: str, schema: Schema) -> Json:
    return {
        "botId": bot_id,
        "scopes": ["team", "personal", "groupChat"],
        "isNotificationOnly": False,
        "supportsFiles": False,
        "commandLists": [
            {"scopes": [*scopes], "commands": [_command(title) for title in titles[: schema.commands]]}
            for titles, scopes in LISTS
        ],
    }


def _command(title: str) -> Json:
    return {"title": title, "description": COMMANDS[title]}


def _reading(bot_id: str, publisher: Publisher) -> Json:
    """resource: Teams wants one where permissions are asked for, and calls it never."""
    return {
        "webApplicationInfo": {"id": bot_id, "resource": publisher.website},
        "authorization": {"permissions": {"resourceSpecific": [dict(one) for one in THREAD_REPLIES]}},
    }
