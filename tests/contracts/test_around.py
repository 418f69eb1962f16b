"""Whom and what a unit of work knows around the teams that it looks at, over every keeper."""

from dataclasses import replace
from datetime import timedelta

from cadence.follow.stage import load_stage
from cadence.frontdoor import FrontDoor
from cadence.ids import id_for
from cadence.model import CheckInState
from cadence.ports import WorkingSet
from cadence.schedule.occurrences import next_occurrence
from cadence.weekly.current import new_checkin
from cadence.wording.plain import plain_text
from tests.cadence.asking import filled, opened
from tests.cadence.desk import a_decision
from tests.cadence.follow.two_teams import PRODUCT, person, plant_product
from tests.contracts.conftest import Kept
from tests.fakes.growth import TEAM, WORKSPACE, kr_id, mid, pressed, submitted
from tests.fakes.services import fake_services

SERVICES = fake_services()
SUPPORT, ASTRA = (
    replace(PRODUCT, id=team_id, slug=name.lower(), name=name, channel=f"C-{name}", lead_id=mid("lou"))
    for name, team_id in (("Support", id_for("test", "support")), ("Astra", "0" + id_for("test", "astra")[1:]))
)
"""Astra is locked before any other."""


async def open_week(store: Kept) -> str:
    async with store.unit(WORKSPACE.id, actor="test") as unit:
        fresh = replace(
            new_checkin(TEAM, next_occurrence(TEAM, unit.now, SERVICES.holidays)),
            state=CheckInState.OPEN,
            expected_ids=tuple(mid(who) for who in ("ana", "ben", "cy", "dee")),
        )
        await unit.checkins.add(fresh)
    return fresh.id


async def test_a_manager_named_by_a_profile_who_is_not_reached_is_passed_over(store: Kept) -> None:
    """Zoe decides; her profile names Sue, who leads Product and answers to Max there."""
    await plant_product(store, lead_id=mid("sue"), manager_id=mid("max"))
    async with store.unit(WORKSPACE.id, actor="test") as unit:
        sue = await unit.members.get(mid("sue"))
        assert sue
        await unit.members.add(person("max"))
        await unit.members.add(person("zoe", manager_id=sue.id))
        await unit.members.save(replace(sue, is_reachable=False))
        await unit.decisions.add(a_decision(decider_id=mid("zoe")))
    async with store.unit(WORKSPACE.id, actor="test") as unit:
        team = await unit.lock(TEAM.id)
        assert team
        await unit.read_ahead([team.id], WorkingSet.FOLLOW)
        stage = await load_stage(unit, SERVICES, team)
        assert stage.deciders_manager(mid("zoe")) == mid("sue")
        assert stage.managers.get(mid("sue")) == mid("max")
        above = stage.reached(mid("max"))
        assert above and above.name == "Max"


async def answer(store: Kept, checkin_id: str, **waits: str) -> None:
    """Ben's one blocker waits on this now."""
    door = FrontDoor(store, SERVICES)
    form = opened(await door.handle(pressed("ben", "checkin.answer", checkin_id)))
    typed = {"blocker:1:text": "no price list", **{f"blocker:1:{name}": value for name, value in waits.items()}}
    await door.handle(submitted("ben", form.id, form.context, **{**filled(form), **typed}))


async def shown(store: Kept, tail: str = "") -> str:
    async with store.unit(WORKSPACE.id, actor="test") as unit:
        [blocker] = await unit.blockers.find()
        said = await unit.outbox.said(f"blocker:{blocker.id}{tail}")
    return plain_text(said.card) if said else ""


async def test_whom_and_what_an_answer_names_anew_is_known_also_after_another_team_was_locked(store: Kept) -> None:
    await plant_product(store)
    checkin_id = await open_week(store)
    async with store.unit(WORKSPACE.id, actor="test") as unit:
        for who in ("lou", "kim"):
            await unit.members.add(person(who))
        for team in (ASTRA, SUPPORT):
            await unit.teams.add(team)
    await answer(store, checkin_id, waiting="product", person="")
    assert "Otto in Product" in await shown(store)
    for team, who in ((SUPPORT, "kim"), (ASTRA, "sue"), (PRODUCT, "kim")):
        await answer(store, checkin_id, waiting=team.slug, person=who)
        for tail in ("", f":{team.id}"):
            assert f"owner not set in Growth, {who.title()} in {team.name}" in await shown(store, tail)
    assert await shown(store, f":{ASTRA.id}") == "Growth does not wait on you any more."


async def test_the_latest_readings_are_right_also_where_one_was_withdrawn_before_they_were_read_ahead(
    store: Kept,
) -> None:
    ids = [id_for("test", "reading", str(number)) for number in range(16)]
    async with store.unit(WORKSPACE.id, actor="test") as unit:
        [last] = await unit.readings.find(key_result_id=kr_id("1.1"))
        for number, each in enumerate(ids):
            await unit.readings.add(replace(last, id=each, at=last.at + timedelta(minutes=number + 1)))
    async with store.unit(WORKSPACE.id, actor="test") as unit:
        newest = await unit.readings.get(ids[-1])
        assert newest
        await unit.readings.save(replace(newest, is_withdrawn=True))
        await unit.read_ahead([TEAM.id], WorkingSet.ANSWER)
        found = await unit.latest_readings([kr_id("1.1")], 12)
        assert [row.id for row in found[kr_id("1.1")]] == ids[3:15]
