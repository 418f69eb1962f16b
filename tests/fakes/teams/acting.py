"""One person in front of a Teams client: types, presses, fills dialogs and cards, and sees what they are shown.

Knows what Teams shows of an answer; what is told by events is in `happenings`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.fakes.teams.activities import BOT_NAME, Activities
from tests.fakes.teams.cards import Shown
from tests.fakes.teams.faults_of import faults_of_card
from tests.fakes.teams.server import FakeTeams
from tests.fakes.teams.state import CARD, Conversation, Json, Kind, Message, User
from tests.fakes.teams.tenant import Tenant
from tests.fakes.teams.wire import Answer

MENTION = f"<at>{BOT_NAME}</at>"
LINE = "application/vnd.microsoft.activity.message"
Values = Mapping[str, str | tuple[str, ...]]


@dataclass
class Dialog(Shown):
    """An open dialog. place, root: where the button was. title: over it."""

    place: Conversation = field(kw_only=True)
    root: str = field(kw_only=True)
    title: str = field(kw_only=True, default="")


@dataclass(frozen=True)
class Outcome:
    """What came of a press or a form. line: what the person alone is shown for a moment. shown: the card after it.

    kept_back: what the client itself marked, without sending anything, by input. error: what Teams says in red.
    """

    answer: Answer = field(default_factory=lambda: Answer(0, "not sent"))
    line: str = ""
    shown: Shown | None = None
    kept_back: Mapping[str, str] = field(default_factory=dict)
    error: str = ""


class Somebody:
    """user: who. dialog: what is open in front of them. lines: what they alone were shown for a moment.

    has_dialogs: False for clients that cannot show them.
    """

    def __init__(self, teams: FakeTeams, at: Tenant, user: User) -> None:
        self.teams, self.at, self.user = teams, at, user
        self.dialog: Dialog | None = None
        self.lines: list[str] = []
        self.has_dialogs = True
        self._own: dict[str, tuple[Json, int]] = {}
        self._open: dict[str, tuple[Json, Shown]] = {}

    @property
    def activities(self) -> Activities:
        return Activities(self.at, self.teams.service_url)

    @property
    def chat(self) -> Conversation:
        """Their personal chat with the bot."""
        return self.at.personal(self.user)

    @property
    def mention(self) -> str:
        """How others name them in a message."""
        return f"<at>{self.user.name}</at>"

    def inbox(self) -> list[Message]:
        """What the bot said to them in their personal chat, oldest first."""
        return self.at.to(self.user)

    async def types(self, text: str, place: Conversation | None = None, thread: Message | None = None) -> Answer:
        """Type this: in the personal chat as it is, elsewhere after a mention of the bot, unless it holds one."""
        where = place or (thread.conversation if thread else self.chat)
        if where.kind is not Kind.PERSONAL and MENTION not in text:
            text = f"{MENTION}\u00a0{text}"
        return await self.writes(text, where, thread)

    async def writes(self, text: str, place: Conversation, thread: Message | None = None) -> Answer:
        """Exactly this, with whatever mentions stand in it."""
        self.teams.pause()
        assert place.kind is Kind.PERSONAL or self.user in place.people, f"{self.user.name} is not in {place.name}"
        root = "" if thread is None else thread.root or thread.id
        made_id = self.at.new_id()
        told = self.activities.message(self.user, place, text, made_id, root)
        self.at.messages.append(Message(place, made_id, told, root, by=self.user, was=[told]))
        return await self.teams.wire.deliver(told)

    async def edits(self, message: Message, text: str) -> Answer:
        """Change what they wrote before."""
        self.teams.pause()
        told = self.activities.edit(self.user, message, text)
        return await self.teams.wire.deliver(told)

    async def reacts(self, on: Message, kind: str = "like") -> Answer:
        self.teams.pause()
        return await self.teams.wire.deliver(self.activities.reaction(self.user, on, kind))

    def sees(self, message: Message) -> Shown:
        """The card of a message as it stands in front of them now, with what they typed into it."""
        content, edits = self._own.get(_key(message), (message.card, -1))
        if edits != message.edits:
            content = message.card
        assert content is not None, f"no card in {message.said!r}"
        of, held = self._open.get(_key(message), (None, None))
        if held is None or of != content:  # what was typed is gone once the card is another one
            held = Shown(content, self._people(message.conversation))
            self._open[_key(message)] = (content, held)
        return held

    async def press(self, on: Message, label: str, values: Values | None = None) -> Outcome:
        """Press a button of a card in a message, after filling these inputs of it."""
        shown = self.sees(on)
        shown.fill(values or {})
        assert label in shown.buttons(), f"no button {label!r} among {list(shown.buttons())}"
        return await self.use(on, shown, shown.buttons()[label])

    async def use(self, on: Message, shown: Shown, action: Json) -> Outcome:
        """Use this action of a card in a message."""
        if action["type"] == "Action.ToggleVisibility":
            shown.toggle(action)
            return Outcome(shown=shown)
        assert action["type"] in ("Action.Submit", "Action.Execute"), action
        if kept_back := _kept_back(shown, action):
            return Outcome(kept_back=kept_back, shown=shown)
        self.teams.pause()
        data = _data(shown, action)
        if action["type"] == "Action.Execute":
            return await self._execute(on, action, data)
        if data.get("msteams", {}).get("type") == "task/fetch":
            return await self._fetch(on, data)
        return Outcome(await self.teams.wire.deliver(self.activities.submit(self.user, on, data)), shown=shown)

    async def submit(self, label: str, values: Values | None = None) -> Outcome:
        """Fill these inputs of the open dialog and press this button of it."""
        dialog = self.dialog
        assert dialog is not None, "no dialog is open"
        dialog.fill(values or {})
        assert label in dialog.buttons(), f"no button {label!r} among {list(dialog.buttons())}"
        action = dialog.buttons()[label]
        if action["type"] == "Action.ToggleVisibility":
            dialog.toggle(action)
            return Outcome(shown=dialog)
        if kept_back := _kept_back(dialog, action):
            return Outcome(kept_back=kept_back, shown=dialog)
        self.teams.pause()
        value = {"data": _data(dialog, action), "context": {"theme": "default"}}
        told = self.activities.invoke(self.user, "task/submit", value, dialog.place, None, dialog.root)
        return self._task(await self.teams.wire.invoke(told), dialog.place, dialog.root)

    async def again(self, answer: Answer) -> Answer:
        """The same activity once more, as Teams does that."""
        return await self.teams.wire.send(answer.sent)

    def close(self) -> None:
        """Close the dialog; nobody is told."""
        self.dialog = None

    async def _fetch(self, on: Message, data: Json) -> Outcome:
        assert self.has_dialogs, "this client shows no dialogs"
        value = {"data": {"type": "task/fetch", **data}, "context": {"theme": "default"}}
        told = self.activities.invoke(self.user, "task/fetch", value, on.conversation, on)
        return self._task(await self.teams.wire.invoke(told), on.conversation, on.root or on.id)

    def _task(self, answer: Answer, place: Conversation, root: str) -> Outcome:
        """What a dialog becomes by the answer."""
        if answer.status != 200:
            return Outcome(answer, error="Something went wrong. Please try again.")
        task = answer.body.get("task")
        if task is None:
            assert not answer.text, answer.text
            self.dialog = None
            return Outcome(answer)
        if task["type"] == "message":
            self.dialog = None
            self.lines.append(task["value"])
            return Outcome(answer, line=task["value"])
        value = task["value"]
        assert value["card"]["contentType"] == CARD, value
        content = value["card"]["content"]
        faults = faults_of_card(content, in_dialog=True)
        assert not faults, faults
        assert len(value["title"]) <= 64, value["title"]
        people = tuple(user.aad for user in self.at.users)
        self.dialog = Dialog(content, people, place=place, root=root, title=value["title"])
        return Outcome(answer, shown=self.dialog)

    async def _execute(self, on: Message, action: Json, data: Json) -> Outcome:
        told = {"type": "Action.Execute", "verb": action.get("verb", ""), "data": data, "title": action["title"]}
        value = {"action": told, "trigger": "manual"}
        activity = self.activities.invoke(self.user, "adaptiveCard/action", value, on.conversation, on)
        edits = on.edits
        answer = await self.teams.wire.invoke(activity)
        if answer.status != 200 or "type" not in answer.body:
            return Outcome(answer, error="Something went wrong. Please try again.")
        body = answer.body
        if body["type"] == LINE:
            self.lines.append(body["value"])
            return Outcome(answer, line=body["value"])
        assert body["type"] == CARD, body
        faults = faults_of_card(body["value"])
        assert not faults, faults
        self._own[_key(on)] = (body["value"], max(edits, on.edits))
        self._open.pop(_key(on), None)
        return Outcome(answer, shown=self.sees(on))

    def _people(self, place: Conversation) -> tuple[str, ...]:
        return tuple(user.aad for user in (self.at.users if place.kind is Kind.PERSONAL else place.people))


def _key(message: Message) -> str:
    return f"{message.conversation.id}|{message.id}"


def _kept_back(shown: Shown, action: Json) -> dict[str, str]:
    return {} if action.get("associatedInputs") == "none" else shown.complaints()


def _data(shown: Shown, action: Json) -> Json:
    """The action's own data, and every input beside it."""
    inputs = {} if action.get("associatedInputs") == "none" else shown.values()
    return {**action.get("data", {}), **inputs}
