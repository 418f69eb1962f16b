"""`drumbeat doctor`: is everything in place, and how to mend what is not."""

from collections.abc import Iterable
from typing import Protocol

import typer

from bot.assembly import Drumbeat, assemble
from bot.cli.common import finish, out, settings_or_exit
from bot.database import problem_of
from bot.platforms import slack_deps, teams_deps
from bot.pulse import longest_silence
from bot.settings import Settings
from bot.shown import one_line
from bot.worker import HEARTBEAT
from cadence.errors import StoreAway
from cadence.model import Team

TOLD = "events of a platform were given up; whoever wrote one was told. The log (event_failed) says where it failed."


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
    async with assemble(settings) as drumbeat:
        return _say("database", await _writing(drumbeat)) + await _examine_running(drumbeat)


async def _writing(drumbeat: Drumbeat) -> list[str]:
    """A full disk lets one read."""
    try:
        await drumbeat.store.beat("doctor", drumbeat.clock())
    except StoreAway as away:
        return [f"{away.reason}: nothing that people say can be kept."]
    return []


async def _examine_running(drumbeat: Drumbeat) -> int:
    found = _say("worker", await _worker(drumbeat))
    found += _say("outbox", await _outbox(drumbeat))
    found += _say("inbox", await _inbox(drumbeat))
    if drumbeat.slack is not None:
        found += await _slack(drumbeat)
    if drumbeat.teams is not None:
        found += await _teams_platform(drumbeat)
    if drumbeat.settings.has_local:
        out.print("  [dim]local workspace is on, for this machine only[/dim]")
    return found


async def _worker(drumbeat: Drumbeat) -> list[str]:
    last = await drumbeat.store.last_beat(HEARTBEAT)
    if last is None:
        return ["has never ticked on this database. Start `drumbeat run` or `drumbeat worker`."]
    silent = drumbeat.clock() - last
    if silent <= longest_silence(drumbeat.settings.tick_seconds):
        return []
    return [f"last ticked {silent.total_seconds() / 60:.0f} minutes ago. Is `drumbeat worker` running?"]


async def _outbox(drumbeat: Drumbeat) -> list[str]:
    backlog = await drumbeat.store.backlog()
    advice = {
        "failed": "could not be delivered; `drumbeat outbox` says why, and can send again or drop",
        "ambiguous": "may or may not have arrived; look, then `drumbeat outbox arrived`, `resend` or `drop`",
    }
    return [f"{backlog[state]} {words}." for state, words in advice.items() if backlog.get(state)]


async def _inbox(drumbeat: Drumbeat) -> list[str]:
    """Those given up, for the week that they are kept."""
    inbox = drumbeat.store.inbox
    if not (failed := (await inbox.waiting())["failed"]):
        return []
    latest = [f"{row.platform} {row.id}, {row.at:%Y-%m-%d %H:%M} UTC: {row.reason}" for row in await inbox.set_aside(3)]
    return [f"{failed} {TOLD}", *(f"of these {row}" for row in latest)]


async def _slack(drumbeat: Drumbeat) -> int:
    from adapters.slack.installing.health import examine

    assert drumbeat.slack is not None  # noqa: S101 - whoever calls has looked
    locked = [f"the tokens of {one} cannot be read with DRUMBEAT_SECRET_KEY." for one in await _locked(drumbeat)]
    findings = await examine(slack_deps(drumbeat), drumbeat.slack.tenants, await _teams(drumbeat), drumbeat.clock())
    return _tell("slack", findings, locked)


async def _teams_platform(drumbeat: Drumbeat) -> int:
    from adapters.teams.installing.health import examine

    return _tell("teams", await examine(teams_deps(drumbeat), await _teams(drumbeat)))


async def _locked(drumbeat: Drumbeat) -> list[str]:
    """Installations whose tokens none of the keys opens."""
    return await drumbeat.store.vault.unreadable() if drumbeat.settings.drumbeat_secret_key else []


async def _teams(drumbeat: Drumbeat) -> list[Team]:
    """Of every workspace that the app is installed in."""
    found: list[Team] = []
    for workspace in await drumbeat.store.workspaces():
        if workspace.is_connected:
            async with drumbeat.store.unit(workspace.id, actor="operator") as unit:
                found += await unit.teams.find()
    return found


class Finding(Protocol):
    """What an adapter found; a note is no fault."""

    @property
    def what(self) -> str: ...

    @property
    def mend(self) -> str: ...

    @property
    def is_note(self) -> bool: ...


def _tell(part: str, findings: Iterable[Finding], faults: Iterable[str] = ()) -> int:
    """Faults first, then notes; how many faults there are."""
    told = [(f"{finding.what} {finding.mend}".rstrip(), finding.is_note) for finding in findings]
    found = _say(part, [*faults, *(words for words, is_note in told if not is_note)])
    for words in (words for words, is_note in told if is_note):
        out.print(f"  [yellow]note[/yellow] {part}: ", end="")
        out.print(one_line(words), markup=False, soft_wrap=True)
    return found


def _say(part: str, problems: list[str]) -> int:
    if not problems:
        out.print(f"  [green]ok[/green]   {part}")
    for problem in problems:
        out.print(f"  [red]mend[/red] {part}: ", end="")
        out.print(one_line(problem), markup=False, soft_wrap=True)
    return len(problems)
