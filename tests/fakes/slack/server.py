"""The Web API of the loopback Slack, served by aiohttp on 127.0.0.1. One small function a method."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from aiohttp import web

from tests.fakes.slack.limits import faults_of_message, faults_of_view
from tests.fakes.slack.state import Channel, Fault, Hook, Message, View, Workspace

Json = dict[str, Any]


class ApiError(Exception):
    """Slack's `ok: false`."""

    def __init__(self, code: str, *messages: str) -> None:
        super().__init__(code)
        self.body = {"ok": False, "error": code, "response_metadata": {"messages": list(messages)}}


class FakeSlack(Workspace):
    """Use as `async with FakeSlack() as slack:`; its Web API is then at `slack.api_url`."""

    def __init__(self, port: int = 0, on_call: Callable[[str, Json], None] = lambda method, args: None) -> None:
        super().__init__()
        self._port, self._on_call = port, on_call
        self.api_url = self.hook_url = ""
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> "FakeSlack":
        app = web.Application()
        app.router.add_route("*", "/api/{method}", self._api)
        app.router.add_post("/response/{hook}", self._respond)
        self._runner = web.AppRunner(app, shutdown_timeout=1, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.api_url, self.hook_url = f"http://{host}:{port}/api/", f"http://{host}:{port}/response/"
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def _api(self, request: web.Request) -> web.Response:
        method, args = request.match_info["method"], await _arguments(request)
        self.calls.append((method, args))
        self._on_call(method, args)
        fault = self.faults[method].pop(0) if self.faults[method] else Fault()
        early = self._early(fault, request)
        answer = early if early is not None else web.json_response(self._call(method, args, request))
        await asyncio.sleep(fault.delay)
        if fault.drop == "after":
            _hang_up(request)
        return answer

    def _early(self, fault: Fault, request: web.Request) -> web.Response | None:
        """The answer where the call is not applied at all."""
        if fault.drop == "before":
            _hang_up(request)
            return web.Response(status=500)
        if fault.retry_after is not None:
            headers = {"Retry-After": str(fault.retry_after)}
            return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers=headers)
        if fault.status:
            return web.Response(status=fault.status)
        return web.json_response({"ok": False, "error": fault.error}) if fault.error else None

    def _call(self, method: str, args: Json, request: web.Request) -> Json:
        if self.revoked:
            return {"ok": False, "error": "token_revoked"}
        if request.headers.get("Authorization") != f"Bearer {self.token}":
            return {"ok": False, "error": "invalid_auth"}
        known = METHODS.get(method)
        try:
            return {"ok": True, **known(self, args)} if known else {"ok": False, "error": "unknown_method"}
        except ApiError as error:
            return error.body

    async def _respond(self, request: web.Request) -> web.Response:
        """A response_url: five private answers beside a message, or in its place."""
        hook = self.hooks.get(request.match_info["hook"])
        body = await request.json()
        self.calls.append(("response_url", body))
        self._on_call("response_url", body)
        if hook is None:
            return web.Response(status=404, text="expired_url")
        if faults := faults_of_message(body.get("blocks", [])):
            return web.Response(status=400, text=f"invalid_blocks: {faults}")
        self.answer_beside(hook, body)
        return web.Response(text="ok")

    def answer_beside(self, hook: Hook, body: Json) -> None:
        """Show a private answer, or put it in the place of what was clicked, whoever sees that."""
        text, blocks = body["text"], body.get("blocks", [])
        if body.get("replace_original") and hook.clicked is not None:
            hook.clicked.text, hook.clicked.blocks = text, blocks
            hook.clicked.edits += 1
        else:
            self.messages.append(Message(hook.channel, self.next_ts(), text, blocks, only_for=hook.user))

    def need_channel(self, channel_id: str) -> Channel:
        channel = self.channels.get(channel_id)
        if channel is None or (channel.is_private and not channel.has_bot):
            raise ApiError("channel_not_found")
        if channel.is_archived:
            raise ApiError("is_archived")
        if not channel.has_bot:
            raise ApiError("not_in_channel")
        return channel

    def need_message(self, channel_id: str, ts: str) -> Message:
        found = next((m for m in self.messages if (m.channel, m.ts) == (channel_id, ts)), None)
        if found is None:
            raise ApiError("message_not_found")
        return found

    def open_view(self, user: str, content: Json) -> View:
        """Put a modal on top of this person's others."""
        if faults := faults_of_view(content):
            raise ApiError("invalid_arguments", *faults)
        view = View(self.next_id("V"), user, content, hash=self.next_ts())
        self.views[user].append(view)
        return view

    def change_view(self, view: View, content: Json) -> None:
        """Show something else in the modal; what was typed stays where the block is still there."""
        if faults := faults_of_view(content):
            raise ApiError("invalid_arguments", *faults)
        view.content, view.hash = content, self.next_ts()
        view.typed = {block: typed for block, typed in view.typed.items() if block in {*_block_ids(content)}}


