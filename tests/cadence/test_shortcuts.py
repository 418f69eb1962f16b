"""Shortcuts: the check-in from anywhere; a decision or a blocker from a message, with the way back to it."""

from dataclasses import replace
from datetime import date

import pytest

from cadence.cards import Link
from cadence.context import Services
from cadence.forms import ChoiceField, Form, TextField
from cadence.ids import id_for
from cadence.model import CheckInState, Membership, Message, Team
from cadence.requests import FormChanged, Person, Reply, Say, ShowForm
from cadence.schedule.occurrences import next_occurrence
from cadence.weekly.current import new_checkin
from tests.cadence.desk import Desk, buttons_of, errors_of, field_ids, form_of, is_refused, words
from tests.fakes.growth import TEAM, WORKSPACE, kr_id, mid, submitted, used
from tests.fakes.memory import MemoryStore

LINK = "https://growth.slack.com/archives/C0123/p1763020800123456"
SALES = replace(TEAM, id=id_for("test", "sales"), slug="sales", name="Sales", channel="C-sales", lead_id=mid("mia"))
QUESTION, TEXT = "decision:1:question", "blocker:1:text"


@pytest.fixture
def desk(store: MemoryStore, services: Services) -> Desk:
    return Desk(store, services)


async def use(desk: Desk, who: str, shortcut: str, channel: str | None = None, **message: str) -> Reply:
    return await desk.door.handle(used(who, shortcut, channel, **message))


async def send(desk: Desk, who: str, form: Form, **values: object) -> Reply:
    """Send the form as it was opened, with these values."""
    typed = {part.id: part.initial for part in form.parts if isinstance(part, TextField | ChoiceField)}
    return await desk.door.handle(submitted(who, form.id, form.context, None, **{**typed, **values}))


async def join_sales(desk: Desk, who: str = "ben") -> Team:
    await desk.keep("teams", SALES)
    row = Membership(id=id_for("m", who), workspace_id=WORKSPACE.id, team_id=SALES.id, member_id=mid(who))
    await desk.keep("memberships", row)
    return SALES


async def open_sales(desk: Desk) -> None:
    async with desk.store.unit(WORKSPACE.id, actor="test") as unit:
        occurrence = next_occurrence(SALES, unit.now, desk.services.holidays)
        await unit.checkins.add(replace(new_checkin(SALES, occurrence), state=CheckInState.OPEN))


def messages(desk: Desk, key: str) -> list[Message]:
    found = [queued.message for queued in desk.store.data[WORKSPACE.id].messages.values()]
    return [message for message in found if message.key.startswith(key)]


def links(message: Message) -> list[Link]:
    return [block for block in message.card.blocks if isinstance(block, Link)]


# check-in


async def test_the_check_in_of_ones_only_team_opens_at_once(desk: Desk) -> None:
    await desk.open_week()
    assert form_of(await use(desk, "ben", "checkin")).id == "checkin"


async def test_before_it_opens_it_is_answered_early(desk: Desk) -> None:
    assert form_of(await use(desk, "ben", "checkin")).id == "checkin"


async def test_in_several_teams_the_one_that_is_open_is_meant(desk: Desk) -> None:
    await join_sales(desk)
    checkin = await desk.open_week()
    assert checkin.id in form_of(await use(desk, "ben", "checkin")).context


async def test_where_several_are_open_one_is_chosen(desk: Desk) -> None:
    await join_sales(desk)
    await desk.open_week()
    await open_sales(desk)
    reply = await use(desk, "ben", "checkin")
    assert "Which team?" in words(reply)
    assert "Growth: open until Thu 10:00." in words(reply)
    assert [button.label for button in buttons_of(reply)] == ["Growth", "Sales"]
    chosen = buttons_of(reply)[0]
    assert form_of(await desk.press("ben", chosen.action, chosen.value, None)).id == "checkin"


async def test_where_none_is_open_each_says_when_and_a_paused_one_that_it_is(desk: Desk) -> None:
    await join_sales(desk)
    await desk.keep("teams", replace(SALES, is_paused=True))
    reply = await use(desk, "ben", "checkin")
    assert "Growth: opens Wed 11 Nov 10:00, you may answer early." in words(reply)
    assert "Sales: paused." in words(reply)
    assert [button.label for button in buttons_of(reply)] == ["Growth"]


async def test_somebody_in_no_team_is_told_what_to_do(desk: Desk) -> None:
    for shortcut in ("checkin", "decision", "blocker"):
        reply = await use(desk, "eve", shortcut)
        assert is_refused(reply)
        assert "`okr setup`" in words(reply)


async def test_a_shortcut_that_is_not_there_any_more_says_so(desk: Desk) -> None:
    assert is_refused(await use(desk, "ben", "gone"))


# from a message


