"""The forms that record a decision or a blocker: opened from a message or an empty command, drawn anew, and sent.

Knows which team is meant and reads what was typed; how it is kept stands in `recording`, the fields in
`cadence.wording.record_forms`.
"""

import json
from dataclasses import dataclass, replace
from typing import Any

from cadence.answering.given import GivenBlocker, read_about, read_blocker, read_decision
from cadence.answering.keeping import with_typed
from cadence.commands.followups.recording import Target, keep_blocker, keep_decision, may_record, target_of
from cadence.commands.giving_back import by_name
from cadence.context import Context, form_record_id
from cadence.errors import Refused
from cadence.fields import Fields
from cadence.forms import Form, FormValues, text
from cadence.model import Member, Team
from cadence.permissions import refuse_guest
from cadence.requests import FormChanged, FormSubmitted, Reply, ShortcutUsed, ShowForm
from cadence.snapshot import Snapshot, load_snapshot
from cadence.text.links import sound_link
from cadence.wording.record_forms import (
    OWNER,
    QUESTION,
    SLOT,
    TEAM,
    WHAT,
    Opening,
    key_result_field,
    record_blocker_form,
    record_decision_form,
)

DRAWN = {"decision": record_decision_form, "blocker": record_blocker_form}
NO_TEAM = "You are in no team yet. Type `okr setup` in your team's channel to start one, or ask its lead to add you."
BROKEN = "This form is from another version of Drumbeat. Nothing was recorded; `okr {noun}` opens a new one."
FOR_ONE = "Only the lead would see it. Leave the owner empty, or name {lead}."


@dataclass(frozen=True, kw_only=True)
class Carried:
    """What a form carries along unseen: its team, and the message that it was opened from. Checked when it is back."""

    team_id: str
    link: str = ""

    def __str__(self) -> str:
        return json.dumps({"t": self.team_id, "l": self.link}, separators=(",", ":"))


async def record_from_message(ctx: Context, used: ShortcutUsed) -> Reply:
    """The shortcuts `decision` and `blocker`."""
    return await open_record_form(ctx, used.shortcut, by_name(ctx, used.text).strip(), sound_link(used.link))


async def open_record_form(ctx: Context, noun: str, words: str = "", link: str = "") -> Reply:
    """The form, for the channel's team where this person has a part in it, else for a team of theirs. Raises Refused.

    noun: `decision` or `blocker`.
    """
    refuse_guest(ctx.me)
    teams = await _teams(ctx)
    if not teams:
        raise Refused(NO_TEAM)
    return ShowForm(await _drawn(ctx, noun, teams[0], Carried(team_id=teams[0].id, link=link), words))


async def change_record_form(ctx: Context, change: FormChanged) -> Reply:
    """Another team was chosen: its key results and its lead, and everything typed."""
    noun = change.form.removeprefix("record_")
    carried = _read(change.context, noun)
    team = await _team_meant(ctx, carried, change.values, noun)
    form = await _drawn(ctx, noun, team, replace(carried, team_id=team.id))
    return ShowForm(replace(form, parts=with_typed(form.parts, {**change.values, TEAM: team.id})))


async def submit_decision(ctx: Context, sent: FormSubmitted) -> Reply:
    carried = _read(sent.context, "decision")
    snapshot, fields = await _opened(ctx, sent, carried, "decision")
    given = await read_decision(fields, SLOT)
    key_result_id = read_about(fields, snapshot, key_result_field("decision", snapshot.team.id))
    fields.need_one((QUESTION,), "What is the question?")
    target = await _target(ctx, "decision", snapshot, key_result_id)
    said = {
        "question": given.text,
        "decider_id": given.decider_id,
        "needed_by": given.needed_by,
        "fallback": given.fallback,
        "link": carried.link,
    }
    return await keep_decision(ctx, target, said)


async def submit_blocker(ctx: Context, sent: FormSubmitted) -> Reply:
    carried = _read(sent.context, "blocker")
    snapshot, fields = await _opened(ctx, sent, carried, "blocker")
    given = await read_blocker(fields, snapshot, SLOT)
    key_result_id = read_about(fields, snapshot, key_result_field("blocker", snapshot.team.id))
    owner = await fields.person(OWNER)
    fields.fault(OWNER, _for_one(ctx, snapshot, given, owner))
    fields.need_one((WHAT,), "What is off track?")
    target = await _target(ctx, "blocker", snapshot, key_result_id)
    return await keep_blocker(ctx, target, {**_said(ctx, target, given, owner), "link": carried.link})


