"""`okr setup`: starts a team in a channel, or changes it.

Decides who may and what is kept; fields are read in `setup_entries`, the words stand in `cadence.wording`.
"""

import json
import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date, timedelta

from cadence.commands.moving import NEW_TEAM, ask_move
from cadence.commands.setup_entries import NOTHING, SetupEntry, read_setup
from cadence.context import Context
from cadence.errors import Refused
from cadence.fields import wrong
from cadence.follow.rhythm import settle_rhythm
from cadence.grammar.commands import SetUp
from cadence.ids import id_for, new_id
from cadence.model import Cycle, Member, Team
from cadence.permissions import is_here, refuse_closed, refuse_guest, require_runs_team
from cadence.requests import ButtonPressed, FormSubmitted, Reply, Say, ShowForm
from cadence.rhythm import closing, opening
from cadence.schedule.cycles import quarter_of
from cadence.snapshot import load_snapshot
from cadence.tidings.departing import hand_down
from cadence.tidings.heads import may_set_up
from cadence.tidings.rosters import keep_roster
from cadence.weekly.planning import replan
from cadence.wording.roster import handle_of
from cadence.wording.setup_form import first_proposal, known_proposal, setup_form, with_manager
from cadence.wording.setup_reply import setup_card

TRIAL = timedelta(weeks=6)
LONGEST_SLUG = 30
ELSEWHERE = "This form is about another channel. Type `okr setup` in the channel that it is for."
ONLY_HERE = "A team lives in a channel. Type `okr setup` in the channel that your team already uses."


@dataclass(frozen=True)
class Home:
    """The channel that a setup form is about; travels in the form's context."""

    channel: str
    is_private: bool = False

    def __str__(self) -> str:
        return json.dumps([self.channel, self.is_private])


async def set_up(ctx: Context, command: SetUp) -> Reply:  # noqa: ARG001 - every command's handler is called alike
    """The form, with what is there or with proposals; or the question whether a team without a channel moves here."""
    refuse_guest(ctx.me)
    home = _here(ctx)
    team = await _team_in(ctx, home)
    if team is None:
        return await ask_move(ctx) or await _first_form(ctx, home)
    return await _known_form(ctx, team, home)


async def press_setup(ctx: Context, press: ButtonPressed) -> Reply:
    """The `Set up` button: of a channel without a team; of a message about a team (value: its id); or a new one, where
    another might have moved here (value: `new`)."""
    refuse_guest(ctx.me)
    if press.value == NEW_TEAM:
        return await _first_form(ctx, _here(ctx))
    team = await ctx.unit.lock(press.value) if press.value else None
    if press.value and team is None:
        raise Refused("This team is not there any more.")
    return (
        await _known_form(ctx, team, Home(team.channel, team.channel_is_private))
        if team
        else await set_up(ctx, SetUp())
    )


def _here(ctx: Context) -> Home:
    if ctx.request.channel is None:
        raise Refused(ONLY_HERE)
    refuse_closed(ctx.request)
    return Home(ctx.request.channel, ctx.request.channel_is_private)


async def _first_form(ctx: Context, home: Home) -> Reply:
    groups = await ctx.unit.groups.find(is_active=True)
    manager = await manager_of(ctx, ctx.me)
    proposal = first_proposal(ctx.request.channel_name, ctx.me, manager, has_groups=bool(groups))
    return ShowForm(setup_form(proposal, str(home), is_new=True))


async def _known_form(ctx: Context, team: Team, home: Home) -> Reply:
    snapshot = await load_snapshot(ctx.unit, team)
    if not await may_set_up(ctx.unit, ctx.me, team):
        require_runs_team(ctx.me, team, snapshot.name(team.lead_id))
    groups = await ctx.unit.groups.find()
    keeps = next((handle_of(row) for row in groups if row.id == team.group_id), "")
    has_groups = any(row.is_active for row in groups) or bool(keeps)
    proposal = known_proposal(snapshot, keeps, has_groups)
    lead = snapshot.people.get(team.lead_id)
    if lead:
        proposal = with_manager(proposal, lead, await manager_of(ctx, lead))
    return ShowForm(setup_form(proposal, str(home), is_new=False))


async def manager_of(ctx: Context, lead: Member) -> Member | None:
    """Whom the lead's profile names, if they can be asked."""
    found = await ctx.unit.members.get(lead.manager_id) if lead.manager_id else None
    return found if found and is_here(found) and found.id != lead.id else None


