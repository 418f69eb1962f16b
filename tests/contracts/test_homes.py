"""Whose Home is to be drawn anew, and what was typed into forms that were not sent yet."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from cadence.ids import id_for
from cadence.model import DecisionState, Message, Place
from cadence.ports import Draft, Outcome, Unit
from tests.cadence.desk import a_blocker, a_decision, an_action
from tests.cadence.follow.telling import step
from tests.contracts.conftest import OTHER, Kept
from tests.contracts.test_outbox import CHANNEL, arrive, claim_one, message, say
from tests.contracts.test_repositories import HERE
from tests.fakes.clock import FakeClock
from tests.fakes.growth import KEY_RESULTS, MONDAY, TEAM, mid

DEE = mid("dee")
"""Asked by Growth."""
OUTSIDE = mid("somebody else")
"""Of no team."""

DRAFT = Draft(
    member_id=DEE,
    key="checkin:1",
    form="checkin",
    context="c1",
    values={"value": "45%", "people": ("U1", "U2"), "none": (), "words": "caf\u00e9 \x00 \ud83d"},
    at=MONDAY,
)


async def stale(store: Kept, since: int = 0, limit: int = 10) -> list[str]:
    async with store.unit(HERE, actor="test") as unit:
        return await unit.stale_homes(MONDAY + timedelta(seconds=since), limit)


async def drawn(store: Kept, *members: str) -> None:
    """They open their Homes, which are drawn."""
    async with store.unit(HERE, actor="test") as unit:
        for member in members:
            await unit.home_opened(member)
            await unit.home_drawn(member)


async def test_a_home_that_was_opened_and_not_drawn_is_stale(store: Kept) -> None:
    assert await stale(store) == []
    async with store.unit(HERE, actor="test") as unit:
        await unit.home_opened(DEE)
    assert await stale(store) == [DEE]
    await drawn(store, DEE)
    assert await stale(store) == []


async def _blocker(unit: Unit) -> None:
    await unit.blockers.add(a_blocker())


async def _target(unit: Unit) -> None:
    await unit.key_results.save(replace(KEY_RESULTS[0], title="Else"))


async def _team(unit: Unit) -> None:
    await unit.teams.save(replace(TEAM, name="Growing"))


async def _membership(unit: Unit) -> None:
    [row] = await unit.memberships.find(member_id=DEE)
    await unit.memberships.remove(row.id)


@pytest.mark.parametrize(("change", "asks"), [(_blocker, True), (_target, False), (_team, False), (_membership, False)])
async def test_any_change_of_a_team_makes_its_homes_stale_and_only_open_things_ask_for_a_look(
    store: Kept, change: Any, asks: bool
) -> None:
    await drawn(store, DEE)
    async with store.unit(HERE, actor="test") as unit:
        await unit.follow_next(TEAM.id, MONDAY + timedelta(days=1))
    assert await stale(store) == [], "a look changes nothing"
    async with store.unit(HERE, actor="test") as unit:
        await change(unit)
    assert await stale(store) == [DEE]
    async with store.unit(HERE, actor="test") as unit:
        assert bool(await unit.teams_to_follow(10)) == asks
        await unit.home_drawn(DEE)
    assert await stale(store) == []


async def test_what_changes_while_it_is_drawn_makes_it_stale_again(store: Kept, second: Kept, url: str) -> None:
    if not url.startswith("postgres"):
        pytest.skip("there, one unit of work waits for the other")
    await drawn(store, DEE)
    async with store.unit(HERE, actor="test") as drawing:
        await drawing.home_opened(DEE)
        async with second.unit(HERE, actor="test") as unit:
            await _target(unit)
        await drawing.home_drawn(DEE)
    assert await stale(store) == [DEE]


async def test_a_change_nobody_kept_makes_nothing_stale(store: Kept) -> None:
    await drawn(store, DEE)
    with pytest.raises(ZeroDivisionError):
        async with store.unit(HERE, actor="test") as unit:
            await _target(unit)
            raise ZeroDivisionError
    assert await stale(store) == []


async def test_a_lead_and_a_manager_see_the_teams_they_are_not_asked_by(store: Kept) -> None:
    leads = {TEAM.lead_id, TEAM.manager_id or TEAM.lead_id}
    await drawn(store, *leads)
    async with store.unit(HERE, actor="test") as unit:
        for row in await unit.memberships.find(member_id=list(leads)):
            await unit.memberships.remove(row.id)
    await drawn(store, *leads)
    async with store.unit(HERE, actor="test") as unit:
        await _target(unit)
    assert set(await stale(store)) == leads


async def _sponsored(unit: Unit) -> None:
    await unit.teams.save(replace(TEAM, sponsor_id=OUTSIDE))


async def _to_decide(unit: Unit) -> None:
    await unit.decisions.add(a_decision(decider_id=OUTSIDE))


async def _waited_on(unit: Unit) -> None:
    await unit.blockers.add(a_blocker(waiting_on_id=OUTSIDE))


async def _promised(unit: Unit) -> None:
    await unit.actions.add(an_action(owner_id=OUTSIDE))


async def _escalated(unit: Unit) -> None:
    await unit.escalations.add(step(a_blocker(), "somebody else"))


@pytest.mark.parametrize("concerns", [_sponsored, _to_decide, _waited_on, _promised, _escalated])
async def test_a_team_that_somebody_outside_sponsors_or_owes_something_is_on_their_home_too(
    store: Kept, concerns: Any
) -> None:
    await drawn(store, OUTSIDE)
    async with store.unit(HERE, actor="test") as unit:
        await concerns(unit)
    assert await stale(store) == [OUTSIDE], "it is new"
    await drawn(store, OUTSIDE)
    async with store.unit(HERE, actor="test") as unit:
        await _target(unit)
    assert await stale(store) == [OUTSIDE]


async def test_what_was_settled_makes_the_home_of_whoever_decided_it_stale_a_last_time(store: Kept) -> None:
    async with store.unit(HERE, actor="test") as unit:
        await unit.decisions.add(a_decision(decider_id=OUTSIDE))
    await drawn(store, OUTSIDE)
    async with store.unit(HERE, actor="test") as unit:
        await unit.decisions.save(a_decision(decider_id=OUTSIDE, state=DecisionState.DECIDED))
    assert await stale(store) == [OUTSIDE]
    await drawn(store, OUTSIDE)
    async with store.unit(HERE, actor="test") as unit:
        await _target(unit)
    assert await stale(store) == []


async def test_other_teams_and_workspaces_are_not_theirs(store: Kept) -> None:
    await drawn(store, DEE)
    async with store.unit(HERE, actor="test") as unit:
        await unit.teams.add(replace(TEAM, id=id_for("t", "2"), slug="other", channel="C-other"))
    async with store.unit(OTHER.id, actor="test") as unit:
        await unit.teams.add(replace(TEAM, workspace_id=OTHER.id))
        assert await unit.stale_homes(MONDAY, 10) == []
    assert await stale(store) == []


async def test_who_did_not_look_for_long_is_left_and_those_who_did_first_come_first(
    store: Kept, clock: FakeClock
) -> None:
    for member in ("dee", "ben", "eli"):
        async with store.unit(HERE, actor="test") as unit:
            await unit.home_opened(mid(member))
        clock.forward(seconds=10)
    assert await stale(store, since=10) == [mid("ben"), mid("eli")]
    assert await stale(store, limit=2) == [DEE, mid("ben")]


async def test_a_draft_is_kept_as_typed_replaced_and_forgotten(store: Kept) -> None:
    typed = replace(DRAFT, values={"value": "45%", "people": ("U1", "U2"), "none": (), "words": "caf\u00e9"})
    async with store.unit(HERE, actor="test") as unit:
        assert await unit.drafts.get(DEE, "checkin:1") is None
        await unit.drafts.keep(DRAFT)
        await unit.drafts.keep(typed)
        await unit.drafts.keep(replace(typed, key="checkin:2"))
    async with store.unit(HERE, actor="test") as unit:
        assert await unit.drafts.get(DEE, "checkin:1") == typed
        assert await unit.drafts.get(mid("ben"), "checkin:1") is None
        await unit.drafts.drop(DEE, "checkin:1")
        await unit.drafts.drop(DEE, "checkin:1")
    async with store.unit(HERE, actor="test") as unit:
        assert await unit.drafts.get(DEE, "checkin:1") is None
        assert await unit.drafts.get(DEE, "checkin:2") == replace(typed, key="checkin:2")


async def test_odd_text_in_a_draft_comes_back_to_the_letter(store: Kept) -> None:
    async with store.unit(HERE, actor="test") as unit:
        await unit.drafts.keep(DRAFT)
    async with store.unit(HERE, actor="test") as unit:
        assert await unit.drafts.get(DEE, DRAFT.key) == DRAFT
    async with store.unit(OTHER.id, actor="test") as unit:
        assert await unit.drafts.get(DEE, DRAFT.key) is None


async def test_a_message_is_found_by_what_the_platform_calls_it(store: Kept) -> None:
    home = Place(home="U1")
    await say(store, message("prompt"), message("home:1", "home", home))
    for ref in ("C1:1.1", "home:U1"):
        await arrive(store, await _next(store), ref)
    async with store.unit(HERE, actor="test") as unit:
        found = {(await _shown(unit, ref)).key for ref in ("C1:1.1", "home:U1")}
        assert found == {"prompt", "home:1"}
        assert await unit.outbox.shown_as("C1:9.9") is None
    async with store.unit(OTHER.id, actor="test") as unit:
        assert await unit.outbox.shown_as("C1:1.1") is None


async def _next(store: Kept) -> Any:
    return (await store.claim(MONDAY, 1, timedelta(minutes=1)))[0]


async def _shown(unit: Unit, ref: str) -> Message:
    found = await unit.outbox.shown_as(ref)
    assert found
    return found


async def test_what_was_said_in_this_unit_is_shown_as_what_it_was_said_last(store: Kept) -> None:
    await say(store, message("prompt"))
    await arrive(store, await claim_one(store), "C1:1.1")
    async with store.unit(HERE, actor="test") as unit:
        await unit.outbox.say(message("prompt", "second"))
        assert await unit.outbox.shown_as("C1:1.1") == message("prompt", "second")


async def test_what_is_on_its_way_may_be_shown_before_we_know_it(store: Kept) -> None:
    thread = Place(channel=str(CHANNEL.channel), thread="prompt")

    async def may_show(channel: str | None = CHANNEL.channel) -> bool:
        async with store.unit(HERE, actor="test") as unit:
            return await unit.outbox.may_show(str(channel))

    await say(store, message("prompt"))
    assert not await may_show(), "nobody has begun with it"
    sent = await claim_one(store)
    assert (await may_show(), await may_show("C-other")) == (True, False)
    unclear = Outcome(delivery=sent, retry_at=MONDAY, reason="the connection broke", is_uncertain=True)
    await store.settle([unclear])
    assert await may_show()
    await arrive(store, await claim_one(store), "C1:1.1")
    await say(store, message("reply", place=thread))
    await claim_one(store)
    assert not await may_show(), "a reply begins no thread"
