"""Who may answer a check-in, and for whom: the member, the one they cover, and for the lead those away without cover.

Knows teams, leave and check-ins; must not know what is asked, nor how it is worded.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from cadence.context import Context
from cadence.errors import Refused
from cadence.ids import id_for
from cadence.model import Answer, AnswerKind, CheckIn, KeyResult, Leave, Member, Reading, Team
from cadence.permissions import refuse_guest
from cadence.ports import Unit, WorkingSet
from cadence.schedule.clocks import local_day
from cadence.schedule.workdays import cover_of, is_away
from cadence.snapshot import HISTORY, Snapshot, load_snapshot


class Why(StrEnum):
    """OWN: my own KRs. COVER: I cover their owner. STAND_IN: the owner is away, nobody covers, and I am the lead."""

    OWN = "own"
    COVER = "cover"
    STAND_IN = "stand_in"


@dataclass(frozen=True, kw_only=True)
class Subject:
    """One member's part of the form. member: whose KRs these are."""

    member: Member
    key_results: tuple[KeyResult, ...]
    why: Why


@dataclass(frozen=True, kw_only=True)
class Seat:
    """One person's place in one check-in. today: the team's local day. subjects: never empty; mine first.

    said_at: when they said what is being handled, where that was kept until now (domain time); None: it is said now.
    """

    me: Member
    team: Team
    checkin: CheckIn
    snapshot: Snapshot
    subjects: tuple[Subject, ...]
    today: date
    said_at: datetime | None = None

    @property
    def voice(self) -> Subject:
        """In whose name the blockers, decisions and stops are said."""
        return self.subjects[0]

    @property
    def answered(self) -> list[Subject]:
        """Those who count as having answered once this person sends the form."""
        return [subject for subject in self.subjects if subject.why != Why.STAND_IN]

    @property
    def key_results(self) -> dict[str, KeyResult]:
        """All KRs that are asked for, by id."""
        return {kr.id: kr for subject in self.subjects for kr in subject.key_results}

    def cover_of(self, answer: Answer) -> str:
        """The name of who gave the answer for somebody else; empty where it is one's own."""
        return self.snapshot.name(answer.given_by) if answer.given_by else ""

    def before(self, key_result_id: str) -> Reading | None:
        """The KR's last reading before this check-in: what its form calls last, and what `+5` adds to."""
        known = self.snapshot.readings.get(key_result_id, [])
        return next((row for row in reversed(known) if row.checkin_id != self.checkin.id), None)

    @property
    def closing_day(self) -> date:
        """The team's local day on which the check-in closes."""
        return local_day(self.checkin.closes_at, self.team.zone)


def answer_id(checkin: CheckIn, member_id: str) -> str:
    """The one answer of a member to a check-in."""
    return id_for("answer", checkin.id, member_id)


async def answer_given(unit: Unit, checkin: CheckIn, member_id: str) -> Answer | None:
    """The member's answer to this check-in, also one that was taken back; None where none ever was."""
    found = await unit.answers.find(checkin_id=checkin.id, id=answer_id(checkin, member_id))
    return found[0] if found else None


async def take_seat(ctx: Context, team: Team, checkin: CheckIn) -> Seat:
    """This person's place in the check-in. Raises Refused where they have none."""
    refuse_guest(ctx.me)
    await ctx.unit.read_ahead([team.id], WorkingSet.ANSWER)
    snapshot = await load_snapshot(ctx.unit, team, readings=HISTORY)
    absent = await _absent(ctx, snapshot, checkin)
    subjects = _subjects(ctx.me, snapshot, absent)
    if not subjects:
        raise Refused(_not_asked(ctx.me, snapshot), team)
    said_at = None if ctx.request.kept_at is None else ctx.said_at
    return Seat(
        me=ctx.me,
        team=team,
        checkin=checkin,
        snapshot=snapshot,
        subjects=subjects,
        today=ctx.today(team),
        said_at=said_at,
    )


async def _absent(ctx: Context, snapshot: Snapshot, checkin: CheckIn) -> dict[str, str | None]:
    """Who is away now, and who covers them: member id -> cover's id, or None."""
    leaves = await ctx.unit.leaves_around(snapshot.team.id)
    answers = await ctx.unit.answers.find(checkin_id=checkin.id, kind=AnswerKind.AWAY, is_withdrawn=False)
    today = ctx.today(snapshot.team)
    everyone = [member.id for member in snapshot.roster] + [kr.owner_id for kr in snapshot.key_results]
    return {
        who: cover_of(who, today, leaves)
        for who in dict.fromkeys(everyone)
        if _is_absent(snapshot.people.get(who), today, leaves, answers)
    }


def _is_absent(member: Member | None, today: date, leaves: Sequence[Leave], answers: Sequence[Answer]) -> bool:
    if member is None or not member.is_active:
        return True
    return is_away(member.id, today, leaves) or any(answer.member_id == member.id for answer in answers)


def _subjects(me: Member, snapshot: Snapshot, absent: dict[str, str | None]) -> tuple[Subject, ...]:
    covered = [_subject(snapshot, who, Why.COVER) for who, cover in absent.items() if cover == me.id != who]
    stood_in = [_subject(snapshot, who, Why.STAND_IN) for who in _for_the_lead(me, snapshot, absent)]
    others = [found for found in [*covered, *stood_in] if found is not None]
    is_asked = any(member.id == me.id for member in snapshot.roster)
    if is_asked or any(other.why == Why.STAND_IN for other in others):
        mine = Subject(member=me, key_results=tuple(snapshot.owned_by(me.id)), why=Why.OWN)
        return (mine, *others)
    return tuple(others)


def _subject(snapshot: Snapshot, who: str, why: Why) -> Subject | None:
    member = snapshot.people.get(who)
    return Subject(member=member, key_results=tuple(snapshot.owned_by(who)), why=why) if member else None


def _for_the_lead(me: Member, snapshot: Snapshot, absent: dict[str, str | None]) -> list[str]:
    if me.id != snapshot.team.lead_id:
        return []
    return [who for who, cover in absent.items() if cover is None and who != me.id and snapshot.owned_by(who)]


def _not_asked(me: Member, snapshot: Snapshot) -> str:
    team = snapshot.team
    adds = "you can add yourself" if me.id == team.lead_id else f"{snapshot.name(team.lead_id)} can add you"
    return f"Only {team.name}'s members answer here; {adds} with `okr setup`."
