"""Whether the database is there: which errors mean that it is not, and one line in the log when that begins and ends.

Knows codes of drivers; must not know what was asked for. Errors of single rows are no matter of this.
"""

import logging
import time
from collections.abc import Callable
from enum import StrEnum

from sqlalchemy.exc import DBAPIError

TELL_EVERY = 60.0
"""Seconds between two lines of the log while it goes on, or comes back and goes away again."""
LASTS = 20.0
"""Seconds for which nothing may fail until a full disk counts as mended: what is small may fit in between, and what
failed is tried again only after a while."""
FULL = "its disk is full"
AWAY, RESTARTS, BUSY = "it cannot be reached", "it is being stopped or started", "it takes no more connections"
HELD = "another program holds it"
"""For longer than one waits for a turn: a shell with an open transaction, say."""
PASSING = (AWAY, RESTARTS, BUSY, HELD)
"""Over as soon as something works."""
OF_SQLITE = {
    "SQLITE_FULL": FULL,
    "SQLITE_BUSY": HELD,
    "SQLITE_IOERR": "its file cannot be written or read",
    "SQLITE_CANTOPEN": "its file cannot be opened",
    "SQLITE_READONLY": "its file is read-only",
    "SQLITE_CORRUPT": "its file is damaged",
    "SQLITE_NOTADB": "its file is damaged",
    "SQLITE_NOMEM": "it has no memory left",
}
OF_POSTGRESQL = {
    "08": AWAY,
    "57P": RESTARTS,
    "53100": FULL,
    "53200": "it has no memory left",
    "53300": BUSY,
    "25006": "it is read-only",
    "58": "it has a fault of its system",
}
"""By how the SQLSTATE begins."""

log = logging.getLogger(__name__)


class Access(StrEnum):
    """A full disk lets one read."""

    READ = "read"
    WRITE = "write"


def reason_of(error: DBAPIError) -> str | None:
    """Why the database does not do what it is asked now, for the operator; None where it does, and refuses."""
    name = getattr(error.orig, "sqlite_errorname", None)
    if name is not None:
        return next((f"{why} ({name})" for code, why in OF_SQLITE.items() if name.startswith(code)), None)
    state = getattr(error.orig, "sqlstate", None)
    if state:
        return next((f"{why} ({state})" for code, why in OF_POSTGRESQL.items() if state.startswith(code)), None)
    kinds = {kind.__name__ for kind in type(error.orig).__mro__}  # a ConnectionTimeout is one, too
    is_cut = error.connection_invalidated or "OperationalError" in kinds
    return f"{AWAY} ({type(error.orig).__name__})" if is_cut else None


def is_cut(reason: str) -> bool:
    """Whether nobody heard the end of what was under way. Where a disk is full the database says that it failed."""
    return reason.startswith((AWAY, RESTARTS))


class Outage:
    """One process's view of one database. now: seconds that only grow. tells: whether the log hears of it."""

    def __init__(self, now: Callable[[], float] = time.monotonic, *, tells: bool = True) -> None:
        self._now, self._tells = now, tells
        self._reasons: dict[Access, str] = {}
        self._began = self._failed_at = 0.0
        self._told_at: float | None = None
        self._is_told = False

    @property
    def reason(self) -> str | None:
        """What is wrong, as far as the last attempts tell; None while all is well."""
        return next(iter(self._reasons.values()), None)

    def failed(self, access: Access, reason: str) -> None:
        """An attempt did."""
        now = self._now()
        if not self._reasons:
            self._began = now
        self._reasons[access], self._failed_at = reason, now
        if self._tells and (self._told_at is None or now - self._told_at >= TELL_EVERY):
            self._told_at, self._is_told = now, True
            log.error("The database is away: %s. It is tried again by itself.", reason)

    def worked(self, access: Access) -> None:
        """An attempt did; who can write can read."""
        if not self._reasons:
            return
        self._reasons.pop(Access.READ, None)
        if access is Access.WRITE and (self._is_passing() or self._now() - self._failed_at >= LASTS):
            self._reasons.clear()
        if not self._reasons and self._is_told:
            self._is_told = False
            log.warning("The database is back, after %.0f s", self._now() - self._began)

    def _is_passing(self) -> bool:
        return all(reason.startswith(PASSING) for reason in self._reasons.values())
