"""Finds the team that a blocker waits on, and keeps a private channel's blockers in it until somebody consents.

Knows how a team is named and who may see which; must not know where a blocker is shown.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from cadence.model import Blocker, BlockerState, Member, Membership, Team
from cadence.ports import Unit
from cadence.wording.dependency import is_name_of

WAITING = re.compile(
    r"\b(?:wait(?:s|ing)?|blocked|held up|stuck)\s+(?:for|on|by)\s+(?:the\s+)?(?:team\s+)?#?", re.IGNORECASE
)


async def with_team_waited_on(
    unit: Unit, me: Member, team: Team, blocker: Blocker, kept: Blocker | None = None
) -> Blocker:
    """The blocker with the other team that it waits on, where there is one and it may be told.

    kept: what stood before; what was shared once with this team stays shared.
    """
    found = await find_team_waited_on(unit, me, team, blocker)
    is_shared = kept is not None and found is not None and kept.waiting_on_team_id == found.id
    told = found.id if found and (is_shared or not team.channel_is_private) else None
    return replace(blocker, waiting_on_team_id=told)


async def find_team_waited_on(unit: Unit, me: Member, team: Team, blocker: Blocker) -> Team | None:
    """The other team that its words name, else the only other one of the person named; None where there is none, and
    for a blocker about a person. Private teams are found by those who may see them."""
    if blocker.lead_only:
        return None
    others = await _seen_by(unit, me, team) if _may_name_one(blocker) else []
    return (
        named_exactly(blocker.waiting_on, others)
        or named_in(blocker.text, others)
        or await _of_person(unit, team, others, blocker.waiting_on_id)
    )


def _may_name_one(blocker: Blocker) -> bool:
    """Whether it is worth looking at all teams that there are."""
    return bool(blocker.waiting_on or blocker.waiting_on_id or WAITING.search(blocker.text))


async def waiting_for_consent(
    unit: Unit, me: Member, team: Team, blockers: Iterable[Blocker]
) -> list[tuple[Blocker, Team]]:
    """Open blockers of a private channel that wait on a team which does not know of them yet."""
    if not team.channel_is_private:
        return []
    opened = [row for row in blockers if row.state == BlockerState.OPEN]
    pairs = [(row, await find_team_waited_on(unit, me, team, row)) for row in opened]
    return [(row, found) for row, found in pairs if found and found.id != row.waiting_on_team_id]


async def share_with(unit: Unit, blocker: Blocker, other: Team) -> Blocker:
    """The blocker, now known to the team it waits on: somebody consented."""
    shared = replace(blocker, waiting_on_team_id=other.id)
    await unit.blockers.save(shared)
    return shared


def named_exactly(typed: str, teams: Sequence[Team]) -> Team | None:
    """The team whose name or slug this is."""
    return next((team for team in teams if typed and is_name_of(team, typed)), None)


def named_in(text: str, teams: Sequence[Team]) -> Team | None:
    """The team that follows `waiting for`, `blocked by` ... in a text."""
    named = sorted(((name, team) for team in teams for name in {team.name, team.slug}), key=lambda it: -len(it[0]))
    for found in WAITING.finditer(text):
        rest = text[found.end() :]
        for name, team in named:
            if re.match(rf"{re.escape(name)}(?![\w-])", rest, re.IGNORECASE):
                return team
    return None


async def _seen_by(unit: Unit, me: Member, team: Team) -> list[Team]:
    """The other teams that this member may know of."""
    mine = {row.team_id for row in await unit.memberships.find(member_id=me.id)}
    others = [each for each in await unit.teams.find() if each.id != team.id]
    return [each for each in others if me.administers or _may_know(me, each, mine)]


def _may_know(me: Member, team: Team, mine: set[str]) -> bool:
    return not team.channel_is_private or team.id in mine or me.id in (team.lead_id, team.manager_id, team.sponsor_id)


async def _of_person(unit: Unit, team: Team, others: Sequence[Team], person_id: str | None) -> Team | None:
    """The one other team that the person is in or leads; none for somebody of this very team."""
    if person_id is None or person_id == team.lead_id:
        return None
    rows: list[Membership] = await unit.memberships.find(member_id=person_id)
    part_of = {row.team_id for row in rows}
    if team.id in part_of:
        return None
    found = [each for each in others if each.id in part_of or each.lead_id == person_id]
    return found[0] if len(found) == 1 else None
