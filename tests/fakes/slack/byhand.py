"""Acting by hand: `POST /act` with JSON such as `{"do": "command", "user": "U1", "channel": "C1", "text": "help"}`.

The rest of the object are the arguments of the method of `People` that `do` names. A message is named by its `ts`, a
view by its id, `modal` or `home`. `GET /seen?user=U1` lists what somebody sees.
"""

import inspect
from typing import Any

from aiohttp import web

from tests.fakes.slack.acting import People
from tests.fakes.slack.state import Json, Message, View
from tests.fakes.slack.transport import Answer

MESSAGES, VIEWS = {"on", "thread", "message"}, {"view", "on"}


class ByHand:
    """Serves the two addresses for these people."""

    def __init__(self, people: People) -> None:
        self._people = people

    def routes(self) -> list[web.RouteDef]:
        return [web.post("/act", self.act), web.get("/seen", self.seen)]

    async def act(self, request: web.Request) -> web.Response:
        """Do it, and tell what the application answered."""
        wanted = await request.json()
        do = getattr(self._people, wanted.pop("do"), None)
        if do is None or not inspect.iscoroutinefunction(do):
            return web.json_response({"error": "People cannot do that"}, status=400)
        user = str(wanted.get("user", ""))
        found = await do(**{name: self._meant(name, value, user) for name, value in wanted.items()})
        return web.json_response(_shown(found))

    async def seen(self, request: web.Request) -> web.Response:
        user, at = request.query.get("user", ""), self._people.at
        messages = [_message(message) for message in at.messages if message.only_for in (None, user)]
        views = [{"id": view.id, "said": view.said, "buttons": list(view.buttons())} for view in at.views[user]]
        home = at.homes.get(user)
        return web.json_response({"messages": messages, "modals": views, "home": home.said if home else None})

    def _meant(self, name: str, value: Any, user: str) -> Any:
        at = self._people.at
        views: dict[str, View | None] = {view.id: view for view in at.views[user]}
        views |= {"modal": at.modal(user), "home": at.homes.get(user)}
        if name in VIEWS and value in views:
            return views[value]
        if name in MESSAGES and value is not None:
            return next(message for message in at.messages if message.ts == value)
        return value


def _shown(found: Any) -> Json:
    if isinstance(found, Answer):
        return {"status": found.status, "answer": found.text}
    return _message(found) if isinstance(found, Message) else {"done": True}


def _message(message: Message) -> Json:
    where = {"channel": message.channel, "ts": message.ts, "thread_ts": message.thread_ts}
    return {**where, "only_for": message.only_for, "said": message.said, "buttons": list(message.buttons())}
