"""`okr blockers`, `okr decisions`, `okr actions` `[mine, overdue, all]`: what there is, each with its buttons.

Knows which things belong in which list and who may see them; the words stand in `cadence.wording.lists`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from cadence.cards import Button, Card
from cadence.commands.followups.things import Found, handle, holder, is_hidden, may_settle
from cadence.context import Context
from cadence.finding import find_team, teams_of
from cadence.grammar.commands import ListActions, ListBlockers, ListDecisions, Which
from cadence.model import Blocker, Decision, Team
from cadence.requests import Reply, Say
from cadence.settling import STILL_OPEN, Item
from cadence.snapshot import Snapshot, load_snapshot
from cadence.weekly.calls import due_days
from cadence.wording.lists import (
    Row,
    action_buttons,
    action_row,
    blocker_buttons,
    blocker_row,
    decision_buttons,
    decision_row,
    due_of,
    is_overdue,
    list_card,
)
from cadence.wording.settle import owner_and_day
from cadence.wording.urgency import Rank, rank


@dataclass(frozen=True)
class Listing:
    """How one kind of thing is shown in a list."""

    text: Callable[[Any, Snapshot, date], str]
    buttons: Callable[[Any, str], tuple[Button, ...]]


LISTINGS = {
    "blocker": Listing(blocker_row, blocker_buttons),
    "decision": Listing(decision_row, decision_buttons),
    "action": Listing(action_row, action_buttons),
}


async def list_blockers(ctx: Context, command: ListBlockers) -> Reply:
    return await _list(ctx, "blocker", command.which)


async def list_decisions(ctx: Context, command: ListDecisions) -> Reply:
    return await _list(ctx, "decision", command.which)


async def list_actions(ctx: Context, command: ListActions) -> Reply:
    return await _list(ctx, "action", command.which)


async def what_is_left(ctx: Context, noun: str, which: Which, team: Team, said: str) -> Card:
    """The list again, after something of it was settled. said: what was done."""
    return await _card(ctx, noun, which, await _everywhere(ctx, which) or [team], said)


async def _list(ctx: Context, noun: str, which: Which) -> Reply:
    teams = await _everywhere(ctx, which) or [await find_team(ctx)]
    return Say(await _card(ctx, noun, which, teams))


async def _everywhere(ctx: Context, which: Which) -> list[Team]:
    """In the personal chat "mine" goes over all teams in which the person has a part; else there are none."""
    if which != Which.MINE or ctx.request.channel is not None or ctx.me.is_guest:
        return []
    asked = await teams_of(ctx, ctx.me.id)
    managed = await ctx.unit.teams.find(manager_id=ctx.me.id)
    sponsored = await ctx.unit.teams.find(sponsor_id=ctx.me.id)
    return list({team.id: team for team in (*asked, *managed, *sponsored)}.values())


async def _card(ctx: Context, noun: str, which: Which, teams: Sequence[Team], said: str = "") -> Card:
    rows = [row for team in teams for row in await _rows(ctx, noun, which, team)]
    return list_card(", ".join(team.name for team in teams), noun, which, rows, said)


async def _rows(ctx: Context, noun: str, which: Which, team: Team) -> list[Row]:
    snapshot, today = await load_snapshot(ctx.unit, team), ctx.today(team)
    items = await getattr(ctx.unit, f"{noun}s").find(team_id=team.id)
    leaves = await ctx.unit.leaves.find()
    open_calls = [item for item in items if isinstance(item, Decision) and item.state in STILL_OPEN]
    days = await due_days(ctx.unit, ctx.services, snapshot, open_calls)
    visible = [item for item in items if not is_hidden(ctx.me, team, item)]
    seen = [item for item in visible if belongs(ctx, item, which, team, today, days.get(item.id))]
    found = [
        Found(item=item, snapshot=snapshot, leaves=leaves, today=today)
        for item in sorted(seen, key=_order(days, today))
    ]
    return [_row(ctx, noun, which, one, days.get(one.item.id)) for one in found]


def belongs(ctx: Context, item: Item, which: Which, team: Team, today: date, falls_due: date | None = None) -> bool:
    """Whether this is in the list asked for. What was taken back is in none."""
    is_open = item.state in STILL_OPEN
    match which:
        case Which.MINE:
            waits = isinstance(item, Blocker) and item.waiting_on_id == ctx.me.id
            return is_open and (waits or holder(item, team) == ctx.me.id)
        case Which.OVERDUE:
            return is_overdue(item, today, falls_due)
        case Which.ALL:
            return item.state != "withdrawn"
    return is_open


def _order(days: Mapping[str, date], today: date) -> Callable[[Item], tuple[bool, Rank]]:
    """Open before settled, the most urgent first. days: by when an open decision is needed, by its id."""

    def order(item: Item) -> tuple[bool, Rank]:
        is_set = all(owner_and_day(item))
        day = days.get(item.id) or due_of(item)
        return (item.state not in STILL_OPEN, rank(day, is_set, today, item.raised_at, item.id))

    return order


def _row(ctx: Context, noun: str, which: Which, found: Found[Any], falls_due: date | None) -> Row:
    item = found.item
    can = item.state in STILL_OPEN and may_settle(ctx.me, found)
    buttons = LISTINGS[noun].buttons(item, handle(item.id, which)) if can else ()
    if isinstance(item, Decision):
        return Row(decision_row(item, found.snapshot, found.today, falls_due), buttons)
    return Row(LISTINGS[noun].text(item, found.snapshot, found.today), buttons)