def _said(ctx: Context, target: Target, given: GivenBlocker, owner: Member | None) -> dict[str, Any]:
    return {
        "text": given.text,
        "kind": given.kind,
        "waiting_on": given.waiting_on,
        "waiting_on_id": given.waiting_on_id,
        "tried": given.tried,
        "owner_id": owner.id if owner else _owner(ctx, target, given),
        "next_check": given.next_check,
        "lead_only": given.lead_only,
        "confidant_id": target.team.lead_id if given.lead_only else None,
    }


def _owner(ctx: Context, target: Target, given: GivenBlocker) -> str | None:
    """Where nobody was named: whoever owns the key result, else who named a day to look again."""
    if target.key_result and not given.lead_only:
        return target.key_result.owner_id
    return ctx.me.id if given.next_check else None


def _for_one(ctx: Context, snapshot: Snapshot, given: GivenBlocker, owner: Member | None) -> str:
    """What is wrong with giving to somebody what they could not see."""
    lead = snapshot.team.lead_id
    is_hidden = given.lead_only and owner is not None and owner.id not in (lead, ctx.me.id)
    return FOR_ONE.format(lead=snapshot.name(lead)) if is_hidden else ""


async def _opened(ctx: Context, sent: FormSubmitted, carried: Carried, noun: str) -> tuple[Snapshot, Fields]:
    """The team meant, held, and the fields of the form."""
    team = await _team_meant(ctx, carried, sent.values, noun)
    held = await ctx.unit.lock(team.id) or team
    return await load_snapshot(ctx.unit, held), Fields(ctx, sent.values, ctx.today(held))


async def _target(ctx: Context, noun: str, snapshot: Snapshot, key_result_id: str | None) -> Target:
    key_result = next((row for row in snapshot.key_results if row.id == key_result_id), None)
    return await target_of(ctx, snapshot, key_result, form_record_id(ctx, noun))


async def _drawn(ctx: Context, noun: str, team: Team, carried: Carried, words: str = "") -> Form:
    opening = Opening(
        snapshot=await load_snapshot(ctx.unit, team),
        teams=sorted(await _teams(ctx), key=lambda each: (each.name, each.id)),
        me=ctx.me,
        text=words,
        link=carried.link,
        context=str(carried),
    )
    return DRAWN[noun](opening)


async def _teams(ctx: Context) -> list[Team]:
    """The teams that this person records for: the channel's first, then by name."""
    rows = await ctx.unit.memberships.find(member_id=ctx.me.id)
    asked = {row.team_id for row in rows}
    channel = ctx.request.channel
    mine = [team for team in await ctx.unit.teams.find() if _has_part(ctx.me, team, asked, channel)]
    return sorted(mine, key=lambda team: (team.channel != channel, team.name, team.id))


def _has_part(me: Member, team: Team, asked: set[str], channel: str | None) -> bool:
    is_theirs = team.id in asked or me.id in (team.lead_id, team.manager_id, team.sponsor_id)
    return is_theirs or (me.administers and channel is not None and team.channel == channel)


async def _team_meant(ctx: Context, carried: Carried, values: FormValues, noun: str) -> Team:
    """The team that was chosen, or that the form was for. Raises Refused."""
    team = await ctx.unit.teams.get(text(values, TEAM) or carried.team_id)
    if team is None:
        raise Refused(BROKEN.format(noun=noun))
    snapshot = await load_snapshot(ctx.unit, team)
    if not may_record(ctx, snapshot):
        raise Refused(f"Only the members of {team.name} record for it. Nothing was recorded.", team)
    return team


def _read(context: str, noun: str) -> Carried:
    try:
        data = json.loads(context)
        team_id, link = data["t"], data["l"]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise Refused(BROKEN.format(noun=noun)) from None
    if not isinstance(team_id, str) or not isinstance(link, str):
        raise Refused(BROKEN.format(noun=noun))
    return Carried(team_id=team_id, link=sound_link(link))


RECORD_FORMS = {"record_decision": submit_decision, "record_blocker": submit_blocker}
