"""The Home of one person: what waits for them, their key results, their teams, their settings. Pure.

Short: what is more than a few lines is counted, and the command that lists it is named. Nobody is ranked, and no figure
is about a person. Its buttons are marked, so that whatever they do is answered with the Home brought up to date.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import takewhile

from cadence.cards import Block, Button, Buttons, Card, Divider, Heading, Text, Tone, buttons
from cadence.grammar.dates import show_day
from cadence.marking import marked
from cadence.model import Blocker, CheckIn, Decision, KeyResult, Member, SubjectKind, Team
from cadence.schedule.clocks import local_day
from cadence.snapshot import Snapshot
from cadence.weekly.counting import Count
from cadence.wording.digest import Row, counted, sections
from cadence.wording.help_button import help_button
from cadence.wording.lines import clip, clock_time, day_and_time, kr_text, week_of_cycle
from cadence.wording.mine import EMPTY
from cadence.wording.settings import TITLE, Settings, settings_blocks
from cadence.wording.urgency import rank

HERE = "home/"
"""Stands before the action of a button, and before the context of a form, that the Home led to."""
REFRESH = "home.refresh"
MOST_LINES = 2
LONGEST_WAITING = 100
LONGEST_STUCK = LONGEST_KEY_RESULT = 50
LONGEST_NAME = 40
KEY_RESULTS, TEAMS = "My key results", "My teams"
GUEST = "You are a guest from another workspace here: you can read along in the channels, but only members answer."
NEWCOMER = (
    "Welcome. Once a week Drumbeat asks a team four short questions, and hands it the agenda of its meeting.",
    "Start one with `okr setup` in your team's channel; where there is one already, its lead can add you.",
)


@dataclass(frozen=True)
class Room:
    """How much is shown: things that wait and their blocks, key results, teams.

    is_all: the rest of what waits is a press away; else it comes up as the first is settled.
    """

    waiting: int
    waiting_blocks: int
    key_results: int
    teams: int
    is_all: bool = False


ROOM = Room(waiting=3, waiting_blocks=20, key_results=9, teams=5, is_all=True)


@dataclass(frozen=True, kw_only=True)
class TeamNow:
    """One of the person's teams. open_checkin, count: while one is open. is_asked: whether it asks this person.

    has_answered: the open one. next_opens: None while paused. blockers, decisions: open, as this person may see them.
    """

    snapshot: Snapshot
    is_asked: bool
    open_checkin: CheckIn | None = None
    count: Count | None = None
    has_answered: bool = False
    next_opens: datetime | None = None
    blockers: Sequence[Blocker] = ()
    decisions: Sequence[Decision] = ()

    @property
    def team(self) -> Team:
        return self.snapshot.team


@dataclass(frozen=True, kw_only=True)
class Home:
    """What a Home shows, loaded. waiting: everything, what is due first. low: ids of own key results that are off
    track, and that nobody was called for."""

    me: Member
    now: datetime
    waiting: Sequence[Row]
    teams: Sequence[TeamNow]
    low: frozenset[str]
    settings: Settings

    @property
    def today(self) -> date:
        return local_day(self.now, self.me.zone)


def home_blocks(home: Home, room: Room = ROOM) -> tuple[Block, ...]:
    """Everything but what was just done and when it was drawn."""
    if home.me.is_guest:
        return (Text(GUEST),)
    if not home.teams and not home.waiting:
        return tuple(Text(line) for line in NEWCOMER)
    shown = (*_waiting(home, room), *_key_results(home, room), *_teams(home, room), Divider(), Heading(TITLE))
    return marked((*shown, *settings_blocks(home.settings)), HERE)


def home_card(blocks: Sequence[Block], said: Sequence[Text], me: Member, now: datetime) -> Card:
    """said: what was just done, shown first, until the Home is opened again."""
    return Card("Your Home", (*said, *blocks, *drawn_at(me, now)))


def drawn_at(me: Member, now: datetime) -> tuple[Block, ...]:
    """When it was so, and how to see it as it is now."""
    line = f"As of {day_and_time(now, me.zone)}."
    return Text(line, Tone.QUIET), buttons(Button("Refresh", REFRESH))


def said_on(blocks: Sequence[Block]) -> tuple[tuple[Text, ...], tuple[Block, ...]]:
    """A Home's blocks as they were said: what was just done, and what `home_blocks` made."""
    said = [block for block in takewhile(_is_said, blocks) if isinstance(block, Text)]
    return tuple(said), tuple(blocks[len(said) : -2])


def _is_said(block: Block) -> bool:
    return isinstance(block, Text) and block.tone == Tone.STRONG


def just_done(line: str) -> Text:
    return Text(line, Tone.STRONG)


def _waiting(home: Home, room: Room) -> list[Block]:
    if not home.waiting:
        return [Text(EMPTY)]
    shown = _few(home.waiting, room)
    more = len(home.waiting) - len(shown)
    rest = f"+{more} more: `okr mine`" if room.is_all else f"+{more} more come up as these are settled."
    every = (buttons(Button("Show all", "mine.show")),) if room.is_all else ()
    after: tuple[Block, ...] = (Text(rest, Tone.QUIET), *every) if more else ()
    return [Heading(counted(len(home.waiting))), *sections(shown), *after]


