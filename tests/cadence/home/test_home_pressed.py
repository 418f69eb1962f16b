"""Buttons of the Home do what they do everywhere; the Home is drawn anew, and says what was done."""

from datetime import date, time

import pytest

from cadence.cards import Card
from cadence.context import Services
from cadence.model import ActionState, DecisionState
from cadence.requests import FormChanged, Reply, Say, ShowForm
from tests.cadence.desk import a_decision, an_action, buttons_of, errors_of, form_of, is_refused, words
from tests.cadence.home.homes import Homes
from tests.fakes.clock import FakeClock
from tests.fakes.growth import MONDAY, WORKSPACE, kr_id, mid, opened_home, submitted
from tests.fakes.memory import MemoryStore

TODAY = MONDAY.date()


@pytest.fixture
def homes(store: MemoryStore, services: Services) -> Homes:
    return Homes(store, services)


async def send(homes: Homes, who: str, opened: Reply, **values: str) -> Reply:
    form = form_of(opened)
    return await homes.door.handle(submitted(who, form.id, form.context, None, **values))


async def test_one_press_settles_a_thing_and_the_home_says_so_without_it(homes: Homes) -> None:
    await homes.keep("actions", an_action(due=TODAY))
    await homes.open("dee")
    reply = await homes.tap("dee", "Done")
    assert homes.rows("actions")[0].state == ActionState.DONE
    assert homes.shown("dee").startswith("Dee: action done: pricing test\n\nNothing waits for you.")
    assert isinstance(reply, Say)
    assert reply.replaces  # it stands on the Home: there is nothing to show beside it


async def test_what_was_done_is_gone_when_the_home_is_opened_again(homes: Homes) -> None:
    await homes.keep("actions", an_action(due=TODAY))
    await homes.open("dee")
    await homes.tap("dee", "Done")
    assert (await homes.open("dee")).startswith("Nothing waits for you.")


async def test_a_form_opened_from_the_home_ends_on_the_home(homes: Homes) -> None:
    await homes.keep("decisions", a_decision())
    await homes.open("dee")
    opened = await homes.tap("dee", "Decide")
    reply = await send(homes, "dee", opened, outcome="pause half", owner="dee", due="2026-11-13")
    assert homes.rows("decisions")[0].state == DecisionState.DECIDED
    assert "pause half" in homes.shown("dee").split("\n")[0]
    assert isinstance(reply, Say)
    assert reply.replaces


async def test_a_mistake_in_such_a_form_stands_at_its_field_and_the_home_stays(homes: Homes) -> None:
    await homes.keep("decisions", a_decision())
    await homes.open("dee")
    opened = await homes.tap("dee", "Decide")
    before = homes.revision("dee")
    assert "outcome" in errors_of(await send(homes, "dee", opened, outcome=""))
    assert homes.revision("dee") == before


async def test_a_value_updated_from_the_home_stands_on_it(homes: Homes) -> None:
    await homes.open("ben")
    opened = await homes.tap("ben", "Update", kr_id("1.1"))
    await send(homes, "ben", opened, value="40", confidence="8", note="")
    assert "1.1 Activation 36 → 40%" in homes.shown("ben")


async def test_a_board_is_read_beside_the_home_and_its_buttons_lead_back(homes: Homes) -> None:
    await homes.open("ben")
    reply = await homes.tap("ben", "Board")
    assert isinstance(reply, Say)
    assert not reply.replaces
    assert "New customers see value quickly" in words(reply)
    assert all(button.action.startswith("home/") for button in buttons_of(reply))


async def test_nothing_changed_is_read_beside_the_home_which_counts_the_answer(homes: Homes) -> None:
    checkin = await homes.checkin()
    await homes.open("ben")
    reply = await homes.tap("ben", "Nothing changed")
    assert isinstance(reply, Say)
    assert not reply.replaces
    assert "Kept: 2 KRs." in words(reply)
    assert "1 of 4 in; so are you." in homes.shown("ben")
    undo = next(button for button in buttons_of(reply) if button.action == "home/checkin.undo")
    await homes.press("ben", undo.action, undo.value, None)
    assert "0 of 4 in." in homes.shown("ben")
    assert homes.rows("answers")[0].checkin_id == checkin.id


