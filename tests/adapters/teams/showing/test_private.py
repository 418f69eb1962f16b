"""Private answers to buttons and lines: one person alone reads them, and no channel ever does."""

import asyncio
import logging
import time
from dataclasses import replace
from typing import Any

import pytest

from adapters.teams.arriving.incoming import Incoming, Way
from adapters.teams.carried import Origin, read_carried
from adapters.teams.showing.answers import CARD, LINE, InvokeAnswer
from cadence.cards import Card, Text
from cadence.forms import PersonField
from cadence.requests import Invalid, Nothing, Reply, Say, ShowForm
from tests.adapters.teams.showing.office import FORM, KEPT, SHORT, WHO, Office, card_of
from tests.fakes.teams import Conversation, Fault, Message, Shown
from tests.fakes.teams.pacing import Doing

SECRET = "Only Ann may read this"


def line_of(answer: InvokeAnswer | None) -> str:
    assert answer is not None and answer.body is not None
    assert (answer.status, answer.body["statusCode"], answer.body["type"]) == (200, 200, LINE)
    return str(answer.body["value"])


def card_in(answer: InvokeAnswer | None) -> Shown:
    assert answer is not None and answer.body is not None
    assert (answer.status, answer.body["statusCode"], answer.body["type"]) == (200, 200, CARD)
    return Shown(answer.body["value"])


def in_public(office: Office) -> str:
    """Whatever anybody but the one may read."""
    places = (office.growth, office.lounge, office.trio)
    return "\n".join(each.said for each in office.teams.tenant.messages if each.conversation in places)


async def public_press(office: Office, reply: Reply, place: Conversation, who: str = "ann") -> str:
    user = getattr(office, who)
    message = await office.said(place)
    return line_of(await office.replies.show(reply, office.pressed(Way.EXECUTE, user, place, message)))


@pytest.fixture(params=["growth", "trio"])
def place(request: pytest.FixtureRequest, office: Office) -> Conversation:
    found: Conversation = getattr(office, request.param)
    return found


async def test_one_line_stands_beside_the_button_for_whoever_pressed(office: Office, place: Conversation) -> None:
    assert await public_press(office, Say(SHORT), place) == "Kept: 3 KRs."
    assert office.teams.tenant.to(office.ann) == []


async def test_more_than_a_line_goes_to_the_personal_chat(office: Office, place: Conversation) -> None:
    assert await public_press(office, Say(KEPT), place) == "Kept: 3 KRs. More in our personal chat."
    [message] = office.teams.tenant.to(office.ann)
    assert "Kept: 3 KRs." in message.said and "Kept" not in in_public(office)


async def test_its_buttons_remember_where_it_was_asked_for(office: Office) -> None:
    await public_press(office, Say(KEPT), office.growth)
    [message] = office.teams.tenant.to(office.ann)
    carried = read_carried(Shown(message.card or {}).buttons()["Undo"]["data"])
    assert carried.action == "checkin.undo"
    assert carried.origin == Origin(channel=office.growth.id, name="growth")


async def test_a_form_goes_to_the_personal_chat_as_a_card(office: Office, place: Conversation) -> None:
    assert await public_press(office, ShowForm(FORM), place) == "The form is in our personal chat."
    [message] = office.teams.tenant.to(office.ann)
    assert message.notice == "Update 1.1"
    send = Shown(message.card or {}).buttons()["Send"]
    carried = read_carried(send["data"])
    assert (send["type"], send["verb"], carried.do) == ("Action.Execute", "form", "form")
    assert carried.origin is not None and carried.origin.channel == place.id
    assert "Update 1.1" not in in_public(office)


async def test_a_form_in_the_personal_chat_offers_the_people_of_where_it_was_asked_for(office: Office) -> None:
    await public_press(office, ShowForm(WHO), office.growth)
    shown = Shown(office.teams.tenant.to(office.ann)[-1].card or {})
    assert [each["title"] for each in shown.inputs()[shown.key("owner")]["choices"]] == ["Ann", "Ben"]


async def test_a_form_of_the_personal_chat_offers_whom_they_work_with(office: Office) -> None:
    office.colleagues[office.ann.aad] = ((office.ann.aad, "Ann"), ("aad-max", "Max"))
    place = office.teams.tenant.personal(office.ann)
    await office.replies.show(ShowForm(WHO), office.typed(office.ann, place))
    shown = Shown(office.teams.tenant.to(office.ann)[-1].card or {})
    assert [each["title"] for each in shown.inputs()[shown.key("owner")]["choices"]] == ["Ann", "Max"]


async def test_who_was_chosen_and_is_not_there_keeps_their_name(office: Office) -> None:
    office.colleagues[office.ann.aad] = (("aad-max", "Max"), ("aad-noor", "Noor"))
    form = replace(WHO, parts=(PersonField(id="owner", label="Who", initial=("aad-max",)),))
    await public_press(office, ShowForm(form), office.growth)
    shown = Shown(office.teams.tenant.to(office.ann)[-1].card or {})
    assert [each["title"] for each in shown.inputs()[shown.key("owner")]["choices"]] == ["Ann", "Ben", "Max"]


