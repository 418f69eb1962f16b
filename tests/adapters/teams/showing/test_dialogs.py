"""Replies in a dialog: forms, the same form with what is wrong and everything typed, the next one, notes."""

from dataclasses import replace
from typing import Any

import pytest

from adapters.teams.arriving.incoming import Garbled, Way
from adapters.teams.carried import Carried, Origin, read_carried
from adapters.teams.showing.answers import CLOSED, InvokeAnswer
from adapters.teams.showing.replies import TOO_MUCH
from cadence.forms import Form, PersonField, TextField
from cadence.requests import Invalid, Nothing, Person, Say, ShowForm
from tests.adapters.teams.showing.office import FORM, KEPT, WHO, Office, card_of
from tests.fakes.teams import Fault, Shown
from tests.fakes.teams.faults_of import faults_of_card
from tests.fakes.teams.pacing import Doing

TYPED = {"value": "many", "note": "Words _as they_ were <typed>"}


def shown_in(answer: InvokeAnswer | None) -> tuple[dict[str, Any], Shown]:
    """The dialog's value, and what its card shows; it is one that Teams takes."""
    assert answer is not None and answer.status == 200 and answer.body is not None
    task = answer.body["task"]
    assert task["type"] == "continue"
    value = task["value"]
    assert value["card"]["contentType"] == "application/vnd.microsoft.card.adaptive"
    assert faults_of_card(value["card"]["content"], in_dialog=True) == []
    assert len(value["title"]) <= 64
    return value, Shown(value["card"]["content"])


def carried_by(shown: Shown, label: str) -> Carried:
    return read_carried(shown.buttons()[label]["data"])


async def opened(office: Office, form: Form = FORM) -> Shown:
    _, shown = shown_in(await office.replies.show(ShowForm(form), office.pressed(Way.FETCH, office.ben, office.growth)))
    return shown


async def test_a_press_opens_the_form_prefilled(office: Office) -> None:
    value, shown = shown_in(
        await office.replies.show(ShowForm(FORM), office.pressed(Way.FETCH, office.ben, office.growth))
    )
    assert value["title"] == "Update 1.1"
    assert shown.inputs()[shown.key("value")]["value"] == "36%"
    sent = carried_by(shown, "Send")
    assert (sent.do, sent.form, sent.context, sent.step, sent.origin) == ("form", "update", "kr-1", 0, None)


async def test_each_opening_has_a_key_of_its_own(office: Office) -> None:
    keys = {carried_by(await opened(office), "Send").key for _ in range(3)}
    assert len(keys) == 3 and "" not in keys


async def test_mistakes_stand_at_their_fields_and_everything_typed_is_kept(office: Office) -> None:
    """Whichever process answers: nothing but what the card carried is needed."""
    carried = carried_by(await opened(office), "Send")
    sent = office.sent(Way.SUBMIT, office.ben, office.growth, carried, TYPED)
    value, shown = shown_in(await office.replies.show(Invalid({"value": "“many” is no number."}), sent))
    assert value["title"] == "Update 1.1"
    assert "“many” is no number." in shown.said
    assert {name: shown.values()[shown.key(name)] for name in TYPED} == TYPED
    again = carried_by(shown, "Send")
    assert (again.key, again.step, again.context) == (carried.key, carried.step, "kr-1")
    _, twice = shown_in(
        await office.replies.show(
            Invalid({"note": "Too long."}), office.sent(Way.SUBMIT, office.ben, office.growth, again, TYPED)
        )
    )
    assert "Too long." in twice.said and "is no number" not in twice.said


async def test_what_was_emptied_stays_empty(office: Office) -> None:
    carried = carried_by(await opened(office), "Send")
    for values in ({"note": "x"}, {"value": "", "note": "x"}):
        sent = office.sent(Way.SUBMIT, office.ben, office.growth, carried, values)
        _, shown = shown_in(await office.replies.show(Invalid({"value": "Needed."}), sent))
        assert shown.values()[shown.key("value")] == ""