async def test_a_decision_opens_with_the_words_of_the_message_and_people_by_name(desk: Desk) -> None:
    form = form_of(await use(desk, "ben", "decision", text="Do we pause ads, <@ana>?", link=LINK))
    assert (form.id, form.title) == ("record_decision", "Record a decision")
    assert next(part for part in form.parts if isinstance(part, TextField)).initial == "Do we pause ads, Ana?"
    assert "For Growth." in form.intro


async def test_the_decision_is_kept_with_the_link_shown_back_and_asked_with_it(desk: Desk) -> None:
    form = form_of(await use(desk, "ben", "decision", text="Pause ads?", link=LINK))
    kr = f"decision:1:kr:{TEAM.id}"
    more = {kr: kr_id("1.3"), "decision:1:decider": "mia", "decision:1:by": "2026-11-12", "decision:1:fallback": "half"}
    reply = await send(desk, "ben", form, **more)
    (decision,) = desk.rows("decisions")
    assert (decision.question, decision.link, decision.key_result_id) == ("Pause ads?", LINK, kr_id("1.3"))
    assert (decision.decider_id, decision.needed_by, decision.fallback) == (mid("mia"), date(2026, 11, 12), "half")
    assert isinstance(reply, Say)
    assert Link("From a message", url=LINK) in reply.card.blocks
    said = messages(desk, f"decision:{decision.id}")
    assert {message.place.member for message in said} == {None, "mia"}
    assert all(links(message) == [Link("From a message", url=LINK)] for message in said)


async def test_a_blocker_is_kept_with_everything_that_was_said(desk: Desk) -> None:
    form = form_of(await use(desk, "ben", "blocker", text="Contracts are stuck", link=LINK))
    more = {
        f"blocker:1:kr:{TEAM.id}": kr_id("2.1"),
        "blocker:1:kind": "outside",
        "blocker:1:waiting": "the notary",
        "blocker:1:tried": "called twice",
        "blocker:1:check": "2026-11-13",
        "owner": "dee",
    }
    reply = await send(desk, "ben", form, **more)
    (blocker,) = desk.rows("blockers")
    assert (blocker.text, blocker.kind, blocker.waiting_on) == ("Contracts are stuck", "outside", "the notary")
    assert (blocker.tried, blocker.next_check, blocker.owner_id) == ("called twice", date(2026, 11, 13), mid("dee"))
    assert "Tried: called twice" in words(reply)
    (said,) = messages(desk, f"blocker:{blocker.id}")
    assert links(said) == [Link("From a message", url=LINK)]
    assert said.place.channel == TEAM.channel


async def test_without_an_owner_it_is_whoever_owns_the_key_result(desk: Desk) -> None:
    form = form_of(await use(desk, "ben", "blocker", text="Stuck"))
    await send(desk, "ben", form, **{f"blocker:1:kr:{TEAM.id}": kr_id("2.1")})
    assert desk.rows("blockers")[0].owner_id == mid("ana")


async def test_what_is_about_a_person_reaches_the_lead_alone(desk: Desk) -> None:
    form = form_of(await use(desk, "ben", "blocker", text="About Cy", link=LINK))
    reply = await send(desk, "ben", form, **{"blocker:1:lead": "yes", f"blocker:1:kr:{TEAM.id}": kr_id("1.3")})
    (blocker,) = desk.rows("blockers")
    assert (blocker.lead_only, blocker.confidant_id, blocker.owner_id) == (True, mid("ana"), None)
    assert [message.place.member for message in messages(desk, f"blocker:{blocker.id}")] == ["ana"]
    assert "Seen by: Ana alone" in words(reply)


async def test_what_only_the_lead_sees_is_given_to_nobody_else(desk: Desk) -> None:
    form = form_of(await use(desk, "ben", "blocker", text="About Cy"))
    errors = errors_of(await send(desk, "ben", form, **{"blocker:1:lead": "yes", "owner": "dee"}))
    assert list(errors) == ["owner"]
    assert desk.rows("blockers") == []


async def test_a_long_message_is_shortened_and_says_that_it_stays_linked(desk: Desk) -> None:
    form = form_of(await use(desk, "ben", "decision", text="why " * 5_000, link=LINK))
    question = next(part for part in form.parts if isinstance(part, TextField))
    assert len(question.initial) == 3_000
    assert question.initial.endswith("…")
    assert question.hint == "Shortened; the message itself stays linked."


async def test_it_is_taken_back_like_any_other(desk: Desk) -> None:
    form = form_of(await use(desk, "ben", "decision", text="Pause ads?", link=LINK))
    reply = await send(desk, "ben", form)
    undo = next(button for button in buttons_of(reply) if button.label == "Take back")
    await desk.press("ben", undo.action, undo.value)
    assert desk.rows("decisions")[0].state == "withdrawn"
    assert all("Pause ads?" not in message.card.notice for message in messages(desk, "decision:"))


