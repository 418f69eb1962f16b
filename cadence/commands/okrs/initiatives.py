"""Initiatives: work that supports a key result.

Decides who may add, rename and remove it; the words stand in `cadence.wording`.
"""

from dataclasses import replace

from cadence.context import Context, form_record_id
from cadence.errors import Refused
from cadence.fields import Fields, wrong
from cadence.finding import Ref, find_key_result
from cadence.forms import FormValues, text
from cadence.model import Initiative, KeyResult
from cadence.permissions import may_update, refuse_guest
from cadence.ports import Unit
from cadence.requests import FormSubmitted, Reply, Say, ShowForm
from cadence.snapshot import Snapshot, load_snapshot
from cadence.wording.okr_forms import LONGEST_TITLE, initiative_field, initiative_form
from cadence.wording.okrs import initiative_card


async def initiatives_of(unit: Unit, key_result: KeyResult) -> list[Initiative]:
    """What supports this KR now, by title."""
    found = await unit.initiatives.find(key_result_id=key_result.id, is_removed=False)
    return sorted(found, key=lambda initiative: (initiative.title.casefold(), initiative.id))


async def open_new_initiative(ctx: Context, snapshot: Snapshot, ref: Ref | None = None) -> Reply:
    """The empty form, offering the KRs that this person may change."""
    choices = [kr for kr in snapshot.key_results if may_update(ctx.me, snapshot.team, kr)]
    if not choices:
        raise Refused(_why_none(snapshot), snapshot.team)
    chosen = choices[0]
    if ref and ref.key_result is not None:
        _, chosen = await find_key_result(ctx, ref)
    if chosen not in choices:
        owner = snapshot.name(chosen.owner_id)
        raise Refused(f"Only {owner}, who owns {ref}, the lead or an admin can add work to it.", snapshot.team)
    mine = (ctx.me.external_id,)
    return ShowForm(initiative_form(snapshot, snapshot.team.id, choices, chosen, mine))


async def submit_initiative(ctx: Context, form: FormSubmitted) -> Reply:
    """Keep a new initiative."""
    refuse_guest(ctx.me)
    team = await ctx.unit.lock(form.context)
    snapshot = await load_snapshot(ctx.unit, team) if team else None
    key_results = snapshot.key_results if snapshot else ()
    key_result = next((kr for kr in key_results if kr.id == text(form.values, "key_result")), None)
    if key_result is None or snapshot is None:
        wrong("key_result", "This key result was removed meanwhile. Choose another one.")
    if not may_update(ctx.me, snapshot.team, key_result):
        owner_name = snapshot.name(key_result.owner_id)
        wrong("key_result", f"Only {owner_name}, the lead or an admin can add work to it.", snapshot.team)
    fields = Fields(ctx, form.values)
    title = fields.line("title", "Which work supports it?", LONGEST_TITLE)
    owner = await fields.person("owner", "Who does it? One person.") or ctx.me
    fields.check()
    initiative = Initiative(
        id=form_record_id(ctx, "initiative"),
        workspace_id=key_result.workspace_id,
        team_id=key_result.team_id,
        key_result_id=key_result.id,
        title=title,
        owner_id=owner.id,
    )
    is_known = await ctx.unit.initiatives.get(initiative.id) is not None  # the same form, sent with other values
    await (ctx.unit.initiatives.save(initiative) if is_known else ctx.unit.initiatives.add(initiative))
    return Say(initiative_card(snapshot, key_result, title, owner.name))


async def keep_initiatives(ctx: Context, key_result: KeyResult, values: FormValues) -> None:
    """Rename what the KR's form renamed; remove what it emptied. A field that did not come is left alone."""
    fields = Fields(ctx, values)
    changed: list[Initiative] = []
    for known in await initiatives_of(ctx.unit, key_result):
        field = initiative_field(known)
        if field in values:
            title = fields.line(field, longest=LONGEST_TITLE)
            changed.append(replace(known, title=title) if title else replace(known, is_removed=True))
    fields.check()
    for initiative in changed:
        await ctx.unit.initiatives.save(initiative)


def _why_none(snapshot: Snapshot) -> str:
    if not snapshot.key_results:
        return f"{snapshot.team.name} has no key result yet that work could support. Type `okr add`."
    lead = snapshot.name(snapshot.team.lead_id)
    return f"Initiatives are added by the owner of a key result, by {lead} or an admin."
