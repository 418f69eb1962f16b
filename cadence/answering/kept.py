"""A check-in form that was kept when it came and is handled later, since too many came at once: which may be, and what
is different then. Nobody sees the form any more, and its sender may have answered again meanwhile.

Knows answers and moments; must not know where it was kept, nor what a field is about.
"""

from cadence.answering.answers import WRITTEN, answer_of
from cadence.answering.formcontext import is_last_page
from cadence.answering.seat import Seat
from cadence.answering.unsent import FORM
from cadence.context import Context
from cadence.errors import InvalidForm, Refused
from cadence.forms import FieldPart
from cadence.requests import FormSubmitted, Request
from cadence.wording.checkin_paging import Pages

OVERTAKEN = "You answered again after you had sent it, and your later answer stands."


def may_be_kept(request: Request) -> bool:
    """Whether its sender need not see what comes of it at once: a check-in form, all of it."""
    return isinstance(request, FormSubmitted) and request.form == FORM and is_last_page(request.context)


async def refuse_overtaken(ctx: Context, seat: Seat) -> None:
    """Raises Refused where a later answer was written meanwhile. What was only clicked replaces nothing written."""
    if seat.said_at is None:
        return
    for subject in seat.answered:
        answer = await answer_of(ctx.unit, seat, subject)
        if answer and answer.kind in WRITTEN and (answer.edited_at or answer.at) > seat.said_at:
            raise Refused(OVERTAKEN, seat.team)


def named(error: InvalidForm, pages: Pages) -> InvalidForm:
    """The same, each message with the name of its field: it is read where no form is open."""
    labels = {part.id: part.label for page in pages for part in page if isinstance(part, FieldPart)}
    told = {field: f"{_name(field, labels)}: {message}" for field, message in error.errors.items()}
    return InvalidForm(told, error.about)


def _name(field: str, labels: dict[str, str]) -> str:
    """The field's label; what belongs to a key result is named with it."""
    label, about = labels.get(field, "The form"), labels.get(f"{field.rpartition(':')[0]}:value", "")
    return label if about in ("", label) else f"{about}, {label}"
