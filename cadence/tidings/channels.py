"""A team's channel: archived, deleted, moved, or we are not in it any more. The lead hears once what to do.

Knows what waits for a channel and whose it is; the words stand in `cadence.wording.channel`. One message a trouble: its
key is `trouble:<team>:<number>.<reader>`, and it has a button until that is over.
"""

from dataclasses import replace

from cadence.cards import Buttons, Card
from cadence.context import Services, member_id
from cadence.model import Message, Place, Team
from cadence.newest import Subject, is_latest
from cadence.ports import Unit
from cadence.tidings.heads import heads_of
from cadence.tidings.kinds import ChannelChange, ChannelChanged, ChannelTrouble
from cadence.weekly.thread import message
from cadence.wording.channel import mended_card, moved_card, thanks_card, trouble_card, what_happened

OVER = frozenset({ChannelChange.REOPENED, ChannelChange.JOINED})
TROUBLES = frozenset({ChannelChange.ARCHIVED, ChannelChange.DELETED, ChannelChange.LEFT})


async def channel_changed(unit: Unit, services: Services, news: ChannelChanged) -> None:  # noqa: ARG001 - as all
    """Of a channel without a team only an invitation matters: whoever sent it hears how to begin.

    Whether we can post there and who sees it are told by different news, each with its own latest.
    """
    knows_privacy = news.is_private is not None and await is_latest(unit, Subject.PRIVACY, news.channel, news.at)
    is_late = news.change in OVER | TROUBLES and not await is_latest(unit, Subject.REACH, news.channel, news.at)
    team = await _team_in(unit, news.channel)
    if team is not None and knows_privacy:
        team = replace(team, channel_is_private=bool(news.is_private))
        await unit.teams.save(team)
    if is_late:
        return
    if team is not None:
        await _follow(unit, team, news)
    elif news.change == ChannelChange.JOINED and news.by:
        await _thank(unit, news)


async def _follow(unit: Unit, team: Team, news: ChannelChanged) -> None:
    if news.change == ChannelChange.MOVED:
        await _follow_channel(unit, team, news)
    elif news.change in TROUBLES:
        await _tell(unit, team, what_happened(team, news.change), news.change.value)
    elif news.change in OVER or (news.change == ChannelChange.MENDED and team.has_trouble):
        await end_trouble(unit, team)


async def channel_trouble(unit: Unit, services: Services, news: ChannelTrouble) -> None:  # noqa: ARG001 - as all
    """A message waits for somebody to mend this."""
    team = await _team_in(unit, news.channel)
    if team:
        await _tell(unit, team, what_happened(team, None, news.mend), news.code)


async def end_trouble(unit: Unit, team: Team) -> None:
    """What waited goes at once, and the message that told of the trouble says that it is over."""
    await unit.teams.save(replace(team, has_trouble=False))
    await unit.outbox.redirect(team.channel, team.channel, moves_shown=False)
    await _end(unit, team, mended_card(team))


async def move_team(unit: Unit, team: Team, channel: str, is_private: bool, has_threads: bool = True) -> Team:
    """The (locked) team lives in another channel from now on. What waits goes there; what was said stays."""
    moved = replace(team, channel=channel, channel_is_private=is_private, has_threads=has_threads, has_trouble=False)
    await unit.teams.save(moved)
    await unit.outbox.redirect(team.channel, channel, moves_shown=False)
    await _end(unit, moved, moved_card(moved))
    return moved


async def _team_in(unit: Unit, channel: str) -> Team | None:
    found = await unit.teams.find(channel=channel)
    return await unit.lock(found[0].id) if found else None


async def _follow_channel(unit: Unit, team: Team, news: ChannelChanged) -> None:
    """The same channel under another id; another team cannot be there yet, or else it keeps it."""
    if not news.new_id or await unit.teams.find(channel=news.new_id):
        return
    await unit.teams.save(replace(team, channel=news.new_id))
    await unit.outbox.redirect(team.channel, news.new_id, moves_shown=True)


async def _tell(unit: Unit, team: Team, what: str, code: str) -> None:
    """Once, until it is mended: what else goes wrong meanwhile has the same cure."""
    if team.has_trouble:
        return
    await unit.teams.save(replace(team, has_trouble=True))
    number = await _number(unit, team)
    for reader, head in enumerate(await heads_of(unit, team)):
        key, place = _key(team, number, reader), Place(member=head.external_id)
        await unit.outbox.say(message(unit, key, place, trouble_card(team, what, code)))


async def _end(unit: Unit, team: Team, shown: Card) -> None:
    for said in await _live(unit, team):
        await unit.outbox.say(replace(said, card=shown))


async def _live(unit: Unit, team: Team) -> list[Message]:
    """The messages of the newest trouble, while it is not over."""
    number = await _number(unit, team) - 1
    found: list[Message] = []
    while said := await unit.outbox.said(_key(team, number, len(found))):
        found.append(said)
    return [said for said in found if any(isinstance(block, Buttons) for block in said.card.blocks)]


async def _number(unit: Unit, team: Team) -> int:
    """Of the next trouble, from 1."""
    number = 1
    while await unit.outbox.said(_key(team, number, 0)):
        number += 1
    return number


def _key(team: Team, number: int, reader: int) -> str:
    return f"trouble:{team.id}:{number}.{reader}"


async def _thank(unit: Unit, news: ChannelChanged) -> None:
    inviter = await unit.members.get(member_id(news.workspace_id, news.by))
    if inviter is None or not inviter.is_guest:
        key, place = f"joined:{news.channel}", Place(member=news.by)
        await unit.outbox.say(message(unit, key, place, thanks_card(news.name)))
