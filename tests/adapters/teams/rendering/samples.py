"""A card with every kind of block, a form with every kind of part, and what reads them back from their JSON."""

from typing import Any

from adapters.teams.carried import Carried, Origin
from adapters.teams.rendering import CHANNEL, Dress, FormWay, render_card, render_form
from cadence.cards import (
    Button,
    Card,
    Chart,
    Divider,
    Facts,
    Heading,
    Link,
    Look,
    Table,
    Text,
    Tone,
    Verbatim,
    buttons,
    card,
)
from cadence.forms import ChoiceField, DateField, Form, More, NumberField, PersonField, Section, TextField, TickField
from tests.adapters.teams.schema import elements_of, faults_of_card

Json = dict[str, Any]
ANA, BEN = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"
PEOPLE = ((ANA, "Ana"), (BEN, "Ben"))
OPENED = Carried(do="form", key="k1", step=1, origin=Origin(channel="19:growth@thread.tacv2", name="Growth"))
DETAILS = "KEY RESULTS last → now\n1 Customers stay\n1.1 Renewals 84 → 86%\n\nSee `okr history 1.1`"

EVERYTHING = card(
    "Growth · week 6 of 13",
    Heading("Growth · week 6 of 13"),
    Text("For today 12:00: two calls to make", Tone.STRONG),
    Text(DETAILS),
    Text("About a minute", Tone.QUIET),
    Facts((("Lead", "Ana"), ("okr mine", "what waits for you"))),
    Table(("Decision", "Owner"), (("Pause paid ads?", "Ana"),)),
    Chart("Activation", ("28 Sep", "5 Oct", "12 Oct"), (31.0, None, 38.0), 45.0, "%"),
    Verbatim("Growth, week 6\n  1.1  38%"),
    Divider(),
    Link("From a message", url="https://teams.example/l/message/1"),
    buttons(
        Button("Answer", "checkin.answer", "id", Look.PRIMARY),
        Button("Nothing changed", "checkin.unchanged", "id"),
        Button("Drop", "update.undo", "id", Look.DANGER),
    ),
)

EVERY_FIELD = Form(
    id="checkin",
    title="Growth, week 6",
    intro="Posted in the thread.",
    context="checkin-1",
    parts=(
        Section("Key results", "Is it still so?"),
        NumberField(id="kr:1:value", label="1.1 Activation", initial="36%", required=True, hint="Last 36%."),
        NumberField(id="kr:1:conf", label="Confidence, 0-10", initial="7", picks=("0", "10"), hint="5 even"),
        TextField(id="kr:1:note", label="Why", hint="if it moved", placeholder="one line", lines=True, initial="slow"),
        ChoiceField(id="about", label="About", options=(("", "not said"), ("kr1", "1.1")), initial=""),
        DateField(id="next", label="Next check", initial="2026-11-16"),
        PersonField(id="owner", label="Owner", initial=(BEN,)),
        PersonField(id="members", label="Members", many=True, initial=(ANA, BEN)),
        TickField(id="lead_only", label="Lead only", initial=True),
        ChoiceField(id="kind", label="Kind", options=(("data", "Data"), ("move", "New date")), changes=True),
        More("Add another", "more:blocker"),
    ),
)


def checked(shown: Card, dress: Dress = CHANNEL) -> Json:
    """The card's JSON, after our check of it."""
    made = render_card(shown, dress)
    faults = faults_of_card(made)
    assert not faults, faults
    return made


def checked_form(form: Form, way: FormWay = FormWay.DIALOG, carried: Carried = OPENED, **more: Any) -> Json:
    made = render_form(form, carried, more.pop("people", PEOPLE), way, **more)
    faults = faults_of_card(made, in_dialog=way is FormWay.DIALOG)
    assert not faults, faults
    return made


def of_kind(made: Json, kind: str) -> list[Json]:
    return [each for each in elements_of(made) if each["type"] == kind]


def said(made: Json) -> str:
    """Everything that is read, a line a block."""
    return "\n".join(_read(each) for each in elements_of(made) if each["type"] in {"RichTextBlock", "TextBlock"})


def inputs_of(made: Json) -> dict[str, Json]:
    return {each["id"]: each for each in elements_of(made) if each["type"].startswith("Input.")}


def actions_of(made: Json) -> dict[str, Json]:
    return {each["title"]: each for each in elements_of(made) if each["type"].startswith("Action.") and "title" in each}


def _read(block: Json) -> str:
    return str(block["text"]) if block["type"] == "TextBlock" else "".join(run["text"] for run in block["inlines"])
