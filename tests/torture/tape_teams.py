"""What people of a tenant of Teams can send, and each of it once more as if it had just been done.

Knows Teams' activities and what makes one a new one; must not know what is done with them.
"""

import copy
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

from cadence.form_openers import opens_form
from tests.fakes.clock import FakeClock
from tests.fakes.teams import FakeTeams, Message, Somebody
from tests.fakes.teams.tenant import TENANT_ID
from tests.fakes.teams.wire import Answer
from tests.journeys.teams_world import Crowd, World, in_channel, running
from tests.parity.on_teams import OnTeams
from tests.parity.stage import MONDAY
from tests.torture.tape import ACTORS, ASKED, ONLY_TAPED, UNTIL, How, Json, Recorded, Sample, live

PAYLOADS = Path(__file__).parents[1] / "payloads" / "teams"


class Tape:
    """Stands between people and the wire. Keeps what is sent; passes: whether it arrives, too."""

    def __init__(self, teams: FakeTeams) -> None:
        self._send = teams.wire.send
        self.passes = True
        self.samples: list[Sample] = []
        vars(teams.wire)["send"] = self.send

    async def send(self, activity: Json, *, authorization: str | None = None) -> Answer:
        self.samples.append(Sample(How.BODY, _kind(activity), activity))
        if not self.passes:
            return Answer(200, "", activity)
        return await self._send(activity, authorization=authorization)

    def stop(self, teams: FakeTeams) -> None:
        vars(teams.wire)["send"] = self._send


def _kind(activity: Json) -> str:
    value = activity.get("value") or {}
    data = value.get("data") or value.get("action", {}).get("data") or value
    carried = data.get("drumbeat", {}) if isinstance(data, dict) else {}
    about = carried.get("action") or carried.get("form") or activity.get("text", "")
    event = activity.get("channelData", {}).get("eventType", "")
    return f"{activity['type']} {activity.get('name', event)} {carried.get('do', '')} {about}"


@asynccontextmanager
async def in_teams(teams: FakeTeams, folder: Path) -> AsyncIterator[World]:
    """The application as it was when the tape ended, on the database in this folder."""
    users = {user.name.lower(): Somebody(teams, teams.tenant, user) for user in teams.tenant.users}
    crowd = Crowd(*(users[name] for name in ("ana", "ben", "cy", "mia", "gus", "ola")))
    growth = next(place for place in teams.tenant.conversations.values() if place.name == "growth")
    async with running(teams, FakeClock(UNTIL), folder, growth, crowd) as world:
        teams.pause = lambda: None
        unhurried(world)
        yield world


def unhurried(world: World) -> None:
    """Neither Teams' limits nor our own pace (a third of a second between two private answers): both are real time."""
    world.teams.pacing[TENANT_ID].enforces = False
    assert world.bot.teams is not None
    world.bot.teams.chat._turns._gap = 0.0


async def record(teams: FakeTeams, folder: Path) -> Recorded:
    """Live, then send or nearly send everything there is. folder: has an empty, migrated database."""
    async with in_channel(teams, folder, FakeClock(MONDAY)) as world:
        unhurried(world)
        tape = Tape(teams)
        await world.happen.add_app(world.crowd.ana.user, world.place)
        await world.happen.add_app(world.crowd.ben.user)
        tape.passes = True
        await live(OnTeams(world, has_replies=True))
        await _tape_everything(world, tape)
        tape.stop(teams)
    return Recorded((*_least(tape.samples), *_known(teams)), folder / "drumbeat.db")


def _least(samples: list[Sample]) -> Iterator[Sample]:
    """One of each kind a person."""
    seen: set[tuple[str, str]] = set()
    for sample in samples:
        user = str(sample.body.get("from", {}).get("id"))
        if (sample.kind, user) not in seen:
            seen.add((sample.kind, user))
            yield sample


def _known(teams: FakeTeams) -> Iterator[Sample]:
    """Those that were once seen on the wire, as if they came from this loopback."""
    ana = next(user for user in teams.tenant.users if user.name == "Ana")
    growth = next(place for place in teams.tenant.conversations.values() if place.name == "growth")
    assert growth.team is not None
    told = (
        ("99999999-9999-4999-8999-999999999999", TENANT_ID),
        ("aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa", teams.app_id),
        ("11111111-1111-4111-8111-111111111111", ana.aad),
        ("19:samplegrowth@thread.tacv2", growth.id),
        ("19:sampleteam@thread.tacv2", growth.team.id),
    )
    for path in sorted(PAYLOADS.glob("*.json")):
        text = path.read_text()
        for old, new in told:
            text = text.replace(old, new)
        yield Sample(How.BODY, path.stem, {**json.loads(text), "serviceUrl": teams.service_url})


