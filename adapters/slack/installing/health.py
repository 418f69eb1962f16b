"""Looks whether Slack works as it is set up, for `drumbeat doctor`. Knows what may be wrong, and how each is mended.

Changes nothing in Slack: auth.test, conversations.info, and, with Socket Mode, one connection that is not taken up.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.deps import SlackDeps
from adapters.slack.errors import SLACK_FAILURES, code_of, problem_of
from adapters.slack.installing.identity import PLATFORM, Identity, identity_of
from adapters.slack.installing.scopes import NEEDED, WITHOUT
from adapters.slack.installing.tenants import Tenant, Tenants
from cadence.model import Team
from cadence.signs import last_refused

SIGNING_SECRET = re.compile(r"[0-9a-f]{32}")
MOST_SKEW, ODD_SKEW = timedelta(minutes=5), timedelta(seconds=60)
"""Slack's requests are refused beyond the first; from the second on it is worth a word."""
MOST_CHANNELS = 40
"""Slack lets us ask for some fifty a minute."""
GONE = {"channel_not_found", "is_archived"}


@dataclass(frozen=True)
class Finding:
    """Something to mend; a note is no fault. what, mend: for the operator; mend is empty where another one says it."""

    what: str
    mend: str = ""
    is_note: bool = False


async def examine(deps: SlackDeps, tenants: Tenants, teams: Sequence[Team], now: datetime) -> list[Finding]:
    """Everything that keeps Slack from working, or from working fully. teams: of all workspaces."""
    found = [*await _secret(deps), *await _socket(deps)]
    if not await tenants.connected():
        found += await _connecting(tenants)
    for tenant in await tenants.connected():
        found += _allowed(tenant.identity, deps.allowed)
        found += await _tenant(tenant, [team for team in teams if _is_of(team, tenant)], now)
    return found


async def _connecting(tenants: Tenants) -> list[Finding]:
    problems = await tenants.connect()
    if not problems and not await tenants.connected():
        return [Finding("No workspace has the app installed.", "Open /slack/install at your address.", True)]
    return [Finding(problem.what, problem.mend) for problem in problems]


def _is_of(team: Team, tenant: Tenant) -> bool:
    return team.workspace_id == tenant.identity.workspace_id


async def _secret(deps: SlackDeps) -> list[Finding]:
    """Its shape, and whether what Slack sends is signed with it."""
    mend = "Copy it from Basic Information, Signing Secret; it is not the client secret."
    refused = await last_refused(deps.heartbeats, PLATFORM) if deps.heartbeats and deps.signing_secret else None
    if refused is not None:
        what = (
            f"Slack's requests are refused since {refused:%Y-%m-%d %H:%M} UTC: SLACK_SIGNING_SECRET is not theirs, or"
        )
        return [Finding(f"{what} the clock is wrong.", mend)]
    if not deps.signing_secret or SIGNING_SECRET.fullmatch(deps.signing_secret):
        return []
    what = "SLACK_SIGNING_SECRET does not look like one: it has 32 characters, 0-9 and a-f."
    return [Finding(what, mend, is_note=True)]


async def _socket(deps: SlackDeps) -> list[Finding]:
    """Whether a connection would be let in."""
    if not deps.app_token:
        return []
    client = AsyncWebClient(base_url=deps.api_url, retry_handlers=[])
    try:
        await client.apps_connections_open(app_token=deps.app_token)
    except SLACK_FAILURES as error:
        mend = "Make an app-level token with connections:write, and switch Socket Mode on in the app's settings."
        return [Finding(f"SLACK_APP_TOKEN: Slack said {code_of(error)}.", mend)]
    return []


async def _tenant(tenant: Tenant, teams: Sequence[Team], now: datetime) -> list[Finding]:
    try:
        tested = await tenant.client.auth_test()
    except SLACK_FAILURES as error:
        problem = problem_of(error)
        return [Finding(f"{tenant.identity.team}: {problem.what}", problem.mend)]
    found = [*_scopes(tenant.identity.team, identity_of(tested).scopes), *_clock(tested.headers, now)]
    return found + await _channels(tenant, teams)


def _scopes(team: str, granted: frozenset[str]) -> list[Finding]:
    """What is missing; nothing where Slack does not tell what was granted."""
    if not granted:
        return []
    again = "Create the app's manifest anew (`drumbeat manifest slack`), and install it to the workspace again."
    needed = sorted(NEEDED - granted)
    notes = [f"{team}: without {scope}, {gone}." for scope, gone in WITHOUT.items() if scope not in granted]
    if needed:
        found = [Finding(f"{team}: the token lacks {', '.join(needed)}.", again)]
        return [*found, *(Finding(note, is_note=True) for note in notes)]
    return [Finding(note, again if note == notes[-1] else "", is_note=True) for note in notes]


def _allowed(identity: Identity, allowed: Collection[str]) -> list[Finding]:
    """A list that was narrowed later takes nobody out."""
    if not allowed or {identity.team_id, identity.enterprise_id} & {*allowed}:
        return []
    what = f"{identity.team} has the app, but SLACK_ALLOWED_WORKSPACES does not name it: it is served all the same."
    return [Finding(what, f"Add {identity.team_id} there, or remove the app in that workspace.", is_note=True)]


def _clock(headers: Any, now: datetime) -> list[Finding]:
    said = {str(name).lower(): value for name, value in dict(headers).items()}.get("date", "")
    try:
        skew = abs(now - parsedate_to_datetime(said))
    except (TypeError, ValueError):
        return []  # no date, or none with a zone: nothing to compare with
    if skew < ODD_SKEW:
        return []
    what = f"This machine's clock is {skew.total_seconds():.0f} seconds away from Slack's."
    return [Finding(what, "Slack's requests are refused beyond 300 seconds: set up NTP.", is_note=skew < MOST_SKEW)]


async def _channels(tenant: Tenant, teams: Sequence[Team]) -> list[Finding]:
    found = [finding for team in teams[:MOST_CHANNELS] for finding in await _channel(tenant, team)]
    left = len(teams) - MOST_CHANNELS
    if left > 0:
        found.append(Finding(f"{left} more teams' channels were not looked at.", "Slack limits how often.", True))
    return found


async def _channel(tenant: Tenant, team: Team) -> Iterable[Finding]:
    place = f"{team.name}'s channel"
    try:
        told: Any = await tenant.client.conversations_info(channel=team.channel)
    except SlackApiError as error:
        code = code_of(error)
        if code in GONE:
            return [
                Finding(f"{place} is closed to it.", "Type /invite @Drumbeat there, or choose another: /okr setup.")
            ]
        return [Finding(f"{place} could not be looked at: Slack said {code}.", "Try again later.", True)]
    except SLACK_FAILURES as error:
        return [Finding(f"{place} could not be looked at: {code_of(error)}.", "Try again later.", True)]
    channel = told.get("channel") or {}
    if channel.get("is_archived"):
        return [Finding(f"{place} is archived.", "Open it again, or choose another: /okr setup.")]
    if channel.get("is_member") is False:
        return [Finding(f"It is not in {place}.", "Type /invite @Drumbeat there.")]
    return []
