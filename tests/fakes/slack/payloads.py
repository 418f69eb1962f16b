"""The payloads in which Slack tells the application what people did. Pure, but for triggers and response_urls.

Source: docs.slack.dev/reference/interaction-payloads and docs.slack.dev/apis/events-api.
"""

from typing import Any

from tests.fakes.slack.inputs import element_state
from tests.fakes.slack.state import Channel, Hook, Json, Message, View, elements_of
from tests.fakes.slack.workspace import Workspace


class Payloads:
    """Of one workspace."""

    def __init__(self, at: Workspace) -> None:
        self._at = at

    def command(self, hook: Hook, text: str) -> Json:
        at, place = self._at, self._at.channels[hook.channel]
        return {
            "command": "/okr",
            "text": text,
            "team_id": at.team_id,
            "team_domain": at.domain,
            **({"enterprise_id": at.enterprise_id, "enterprise_name": "Org"} if at.enterprise_id else {}),
            "channel_id": place.id,
            "channel_name": place.shown_name,
            "user_id": hook.user,
            "user_name": at.users[hook.user].name,
            "api_app_id": at.app_id,
            "is_enterprise_install": str(at.is_org_install).lower(),
            "trigger_id": at.new_trigger(hook.user),
            "response_url": self._hook(hook),
        }

    def click(self, user: str, on: Message | View, action: Json) -> Json:
        about = self._in_view(on) if isinstance(on, View) else self._at_message(user, on)
        return {"type": "block_actions", **self._common(user), **self._trigger(user), "actions": [action], **about}

    def submission(self, user: str, view: View) -> Json:
        about = {"view": self.view(view), "response_urls": []}
        return {"type": "view_submission", **self._common(user), **self._trigger(user), **about}

    def closing(self, user: str, view: View, is_cleared: bool) -> Json:
        return {"type": "view_closed", **self._common(user), "view": self.view(view), "is_cleared": is_cleared}

    def message_shortcut(self, user: str, message: Message, callback_id: str) -> Json:
        place = self._at.channels[message.channel]
        return {
            "type": "message_action",
            **self._common(user),
            **self._trigger(user),
            "action_ts": self._at.next_ts(),
            "callback_id": callback_id,
            "message_ts": message.ts,
            "message": self.message(message),
            "channel": {"id": place.id, "name": place.shown_name},
            "response_url": self._hook(Hook(user, place.id)),
        }

    def global_shortcut(self, user: str, callback_id: str) -> Json:
        about = {"action_ts": self._at.next_ts(), "callback_id": callback_id}
        return {"type": "shortcut", **self._common(user), **self._trigger(user), **about}

    def event(self, event: Json) -> Json:
        """The wrapper in which an event comes. Every call is another event."""
        at = self._at
        bot = {"enterprise_id": at.enterprise_id or None, "team_id": at.team_id, "user_id": at.bot_user}
        return {
            "token": "legacy",
            "team_id": at.team_id,
            **({"enterprise_id": at.enterprise_id} if at.enterprise_id else {}),
            "context_team_id": at.team_id,
            "context_enterprise_id": at.enterprise_id or None,
            "api_app_id": at.app_id,
            "event": {"event_ts": at.next_ts(), **event},
            "type": "event_callback",
            "event_id": at.next_id("Ev"),
            "event_time": int(at.now()),
            "authorizations": [{**bot, "is_bot": True, "is_enterprise_install": at.is_org_install}],
            "is_ext_shared_channel": False,
            "event_context": at.next_id("4-"),
        }

    def message(self, message: Message) -> Json:
        """A message as events and shortcuts show it."""
        about: Json = {"type": "message", "text": message.text, "ts": message.ts, "team": self._at.team_id}
        if message.blocks:
            about["blocks"] = message.blocks
        if message.thread_ts:
            about["thread_ts"] = message.thread_ts
        if message.by is not None:
            return {**about, "user": message.by, "client_msg_id": f"client-{message.ts}"}
        profile = {"id": self._at.bot_id, "name": "Drumbeat", "app_id": self._at.app_id}
        bot = {"bot_id": self._at.bot_id, "app_id": self._at.app_id, "bot_profile": profile}
        return {**about, "user": self._at.bot_user, **bot}

    def view(self, view: View) -> Json:
        values: dict[str, Any] = {}
        for block in view.inputs().values():
            values[block["block_id"]] = {block["element"].get("action_id", "value"): element_state(block, view)}
        about = {"id": view.id, "hash": view.hash, "team_id": self._at.team_id, "root_view_id": view.id}
        told = {"app_installed_team_id": self._at.team_id, "app_id": self._at.app_id, "bot_id": self._at.bot_id}
        return {**about, **told, "state": {"values": values}, **view.content}

    def _common(self, user: str) -> Json:
        at, known = self._at, self._at.users[user]
        org = {"enterprise_id": at.enterprise_id} if at.enterprise_id else {}
        return {
            "team": {"id": at.team_id, "domain": at.domain, **org},
            "enterprise": {"id": at.enterprise_id, "name": "Org"} if at.enterprise_id else None,
            "user": {"id": known.id, "username": known.name, "name": known.name, "team_id": known.team_id},
            "api_app_id": at.app_id,
            "token": "legacy",
            "is_enterprise_install": at.is_org_install,
        }

    def _trigger(self, user: str) -> Json:
        return {"trigger_id": self._at.new_trigger(user)}

    def _in_view(self, view: View) -> Json:
        return {"container": {"type": "view", "view_id": view.id}, "view": self.view(view)}

    def _at_message(self, user: str, message: Message) -> Json:
        place = self._at.channels[message.channel]
        private = message.only_for is not None
        container = {"type": "message", "message_ts": message.ts, "channel_id": place.id, "is_ephemeral": private}
        thread = {"thread_ts": message.thread_ts} if message.thread_ts else {}
        return {
            "container": container | thread,
            "channel": {"id": place.id, "name": place.shown_name},
            "message": {"ts": message.ts, "text": message.text} if private else self.message(message),
            "response_url": self._hook(Hook(user, place.id, message)),
        }

    def _hook(self, hook: Hook) -> str:
        name = self._at.next_id("hook")
        self._at.hooks[name] = hook
        return self._at.hook_url + name


def block_of(on: Message | View, element: Json) -> str:
    """The id of the block that holds this."""
    blocks = on.content["blocks"] if isinstance(on, View) else on.blocks
    block = next(block for block in blocks if element in elements_of(block))
    return str(block.get("block_id", "generated"))


def place_of(channel: Channel) -> Json:
    """A channel as its rename tells it."""
    return {"id": channel.id, "name": channel.name, "name_normalized": channel.name, "is_channel": True, "created": 1}
