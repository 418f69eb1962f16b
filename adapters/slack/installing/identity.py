"""Who we are in one workspace of Slack. Knows the answer of auth.test; makes no call."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.slack.arriving.incoming import Home

PLATFORM = "slack"
SCOPES_HEADER = "x-oauth-scopes"


@dataclass(frozen=True, kw_only=True)
class Identity:
    """Who we are in Slack. enterprise_id, app_id: empty where Slack does not tell. team: its name.

    bot_user: what people mention. url: of the workspace, e.g. `https://sample.slack.com/`. scopes: what was granted;
    empty where Slack did not tell.
    """

    team_id: str
    team: str
    bot_user: str
    bot_id: str = ""
    enterprise_id: str = ""
    app_id: str = ""
    url: str = ""
    scopes: frozenset[str] = frozenset()

    @property
    def workspace_id(self) -> str:
        return workspace_of(self.team_id)

    def is_home(self, home: Home) -> bool:
        """Whether a payload is for us; what either side does not know cannot speak against it."""
        pairs = ((home.team, self.team_id), (home.enterprise, self.enterprise_id), (home.app, self.app_id))
        return all(theirs == ours for theirs, ours in pairs if theirs and ours)

    def dump(self) -> dict[str, str]:
        """As it is kept with an installation."""
        return {**asdict(self), "scopes": ",".join(sorted(self.scopes))}


def workspace_of(slack_id: str) -> str:
    """Our id of a workspace or organisation of Slack: `slack:T0123`."""
    return f"{PLATFORM}:{slack_id}"


def load_identity(kept: Mapping[str, str]) -> Identity:
    """What `dump` wrote; other keys are left alone."""
    known = {name: kept.get(name, "") for name in Identity.__dataclass_fields__ if name != "scopes"}
    return Identity(**known, scopes=_split(kept.get("scopes", "")))


def identity_of(tested: AsyncSlackResponse) -> Identity:
    """Who auth.test says that we are."""
    found: Any = tested.data
    headers = {name.lower(): value for name, value in tested.headers.items()}
    return Identity(
        team_id=found.get("team_id") or "",
        team=found.get("team") or "",
        bot_user=found.get("user_id") or "",
        bot_id=found.get("bot_id") or "",
        enterprise_id=found.get("enterprise_id") or "",
        app_id=found.get("app_id") or "",
        url=found.get("url") or "",
        scopes=_split(headers.get(SCOPES_HEADER, "")),
    )


def _split(scopes: str) -> frozenset[str]:
    return frozenset(filter(None, (scope.strip() for scope in scopes.split(","))))
