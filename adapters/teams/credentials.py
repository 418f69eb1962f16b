"""Our own tokens for the Bot Connector: by a client secret, or by the managed identity of the machine.

Knows the two token endpoints; must not know what a token is used for. No token or secret is ever logged.
"""

from collections.abc import Mapping
from typing import Protocol


class Credentials(Protocol):
    """Where tokens come from."""

    async def token(self) -> str:
        """A token that is good for five minutes at least; empty where none is used. Raises NoToken."""

    async def forget(self, token: str) -> None:
        """This one was refused: the next is a fresh one."""

    async def close(self) -> None:
        """Let go of the network."""


class NoToken(Exception):
    """No token could be had. The words say why, and what the operator can do. code: Microsoft's (AADSTS...), or how
    the connection failed. is_refused: Microsoft said no, and will until somebody has mended it."""

    def __init__(self, words: str, *, code: str, is_refused: bool) -> None:
        super().__init__(words)
        self.code, self.is_refused = code, is_refused


class NoCredentials:
    """Of the emulator mode: nobody asks for a token."""

    async def token(self) -> str:
        """None is used."""
        return ""

    async def forget(self, token: str) -> None:
        """Nothing is kept."""

    async def close(self) -> None:
        """Nothing is open."""


class ClientSecret(NoCredentials):
    """An app with a secret. tenant: where it is registered (SingleTenant), or `botframework.com` (MultiTenant)."""

    def __init__(self, login_url: str, tenant: str, app_id: str, password: str) -> None:
        self._login_url, self._tenant, self._app_id, self._password = login_url, tenant, app_id, password


class ManagedIdentity(NoCredentials):
    """The identity of the machine. environment: of the process; App Service tells there where its endpoint is."""

    def __init__(self, app_id: str, environment: Mapping[str, str]) -> None:
        self._app_id, self._environment = app_id, environment
