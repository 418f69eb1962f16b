"""What a form for owner and date showed: left as it was shown, it takes nothing away that somebody set meanwhile.

Travels in the form's context. Knows how it is written there; must not know how an owner or a date is kept.
"""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from cadence.fields import Fields
from cadence.model import Action, Decision
from cadence.proposing import Proposal
from cadence.wording.settle import owner_and_day

SEEN = "|"


@dataclass(frozen=True, kw_only=True)
class Shown:
    """Of one thing: the state in which it was, and who and by when, as they stood or were proposed."""

    state: str
    owner_id: str | None
    due: date | None


def with_shown(value: str, items: Iterable[tuple[Decision | Action, Proposal]]) -> str:
    """The context of a form that shows these. value: the button's; without `|`."""
    return SEEN.join([value, *(_written(item, proposed) for item, proposed in items)])


def _written(item: Decision | Action, proposed: Proposal) -> str:
    who, when = owner_and_day(item)
    due = when or proposed.due
    return ",".join((item.id, item.state, who or proposed.owner_id or "", due.isoformat() if due else ""))


def read_shown(context: str) -> tuple[str, dict[str, Shown]]:
    """The button's value, and what was shown by the id of the thing; nothing where the form came without it."""
    value, *rows = context.split(SEEN)
    shown = {}
    for row in rows:
        with suppress(ValueError):  # not of our making
            item_id, state, owner_id, due = row.split(",")
            day = date.fromisoformat(due) if due else None
            shown[item_id] = Shown(state=state, owner_id=owner_id or None, due=day)
    return value, shown


async def read_promise(fields: Fields, item: Decision | Action, shown: Shown | None, prefix: str = "") -> Proposal:
    """Who and by when, as it is to be set; None leaves what stands. item: as it stands now.

    Nothing of a question that was decided since: who decides it was asked, and not who does what follows.
    """
    if shown and shown.state != item.state:
        return Proposal()
    who, when = owner_and_day(item)
    owner = await fields.person(f"{prefix}owner")
    due = fields.day(f"{prefix}due", keep=shown.due if shown and when else when)
    owner_id = owner.id if owner else None
    if shown is None:
        return Proposal(owner_id=owner_id, due=due)
    return Proposal(
        owner_id=None if who and owner_id == shown.owner_id else owner_id,
        due=None if when and due == shown.due else due,
    )
