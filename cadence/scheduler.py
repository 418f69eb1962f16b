"""The scheduler: what is due in every workspace is planned, opened, reminded of and closed, each team on its own.

Knows the order of things; must not know how any of them is done (cadence.weekly) nor what makes it tick (bot).
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from cadence.context import Services
from cadence.ports import Store

Report = Callable[[str, Exception], None]
"""Told what failed, in words without user text, and how."""


def _log(what: str, error: Exception) -> None:
    logging.getLogger("drumbeat.scheduler").error("%s", what, exc_info=error)


@dataclass(frozen=True, kw_only=True)
class Upcoming:
    """Something that will happen by itself. at: UTC, domain time. label: e.g. `closes`."""

    at: datetime
    label: str


class Scheduler:
    """Any number of them may tick at once."""

    def __init__(self, store: Store, services: Services, report: Report = _log) -> None:
        self._store, self._services, self._report = store, services, report

    async def tick(self, batch: int = 50) -> int:
        """Do everything that is due, and return how many things were done. One failing team never stops the others."""
        raise NotImplementedError

    async def upcoming(self, workspace_id: str, team_id: str) -> list[Upcoming]:
        """What comes next for this team, soonest first."""
        raise NotImplementedError