async def test_what_is_refused_in_all_stands_on_top_of_the_form(office: Office) -> None:
    carried = carried_by(await opened(office), "Send")
    sent = office.sent(Way.SUBMIT, office.ben, office.growth, carried, TYPED)
    _, shown = shown_in(await office.replies.show(Say(card_of("Closed; see `okr status`."), refuses=True), sent))
    assert "Closed; see @Drumbeat status." in shown.said
    assert {name: shown.values()[shown.key(name)] for name in TYPED} == TYPED


async def test_the_next_form_takes_its_place_one_step_further(office: Office) -> None:
    carried = carried_by(await opened(office), "Send")
    following = Form(id="next", title="Next", parts=(TextField(id="a", label="A"),))
    sent = office.sent(Way.SUBMIT, office.ben, office.growth, carried, TYPED)
    value, shown = shown_in(await office.replies.show(ShowForm(following), sent))
    after = carried_by(shown, "Send")
    assert (value["title"], after.form, after.key, after.step) == ("Next", "next", carried.key, 1)


async def test_more_of_a_form_is_the_same_step(office: Office) -> None:
    carried = carried_by(await opened(office), "Add another")
    assert (carried.do, carried.event) == ("more", "more")
    sent = office.sent(Way.SUBMIT, office.ben, office.growth, carried, TYPED)
    _, shown = shown_in(await office.replies.show(ShowForm(FORM), sent))
    after = carried_by(shown, "Send")
    assert (after.key, after.step) == (carried.key, 0)


async def test_a_form_that_did_not_come_back_whole_says_what_is_wrong_all_the_same(office: Office) -> None:
    carried = Carried(do="form", form="update", key="k", shown="forged")
    sent = office.sent(Way.SUBMIT, office.ben, office.growth, carried, TYPED)
    _, shown = shown_in(await office.replies.show(Invalid({"value": "No number."}), sent))
    assert "No number." in shown.said


@pytest.mark.parametrize("way", [Way.FETCH, Way.SUBMIT])
async def test_a_private_answer_becomes_what_the_dialog_shows_with_its_buttons(office: Office, way: Way) -> None:
    value, shown = shown_in(await office.replies.show(Say(KEPT), office.pressed(way, office.ben, office.growth)))
    assert value["title"] == "Drumbeat"
    assert "Kept: 3 KRs." in shown.said
    assert shown.buttons()["Undo"]["type"] == "Action.Submit"
    assert carried_by(shown, "Undo").action == "checkin.undo"
    assert office.teams.calls == []


async def test_what_was_sent_and_needs_no_words_closes_the_dialog(office: Office) -> None:
    carried = carried_by(await opened(office), "Send")
    answer = await office.replies.show(Nothing(), office.sent(Way.SUBMIT, office.ben, office.growth, carried, TYPED))
    assert answer == CLOSED and answer is not None and answer.body is None


async def test_a_dialog_that_opens_always_shows_something(office: Office) -> None:
    _, shown = shown_in(await office.replies.show(Nothing(), office.pressed(Way.FETCH, office.ben, office.growth)))
    assert "press the button again" in shown.said


async def test_a_dialog_in_the_personal_chat_keeps_where_it_was_asked_for(office: Office) -> None:
    origin = Origin(channel=office.growth.id, name="growth")
    place = office.teams.tenant.personal(office.ann)
    pressed = office.pressed(Way.FETCH, office.ann, place)
    pressed = replace(pressed, carried=Carried(do="press", action="setup.open", origin=origin))
    _, shown = shown_in(await office.replies.show(ShowForm(FORM), pressed))
    assert carried_by(shown, "Send").origin == origin
    _, note = shown_in(await office.replies.show(Say(KEPT), pressed))
    assert carried_by(note, "Undo").origin == origin


