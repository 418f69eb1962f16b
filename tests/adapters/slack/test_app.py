"""Signed requests against the adapter over real HTTP: what each reply looks like to the person who asked."""

import logging
import time
from io import BytesIO
from urllib.parse import urlencode

import pytest
from aiohttp import ClientSession

from adapters.slack.app import SlackAdapter
from cadence.cards import card
from cadence.forms import Form, TextField
from cadence.requests import (
    ButtonPressed,
    CommandTyped,
    FormChanged,
    FormSubmitted,
    Invalid,
    Say,
    ShowForm,
)
from tests.adapters.slack.scripted import CARD, FORM, ScriptedDoor, forget, opened, prompt
from tests.fakes.memory import MemoryStore
from tests.fakes.slack import FakeSlack, Fault, People


async def test_connecting_makes_the_workspace_known(adapter: SlackAdapter, kept: MemoryStore) -> None:
    assert await adapter.connect() == []
    [workspace] = await kept.workspaces()
    assert (workspace.id, workspace.platform, workspace.name) == ("slack:T0DRUMBEAT", "slack", "Sample Company")


async def test_a_revoked_token_is_reported_and_kills_nothing(slack: FakeSlack, adapter: SlackAdapter) -> None:
    slack.revoked = True
    [problem] = await adapter.connect()
    assert "token_revoked" in problem.what
    assert "SLACK_BOT_TOKEN" in problem.mend
    slack.revoked = False
    assert await adapter.connect() == []


@pytest.mark.parametrize(("age", "secret"), [(0, "wrong"), (301, None), (-301, None)])
async def test_a_request_that_is_not_signed_rightly_and_now_is_refused(
    people: People, door: ScriptedDoor, age: int, secret: str | None
) -> None:
    answer = await people.send(urlencode({"command": "/okr"}), at=time.time() - age, secret=secret)
    assert answer.status == 401
    assert door.asked == []


async def test_a_command_is_answered_privately_in_its_acknowledgement(
    slack: FakeSlack, people: People, door: ScriptedDoor
) -> None:
    door.replies.append(Say(CARD))
    answer = await people.command("U2BEN", "C1GROWTH", "blocker 2.1 waits on <@U1ANA|ana>")
    assert answer.body["response_type"] == "ephemeral"
    [request] = door.asked
    assert isinstance(request, CommandTyped)
    assert (request.workspace_id, request.text) == ("slack:T0DRUMBEAT", "blocker 2.1 waits on <@U1ANA>")
    assert (request.who.name, request.who.zone, request.who.is_admin) == ("Ben", "Europe/Berlin", False)
    assert request.people["U1ANA"].name == "Ana"
    [message] = slack.seen_only_by("U2BEN")
    assert "Kept: 3 KRs." in message.said


async def test_a_command_may_open_a_form(slack: FakeSlack, people: People, door: ScriptedDoor) -> None:
    door.replies.append(ShowForm(FORM))
    answer = await people.command("U2BEN", "C1GROWTH", "update")
    assert (answer.status, answer.text) == (200, "")
    view = slack.modal("U2BEN")
    assert view is not None
    assert view.title == "Update 1.1"


async def test_a_form_that_slack_will_not_open_is_explained(
    slack: FakeSlack, people: People, door: ScriptedDoor
) -> None:
    slack.fail("views.open", Fault(error="expired_trigger_id"))
    door.replies.append(ShowForm(FORM))
    assert "try again" in (await people.command("U2BEN", "C1GROWTH", "update")).body["text"]


async def test_a_button_in_the_channel_is_answered_beside_it_and_leaves_it_alone(
    slack: FakeSlack, people: People, door: ScriptedDoor
) -> None:
    door.replies.append(Say(CARD, replaces=True))
    message = await prompt(slack)
    await people.click("U2BEN", message, "Answer")
    [request] = door.asked
    assert isinstance(request, ButtonPressed)
    assert (request.action, request.value, request.channel) == ("checkin.answer", "c1", "C1GROWTH")
    assert message.edits == 0
    assert len(slack.seen_only_by("U2BEN")) == 1


