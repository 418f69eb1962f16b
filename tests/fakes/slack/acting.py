"""Acts as the people of the loopback Slack: types commands, clicks buttons, fills modals, by signed HTTP requests."""

import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import aiohttp

from tests.fakes.slack.limits import faults_of_message
from tests.fakes.slack.server import FakeSlack
from tests.fakes.slack.state import Hook, Message, View

Json = dict[str, Any]
Typed = str | tuple[str, ...]
FIELD = "field:"


@dataclass(frozen=True)
class Answer:
    """What the application answered. sent: the request's body, to send it once more."""

    status: int
    text: str
    sent: str = field(repr=False, default="")

    @property
    def body(self) -> Json:
        return dict(json.loads(self.text)) if self.text.startswith("{") else {}

    @property
    def errors(self) -> dict[str, str]:
        """Field id -> message, where a modal stays open."""
        return {block.removeprefix(FIELD): text for block, text in self.body.get("errors", {}).items()}


class People:
    """app_url: where the application takes Slack's requests. Use as `async with People(slack, url) as people:`."""

    def __init__(self, slack: FakeSlack, app_url: str) -> None:
        self.slack, self.app_url = slack, app_url
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> "People":
        self._session = aiohttp.ClientSession()
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._session is not None:
            await self._session.close()

    async def command(self, user: str, channel: str, text: str) -> Answer:
        """Type `/okr <text>`; the private answer is kept among what this person saw."""
        place = self.slack.channels[channel]
        hook = Hook(user, channel)
        form = {
            "command": "/okr",
            "text": text,
            "team_id": self.slack.team_id,
            "channel_id": channel,
            "channel_name": place.shown_name,
            "user_id": user,
            "user_name": self.slack.users[user].name,
            "trigger_id": self.slack.new_trigger(user),
            "response_url": self._hook(hook),
        }
        answer = await self.send(urlencode(form))
        if answer.body:
            assert not faults_of_message(answer.body.get("blocks", [])), answer.body
            self.slack.answer_beside(hook, answer.body)
        return answer

    async def click(self, user: str, on: Message | View, label: str) -> Answer:
        """Press the button with this label, on a message or in a modal."""
        button = on.buttons()[label]
        action = {**button, "type": "button", "block_id": self._block_of(on, button), "action_ts": "1.1"}
        return await self._act(user, on, action)

    async def change(self, user: str, view: View, field_id: str, value: Typed) -> Answer:
        """Choose something in a field that answers at once."""
        self.fill(view, {field_id: value})
        block_id = f"{FIELD}{field_id}"
        element = view.typed[block_id]
        return await self._act(user, view, {**element, "block_id": block_id, "action_id": "value"})

    def fill(self, view: View, values: Mapping[str, Typed]) -> None:
        """Type into fields, by field id."""
        inputs = view.inputs()
        for field_id, value in values.items():
            block = inputs[field_id]
            view.typed[block["block_id"]] = _typed(block["element"], value)

    async def submit(self, user: str, view: View, values: Mapping[str, Typed] | None = None) -> Answer:
        """Fill these fields and send the modal; it closes, changes or stays open as the application answers."""
        self.fill(view, values or {})
        payload = {
            "type": "view_submission",
            "team": {"id": self.slack.team_id},
            "user": self._user(user),
            "trigger_id": self.slack.new_trigger(user),
            "view": self._view(view),
            "response_urls": [],
        }
        answer = await self.send(urlencode({"payload": json.dumps(payload)}))
        if answer.status == 200:
            self._follow(view, answer.body)
        return answer

    async def send(
        self,
        body: str | bytes,
        *,
        at: float | None = None,
        secret: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """One signed request. at: when it was signed. secret: another than the right one. headers: in their place."""
        assert self._session is not None
        stamp = str(int(time.time() if at is None else at))
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": sign(secret or self.slack.signing_secret, stamp, body),
            **(headers or {}),
        }
        async with self._session.post(self.app_url, data=body, headers=headers) as response:
            return Answer(response.status, await response.text(), str(body))

    async def _act(self, user: str, on: Message | View, action: Json) -> Answer:
        payload: Json = {
            "type": "block_actions",
            "team": {"id": self.slack.team_id},
            "user": self._user(user),
            "trigger_id": self.slack.new_trigger(user),
            "actions": [action],
        }
        payload |= self._in_view(on) if isinstance(on, View) else self._at_message(user, on)
        return await self.send(urlencode({"payload": json.dumps(payload)}))

    def _in_view(self, view: View) -> Json:
        return {"container": {"type": "view", "view_id": view.id}, "view": self._view(view)}

    def _at_message(self, user: str, message: Message) -> Json:
        place = self.slack.channels[message.channel]
        private = message.only_for is not None
        container = {"type": "message", "message_ts": message.ts, "channel_id": place.id, "is_ephemeral": private}
        return {
            "container": container,
            "channel": {"id": place.id, "name": place.shown_name},
            "message": {"ts": message.ts, "text": message.text},
            "response_url": self._hook(Hook(user, place.id, message)),
        }

    def _hook(self, hook: Hook) -> str:
        name = self.slack.next_id("hook")
        self.slack.hooks[name] = hook
        return self.slack.hook_url + name

    def _user(self, user: str) -> Json:
        known = self.slack.users[user]
        return {"id": known.id, "username": known.name, "name": known.name, "team_id": known.team_id}

    def _view(self, view: View) -> Json:
        values = {block["block_id"]: {"value": _element_state(block, view)} for block in view.inputs().values()}
        return {"id": view.id, "hash": view.hash, "state": {"values": values}, **view.content}

    def _follow(self, view: View, body: Json) -> None:
        match body.get("response_action"):
            case "errors":
                unknown = set(body["errors"]) - {block["block_id"] for block in view.inputs().values()}
                assert not unknown, f"errors at blocks that are not there: {unknown}"
            case "update":
                self.slack.change_view(view, body["view"])
            case "push":
                self.slack.open_view(view.user, body["view"], on_top=True)
            case "clear":
                self.slack.views[view.user].clear()
            case _:
                self.slack.views[view.user] = [other for other in self.slack.views[view.user] if other is not view]

    @staticmethod
    def _block_of(on: Message | View, button: Json) -> str:
        blocks = on.content["blocks"] if isinstance(on, View) else on.blocks
        block = next(block for block in blocks if button in block.get("elements", []))
        return str(block.get("block_id", "generated"))


