"""Loads the sample into an empty local workspace, and takes it out again.

The weeks lie in the past: they are played on a clock that stands at their beginning, and the workspace's own clock
travels from there. Knows the order of the story; what each answer means is the engine's.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from importlib import resources
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from adapters.local.chat import LocalChat
from bot.calendars import PublicHolidays
from bot.dates import LenientDates
from bot.sample.player import WORKSPACE, Player
from bot.timetravel import Traveller
from bot.transfer import apply_import
from cadence.context import Services
from cadence.delivery import Sender
from cadence.frontdoor import FrontDoor
from cadence.model import CheckInState, Member, Team
from cadence.ports import Channel, Store
from cadence.schedule.occurrences import to_utc
from cadence.scheduler import Scheduler
from cadence.snapshot import load_snapshot
from storage import SqlStore, open_store

ZONE = ZoneInfo("Europe/Berlin")
FIRST_LOOK = (2, time(10, 50))
"""The sample opens on a Wednesday at 10:50, when Growth's check-in is open and Product's has just closed."""
FIRST_ANSWER = timedelta(minutes=12)
BETWEEN_ANSWERS = timedelta(minutes=23)
AFTER_CLOSING = timedelta(hours=3)
"""When the team has met and settles what it agreed."""

CHANNELS = (
    Channel(id="growth", name="growth", topic="Sample team. Its check-in is open: press Answer"),
    Channel(id="product", name="product", topic="Sample team"),
    Channel(id="leadership", name="leadership", topic="Sample team of leaders", is_private=True),
    Channel(id="playground", name="playground", topic="No team yet: type okr setup"),
)

Told = Callable[[str], None]


async def is_empty(store: SqlStore) -> bool:
    """Whether the local workspace has no team."""
    async with store.unit(WORKSPACE, actor="operator") as unit:
        return not await unit.teams.find()


async def clear_sample(store: SqlStore) -> None:
    """Forget everything in the local workspace."""
    await store.remove_workspace(WORKSPACE)


async def load_sample(database_url: str, now: datetime, told: Told) -> None:
    """Fill the empty local workspace. Its clock then stands at the next first look, never before `now` (UTC)."""
    end = first_look(now)
    begin = end - timedelta(weeks=6, days=4)
    store = open_store(database_url, lambda: begin)
    try:
        await _plant(store, end)
        await _play(store, begin, end, told)
        await _mark_all_read(store)
        await _leave_clock_at(store, end - now)
    finally:
        await store.close()


def first_look(now: datetime) -> datetime:
    """The next moment at which the sample is worth looking at."""
    weekday, wall = FIRST_LOOK
    day = now.astimezone(ZONE).date()
    day += timedelta(days=(weekday - day.weekday()) % 7)
    moment = to_utc(day, wall, ZONE.key)
    return moment if moment >= now else to_utc(day + timedelta(days=7), wall, ZONE.key)


async def _plant(store: SqlStore, end: datetime) -> None:
    monday = (end - timedelta(days=end.astimezone(ZONE).weekday(), weeks=6)).date()
    text = _text("teams.yaml").replace("CYCLE_STARTS", str(monday))
    await apply_import(store, text.replace("CYCLE_ENDS", str(monday + timedelta(weeks=13, days=-1))))
    for channel in CHANNELS:
        await store.chatlog.add_channel(channel)


async def _play(store: SqlStore, begin: datetime, end: datetime, told: Told) -> None:
    services = Services(holidays=PublicHolidays(), dates=LenientDates())
    scheduler = Scheduler(store, services, _stop)
    chat = LocalChat(store.chatlog, store, lambda: begin)
    sender = Sender(store, {"local": chat}, lambda: begin)

    async def run_pass() -> int:
        return await scheduler.tick() + await sender.drain()

    traveller = Traveller(store, scheduler, run_pass)
    cast = await _cast(store)
    player = Player(FrontDoor(store, services), cast.people)
    shown = 0
    for scene in sorted(cast.scenes(end), key=lambda scene: scene.at):
        if scene.week != shown:
            shown = scene.week
            told(f"Playing six weeks of sample data: week {min(shown, 6)} of 6 ...")
        await traveller.go_on(WORKSPACE, scene.at)
        await _perform(store, player, cast, scene)
        await sender.drain()
    await traveller.go_on(WORKSPACE, end)


async def _perform(store: Store, player: Player, cast: "_Cast", scene: "_Scene") -> None:
    today = scene.at.astimezone(ZONE).date()
    item_id = await _item(store, scene)
    if scene.is_after:
        await player.follow_up(scene.team, scene.reply, item_id, today)
    else:
        await player.answer(scene.team, item_id, scene.reply, cast.places[scene.team.slug], today)


async def _item(store: Store, scene: "_Scene") -> str:
    """The id of what the scene is about: the open check-in, or the decision, blocker or action that the story names."""
    reply, team = scene.reply, scene.team
    async with store.unit(WORKSPACE, actor="operator") as unit:
        if not scene.is_after:
            return (await unit.checkins.find(team_id=team.id, state=CheckInState.OPEN))[0].id
        question = reply.get("decides") or reply.get("hands")
        if question:
            return (await unit.decisions.find(team_id=team.id, question=question))[0].id
        if "asks" in reply:
            return (await unit.blockers.find(team_id=team.id, text=reply["about"]))[0].id
        named = reply.get("done") or reply.get("moves")
        return (await unit.actions.find(team_id=team.id, text=named))[0].id if named else ""


@dataclass(frozen=True)
class _Scene:
    """Somebody answers, or settles something after the meeting. at: UTC. week: 1 is the first."""

    at: datetime
    week: int
    team: Team
    reply: Mapping[str, Any]
    is_after: bool = False


@dataclass(frozen=True)
class _Cast:
    """teams: by slug. places: KR ids by place, by slug."""

    people: Mapping[str, Member]
    teams: Mapping[str, Team]
    places: Mapping[str, Mapping[str, str]]

    def scenes(self, end: datetime) -> Iterator[_Scene]:
        story = yaml.safe_load(_text("story.yaml"))
        weeks: Sequence[Mapping[str, Any]] = [*story["weeks"], story["now"]]
        for number, week in enumerate(weeks):
            monday = end.astimezone(ZONE).date() - timedelta(days=end.astimezone(ZONE).weekday(), weeks=6 - number)
            for slug, replies in week.items():
                yield from _scenes_of_team(self.teams[slug], monday, number + 1, replies)


def _scenes_of_team(team: Team, monday: date, week: int, replies: Sequence[Mapping[str, Any]]) -> Iterator[_Scene]:
    opens = to_utc(monday + timedelta(days=team.weekday), team.opens_at, team.zone)
    meeting = opens + team.window + AFTER_CLOSING
    answers = [reply for reply in replies if "after" not in reply]
    for index, reply in enumerate(answers):
        yield _Scene(opens + FIRST_ANSWER + index * BETWEEN_ANSWERS, week, team, reply)
    for index, reply in enumerate(reply["after"] for reply in replies if "after" in reply):
        yield _Scene(meeting + index * timedelta(minutes=2), week, team, reply, is_after=True)


async def _cast(store: Store) -> _Cast:
    async with store.unit(WORKSPACE, actor="operator") as unit:
        people = {member.external_id: member for member in await unit.members.find()}
        teams = {team.slug: team for team in await unit.teams.find()}
        places = {}
        for slug, team in teams.items():
            snapshot = await load_snapshot(unit, team)
            places[slug] = {snapshot.place(kr.id): kr.id for kr in snapshot.key_results}
    return _Cast(people, teams, places)


async def _mark_all_read(store: SqlStore) -> None:
    """Six weeks of unread messages are no welcome."""
    async with store.unit(WORKSPACE, actor="operator") as unit:
        people = [member.external_id for member in await unit.members.find()]
    for reader in people:
        for place in await store.chatlog.unread(reader):
            await store.chatlog.mark_read(place, reader)


async def _leave_clock_at(store: SqlStore, offset: timedelta) -> None:
    """From here on the workspace's clock is the real one, moved on by this much."""
    async with store.unit(WORKSPACE, actor="operator") as unit:
        await unit.save_workspace(replace(unit.workspace, clock_offset=offset))


def _text(name: str) -> str:
    return resources.files("bot.sample").joinpath(name).read_text(encoding="utf-8")


def _stop(what: str, error: Exception) -> None:
    raise RuntimeError(f"The sample stopped at {what}") from error