async def test_a_button_on_a_private_card_may_replace_it(slack: FakeSlack, people: People, door: ScriptedDoor) -> None:
    door.replies += [Say(CARD), Say(card("Undone."), replaces=True)]
    await people.click("U2BEN", await prompt(slack), "Answer")
    [private] = slack.seen_only_by("U2BEN")
    await people.click("U2BEN", private, "Undo")
    [private] = slack.seen_only_by("U2BEN")
    assert private.said == "Undone."


async def test_errors_stay_at_their_fields_and_everything_typed_stays(
    slack: FakeSlack, people: People, door: ScriptedDoor
) -> None:
    view = await opened(slack, people, door)
    door.replies.append(Invalid({"value": "A number, please."}))
    answer = await people.submit("U2BEN", view, {"value": "much", "note": "two deals slipped"})
    assert answer.errors == {"value": "A number, please."}
    assert slack.modal("U2BEN") is view
    request = door.asked[-1]
    assert isinstance(request, FormSubmitted)
    assert request.request_id == view.id
    assert (request.values["value"], request.values["note"]) == ("much", "two deals slipped")
    assert (request.form, request.context, request.channel) == ("update", "kr-1", "C1GROWTH")


async def test_an_error_of_a_field_that_is_not_shown_is_said_at_the_first(
    slack: FakeSlack, people: People, door: ScriptedDoor
) -> None:
    view = await opened(slack, people, door)
    door.replies.append(Invalid({"gone": "1.3 was removed.", "value": "A number, please."}))
    assert (await people.submit("U2BEN", view)).errors == {"value": "1.3 was removed. A number, please."}


async def test_a_form_with_nothing_more_to_say_closes(slack: FakeSlack, people: People, door: ScriptedDoor) -> None:
    view = await opened(slack, people, door)
    await people.submit("U2BEN", view)
    assert slack.modal("U2BEN") is None


async def test_an_answer_to_a_form_is_shown_in_its_place_with_buttons_that_work(
    slack: FakeSlack, people: People, door: ScriptedDoor
) -> None:
    view = await opened(slack, people, door)
    door.replies += [Say(CARD), Say(card("Undone."))]
    await people.submit("U2BEN", view)
    assert "Kept: 3 KRs." in view.said
    await people.click("U2BEN", view, "Undo")
    request = door.asked[-1]
    assert isinstance(request, ButtonPressed)
    assert (request.action, request.channel) == ("checkin.undo", "C1GROWTH")
    assert view.said.endswith("Undone.")


async def test_a_refusal_lies_on_top_of_the_form_and_nothing_typed_is_lost(
    slack: FakeSlack, people: People, door: ScriptedDoor
) -> None:
    view = await opened(slack, people, door)
    door.replies.append(Say(card("Only Ana can do this."), refuses=True))
    await people.submit("U2BEN", view, {"note": "two deals slipped"})
    form, note = slack.views["U2BEN"]
    assert "Only Ana" in note.said
    assert form.typed["field:note"]["value"] == "two deals slipped"


async def test_add_another_changes_the_form_and_keeps_what_was_typed(
    slack: FakeSlack, people: People, door: ScriptedDoor
) -> None:
    view = await opened(slack, people, door)
    people.fill(view, {"note": "two deals slipped"})
    longer = Form(id="update", title="Update 1.1", parts=(*FORM.parts, TextField(id="second", label="Second")))
    door.replies.append(ShowForm(longer))
    await people.click("U2BEN", view, "Add another")
    request = door.asked[-1]
    assert isinstance(request, FormChanged)
    assert (request.event, request.values["note"]) == ("more", "two deals slipped")
    assert "second" in view.inputs()
    assert view.typed["field:note"]["value"] == "two deals slipped"


