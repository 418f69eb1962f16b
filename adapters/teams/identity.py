"""Who we are in Microsoft Teams, and whose workspace is whose. Knows the shapes of ids; asks nobody."""

from dataclasses import dataclass

PLATFORM = "teams"
BOT = "28:"
"""What stands before an app's id where it is one who writes."""


@dataclass(frozen=True)
class Identity:
    """app_id: of our registration; empty in the emulator, which calls us whatever it likes."""

    app_id: str

    @property
    def bot_id(self) -> str:
        """What we are called in activities, in every tenant; empty where we have no id."""
        return f"{BOT}{self.app_id}" if self.app_id else ""

    @property
    def has_dialogs(self) -> bool:
        """Whether people's clients can open dialogs: all of Microsoft's but the emulator's can."""
        return bool(self.app_id)


def workspace_of(tenant: str) -> str:
    """The id of a tenant's workspace. Tenants are UUIDs, however they are written."""
    return f"{PLATFORM}:{tenant.lower()}"


def tenant_in(workspace_id: str) -> str:
    """The tenant whose workspace this is, in lower case."""
    return workspace_id.removeprefix(f"{PLATFORM}:")
