"""Who is asked, in the setup form: people who are chosen, or a group of the platform that keeps the list.

Knows handles as they are typed and what is wrong with a group; must not know what is kept of the form.
"""

import re

from cadence.context import Context
from cadence.fields import Fields
from cadence.forms import FormValues
from cadence.grammar.nearest import nearest, quote
from cadence.model import Group, Member, Team
from cadence.tidings.rosters import people_of
from cadence.wording.roster import handle_of

ASK = "Who is asked each week? Choose at least one person."
_MARKED = re.compile(r"<!subteam\^(?P<id>[A-Z0-9]+)(?:\|[^>]*)?>")


async def read_group(ctx: Context, fields: Fields) -> Group | None:
    """The group named, by its handle; None where none is, or with a fault noted at the field."""
    typed = fields.line("group")
    if not typed or fields.is_faulty("group"):
        return None
    group = _find(typed, await ctx.unit.groups.find())
    if isinstance(group, str):
        fields.fault("group", group)
        return None
    if not group.is_active:
        fields.fault("group", f"{handle_of(group)} is disabled. Name another, or choose people.")
    elif not await people_of(ctx.unit, group):
        fields.fault("group", f"{handle_of(group)} has nobody whom I can ask. Name another, or choose people.")
    return group


async def read_members(
    ctx: Context, fields: Fields, values: FormValues, group: Group | None, team: Team | None
) -> list[Member]:
    """The group's people; else who was chosen; else, where the list was a group's until now, who is on it."""
    if group is not None:
        return await people_of(ctx.unit, group)
    if team is not None and team.group_id and "members" not in values:
        rows = await ctx.unit.memberships.find(team_id=team.id)
        stay = await ctx.unit.members.find(id=[row.member_id for row in rows], is_active=True, is_guest=False)
        fields.fault("group", "" if stay else ASK)
        return stay
    return await fields.people("members", "" if fields.is_faulty("group") else ASK)


def _find(typed: str, known: list[Group]) -> Group | str:
    """The group, or what to say where there is none of that handle."""
    marked = _MARKED.fullmatch(typed)
    handle = typed.removeprefix("@").casefold()
    found = [row for row in known if row.handle.casefold() == handle or (marked and row.external_id == marked["id"])]
    found.sort(key=lambda row: (not row.is_active, row.id))
    if found:
        return found[0]
    near = nearest(handle, (row.handle for row in known if row.is_active))
    return f"{quote(typed)}: did you mean @{near}?" if near else f"I don't know a user group {quote(typed)} here."