async def submit_setup(ctx: Context, form: FormSubmitted) -> Reply:
    """Keep the team, its people, its first cycle, and plan its next check-in."""
    refuse_guest(ctx.me)
    home = _home(form.context)
    known = await _team_in(ctx, home)
    may = known is not None and await may_set_up(ctx.unit, ctx.me, known)
    if ctx.request.channel != home.channel and not may:
        raise Refused(ELSEWHERE)
    if known is None:
        refuse_closed(ctx.request)
    if known and not may:
        lead = await ctx.unit.members.get(known.lead_id)
        who = lead.name if lead else "its lead"
        wrong("name", f"This channel has the team {known.name}. Only {who} can change it.", known)
    entry = await read_setup(ctx, form.values, known)
    await _require_own_name(ctx, known, entry.name)
    team = await _keep_team(ctx, home, known, entry)
    await keep_roster(ctx.unit, team, {member.id for member in entry.members})
    await hand_down(ctx.unit, ctx.services, team)
    await _begin_cycle(ctx, team)
    checkin = await replan(ctx.unit, ctx.services, team)
    if known and (opening(known), closing(known)) != (opening(team), closing(team)):
        await settle_rhythm(ctx.unit, ctx.services, team, ctx.me.id, "moved")
    snapshot = await load_snapshot(ctx.unit, team)
    return Say(setup_card(snapshot, checkin, is_new=known is None, group=entry.group, lacks_me=_lacks_me(ctx, team)))


def _lacks_me(ctx: Context, team: Team) -> bool:
    """Whether we were told that we may not speak in the team's channel."""
    return ctx.request.channel_has_bot is False and ctx.request.channel == team.channel


async def _require_own_name(ctx: Context, known: Team | None, name: str) -> None:
    """Two teams of one name could not be told apart. Says nothing of the other one: it may be private."""
    others = [team for team in await ctx.unit.teams.find() if known is None or team.id != known.id]
    if name.casefold() in {team.name.casefold() for team in others}:
        wrong("name", "Another team here is called so already. Choose a name that tells them apart.")


def _home(context: str) -> Home:
    try:
        channel, is_private = json.loads(context)
    except (ValueError, TypeError, RecursionError) as error:
        raise Refused("This form is from an older version of Drumbeat. Type `okr setup` again.") from error
    return Home(str(channel), bool(is_private))


async def _team_in(ctx: Context, home: Home) -> Team | None:
    found = await ctx.unit.teams.find(channel=home.channel)
    return await ctx.unit.lock(found[0].id) if found else None


async def _keep_team(ctx: Context, home: Home, known: Team | None, entry: SetupEntry) -> Team:
    if known is None:
        team = _with(await _fresh(ctx, home, entry), entry, ctx.today())
        await ctx.unit.teams.add(team)
        return team
    there = known
    if ctx.request.channel == known.channel:
        has_threads = ctx.request.channel_has_threads
        there = replace(known, channel_is_private=home.is_private, has_threads=has_threads)
    team = _with(there, entry, ctx.today(known))
    await ctx.unit.teams.save(team)
    return team


async def _fresh(ctx: Context, home: Home, entry: SetupEntry) -> Team:
    return Team(
        id=new_id(),
        workspace_id=ctx.unit.workspace.id,
        slug=await _free_slug(ctx, entry.name),
        name=entry.name,
        channel=home.channel,
        channel_is_private=home.is_private,
        has_threads=ctx.request.channel_has_threads,
        lead_id=entry.lead.id,
    )


def _with(team: Team, entry: SetupEntry, today: date) -> Team:
    """The team as the form says. Its slug stays: links and files name the team by it."""
    return replace(
        team,
        name=entry.name,
        lead_id=entry.lead.id,
        manager_id=entry.manager.id if entry.manager else None,
        sponsor_id=entry.sponsor.id if entry.sponsor else None,
        is_leadership=entry.is_leadership,
        weekday=entry.opens.weekday,
        opens_at=entry.opens.wall,
        zone=entry.zone,
        window=entry.window,
        meeting=entry.meeting,
        meeting_at=entry.meeting_at,
        replaces=entry.replaces,
        trial_ends=(team.trial_ends or today + TRIAL) if entry.replaces == NOTHING else None,
        country=entry.country,
        group_id=entry.group.id if entry.group else None,
    )


async def _begin_cycle(ctx: Context, team: Team) -> None:
    """The calendar quarter, where the team has no cycle yet."""
    if await ctx.unit.cycles.find(team_id=team.id, is_current=True):
        return
    name, starts, ends = quarter_of(ctx.today(team))
    cycle_id = id_for("cycle", team.id, name)
    await ctx.unit.cycles.add(
        Cycle(id=cycle_id, workspace_id=team.workspace_id, team_id=team.id, name=name, starts=starts, ends=ends)
    )


async def _free_slug(ctx: Context, name: str) -> str:
    wanted = slug_of(name)
    taken = {team.slug for team in await ctx.unit.teams.find()}
    count = 1
    slug = wanted
    while slug in taken:
        count += 1
        slug = f"{wanted}-{count}"
    return slug


def slug_of(name: str) -> str:
    """`Growth & Sales` becomes `growth-sales`; a name without any Latin letter or digit becomes `team`."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_SLUG].strip("-")
    return slug if any(char.isalpha() for char in slug) else f"team-{slug}".rstrip("-")
