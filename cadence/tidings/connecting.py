"""Being written."""

from typing import Any


async def connected(*_: Any) -> None:
    """Being written."""


async def disconnected(*_: Any) -> None:
    """Being written."""
