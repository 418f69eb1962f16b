"""Buttons and forms of a decision that finds no answer: hand over, take the fallback, new date, raise it.

Knows permissions and fields; the moves stand in `cadence.settling`, the words in `cadence.wording.decision_forms`.
"""

from dataclasses import replace
from datetime import date

from cadence.cards import card
from cadence.commands.followups.aftermath import settled
from cadence.commands.followups.settle_decisions import decision_of
from cadence.commands.followups.things import Found, find, may_settle, require_settler
from cadence.context import Context
from cadence.deciding import who_decides
from cadence.errors import Refused
from cadence.fields import Fields
from cadence.follow.climb import Step
from cadence.follow.decision_messages import due_day
from cadence.follow.following import send_now
from cadence.follow.ladder import decision_steps
from cadence.follow.stage import load_stage
from cadence.follow.subjects import about
from cadence.ids import id_for
from cadence.model import Decision, Escalation, EscalationState, Role, SubjectKind
from cadence.permissions import refuse_guest
from cadence.requests import ButtonPressed, FormSubmitted, Reply, Say, ShowForm
from cadence.settling import Outcome, claim, claim_from, decide, hand_over, postpone
from cadence.wording.decision_forms import (
    NO_ANSWER,
    NO_FALLBACK,
    NOBODY_ABOVE,
    NOBODY_NAMED,
    SAME_PERSON,
    fallback_line,
    hand_over_form,
    handed_line,
    new_date_form,
    not_yet_line,
    postponed_line,
    raised_line,
)

SEEN = "|"
"""Stands in a form's context before what its reader saw, so that of two who change it the second one hears of it."""
ASK_DATE = "Choose a day, today or later."


async def ask_hand_over(ctx: Context, press: ButtonPressed) -> Reply:
    """`decision.hand_over`: a form for whom it goes to, and why."""
    found = await _open(ctx, press.value)
    return ShowForm(hand_over_form(found.item, f"{press.value}{SEEN}{found.item.decider_id or ''}"))


async def submit_hand_over(ctx: Context, form: FormSubmitted) -> Reply:
    """The new decider is asked at once; whoever was asked before reads where it went."""
    value, _, seen = form.context.partition(SEEN)
    found = await _as_seen(ctx, value, seen)
    fields = Fields(ctx, form.values, found.today)
    to, why = await fields.person("to", NOBODY_NAMED), fields.line("why", "Say why, in a few words.")
    if to and to.id == seen:
        fields.fault("to", SAME_PERSON.format(who=to.name))
    fields.check()
    assert to is not None  # noqa: S101 - check() has raised where it is not
    handed = await hand_over(ctx.unit, found.item, to.id, ctx.me.id, why, seen)
    return await settled(ctx, found, handed, handed_line(handed, found.snapshot, ctx.me.name))


async def _as_seen(ctx: Context, value: str, seen: str) -> Found[Decision]:
    """Whoever had it when the form opened, and has it no more, hears who was first, not that it is not theirs."""
    refuse_guest(ctx.me)
    found = await find(ctx, ctx.unit.decisions, value)
    if ctx.me.id == seen:
        await claim_from(ctx.unit, found.item, seen)
    require_settler(ctx.me, found)
    return found


async def ask_new_date(ctx: Context, press: ButtonPressed) -> Reply:
    """`decision.new_date`: a form for the day by which it is needed."""
    found = await _open(ctx, press.value)
    seen = found.item.needed_by
    context = f"{press.value}{SEEN}{seen.isoformat() if seen else ''}"
    return ShowForm(new_date_form(found.item, found.today, context))


async def submit_new_date(ctx: Context, form: FormSubmitted) -> Reply:
    value, _, seen = form.context.partition(SEEN)
    found = await decision_of(ctx, value)
    fields = Fields(ctx, form.values, found.today)
    day = fields.day("needed_by", ASK_DATE)
    if day is not None and day.isoformat() == seen:
        fields.fault("needed_by", "That is the date it has now. Choose another one.")
    fields.check()
    assert day is not None  # noqa: S101 - check() has raised where it is not
    postponed = await postpone(ctx.unit, found.item, day, date.fromisoformat(seen) if seen else None)
    return await settled(ctx, found, postponed, postponed_line(postponed, ctx.me.name, found.today))


