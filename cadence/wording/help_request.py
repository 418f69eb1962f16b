"""What a call for help asks and says: its form, what its sender is told, and the one quiet line for the team. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from cadence.cards import Block, Buttons, Card, card
from cadence.follow.helping import Helper
from cadence.follow.subjects import Subject
from cadence.forms import ChoiceField, DateField, Form, TextField
from cadence.grammar.dates import show_day
from cadence.model import Action, Blocker, Decision, KeyResult, Member, Role, SubjectKind
from cadence.schedule.clocks import local, local_day
from cadence.snapshot import Snapshot
from cadence.wording.dependency import waits_on_whom
from cadence.wording.escalation_lines import LONGEST_ASK, key_result
from cadence.wording.help_button import help_button
from cadence.wording.lines import clip, day_and_time
from cadence.wording.matters import is_low

MOST_OFFERED = 3
NEAR = 6
LONGEST_NAME = 40
SAID = {Role.LEAD: "lead", Role.MANAGER: "manager", Role.SPONSOR: "sponsor"}


def ask_help_form(
    subject: Subject, helpers: Sequence[Helper], away: Mapping[str, date], day: date, today: date, context: str
) -> Form:
    """To whom, what, by when. away: last day of leave of whom nobody covers, by member id. day: proposed."""
    options = tuple((helper.roles[0].value, _option(helper, away, today)) for helper in helpers)
    return Form(
        id="ask_help",
        title="Ask for help",
        intro=f"{subject.about}\nThey get three lines: this, since when, and what was tried.",
        parts=(
            ChoiceField(id="to", label="Whom?", options=options, initial=options[0][0], required=True),
            TextField(
                id="ask",
                label="What do you ask for?",
                initial=clip(suggestion(subject), LONGEST_ASK),
                longest=LONGEST_ASK,
                required=True,
            ),
            DateField(id="answer_by", label="Answer by", initial=day.isoformat(), required=True),
        ),
        submit="Ask",
        context=context,
    )


def suggestion(subject: Subject) -> str:
    """`an answer from Legal`; `a decision: pause paid ads?`; `a way forward`."""
    match subject.item:
        case Blocker() as blocker:
            whom = waits_on_whom(blocker, subject.snapshot)
            return f"an answer from {whom}" if whom else "a way forward"
        case Decision():
            return "a decision"
        case Action():
            return "help to get it done"
        case KeyResult():
            return "a decision on what changes"
    return "an answer"


def asked_line(subject: Subject, who: str) -> str:
    """`Ben asked for help with 2.2`; the thing's own words where it belongs to no key result."""
    found = key_result(subject)
    return f"{who} asked for help with {subject.snapshot.place(found.id) if found else subject.about}"


def has_it_card(name: str, covered: str, answer_by: date, today: date) -> Card:
    """`Mia has it now; answer asked by Mon 16 Nov.` covered: who is away, where name stands in for them."""
    instead = f", for {clip(covered, LONGEST_NAME)}, who is away" if covered else ""
    return card(f"{clip(name, LONGEST_NAME)} has it now{instead}; answer asked by {show_day(answer_by, today)}.")


def reaches_card(name: str, at: datetime, reader: Member, now: datetime, answer_by: date) -> Card:
    """`It reaches Mia Thu 08:00; answer asked by Mon 16 Nov.`, on the reader's clock."""
    today = local_day(now, reader.zone)
    is_near = (local_day(at, reader.zone) - today).days <= NEAR
    there = local(at, reader.zone)
    when = day_and_time(at, reader.zone) if is_near else f"{show_day(there.date(), today)} {there:%H:%M}"
    return card(f"It reaches {clip(name, LONGEST_NAME)} {when}; answer asked by {show_day(answer_by, today)}.")


def help_rows(snapshot: Snapshot, key_results: Sequence[KeyResult], viewer_id: str) -> tuple[Block, ...]:
    """`Ask for help: 2.2` for those of these KRs that are off track; nothing where none is, or nobody can be asked."""
    team = snapshot.team
    if not any(who and who != viewer_id for who in (team.lead_id, team.manager_id, team.sponsor_id)):
        return ()
    low = [kr for kr in key_results if is_low(kr, snapshot.latest(kr.id))]
    row = [help_button(SubjectKind.KEY_RESULT, kr.id, snapshot.place(kr.id)) for kr in low[:MOST_OFFERED]]
    return (Buttons(tuple(row)),) if row else ()


def _option(helper: Helper, away: Mapping[str, date], today: date) -> str:
    """`Mia, manager`; `Mia, manager (away until Mon 16 Nov)`."""
    roles = " and ".join(SAID[role] for role in helper.roles)
    until = away.get(helper.member.id)
    gone = f" (away until {show_day(until, today)})" if until else ""
    return f"{clip(helper.member.name, LONGEST_NAME)}, {roles}{gone}"