def _few(rows: Sequence[Row], room: Room) -> list[Row]:
    """As many as fit, each shortened."""
    short = [replace(row, blocks=tuple(_short(block) for block in row.blocks)) for row in rows[: room.waiting]]
    while len(short) > 1 and len(sections(short)) > room.waiting_blocks:
        short.pop()
    return short


def _short(block: Block) -> Block:
    if not isinstance(block, Text):
        return block
    lines = [clip(line, LONGEST_WAITING) for line in block.text.split("\n")]
    return replace(block, text="\n".join(lines[:MOST_LINES]))


def _key_results(home: Home, room: Room) -> list[Block]:
    """The person's own, as a place of the only team, or with the team's short name before it."""
    is_one = len({snapshot.team.id for snapshot, _ in _owned(home)}) == 1 == len(home.teams)
    owned = _owned(home)
    more = len(owned) - room.key_results
    rows = [block for snapshot, row in owned[: room.key_results] for block in _key_result(home, snapshot, row, is_one)]
    after = [Text(f"+{more} more on the boards below.", Tone.QUIET)] if more > 0 else []
    return [Divider(), Heading(KEY_RESULTS), *rows, *after] if owned else []


def _owned(home: Home) -> list[tuple[Snapshot, KeyResult]]:
    return [(now.snapshot, row) for now in home.teams for row in now.snapshot.owned_by(home.me.id)]


def _key_result(home: Home, snapshot: Snapshot, key_result: KeyResult, is_one: bool) -> tuple[Block, ...]:
    """`growth/1.1 Activation 36 → 38% (45) · 0.50 · 6 7 7`"""
    place = snapshot.place(key_result.id)
    named = place if is_one else f"{snapshot.team.slug}/{place}"
    readings = snapshot.trend(key_result.id)
    last, now = readings[-2] if len(readings) > 1 else None, readings[-1] if readings else None
    calls = (help_button(SubjectKind.KEY_RESULT, key_result.id),) if key_result.id in home.low else ()
    line = kr_text(named, key_result, last, now, readings, longest=LONGEST_KEY_RESULT)
    return Text(line), Buttons((Button("Update", "board.update", key_result.id), *calls))


def _teams(home: Home, room: Room) -> list[Block]:
    more = len(home.teams) - room.teams
    rows = [block for now in home.teams[: room.teams] for block in _team(home, now)]
    after = [Text(f"+{more} more: `okr board` and a team's short name", Tone.QUIET)] if more > 0 else []
    return [Divider(), Heading(TEAMS), *rows, *after] if home.teams else []


def _team(home: Home, now: TeamNow) -> tuple[Block, ...]:
    week = week_of_cycle(now.team, now.snapshot.cycle, home.now)
    head = " · ".join(part for part in (clip(now.team.name, LONGEST_NAME), week) if part)
    lines = (head, _checkin(home, now), _standing(now, home.today))
    return Text("\n".join(lines)), Buttons((*_answer(now), Button("Board", "board.show", now.team.id)))


def _checkin(home: Home, now: TeamNow) -> str:
    """`Check-in open until Thu 10:00, 2 of 6 in; so are you.`"""
    if now.open_checkin:
        mine = "; so are you" if now.has_answered else ""
        return f"Check-in open until {day_and_time(now.open_checkin.closes_at, home.me.zone)}, {now.count}{mine}."
    if now.next_opens is None:
        return "Check-ins are paused."
    day = show_day(local_day(now.next_opens, home.me.zone), home.today)
    return f"Next check-in opens {day} {clock_time(now.next_opens, home.me.zone)}."


def _answer(now: TeamNow) -> tuple[Button, ...]:
    if now.open_checkin is None or not now.is_asked:
        return ()
    return (Button("Edit my answer" if now.has_answered else "Check in", "checkin.answer", now.open_checkin.id),)


def _standing(now: TeamNow, today: date) -> str:
    """`2 objectives · stuck: 1.3 waiting for legal (+2 more)`"""
    count = len(now.snapshot.objectives)
    objectives = {0: "No objectives yet", 1: "1 objective"}.get(count, f"{count} objectives")
    stuck = _stuck(now, today)
    if not stuck:
        return f"{objectives} · nothing off track reported"
    more = f" (+{len(stuck) - 1} more)" if len(stuck) > 1 else ""
    return f"{objectives} · stuck: {stuck[0]}{more}"


def _stuck(now: TeamNow, today: date) -> list[str]:
    """What is off track or undecided, the most urgent first."""
    blockers = [
        (rank(row.next_check, bool(row.owner_id), today, row.raised_at, row.id), row.key_result_id, row.text)
        for row in now.blockers
    ]
    decisions = [
        (rank(row.needed_by, bool(row.decider_id), today, row.raised_at, row.id), row.key_result_id, row.question)
        for row in now.decisions
    ]
    found = sorted([*blockers, *decisions])
    return [f"{now.snapshot.place(about)} {clip(text, LONGEST_STUCK)}".strip() for _, about, text in found]
