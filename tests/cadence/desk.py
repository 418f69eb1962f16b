"""What the tests of commands and buttons share: requests through the front door, and what came of them."""

from dataclasses import replace
from typing import Any

from cadence.cards import Button, Buttons, Card, Facts, Heading, Text, Verbatim, card
from cadence.context import Services
from cadence.forms import FieldPart, Form
from cadence.frontdoor import FrontDoor
from cadence.ids import id_for
from cadence.model import Action, Blocker, CheckIn, CheckInState, Decision, Message, Place, StopShift
from cadence.requests import Invalid, Reply, Say, ShowForm
from cadence.schedule.occurrences import next_occurrence
from cadence.weekly.current import new_checkin
from tests.fakes.growth import MONDAY, TEAM, WORKSPACE, kr_id, mid, pressed, submitted, typed
from tests.fakes.memory import MemoryStore


class Desk:
    """A workspace to talk to, and to look into."""

    def __init__(self, store: MemoryStore, services: Services) -> None:
        self.store = store
        self.services = services
        self.door = FrontDoor(store, services)

    async def type(self, who: str, line: str, channel: str | None = TEAM.channel) -> Reply:
        return await self.door.handle(typed(who, line, channel))

    async def press(self, who: str, action: str, value: str = "", channel: str | None = TEAM.channel) -> Reply:
        return await self.door.handle(pressed(who, action, value, channel))

    async def submit(self, who: str, form: str, context: str, **values: Any) -> Reply:
        return await self.door.handle(submitted(who, form, context, **values))

    def rows(self, kind: str) -> list[Any]:
        return list(self.store.data[WORKSPACE.id].records[kind].values())

    def row(self, kind: str, record_id: str) -> Any:
        return self.store.data[WORKSPACE.id].records[kind][record_id]

    def said(self, thread: str | None = None) -> list[str]:
        """What the team can read, in the order it was said; of one thread where one is given."""
        messages = [queued.message for queued in self.store.data[WORKSPACE.id].messages.values()]
        return [message.card.notice for message in messages if thread is None or message.place.thread == thread]

    def changes(self) -> list[tuple[str, str, str]]:
        """The audit trail."""
        return list(self.store.data[WORKSPACE.id].audit)

    async def keep(self, kind: str, *records: Any) -> None:
        async with self.store.unit(WORKSPACE.id, actor="test") as unit:
            for record in records:
                known = await getattr(unit, kind).get(record.id)
                await (getattr(unit, kind).save(record) if known else getattr(unit, kind).add(record))

    async def change_member(self, who: str, **more: Any) -> None:
        await self.keep("members", replace(self.row("members", mid(who)), **more))

    async def open_week(self) -> CheckIn:
        """The next check-in, opened now, with its prompt in the channel."""
        async with self.store.unit(WORKSPACE.id, actor="test") as unit:
            occurrence = next_occurrence(TEAM, unit.now, self.services.holidays)
            expected = tuple(mid(who) for who in ("ana", "ben", "cy", "dee"))
            fresh = replace(new_checkin(TEAM, occurrence), state=CheckInState.OPEN, expected_ids=expected)
            await unit.checkins.add(fresh)
            key = f"prompt:{fresh.id}"
            place = Place(channel=TEAM.channel)
            message = Message(
                id=id_for("message", WORKSPACE.id, key), workspace_id=WORKSPACE.id, key=key, place=place, card=card("?")
            )
            await unit.outbox.say(message)
        return fresh


def a_blocker(name: str = "one", **more: Any) -> Blocker:
    """Ben's, on Cy's KR 1.3, open and owned by Dee, unless told otherwise."""
    common = _common("blocker", name, more) | {"text": "waiting for legal", "owner_id": mid("dee")}
    return Blocker(**{**common, "since": common["raised_at"].date(), **more})


def a_decision(name: str = "one", **more: Any) -> Decision:
    """Ben's question on Cy's KR 1.3; Dee decides."""
    common = _common("decision", name, more) | {"question": "pause paid ads?", "decider_id": mid("dee")}
    return Decision(**{**common, **more})


def an_action(name: str = "one", **more: Any) -> Action:
    """Raised by Ben on Cy's KR 1.3, for Dee."""
    common = _common("action", name, more) | {"text": "pricing test", "owner_id": mid("dee")}
    return Action(**{**common, **more})


def a_stop(name: str = "one", **more: Any) -> StopShift:
    """Ben stops the webinars, for Cy's KR 1.3."""
    return StopShift(**{**_common("stop", name, more), "text": "webinars", **more})


def _common(kind: str, name: str, more: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": id_for("test", kind, name),
        "workspace_id": WORKSPACE.id,
        "team_id": TEAM.id,
        "raised_by": mid("ben"),
        "raised_at": more.get("raised_at", MONDAY),
        "key_result_id": kr_id("1.3"),
    }


def words(reply: Reply) -> str:
    """Everything the person reads in a private reply."""
    assert isinstance(reply, Say), reply
    return card_words(reply.card)


def card_words(shown: Card) -> str:
    parts = [shown.notice]
    for block in shown.blocks:
        match block:
            case Text() | Heading() | Verbatim():
                parts.append(block.text)
            case Facts():
                parts += [f"{label}: {value}" for label, value in block.pairs]
            case Buttons():
                parts.append(" ".join(f"[{button.label}]" for button in block.buttons))
    return "\n".join(parts)


def buttons_of(reply: Reply) -> list[Button]:
    assert isinstance(reply, Say), reply
    return [button for block in reply.card.blocks if isinstance(block, Buttons) for button in block.buttons]


def form_of(reply: Reply) -> Form:
    assert isinstance(reply, ShowForm), reply
    return reply.form


def field_ids(reply: Reply) -> list[str]:
    return [part.id for part in form_of(reply).parts if isinstance(part, FieldPart)]


def errors_of(reply: Reply) -> dict[str, str]:
    assert isinstance(reply, Invalid), reply
    return dict(reply.errors)


def is_refused(reply: Reply) -> bool:
    return isinstance(reply, Say) and reply.refuses
