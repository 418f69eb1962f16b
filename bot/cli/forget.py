"""`drumbeat forget`: what is kept of one person goes, what the team needs stays under another name."""

from typing import Annotated

import typer

from bot.assembly import assemble
from bot.cli.common import chosen_workspace, finish, out, settings_or_exit
from bot.forgetting import forget_person, person_called
from bot.settings import Settings
from bot.shown import one_line
from cadence.model import Member

WHAT_STAYS = (
    "Kept, under that name: numbers of teams (readings, who answered), and the team's own names and settings.",
    "Not in our reach: what {platform} shows already, direct messages included, and what they wrote there themselves;"
    " delete it there. Copies of the database made before now, and logs kept elsewhere (ids, no texts).",
    "Whoever still belongs to the workspace is met again as somebody new as soon as they write, or their group is a"
    " team: take them out of {platform} first.",
)
STILL_ADMIN = "DRUMBEAT_ADMINS names {id}: take it out, or they are known again at the next start."


def forget(
    member: Annotated[str, typer.Argument(help="A name, the platform's id (U0123), or the id of the member.")],
    workspace: Annotated[str, typer.Option(help="e.g. slack:T0123; needed where there are several.")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Forget a person for good: their name, their texts, their drafts. What they answer for goes to the lead."""
    settings = settings_or_exit()
    found = finish(_find(settings, member, workspace))
    if not yes:
        who = one_line(f"{found.name} ({found.external_id} in {found.workspace_id})")
        typer.confirm(f"Forget {who}? Nobody can undo it", abort=True)
    name = finish(_forget(settings, found))
    out.print(f"Done. They are called {one_line(name)} from now on; their texts and drafts are gone.", markup=False)
    platform = found.workspace_id.partition(":")[0]
    for line in WHAT_STAYS:
        out.print(line.format(platform=platform), markup=False, soft_wrap=True)
    if any(entry.rpartition("/")[2] == found.external_id for entry in settings.drumbeat_admins):
        out.print(STILL_ADMIN.format(id=found.external_id), markup=False, soft_wrap=True)


async def _find(settings: Settings, who: str, workspace: str) -> Member:
    async with assemble(settings) as drumbeat:
        target = chosen_workspace([row.id for row in await drumbeat.store.workspaces()], workspace)
        return await person_called(drumbeat.store, target, who)


async def _forget(settings: Settings, member: Member) -> str:
    async with assemble(settings) as drumbeat:
        return await forget_person(drumbeat.store, drumbeat.services, member)
