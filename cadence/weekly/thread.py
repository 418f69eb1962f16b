"""Where a team's later messages go: into the thread of its newest check-in.

Where a place has no threads, what has buttons stands there as a message of its own, and what is only a line is left
out: the card of the check-in and the summary say it. Knows message keys and places; must not know what is said.
"""

from cadence.cards import Card
from cadence.ids import id_for
from cadence.model import Message, Place, Team
from cadence.ports import Unit
from cadence.weekly.current import latest_checkin


async def post_in_thread(unit: Unit, team: Team, key: str, card: Card) -> None:
    """Say this in the newest check-in's thread, or in the channel itself while there is none.

    Said again under the same key it is updated where it stands.
    """
    place = Place(channel=team.channel, thread=await thread_key(unit, team))
    await unit.outbox.say(message(unit, key, place, card))


async def post_line(unit: Unit, team: Team, key: str, card: Card) -> None:
    """A line in the newest check-in's thread that other messages and the summary say as well; nothing without one."""
    if team.has_threads:
        await post_in_thread(unit, team, key, card)


async def thread_key(unit: Unit, team: Team) -> str | None:
    """The key of the message that starts the newest check-in's thread: its prompt, else its summary, else None.

    One in the channel that the team had before starts none, nor does any where messages have no threads.
    """
    if not team.has_threads:
        return None
    newest = await latest_checkin(unit, team)
    for key in (f"prompt:{newest.id}", f"summary:{newest.id}") if newest else ():
        said = await unit.outbox.said(key)
        if said and said.place.channel == team.channel:
            return key
    return None


async def stands_in_newest(unit: Unit, team: Team, key: str) -> bool:
    """Whether this message stands where a line would go now."""
    said = await unit.outbox.said(key)
    return said is not None and said.place.thread == await thread_key(unit, team)


def message(unit: Unit, key: str, place: Place, card: Card, is_nudge: bool = False) -> Message:
    """A message of this workspace under this key."""
    workspace_id = unit.workspace.id
    made = id_for("message", workspace_id, key)
    return Message(id=made, workspace_id=workspace_id, key=key, place=place, card=card, is_nudge=is_nudge)
