"""Being written."""

from typing import Any


async def channel_changed(*_: Any) -> None:
    """Being written."""


async def channel_trouble(*_: Any) -> None:
    """Being written."""