async def test_in_a_dialog_teams_finds_people_and_only_who_is_chosen_is_named(office: Office) -> None:
    await opened(office, WHO)
    assert office.teams.count(Doing.MEMBERS) == 0
    chosen = replace(WHO, parts=(PersonField(id="owner", label="Who", initial=(office.ann.aad,)),))
    shown = await opened(office, chosen)
    assert shown.inputs()[shown.key("owner")]["choices"] == [{"title": "Ann", "value": office.ann.aad}]


async def test_who_was_chosen_stays_chosen_where_something_else_is_wrong(office: Office) -> None:
    carried = carried_by(await opened(office, WHO), "Send")
    sent = office.sent(Way.SUBMIT, office.ben, office.growth, carried, {"owner": (office.ann.aad,)})
    _, shown = shown_in(await office.replies.show(Invalid({"owner": "Not Ann."}), sent))
    assert "Not Ann." in shown.said and shown.values()[shown.key("owner")] == office.ann.aad


async def test_a_roster_that_does_not_come_keeps_no_form_back(office: Office) -> None:
    office.teams.fail(Doing.MEMBERS, Fault(500), times=3)
    chosen = replace(WHO, parts=(PersonField(id="owner", label="Who", initial=(office.ann.aad,)),))
    assert (await opened(office, chosen)).key("owner")


async def test_a_long_title_is_cut_for_the_dialog(office: Office) -> None:
    long = Form(id="f", title="Update " * 30, parts=(TextField(id="a", label="A"),))
    value, _ = shown_in(await office.replies.show(ShowForm(long), office.pressed(Way.FETCH, office.ben, office.growth)))
    assert value["title"].endswith("…")


async def test_what_cannot_be_read_keeps_what_was_typed(office: Office) -> None:
    answer = await office.replies.show_garbled(Garbled(way=Way.SUBMIT, is_form=True))
    assert answer is not None and answer.status == 400
    _, shown = shown_in(await office.replies.show_garbled(Garbled(way=Way.FETCH)))
    assert "nothing was changed" in shown.said
    line = await office.replies.show_garbled(Garbled(way=Way.EXECUTE, is_form=True))
    assert line is not None and line.body is not None and "updated" in line.body["value"]
    assert await office.replies.show_garbled(Garbled(way=Way.TYPED)) is None


HUGE = {"value": "many", "note": "x" * 45_000}


async def test_more_than_teams_shows_stays_where_it_was_typed(office: Office) -> None:
    carried = carried_by(await opened(office), "Send")
    wrong = Invalid({"value": "No number."})
    sent = office.sent(Way.SUBMIT, office.ben, office.growth, carried, HUGE)
    answer = await office.replies.show(wrong, sent)
    assert answer is not None and (answer.status, answer.body) == (400, None)
    at_card = office.sent(Way.EXECUTE, office.ann, office.teams.tenant.personal(office.ann), carried, HUGE)
    answer = await office.replies.show(wrong, at_card)
    assert answer is not None and answer.body is not None
    assert (answer.body["type"], answer.body["value"]) == ("application/vnd.microsoft.activity.message", TOO_MUCH)


async def test_a_form_that_opens_with_too_much_says_so(office: Office) -> None:
    form = replace(FORM, parts=(TextField(id="note", label="Why", initial=HUGE["note"]),))
    _, shown = shown_in(await office.replies.show(ShowForm(form), office.pressed(Way.FETCH, office.ben, office.growth)))
    assert shown.said == TOO_MUCH


async def test_who_is_chosen_has_their_name_in_the_personal_chat_too(office: Office) -> None:
    """Nobody is offered there by Teams; whoever was seen is known by name."""
    await office.people.find(office.address(office.growth), Person(id=office.ben.aad), office.ben.mri)
    form = replace(WHO, parts=(PersonField(id="owner", label="Who", initial=(office.ben.aad,)),))
    chat = office.teams.tenant.personal(office.ann)
    await office.replies.show(ShowForm(form), office.typed(office.ann, chat))
    drawn = Shown(office.teams.tenant.to(office.ann)[-1].card or {})
    (choices,) = [node["choices"] for node in drawn.inputs().values()]
    assert {each["title"] for each in choices} == {office.ben.name}