async def take_fallback(ctx: Context, press: ButtonPressed) -> Reply:
    """`decision.fallback`: decides at once what was to happen without an answer.

    Who decides may take it any time; whoever else may settle it from its date on.
    """
    found = await _open(ctx, press.value)
    if not found.item.fallback:
        raise Refused(NO_FALLBACK)
    await _require_its_date(ctx, found)
    outcome = Outcome(text=found.item.fallback, owner_id=_who_follows(found), why_late=NO_ANSWER)
    decided, _ = await decide(ctx.unit, found.item, ctx.me.id, ctx.now, outcome)
    return await settled(ctx, found, decided, fallback_line(decided, found.snapshot, ctx.me.name, found.today))


async def _require_its_date(ctx: Context, found: Found[Decision]) -> None:
    day = await due_day(ctx.unit, ctx.services, found.snapshot, found.item, found.leaves)
    if found.today < day and not may_settle(ctx.me, found, deciding=True):
        decider = found.snapshot.name(who_decides(found.item, found.snapshot))
        raise Refused(not_yet_line(decider, day, found.today))


def _who_follows(found: Found[Decision]) -> str:
    """Who does what the fallback says: the key result's owner, else the lead."""
    owner = next((kr.owner_id for kr in found.snapshot.key_results if kr.id == found.item.key_result_id), None)
    known = found.snapshot.people.get(owner) if owner else None
    return known.id if known and known.is_active else found.team.lead_id


async def raise_it(ctx: Context, press: ButtonPressed) -> Reply:
    """`decision.raise`: whoever the decider answers to hears at once; the ladder does not tell them again."""
    found = await _open(ctx, press.value)
    step = await _step_up(ctx, found)
    to = found.snapshot.people.get(step.recipient_id) if step else None
    if step is None or to is None:
        decider = found.snapshot.name(who_decides(found.item, found.snapshot))
        raise Refused(NOBODY_ABOVE.format(who=decider))
    escalation = await _planned(ctx, found, step)
    if escalation.state != EscalationState.PLANNED:
        holder = found.snapshot.name((await _passed_on(ctx, escalation)).recipient_id)
        return Say(card(f"{holder} has it already: {found.item.question}"))
    await send_now(ctx.unit, ctx.services, escalation, ctx.me.id)
    return await settled(ctx, found, found.item, raised_line(found.item, ctx.me.name, to.name))


async def _passed_on(ctx: Context, escalation: Escalation) -> Escalation:
    """Whichever goes on with it, where somebody passed it on."""
    seen = {escalation.id}
    while escalation.passed_to and escalation.passed_to not in seen:
        seen.add(escalation.passed_to)
        escalation = await ctx.unit.escalations.get(escalation.passed_to) or escalation
    return escalation


async def _step_up(ctx: Context, found: Found[Decision]) -> Step | None:
    """The ladder's last step of this decision, whether or not the team's ladder takes it by itself."""
    stage = await load_stage(ctx.unit, ctx.services, found.team)
    sure = replace(stage, policy=replace(stage.policy, decision_manager=0))
    day = await due_day(ctx.unit, ctx.services, found.snapshot, found.item, found.leaves)
    return next((step for step in decision_steps(found.item, sure, day) if step.role == Role.DECIDERS_MANAGER), None)


async def _planned(ctx: Context, found: Found[Decision], step: Step) -> Escalation:
    """The escalation of this step: the one that is there already, or a new one."""
    made = id_for("escalation", found.item.id, step.rung, step.round)
    known = await ctx.unit.escalations.get(made)
    if known is not None:
        return known
    escalation = Escalation(
        id=made,
        workspace_id=found.item.workspace_id,
        team_id=found.team.id,
        subject_kind=SubjectKind.DECISION,
        subject_id=found.item.id,
        rung=step.rung,
        round=step.round,
        about=about(found.item, found.snapshot),
        recipient_id=step.recipient_id,
        role=step.role,
        at=ctx.now,
        asked_by=ctx.me.id,
    )
    await ctx.unit.escalations.add(escalation)
    return escalation


async def _open(ctx: Context, value: str) -> Found[Decision]:
    """Raises AlreadySettled before a form is filled in for nothing."""
    found = await decision_of(ctx, value)
    await claim(ctx.unit, ctx.unit.decisions, found.item)
    return found