def _block_ids(content: Json) -> list[str]:
    return [block.get("block_id", "") for block in content["blocks"]]


def _auth_test(slack: FakeSlack, args: Json) -> Json:
    return {"team_id": slack.team_id, "team": slack.name, "user_id": slack.bot_user, "bot_id": slack.bot_id}


def _checked(args: Json) -> tuple[str, list[Json]]:
    blocks = args.get("blocks") or []
    if not args.get("text") and not blocks:
        raise ApiError("no_text")
    if args.get("link_names") or args.get("parse") == "full":
        raise ApiError("invalid_arguments", "this fake does not allow link_names and parse=full")
    if faults := faults_of_message(blocks):
        raise ApiError("invalid_blocks", *faults)
    return args.get("text", ""), blocks


def _post_message(slack: FakeSlack, args: Json) -> Json:
    channel = slack.need_channel(args["channel"])
    text, blocks = _checked(args)
    if args.get("thread_ts"):
        slack.need_message(channel.id, args["thread_ts"])
    message = Message(
        channel.id,
        slack.next_ts(),
        text,
        blocks,
        thread_ts=args.get("thread_ts"),
        metadata=args.get("metadata"),
        client_msg_id=args.get("client_msg_id"),
    )
    slack.messages.append(message)
    return {"channel": channel.id, "ts": message.ts, "message": {"text": text, "ts": message.ts}}


def _post_ephemeral(slack: FakeSlack, args: Json) -> Json:
    channel = slack.need_channel(args["channel"])
    text, blocks = _checked(args)
    message = Message(channel.id, slack.next_ts(), text, blocks, args.get("thread_ts"), only_for=args["user"])
    slack.messages.append(message)
    return {"message_ts": message.ts}


def _update(slack: FakeSlack, args: Json) -> Json:
    slack.need_channel(args["channel"])
    message = slack.need_message(args["channel"], args["ts"])
    message.text, message.blocks = _checked(args)
    message.edits += 1
    return {"channel": message.channel, "ts": message.ts, "text": message.text}


def _conversations_open(slack: FakeSlack, args: Json) -> Json:
    if args.get("users") not in slack.users:
        raise ApiError("user_not_found")
    return {"channel": {"id": slack.direct(args["users"]).id}}


def _conversations_info(slack: FakeSlack, args: Json) -> Json:
    channel = slack.need_channel(args["channel"])
    return {"channel": {"id": channel.id, "name": channel.name, "is_private": channel.is_private}}


def _user(slack: FakeSlack, user_id: str) -> Json:
    user = slack.users.get(user_id)
    if user is None:
        raise ApiError("user_not_found")
    profile = {"display_name": user.real_name, "real_name": user.real_name}
    return {**asdict(user), "is_stranger": user.team_id != slack.team_id, "profile": profile}


def _users_info(slack: FakeSlack, args: Json) -> Json:
    return {"user": _user(slack, args["user"])}


def _users_list(slack: FakeSlack, args: Json) -> Json:
    return {"members": [_user(slack, user_id) for user_id in slack.users]}


def _views_open(slack: FakeSlack, args: Json) -> Json:
    user, error = slack.use_trigger(args["trigger_id"])
    if error:
        raise ApiError(error)
    view = slack.open_view(user, _content(args))
    return {"view": {"id": view.id, "hash": view.hash, **view.content}}


def _views_update(slack: FakeSlack, args: Json) -> Json:
    view = next((v for views in slack.views.values() for v in views if v.id == args["view_id"]), None)
    if view is None:
        raise ApiError("not_found")
    if args.get("hash") not in (None, view.hash):
        raise ApiError("hash_conflict")
    slack.change_view(view, _content(args))
    return {"view": {"id": view.id, "hash": view.hash, **view.content}}


def _content(args: Json) -> Json:
    view = args["view"]
    return dict(json.loads(view) if isinstance(view, str) else view)


METHODS: dict[str, Callable[[FakeSlack, Json], Json]] = {
    "auth.test": _auth_test,
    "chat.postMessage": _post_message,
    "chat.postEphemeral": _post_ephemeral,
    "chat.update": _update,
    "conversations.open": _conversations_open,
    "conversations.info": _conversations_info,
    "users.info": _users_info,
    "users.list": _users_list,
    "views.open": _views_open,
    "views.push": _views_open,
    "views.update": _views_update,
}


async def _arguments(request: web.Request) -> Json:
    if request.content_type == "application/json":
        return dict(await request.json())
    posted = dict(await request.post()) if request.can_read_body else {}
    return {**request.query, **posted}


def _hang_up(request: web.Request) -> None:
    if request.transport is not None:
        request.transport.abort()
