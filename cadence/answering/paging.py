"""Which page of the check-in form comes next, and what all of its pages say together.

Pure: knows ids of fields and pages; must not know how pages are cut, nor what a field is about.
"""

from collections.abc import Container, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from cadence.answering.formcontext import FormContext
from cadence.answering.slots import Blocks, Slots
from cadence.errors import InvalidForm
from cadence.forms import FieldPart, FormValues
from cadence.model import Blocker, Decision, StopShift
from cadence.wording.checkin_form import PAGE
from cadence.wording.checkin_paging import Pages, fields_of, page_after, page_with

MORE, NEXT = "more:", "next"
"""Events, beside `PAGE`: one block more, and what stands below."""

T = TypeVar("T", Blocker, Decision, StopShift)


@dataclass(frozen=True, kw_only=True)
class Whole:
    """What was sent, with what other pages said before.

    is_last: it was sent from the last page, as it was shown. is_only: there is no other.
    """

    values: FormValues
    is_last: bool = True
    is_only: bool = True


def whole_of(carried: FormContext, pages: Pages, before: FormValues, sent: FormValues) -> Whole:
    """pages: as they are cut now. before: what was kept when other pages were left; what nobody asks for any more does
    not count."""
    if max(len(pages), carried.pages) <= 1:
        return Whole(values=sent)
    asked = {field for page in pages for field in fields_of(page)}
    kept = {field: value for field, value in before.items() if field in asked}
    is_last = carried.page >= (carried.pages or len(pages))
    return Whole(values={**kept, **sent}, is_last=is_last, is_only=False)


def page_meant(pages: Pages, blocks: Blocks, carried: FormContext, sent: Container[str], event: str) -> int:
    """The number of the page to show. event: one of these, or the id of a field. sent: what was on the page."""
    if event.startswith(PAGE):
        number = event.removeprefix(PAGE)
        return max(1, int(number)) if number.isdecimal() else carried.page
    if event == NEXT:
        return page_after(pages, sent) or carried.page + 1
    return page_with(pages, _newest(blocks).get(event, event)) or carried.page


def _newest(blocks: Blocks) -> Mapping[str, str]:
    """By the event that asks for one more, what the ids of its fields begin with."""
    shown = {"blocker": blocks.blockers.shown, "decision": blocks.decisions.shown, "stop": blocks.stops.shown}
    return {f"{MORE}{kind}": f"{kind}:{numbers[-1]}:" for kind, numbers in shown.items()}


def answered(blocks: Blocks, whole: Whole) -> Blocks:
    """Without blocks of pages that nobody told about: what they hold is left alone."""
    if whole.is_only:
        return blocks
    return Blocks(
        blockers=_told("blocker", blocks.blockers, whole.values),
        decisions=_told("decision", blocks.decisions, whole.values),
        stops=_told("stop", blocks.stops, whole.values),
    )


def _told(kind: str, slots: Slots[T], values: FormValues) -> Slots[T]:
    told = (number for number in slots.shown if any(field.startswith(f"{kind}:{number}:") for field in values))
    return replace(slots, shown=tuple(told))


def first_elsewhere(error: InvalidForm, pages: Pages, sent: Container[str]) -> tuple[str, str]:
    """Id and label of the first field with a mistake on another page; or on this one, where it has to be cut anew.

    pages: as they are cut now. Raises InvalidForm where the page that was sent has mistakes, with those alone; or where
    no page has them.
    """
    asked = [part for page in pages for part in page if isinstance(part, FieldPart)]
    wrong = [part for part in asked if part.id in error.errors]
    elsewhere = [part for part in wrong if part.id not in sent]
    here = {field: told for field, told in error.errors.items() if field in sent or not elsewhere}
    if here and not (wrong and _is_spread(pages, sent)):
        raise InvalidForm(here, error.about) from error
    first = (elsewhere if not here else wrong)[0]
    return first.id, first.label


def _is_spread(pages: Pages, sent: Container[str]) -> bool:
    """Whether what was on one page needs several by now."""
    return sum(any(field in sent for field in fields_of(page)) for page in pages) > 1
