"""The form of a team's ladder: who hears after how many working days. For its lead and admins.

Reads the form and keeps the policy; limits and order are `cadence.follow.policies`'.
"""

from collections.abc import Callable
from dataclasses import replace

from cadence.context import Context
from cadence.errors import NotUnderstood, Refused
from cadence.fields import Fields
from cadence.follow.policies import SHARE, STEPS, defaults, limits, too_early
from cadence.follow.stage import policy_of
from cadence.model import Policy, Team
from cadence.permissions import refuse_guest, require_runs_team
from cadence.requests import ButtonPressed, FormSubmitted, Reply, Say, ShowForm
from cadence.settling import GONE
from cadence.wording import ladder_form as words


async def edit_ladder(ctx: Context, press: ButtonPressed) -> Reply:
    """`ladder.edit` (team id): the form, with what holds now."""
    team = await led_team(ctx, press.value)
    return ShowForm(words.ladder_form(team, await policy_of(ctx.unit, team)))


async def save_ladder(ctx: Context, form: FormSubmitted) -> Reply:
    """Keep it. What is under way follows the new ladder from the next look on."""
    team = await led_team(ctx, form.context)
    policy = await policy_of(ctx.unit, team)
    fields = Fields(ctx, form.values, ctx.today(team))
    wanted = defaults(policy) if fields.ticked(words.RESET) else _read(fields, policy)
    known = await ctx.unit.policies.get(policy.id)
    if known is None:
        await ctx.unit.policies.add(wanted)
    elif known != wanted:
        await ctx.unit.policies.save(wanted)
    return Say(words.ladder_card(team, wanted))


async def led_team(ctx: Context, team_id: str) -> Team:
    """The locked team. Raises Refused for whoever neither leads it nor is an admin."""
    refuse_guest(ctx.me)
    team = await ctx.unit.lock(team_id)
    if team is None:
        raise Refused(GONE)
    lead = await ctx.unit.members.get(team.lead_id)
    require_runs_team(ctx.me, team, lead.name if lead else "the lead")
    return team


def _read(fields: Fields, policy: Policy) -> Policy:
    wanted = policy
    for step in STEPS:
        wanted = replace(wanted, **{step: _value(fields, step, policy)})  # type: ignore[arg-type]  # steps are numbers
    for step, below in too_early(wanted):
        fields.fault(step, words.too_early(below, getattr(wanted, below)))
    fields.check()
    return wanted


def _value(fields: Fields, step: str, policy: Policy) -> int | None:
    if step == SHARE:
        return fields.read(step, _number(step), policy.answers_percent, "From how many percent on is it enough?")
    return fields.read(step, _number(step), None)


def _number(step: str) -> Callable[[str], int]:
    bounds = limits(step)

    def read(typed: str) -> int:
        plain = typed.removesuffix("%").strip()
        if not (plain.isascii() and plain.isdigit() and len(plain) < 4 and bounds.least <= int(plain) <= bounds.most):
            raise NotUnderstood(words.no_number(step, bounds.least, bounds.most))
        return int(plain)

    return read
