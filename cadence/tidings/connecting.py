"""The app was taken out of a workspace, or is there again.

Knows that nothing is planned or said meanwhile (the scheduler and the outbox look at `Workspace.is_connected`), and
that nothing of a team is forgotten; must not know how a workspace is connected.
"""

from dataclasses import replace

from cadence.context import Services
from cadence.ids import new_id
from cadence.model import Member, Place, Team
from cadence.ports import Unit
from cadence.tidings.heads import heads_of
from cadence.tidings.kinds import Connected, Disconnected
from cadence.weekly.current import open_checkin, scheduled_checkin
from cadence.weekly.thread import message
from cadence.wording.connecting import connected_card, next_line


async def disconnected(unit: Unit, services: Services, news: Disconnected) -> None:  # noqa: ARG001 - as all
    """Nothing happens there until it is connected again. What is planned stays, and what was said waits."""
    await unit.save_workspace(replace(unit.workspace, is_connected=False))


async def connected(unit: Unit, services: Services, news: Connected) -> None:  # noqa: ARG001 - as all
    """It goes on where it was; after a break the leads hear so, each once."""
    before = unit.workspace
    await unit.save_workspace(replace(before, is_connected=True, name=news.name or before.name))
    if before.is_connected:
        return
    led: dict[str, list[Team]] = {}
    heads: dict[str, Member] = {}
    for team in sorted(await unit.teams.find(), key=lambda each: (each.name, each.id)):
        for head in await heads_of(unit, team):
            heads[head.id] = head
            led.setdefault(head.id, []).append(team)
    for head_id in sorted(led):
        lines = [await _next(unit, team) for team in led[head_id]]
        place = Place(member=heads[head_id].external_id)
        key = f"connected:{head_id}:{new_id()}"
        await unit.outbox.say(message(unit, key, place, connected_card([line for line in lines if line])))


async def _next(unit: Unit, team: Team) -> str:
    if team.is_paused:
        return ""
    checkin = await open_checkin(unit, team) or await scheduled_checkin(unit, team)
    return next_line(team, checkin, unit.now) if checkin else ""
