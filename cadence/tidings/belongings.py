"""What is somebody's in a team and open, and how it becomes somebody else's.

Knows which fields say whose a thing is, and keeps every message that shows it true; must not know why it changes hands.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cadence.context import Services
from cadence.follow.blocker_messages import show_blocker
from cadence.follow.decision_messages import show_decision
from cadence.follow.notices import refresh_told
from cadence.model import (
    Action,
    ActionState,
    Blocker,
    BlockerState,
    Decision,
    DecisionState,
    Initiative,
    KeyResult,
    Objective,
    SubjectKind,
    Team,
)
from cadence.ports import Unit
from cadence.weekly.closing import refresh_summary
from cadence.weekly.current import latest_checkin


@dataclass(frozen=True, kw_only=True)
class Belongings:
    """What one person answers for in one team: of its current cycle, and open."""

    objectives: Sequence[Objective] = ()
    key_results: Sequence[KeyResult] = ()
    initiatives: Sequence[Initiative] = ()
    decisions: Sequence[Decision] = ()
    actions: Sequence[Action] = ()
    blockers: Sequence[Blocker] = ()

    def __bool__(self) -> bool:
        rows = (self.objectives, self.key_results, self.initiatives, self.decisions, self.actions, self.blockers)
        return any(rows)

    @property
    def private(self) -> Sequence[Blocker]:
        """Those that are for one lead alone."""
        return [row for row in self.blockers if row.lead_only]

    @property
    def shared(self) -> "Belongings":
        """All the others."""
        return replace(self, blockers=[row for row in self.blockers if not row.lead_only])


async def belongings_of(unit: Unit, team: Team, member_id: str) -> Belongings:
    """What this member answers for in this team."""
    cycles = [cycle.id for cycle in await unit.cycles.find(team_id=team.id, is_current=True)]
    ours = {"team_id": team.id, "owner_id": member_id}
    krs = await unit.key_results.find(team_id=team.id, cycle_id=cycles, is_removed=False)
    return Belongings(
        objectives=await unit.objectives.find(**ours, cycle_id=cycles, is_removed=False),
        key_results=[row for row in krs if row.owner_id == member_id],
        initiatives=await unit.initiatives.find(**ours, key_result_id=[row.id for row in krs], is_removed=False),
        decisions=await unit.decisions.find(team_id=team.id, decider_id=member_id, state=DecisionState.OPEN),
        actions=await unit.actions.find(**ours, state=ActionState.OPEN),
        blockers=await unit.blockers.find(**ours, state=BlockerState.OPEN),
    )


async def give(unit: Unit, services: Services, team: Team, what: Belongings, heir_id: str) -> None:
    """All of it is this member's from now on; the audit trail and the readings keep whose it was."""
    for objective in what.objectives:
        await unit.objectives.save(replace(objective, owner_id=heir_id))
    for key_result in what.key_results:
        await unit.key_results.save(replace(key_result, owner_id=heir_id))
        await refresh_told(unit, services, SubjectKind.KEY_RESULT, key_result.id)
    for initiative in what.initiatives:
        await unit.initiatives.save(replace(initiative, owner_id=heir_id))
    for action in what.actions:
        await unit.actions.save(replace(action, owner_id=heir_id))
        await refresh_told(unit, services, SubjectKind.ACTION, action.id)
    for decision in what.decisions:
        await _give_decision(unit, services, team, decision, heir_id)
    for blocker in what.blockers:
        given = replace(blocker, owner_id=heir_id)
        await unit.blockers.save(given)
        await show_blocker(unit, services, team, given, blocker)
        await refresh_told(unit, services, SubjectKind.BLOCKER, blocker.id)
    newest = await latest_checkin(unit, team)
    if newest and what:
        await refresh_summary(unit, services, newest)


async def _give_decision(unit: Unit, services: Services, team: Team, decision: Decision, heir_id: str) -> None:
    """Asked of somebody else now, who hears of it with all the rest: the question is not sent once more."""
    given = replace(decision, decider_id=heir_id, handed_by=None, handed_why="")
    await unit.decisions.save(given)
    await show_decision(unit, services, team, given, is_known=True)
    await refresh_told(unit, services, SubjectKind.DECISION, decision.id)
