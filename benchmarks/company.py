"""A company that answers: teams of three people of their own, three key results each, asked every week; and what a
person's form says."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from itertools import count
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import text

from adapters.slack.rendering.views import render_form
from adapters.slack.showing.metadata import ModalState
from benchmarks.places import now
from bot.transfer import apply_import
from cadence.forms import Form
from cadence.frontdoor import FrontDoor
from cadence.model import BlockerState, CheckIn, CheckInState, DecisionState, Team
from cadence.ports import Unit
from cadence.requests import ButtonPressed, Person, ShowForm
from cadence.scheduler import Scheduler
from storage import SqlStore, open_store, upgrade
from tests.cadence.asking import filled
from tests.fakes.plan import ANA, BEN, CY, WORKSPACE_ID, Trio, plan
from tests.fakes.services import fake_services
from tests.fakes.slack.inputs import element_state, typed
from tests.fakes.slack.state import View

PER_TEAM = 3
_numbers = count(1)


def _people(number: int) -> Trio:
    """The lead first."""
    return (f"{ANA}{number}", f"{BEN}{number}", f"{CY}{number}")


def _people_of(team: Team) -> Trio:
    """As `_people`, of a team that was planted: its channel has its number."""
    return _people(int(team.channel.removeprefix("C")))


def _nine_key_results(trio: Trio) -> list[str]:
    """Three for each."""
    return [
        f"{{number: {place}, title: KR {place}, owner: {trio[place % PER_TEAM]}, start: 0, target: 90}}"
        for place in range(1, 10)
    ]


@dataclass
class Company:
    """Its store, and whoever has not answered yet in the week that is open."""

    store: SqlStore
    workspace_id: str = WORKSPACE_ID

    async def next_week(self) -> list[str]:
        """Close the week, open the next, and return the body of everybody's submission, as Slack sends it."""
        scheduler = Scheduler(self.store, fake_services())
        for state, moment in ((CheckInState.OPEN, "closes_at"), (CheckInState.SCHEDULED, "opens_at")):
            async with self.store.unit(WORKSPACE_ID, actor="benchmark") as unit:
                found = await unit.checkins.find(state=state)
            if found:
                await self.store.advance_clock(WORKSPACE_ID, max(getattr(row, moment) for row in found))
                await scheduler.tick()
        async with self.store.unit(WORKSPACE_ID, actor="benchmark") as unit:
            await _settle(unit)
            opened = await unit.checkins.find(state=CheckInState.OPEN)
            people = {team.id: _people_of(team) for team in await unit.teams.find()}
        bodies = [await self.body(who, row) for row in opened for who in people[row.team_id]]
        await _gather_statistics(self.store)
        return bodies

    async def lead_body(self, checkin: CheckIn) -> str:
        """The submission of this team's lead."""
        async with self.store.unit(WORKSPACE_ID, actor="benchmark") as unit:
            [team] = await unit.teams.find(id=checkin.team_id)
        return await self.body(_people_of(team)[0], checkin)

    async def body(self, who: str, checkin: CheckIn) -> str:
        """One person's submission, as Slack sends it."""
        door = FrontDoor(self.store, fake_services())
        person = Person(id=who, name=who[2:].title(), zone="Europe/Berlin")
        press = ButtonPressed(
            workspace_id=WORKSPACE_ID,
            who=person,
            people={who: person},
            request_id=f"open-{next(_numbers)}",
            channel="C0",
            action="checkin.answer",
            value=checkin.id,
        )
        shown = await door.handle(press)
        if not isinstance(shown, ShowForm):
            raise TypeError(shown)
        return _submission(who, shown.form)


async def _gather_statistics(store: SqlStore) -> None:
    """PostgreSQL does so by itself, once a minute where much has changed; weeks are shorter here."""
    async with store._database.write() as connection:
        if not store._database.is_sqlite:
            await connection.execute(text("ANALYZE"))


async def _settle(unit: Unit) -> None:
    """What last week asked for is done: nobody drags along three open decisions a week for ever."""
    for decision in await unit.decisions.find(state=DecisionState.OPEN):
        await unit.decisions.save(replace(decision, state=DecisionState.DECIDED, decided_at=unit.now, outcome="Yes"))
    for blocker in await unit.blockers.find(state=BlockerState.OPEN):
        await unit.blockers.save(replace(blocker, state=BlockerState.SOLVED, settled_at=unit.now))


def _submission(who: str, form: Form) -> str:
    """Three readings, one blocker and one decision."""
    content = render_form(form, ModalState(form=form.id, context=form.context))
    view = View(f"V{next(_numbers)}", who, content, "1")
    inputs = view.inputs()
    for field_id in filled(form):
        said = _said(field_id)
        if said and field_id in inputs:
            view.typed[inputs[field_id]["block_id"]] = typed(inputs[field_id]["element"], said)
    values: dict[str, Any] = {
        block["block_id"]: {block["element"]["action_id"]: element_state(block, view)} for block in inputs.values()
    }
    payload = {
        "type": "view_submission",
        "team": {"id": WORKSPACE_ID.partition(":")[2]},
        "user": {"id": who, "username": who, "name": who, "team_id": WORKSPACE_ID.partition(":")[2]},
        "trigger_id": f"trigger-{next(_numbers)}",
        "view": {**content, "id": view.id, "hash": "1", "state": {"values": values}},
        "response_urls": [],
    }
    return urlencode({"payload": json.dumps(payload)})


def _said(field_id: str) -> str | tuple[str, ...]:
    if field_id.startswith("kr:"):
        return {"value": "42", "conf": "7"}.get(field_id.rpartition(":")[2], "")
    return {
        "blocker:1:text": "Legal review of the contract is stuck",
        "decision:1:question": "Do we raise the price in May?",
    }.get(field_id, "")


@asynccontextmanager
async def company(url: str, teams: int) -> AsyncIterator[Company]:
    """With its first check-in planned."""
    await upgrade(url)
    store = open_store(url, now)
    trios = [_people(number) for number in range(teams)]
    await apply_import(store, plan(teams, trios, key_results=_nine_key_results))
    await Scheduler(store, fake_services()).tick()
    yield Company(store)
    await store.close()
