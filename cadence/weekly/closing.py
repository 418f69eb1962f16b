"""Closing a check-in: the lead's brief and the summary, on time, whoever is missing.

Knows what closing means; must not know when it is due (scheduler) nor the words (cadence.wording).
"""

from dataclasses import replace

from cadence.cards import Card
from cadence.context import Services
from cadence.model import CheckIn, CheckInState, Member, Place, Team
from cadence.permissions import is_reachable
from cadence.ports import Since, Unit
from cadence.schedule.clocks import local_day
from cadence.schedule.workdays import cover_of
from cadence.weekly.opening import refresh_prompt, with_expected
from cadence.weekly.thread import message
from cadence.weekly.week import WeekRecord, load_week
from cadence.wording.brief import brief_card
from cadence.wording.summary import summary_card


async def close_now(unit: Unit, services: Services, team: Team, checkin: CheckIn) -> CheckIn:
    """Close the check-in and say what it comes to.

    One that never opened (after downtime past its closing) asks nobody any more: it gets its summary and no prompt.
    """
    ready = checkin if checkin.state == CheckInState.OPEN else await with_expected(unit, team, checkin)
    if ready.state == CheckInState.SKIPPED:
        return ready
    closed = replace(ready, state=CheckInState.CLOSED, closed_at=unit.now, next_at=None)
    await unit.checkins.save(closed)
    await refresh_prompt(unit, closed)
    week = await load_week(unit, services, closed)
    await _brief(unit, week)
    place = Place(channel=team.channel)
    await unit.outbox.say(message(unit, summary_key(closed), place, summary_card(week)))
    return closed


async def refresh_summary(unit: Unit, services: Services, checkin: CheckIn) -> None:
    """Update a posted summary in place, without a word to anybody.

    Does nothing while there is none, nor once it is final.
    """
    said = await unit.outbox.said(summary_key(checkin))
    if said and not await is_final(unit, checkin):
        week = await load_week(unit, services, checkin)
        await unit.outbox.say(replace(said, card=summary_card(week)))


async def is_final(unit: Unit, checkin: CheckIn) -> bool:
    """Whether its summary stays as it was posted: a later check-in has opened, and what comes now belongs to that."""
    since, begun = Since(checkin.opens_at), (CheckInState.OPEN, CheckInState.CLOSED)
    later = await unit.checkins.find(team_id=checkin.team_id, state=begun, opens_at=since)
    return any(other.opens_at > checkin.opens_at for other in later)


async def posted_summary(unit: Unit, checkin: CheckIn) -> Card | None:
    """The check-in's summary as its channel shows it, late answers included; None while there is none."""
    said = await unit.outbox.said(summary_key(checkin))
    return said.card if said else None


def summary_key(checkin: CheckIn) -> str:
    """The message key of the check-in's summary."""
    return f"summary:{checkin.id}"


async def _brief(unit: Unit, week: WeekRecord) -> None:
    reader = _brief_reader(unit, week)
    if reader:
        place = Place(member=reader.external_id)
        card = brief_card(week, for_lead=reader.id == week.team.lead_id)
        await unit.outbox.say(message(unit, f"brief:{week.checkin.id}", place, card))


def _brief_reader(unit: Unit, week: WeekRecord) -> Member | None:
    """The lead; on leave their cover, or still the lead where nobody covers, so that it is not lost.

    Nobody while the team's lead has left, or cannot be reached.
    """
    day = local_day(unit.now, week.team.zone)
    lead = week.team.lead_id
    found = week.snapshot.people.get(cover_of(lead, day, week.leaves) or lead)
    return found if is_reachable(found) else None
