"""Tells people: one direct message a day with all that is due to be told, in their working hours, within the caps.

Knows leave and cover, quiet hours and caps; must not know the ladder, nor the words (cadence.wording.digest).
What is not told yet stays waiting, with the moment from which on it may be told; nothing is told twice.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from cadence.cards import Card
from cadence.context import Services
from cadence.follow.caps import WEEKLY_NUDGES, is_uncapped, may_nudge, monday_of
from cadence.follow.entries import ASKS, Entry, load_entries, reader_of
from cadence.follow.recipients import DAY, House
from cadence.model import Member, Notice, NoticeKind, NoticeState, Place, SubjectKind, Team
from cadence.ports import Unit, WorkingSet
from cadence.schedule.clocks import local_day
from cadence.weekly.thread import message
from cadence.wording.digest import digest_card, single_card

__all__ = ["WEEKLY_NUDGES", "notify", "refresh_told", "take_back", "tell_due"]

WEEK = timedelta(days=7)


async def tell_due(unit: Unit, services: Services, limit: int = 100) -> int:
    """Tell the notices whose moment has come, and return how many were told."""
    due = await _claim(unit, limit)
    if not due:
        return 0
    await unit.read_ahead({row.team_id for row in due}, WorkingSet.FOLLOW)
    return await Telling(unit, services, await _house(unit, services, due)).all(due)


async def notify(unit: Unit, services: Services, notice: Notice) -> Notice:
    """Keep a notice (once: its id says what it is), to be told at its moment, and return it as it stands.

    A solicited one is told at once, if its recipient works now; else at their next working moment, which is its `at`.
    """
    known = await unit.notices.get(notice.id)
    if known is not None:
        return known
    await unit.notices.add(notice)
    if notice.is_solicited and notice.at <= unit.now:
        await Telling(unit, services, await _house(unit, services, [notice])).all([notice])
    return await unit.notices.get(notice.id) or notice


async def refresh_told(unit: Unit, services: Services, kind: SubjectKind, subject_id: str) -> None:
    """Every direct message that showed this subject is updated in place: settled lines lose their buttons.

    What waited to be told of it and has become groundless goes."""
    rows = await unit.notices.find(subject_kind=kind, subject_id=subject_id)
    waiting = [row for row in rows if row.state == NoticeState.WAITING]
    shown = [row for row in rows if await _is_shown(unit, row)]
    if not (waiting or shown):
        return
    telling = Telling(unit, services, await _house(unit, services, rows))
    await telling.drop_groundless(waiting)
    for row in shown:
        if row.is_solicited:
            await telling.refresh_single(row)
    for person_id, day in sorted(
        {(reader_of(row), row.told_on) for row in shown if row.told_on and not row.is_solicited}
    ):
        await telling.refresh_digest(person_id, day)


async def _is_shown(unit: Unit, notice: Notice) -> bool:
    """Whether it stands in a direct message. What is told by another message, as of a decision, stands in none."""
    if notice.told_on is None:
        return False
    reader = reader_of(notice)
    key = _single_key(notice, reader) if notice.is_solicited else _digest_key(reader, notice.told_on)
    return await unit.outbox.said(key) is not None


async def take_back(unit: Unit, person: Member, key: str) -> None:
    """This direct message did not arrive: what it was to tell waits again. Other messages told nothing of this kind."""
    untold = {"state": NoticeState.WAITING, "cover_id": None, "told_on": None, "told_at": None}
    for notice in await _told_in(unit, person, key):
        if notice.state == NoticeState.TOLD:
            await unit.notices.save(replace(notice, **untold))  # type: ignore[arg-type]  # names of fields


async def _told_in(unit: Unit, person: Member, key: str) -> list[Notice]:
    """What stands in the direct message of this key."""
    kind, _, rest = key.partition(":")
    named = rest.removesuffix(f":{person.id}")
    match kind:
        case "today":
            return await _of_day(unit, person, date.fromisoformat(rest.rpartition(":")[2]))
        case "help":
            return await unit.notices.find(escalation_id=named, member_id=person.id, is_solicited=True)
        case "notice":
            return await unit.notices.find(id=named)
    return []


async def _of_day(unit: Unit, person: Member, day: date) -> list[Notice]:
    """What the digest of that day told."""
    own = await unit.notices.find(member_id=person.id, told_on=day, cover_id=None, is_solicited=False)
    covered = await unit.notices.find(cover_id=person.id, told_on=day, is_solicited=False)
    return [*own, *covered]


async def _claim(unit: Unit, limit: int) -> list[Notice]:
    """What is due, held against other workers, the earliest first. Of one member all, so that it is one message."""
    first = await unit.due_notices(limit)
    members = {row.member_id for row in first}
    waiting = await unit.notices.find(member_id=members, state=NoticeState.WAITING) if first else []
    due = [row for row in waiting if row.at <= unit.now]
    for team_id in sorted({row.team_id for row in due}):
        await unit.lock(team_id)
    fresh = await unit.notices.find(id=[row.id for row in due], state=NoticeState.WAITING) if due else []
    return sorted(fresh, key=lambda row: (row.at, row.id))


async def _house(unit: Unit, services: Services, notices: Sequence[Notice]) -> House:
    """For these (at least one): whoever is around their teams, and whoever they are for or were told."""
    readers = {each for row in notices for each in (row.member_id, row.cover_id) if each}
    teams = sorted({row.team_id for row in notices})
    people = [await unit.people_around(team_id, readers) for team_id in teams]
    return House(
        people=people[-1], leaves=await unit.leaves_around(teams[-1]), holidays=services.holidays, now=unit.now
    )


def _digest_key(person_id: str, day: date) -> str:
    return f"today:{person_id}:{day.isoformat()}"


def _single_key(notice: Notice, person_id: str) -> str:
    """A solicited message of its own; `help:<escalation id>` where somebody asked for help."""
    if notice.escalation_id and notice.kind == NoticeKind.STEP and notice.cover_id is None:
        return f"help:{notice.escalation_id}"
    return f"notice:{notice.id}:{person_id}"


@dataclass(frozen=True)
class Telling:
    """One pass over what waits to be told."""

    unit: Unit
    services: Services
    house: House

    async def all(self, due: Sequence[Notice]) -> int:
        """Tell these, or move them on to when they may be told. Returns how many were told."""
        mail: dict[str, list[Entry]] = {}
        told = 0
        for entry in await load_entries(self.unit, due):
            person = await self._receiver(entry)
            if person and entry.notice.is_solicited:
                told += await self._tell_alone(person, entry)
            elif person:
                mail.setdefault(person.id, []).append(entry)
        for person_id in sorted(mail):
            told += await self._tell_together(self.house.people[person_id], mail[person_id])
        return told

    async def drop_groundless(self, waiting: Sequence[Notice]) -> None:
        """Looked at as on the day that they wait for; whoever covers may be a day ahead."""
        for entry in await load_entries(self.unit, waiting):
            member = self.house.people.get(entry.notice.member_id)
            day = local_day(max(entry.notice.at, self.unit.now), member.zone) + DAY if member else date.max
            if member is None or not entry.is_live(day):
                await self._save(entry.notice, state=NoticeState.GONE)

    async def refresh_single(self, notice: Notice) -> None:
        person = self.house.people.get(reader_of(notice))
        said = await self.unit.outbox.said(_single_key(notice, person.id)) if person else None
        if person and said:
            await self.unit.outbox.say(replace(said, card=await self._single(person, notice)))

    async def refresh_digest(self, person_id: str, day: date) -> None:
        person = self.house.people.get(person_id)
        said = await self.unit.outbox.said(_digest_key(person.id, day)) if person else None
        if person and said:
            await self.unit.outbox.say(replace(said, card=await self._digest(person, day)))

    async def _refresh_older(self, person: Member, told: Sequence[Notice]) -> None:
        """What asked about the same before says that there is a newer message now."""
        for kind, subject_id in sorted({(row.subject_kind, row.subject_id) for row in told if row.kind in ASKS}):
            before = await self.unit.notices.find(
                subject_kind=kind, subject_id=subject_id, kind=set(ASKS), state=NoticeState.TOLD
            )
            for row in before:
                if reader_of(row) == person.id and row.told_on and row.told_at != self.unit.now:
                    await (
                        self.refresh_single(row) if row.is_solicited else self.refresh_digest(person.id, row.told_on)
                    )

    async def _receiver(self, entry: Entry) -> Member | None:
        """Who is told now; None where nobody is: it goes, or waits on."""
        notice, member = entry.notice, self.house.people.get(entry.notice.member_id)
        person = self.house.receives(member, not entry.is_about_a_person) if member else None
        today = max(self.house.today(each) for each in (member, person) if each) if member else date.max
        if member is None or not entry.is_live(today):
            await self._save(notice, state=NoticeState.GONE)
            return None
        until = self._may_be_told_at(entry, member, person, await self._country(notice))
        if until > self.unit.now:
            await self._wait(notice, until)
            return None
        return person

    def _may_be_told_at(self, entry: Entry, member: Member, person: Member | None, country: str) -> datetime:
        """Now, or when it is looked at again: after a snooze, when somebody is there, when they work."""
        today = self.house.today(member)
        asleep = entry.sleeps_until(today)
        if asleep or person is None:
            return self.house.morning(member, asleep or today + DAY, country)
        return self.house.next_hour(person, country)

    async def _tell_alone(self, person: Member, entry: Entry) -> int:
        told = await self._told(person, entry.notice)
        key = _single_key(told, person.id)
        place = Place(member=person.external_id)
        await self.unit.outbox.say(message(self.unit, key, place, await self._single(person, told)))
        await self._refresh_older(person, [told])
        self.services.tally.notice("told")
        return 1

    async def _tell_together(self, person: Member, entries: Sequence[Entry]) -> int:
        """One digest a day; a week's cap for who is not told as manager, sponsor or rollout lead."""
        day = self.house.today(person)
        key = _digest_key(person.id, day)
        if await self.unit.outbox.said(key):
            return await self._hold(person, entries, day + DAY)
        fresh = await self._without_repeats(person, entries, day)
        is_capped = not any(is_uncapped(entry.notice, entry.escalation) for entry in fresh)
        if is_capped and fresh and not await may_nudge(self.unit, person):
            return await self._hold(person, fresh, monday_of(day) + WEEK)
        if not fresh:
            return 0
        told = [await self._told(person, entry.notice) for entry in fresh]
        place, card = Place(member=person.external_id), await self._digest(person, day)
        await self.unit.outbox.say(message(self.unit, key, place, card, is_nudge=is_capped))
        await self._refresh_older(person, told)
        self._count(fresh)
        return len(fresh)

    async def _without_repeats(self, person: Member, entries: Sequence[Entry], day: date) -> list[Entry]:
        """One message a subject a day: what a message of its own told today waits for tomorrow."""
        own = await self.unit.notices.find(member_id=person.id, told_on=day, cover_id=None, is_solicited=True)
        covered = await self.unit.notices.find(cover_id=person.id, told_on=day, is_solicited=True)
        told = {(row.subject_kind, row.subject_id) for row in (*own, *covered)}
        repeats = [entry for entry in entries if entry.about in told]
        await self._hold(person, repeats, day + DAY)
        return [entry for entry in entries if entry.about not in told]

    async def _hold(self, person: Member, entries: Iterable[Entry], day: date) -> int:
        for entry in entries:
            country = await self._country(entry.notice)
            await self._wait(entry.notice, self.house.morning(person, day, country))
            self.services.tally.notice("held")
        return 0

    def _count(self, entries: Sequence[Entry]) -> None:
        """The first notice of a message is told, the others were merged into it."""
        for position, _ in enumerate(entries):
            self.services.tally.notice("merged" if position else "told")

    async def _told(self, person: Member, notice: Notice) -> Notice:
        cover = person.id if person.id != notice.member_id else None
        day = self.house.today(person)
        more = {"cover_id": cover, "told_on": day, "told_at": self.unit.now}
        return await self._save(notice, state=NoticeState.TOLD, **more)

    async def _wait(self, notice: Notice, until: datetime) -> None:
        await self._save(notice, at=max(until, notice.at))

    async def _save(self, notice: Notice, **changes: object) -> Notice:
        changed: Notice = replace(notice, **changes)  # type: ignore[arg-type]  # names of fields, as callers write them
        await self.unit.notices.save(changed)
        return changed

    async def _single(self, person: Member, notice: Notice) -> Card:
        entries = await load_entries(self.unit, [notice])
        return single_card(person, entries[0], self.house.people, self.house.today(person))

    async def _digest(self, person: Member, day: date) -> Card:
        """The direct message of that day, as things stand now."""
        entries = await load_entries(self.unit, await _of_day(self.unit, person, day))
        return digest_card(person, entries, self.house.people, self.house.today(person))

    async def _country(self, notice: Notice) -> str:
        team: Team | None = await self.unit.teams.get(notice.team_id)
        return team.country if team else ""
