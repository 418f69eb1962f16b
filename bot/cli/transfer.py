"""`drumbeat import` and `drumbeat export`: teams, members and OKRs as YAML."""

from pathlib import Path
from typing import Annotated

import typer

from bot.assembly import assemble
from bot.cli.common import chosen_workspace, fail, finish, out, settings_or_exit
from bot.settings import Settings
from bot.shown import one_line
from bot.transfer import apply_import, export_yaml, plan_import


def import_file(
    file: Annotated[
        Path, typer.Argument(help="A YAML file as `drumbeat export` writes it.", exists=True, dir_okay=False)
    ],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change, and change nothing.")] = False,
    prune: Annotated[bool, typer.Option("--prune", help="Also remove what the file does not name.")] = False,
) -> None:
    """Bring teams, members and OKRs in line with a file. Deletes nothing without --prune."""
    try:
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        fail(f"{file} is not UTF-8 text. Save it as UTF-8, then import it again.")
    finish(_import(settings_or_exit(), text, dry_run, prune))


async def _import(settings: Settings, text: str, dry_run: bool, prune: bool) -> None:
    async with assemble(settings) as drumbeat:
        work = plan_import if dry_run else apply_import
        changes = await work(drumbeat.store, text, prune=prune)
        if changes and not dry_run:
            await drumbeat.store.gather_statistics()
    for change in changes:
        out.print(one_line(str(change)), markup=False, soft_wrap=True)
    verb = "would change" if dry_run else "changed"
    out.print(f"{len(changes)} {'row' if len(changes) == 1 else 'rows'} {verb}.")


def export_file(
    workspace: Annotated[str, typer.Option(help="e.g. slack:T0123; needed where there are several.")] = "",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write here instead of standard output.")
    ] = None,
) -> None:
    """Write teams, members and OKRs as YAML. No answers: figures are of teams, never of a person."""
    text = finish(_export(settings_or_exit(), workspace))
    if output is None:
        typer.echo(text, nl=False)
    else:
        output.write_text(text, encoding="utf-8")


async def _export(settings: Settings, workspace: str) -> str:
    async with assemble(settings) as drumbeat:
        known = [row.id for row in await drumbeat.store.workspaces()]
        return await export_yaml(drumbeat.store, chosen_workspace(known, workspace))
