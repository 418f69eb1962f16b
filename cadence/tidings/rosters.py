"""Being written."""

from typing import Any


async def groups_changed(*_: Any) -> None:
    """Being written."""
