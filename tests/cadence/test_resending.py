"""Forms that are sent more than once, and people of whom the platform does not tell."""

from dataclasses import replace
from typing import Any

import pytest

from cadence.context import Services, meet
from cadence.forms import Form
from cadence.frontdoor import FrontDoor
from cadence.model import Member
from cadence.requests import FormSubmitted, Nothing, Person, Reply, Say
from tests.cadence.asking import Asking, filled, opened, said
from tests.fakes.growth import WORKSPACE, kr_id, mid, submitted, typed
from tests.fakes.memory import MemoryStore

NEVER_SEEN = Person(id="zoe", name="zoe.z", is_guest=None, is_guess=True)


@pytest.fixture
def ask(store: MemoryStore, services: Services) -> Asking:
    return Asking(FrontDoor(store, services), store)


class Window:
    """One open form, sent as often as one likes: the platform gives all its submissions the same id."""

    def __init__(self, ask: Asking, who: str, form: Form, channel: str = "C-growth") -> None:
        self._ask, self._channel = ask, channel
        self._sent = submitted(who, form.id, form.context, channel, **filled(form))

    async def send(self, **changes: Any) -> Reply:
        return await self._ask.door.handle(replace(self._sent, values={**self._sent.values, **changes}))


async def test_a_form_sent_twice_as_it_is_counts_once(ask: Asking) -> None:
    update = Window(ask, "ben", Form(id="update", title="", parts=(), context=kr_id("1.1")))
    await update.send(value="41", confidence="6")
    assert await update.send(value="41", confidence="6") == Nothing()
    assert [row.value for row in await ask.rows("readings", key_result_id=kr_id("1.1"))].count(41) == 1


async def test_a_form_sent_again_with_other_values_is_an_edit(ask: Asking) -> None:
    update = Window(ask, "ben", Form(id="update", title="", parts=(), context=kr_id("1.1")))
    await update.send(value="41", confidence="6")
    assert "42" in said(await update.send(value="42", confidence="6"))


async def test_a_checkin_form_sent_again_with_other_values_replaces_what_it_said(ask: Asking) -> None:
    window = Window(ask, "ben", opened(await ask.types("ben", "checkin")))
    await window.send(**{f"kr:{kr_id('1.1')}:value": "39", "blocker:1:text": "legal"})
    await window.send(**{f"kr:{kr_id('1.1')}:value": "44", "blocker:1:text": "legal again"})
    assert [row.text for row in await ask.rows("blockers")] == ["legal again"]
    values = [row.value for row in await ask.rows("readings", key_result_id=kr_id("1.1"), is_withdrawn=False)]
    assert 44 in values


async def test_a_new_objective_sent_again_with_other_values_is_still_one(ask: Asking) -> None:
    before = await ask.rows("objectives")
    window = Window(ask, "ana", opened(await ask.types("ana", "add objective")))
    await window.send(title="Grow")
    await window.send(title="Grow well")
    [made] = [row for row in await ask.rows("objectives") if row not in before]
    assert (made.title, made.number) == ("Grow well", 3)


async def test_a_new_key_result_sent_again_with_other_values_is_still_one(ask: Asking) -> None:
    window = Window(ask, "ana", opened(await ask.types("ana", "add kr 2")))
    first = {"title": "Churn", "owner": ("ben",), "start": "9", "target": "4", "direction": "down", "value": "8"}
    await window.send(**first)
    await window.send(**{**first, "title": "Monthly churn", "target": "3", "value": "7"})
    [made] = [row for row in await ask.rows("key_results") if "hurn" in row.title and row.owner_id == mid("ben")]
    assert (made.title, made.target) == ("Monthly churn", 3)
    [reading] = await ask.rows("readings", key_result_id=made.id, is_withdrawn=False)
    assert reading.value == 7