@pytest.mark.parametrize(
    ("shortcut", "values", "field"),
    [
        ("decision", {QUESTION: ""}, QUESTION),
        ("decision", {QUESTION: "x" * 3_001}, QUESTION),
        ("decision", {"decision:1:by": "2026-11-01"}, "decision:1:by"),
        ("decision", {"decision:1:decider": "nobody"}, "decision:1:decider"),
        ("decision", {"decision:1:fallback": "x" * 301}, "decision:1:fallback"),
        ("decision", {f"decision:1:kr:{TEAM.id}": "gone"}, f"decision:1:kr:{TEAM.id}"),
        ("blocker", {TEXT: " "}, TEXT),
        ("blocker", {"blocker:1:check": "2026-11-01"}, "blocker:1:check"),
        ("blocker", {f"blocker:1:kr:{TEAM.id}": "gone"}, f"blocker:1:kr:{TEAM.id}"),
        ("blocker", {"owner": "nobody"}, "owner"),
        ("blocker", {"blocker:1:kind": "weather"}, "blocker:1:kind"),
    ],
)
async def test_a_mistake_stands_at_its_field_and_nothing_is_recorded(
    desk: Desk, shortcut: str, values: dict[str, str], field: str
) -> None:
    form = form_of(await use(desk, "ben", shortcut, text="Something", link=LINK))
    assert field in errors_of(await send(desk, "ben", form, **values))
    assert desk.rows("decisions") == desk.rows("blockers") == []


async def test_the_same_form_sent_again_with_other_words_is_still_one_record(desk: Desk) -> None:
    form = form_of(await use(desk, "ben", "blocker", text="Stuck", link=LINK))
    first = submitted("ben", form.id, form.context, None, **{TEXT: "Stuck"})
    await desk.door.handle(first)
    await desk.door.handle(first)
    await desk.door.handle(replace(first, values={TEXT: "Stuck in customs"}))
    assert [(row.text, row.link) for row in desk.rows("blockers")] == [("Stuck in customs", LINK)]
    assert len(messages(desk, "blocker:")) == 1


# which team


async def test_the_team_of_the_messages_channel_is_proposed(desk: Desk) -> None:
    await join_sales(desk)
    for channel, team in (("C-sales", SALES), (TEAM.channel, TEAM)):
        form = form_of(await use(desk, "ben", "decision", channel, text="Which?", link=LINK))
        choice = next(part for part in form.parts if isinstance(part, ChoiceField))
        assert (choice.id, choice.initial) == ("team", team.id)
        assert dict(choice.options) == {TEAM.id: "Growth", SALES.id: "Sales"}


async def test_another_team_brings_its_key_results_and_keeps_what_was_typed(desk: Desk) -> None:
    await join_sales(desk)
    form = form_of(await use(desk, "ben", "decision", "C-sales", text="Which?", link=LINK))
    change = FormChanged(
        workspace_id=WORKSPACE.id,
        who=Person(id="ben", name="Ben"),
        request_id="change",
        form=form.id,
        event="team",
        context=form.context,
        values={QUESTION: "Which one?", "team": TEAM.id},
    )
    again = await desk.door.handle(change)
    assert isinstance(again, ShowForm)
    assert f"decision:1:kr:{TEAM.id}" in field_ids(again)
    assert next(part for part in again.form.parts if isinstance(part, TextField)).initial == "Which one?"
    await send(desk, "ben", again.form, **{f"decision:1:kr:{TEAM.id}": kr_id("1.1")})
    assert (desk.rows("decisions")[0].team_id, desk.rows("decisions")[0].link) == (TEAM.id, LINK)


async def test_nobody_records_for_a_team_that_is_not_theirs(desk: Desk) -> None:
    await desk.keep("teams", replace(SALES, channel_is_private=True))
    form = form_of(await use(desk, "ben", "decision", text="Which?"))
    reply = await send(desk, "ben", form, team=SALES.id)
    assert is_refused(reply)
    assert "Sales" not in words(reply)
    assert desk.rows("decisions") == []


async def test_a_guest_records_nothing(desk: Desk) -> None:
    guest = Person(id="gus", name="Gus", is_guest=True)
    reply = await desk.door.handle(replace(used("gus", "decision", TEAM.channel), who=guest))
    assert is_refused(reply)
    assert "guest" in words(reply)


# without a message


@pytest.mark.parametrize(("line", "form"), [("decision", "record_decision"), ("blocker", "record_blocker")])
async def test_a_command_with_nothing_after_it_opens_the_form_which_tells_the_short_way(
    desk: Desk, line: str, form: str
) -> None:
    opened = form_of(await desk.type("ben", line))
    assert opened.id == form
    assert f"okr {line} " in opened.intro
    await send(desk, "ben", opened, **{QUESTION: "Why?", TEXT: "Stuck"})
    assert desk.rows(f"{line}s")[0].link == ""
