"""What people of a Slack workspace can send, and each of it once more as if it had just been done.

Knows Slack's payloads and what makes one a new one; must not know what is done with them.
"""

import copy
import json
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

from cadence.form_openers import opens_form
from tests.fakes.clock import FakeClock
from tests.fakes.slack import FakeSlack, Message, View
from tests.fakes.slack.inputs import Typed
from tests.fakes.slack.state import Hook
from tests.fakes.slack.transport import Answer, Transport
from tests.journeys.slack_world import GROWTH, World, running
from tests.parity.on_slack import OnSlack
from tests.parity.stage import MONDAY, PEOPLE
from tests.torture.tape import ACTORS, ASKED, ONLY_TAPED, UNTIL, How, Json, Recorded, Sample, live

PAYLOADS = Path(__file__).parents[1] / "payloads" / "slack"
OF_THE_SAMPLES = (("U1ANA", "U0ANA"), ("U2BEN", "U0BEN"), ("U3CY", "U0CY"))
POSITION = re.compile(r":\d+$")
"""Of a button in its card."""
SHORTCUTS = ("checkin", "decision", "blocker", "hello")
TYPED: dict[str, Typed] = {
    "plain_text_input": "waiting for legal",
    "datepicker": "2026-11-26",
    "users_select": "U0CY",
    "multi_users_select": ("U0BEN", "U0CY"),
    "checkboxes": ("yes",),
}


class Tape:
    """See `Transport`. Keeps what is sent; passes: whether it arrives, too."""

    def __init__(self, through: Transport) -> None:
        self._through = through
        self.passes = True
        self.samples: list[Sample] = []

    async def command(self, form: Json) -> Answer:
        self.samples.append(Sample(How.FORM, f"okr {form['text']}", form))
        return await self._through.command(form) if self.passes else Answer(200, "")

    async def interact(self, payload: Json) -> Answer:
        self.samples.append(Sample(How.FIELD, _kind(payload), payload))
        return await self._through.interact(payload) if self.passes else Answer(200, "")

    async def event(self, payload: Json, retry: int = 0) -> Answer:
        self.samples.append(Sample(How.BODY, str(payload["event"]["type"]), payload))
        return await self._through.event(payload, retry) if self.passes else Answer(200, "")


def _kind(payload: Json) -> str:
    about = payload.get("actions", [{}])[0].get("action_id") or payload.get("callback_id")
    about = about or payload.get("view", {}).get("callback_id", "")
    return f"{payload['type']} {POSITION.sub('', about)}"


def inhabited(slack: FakeSlack) -> None:
    """People, and a channel without anything in it."""
    for who in PEOPLE:
        slack.add_user(f"U0{who.upper()}", who)
    slack.add_user("U0GUS", "gus", team_id="T9OTHER")
    slack.add_user("U0EVE", "eve", is_admin=True)
    slack.add_channel(GROWTH, "growth")


@asynccontextmanager
async def in_slack(slack: FakeSlack, folder: Path) -> AsyncIterator[World]:
    """The application as it was when the tape ended, on the database in this folder."""
    async with running(slack, FakeClock(UNTIL), folder) as world:
        yield world


async def record(slack: FakeSlack, folder: Path) -> Recorded:
    """Live, then send or nearly send everything there is. folder: has an empty, migrated database."""
    inhabited(slack)
    async with running(slack, FakeClock(MONDAY), folder) as world:
        await live(OnSlack(world))
        tape = Tape(world.people.transport)
        world.people.transport = tape
        await _tape_everything(world, tape)
    return Recorded((*_least(tape.samples), *_known()), folder / "drumbeat.db")


def _least(samples: list[Sample]) -> Iterator[Sample]:
    """One of each kind a person."""
    seen: set[tuple[str, str]] = set()
    for sample in samples:
        user = sample.body.get("user_id") or sample.body.get("user", {}).get("id") or sample.body["event"].get("user")
        if (sample.kind, str(user)) not in seen:
            seen.add((sample.kind, str(user)))
            yield sample


def _known() -> Iterator[Sample]:
    """Those that were once seen on the wire."""
    for path in sorted(PAYLOADS.glob("*.json")):
        text = path.read_text()
        for old, new in OF_THE_SAMPLES:
            text = text.replace(old, new)
        body = json.loads(text)
        how = How.FORM if "command" in body else How.BODY if body["type"] == "event_callback" else How.FIELD
        yield Sample(how, path.stem, body)