async def test_commands_in_a_line_are_as_they_are_typed_there(office: Office) -> None:
    said = Say(card_of("Nothing is open; `okr status` shows more."))
    assert await public_press(office, said, office.growth) == "Nothing is open; @Drumbeat status shows more."


@pytest.mark.parametrize(
    ("reply", "words"),
    [(Say(card_of(f"{SECRET}\nand more")), SECRET), (Say(SHORT), "Kept: 3 KRs."), (ShowForm(FORM), "Add me in Teams")],
)
async def test_who_cannot_be_written_to_reads_a_line_at_the_button(office: Office, reply: Reply, words: str) -> None:
    for doing in (Doing.OPEN, Doing.OPEN):
        office.teams.fail(doing, Fault(403, "ForbiddenOperationException"))
    assert words in await public_press(office, reply, office.growth, "ben")
    assert in_public(office) == "Growth"


async def test_nothing_to_say_is_a_word_and_mistakes_without_a_form_are_said(office: Office) -> None:
    assert await public_press(office, Nothing(), office.growth) == "Done."
    assert await public_press(office, Invalid({"x": "No number."}), office.growth) == "No number."


async def personal_card(office: Office, reply: Reply) -> tuple[Message, InvokeAnswer | None]:
    place = office.teams.tenant.personal(office.ann)
    message = await office.said(place, "A question")
    answer = await office.replies.show(reply, office.pressed(Way.EXECUTE, office.ann, place, message))
    await office.replies.drain()
    return message, answer


async def test_a_private_card_is_replaced_for_whoever_pressed_and_on_their_other_clients(office: Office) -> None:
    message, answer = await personal_card(office, Say(KEPT, replaces=True))
    assert "Kept: 3 KRs." in card_in(answer).said
    assert message.edits == 1 and message.card == card_in(answer).content
    assert len(office.teams.tenant.to(office.ann)) == 1


async def test_what_does_not_replace_it_stands_below(office: Office) -> None:
    message, answer = await personal_card(office, Say(KEPT))
    assert line_of(answer) == "See below."
    assert (message.edits, len(office.teams.tenant.to(office.ann))) == (0, 2)


async def test_a_form_asked_for_in_the_personal_chat_stands_below(office: Office) -> None:
    _, answer = await personal_card(office, ShowForm(FORM))
    assert line_of(answer) == "See below."
    carried = read_carried(Shown(office.teams.tenant.to(office.ann)[-1].card or {}).buttons()["Send"]["data"])
    assert carried.origin is None


async def form_in_chat(office: Office) -> tuple[Message, Shown]:
    place = office.teams.tenant.personal(office.ann)
    assert await office.replies.show(ShowForm(FORM), office.typed(office.ann, place)) is None
    message = office.teams.tenant.to(office.ann)[-1]
    return message, Shown(message.card or {})


async def used(office: Office, reply: Reply, label: str = "Send", way: Way = Way.EXECUTE) -> tuple[Message, Any]:
    message, shown = await form_in_chat(office)
    carried = read_carried(shown.buttons()[label]["data"])
    place = office.teams.tenant.personal(office.ann)
    sent = office.sent(way, office.ann, place, carried, {"value": "many", "note": SECRET}, message)
    answer = await office.replies.show(reply, sent)
    await office.replies.drain()
    return message, answer


@pytest.mark.parametrize(
    ("reply", "label", "words"),
    [
        (Invalid({"value": "No number."}), "Send", "No number."),
        (Say(card_of("Closed."), refuses=True), "Send", "Closed."),
        (Say(card_of("Ten at most."), refuses=True), "Add another", "Ten at most."),
        (Say(KEPT), "Send", "Kept: 3 KRs."),
        (ShowForm(FORM), "Add another", "Update 1.1"),
        (Nothing(), "Send", "Done."),
    ],
)
async def test_a_form_in_the_personal_chat_is_replaced_by_what_follows(
    office: Office, reply: Reply, label: str, words: str
) -> None:
    message, answer = await used(office, reply, label)
    assert words in card_in(answer).said
    assert message.edits == 1 and message.card == card_in(answer).content
    assert len(office.teams.tenant.to(office.ann)) == 1


async def test_mistakes_keep_everything_typed_in_the_card(office: Office) -> None:
    _, answer = await used(office, Invalid({"value": "No number."}))
    shown = card_in(answer)
    assert shown.values()[shown.key("note")] == SECRET and shown.values()[shown.key("value")] == "many"


async def test_a_client_that_sends_forms_as_messages_gets_the_same(office: Office) -> None:
    message, answer = await used(office, Invalid({"value": "No number."}), way=Way.TYPED)
    assert answer is None and message.edits == 1 and "No number." in message.said


