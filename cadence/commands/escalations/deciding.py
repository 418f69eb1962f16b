"""`esc.decide` and its form: outcome, owner, date. Decides a decision; solves a blocker that waited for one.

Knows that an action follows where an owner or a date was named; the moves stand in `cadence.settling`.
"""

from datetime import date

from cadence.commands.escalations.aftermath import settled
from cadence.commands.escalations.held import Held, hold_to_settle
from cadence.context import Context
from cadence.deciding import proposed_day
from cadence.errors import Refused
from cadence.fields import Fields
from cadence.model import Action, Blocker, Decision, Member
from cadence.requests import ButtonPressed, FormSubmitted, Reply, ShowForm
from cadence.settling import GONE, Outcome, decide, follow_up_id, solve_blocker
from cadence.wording.escalation import can_decide
from cadence.wording.escalation_forms import NOT_FOR_THEM, blocker_decided_line, esc_decide_form
from cadence.wording.lines import clip, owner_and_date
from cadence.wording.settle import decided_line

ASK_OUTCOME = "Say what is decided, in a line."


async def ask_decide(ctx: Context, press: ButtonPressed) -> Reply:
    """`esc.decide`: a form for outcome, owner and date."""
    held = await _held(ctx, press.value)
    return ShowForm(esc_decide_form(held.escalation, held.subject, held.today, _proposed(ctx, held)))


def _proposed(ctx: Context, held: Held) -> date | None:
    item, snapshot = held.subject.item, held.subject.snapshot
    if not isinstance(item, Decision):
        return None
    return proposed_day(item, snapshot, held.today, held.leaves, ctx.services.holidays)


async def submit_decide(ctx: Context, form: FormSubmitted) -> Reply:
    held = await _held(ctx, form.context)
    fields = Fields(ctx, form.values, held.today)
    outcome, why_late = fields.line("outcome", ASK_OUTCOME), fields.line("why_late")
    owner, due = await fields.person("owner"), fields.day("due")
    if owner and not held.subject.is_for(owner.id):
        fields.fault("owner", NOT_FOR_THEM)
    fields.check()
    result = Outcome(text=outcome, owner_id=owner.id if owner else None, due=due, why_late=why_late)
    item, line = await _decided(ctx, held, result, owner, due)
    return await settled(ctx, held, item, line, clip(f"decided: {outcome}"), owner)


async def _held(ctx: Context, value: str) -> Held:
    held = await hold_to_settle(ctx, value)
    if not can_decide(held.subject):
        raise Refused(GONE)
    return held


async def _decided(
    ctx: Context, held: Held, result: Outcome, owner: Member | None, due: date | None
) -> tuple[Decision | Blocker, str]:
    """The decision or blocker as it is settled, and the line that the team reads. Raises AlreadySettled."""
    subject = held.subject
    if isinstance(subject.item, Decision):
        decision, _ = await decide(ctx.unit, subject.item, ctx.me.id, ctx.now, result)
        return decision, decided_line(decision, subject.snapshot, ctx.me.name, held.today)
    assert isinstance(subject.item, Blocker)  # noqa: S101 - can_decide() knows no third kind
    solved = await solve_blocker(ctx.unit, subject.item, ctx.me.id, ctx.now)
    follows = owner_and_date(subject.snapshot.name(result.owner_id), due, held.today) if owner or due else ""
    if follows and not subject.is_lead_only:  # an action is read by the whole team
        await ctx.unit.actions.add(_follow_up(ctx, solved, result))
    return solved, blocker_decided_line(solved, subject, ctx.me.name, result.text, follows)


def _follow_up(ctx: Context, blocker: Blocker, result: Outcome) -> Action:
    return Action(
        id=follow_up_id(blocker.id),
        workspace_id=blocker.workspace_id,
        team_id=blocker.team_id,
        text=result.text,
        raised_by=ctx.me.id,
        raised_at=ctx.now,
        owner_id=result.owner_id,
        due=result.due,
        key_result_id=blocker.key_result_id,
        checkin_id=blocker.checkin_id,
    )
