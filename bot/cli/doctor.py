"""`drumbeat doctor`: is everything in place, and how to mend what is not."""

import typer

from bot.assembly import Drumbeat, assemble
from bot.cli.common import finish, out, settings_or_exit
from bot.database import problem_of
from bot.settings import Settings
from bot.worker import HEARTBEAT


def doctor() -> None:
    """Check settings, database, worker and platform access; says how to mend each."""
    settings = settings_or_exit(quiet=True)
    _say("settings", [])
    problems = finish(_examine(settings))
    if problems:
        raise typer.Exit(code=1)


async def _examine(settings: Settings) -> int:
    if problem := await problem_of(settings.database_url):
        return _say("database", [problem])
    _say("database", [])
    async with assemble(settings) as drumbeat:
        return await _examine_running(drumbeat)


async def _examine_running(drumbeat: Drumbeat) -> int:
    found = _say("worker", await _worker(drumbeat))
    found += _say("outbox", await _outbox(drumbeat))
    if drumbeat.slack is not None:
        found += _say("slack", [f"{it.what} {it.mend}" for it in await drumbeat.slack.check()])
    if drumbeat.settings.has_local:
        out.print("  [dim]local workspace is on, for this machine only[/dim]")
    return found


async def _worker(drumbeat: Drumbeat) -> list[str]:
    last = await drumbeat.store.last_beat(HEARTBEAT)
    if last is None:
        return ["has never ticked on this database. Start `drumbeat run` or `drumbeat worker`."]
    minutes = (drumbeat.clock() - last).total_seconds() / 60
    return [] if minutes < 5 else [f"last ticked {minutes:.0f} minutes ago. Is `drumbeat worker` running?"]


async def _outbox(drumbeat: Drumbeat) -> list[str]:
    backlog = await drumbeat.store.backlog()
    advice = {
        "failed": "could not be delivered; `drumbeat outbox` says why, and can send again or drop",
        "ambiguous": "may or may not have arrived; look in the channel, then `drumbeat outbox resend` or `drop`",
    }
    return [f"{backlog[state]} {words}." for state, words in advice.items() if backlog.get(state)]


def _say(part: str, problems: list[str]) -> int:
    if not problems:
        out.print(f"  [green]ok[/green]   {part}")
    for problem in problems:
        out.print(f"  [red]mend[/red] {part}: ", end="")
        out.print(problem, markup=False, soft_wrap=True)
    return len(problems)