async def _tape_everything(world: World, tape: Tape) -> None:
    people: list[Somebody] = [getattr(world.crowd, who) for who in ACTORS]
    for who in people:
        for line in ASKED:
            await who.types(line, world.place)
            await world.hear()
    await world.settle()
    for who in people:
        shown = [m for m in world.teams.tenant.messages if m.by is None and m.card and not m.is_deleted]
        for message in reversed(shown):
            if message.conversation is world.place or message.conversation is who.chat:
                await _tape_card(world, tape, who, message)
    tape.passes = False
    for who in people:
        for line in ONLY_TAPED:
            await who.types(line, world.place)
            await who.types(line)
            await who.types(line, thread=world.prompt())
        await who.reacts(world.prompt())
    await _tape_events(world)


async def _tape_card(world: World, tape: Tape, who: Somebody, message: Message) -> None:
    for label in who.sees(message).buttons():
        action = who.sees(message).buttons().get(label)
        if action is None or action["type"] not in ("Action.Submit", "Action.Execute"):
            continue
        carried = action.get("data", {}).get("drumbeat", {})
        name = carried.get("action", carried.get("form", "")) + carried.get("event", "")
        if _is_taped(tape, who, name, carried.get("do")):
            continue
        tape.passes = opens_form(carried.get("action", ""))
        await who.press(message, label)
        tape.passes = False
        if who.dialog is not None:
            await _tape_dialog(who)
        tape.passes = True


def _is_taped(tape: Tape, who: Somebody, name: str, do: object) -> bool:
    """Whether this person used the same already."""
    for sample in tape.samples:
        value = sample.body.get("value") or {}
        data = value.get("data") or value.get("action", {}).get("data") or value
        carried = data.get("drumbeat", {})
        same = carried.get("action", carried.get("form", "")) + carried.get("event", "") == name
        if same and carried.get("do") == do and sample.body["from"]["id"] == who.user.mri:
            return True
    return False


async def _tape_dialog(who: Somebody) -> None:
    dialog = who.dialog
    assert dialog is not None
    for label, action in [*dialog.buttons().items()]:
        if action["type"] == "Action.ToggleVisibility":
            continue
        for key, node in dialog.inputs().items():
            if not dialog.typed.get(key) and not node.get("value"):
                dialog.typed[key] = _fitting(node, who)
        who.dialog = dialog
        await who.submit(label)
    who.close()


def _fitting(node: Json, who: Somebody) -> str:
    """Something that one could put there."""
    if node["type"] == "Input.ChoiceSet":
        return str(node["choices"][-1]["value"]) if node.get("choices") else who.user.aad
    return {"Input.Date": "2026-11-26", "Input.Toggle": "true"}.get(node["type"], "7")


async def _tape_events(world: World) -> None:
    happen, crowd = world.happen, world.crowd
    place, team = world.place, world.sales
    await crowd.ben.edits(world.prompt(), "1.1 41%")
    await happen.add_app(crowd.cy.user)
    await happen.remove_app(crowd.cy.user)
    await happen.add_app(crowd.ana.user, place)
    await happen.remove_app(crowd.ana.user, place)
    await happen.join(crowd.ola.user, team)
    await happen.leave(crowd.ola.user, team)
    await happen.rename_channel(crowd.ana.user, place, "growth")
    assert place.team is not None
    place.team.has_app = True
    world.teams.tenant.installed_for |= {who.user.aad for who in (crowd.ana, crowd.ben, crowd.cy, crowd.mia)}


def fresh(teams: FakeTeams, body: Json) -> Json:
    """The same as if it were done now, by the same person."""
    made = copy.deepcopy(body)
    if "id" in made:
        made["id"] = teams.tenant.new_id()
    value = made.get("value") or {}
    data = value.get("data") or value.get("action", {}).get("data") or value
    if isinstance(data, dict) and data.get("drumbeat", {}).get("key"):
        data["drumbeat"]["key"] = uuid4().hex[:16]
    return made
