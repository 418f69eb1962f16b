"""Finds the team and the key result that a person means, and says kindly why not.

Knows channels, slugs and places; must not know what will be done with what was found.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from cadence.context import Context
from cadence.errors import NotUnderstood, Refused
from cadence.model import KeyResult, Team
from cadence.permissions import refuse_closed
from cadence.requests import CommandTyped, Request
from cadence.snapshot import Snapshot, load_snapshot

_PLACE = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3})?")


@dataclass(frozen=True, kw_only=True)
class Ref:
    """A place as typed: `2.1`, `growth/2.1`, or `2` for an objective. team: the slug, or None for "this one"."""

    objective: int
    key_result: int | None = None
    team: str | None = None

    def __str__(self) -> str:
        place = str(self.objective) if self.key_result is None else f"{self.objective}.{self.key_result}"
        return f"{self.team}/{place}" if self.team else place


async def find_team(ctx: Context, slug: str | None = None) -> Team:
    """The team named; else the channel's; else, in a personal chat, the person's only team. Raises Refused."""
    if slug:
        return await _team_by_slug(ctx, slug)
    if ctx.request.channel is not None:
        found = await ctx.unit.teams.find(channel=ctx.request.channel)
        if found:
            return found[0]
        refuse_closed(ctx.request)
        raise Refused(f"This {place_name(ctx.request)} has no team yet. Type `okr setup` here to start one.")
    return await _only_team(ctx)


def place_name(request: Request) -> str:
    """What people call the place of this request."""
    return "channel" if request.channel_has_threads else "chat"


async def teams_of(ctx: Context, member_id: str) -> list[Team]:
    """The teams that ask this member, or that they lead, by name."""
    memberships = await ctx.unit.memberships.find(member_id=member_id)
    asked = await ctx.unit.teams.find(id=[row.team_id for row in memberships])
    led = await ctx.unit.teams.find(lead_id=member_id)
    return sorted({team.id: team for team in [*asked, *led]}.values(), key=lambda team: team.name)


async def find_key_result(ctx: Context, ref: Ref) -> tuple[Snapshot, KeyResult]:
    """The KR meant, with its team's snapshot. Raises NotUnderstood, naming the places that there are."""
    team = await find_team(ctx, ref.team)
    snapshot = await load_snapshot(ctx.unit, team)
    wanted = f"{ref.objective}.{ref.key_result}"
    for key_result in snapshot.key_results:
        if snapshot.place(key_result.id) == wanted:
            return snapshot, key_result
    places = ", ".join(snapshot.place(kr.id) for kr in snapshot.key_results)
    known = f"It has {places}." if places else "It has none yet; `okr add` makes one."
    raise NotUnderstood(f"{team.name} has no key result {ref}. {known}")


async def _team_by_slug(ctx: Context, slug: str) -> Team:
    found = await ctx.unit.teams.find(slug=slug.lower())
    if found and await can_read(ctx, found[0]):
        return found[0]
    raise Refused(f"There is no team called {slug} that you can see here.")


async def _only_team(ctx: Context) -> Team:
    if ctx.me.is_guest:
        raise Refused("You are a guest from another workspace here: type it in the channel of the team.")
    mine = await teams_of(ctx, ctx.me.id)
    if len(mine) == 1:
        return mine[0]
    if not mine:
        raise Refused("You are in no team yet. Type `okr setup` in your team's channel to start one.")
    place = _place_typed(ctx)
    named = f", or name the team, like `{mine[0].slug}/{place}`" if place else ""
    where = "channel" if all(team.has_threads for team in mine) else "channel or chat"
    raise Refused(f"You are in several teams: {list_teams(mine)}. Type it in the team's {where}{named}.")


def list_teams(teams: Iterable[Team]) -> str:
    """`Growth (growth), Sales EMEA (sales-emea)`: what people call them, and how they are typed."""
    return ", ".join(f"{team.name} ({team.slug})" for team in teams)


def _place_typed(ctx: Context) -> str:
    """The place after a command's first word, `2.1`; empty where none was typed."""
    words = ctx.request.text.split() if isinstance(ctx.request, CommandTyped) else []
    return words[1] if len(words) > 1 and _PLACE.fullmatch(words[1]) else ""


async def can_read(ctx: Context, team: Team) -> bool:
    """Boards of public channels are readable in the workspace, those of private channels by their members.

    A guest from another workspace reads the team of the very channel they are in, and no other.
    """
    if ctx.me.is_guest:
        return ctx.request.channel == team.channel
    if not team.channel_is_private or ctx.request.channel == team.channel or ctx.me.administers:
        return True
    roles = (team.lead_id, team.manager_id, team.sponsor_id)
    return ctx.me.id in roles or bool(await ctx.unit.memberships.find(team_id=team.id, member_id=ctx.me.id))