async def test_the_check_in_form_opens_is_drawn_anew_and_thanks_beside_the_home(homes: Homes) -> None:
    await homes.checkin()
    await homes.open("dee")
    form = form_of(await homes.tap("dee", "Check in"))
    sent = submitted("dee", form.id, form.context, None)
    change = FormChanged(
        workspace_id=WORKSPACE.id, who=sent.who, request_id="more", form=form.id, event="more:blocker",
        context=form.context,
    )  # fmt: skip
    again = await homes.door.handle(change)
    assert isinstance(again, ShowForm)
    reply = await send(homes, "dee", again, **{"blocker:1:text": "no numbers"})
    assert isinstance(reply, Say)
    assert not reply.replaces
    assert "1 of 4 in; so are you." in homes.shown("dee")
    assert "stuck: no numbers" in homes.shown("dee")


async def test_show_all_opens_okr_mine_whose_buttons_bring_both_up_to_date(homes: Homes) -> None:
    await homes.keep("actions", *(an_action(f"{number}", text=f"thing {number}", due=TODAY) for number in range(6)))
    await homes.open("dee")
    every = await homes.tap("dee", "Show all")
    done = [button for button in buttons_of(every) if button.label == "Done"]
    assert len(done) == 6
    reply = await homes.press("dee", done[-1].action, done[-1].value, None)
    assert isinstance(reply, Say)
    assert reply.replaces
    assert "Five things wait for you." in words(reply)
    assert "Five things wait for you." in homes.shown("dee")
    left = next(button for button in buttons_of(reply) if button.label == "Done")
    await homes.press("dee", left.action, left.value, None)
    assert "Four things wait for you." in homes.shown("dee")


async def test_a_refusal_changes_nothing_and_says_why(homes: Homes) -> None:
    await homes.keep("actions", an_action(due=TODAY))
    await homes.open("dee")
    assert is_refused(await homes.press("cy", "home/decision.decide", "gone", None))
    assert is_refused(await homes.press("cy", "home/no.such", "", None))


async def test_settings_changed_on_the_home_stand_on_it(homes: Homes) -> None:
    await homes.open("ben")
    await send(homes, "ben", await homes.tap("ben", "Change hours"), **{"from": "7", "until": "15:30"})
    member = homes.row("members", mid("ben"))
    assert (member.works_from, member.works_until) == (time(7), time(15, 30))
    assert homes.shown("ben").startswith("Saved: your working hours.")
    assert homes.shown("ben").count("07:00 to 15:30") == 1
    await send(homes, "ben", await homes.tap("ben", "Change country"), country="")
    assert "Public holidays: those of your team, Germany (DE)." in homes.shown("ben")


async def test_leave_planned_on_the_home_is_read_beside_it_since_it_says_more_than_a_line(homes: Homes) -> None:
    await homes.open("ben")
    reply = await send(homes, "ben", await homes.tap("ben", "Plan leave"), first="2026-12-01", last="2026-12-12")
    assert homes.rows("leaves")[0].first == date(2026, 12, 1)
    assert isinstance(reply, Say)
    assert not reply.replaces
    assert "Away Tue 1 Dec to Sat 12 Dec." in homes.shown("ben")


async def test_refresh_draws_it_anew_and_says_as_of_when(homes: Homes, clock: FakeClock) -> None:
    await homes.open("ben")
    clock.to(clock().replace(minute=30))
    await homes.tap("ben", "Refresh")
    assert "As of Mon 09:30." in homes.shown("ben")


async def test_the_same_press_delivered_twice_is_done_once(homes: Homes) -> None:
    await homes.door.handle(opened := opened_home("ben"))
    before: Card = homes.card("ben")
    await homes.door.handle(opened)
    assert homes.card("ben") == before
