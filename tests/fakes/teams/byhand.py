"""The loopback Teams by hand: a small page on which one acts as any person, in any place. `GET /` shows it.

`GET /seen?user=ana` tells what somebody sees, `POST /act` does something as them; see `ByHand.act`.
"""

from pathlib import Path
from typing import Any

from aiohttp import web

from tests.fakes.teams.acting import Dialog, Outcome, Somebody
from tests.fakes.teams.cards import Shown
from tests.fakes.teams.happenings import Happenings
from tests.fakes.teams.server import FakeTeams
from tests.fakes.teams.state import Conversation, Json, Kind, Message, User

PAGE = Path(__file__).with_name("byhand.html")


class ByHand:
    """Serves the page and its two addresses for everybody in the first tenant."""

    def __init__(self, teams: FakeTeams) -> None:
        self.teams = teams
        self._people: dict[str, Somebody] = {}

    def add_routes(self, app: web.Application) -> None:
        app.router.add_get("/", self.page)
        app.router.add_get("/seen", self.seen)
        app.router.add_post("/act", self.act)

    async def page(self, _: web.Request) -> web.Response:
        return web.Response(text=PAGE.read_text(encoding="utf-8"), content_type="text/html")

    async def seen(self, request: web.Request) -> web.Response:
        """The places of this person with what stands there, their dialog, and what they alone were told."""
        who = self._who(request.query.get("user", ""))
        tenant = self.teams.tenant
        mine = [place for place in tenant.conversations.values() if who.user in place.people]
        places = [who.chat, *(place for place in mine if place.kind is not Kind.PERSONAL)]
        return web.json_response(
            {
                "people": [user.name for user in tenant.users],
                "places": [
                    {"id": each.id, "name": _name(each), "messages": self._shown_in(each, who)} for each in places
                ],
                "dialog": _card(who.dialog) if who.dialog else None,
                "line": who.lines[-1] if who.lines else "",
            }
        )

    async def act(self, request: web.Request) -> web.Response:
        """`{"user": "Ana", "do": "type" | "press" | "submit" | "close" | "add_app", ...}`; see the page."""
        wanted = await request.json()
        who = self._who(wanted["user"])
        place = self.teams.tenant.conversations.get(wanted.get("place", ""), who.chat)
        on = self.teams.tenant.message(place, wanted.get("message", ""))
        try:
            said = await self._do(who, wanted, place, on)
        except AssertionError as error:
            said = f"Teams would not do that: {error}"
        return web.json_response({"said": said})

    async def _do(self, who: Somebody, wanted: Json, place: Conversation, on: Message | None) -> str:
        values = {name: str(value) for name, value in wanted.get("values", {}).items()}
        match wanted["do"]:
            case "type":
                return _told(Outcome(await who.types(wanted["text"], place, on)))
            case "press" if on is not None:
                return _told(await who.press(on, wanted["label"], values))
            case "submit":
                return _told(await who.submit(wanted["label"], values))
            case "close":
                who.close()
                return ""
            case "add_app":
                await Happenings(self.teams).add_app(who.user, place)
                return "added"
            case other:
                return f"nobody can {other} that"

    def _who(self, name: str) -> Somebody:
        users: list[User] = self.teams.tenant.users
        user = next((each for each in users if each.name.lower() == name.lower()), users[0])
        return self._people.setdefault(user.name, Somebody(self.teams, self.teams.tenant, user))

    def _shown_in(self, place: Conversation, who: Somebody) -> list[Json]:
        there = [m for m in self.teams.tenant.messages if m.conversation is place and not m.is_deleted]
        threads: dict[str, list[Message]] = {}
        for message in there:
            threads.setdefault(message.root or message.id, []).append(message)
        return [_message(each, who) for thread in threads.values() for each in thread]


def _name(place: Conversation) -> str:
    if place.team is not None:
        return f"{place.team.name} > {place.name}"
    return "Drumbeat" if place.kind is Kind.PERSONAL else place.name or "(group chat)"


def _message(message: Message, who: Somebody) -> Json:
    by = message.by.name if message.by else "Drumbeat"
    card = _card(who.sees(message)) if message.card else None
    text = message.activity.get("text", "")
    return {
        "id": message.id,
        "is_reply": bool(message.root),
        "by": by,
        "text": text,
        "card": card,
        "edits": message.edits,
    }


def _card(shown: Shown) -> Json:
    values = shown.values()
    inputs = [_input(key, node, values[key], shown) for key, node in shown.inputs().items()]
    title = shown.title if isinstance(shown, Dialog) else ""
    return {"title": title, "said": shown.said, "inputs": inputs, "buttons": list(shown.buttons())}


def _input(key: str, node: Json, value: str, shown: Shown) -> Json:
    choices: list[Any] = [*node.get("choices", [])]
    if node.get("choices.data"):
        choices += [{"title": f"person {aad[:8]}", "value": aad} for aad in shown.people]
    return {"id": key, "label": node.get("label", key), "value": value, "choices": choices}


def _told(outcome: Outcome) -> str:
    marked = "; ".join(outcome.kept_back.values())
    return outcome.error or marked or outcome.line or f"{outcome.answer.status}"
