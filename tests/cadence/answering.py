"""Answers the sample team's check-in in a few words: open the form, send it, press what the prompt offers."""

from typing import Any

from cadence.context import Services
from cadence.forms import Form
from cadence.frontdoor import FrontDoor
from cadence.requests import FormChanged, Reply
from cadence.wording.plain import plain_text
from tests.cadence.asking import Asking, filled, opened
from tests.cadence.harness import Rhythm
from tests.fakes.clock import FakeClock
from tests.fakes.growth import TEAM, WORKSPACE, kr_id, mid, pressed, submitted
from tests.fakes.memory import MemoryStore


def kr(place: str, what: str) -> str:
    """The id of a KR's field, e.g. `kr("1.1", "value")`."""
    return f"kr:{kr_id(place)}:{what}"


class Answering(Rhythm):
    """The sample team's week, with people who answer."""

    def __init__(self, store: MemoryStore, clock: FakeClock, services: Services) -> None:
        super().__init__(store, clock, services)
        self.ask = Asking(FrontDoor(store, services), store)

    async def form(self, who: str) -> Form:
        """The form that the prompt's Answer opens."""
        return opened(await self.press(who, "checkin.answer"))

    async def press(self, who: str, action: str, checkin_id: str = "") -> Reply:
        """One of the prompt's buttons."""
        return await self.ask.door.handle(pressed(who, action, checkin_id or (await self.newest()).id))

    async def reply(self, who: str, fields: dict[str, Any] | None = None) -> Reply:
        """Open the form and send it, with these fields changed."""
        return await self.ask.sends(who, await self.form(who), **(fields or {}))

    async def change(self, who: str, form: Form, event: str, fields: dict[str, Any] | None = None) -> Form:
        """Press a button inside the form, with these fields typed so far."""
        sent = submitted(who, form.id, form.context, **{**filled(form), **(fields or {})})
        base = {name: getattr(sent, name) for name in ("workspace_id", "who", "request_id", "people")}
        request = FormChanged(form=form.id, event=event, context=form.context, values=sent.values, **base)
        return opened(await self.ask.door.handle(request))

    async def readings(self, place: str) -> list[Any]:
        """Everything that was ever read of a KR in check-ins, oldest first; the withdrawn too."""
        rows = await self.ask.rows("readings", key_result_id=kr_id(place))
        return sorted((row for row in rows if row.checkin_id), key=lambda row: row.at)

    async def answer_of(self, who: str) -> Any:
        rows = await self.ask.rows("answers", member_id=mid(who))
        return rows[-1] if rows else None

    def thread(self, who: str) -> str:
        """What stands in the thread for this person; empty where nothing does."""
        key_end = f":{mid(who)}"
        shown = [message for message in self.said("answer") if message.key.endswith(key_end)]
        assert all(message.place.channel == TEAM.channel and message.place.thread for message in shown)
        lines = [line for message in shown for line in plain_text(message.card).splitlines()]
        return "\n".join(line for line in lines if line)

    def private(self, who: str) -> list[str]:
        """Direct messages to this person."""
        queued = self.store.data[WORKSPACE.id].messages.values()
        return [plain_text(item.message.card) for item in queued if item.message.place.member == who]
