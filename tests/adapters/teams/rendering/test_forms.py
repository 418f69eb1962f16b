"""Forms as cards with inputs, in a dialog and in the personal chat: named, filled, put back, and nothing lost."""

from dataclasses import replace
from typing import Any

import pytest

from adapters.teams.carried import EMPTY, Carried, input_id, read_carried
from adapters.teams.rendering import DIALOG, FormWay, render_form, render_note
from adapters.teams.rendering.cards import MOST_BYTES, size_of
from adapters.teams.rendering.forms import REDRAW
from adapters.teams.rendering.inputs import MOST_PEOPLE, PEOPLE_ANYWHERE, PEOPLE_HERE
from cadence.cards import Button, buttons, card
from cadence.forms import (
    ChoiceField,
    DateField,
    FieldPart,
    Form,
    FormPart,
    More,
    PersonField,
    Section,
    TextField,
    TickField,
)
from tests.adapters.teams.rendering.samples import (
    ANA,
    BEN,
    EVERY_FIELD,
    OPENED,
    PEOPLE,
    actions_of,
    checked_form,
    inputs_of,
    of_kind,
    said,
)
from tests.adapters.teams.schema import faults_of_card

WAYS = pytest.mark.parametrize("way", list(FormWay))
CROWD = tuple((f"{number:08}-0000-4000-8000-000000000000", f"Person {number}") for number in range(MOST_PEOPLE + 1))


@WAYS
def test_every_field_has_its_input_filled(way: FormWay) -> None:
    values = {name: made.get("value") for name, made in inputs_of(checked_form(EVERY_FIELD, way)).items()}
    assert values == {
        "f:kr:1:value": "36%",
        "f:kr:1:conf": "7",
        "f:kr:1:note": "slow",
        "f:about": EMPTY,
        "f:next": "2026-11-16",
        "fp:owner": BEN,
        "fm:members": f"{ANA},{BEN}",
        "ft:lead_only": "true",
        "f:kind": None,
    }


def test_in_a_dialog_everything_submits_and_in_the_chat_everything_executes() -> None:
    kinds = {way: {a["type"] for a in actions_of(checked_form(EVERY_FIELD, way)).values()} for way in FormWay}
    assert kinds == {FormWay.DIALOG: {"Action.Submit"}, FormWay.CHAT: {"Action.Execute"}}
    verbs = {name: action["verb"] for name, action in actions_of(checked_form(EVERY_FIELD, FormWay.CHAT)).items()}
    assert verbs == {"Send": "form", "Add another": "more", REDRAW: "more"}


@WAYS
def test_each_button_carries_what_the_form_is_and_where_it_came_from(way: FormWay) -> None:
    actions = actions_of(checked_form(replace(EVERY_FIELD, edition="3"), way))
    carried = {name: read_carried(action["data"]) for name, action in actions.items()}
    assert carried["Send"] == replace(OPENED, form="checkin", context="checkin-1", edition="3")
    assert carried["Add another"] == replace(carried["Send"], do="more", event="more:blocker")
    assert carried[REDRAW] == replace(carried["Send"], do="more", event="kind")


def test_the_title_is_shown_where_no_dialog_has_it() -> None:
    assert "Growth, week 6" not in said(checked_form(EVERY_FIELD, FormWay.DIALOG))
    assert said(checked_form(EVERY_FIELD, FormWay.CHAT)).startswith("Growth, week 6\nPosted in the thread.")


def test_the_send_button_says_what_the_form_wants_it_to() -> None:
    made = checked_form(replace(EVERY_FIELD, submit="Save"))
    assert [(action["title"], action["style"]) for action in made["actions"]] == [("Save", "positive")]


@WAYS
def test_nothing_is_checked_or_cut_by_the_client(way: FormWay) -> None:
    made = str(checked_form(EVERY_FIELD, way))
    assert not any(word in made for word in ("isRequired", "maxLength", "regex", "Input.Number"))
    labels = [each["label"] for each in inputs_of(checked_form(EVERY_FIELD, way)).values() if "label" in each]
    assert [label for label in labels if label.endswith("*")] == ["1.1 Activation *"]


def test_an_error_stands_below_its_field_and_what_was_typed_in_it() -> None:
    typed = {"kr:1:value": "many", "kr:1:conf": "17", "members": (BEN,), "lead_only": "", "about": "kr1"}
    made = checked_form(EVERY_FIELD, errors={"kr:1:note": "Too long."}, typed=typed)
    values = {name: each.get("value") for name, each in inputs_of(made).items()}
    assert (values["f:kr:1:value"], values["f:kr:1:conf"]) == ("many", "17")
    assert (values["fm:members"], values["ft:lead_only"], values["f:about"]) == (BEN, "false", "kr1")
    assert values["f:kr:1:note"] is None, "what is not among the values was emptied"
    [at] = [n for n, each in enumerate(made["body"]) if each.get("id") == "f:kr:1:note"]
    assert made["body"][at + 1]["inlines"] == [{"type": "TextRun", "text": "Too long.", "color": "Attention"}]


