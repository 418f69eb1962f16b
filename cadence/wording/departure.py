"""What a lead hears when somebody has left: what is theirs now, which role is free, how many the team asks.

Counts, places and roles only; never a word about the person. Pure.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from cadence.cards import Block, Button, Buttons, Card, Look, Text, Tone, buttons, card
from cadence.model import KeyResult, Member, Objective, Role, Team
from cadence.snapshot import Snapshot
from cadence.tidings.belongings import Belongings
from cadence.wording.lines import clip

MOST_NAMED = 3
MOST_BUTTONS = 5
LONGEST_TITLE = 40
LONGEST_NAME = 60
ROLES = {Role.MANAGER: "manager", Role.SPONSOR: "sponsor"}


@dataclass(frozen=True, kw_only=True)
class Legacy:
    """What one team's reader has to know. snapshot: as it is afterwards. given: what is the reader's now.

    roles: of the team, that are free now. was_asked: the team asked them each week.
    """

    snapshot: Snapshot
    given: Belongings
    roles: tuple[Role, ...] = ()
    was_asked: bool = False


def heirs_card(member: Member, reader: Member, legacies: Sequence[Legacy]) -> Card:
    """`Cy has left. Now yours: 1.2 Days to value; 2 actions; 1 blocker.`"""
    first = f"{clip(member.name, LONGEST_NAME)} has left."
    lines = [line for legacy in legacies for line in _lines(legacy, reader, is_one=len(legacies) == 1)]
    lead = f"{first} {lines[0]}" if lines else first
    blocks: list[Block] = [Text("\n".join([lead, *lines[1:]]))]
    if any(legacy.given.key_results or legacy.given.objectives for legacy in legacies):
        blocks.append(Text("`okr edit` and its number hands a key result or an objective on.", Tone.QUIET))
    row = _buttons(legacies)
    return card(lead, *blocks, *([Buttons(row)] if row else []))


def needs_lead_card(member: Member, snapshot: Snapshot, left: Belongings) -> Card:
    """For whoever may name a lead. left: what waits for that lead."""
    team = snapshot.team
    name = clip(team.name, LONGEST_NAME)
    line = f"{clip(member.name, LONGEST_NAME)}, who led {name}, has left. {name} needs a lead: name one in the setup."
    counted = _counted(left)
    more = [Text(f"What goes to them then: {'; '.join(counted)}.")] if counted else []
    return card(line, Text(line), *more, buttons(setup_button(team, is_first=True)))


def rollout_lead_card(member: Member) -> Card:
    name = clip(member.name, LONGEST_NAME)
    return card(f"{name}, the rollout lead here, has left. Whoever runs Drumbeat can name another one.")


def setup_button(team: Team, is_first: bool = False) -> Button:
    """Opens this team's setup, also from a personal chat."""
    look = Look.PRIMARY if is_first else Look.NORMAL
    return Button(f"Set up {clip(team.name, LONGEST_NAME)}", "setup.open", team.id, look)


def asks_line(snapshot: Snapshot) -> str:
    """`Growth asks 6 people from the next check-in on.`"""
    count = len([member for member in snapshot.roster if not member.is_guest])
    who = "nobody" if count == 0 else "1 person" if count == 1 else f"{count} people"
    return f"{clip(snapshot.team.name, LONGEST_NAME)} asks {who} from the next check-in on."


def _lines(legacy: Legacy, reader: Member, is_one: bool) -> list[str]:
    name = clip(legacy.snapshot.team.name, LONGEST_NAME)
    is_lead = legacy.snapshot.team.lead_id == reader.id
    items = _items(legacy, is_short=is_one)
    lines = [f"{'Now yours' if is_one else f'Now yours in {name}'}: {'; '.join(items)}."] if items else []
    if legacy.roles:
        what = " and ".join(ROLES[role] for role in legacy.roles)
        lines.append(f"{name} has no {what} now: name another in the setup, or leave it empty.")
    return [*lines, asks_line(legacy.snapshot)] if legacy.was_asked and is_lead else lines


def _items(legacy: Legacy, is_short: bool) -> list[str]:
    """Objectives and key results by their places, all else counted."""
    named = [_objective(row) for row in legacy.given.objectives]
    named += [_key_result(row, legacy.snapshot, is_short) for row in legacy.given.key_results]
    more = len(named) - MOST_NAMED
    shown = [*named[:MOST_NAMED], *([f"{more} more of the plan"] if more > 0 else [])]
    return [*shown, *_counts(legacy.given)]


def _objective(objective: Objective) -> str:
    return f"objective {objective.number} {clip(objective.title, LONGEST_TITLE)}"


def _key_result(key_result: KeyResult, snapshot: Snapshot, is_short: bool) -> str:
    place = snapshot.place(key_result.id)
    return f"{place if is_short else f'{snapshot.team.slug}/{place}'} {clip(key_result.title, LONGEST_TITLE)}"


def _counted(left: Belongings) -> list[str]:
    rows = ((len(left.objectives), "objective"), (len(left.key_results), "key result"))
    return [_many(count, noun) for count, noun in rows if count] + _counts(left.shared)


def _counts(given: Belongings) -> list[str]:
    rows = (
        (len(given.decisions), "decision"),
        (len(given.actions), "action"),
        (len(given.blockers), "blocker"),
        (len(given.initiatives), "initiative"),
    )
    return [_many(count, noun) for count, noun in rows if count]


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _buttons(legacies: Sequence[Legacy]) -> tuple[Button, ...]:
    """Everything that waits, to be settled or handed on there; one to decide at once; setup where a role is free."""
    has_any = any(legacy.given for legacy in legacies)
    row = [Button("What waits for me", "mine.show")] if has_any else []
    for legacy in legacies:
        given = legacy.given
        row += [Button("Decide", "decision.decide", each.id) for each in given.decisions[:1]]
        row += [
            Button("Hand over", "blocker.assign", each.id) for each in given.blockers[:1] if len(given.blockers) == 1
        ]
        row += [setup_button(legacy.snapshot.team)] if legacy.roles else []
    return tuple(row[:MOST_BUTTONS])
