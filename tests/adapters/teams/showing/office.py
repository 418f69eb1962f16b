"""A small company in the loopback Teams, and what the adapter uses to show something there: no door, no engine."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from adapters.teams.arriving.incoming import CHANNEL, GROUP_CHAT, PERSONAL, Incoming, Way
from adapters.teams.arriving.services import is_here
from adapters.teams.carried import Carried
from adapters.teams.connector import Connector
from adapters.teams.credentials import ClientSecret
from adapters.teams.identity import Identity
from adapters.teams.knowing.addresses import AddressBook
from adapters.teams.knowing.people import People
from adapters.teams.refs import ref_of
from adapters.teams.showing.chat import TeamsChat
from adapters.teams.showing.replies import Replies
from adapters.teams.showing.turns import Turns
from adapters.teams.where import TENANT_PLACE, channel_place, member_place
from cadence.cards import Button, Card, buttons, card
from cadence.cards import Text as TextBlock
from cadence.forms import Form, FormValues, More, NumberField, PersonField, TextField
from cadence.model import Place
from cadence.ports import Address, Delivery, Op
from cadence.requests import ButtonPressed, CommandTyped, FormChanged, FormSubmitted, Person, Request
from tests.fakes.memory_keeping import MemoryAddresses
from tests.fakes.teams import Conversation, FakeTeams, Kind, Message, User

KINDS = {Kind.CHANNEL: CHANNEL, Kind.GROUP: GROUP_CHAT, Kind.PERSONAL: PERSONAL}
FORM = Form(
    id="update",
    title="Update 1.1",
    context="kr-1",
    parts=(
        NumberField(id="value", label="Value", initial="36%"),
        TextField(id="note", label="Why"),
        More("Add another", "more"),
    ),
)
WHO = Form(id="owner", title="Owner", parts=(PersonField(id="owner", label="Who"),))
KEPT = card("Kept: 3 KRs.", TextBlock("Kept: 3 KRs."), buttons(Button("Undo", "checkin.undo", "1")))
SHORT = card("Kept: 3 KRs.")


def card_of(text: str) -> Card:
    return card(text, TextBlock(text))


@dataclass
class Office:
    """growth: a channel; lounge: another one of the same team; trio: a group chat. ann has the app, ben has not."""

    teams: FakeTeams
    ann: User
    ben: User
    growth: Conversation
    lounge: Conversation
    trio: Conversation
    addresses: MemoryAddresses
    connector: Connector
    book: AddressBook = field(init=False)

    def __post_init__(self) -> None:
        self.book = AddressBook(self.addresses)
        identity, turns = Identity(self.teams.app_id), Turns(0.0)
        self.people = People(self.connector, self.book)
        self.chat = TeamsChat(self.connector, self.book, identity, turns)
        self.colleagues: dict[str, tuple[tuple[str, str], ...]] = {}
        self.replies = Replies(self.connector, self.book, self.people, identity, turns, colleagues=self._colleagues_of)

    async def _colleagues_of(self, _: str, aad: str) -> tuple[tuple[str, str], ...]:
        """As the engine tells them: nobody, unless a test says who."""
        return self.colleagues.get(aad, ())

    @property
    def workspace(self) -> str:
        return f"teams:{self.teams.tenant.id}"

    def address(self, place: Conversation, user: User | None = None) -> Address:
        """As decoding would tell it."""
        details = {
            "service_url": self.teams.service_url,
            "conversation": place.id,
            "bot": self.teams.tenant.bot_id,
            "name": place.name,
            "kind": KINDS[place.kind],
            "user": user.mri if user else "",
        }
        where = member_place(user.aad) if user else channel_place(place.id)
        return Address(
            workspace_id=self.workspace, place=where, group=place.team.id if place.team else "", details=details
        )

    async def know(self) -> None:
        """Every channel and chat has been heard from; nobody's personal chat."""
        for place in (self.growth, self.lounge, self.trio):
            await self.book.remember(self.address(place))
        details = {"service_url": self.teams.service_url, "bot": self.teams.tenant.bot_id}
        await self.book.remember(Address(workspace_id=self.workspace, place=TENANT_PLACE, details=details))

    async def said(self, place: Conversation, text: str = "Growth") -> Message:
        """A message of ours in a place."""
        ref = await self.connector.send(
            self.address(place, place.own_members[0] if place.kind is Kind.PERSONAL else None),
            {"type": "message", "text": text},
        )
        return next(each for each in self.teams.tenant.messages if each.id == ref.rpartition("|")[2])

    def delivery(self, what: Card, place: Place, **more: object) -> Delivery:
        told: dict[str, object] = {"id": "m-1", "op": Op.POST, "revision": 1, **more}
        return Delivery(workspace_id=self.workspace, place=place, card=what, **told)  # type: ignore[arg-type]  # by name

    def _incoming(self, request: Request, way: Way, by: User, place: Conversation, **more: object) -> Incoming:
        where = self.address(place, by if place.kind is Kind.PERSONAL else None)
        return Incoming(request=request, way=way, address=where, user=by.mri, **more)  # type: ignore[arg-type]  # by name

    def _common(self, by: User, place: Conversation) -> dict[str, object]:
        channel = None if place.kind is Kind.PERSONAL else place.id
        who = Person(id=by.aad, name=by.name)
        return {
            "workspace_id": self.workspace,
            "who": who,
            "request_id": "r-1",
            "channel": channel,
            "channel_name": place.name,
        }

    def typed(self, by: User, place: Conversation, thread: str = "") -> Incoming:
        """A line."""
        request = CommandTyped(**self._common(by, place), text="status")  # type: ignore[arg-type]  # by name
        return self._incoming(request, Way.TYPED, by, place, thread=thread)

    def pressed(self, way: Way, by: User, place: Conversation, on: Message | None = None) -> Incoming:
        """A button of a card."""
        request = ButtonPressed(**self._common(by, place), action="checkin.answer", value="1")  # type: ignore[arg-type]
        ref = ref_of(on.thread if on.root else place.id, on.id) if on else ""
        return self._incoming(request, way, by, place, ref=ref, carried=Carried(do="press", action="checkin.answer"))

    def sent(
        self, way: Way, by: User, place: Conversation, carried: Carried, values: FormValues, on: Message | None = None
    ) -> Incoming:
        """A form: submitted, or asking for more."""
        common = {**self._common(by, place), "form": carried.form, "context": carried.context, "values": values}
        more = {"event": carried.event} if carried.do == "more" else {}
        kind: type[FormChanged | FormSubmitted] = FormChanged if more else FormSubmitted
        request = kind(**common, **more)  # type: ignore[arg-type]  # by name
        return self._incoming(request, way, by, place, ref=ref_of(place.id, on.id) if on else "", carried=carried)


@asynccontextmanager
async def office() -> AsyncIterator[Office]:
    """One where everything works."""
    async with FakeTeams() as teams:
        tenant = teams.tenant
        ann, ben = tenant.add_user("ann"), tenant.add_user("ben")
        tenant.installed_for.add(ann.aad)
        team = tenant.add_team("Growth", [ann, ben])
        growth, lounge = tenant.add_channel(team, "growth"), tenant.add_channel(team, "lounge")
        trio = tenant.add_chat("", [ann, ben])
        connector = Connector(
            ClientSecret(teams.login_url, tenant.id, teams.app_id, teams.password), is_here, total=1.0, connect=0.5
        )
        made = Office(teams, ann, ben, growth, lounge, trio, MemoryAddresses(), connector)
        await made.know()
        yield made
        await made.replies.drain()
        await connector.close()