async def _tape_everything(world: World, tape: Tape) -> None:
    users = [f"U0{who.upper()}" for who in ACTORS]
    for user in users:
        for line in ASKED:
            await world.people.command(user, GROWTH, line)
            await _tape_modal(world, tape, user)
        await world.people.open_home(user)
        for shortcut in SHORTCUTS:
            await world.people.global_shortcut(user, shortcut)
            await _tape_modal(world, tape, user)
            await world.people.message_shortcut(user, world.prompt(), shortcut)
            await _tape_modal(world, tape, user)
    await world.settle()
    for user in users:
        shown: list[Message | View] = [*world.slack.homes.values(), *reversed(world.slack.messages)]
        for each in shown:
            await _tape_buttons(world, tape, user, each)
    tape.passes = False
    for user in users:
        for line in ONLY_TAPED:
            await world.people.command(user, GROWTH, line)
            await world.people.mention(user, GROWTH, line, world.prompt())
            await world.people.direct(user, line)
    await _tape_events(world)


async def _tape_buttons(world: World, tape: Tape, user: str, on: Message | View) -> None:
    for label, button in on.buttons().items():
        kind = f"block_actions {POSITION.sub('', button['action_id'])}"
        if any(s.kind == kind and s.body["user"]["id"] == user for s in tape.samples):
            continue
        tape.passes = opens_form(button["action_id"].split(":")[1]) if ":" in button["action_id"] else False
        await world.people.click(user, on, label)
        tape.passes = True
        await _tape_modal(world, tape, user)


async def _tape_modal(world: World, tape: Tape, user: str) -> None:
    """Fill it, use everything in it, send and close it, all of that on the tape alone."""
    view = world.slack.modal(user)
    if view is None:
        return
    tape.passes = False
    for label in view.buttons():
        await world.people.click(user, view, label)
    inputs = view.inputs()
    fits = {key: TYPED.get(block["element"]["type"]) for key, block in inputs.items()}
    for key, block in inputs.items():
        if block.get("dispatch_action"):
            options = block["element"].get("options") or []
            value = options[-1]["value"] if options else fits[key]
            await world.people.change(user, view, key, value or "")
    tape.samples.append(
        Sample(How.FIELD, f"closed {view.content['callback_id']}", world.people.payloads.closing(user, view, False))
    )
    free = {key: value for key, value in fits.items() if value and not _has_value(inputs[key]["element"])}
    tape.samples.append(
        Sample(How.FIELD, f"as it was {view.content['callback_id']}", world.people.payloads.submission(user, view))
    )
    await world.people.submit(user, view, free)
    world.slack.views[user].clear()
    tape.passes = True


def _has_value(element: Json) -> bool:
    return any(key.startswith("initial_") for key in element)


async def _tape_events(world: World) -> None:
    people, slack = world.people, world.slack
    await people.edit(await people.say("U0BEN", GROWTH, "hello", world.prompt()), "1.1 41%")
    await people.change_user("U0CY", real_name="Cyril", tz="Asia/Tokyo")
    await people.create_group("S1CREW", "crew", ("U0BEN", "U0CY"))
    await people.change_group("S1CREW", add=("U0ANA",), remove=("U0CY",))
    await people.disable_group("S1CREW")
    for happening in (people.archive, people.unarchive):
        await happening("U0ANA", GROWTH)
    await people.rename_channel(GROWTH, "growing")
    await people.remove("U0ANA", GROWTH)
    await people.invite("U0ANA", GROWTH)
    await people.deactivate("U0CY")
    world.slack.users["U0CY"].deleted = False
    slack.channels[GROWTH].name = "growth"


def fresh(slack: FakeSlack, body: Json) -> Json:
    """The same as if it were done now, by the same person: with a trigger, an address to answer to and own ids."""
    made = copy.deepcopy(body)
    user = str(made.get("user_id") or made.get("user", {}).get("id", ""))
    if "trigger_id" in made:
        made["trigger_id"] = slack.new_trigger(user or "U0BEN")
    if "response_url" in made:
        name = slack.next_id("hook")
        slack.hooks[name] = Hook(user, GROWTH)
        made["response_url"] = slack.hook_url + name
    if isinstance(made.get("view"), dict) and made["view"].get("type") == "modal":
        view = View(slack.next_id("V"), user, made["view"], hash=slack.next_ts())
        slack.views[user] = [view]
        made["view"] |= {"id": view.id, "hash": view.hash}
    if "event" in made:
        made["event_id"] = slack.next_id("Ev")
        moment = slack.next_ts()
        made["event"] |= {key: moment for key in ("event_ts", "ts") if key in made["event"]}
    return made