async def test_a_choice_may_change_the_form(slack: FakeSlack, people: People, door: ScriptedDoor) -> None:
    view = await opened(slack, people, door)
    door.replies.append(ShowForm(FORM))
    await people.change("U2BEN", view, "kind", "b")
    request = door.asked[-1]
    assert isinstance(request, FormChanged)
    assert (request.event, request.values["kind"]) == ("kind", "b")


async def test_a_change_that_was_overtaken_says_nothing(slack: FakeSlack, people: People, door: ScriptedDoor) -> None:
    view = await opened(slack, people, door)
    slack.fail("views.update", Fault(error="hash_conflict"))
    door.replies.append(ShowForm(FORM))
    await people.click("U2BEN", view, "Add another")
    assert slack.views["U2BEN"] == [view]


async def test_a_form_that_leads_to_the_next_is_not_taken_for_the_same(
    slack: FakeSlack, people: People, door: ScriptedDoor
) -> None:
    view = await opened(slack, people, door)
    door.replies.append(ShowForm(FORM))
    await people.submit("U2BEN", view)
    await people.submit("U2BEN", view)
    first, second = (request.request_id for request in door.asked[-2:])
    assert (first, second) == (view.id, f"{view.id}:1")


@pytest.mark.parametrize("ask", ["command", "button", "form"])
async def test_an_unexpected_failure_is_said_kindly_and_logged_without_user_text(
    slack: FakeSlack, people: People, door: ScriptedDoor, caplog: pytest.LogCaptureFixture, ask: str
) -> None:
    view = await opened(slack, people, door) if ask == "form" else None
    door.replies.append(ValueError("secret words"))
    with caplog.at_level(logging.DEBUG, logger="adapters"):
        if view is not None:
            await people.submit("U2BEN", view, {"note": "secret words"})
        elif ask == "button":
            await people.click("U2BEN", await prompt(slack), "Answer")
        else:
            await people.command("U2BEN", "C1GROWTH", "blocker 2.1 secret words")
    shown = slack.views["U2BEN"][-1].said if view else slack.seen_only_by("U2BEN")[-1].said
    assert "nothing was changed" in shown
    assert "ValueError" in caplog.text
    assert "secret words" not in caplog.text


async def test_while_slack_is_away_a_command_is_refused_kindly_and_works_again_later(
    slack: FakeSlack, adapter: SlackAdapter, people: People, door: ScriptedDoor
) -> None:
    forget(adapter)  # as after a start during which Slack was away
    slack.fail("auth.test", Fault(drop="before"))
    assert "try again" in (await people.command("U2BEN", "C1GROWTH", "board")).body["text"]
    assert (await people.command("U2BEN", "C1GROWTH", "board")).status == 200
    assert len(door.asked) == 1


async def test_somebody_of_another_workspace_is_a_guest(slack: FakeSlack, people: People, door: ScriptedDoor) -> None:
    slack.add_user("U9GUEST", "guest", team_id="T9OTHER")
    await people.command("U9GUEST", "C1GROWTH", "board")
    assert door.asked[-1].who.is_guest


@pytest.mark.parametrize(("verb", "status"), [("GET", 405), ("HEAD", 405), ("PUT", 405), ("DELETE", 405)])
async def test_only_posts_are_taken(people: People, verb: str, status: int) -> None:
    async with ClientSession() as session, session.request(verb, people.app_url) as response:
        assert response.status == status


async def test_more_than_slack_ever_sends_is_not_read(people: People, door: ScriptedDoor) -> None:
    async with ClientSession() as session, session.post(people.app_url, data=BytesIO(b"x" * 2_000_000)) as response:
        assert response.status == 413
    assert door.asked == []


async def test_the_address_is_confirmed_to_slack(people: People) -> None:
    assert (await people.handshake("c0ffee")).body == {"challenge": "c0ffee"}
