"""What the Teams adapter is given by whoever wires it. Knows ports; decides nothing."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

from cadence.ports import Addresses, Arrival, Gates, Heartbeats, Store
from cadence.ports.engine import Handles, Tells, count_nothing

LOGIN_URL = "https://login.microsoftonline.com/"
OPENID_URL = "https://login.botframework.com/v1/.well-known/openidconfiguration"

AppType = Literal["SingleTenant", "MultiTenant", "UserAssignedMSI"]


async def welcome_nobody(workspace_id: str) -> None:
    """For whoever does nothing about a new workspace."""


def utc_now() -> datetime:
    """The machine's clock."""
    return datetime.now(UTC)


@dataclass(frozen=True, kw_only=True)
class TeamsDeps:
    """What Teams is given; app_id and app_password are empty in the emulator mode.

    app_type: how the app is registered; with UserAssignedMSI there is no password. tenant_id: where it is registered.
    allowed: the tenants that are served; empty for tenant_id, or else for only the first that ever came.
    emulator: no tokens either way, and only this machine is answered. keep: as `Receiver.put`.
    count: is told the kind of each event, and `kept`, `known`, `handled` or `failed`. heartbeats: where it is
    noted whether requests carry good tokens. gates: None where every process waits for itself.
    welcome: is told the id of each workspace once it is there, at least once in every process.
    login_url: where our own tokens come from; openid_url: says where Microsoft's keys are. clock: real time.
    """

    front_door: Handles
    store: Store
    addresses: Addresses
    keep: Callable[[Arrival], Awaitable[bool]]
    news: Tells
    heartbeats: Heartbeats | None = None
    gates: Gates | None = None
    app_id: str = ""
    app_password: str = field(default="", repr=False)
    app_type: AppType = "SingleTenant"
    tenant_id: str = ""
    allowed: tuple[str, ...] = ()
    emulator: bool = False
    login_url: str = LOGIN_URL
    openid_url: str = OPENID_URL
    welcome: Callable[[str], Awaitable[None]] = welcome_nobody
    clock: Callable[[], datetime] = utc_now
    count: Callable[[str, str], None] = count_nothing
