"""What was typed into a form that was not sent yet."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from cadence.forms import FormValues


@dataclass(frozen=True, kw_only=True)
class Draft:
    """One member's unsent form. key: what it is about, e.g. `checkin:<id>`. form, context: its form's.

    values: everything typed, of all its pages. at: domain time of the last keeping.
    """

    member_id: str
    key: str
    form: str
    context: str
    values: FormValues
    at: datetime


class Drafts(Protocol):
    """One a member and key. They are nobody else's business: no audit trail, no export."""

    async def get(self, member_id: str, key: str) -> Draft | None:
        """The draft, or None."""

    async def keep(self, draft: Draft) -> None:
        """Keep it in place of what was there."""

    async def drop(self, member_id: str, key: str) -> None:
        """Forget it, if it is there."""
