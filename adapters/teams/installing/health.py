"""Looks whether Teams works as it is set up, for `drumbeat doctor`. Knows what may be wrong, and how each is mended.

Asks for one token and for Microsoft's keys; sends nothing to Teams.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from aiohttp import ClientError

from adapters.teams.arriving.keys import fetch_keys
from adapters.teams.arriving.tenants import named_tenants
from adapters.teams.deps import TeamsDeps
from adapters.teams.errors import NoToken
from adapters.teams.identity import PLATFORM, tenant_in, workspace_of
from adapters.teams.knowing.addresses import AddressBook
from adapters.teams.parts import credentials_of
from cadence.model import Team, Workspace
from cadence.signs import last_good, last_refused


@dataclass(frozen=True)
class Finding:
    """Something to mend; a note is no fault. what, mend: for the operator; mend may be empty."""

    what: str
    mend: str = ""
    is_note: bool = False


async def examine(deps: TeamsDeps, teams: Sequence[Team]) -> list[Finding]:
    """Everything that keeps Teams from working, or from working fully. teams: of all workspaces."""
    if deps.emulator:
        what = "DRUMBEAT_TEAMS_EMULATOR is on: no token is asked for, neither way. It is for trying, on this machine."
        found = [Finding(what, is_note=True)]
    else:
        found = [*await _token(deps), *await _keys(deps), *await _requests(deps)]
    workspaces = [one for one in await deps.store.workspaces() if one.platform == PLATFORM and one.is_connected]
    found += _served(deps, workspaces)
    book = AddressBook(deps.addresses)
    for workspace in workspaces:
        found += await _places(book, workspace, [team for team in teams if team.workspace_id == workspace.id])
    return found


async def _token(deps: TeamsDeps) -> list[Finding]:
    """Whether one can be had; its words are the operator's already."""
    credentials = credentials_of(deps)
    try:
        await credentials.token()
    except NoToken as error:
        mend = "" if error.is_refused else "Let this machine reach it over https, then try again."
        return [Finding(str(error), mend)]
    finally:
        await credentials.close()
    return []


async def _keys(deps: TeamsDeps) -> list[Finding]:
    try:
        await fetch_keys(deps.openid_url)
    except (ClientError, TimeoutError, ValueError) as error:
        what = f"Microsoft's keys cannot be fetched ({type(error).__name__}), so no request of Teams is let in."
        return [Finding(what, f"Let this machine reach {deps.openid_url} over https.")]
    return []


async def _requests(deps: TeamsDeps) -> list[Finding]:
    """What came lately, and how it was signed."""
    if deps.heartbeats is None:
        return []
    refused = await last_refused(deps.heartbeats, PLATFORM)
    if refused is not None:
        what = f"Requests are refused since {refused:%Y-%m-%d %H:%M} UTC: their tokens are not for MICROSOFT_APP_ID, or"
        return [Finding(f"{what} the clock is wrong.", "Compare it with the Azure Bot's Configuration; set up NTP.")]
    good = await last_good(deps.heartbeats, PLATFORM)
    if good is None:
        mend = "Its messaging endpoint in Azure must be your address with /api/messages."
        return [Finding("No request of Teams has come yet.", mend, is_note=True)]
    return [Finding(f"The last request of Teams was noted at {good:%Y-%m-%d %H:%M} UTC.", is_note=True)]


def _served(deps: TeamsDeps, workspaces: Sequence[Workspace]) -> list[Finding]:
    """Which tenants, and which others had been."""
    named = [tenant.lower() for tenant in named_tenants(deps)]
    if deps.emulator or (not named and workspaces):
        return _listed([tenant_in(one.id) for one in workspaces])
    if not named:
        mend = "MICROSOFT_ALLOWED_TENANTS names it beforehand."
        return [Finding("No tenant is served yet: the first that writes will be the only one.", mend, is_note=True)]
    other = {one.id for one in workspaces} - {workspace_of(tenant) for tenant in named}
    mend = "Add it to MICROSOFT_ALLOWED_TENANTS, or take the app out there."
    return [
        *_listed(named),
        *(Finding(f"{tenant_in(one)} was served and is not any more.", mend, True) for one in other),
    ]


def _listed(tenants: Sequence[str]) -> list[Finding]:
    return [Finding(f"Served: {', '.join(sorted(tenants))}.", is_note=True)] if tenants else []


async def _places(book: AddressBook, workspace: Workspace, teams: Sequence[Team]) -> list[Finding]:
    """Where it could write: Teams tells that only by writing itself."""
    tenant = tenant_in(workspace.id)
    if await book.tenant(workspace.id) is None:
        mend = "Upload the app package (`drumbeat manifest teams`), add Drumbeat to a team, type @Drumbeat help there."
        return [Finding(f"No conversation in {tenant} is known yet.", mend, is_note=True)]
    return [finding for team in teams for finding in await _channel(book, team)]


async def _channel(book: AddressBook, team: Team) -> list[Finding]:
    place = f"{team.name}'s channel"
    known = await book.channel(team.workspace_id, team.channel)
    if known is None:
        return [Finding(f"Nothing was ever heard from {place}.", "Type @Drumbeat help there.")]
    if not known.is_open:
        return [Finding(f"It may not write in {place} any more.", "Add Drumbeat there again, then @Drumbeat help.")]
    return []
