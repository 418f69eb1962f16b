"""Replies in the thread of the sample team's prompt, in a few words: who says what, and what came of it."""

from typing import Any

from cadence.requests import Reply, ReplyTyped
from tests.cadence.answering import Answering
from tests.cadence.asking import button
from tests.fakes.growth import TEAM, WORKSPACE, typed


class Thread(Answering):
    """The sample team's week, with people who reply in threads."""

    def ref(self, key: str) -> str:
        """The platform's id of a message, which it has from now on."""
        queued = self.store.data[WORKSPACE.id].messages[key]
        queued.ref = queued.ref or f"{TEAM.channel}:{key}"
        return queued.ref

    async def typed(self, who: str, text: str, key: str = "", **more: Any) -> ReplyTyped:
        """A reply that names us, in the thread of the newest prompt or of the message under this key."""
        thread = self.ref(key or f"prompt:{(await self.newest()).id}")
        line = typed(who, text)
        base = {name: getattr(line, name) for name in ("workspace_id", "who", "request_id", "channel", "people")}
        return ReplyTyped(**{**base, "text": text, "thread": thread, **more})

    async def says(self, who: str, text: str, key: str = "", **more: Any) -> Reply:
        return await self.ask.door.handle(await self.typed(who, text, key, **more))

    async def murmurs(self, who: str, text: str, key: str = "") -> Reply:
        """The same, but it names nobody."""
        return await self.says(who, text, key, is_addressed=False)

    async def clicks(self, who: str, reply: Reply, label: str) -> Reply:
        return await self.ask.presses(who, button(reply, label))

    async def standing(self, place: str) -> list[Any]:
        """The readings of a KR in check-ins that were not withdrawn."""
        return [row for row in await self.readings(place) if not row.is_withdrawn]

    @property
    def prompt(self) -> str:
        """The newest prompt as its channel shows it now."""
        return self.texts("prompt")[-1]
