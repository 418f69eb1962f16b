"""A check-in form that was open while the same person said something elsewhere."""

from dataclasses import replace
from typing import Any

from cadence.forms import Form
from cadence.model import BlockerState, DecisionState, StopState
from tests.cadence.answering import Answering, kr
from tests.cadence.asking import filled, said
from tests.fakes.growth import mid, submitted

SAID = {"blocker:1:text": "Legal", "decision:1:question": "Hire?", "stop:1:text": "Webinars"}


async def texts(week: Answering) -> list[str]:
    """What stands open of Ben, by text."""
    rows: list[Any] = await week.ask.rows("blockers", raised_by=mid("ben"), state=BlockerState.OPEN)
    found = [row.text for row in rows]
    found += [row.question for row in await week.ask.rows("decisions", raised_by=mid("ben"), state=DecisionState.OPEN)]
    return sorted(
        found + [row.text for row in await week.ask.rows("stops", raised_by=mid("ben"), state=StopState.OPEN)]
    )


async def test_what_was_said_on_another_device_stays(week: Answering) -> None:
    phone = await week.form("ben")
    week.clock.forward(minutes=1)
    await week.reply("ben", SAID)
    week.clock.forward(minutes=1)
    await week.ask.sends("ben", phone, **{kr("1.1", "value"): "43"})
    assert await texts(week) == ["Hire?", "Legal", "Webinars"]


async def test_what_both_devices_say_stands_side_by_side(week: Answering) -> None:
    phone = await week.form("ben")
    week.clock.forward(minutes=1)
    await week.reply("ben", SAID)
    week.clock.forward(minutes=1)
    await week.ask.sends("ben", phone, **{"blocker:1:text": "Data", "decision:1:question": "Stop ads?"})
    assert await texts(week) == ["Data", "Hire?", "Legal", "Stop ads?", "Webinars"]


async def test_a_form_opened_afterwards_still_changes_and_clears_them(week: Answering) -> None:
    await week.reply("ben", SAID)
    week.clock.forward(minutes=1)
    await week.reply("ben", {"blocker:1:text": "", "decision:1:question": "Hire two?"})
    assert await texts(week) == ["Hire two?", "Webinars"]


async def again(week: Answering, form: Form, **fields: Any) -> None:
    """Ben sends this very form, a minute later; once more where nobody heard that it was taken."""
    week.clock.forward(minutes=1)
    sent = submitted("ben", form.id, form.context, **{**filled(form), **fields})
    assert "Saved" in said(await week.ask.door.handle(replace(sent, request_id="the modal")))


async def test_the_same_form_sent_again_replaces_what_it_said(week: Answering) -> None:
    form = await week.form("ben")
    await again(week, form, **SAID)
    await again(week, form, **SAID | {"blocker:1:text": "Legal, again", "stop:1:text": ""})
    assert await texts(week) == ["Hire?", "Legal, again"]
    await again(week, form, **SAID | {"blocker:1:text": "Nobody"})
    assert await texts(week) == ["Hire?", "Nobody", "Webinars"]


async def test_the_same_form_sent_again_takes_a_value_back_to_the_one_it_showed(week: Answering) -> None:
    await week.reply("ben", {kr("1.1", "value"): "42"})
    week.clock.forward(minutes=1)
    form = await week.form("ben")
    await again(week, form, **{kr("1.1", "value"): "43"})
    await again(week, form, **{kr("1.1", "value"): "42"})
    assert str((await week.readings("1.1"))[-1].value) == "42"


async def test_the_same_form_sent_again_touches_nothing_that_another_device_said(week: Answering) -> None:
    phone = await week.form("ben")
    week.clock.forward(minutes=1)
    await week.reply("ben", SAID)
    await again(week, phone, **{"blocker:1:text": "Data", "decision:1:question": "Stop ads?"})
    assert await texts(week) == ["Data", "Hire?", "Legal", "Stop ads?", "Webinars"]
    await again(week, phone, **{"blocker:1:text": "Datas"})
    assert await texts(week) == ["Datas", "Hire?", "Legal", "Webinars"]
