"""Lives some weeks in the giant company: types every command, presses every button, fills and sends every form, and
keeps everything that was shown. Nothing here knows what a card says; what it is about the engine decides.
"""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from cadence.cards import Button, Buttons, Card
from cadence.context import Services
from cadence.delivery import Sender
from cadence.form_room import ROOMY, FormRoom
from cadence.forms import (
    ChoiceField,
    DateField,
    Form,
    FormPart,
    FormValues,
    More,
    NumberField,
    PersonField,
    TextField,
    TickField,
)
from cadence.frontdoor import FrontDoor
from cadence.news import NewsDesk
from cadence.ports import Delivery
from cadence.requests import (
    ButtonPressed,
    CommandTyped,
    FormChanged,
    FormSubmitted,
    HomeOpened,
    Invalid,
    Reply,
    ReplyTyped,
    Request,
    Say,
    ShortcutUsed,
    ShowForm,
)
from cadence.scheduler import Scheduler
from tests.fakes.clock import FakeClock
from tests.fakes.memory import MemoryStore
from tests.giant import company as giant

LINK = "https://giant.slack.com/archives/C1GIANT/p1790000000000100?thread_ts=1790000000.000100&cid=C1GIANT"
DEPTH = 5
OFTEN = 3
"""How often the same button is pressed by the same kind of person."""
PEOPLE = {one: giant.person(one) for one in (*giant.EVERYBODY, giant.GUEST)}
ROLES = {giant.LEAD: "lead", giant.MANAGER: "manager", giant.SPONSOR: "sponsor", giant.GUEST: "guest"}


@dataclass(frozen=True)
class Shown:
    """What was shown, to whom and where. place: `channel`, `member`, `home`, or `reply`. about: the message's id or
    what the request was, for whoever reads a failure."""

    card: Card
    place: str
    about: str


@dataclass
class Book:
    """Everything that was shown. invalid: forms as they were, errors about them, what was typed. answered: with what
    kind of reply each button was, without refusals."""

    cards: dict[Shown, None] = field(default_factory=dict)
    forms: list[Form] = field(default_factory=list)
    invalid: list[tuple[Form, Invalid, FormValues]] = field(default_factory=list)
    pressed: Counter[str] = field(default_factory=Counter)
    answered: Counter[tuple[str, str]] = field(default_factory=Counter)
    sent: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)


