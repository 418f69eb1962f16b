"""A front door that answers as it is told, and what the tests of the whole adapter show with it."""

from dataclasses import dataclass, field

from adapters.slack.app import SlackAdapter
from adapters.slack.installing.single import OneTenant
from adapters.slack.rendering import render_card
from cadence.cards import Button, buttons, card
from cadence.cards import Text as TextBlock
from cadence.forms import ChoiceField, Form, More, NumberField, TextField
from cadence.requests import Nothing, Reply, Request, ShowForm
from tests.fakes.slack import FakeSlack, Message, People, View

FORM = Form(
    id="update",
    title="Update 1.1",
    context="kr-1",
    parts=(
        NumberField(id="value", label="Value", initial="36%"),
        TextField(id="note", label="Why"),
        ChoiceField(id="kind", label="Kind", options=(("a", "A"), ("b", "B")), changes=True),
        More("Add another", "more"),
    ),
)
CARD = card("Kept: 3 KRs.", TextBlock("Kept: 3 KRs."), buttons(Button("Undo", "checkin.undo", "1")))


@dataclass
class ScriptedDoor:
    """Answers with the next reply that it was given, and remembers what was asked."""

    replies: list[Reply | Exception] = field(default_factory=list)
    asked: list[Request] = field(default_factory=list)

    async def handle(self, request: Request) -> Reply:
        self.asked.append(request)
        reply = self.replies.pop(0) if self.replies else Nothing()
        if isinstance(reply, Exception):
            raise reply
        return reply


def forget(adapter: SlackAdapter) -> None:
    """Let it not know who we are."""
    assert isinstance(adapter.tenants, OneTenant)
    adapter.tenants._tenant = None


async def prompt(slack: FakeSlack) -> Message:
    """A message with a button, as the sender would post it."""
    blocks = render_card(card("Growth", TextBlock("What moved?"), buttons(Button("Answer", "checkin.answer", "c1"))))
    message = Message("C1GROWTH", slack.next_ts(), "Growth", blocks)
    slack.messages.append(message)
    return message


async def opened(slack: FakeSlack, people: People, door: ScriptedDoor) -> View:
    door.replies.append(ShowForm(FORM))
    await people.click("U2BEN", await prompt(slack), "Answer")
    view = slack.modal("U2BEN")
    assert view is not None
    return view