async def test_a_card_that_is_not_found_at_once_is_changed_a_moment_later(office: Office) -> None:
    office.teams.fail(Doing.UPDATE, Fault(404, "ActivityNotFoundInConversation"))
    message, _ = await used(office, Say(KEPT))
    assert message.edits == 1


async def test_a_line_typed_in_the_personal_chat_is_answered_there(office: Office) -> None:
    place = office.teams.tenant.personal(office.ann)
    for reply in (Say(KEPT), Say(SHORT), Invalid({"x": "No number."})):
        assert await office.replies.show(reply, office.typed(office.ann, place)) is None
    assert [message.notice for message in office.teams.tenant.to(office.ann)] == ["Kept: 3 KRs."] * 2 + ["No number."]
    assert await office.replies.show(Nothing(), office.typed(office.ann, place)) is None
    assert len(office.teams.tenant.to(office.ann)) == 3


async def test_what_is_too_long_for_one_message_comes_in_several_in_order(office: Office) -> None:
    place = office.teams.tenant.personal(office.ann)
    long = Card("Long", tuple(Text(f"{number} " + "x" * 2_000) for number in range(12)))
    await office.replies.show(Say(long), office.typed(office.ann, place))
    told = [message.said.split(" ")[0] for message in office.teams.tenant.to(office.ann)]
    assert len(told) > 1 and told[0] == "0"
    assert office.teams.tenant.refused == []


@pytest.mark.parametrize("reply", [Say(card_of(SECRET)), ShowForm(FORM)])
async def test_a_line_typed_in_public_is_answered_in_private(office: Office, place: Conversation, reply: Reply) -> None:
    await office.replies.show(reply, office.typed(office.ann, place))
    assert len(office.teams.tenant.to(office.ann)) == 1
    assert in_public(office) == ""


@pytest.mark.parametrize("reply", [Say(card_of(SECRET)), ShowForm(FORM)])
async def test_only_who_cannot_be_written_to_is_told_so_in_the_thread_without_what_was_answered(
    office: Office, reply: Reply
) -> None:
    office.teams.fail(Doing.OPEN, Fault(403, "ForbiddenOperationException"), times=2)
    root = await office.said(office.growth)
    await office.replies.show(reply, office.typed(office.ben, office.growth, root.id))
    [line] = office.teams.tenant.said_in(office.growth, root)
    assert "I answer privately" in line.said and SECRET not in in_public(office) and "Update" not in in_public(office)


@pytest.mark.parametrize("fault", [Fault(500, is_done=True), Fault(drop="after"), Fault(503)])
async def test_where_it_may_have_arrived_nothing_is_said_twice_or_in_public(
    office: Office, fault: Fault, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    office.teams.fail(Doing.POST, fault)
    await office.replies.show(Say(card_of(SECRET)), office.typed(office.ann, office.growth))
    assert len(office.teams.tenant.to(office.ann)) <= 1 and office.teams.count(Doing.POST) == 1
    assert in_public(office) == ""
    assert "A private answer was lost" in caplog.text and SECRET not in caplog.text


@pytest.mark.parametrize("fault", [Fault(429, "Throttled", retry_after=1), Fault(412), Fault(502, html=True)])
async def test_where_teams_asks_to_wait_it_is_told_a_moment_later(office: Office, fault: Fault) -> None:
    office.teams.fail(Doing.POST, fault)
    await office.replies.show(Say(KEPT), office.typed(office.ann, office.growth))
    assert len(office.teams.tenant.to(office.ann)) == 1


async def test_no_response_waits_for_a_slow_teams_and_what_was_begun_is_shown_before_we_stop(office: Office) -> None:
    office.replies._patience = 0.1
    office.teams.fail(Doing.POST, Fault(delay=1.5))
    pressed: Incoming = office.pressed(Way.EXECUTE, office.ann, office.growth)
    began = time.monotonic()
    answer = await office.replies.show(Say(KEPT), pressed)
    assert time.monotonic() - began < 1.2
    assert line_of(answer) == "Kept: 3 KRs. More is on its way to our personal chat."
    await office.replies.drain()
    assert len(office.teams.tenant.to(office.ann)) == 1


async def test_what_the_client_asks_for_by_itself_sends_nothing(office: Office) -> None:
    pressed = office.pressed(Way.EXECUTE, office.ann, office.growth)
    asked = replace(pressed, is_refresh=True)
    assert line_of(await office.replies.show(Say(KEPT), asked)) == "Done."
    assert office.teams.calls == []


async def test_messages_of_one_conversation_keep_apart_whoever_sends_them(office: Office) -> None:
    place = office.teams.tenant.personal(office.ann)
    office.replies._private._turns._gap = 0.1
    began = time.monotonic()
    await asyncio.gather(*(office.replies.show(Say(KEPT), office.typed(office.ann, place)) for _ in range(4)))
    assert time.monotonic() - began >= 0.3
    assert office.teams.broken == []