def test_the_first_error_of_a_long_form_is_said_at_its_top_too() -> None:
    errors = {"members": "Nobody.", "kr:1:value": "No number."}
    [box] = of_kind(checked_form(EVERY_FIELD, errors=errors), "Container")
    assert said(box) == "Not sent yet. 1.1 Activation: No number. 1 more below."
    short = replace(EVERY_FIELD, parts=EVERY_FIELD.parts[:3])
    assert not of_kind(checked_form(short, errors={"kr:1:value": "No number."}), "Container")


def test_in_a_chat_it_is_said_above_the_button_that_was_just_pressed() -> None:
    errors = {"members": "Nobody.", "kr:1:value": "No number."}
    made = checked_form(EVERY_FIELD, FormWay.CHAT, errors=errors)
    assert said(made["body"][-1]) == "Not sent yet. 1.1 Activation: No number. 1 more above."
    assert said(made).count("Not sent yet") == 1


def test_an_error_without_a_field_is_said_at_the_top() -> None:
    made = checked_form(replace(EVERY_FIELD, parts=EVERY_FIELD.parts[:3]), errors={"gone": "Closed meanwhile."})
    assert "Not sent yet. Closed meanwhile." in said(made)


def test_a_value_and_its_confidence_stand_side_by_side() -> None:
    [pair] = of_kind(checked_form(EVERY_FIELD), "ColumnSet")
    assert list(inputs_of(pair)) == ["f:kr:1:value", "f:kr:1:conf"]
    assert "Last 36%. Confidence, 0-10: 5 even" in said(checked_form(EVERY_FIELD))


def test_choices_that_change_the_form_share_one_button_below_the_last() -> None:
    choices = [ChoiceField(id=f"c{n}", label="c", options=(("a", "A"),), changes=True) for n in range(3)]
    form = replace(EVERY_FIELD, parts=(*choices, Section("Next"), replace(choices[0], id="d")))
    redraws = [each for each in of_kind(checked_form(form), "Action.Submit") if each["title"] == REDRAW]
    assert [read_carried(action["data"]).event for action in redraws] == ["c2", "d"]


def test_another_edition_of_a_form_has_other_inputs() -> None:
    first, second = checked_form(EVERY_FIELD), checked_form(replace(EVERY_FIELD, edition="1"))
    assert not set(inputs_of(first)) & set(inputs_of(second))
    fields = [part for part in EVERY_FIELD.parts if isinstance(part, FieldPart)]
    assert list(inputs_of(second)) == [input_id(part, "1") for part in fields]


def picker(way: FormWay, people: Any, **more: Any) -> dict[str, Any]:
    field = PersonField(id="who", label="Who", **more)
    [made] = inputs_of(checked_form(replace(EVERY_FIELD, parts=(field,)), way, people=people)).values()
    return made


def test_in_a_dialog_teams_looks_people_up_and_knows_those_chosen_already() -> None:
    made = picker(FormWay.DIALOG, PEOPLE, initial=(BEN,))
    assert made["choices.data"] == {"type": "Data.Query", "dataset": PEOPLE_HERE}
    assert made["choices"] == [{"title": "Ben", "value": BEN}]


def test_in_the_personal_chat_the_roster_is_offered_where_it_is_short() -> None:
    made = picker(FormWay.CHAT, PEOPLE, initial=(BEN,))
    assert "choices.data" not in made
    assert [choice["title"] for choice in made["choices"]] == ["Ana", "Ben"]
    assert picker(FormWay.CHAT, CROWD)["choices.data"]["dataset"] == PEOPLE_ANYWHERE
    assert picker(FormWay.CHAT, ())["choices.data"]["dataset"] == PEOPLE_ANYWHERE


@WAYS
def test_somebody_chosen_whom_nobody_can_name_stays_chosen(way: FormWay) -> None:
    made = picker(way, (), initial=(BEN,), many=True)
    assert (made["value"], [choice["value"] for choice in made["choices"]]) == (BEN, [BEN])


def test_only_one_is_chosen_where_only_one_can_be() -> None:
    assert picker(FormWay.DIALOG, PEOPLE, initial=(ANA, BEN))["value"] == ANA


def test_many_options_are_found_by_typing() -> None:
    options = tuple((str(number), f"Option {number}") for number in range(250))
    form = replace(EVERY_FIELD, parts=(ChoiceField(id="c", label="c", options=options, initial="gone"),))
    [made] = inputs_of(checked_form(form)).values()
    assert (made["style"], len(made["choices"]), "value" in made) == ("filtered", 250, False)


