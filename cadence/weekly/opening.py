"""Opening a check-in: who is expected, and the prompt in the team's channel.

Knows what opening means; must not know when it is due (scheduler) nor the words (cadence.wording.prompt).
"""

from dataclasses import replace

from cadence.answering.answer_thread import answers_on_prompt, say_early_answers
from cadence.cards import Card
from cadence.context import Services
from cadence.follow.decision_messages import show_early_decisions
from cadence.model import CheckIn, CheckInState, Member, Place, Team
from cadence.ports import Unit
from cadence.schedule.clocks import local_day
from cadence.schedule.workdays import is_away
from cadence.weekly.counting import count
from cadence.weekly.current import latest_checkin
from cadence.weekly.reminding import next_look
from cadence.weekly.thread import message
from cadence.wording.prompt import prompt_card

PAUSED = "the cadence was paused"
NOBODY_LISTED = "nobody is listed in the team"
EVERYBODY_AWAY = "everybody is away"


async def open_now(unit: Unit, services: Services, team: Team, checkin: CheckIn) -> CheckIn:
    """Open the check-in and ask; or skip it, where the team is paused or nobody is expected."""
    ready = await with_expected(unit, team, checkin)
    if ready.state == CheckInState.SKIPPED:
        return ready
    opened = replace(ready, state=CheckInState.OPEN)
    opened = replace(opened, next_at=await next_look(unit, services, team, opened))
    before = await latest_checkin(unit, team)
    await unit.checkins.save(opened)
    place = Place(channel=team.channel)
    await unit.outbox.say(message(unit, prompt_key(opened), place, await _card(unit, team, opened)))
    await say_early_answers(unit, team, opened)
    await show_early_decisions(unit, services, team, opened)
    if before is not None:
        await refresh_prompt(unit, before)  # answering late ends where the next check-in begins
    return opened


async def with_expected(unit: Unit, team: Team, checkin: CheckIn) -> CheckIn:
    """The check-in with whom it asks; or skipped and kept so, where the team is paused or nobody is expected."""
    listed = await _listed(unit, team)
    expected = await _not_away(unit, team, checkin, listed)
    reason = PAUSED if team.is_paused else "" if expected else EVERYBODY_AWAY if listed else NOBODY_LISTED
    if reason:
        skipped = replace(checkin, state=CheckInState.SKIPPED, skip_reason=reason)
        await unit.checkins.save(skipped)
        return skipped
    cycles = await unit.cycles.find(team_id=team.id, is_current=True)
    ids = tuple(member.id for member in expected)
    return replace(checkin, expected_ids=ids, cycle_id=cycles[-1].id if cycles else None)


async def refresh_prompt(unit: Unit, checkin: CheckIn) -> None:
    """Say the prompt again under its key, so that its count and its buttons are those of now.

    Does nothing while it was never said.
    """
    said = await unit.outbox.said(prompt_key(checkin))
    team = await unit.teams.get(checkin.team_id)
    if said and team:
        await unit.outbox.say(replace(said, card=await _card(unit, team, checkin)))


def prompt_key(checkin: CheckIn) -> str:
    """The message key of the check-in's prompt."""
    return f"prompt:{checkin.id}"


async def _card(unit: Unit, team: Team, checkin: CheckIn) -> Card:
    cycle = await unit.cycles.get(checkin.cycle_id) if checkin.cycle_id else None
    answers = await unit.answers.find(checkin_id=checkin.id, is_withdrawn=False)
    shown = await answers_on_prompt(unit, team, checkin, answers)
    return prompt_card(team, cycle, checkin, count(checkin, answers), await _is_past(unit, team, checkin), shown)


async def _is_past(unit: Unit, team: Team, checkin: CheckIn) -> bool:
    """Whether a later check-in has begun; asked only of a closed one, so that an answer does not pay for it."""
    newest = await latest_checkin(unit, team) if checkin.state == CheckInState.CLOSED else None
    return newest is not None and newest.opens_at > checkin.opens_at


async def _listed(unit: Unit, team: Team) -> list[Member]:
    """Active members of the team; guests may not answer, so they are not asked."""
    rows = await unit.memberships.find(team_id=team.id)
    return await unit.members.find(id=[row.member_id for row in rows], is_active=True, is_guest=False)


async def _not_away(unit: Unit, team: Team, checkin: CheckIn, listed: list[Member]) -> list[Member]:
    day = local_day(checkin.opens_at, team.zone)
    leaves = await unit.leaves.find(member_id=[member.id for member in listed])
    return [member for member in listed if not is_away(member.id, day, leaves)]
