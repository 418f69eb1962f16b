"""What the Slack adapter is given by whoever wires it. Knows ports; decides nothing."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from slack_sdk.web.async_client import AsyncWebClient

from cadence.ports import Arrival, Gates, Heartbeats, Store, Tickets, Vault
from cadence.ports.engine import Handles, Tells, count_nothing


def utc_now() -> datetime:
    """The machine's clock."""
    return datetime.now(UTC)


@dataclass(frozen=True, kw_only=True)
class SlackDeps:
    """What Slack is given; secrets are empty where they were not set.

    One of three ways: bot_token and signing_secret (HTTP), bot_token and app_token (Socket Mode), or client_id,
    client_secret, signing_secret, vault and tickets (an install page, for many workspaces).
    allowed: ids of workspaces and organisations that may install; empty for only the first that ever did.
    gates: None where every process waits for itself. keep, news: where events go, and what they tell; None where none
    are taken. count: see `SlackEvents`. heartbeats: where it is noted whether requests are signed as they should be.
    purge: forgets what is private of a workspace (by our id) that the app was taken out of.
    api_url: base of the Web API, e.g. `https://slack.com/api/`. clock: real time.
    """

    front_door: Handles
    store: Store
    bot_token: str = field(default="", repr=False)
    signing_secret: str = field(default="", repr=False)
    app_token: str = field(default="", repr=False)
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    allowed: tuple[str, ...] = ()
    api_url: str = AsyncWebClient.BASE_URL
    vault: Vault | None = None
    gates: Gates | None = None
    tickets: Tickets | None = None
    keep: Callable[[Arrival], Awaitable[bool]] | None = None
    news: Tells | None = None
    heartbeats: Heartbeats | None = None
    purge: Callable[[str], Awaitable[None]] | None = None
    clock: Callable[[], datetime] = utc_now
    count: Callable[[str, str], None] = count_nothing
