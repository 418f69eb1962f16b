"""Being written."""

from typing import Any


async def person_changed(*_: Any) -> None:
    """Being written."""
