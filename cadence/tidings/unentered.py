"""A form that was kept when it came could not be entered: its sender is told why, once, and finds it as it was typed.

Knows receipts, so that nothing is entered any more once they were told; must not know what was wrong.
"""

from cadence.answering.formcontext import read_context
from cadence.answering.unsent import keep_refused
from cadence.context import Context, Services, member_id
from cadence.errors import Refused
from cadence.model import Place
from cadence.ports import Unit
from cadence.receipts import receipt_of
from cadence.requests import FormSubmitted
from cadence.tidings.kinds import Unentered
from cadence.weekly.thread import message
from cadence.wording.crowded import unentered_card

THE_CHECKIN = "The check-in"


async def unentered(unit: Unit, services: Services, news: Unentered) -> None:
    """Nothing where it was entered after all, or nobody is known who sent it."""
    sent = news.request
    member = await unit.members.get(member_id(sent.workspace_id, sent.who.id))
    if member is None or not await unit.first_time(receipt_of(sent)):
        return
    ctx = Context(unit=unit, services=services, me=member, request=sent)
    await keep_refused(ctx, sent)
    checkin_id = _checkin_meant(sent)
    checkin = await unit.checkins.get(checkin_id) if checkin_id else None
    team = await unit.teams.get(checkin.team_id) if checkin else None
    shown = unentered_card(team.name if team else THE_CHECKIN, ctx.said_at, member.zone, news.why, checkin_id)
    key = f"unentered:{sent.request_id}:{sent.who.id}:{news.news_id}"
    await unit.outbox.say(message(unit, key, Place(member=member.external_id), shown))


def _checkin_meant(sent: FormSubmitted) -> str:
    """Empty where the version of Drumbeat that showed the form wrote it otherwise."""
    try:
        return read_context(sent.context).checkin_id
    except Refused:
        return ""