def sign(secret: str, stamp: str, body: str | bytes) -> str:
    """Slack's v0 signature."""
    raw = body.encode() if isinstance(body, str) else body
    return "v0=" + hmac.new(secret.encode(), b"v0:" + stamp.encode() + b":" + raw, hashlib.sha256).hexdigest()


def _typed(element: Json, value: Typed) -> Json:
    """What a person put into an input, as `view.state` carries it."""
    kind = element["type"]
    if kind == "plain_text_input":
        return {"type": kind, "value": value or None}
    if kind == "datepicker":
        return {"type": kind, "selected_date": value or None}
    if kind == "users_select":
        return {"type": kind, "selected_user": value or None}
    if kind == "multi_users_select":
        return {"type": kind, "selected_users": list(value)}
    if kind == "checkboxes":
        return {"type": kind, "selected_options": element["options"] if value else []}
    return {"type": kind, "selected_option": next(o for o in _options(element) if o["value"] == value)}


def _options(element: Json) -> list[Json]:
    groups = element.get("option_groups", [])
    return [*element.get("options", []), *(option for group in groups for option in group["options"])]


INITIAL = {
    "plain_text_input": ("value", "initial_value"),
    "datepicker": ("selected_date", "initial_date"),
    "users_select": ("selected_user", "initial_user"),
    "multi_users_select": ("selected_users", "initial_users"),
    "checkboxes": ("selected_options", "initial_options"),
    "static_select": ("selected_option", "initial_option"),
}


def _element_state(block: Json, view: View) -> Json:
    element = block["element"]
    name, initial = INITIAL[element["type"]]
    empty: Any = [] if name.endswith("s") else None
    return view.typed.get(block["block_id"], {"type": element["type"], name: element.get(initial, empty)})
