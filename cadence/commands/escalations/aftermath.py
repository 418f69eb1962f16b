"""What follows once an escalation was taken, settled or passed on: the team reads a line, whoever asked hears of it,
and every message that showed it is brought up to date.

Knows what is never posted (what is about a person, what is about a team's rhythm); must not know how it was settled.
"""

from collections.abc import Iterable
from dataclasses import replace

from cadence.cards import card
from cadence.commands.escalations.held import Held
from cadence.commands.followups.aftermath import tell
from cadence.context import Context
from cadence.follow.following import settle_escalations
from cadence.follow.notices import refresh_told
from cadence.ids import new_id
from cadence.model import Blocker, Decision, DecisionState, Escalation, EscalationState, Member, Place, SubjectKind
from cadence.requests import Reply, Say
from cadence.settling import Item
from cadence.weekly.thread import message, post_line, thread_key
from cadence.wording.escalation_lines import ended

RHYTHM = frozenset({SubjectKind.ANSWERS, SubjectKind.ABSENCE})


async def moved(ctx: Context, held: Held, escalation: Escalation, line: str, item: Item | None = None) -> Reply:
    """This escalation was taken, or passed on; its subject stays open. item: its record, where that changed."""
    await ctx.unit.escalations.save(escalation)
    if item is None or await _says_it_in_place(ctx, held, item):
        await _post(ctx, held, line)
    if item is not None:
        await tell(ctx, held.subject.team, item, line)
    await refresh_told(ctx.unit, ctx.services, held.subject.kind, held.subject.id)
    await _tell_askers(ctx, held, [escalation], line)
    return Say(card(line), replaces=True)


async def settled(
    ctx: Context, held: Held, item: Item | None, line: str, outcome: str, named: Member | None = None
) -> Reply:
    """The subject was settled, or got an owner and a date: all its escalations did their work.

    item: the record that changed, or was made; the one that shows in summaries. named: its new owner, who hears it.
    """
    ended_rows = await settle_escalations(ctx.unit, ctx.services, held.subject.id, ctx.me.id, outcome)
    own = await ctx.unit.escalations.get(held.escalation.id) or held.escalation
    if item is not None:
        if await _says_it_in_place(ctx, held, item):
            await _post(ctx, held, line)
        await tell(ctx, held.subject.team, item, line)
    else:
        await _post(ctx, held, line)
    rows = {row.id: row for row in (own, *ended_rows)}.values()
    await _tell_askers(ctx, held, [row for row in rows if named is None or row.asked_by != named.id], line)
    is_asked = isinstance(item, Decision) and item.state == DecisionState.OPEN  # the question itself reaches them
    if named is not None and not is_asked:
        await _tell_assigned(ctx, held, named, line)
    return Say(card(line), replaces=True)


async def _tell_assigned(ctx: Context, held: Held, owner: Member, line: str) -> None:
    """Whoever was named hears it at once; an old message that changes in place notifies nobody."""
    if owner.id != ctx.me.id and owner.is_active:
        await _direct(
            ctx, owner, f"escalation:{held.escalation.id}:assigned:{new_id()}", f"{ended(line)} `okr mine` has it."
        )


def end(ctx: Context, escalation: Escalation, state: EscalationState, outcome: str) -> Escalation:
    """The escalation as it ended, by whoever pressed."""
    return replace(escalation, state=state, outcome=outcome, settled_at=ctx.now, settled_by=ctx.me.id)


async def _post(ctx: Context, held: Held, line: str) -> None:
    """In the thread of the team's newest check-in."""
    if held.subject.is_lead_only or held.subject.kind in RHYTHM:
        return
    await post_line(ctx.unit, held.subject.team, f"escalation:{held.escalation.id}:done:{new_id()}", card(line))


async def _says_it_in_place(ctx: Context, held: Held, item: Item) -> bool:
    """Whether the blocker's own message stands in the newest thread: it changes there, and no line is said of it."""
    said = await ctx.unit.outbox.said(f"blocker:{item.id}") if isinstance(item, Blocker) else None
    return said is not None and said.place.thread == await thread_key(ctx.unit, held.subject.team)


async def _tell_askers(ctx: Context, held: Held, escalations: Iterable[Escalation], line: str) -> None:
    """Whoever pressed "Ask for help" hears what came of it, each once."""
    people = held.subject.snapshot.people
    askers = {row.asked_by for row in escalations if row.asked_by and row.asked_by != ctx.me.id}
    for asker in sorted(askers):
        member = people.get(asker)
        if member and member.is_active and held.subject.is_for(member.id):
            await _direct(ctx, member, f"escalation:{held.escalation.id}:asker:{new_id()}", line)


async def _direct(ctx: Context, member: Member, key: str, line: str) -> None:
    await ctx.unit.outbox.say(message(ctx.unit, key, Place(member=member.external_id), card(line)))
