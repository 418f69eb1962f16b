"""Forms as modals, and what was typed into them on its way back."""

from dataclasses import replace
from typing import Any

import pytest
from slack_sdk.models.views import View as SdkView

from adapters.slack.decoding import decode
from adapters.slack.rendering import render_form, render_note
from adapters.slack.showing.metadata import ModalState, load_state
from cadence.cards import card
from cadence.forms import (
    ChoiceField,
    DateField,
    Form,
    More,
    NumberField,
    PersonField,
    Section,
    TextField,
    TickField,
)
from cadence.requests import FormSubmitted
from tests.fakes.slack import View
from tests.fakes.slack.acting import _element_state
from tests.fakes.slack.limits import faults_of_view

OPENED = ModalState(channel="C1GROWTH", channel_name="growth", channel_is_private=True)
ANSWER = Form(
    id="checkin",
    title="Growth, week 6",
    intro="Posted in #growth",
    context="checkin-1",
    parts=(
        Section("1.1 Activation", "36% last week"),
        NumberField(id="kr.1.value", label="Value", initial="36%", required=True),
        ChoiceField(
            id="kr.1.confidence", label="Confidence", options=(("", "not said"), ("7", "7"), ("8", "8")), initial="7"
        ),
        TextField(id="kr.1.note", label="Why", hint="if it moved", placeholder="one line", lines=True, initial="slow"),
        DateField(id="next", label="Next check", initial="2026-11-16"),
        PersonField(id="owner", label="Owner", initial=("U2BEN",)),
        PersonField(id="members", label="Members", many=True, initial=("U1ANA", "U2BEN")),
        TickField(id="lead_only", label="Lead only", initial=True),
        ChoiceField(id="kind", label="Kind", options=(("data", "data"),), changes=True),
        More("Add another", "blocker.more"),
    ),
)


def checked(form: Form, state: ModalState = OPENED) -> dict[str, Any]:
    view = render_form(form, state)
    assert faults_of_view(view) == []
    SdkView(**view).validate_json()
    return view


def sent(content: dict[str, Any], **typed: dict[str, Any]) -> FormSubmitted:
    """The form as it comes back when it is sent with these blocks changed."""
    view = View("V1", "U1ANA", content, "hash-1", {f"field:{key}": value for key, value in typed.items()})
    values = {block["block_id"]: {"value": _element_state(block, view)} for block in view.inputs().values()}
    body = {
        "type": "view_submission",
        "user": {"id": "U1ANA", "username": "ana"},
        "view": {"id": "V1", "hash": "hash-1", "state": {"values": values}, **content},
    }
    incoming = decode(body, "slack:T1")
    assert incoming is not None
    assert isinstance(incoming.request, FormSubmitted)
    return incoming.request


def test_an_untouched_form_comes_back_as_it_was_shown() -> None:
    assert sent(checked(ANSWER)).values == {
        "kr.1.value": "36%",
        "kr.1.confidence": "7",
        "kr.1.note": "slow",
        "next": "2026-11-16",
        "owner": "U2BEN",
        "members": ("U1ANA", "U2BEN"),
        "lead_only": "yes",
        "kind": "",
    }


def test_an_emptied_form_comes_back_empty() -> None:
    bare: list[Any] = [part for part in ANSWER.parts if hasattr(part, "initial")]
    empty = tuple(replace(part, initial=type(part.initial)()) for part in bare)
    values = sent(checked(replace(ANSWER, parts=empty))).values
    assert set(values.values()) == {"", ()}


def test_the_form_knows_its_handler_context_and_channel_again() -> None:
    request = sent(checked(ANSWER))
    assert (request.form, request.context) == ("checkin", "checkin-1")
    assert (request.channel, request.channel_name, request.channel_is_private) == ("C1GROWTH", "growth", True)


def test_no_input_limits_what_can_be_typed() -> None:
    assert "max_length" not in str(checked(ANSWER))


def test_only_what_is_required_is_required() -> None:
    blocks = [block for block in checked(ANSWER)["blocks"] if block["type"] == "input"]
    assert [block["optional"] for block in blocks] == [False] + [True] * 7


def test_only_a_choice_that_changes_the_form_answers_at_once() -> None:
    dispatching = [block["block_id"] for block in checked(ANSWER)["blocks"] if block.get("dispatch_action")]
    assert dispatching == ["field:kind"]


@pytest.mark.parametrize("title", ["Short", "A title that is much longer than Slack allows"])
def test_a_title_is_never_lost(title: str) -> None:
    assert title in str(checked(replace(ANSWER, title=title)))


def test_the_largest_context_still_fits_in_the_metadata() -> None:
    context = '"' * 2_000
    view = checked(replace(ANSWER, context=context), replace(OPENED, channel_name="x" * 200))
    assert load_state(view["private_metadata"]).context == context


def test_a_context_with_line_breaks_comes_back_whole() -> None:
    assert sent(checked(replace(ANSWER, context="a\nb\n"))).context == "a\nb\n"


@pytest.mark.parametrize("amount", [1, 100, 101, 250])
def test_any_number_of_options_is_offered(amount: int) -> None:
    options = tuple((f"v{n}", f"Country {n}") for n in range(amount))
    form = replace(ANSWER, parts=(ChoiceField(id="country", label="Country", options=options, initial="v0"),))
    assert str(checked(form)).count("'value': 'v") == amount + 1


@pytest.mark.parametrize(
    "part",
    [
        ChoiceField(id="x", label="x" * 3_000, options=(("a" * 100, "b" * 200),), initial="gone"),
        DateField(id="x", label="x", initial="tomorrow"),
        PersonField(id="x", label="x", initial=("ana",)),
        TextField(id="x", label="x", initial="x" * 4_000, placeholder="x" * 300, hint="x" * 2_500),
        Section("x" * 400, "y" * 4_000),
        More("x" * 100, "event"),
    ],
)
def test_odd_parts_still_make_a_modal_that_slack_takes(part: Any) -> None:
    assert checked(replace(ANSWER, parts=(part,)))


def test_a_note_counts_as_a_step_so_that_the_next_form_is_not_taken_for_the_last() -> None:
    view = render_note(card("Kept: 3 KRs."), OPENED)
    assert faults_of_view(view) == []
    assert load_state(view["private_metadata"]).step == 1


def test_another_edition_of_a_form_has_other_inputs_so_that_slack_forgets_what_stood_in_them() -> None:
    def names(form: Form) -> list[tuple[str, str]]:
        blocks = render_form(form, OPENED)["blocks"]
        return [(block["block_id"], block["element"]["action_id"]) for block in blocks if block["type"] == "input"]

    first, second = names(ANSWER), names(replace(ANSWER, edition="1"))
    assert not set(first) & set(second)
    assert [block for block, _ in first] == [block for block, _ in second], "errors are still told by the block"
