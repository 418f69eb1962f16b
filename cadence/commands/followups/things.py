"""Finds the blocker, decision, action or stop that a button or a form names, and says who may settle it.

Knows people's roles towards a thing; must not know what is done with it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from cadence.context import Context
from cadence.deciding import decider_of
from cadence.errors import Refused
from cadence.follow.blocker_messages import hold_teams
from cadence.grammar.commands import Which
from cadence.model import Action, Blocker, Decision, Leave, Member, StopShift, Team
from cadence.permissions import confidant, refuse_guest, runs_team
from cadence.ports import Repository, Unit
from cadence.proposing import Proposal, proposal_for
from cadence.schedule.workdays import cover_of
from cadence.settling import GONE, Item
from cadence.snapshot import Snapshot, load_snapshot

T = TypeVar("T", bound=Item)


@dataclass(frozen=True, kw_only=True)
class Found(Generic[T]):
    """A thing with its team. which: the list that its button stood in, if it stood in one.

    helpers: who may take, solve or look again besides its own people: those that a blocker waits on.
    """

    item: T
    snapshot: Snapshot
    leaves: Sequence[Leave]
    today: date
    which: Which | None = None
    helpers: frozenset[str] = frozenset()

    @property
    def team(self) -> Team:
        return self.snapshot.team


def handle(record_id: str, which: Which | None) -> str:
    """A button's value: the record's id, and which list it stands in."""
    return f"{record_id}:{which}" if which else record_id


async def find(ctx: Context, kept: Repository[T], value: str) -> Found[T]:
    """The thing behind a button's value or a form's context. Raises Refused where it is not there."""
    record_id, _, which = value.partition(":")
    item = await kept.get(record_id)
    team = await ctx.unit.teams.get(item.team_id) if item else None
    if item is None or team is None:
        raise Refused(GONE)
    if isinstance(item, Blocker):
        await hold_teams(ctx.unit, item)
    leaves, today = await ctx.unit.leaves.find(), ctx.today(team)
    helpers = await waited_on(ctx.unit, item) if isinstance(item, Blocker) else frozenset()
    return Found(
        item=item,
        snapshot=await load_snapshot(ctx.unit, team),
        leaves=leaves,
        today=today,
        which=Which(which) if which in set(Which) else None,
        helpers=helpers.union(cover for who in helpers if (cover := cover_of(who, today, leaves))),
    )


async def waited_on(unit: Unit, blocker: Blocker) -> frozenset[str]:
    """Member ids of whom it waits on: the person named; lead and members of the team."""
    if blocker.lead_only:
        return frozenset()
    named = {blocker.waiting_on_id} if blocker.waiting_on_id else set()
    team = await unit.teams.get(blocker.waiting_on_team_id) if blocker.waiting_on_team_id else None
    if team is None:
        return frozenset(named)
    rows = await unit.memberships.find(team_id=team.id)
    return frozenset({*named, team.lead_id, *(row.member_id for row in rows)})


def proposed_for(ctx: Context, found: Found[Decision] | Found[Action]) -> Proposal:
    """Who might take it on and by when, where nobody said."""
    return proposal_for(found.item, found.snapshot, found.today, found.leaves, ctx.services.holidays)


def is_hidden(me: Member, team: Team, item: Item) -> bool:
    """A blocker about a person is seen by the lead and by who raised it, and by nobody else."""
    return isinstance(item, Blocker) and item.lead_only and me.id not in (confidant(item, team), item.raised_by)


def holder(item: Item, team: Team) -> str | None:
    """Who answers for it: its owner; of a decision its decider, else the lead; of a stop who raised it."""
    if isinstance(item, Decision):
        return decider_of(item, team)
    return item.raised_by if isinstance(item, StopShift) else item.owner_id


def settlers(found: Found[T], deciding: bool = False) -> tuple[str, ...]:
    """Member ids of who may settle it, besides admins; the first answer for it. Covers stand in for who is away."""
    item, team = found.item, found.team
    kr_owner = next((kr.owner_id for kr in found.snapshot.key_results if kr.id == item.key_result_id), None)
    around: tuple[str | None, ...] = () if deciding else (item.raised_by, kr_owner)
    asked: list[str] = [who for who in (holder(item, team), *around, team.lead_id) if who]
    covers: list[str] = [cover for who in asked if (cover := cover_of(who, found.today, found.leaves))]
    return tuple(dict.fromkeys([*asked, *covers]))


def may_settle(me: Member, found: Found[T], deciding: bool = False) -> bool:
    if me.is_guest or is_hidden(me, found.team, found.item):
        return False
    return me.id in settlers(found, deciding) or runs_team(me, found.team)


def require_settler(me: Member, found: Found[T], deciding: bool = False, more: Collection[str] = ()) -> None:
    """Raises Refused, naming who may. more: member ids of who may, too."""
    refuse_guest(me)
    if may_settle(me, found, deciding) or (me.id in more and not is_hidden(me, found.team, found.item)):
        return
    if is_hidden(me, found.team, found.item):
        raise Refused(GONE)
    names = list(dict.fromkeys(found.snapshot.name(who) for who in settlers(found, deciding)))
    raise Refused(f"Only {', '.join(names)} or an admin can {'decide' if deciding else 'settle'} this.", found.team)
