"""One team as it stands: its people, its cycle, its objectives and their latest readings, loaded once.

Knows what belongs to a team; must not decide or say anything.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from weakref import WeakKeyDictionary

from cadence.measure import one_a_week
from cadence.model import Cycle, KeyResult, Member, Objective, Reading, Team
from cadence.ports import Unit

NOT_SET = "not set"
WEEKS = 3
"""How many weeks of a KR are looked back on at least, where there are so many."""
HISTORY = WEEKS + 1
"""How many of its readings are brought for that at first: one of them may have been edited."""
LATEST = 40
"""How many readings of a KR are brought: enough for its trend, however often it is edited within a week."""


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """roster: whom the team asks, by name. people: everybody the team's records may name, by member id.

    objectives, key_results: those of the current cycle that were not removed, in the order of their places.
    readings: the latest of each KR, oldest first, by KR id; absent where there is none.
    teams: the team, and those that its records may name, by id: a blocker may wait on another one.
    """

    team: Team
    roster: tuple[Member, ...]
    people: Mapping[str, Member]
    cycle: Cycle | None
    objectives: tuple[Objective, ...]
    key_results: tuple[KeyResult, ...]
    readings: Mapping[str, list[Reading]]
    teams: Mapping[str, Team] = field(default_factory=dict)

    def place(self, key_result_id: str | None) -> str:
        """The KR's place, `2.1`; empty for none, or for one that was removed."""
        found = next((kr for kr in self.key_results if kr.id == key_result_id), None)
        return f"{self.objective_of(found).number}.{found.number}" if found else ""

    def objective_of(self, key_result: KeyResult) -> Objective:
        return next(objective for objective in self.objectives if objective.id == key_result.objective_id)

    def under(self, objective: Objective) -> list[KeyResult]:
        """The objective's KRs."""
        return [kr for kr in self.key_results if kr.objective_id == objective.id]

    def owned_by(self, member_id: str) -> list[KeyResult]:
        """The KRs that this member answers for."""
        return [kr for kr in self.key_results if kr.owner_id == member_id]

    def latest(self, key_result_id: str) -> Reading | None:
        known = self.readings.get(key_result_id)
        return known[-1] if known else None

    def trend(self, key_result_id: str) -> list[Reading]:
        """The latest readings, oldest first, one a check-in."""
        return one_a_week(self.readings.get(key_result_id, ()), self.team.zone)

    def name(self, member_id: str | None) -> str:
        """The member's name, or "not set"."""
        known = self.people.get(member_id) if member_id else None
        return known.name if known else NOT_SET


_KINDS = ("members", "teams", "memberships", "cycles", "objectives", "key_results")
_loaded: WeakKeyDictionary[Unit, dict[tuple[str, int], tuple[int, int, Snapshot]]] = WeakKeyDictionary()
"""What a unit of work loaded before, by team and number of readings, with its stamps of then: of the team, of the
readings."""


async def load_snapshot(unit: Unit, team: Team, readings: int = LATEST) -> Snapshot:
    """The team now. readings: how many of the latest readings of each KR to bring; of one that was edited so often that
    these are fewer than three weeks, LATEST."""
    known, of_team, of_readings = _loaded.setdefault(unit, {}), unit.stamp(*_KINDS), unit.stamp("readings")
    before, read_at, snapshot = known.get((team.id, readings), (-1, -1, None))
    if snapshot is None or before != of_team or snapshot.team != team:
        snapshot = await _load(unit, team, readings)
    elif read_at != of_readings:
        snapshot = await _with_readings(unit, snapshot, readings)
    else:
        await unit.people_around(team.id)  # whom this unit has named since
    known[team.id, readings] = of_team, of_readings, snapshot
    return snapshot


async def _with_readings(unit: Unit, snapshot: Snapshot, count: int) -> Snapshot:
    """The same team, with the readings of now, and whoever gave them."""
    latest = await _latest(unit, snapshot.team, snapshot.key_results, count)
    givers = {row.member_id for rows in latest.values() for row in rows}
    return replace(snapshot, readings=latest, people=await unit.people_around(snapshot.team.id, givers))


async def _load(unit: Unit, team: Team, readings: int) -> Snapshot:
    memberships = await unit.memberships.find(team_id=team.id)
    cycles = await unit.cycles.find(team_id=team.id, is_current=True)
    objectives = await _objectives(unit, cycles)
    key_results = await _key_results(unit, objectives)
    latest = await _latest(unit, team, key_results, readings)
    people = await unit.people_around(team.id, {row.member_id for rows in latest.values() for row in rows})
    roster = sorted((people[row.member_id] for row in memberships), key=lambda member: (member.name, member.id))
    return Snapshot(
        team=team,
        roster=tuple(member for member in roster if member.is_active),
        people=people,
        cycle=cycles[-1] if cycles else None,
        objectives=tuple(objectives),
        key_results=tuple(key_results),
        readings=latest,
        teams=await unit.teams_around(team.id),
    )


async def _latest(unit: Unit, team: Team, key_results: Sequence[KeyResult], count: int) -> Mapping[str, list[Reading]]:
    found = await unit.latest_readings([kr.id for kr in key_results], count)
    cut = (kr_id for kr_id, rows in found.items() if len(rows) == count < LATEST)
    edited = [kr_id for kr_id in cut if len(one_a_week(found[kr_id], team.zone)) < WEEKS]
    return {**found, **await unit.latest_readings(edited, LATEST)} if edited else found


async def _objectives(unit: Unit, cycles: list[Cycle]) -> list[Objective]:
    found = await unit.objectives.find(cycle_id=[cycle.id for cycle in cycles[-1:]], is_removed=False)
    return sorted(found, key=lambda objective: objective.number)


async def _key_results(unit: Unit, objectives: list[Objective]) -> list[KeyResult]:
    order = {objective.id: objective.number for objective in objectives}
    found = await unit.key_results.find(objective_id=list(order), is_removed=False)
    return sorted(found, key=lambda kr: (order[kr.objective_id], kr.number))