class Recorder:
    """See `Chat`: keeps what is delivered."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self.refs: list[str] = []
        self.latest: dict[str, tuple[Delivery, str]] = {}

    async def post(self, delivery: Delivery) -> str:
        channel = delivery.place.channel or f"D{delivery.place.member or delivery.place.home}"
        self.refs.append(f"{channel}:{1_790_000_000 + len(self.refs)}.000100")
        return self._keep(delivery, self.refs[-1])

    async def update(self, delivery: Delivery) -> str:
        return self._keep(delivery, delivery.ref or "")

    def _keep(self, delivery: Delivery, ref: str) -> str:
        place = "home" if delivery.place.home else "channel" if delivery.place.channel else "member"
        self._book.cards[Shown(delivery.card, place, delivery.card.notice)] = None
        self.latest[delivery.id] = (delivery, ref)
        return ref


class Crawler:
    """See the module. Everything is decided by a seeded generator, so that a failure comes again."""

    def __init__(self, services: Services, room: FormRoom = ROOMY, seed: int = 7) -> None:
        self.clock = FakeClock(giant.START)
        self.store = MemoryStore(self.clock)
        self.book = Book()
        self.door = FrontDoor(self.store, services)
        self.desk = NewsDesk(self.store, services)
        self.scheduler = Scheduler(self.store, services, _stop)
        self.chat = Recorder(self.book)
        self._room = room
        self._sender = Sender(self.store, {"slack": self.chat}, self.clock)
        self._random = random.Random(seed)
        self._requests = 0
        self._tries: Counter[tuple[str, str]] = Counter()

    async def settle(self) -> None:
        """Everything that is due is done and delivered."""
        await self.scheduler.tick()
        await self._sender.drain()

    async def until(self, moment: datetime) -> None:
        """Live on, stopping at each moment at which something happens by itself."""
        while (stop := await self.scheduler.next_moment(giant.WORKSPACE.id)) is not None and stop < moment:
            self.clock.to(max(stop, self.clock() + timedelta(seconds=1)))
            await self.settle()
        self.clock.to(max(moment, self.clock()))
        await self.settle()

    async def type(self, who: str, text: str, channel: str | None = giant.CHANNEL) -> None:
        await self._follow(who, CommandTyped(text=text, **self._from(who, channel, text)), channel)

    async def reply(self, who: str, ref: str, text: str) -> None:
        channel = ref.partition(":")[0]
        request = ReplyTyped(text=text, thread=ref, **self._from(who, channel, text))
        await self._follow(who, request, channel)

    async def use(self, who: str, shortcut: str, text: str = "", channel: str | None = None) -> None:
        message = {"text": text, "link": LINK, "author": giant.LEAD} if text else {}
        request = ShortcutUsed(shortcut=shortcut, **message, **self._from(who, channel, message))  # type: ignore[arg-type]  # two dicts of keywords
        await self._follow(who, request, channel)

    async def look_home(self, who: str) -> None:
        await self._follow(who, HomeOpened(**self._from(who, None)), None)
        await self.settle()

    async def press_everything(self) -> None:
        """Each button of every message as it stands now, by those who may and by one who may not."""
        for delivery, _ in [*self.chat.latest.values()]:
            for who in self._readers(delivery):
                for button in buttons_of(delivery.card):
                    await self.press(who, button, delivery.place.channel)

    async def press(self, who: str, button: Button, channel: str | None, depth: int = 0) -> None:
        role = ROLES.get(who, "member")
        if depth > DEPTH or self._tries[button.action, role] >= OFTEN:
            return
        self._tries[button.action, role] += 1
        self.book.pressed[button.action] += 1
        request = ButtonPressed(action=button.action, value=button.value, **self._from(who, channel))
        await self._follow(who, request, channel, depth)

    async def _follow(self, who: str, request: Request, channel: str | None, depth: int = 0) -> None:
        """Send it, keep what comes back, and go on from there."""
        reply = await self.door.handle(request)
        await self._sender.drain()
        await self._look_at(reply, who, request, channel, depth)

    async def _look_at(self, reply: Reply, who: str, request: Request, channel: str | None, depth: int) -> None:
        about = f"{type(request).__name__} {getattr(request, 'action', getattr(request, 'form', ''))}"
        self.book.kinds[type(reply).__name__] += 1
        if isinstance(request, ButtonPressed) and not (isinstance(reply, Say) and reply.refuses):
            self.book.answered[request.action, type(reply).__name__] += 1
        if isinstance(reply, Say):
            self.book.cards[Shown(reply.card, "reply", about)] = None
            for button in buttons_of(reply.card):
                await self.press(who, button, channel, depth + 1)
        elif isinstance(reply, ShowForm):
            await self._fill(reply.form, who, channel, depth + 1)

    async def _fill(self, form: Form, who: str, channel: str | None, depth: int) -> None:
        self.book.forms.append(form)
        if depth > DEPTH:
            return
        for part in form.parts:
            if isinstance(part, More) or (isinstance(part, ChoiceField) and part.changes):
                await self._change(form, part, who, channel, depth)
        self.book.sent[form.id] += 1
        for values in (self._values(form, "wrong"), {}, self._values(form, "extreme"), self._values(form, "plain")):
            sender = self._from(who, channel, values)
            request = FormSubmitted(form=form.id, context=form.context, values=values, **sender)
            reply = await self.door.handle(request)
            await self._sender.drain()
            if isinstance(reply, Invalid):
                self.book.invalid.append((form, reply, values))
            else:
                await self._look_at(reply, who, request, channel, depth)

    async def _change(self, form: Form, part: FormPart, who: str, channel: str | None, depth: int) -> None:
        event = part.event if isinstance(part, More) else getattr(part, "id", "")
        role = ROLES.get(who, "member")
        if self._tries[f"{form.id}/{event.rstrip('0123456789')}", role] >= OFTEN:
            return
        self._tries[f"{form.id}/{event.rstrip('0123456789')}", role] += 1
        values = self._values(form, "extreme")
        request = FormChanged(
            form=form.id,
            event=event,
            context=form.context,
            values=values,
            **self._from(who, channel, values),
        )
        await self._follow(who, request, channel, depth)

    def _values(self, form: Form, how: str) -> FormValues:
        return {part.id: self._value(part, how) for part in form.parts if hasattr(part, "id")}

    def _value(self, part: Any, how: str) -> str | tuple[str, ...]:
        is_wrong, is_plain = how == "wrong", how == "plain"
        match part:
            case TextField():
                initial = part.initial or "short"
                return (
                    giant.words(part.longest + 50) if is_wrong else initial if is_plain else giant.words(part.longest)
                )
            case NumberField():
                return "many 🚀" if is_wrong else part.initial or self._random.choice(["3", "41%", "7"])
            case ChoiceField():
                return "no such thing" if is_wrong else self._random.choice([value for value, _ in part.options])
            case DateField():
                day = self.clock().date() + timedelta(days=self._random.randint(1, 9))
                return "1999-01-01" if is_wrong else part.initial if part.initial and is_plain else day.isoformat()
            case PersonField():
                somebody = self._random.choice(giant.EVERYBODY)
                everybody = giant.PLAIN[:10] if how == "extreme" else (somebody,)
                return (
                    ((giant.GUEST,) if is_wrong else everybody)
                    if part.many
                    else (giant.GUEST if is_wrong else somebody)
                )
            case TickField():
                return "yes" if self._random.random() < 0.5 else ""
        raise TypeError(part)

    def _readers(self, delivery: Delivery) -> tuple[str, ...]:
        mine = delivery.place.member or delivery.place.home
        return (mine,) if mine else (giant.PLAIN[0], giant.LEAD, giant.MANAGER, giant.GUEST)

    def _from(self, who: str, channel: str | None, said: object = "") -> dict[str, Any]:
        """said: everything in the request that may name somebody; a platform tells of those alone."""
        self._requests += 1
        words = str(said)
        return {
            "workspace_id": giant.WORKSPACE.id,
            "who": giant.person(who),
            "request_id": f"request-{self._requests}",
            "channel": channel,
            "channel_name": "giant",
            "channel_is_private": channel == giant.PRIVATE,
            "channel_has_bot": True,
            "form_room": self._room,
            "people": {one: person for one, person in PEOPLE.items() if one in words},
        }


def buttons_of(card: Card) -> Iterator[Button]:
    return (button for block in card.blocks if isinstance(block, Buttons) for button in block.buttons)


def _stop(what: str, error: Exception) -> None:
    raise error
