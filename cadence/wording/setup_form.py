"""The form of `okr setup`: its fields, its hints and what it proposes. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from cadence.forms import ChoiceField, Form, PersonField, Section, TextField, TickField
from cadence.measure import show_number
from cadence.model import Member, Team
from cadence.rhythm import DAYS, clock, meeting_of, opening, proposed_window
from cadence.snapshot import Snapshot

NO_MEETING = "none"
LONGEST_NAME = 60

_NO_DAY = (NO_MEETING, "No meeting uses it")
_DAY_OPTIONS = tuple((str(number), day) for number, day in enumerate(DAYS))


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """What the form opens with. people: platform ids. window: hours as typed, or empty for "as the meeting says"."""

    name: str
    lead: tuple[str, ...]
    manager: tuple[str, ...] = ()
    sponsor: tuple[str, ...] = ()
    members: tuple[str, ...]
    is_leadership: bool = False
    weekday: int = 2
    opens_at: str = "10:00"
    zone: str
    meeting: str = ""
    meeting_day: str = NO_MEETING
    meeting_time: str = ""
    window: str = ""
    replaces: str = ""
    country: str = ""


def setup_form(proposal: Proposal, context: str, is_new: bool) -> Form:
    """is_new: the channel has no team yet."""
    return Form(
        id="setup",
        title="Set up a team" if is_new else "Change the team",
        intro="One check-in a week, in this channel, for one team. Change it any time with `okr setup`.",
        parts=(*_people(proposal), *_rhythm(proposal), *_use(proposal)),
        submit="Start" if is_new else "Save",
        context=context,
    )


def _people(proposal: Proposal) -> tuple[TextField | PersonField | TickField, ...]:
    return (
        TextField(id="name", label="Team", required=True, initial=proposal.name, longest=LONGEST_NAME),
        PersonField(id="lead", label="Lead", required=True, initial=proposal.lead, hint="Gets the brief, runs setup."),
        PersonField(
            id="members",
            label="Who is asked each week",
            required=True,
            many=True,
            initial=proposal.members,
            hint="Whoever owns a key result, the lead too.",
        ),
        PersonField(
            id="manager", label="Manager", initial=proposal.manager, hint="Hears rarely; the top team has none."
        ),
        PersonField(id="sponsor", label="Sponsor", initial=proposal.sponsor, hint="Hears only when somebody asks."),
        TickField(
            id="is_leadership",
            label="This is the leadership team",
            initial=proposal.is_leadership,
            hint="Its summary counts the leaders who are in.",
        ),
    )


def _rhythm(proposal: Proposal) -> tuple[Section | ChoiceField | TextField, ...]:
    return (
        Section("When"),
        ChoiceField(id="weekday", label="Opens on", required=True, options=_DAY_OPTIONS, initial=str(proposal.weekday)),
        TextField(id="opens_at", label="Opens at", required=True, initial=proposal.opens_at, placeholder="10:00"),
        TextField(
            id="zone",
            label="Time zone",
            required=True,
            initial=proposal.zone,
            placeholder="Europe/Berlin",
            hint="Every time you type here is local time of this zone.",
        ),
        TextField(
            id="window",
            label="Hours it stays open",
            initial=proposal.window,
            placeholder="24",
            hint="Empty: until two hours before the meeting; 24 without one.",
        ),
        TextField(
            id="country",
            label="Public holidays of",
            initial=proposal.country,
            placeholder="Germany or DE",
            hint="They move the check-in to the next working day. Empty: none do.",
        ),
    )


def _use(proposal: Proposal) -> tuple[Section | ChoiceField | TextField, ...]:
    return (
        Section("What for", "The summary is the agenda of a meeting you have anyway."),
        TextField(id="meeting", label="Meeting", initial=proposal.meeting, placeholder="Growth weekly"),
        ChoiceField(
            id="meeting_day", label="Meeting day", options=(_NO_DAY, *_DAY_OPTIONS), initial=proposal.meeting_day
        ),
        TextField(id="meeting_time", label="Meeting time", initial=proposal.meeting_time, placeholder="12:00"),
        TextField(
            id="replaces",
            label="What does it replace?",
            initial=proposal.replaces,
            placeholder="the Monday status mail",
            hint="A report, a meeting, a sheet that ends when this starts.",
        ),
    )


def first_proposal(channel_name: str, me: Member) -> Proposal:
    """For a channel without a team: its name, and this person as lead and member."""
    name = channel_name.lstrip("#").replace("-", " ").replace("_", " ").strip()[:LONGEST_NAME]
    mine = (me.external_id,)
    return Proposal(name=name[:1].upper() + name[1:], lead=mine, members=mine, zone=me.zone, country=me.country)


def known_proposal(snapshot: Snapshot) -> Proposal:
    """What the team has now."""
    team = snapshot.team
    meeting = meeting_of(team)
    return Proposal(
        name=team.name,
        lead=_one(snapshot.people, team.lead_id),
        manager=_one(snapshot.people, team.manager_id),
        sponsor=_one(snapshot.people, team.sponsor_id),
        members=tuple(member.external_id for member in snapshot.roster),
        is_leadership=team.is_leadership,
        weekday=team.weekday,
        opens_at=clock(team.opens_at),
        zone=team.zone,
        meeting=team.meeting,
        meeting_day=str(meeting.weekday) if meeting else NO_MEETING,
        meeting_time=clock(meeting.wall) if meeting else "",
        window=_own_window(team),
        replaces=team.replaces,
        country=team.country,
    )


def _one(people: Mapping[str, Member], member_id: str | None) -> tuple[str, ...]:
    known = people.get(member_id) if member_id else None
    return (known.external_id,) if known else ()


def _own_window(team: Team) -> str:
    """The hours; empty where they follow from the meeting, so that they still do when the meeting moves."""
    if team.window == proposed_window(opening(team), meeting_of(team)):
        return ""
    return show_number(Decimal(int(team.window.total_seconds() // 60)) / 60)
