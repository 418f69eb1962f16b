"""The form that asks for help can be sent as it opens, and offers only those who may be asked."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.cadence.asking import filled
from tests.cadence.desk import Desk, errors_of, is_refused, words
from tests.cadence.follow.help.asking import HELP, calls, form_for, leave, options
from tests.fakes.growth import TEAM, mid


async def test_it_opens_filled_so_that_it_can_be_sent_as_it_is(desk: Desk) -> None:
    form = await form_for(desk, "dee")
    assert filled(form) == {"to": "lead", "ask": "an answer from Legal", "answer_by": "2026-11-11"}
    assert not is_refused(await desk.submit("dee", form.id, form.context, **filled(form)))


@pytest.mark.parametrize(
    ("roles", "who", "offered"),
    [
        ({}, "dee", [("lead", "Ana, lead"), ("manager", "Mia, manager")]),
        (
            {"sponsor_id": "sue"},
            "dee",
            [("lead", "Ana, lead"), ("manager", "Mia, manager"), ("sponsor", "Sue, sponsor")],
        ),
        ({"sponsor_id": "mia"}, "dee", [("lead", "Ana, lead"), ("manager", "Mia, manager and sponsor")]),
        ({"manager_id": "ana"}, "dee", [("lead", "Ana, lead and manager")]),
        ({"manager_id": None}, "dee", [("lead", "Ana, lead")]),
        ({}, "ana", [("manager", "Mia, manager")]),
        ({"manager_id": "ana", "sponsor_id": "sue"}, "ana", [("sponsor", "Sue, sponsor")]),
    ],
)
async def test_only_roles_that_exist_are_offered_each_person_once_and_never_oneself(
    desk: Desk, roles: dict[str, str | None], who: str, offered: list[tuple[str, str]]
) -> None:
    changes: dict[str, Any] = {name: mid(value) if value else None for name, value in roles.items()}
    await desk.keep("teams", replace(TEAM, **changes))
    assert list(options(await form_for(desk, who))) == offered


async def test_who_has_left_is_not_offered(desk: Desk) -> None:
    await desk.change_member("mia", is_active=False)
    assert list(options(await form_for(desk, "dee"))) == [("lead", "Ana, lead")]


async def test_where_nobody_is_above_it_is_said(desk: Desk) -> None:
    await desk.keep("teams", replace(TEAM, manager_id=None))
    assert "nobody above you" in words(await desk.press("ana", "help.ask", HELP))


async def test_who_is_away_without_cover_is_shown_so_before_one_chooses(desk: Desk) -> None:
    await desk.keep("leaves", leave("mia", date(2026, 11, 16)))
    assert options(await form_for(desk, "dee"))[1] == ("manager", "Mia, manager (away until Mon 16 Nov)")


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("to", "", "Choose whom to ask."),
        ("to", "sponsor", "Choose one of the list."),
        ("to", "rollout_lead", "Choose one of the list."),
        ("ask", "", "Say what you ask for, in a few words."),
        ("ask", "x" * 91, "That is 91 characters; 90 fit here."),
        ("answer_by", "", "Choose by when you need an answer."),
        ("answer_by", "2026-11-06", "Fri 6 Nov is past. Choose today or later."),
    ],
)
async def test_what_is_wrong_is_said_at_its_field_and_nothing_is_sent(
    desk: Desk, field: str, value: str, message: str
) -> None:
    form = await form_for(desk, "dee")
    reply = await desk.submit("dee", form.id, form.context, **{**filled(form), field: value})
    assert errors_of(reply) == {field: message}
    assert calls(desk) == []
