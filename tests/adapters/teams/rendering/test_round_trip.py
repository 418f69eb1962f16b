"""A form as it was shown, and sent back by a client: what the engine is told is what stood there."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from adapters.teams.carried import TICK
from adapters.teams.decoding import decode
from adapters.teams.packing import pack
from adapters.teams.rendering import FormWay, render_form
from cadence.forms import Form
from cadence.requests import FormChanged, FormSubmitted
from tests.adapters.teams.decoding.samples import APP, activity
from tests.adapters.teams.rendering.samples import ANA, BEN, EVERY_FIELD, OPENED, PEOPLE, actions_of, inputs_of

NOTHING: Mapping[str, str] = {}
EDITIONS = pytest.mark.parametrize("form", [EVERY_FIELD, replace(EVERY_FIELD, edition="3")])


def sent(
    form: Form, typed: Mapping[str, str] = NOTHING, *, leaves_out: bool = False, button: str = "Send"
) -> FormSubmitted | FormChanged:
    """leaves_out: some clients send nothing for an empty input, others an empty text."""
    drawn = render_form(form, replace(OPENED, shown=pack(form)), PEOPLE, FormWay.DIALOG)
    values = {name: made.get("value", "") for name, made in inputs_of(drawn).items()} | {**typed}
    told = activity("task_submit")
    kept = {name: value for name, value in values.items() if value or not leaves_out}
    told["value"]["data"] = {**actions_of(drawn)[button]["data"], **kept}
    incoming = decode(told, APP)
    assert incoming is not None and isinstance(incoming.request, FormSubmitted | FormChanged)
    return incoming.request


EMPTIED = {"f:kr:1:note": "", "f:about": "", "f:next": "", "fp:owner": "", "fm:members": "", "ft:lead_only": ""}


@EDITIONS
@pytest.mark.parametrize("button", ["Send", "Add another"])
def test_what_a_client_leaves_out_comes_back_empty(form: Form, button: str) -> None:
    emptied = {f"{name}~{form.edition}" if form.edition else name: value for name, value in EMPTIED.items()}
    whole = sent(form, emptied, button=button).values
    assert sent(form, emptied, leaves_out=True, button=button).values == whole
    assert (whole["kr:1:note"], whole["owner"], whole["members"]) == ("", "", ())
    assert whole["kr:1:value"] == "36%"


@EDITIONS
def test_an_untouched_form_comes_back_as_it_was_shown(form: Form) -> None:
    request = sent(form)
    assert (request.form, request.context) == ("checkin", "checkin-1")
    assert request.values == {
        "kr:1:value": "36%",
        "kr:1:conf": "7",
        "kr:1:note": "slow",
        "about": "",
        "next": "2026-11-16",
        "owner": BEN,
        "members": (ANA, BEN),
        "lead_only": "yes",
        "kind": "",
    }


def test_a_tick_taken_away_comes_back_so() -> None:
    assert sent(EVERY_FIELD, {f"{TICK}lead_only": "false"}).values["lead_only"] == ""


def test_what_a_client_leaves_out_was_left_empty() -> None:
    values = sent(EVERY_FIELD, {"f:kr:1:note": ""}, leaves_out=True).values
    again = inputs_of(render_form(EVERY_FIELD, OPENED, PEOPLE, FormWay.DIALOG, {"next": "Past."}, values))
    assert "value" not in again["f:kr:1:note"]
    assert again["f:kr:1:value"]["value"] == "36%"