@pytest.mark.parametrize(
    "part",
    [
        ChoiceField(id="x", label="x" * 3_000, options=(("a" * 100, "b" * 200),), initial="gone"),
        DateField(id="x", label="x", initial="tomorrow"),
        TextField(id="x", label="", initial="x" * 4_000, placeholder="x" * 300, hint="x" * 2_500),
        Section("x" * 400, "y" * 3_000),
        More("x" * 100, "event"),
    ],
)
@WAYS
def test_odd_parts_still_make_a_form(part: Any, way: FormWay) -> None:
    checked_form(Form(id="f", title="t", parts=(part,)), way)


def test_what_was_typed_stands_in_the_input_as_it_was_typed() -> None:
    typed = "a\nb {{DATE(x)}} <at>c</at> *d*"
    made = checked_form(EVERY_FIELD, typed={"kr:1:note": typed})
    assert inputs_of(made)["f:kr:1:note"]["value"] == typed


def test_a_form_that_is_far_too_long_keeps_its_inputs_before_its_words(caplog: pytest.LogCaptureFixture) -> None:
    parts = tuple(TextField(id=f"t{n}", label=f"Label {n}", hint="h" * 900) for n in range(60))
    form, errors = Form(id="f", title="t", parts=parts), {"t7": "Too long."}
    made = render_form(form, Carried(do="form"), (), FormWay.DIALOG, errors)
    assert len(inputs_of(made)) == 60
    assert said(made) == "Not sent yet. Label 7: Too long.\nToo long."
    assert size_of(made) <= MOST_BYTES
    assert "bytes" in caplog.text


@WAYS
def test_a_form_with_very_long_texts_leaves_rosters_out_and_itself_out_of_its_smaller_buttons(way: FormWay) -> None:
    texts = tuple(TextField(id=f"t{n}", label="What?", initial="x" * 3_000) for n in range(9))
    askers = (PersonField(id=f"p{n}", label="Who?") for n in range(3))
    parts: tuple[FormPart, ...] = (*texts, *askers, More("Add another", "more"))
    people = [(person, name * 8) for person, name in CROWD[:MOST_PEOPLE]]
    made = checked_form(Form(id="f", title="t", parts=parts), way, replace(OPENED, shown="s" * 4_000), people=people)
    carried = {name: read_carried(action["data"]).shown for name, action in actions_of(made).items()}
    assert carried == {"Send": "s" * 4_000, "Add another": ""}
    assert all("choices.data" in each for name, each in inputs_of(made).items() if name.startswith("fp:"))


def test_a_note_in_a_dialog_has_no_button_that_works_elsewhere_only() -> None:
    made = render_note(card("Kept: 3 KRs.", *card("Kept").blocks, buttons(Button("Undo", "update.undo", "1"))), DIALOG)
    assert faults_of_card(made, in_dialog=True) == []


FOLDING = Form(
    id="checkin",
    title="Growth, week 6",
    parts=(
        TextField(id="note", label="Why"),
        Section("Off track", "Leave empty what does not apply.", folded="Anything off track?"),
        TextField(id="text", label="What is off track?"),
        TickField(id="lead", label="Only for the lead"),
        PersonField(id="person", label="Waiting on whom?"),
        More("Add another", "more:blocker"),
        Section("Decision", folded="A decision needed?"),
        TextField(id="question", label="What needs a decision?"),
        Section("Free words"),
        TextField(id="words", label="Words"),
    ),
)


def folded_in(made: dict[str, Any]) -> list[list[str]]:
    """The inputs that are hidden, and behind which buttons."""
    hidden = {each["id"]: [*inputs_of(each)] for each in of_kind(made, "Container") if each.get("isVisible") is False}
    buttons = {each["title"]: each["targetElements"] for each in of_kind(made, "Action.ToggleVisibility")}
    return [[title, *hidden[name]] for title, (name,) in buttons.items()]


@WAYS
def test_what_is_mostly_empty_is_unfolded_by_a_button_and_sent_all_the_same(way: FormWay) -> None:
    made = checked_form(FOLDING, way)
    assert folded_in(made) == [
        ["Anything off track?", "f:text", "ft:lead", "fp:person"],
        ["A decision needed?", "f:question"],
    ]
    assert [*inputs_of(made)] == [input_id(part) for part in FOLDING.parts if isinstance(part, FieldPart)]
    assert "Free words" in said(made) and "Off track" not in said(made)


@pytest.mark.parametrize(
    "typed", [{"text": "billing"}, {"lead": "yes"}, {"person": BEN}, {"question": "Hire?", "text": "billing"}]
)
def test_what_holds_something_is_open_under_its_heading(typed: dict[str, str]) -> None:
    made = checked_form(FOLDING, typed=typed)
    shown = [inputs[1:] for inputs in folded_in(made)]
    assert ["f:text", "ft:lead", "fp:person"] not in shown
    assert (["f:question"] in shown) is ("question" not in typed)
    assert "Off track\nLeave empty what does not apply." in said(made)


def test_a_mistake_is_never_folded_away() -> None:
    made = checked_form(FOLDING, errors={"question": "What is the question?"}, typed={})
    assert [inputs[0] for inputs in folded_in(made)] == ["Anything off track?"]
