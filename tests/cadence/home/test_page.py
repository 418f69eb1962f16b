"""Where people have no page of ours, `okr mine` is that page as a private card, which stays true when it is pressed."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from cadence.cards import Button
from cadence.context import Services
from cadence.model import BlockerState
from cadence.requests import Invalid, Person, Reply, Request, Say, ShowForm
from cadence.wording.home import GUEST
from cadence.wording.page import AND_YOU, HELLO
from tests.cadence.asking import filled, opened, said
from tests.cadence.desk import Desk, a_blocker, an_action, buttons_of
from tests.fakes.growth import MONDAY, WORKSPACE, kr_id, mid, pressed, submitted, typed, used
from tests.fakes.memory import MemoryStore

TODAY = MONDAY.date()


class Personal(Desk):
    """Somebody's personal chat, on a platform without pages."""

    async def send(self, request: Request) -> Reply:
        return await self.door.handle(replace(request, channel=None, has_home=False))

    async def mine(self, who: str) -> Reply:
        return await self.send(typed(who, "mine", None))

    async def tap(self, who: str, shown: Reply, label: str) -> Reply:
        found = next(each for each in buttons_of(shown) if each.label == label)
        return await self.send(pressed(who, found.action, found.value, None))

    async def fill(self, who: str, shown: Reply, **changes: Any) -> Reply:
        form = opened(shown)
        return await self.send(submitted(who, form.id, form.context, **{**filled(form), **changes}))


@pytest.fixture
async def chat(store: MemoryStore, services: Services) -> Personal:
    chat = Personal(store, services)
    await chat.keep("actions", an_action(owner_id=mid("ben"), due=TODAY))
    await chat.keep("blockers", a_blocker(owner_id=mid("ben"), next_check=TODAY))
    await chat.open_week()
    return chat


def is_page(reply: Reply) -> bool:
    return isinstance(reply, Say) and reply.replaces and "Your settings" in said(reply)


def labels(found: Sequence[Button]) -> list[str]:
    return [each.label for each in found]


async def test_it_shows_what_waits_the_check_in_key_results_teams_and_settings(chat: Personal) -> None:
    shown = await chat.mine("ben")
    text = said(shown)
    for part in ("Three things wait for you.", "pricing test", "waiting for legal", "My key results", "My teams"):
        assert part in text
    assert {"Answer", "Nothing changed", "Done", "Solved", "Update", "Check in", "Board", "Change hours"} <= set(
        labels(buttons_of(shown))
    )
    assert buttons_of(shown)[-1].action == "home.refresh"


async def test_where_there_are_pages_it_is_what_waits_alone(chat: Personal) -> None:
    assert "My teams" not in said(await chat.type("ben", "mine", None))


async def test_a_button_answers_with_the_card_as_it_stands_then(chat: Personal) -> None:
    after = await chat.tap("ben", await chat.mine("ben"), "Solved")
    assert is_page(after)
    assert "solved" in said(after).splitlines()[0].lower()
    assert "Two things wait for you." in said(after)
    assert chat.rows("blockers")[0].state == BlockerState.SOLVED
    again = await chat.tap("ben", after, "Done")
    assert "One thing waits for you." in said(again)


async def test_nothing_is_drawn_elsewhere(chat: Personal) -> None:
    await chat.tap("ben", await chat.mine("ben"), "Solved")
    assert not [key for key in chat.store.data[WORKSPACE.id].messages if key.startswith("home:")]


async def test_a_form_that_it_led_to_comes_back_to_it(chat: Personal) -> None:
    form = await chat.tap("ben", await chat.mine("ben"), "Update")
    after = await chat.fill("ben", form, value="39", confidence="8")
    assert is_page(after)
    assert "1.1 Activation 36 → 39%" in said(after)


async def test_so_does_the_check_in_with_its_thanks_on_top(chat: Personal) -> None:
    after = await chat.fill("ben", await chat.tap("ben", await chat.mine("ben"), "Answer"))
    assert is_page(after)
    assert said(after).startswith("Saved, thank you.")
    assert "1 of 4 in; so are you" in said(after)
    assert isinstance(await chat.tap("ben", after, "Change my answer"), ShowForm)


async def test_nothing_changed_says_what_is_due_and_undo_on_top(chat: Personal) -> None:
    after = await chat.tap("ben", await chat.mine("ben"), "Nothing changed")
    assert is_page(after)
    assert said(after).startswith("Kept: 2 KRs.")
    undone = await chat.tap("ben", after, "Undo my answer")
    assert is_page(undone)
    assert "0 of 4 in." in said(undone)


async def test_settings_are_changed_in_place(chat: Personal) -> None:
    form = await chat.tap("ben", await chat.mine("ben"), "Change hours")
    assert isinstance(await chat.fill("ben", form, until="late"), Invalid)
    after = await chat.fill("ben", form, **{"from": "09:30"})
    assert is_page(after)
    assert said(after).startswith("Saved: your working hours.")
    assert "Working hours 09:30 to 18:00" in said(after)


async def test_what_is_only_to_be_read_comes_beside_it(chat: Personal) -> None:
    board = await chat.tap("ben", await chat.mine("ben"), "Board")
    assert isinstance(board, Say)
    assert not board.replaces


async def test_refresh_shows_it_as_it_is_now(chat: Personal) -> None:
    shown = await chat.mine("ben")
    await chat.type("ben", "update 1.1 44%")
    after = await chat.tap("ben", shown, "Refresh")
    assert is_page(after)
    assert "44%" in said(after)


@pytest.mark.parametrize("action", ["mine.show", "home.refresh"])
async def test_other_messages_lead_to_it_too(chat: Personal, action: str) -> None:
    assert "My teams" in said(await chat.send(pressed("ben", action, "", None)))


async def test_what_is_refused_changes_nothing(chat: Personal) -> None:
    shown = await chat.mine("ben")
    await chat.tap("ben", shown, "Solved")
    refused = await chat.tap("ben", shown, "Solved")
    assert isinstance(refused, Say)
    assert refused.refuses


# Hello


async def test_hello_says_what_we_are_and_shows_the_card(chat: Personal) -> None:
    shown = await chat.send(used("ben", "hello"))
    assert said(shown).startswith(f"{HELLO}\n{AND_YOU}")
    assert "Three things wait for you." in said(shown)
    assert is_page(await chat.tap("ben", shown, "Solved"))


async def test_somebody_without_a_team_hears_how_to_begin(chat: Personal) -> None:
    text = said(await chat.send(used("zoe", "hello")))
    assert text.startswith(HELLO)
    assert "`okr setup`" in text
    assert "Your settings" not in text


async def test_a_guest_hears_that_they_may_read_along(chat: Personal) -> None:
    guest = replace(used("gus", "hello"), who=Person(id="gus", name="Gus", is_guest=True))
    assert said(await chat.send(guest)).splitlines()[-1] == GUEST


async def test_key_results_keep_their_places(chat: Personal) -> None:
    await chat.keep("key_results", replace(chat.row("key_results", kr_id("1.3")), owner_id=mid("ben")))
    assert "1.3 Trials/week" in said(await chat.mine("ben"))