async def test_a_new_initiative_sent_again_with_other_values_is_still_one(ask: Asking) -> None:
    before = await ask.rows("initiatives")
    window = Window(ask, "ana", opened(await ask.types("ana", "add initiative 1.1")))
    await window.send(title="Tour")
    await window.send(title="Guided tour")
    assert [row.title for row in await ask.rows("initiatives") if row not in before] == ["Guided tour"]


async def test_a_setup_form_sent_again_with_other_values_changes_the_one_team(ask: Asking) -> None:
    form = opened(await ask.types("ben", "setup", channel="C-new"))
    window = Window(ask, "ben", form, "C-new")
    first = {"name": "Zed", "members": ("ben",), "lead": ("ben",), "zone": "UTC", "replaces": "a mail"}
    await window.send(**{**first, "window": "999"})
    await window.send(**first)
    await window.send(**{**first, "name": "Zed two"})
    assert [team.name for team in await ask.rows("teams", channel="C-new")] == ["Zed two"]


async def told(store: MemoryStore, person: Person) -> Member:
    async with store.unit(WORKSPACE.id, actor="test") as unit:
        return await meet(unit, WORKSPACE.id, person)


@pytest.mark.parametrize("is_guest", [True, False])
async def test_what_the_platform_does_not_tell_stays_as_it_was_known(store: MemoryStore, is_guest: bool) -> None:
    before = await told(store, Person(id="gus", name="Gus", zone="Asia/Tokyo", is_admin=True, is_guest=is_guest))
    assert await told(store, Person(id="gus", name="gus.t", is_guest=None, is_guess=True)) == before


async def test_a_guessed_name_is_better_than_none(store: MemoryStore) -> None:
    await told(store, Person(id="gus"))
    assert (await told(store, Person(id="gus", name="gus.t", is_guess=True))).name == "gus.t"


async def test_a_closed_account_is_known_as_such_and_may_be_opened_again(store: MemoryStore) -> None:
    assert not (await told(store, Person(id="ben", is_active=False))).is_active
    assert not (await told(store, Person(id="ben"))).is_active
    assert (await told(store, Person(id="ben", is_active=True))).is_active


@pytest.mark.parametrize("line", ["setup", "update 1.1 50", "board", "action call them friday"])
async def test_a_stranger_of_whom_nothing_is_told_waits_and_is_not_kept(ask: Asking, line: str) -> None:
    request = replace(typed("ben", line), who=NEVER_SEEN)
    for _ in range(2):
        reply = await ask.door.handle(request)
        assert isinstance(reply, Say)
        assert reply.refuses
        assert "try again in a minute" in said(reply)
    assert await ask.rows("members", external_id="zoe") == []


async def test_once_the_platform_tells_the_same_request_goes_through(ask: Asking) -> None:
    request = replace(typed("ben", "board"), who=NEVER_SEEN)
    await ask.door.handle(request)
    assert "Growth" in said(await ask.door.handle(replace(request, who=Person(id="zoe", name="Zoe"))))


async def test_somebody_named_of_whom_nothing_is_told_is_asked_for_again_at_the_field(ask: Asking) -> None:
    form = opened(await ask.types("ana", "setup"))
    sent: FormSubmitted = submitted("ana", form.id, form.context, "C-growth", **{**filled(form), "manager": ("zoe",)})
    reply = await ask.door.handle(replace(sent, people={**sent.people, "zoe": NEVER_SEEN}))
    assert "look this person up" in reply.errors["manager"]  # type: ignore[union-attr]  # fails loudly for others


@pytest.mark.parametrize("field", ["lead", "manager", "members"])
async def test_a_bot_or_a_closed_account_cannot_be_chosen(ask: Asking, field: str) -> None:
    form = opened(await ask.types("ana", "setup"))
    sent = submitted("ana", form.id, form.context, "C-growth", **{**filled(form), field: ("dee",)})
    gone = Person(id="dee", name="Dee", is_active=False)
    reply = await ask.door.handle(replace(sent, people={**sent.people, "dee": gone}))
    assert "not active" in reply.errors[field]  # type: ignore[union-attr]  # fails loudly for others
