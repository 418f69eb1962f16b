"""What somebody wrote was tried for as long as it makes sense, and is not tried again: they are told, once.

Knows receipts, so that nobody is told who was heard after all, and nothing is done any more once they were told; must
not know why it failed.
"""

from cadence.context import Services, member_id
from cadence.model import Place
from cadence.ports import Unit
from cadence.receipts import receipt_of
from cadence.requests import CommandTyped, ReplyTyped, Request
from cadence.tidings.kinds import Unheard
from cadence.weekly.thread import message
from cadence.wording.unheard import unheard_card


async def unheard(unit: Unit, services: Services, news: Unheard) -> None:  # noqa: ARG001 - as all
    """Only who wrote something to us; talk that we overheard, and looks at our page, are nobody's loss."""
    request = news.request
    if not await _was_to_us(unit, request) or not await unit.first_time(receipt_of(request)):
        return
    member = await unit.members.get(member_id(request.workspace_id, request.who.id))
    at = news.at + unit.workspace.clock_offset if news.at else unit.now
    shown = unheard_card(_words(request), at, member.zone if member else "UTC")
    key = f"unheard:{request.request_id}:{request.who.id}"
    await unit.outbox.say(message(unit, key, Place(member=request.who.id), shown))


async def _was_to_us(unit: Unit, request: Request) -> bool:
    if isinstance(request, ReplyTyped) and request.is_gone:
        return False  # they deleted something, and nothing that they wrote waits for us
    if isinstance(request, ReplyTyped) and not request.is_addressed:
        return await unit.outbox.shown_as(request.thread) is not None
    return isinstance(request, CommandTyped | ReplyTyped)


def _words(request: Request) -> str:
    return request.text if isinstance(request, CommandTyped | ReplyTyped) else ""
