"""The form of `okr setup`: its fields, its hints and what it proposes. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from cadence.forms import ChoiceField, Form, PersonField, Section, TextField, TickField
from cadence.measure import show_number
from cadence.model import Member, Team
from cadence.permissions import is_here
from cadence.rhythm import DAYS, clock, meeting_of, opening, proposed_window
from cadence.snapshot import Snapshot
from cadence.wording.lines import clip

NO_MEETING = "none"
LONGEST_NAME = 60
MOST_KEPT = 20
ASKED_BY_GROUP = "Instead of choosing people: whoever is in it is asked, as it changes."

_NO_DAY = (NO_MEETING, "No meeting uses it")
_DAY_OPTIONS = tuple((str(number), day) for number, day in enumerate(DAYS))


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """What the form opens with. people: platform ids. window: hours as typed, or empty for "as the meeting says".

    has_groups: the platform keeps groups. group: the one that keeps the list, `@growth`; kept: whom it names then.
    manager_of: whose profile the manager was taken from, where they are only proposed.
    """

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
    has_groups: bool = False
    group: str = ""
    kept: tuple[str, ...] = ()
    manager_of: str = ""


def setup_form(proposal: Proposal, context: str, is_new: bool) -> Form:
    """is_new: the channel has no team yet."""
    return Form(
        id="setup",
        title="Set up a team" if is_new else "Change the team",
        intro="One check-in a week for one team, where it talks already. Change it any time with `okr setup`.",
        parts=(*_people(proposal), *_rhythm(proposal), *_use(proposal)),
        submit="Start" if is_new else "Save",
        context=context,
    )


def _people(proposal: Proposal) -> tuple[Section | TextField | PersonField | TickField, ...]:
    manager = f"From {proposal.manager_of}'s profile; empty it if that is not so." if proposal.manager_of else ""
    return (
        TextField(id="name", label="Team", required=True, initial=proposal.name, longest=LONGEST_NAME),
        PersonField(id="lead", label="Lead", required=True, initial=proposal.lead, hint="Gets the brief, runs setup."),
        *_asked(proposal),
        PersonField(
            id="manager",
            label="Manager",
            initial=proposal.manager,
            hint=manager or "Hears rarely; the top team has none.",
        ),
        PersonField(id="sponsor", label="Sponsor", initial=proposal.sponsor, hint="Hears only when somebody asks."),
        TickField(
            id="is_leadership",
            label="This is the leadership team",
            initial=proposal.is_leadership,
            hint="Its summary counts the leaders who are in.",
        ),
    )


def _asked(proposal: Proposal) -> tuple[Section | TextField | PersonField, ...]:
    """People to choose; or who is in the group that keeps the list, which is then not asked for."""
    group = TextField(
        id="group",
        label="User group that keeps the list",
        initial=proposal.group,
        placeholder="@growth",
        hint="Emptied: the people above stay, and you choose them here." if proposal.group else ASKED_BY_GROUP,
    )
    if proposal.group:
        return (Section("Who is asked each week", _kept(proposal)), group)
    people = PersonField(
        id="members",
        label="Who is asked each week",
        required=not proposal.has_groups,
        many=True,
        initial=proposal.members,
        hint="Whoever owns a key result, the lead too.",
    )
    return (people, group) if proposal.has_groups else (people,)


def _kept(proposal: Proposal) -> str:
    """`@growth keeps the list: Ana, Ben and Cy.`"""
    shown = [clip(name) for name in proposal.kept[:MOST_KEPT]]
    more = len(proposal.kept) - len(shown)
    names = ", ".join(shown) + (f" and {more} more" if more > 0 else "")
    return f"{proposal.group} keeps the list: {names}." if names else f"{proposal.group} keeps the list."


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


def first_proposal(channel_name: str, me: Member, manager: Member | None = None, has_groups: bool = False) -> Proposal:
    """For a channel without a team: its name, and this person as lead and member. manager: whom their profile names."""
    name = channel_name.lstrip("#").replace("-", " ").replace("_", " ").strip()[:LONGEST_NAME]
    mine = (me.external_id,)
    fresh = Proposal(
        name=name[:1].upper() + name[1:],
        lead=mine,
        members=mine,
        zone=me.zone,
        country=me.country,
        has_groups=has_groups,
    )
    return with_manager(fresh, me, manager)


def with_manager(proposal: Proposal, lead: Member, manager: Member | None) -> Proposal:
    """With the manager whom the lead's profile names, where there is none; the top team has none."""
    if manager is None or proposal.manager or proposal.is_leadership:
        return proposal
    return replace(proposal, manager=(manager.external_id,), manager_of=clip(lead.name, LONGEST_NAME))


def known_proposal(snapshot: Snapshot, group: str = "", has_groups: bool = False) -> Proposal:
    """What the team has now; whoever has left is left out. group: `@growth`, where one keeps its list."""
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
        has_groups=has_groups,
        group=group,
        kept=tuple(member.name for member in snapshot.roster),
    )


def _one(people: Mapping[str, Member], member_id: str | None) -> tuple[str, ...]:
    known = people.get(member_id) if member_id else None
    return (known.external_id,) if known and is_here(known) else ()


def _own_window(team: Team) -> str:
    """The hours; empty where they follow from the meeting, so that they still do when the meeting moves."""
    if team.window == proposed_window(opening(team), meeting_of(team)):
        return ""
    return show_number(Decimal(int(team.window.total_seconds() // 60)) / 60)
