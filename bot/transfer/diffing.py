"""What an import would change: a pure comparison of a file with what is there.

Entries are found by what never changes: members by platform id, teams by slug, objectives and KRs by number,
initiatives by title. Nothing is deleted; with `prune` what the file's lists do not name is marked as removed.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.transfer import exporting as shown
from bot.transfer import records
from bot.transfer.records import Row
from bot.transfer.schema import KeyResultEntry, ObjectiveEntry, Plan, TeamEntry, path
from bot.transfer.state import State
from cadence.context import member_id
from cadence.errors import ConfigurationError
from cadence.follow.policies import differences, too_early
from cadence.ids import id_for
from cadence.model import Cycle, KeyResult, Membership, Objective, Team, Workspace


@dataclass(frozen=True, kw_only=True)
class Change:
    """One row that an import adds, updates or removes.

    what: as people name it, "team growth". detail: what differs. kind: the repository, or `workspace`.
    record: its new state. is_gone: the row itself goes (memberships only, they carry no history).
    """

    verb: str
    what: str
    kind: str
    record: Row | Workspace
    detail: str = ""
    is_gone: bool = False

    @property
    def is_new(self) -> bool:
        return self.verb in ("add", "note")

    def __str__(self) -> str:
        return f"{self.verb} {self.what}{': ' if self.detail else ''}{self.detail}"


class Comparison:
    """Compares one file with one state. `changes` are in an order in which they can be applied."""

    def __init__(self, plan: Plan, state: State, now: datetime, prune: bool) -> None:
        self._plan, self._state, self._now, self._prune = plan, state, now, prune
        self._workspace_id = plan.workspace.id
        new = {member_id(self._workspace_id, entry.id): entry.id for entry in plan.members or ()}
        self._names = {**state.names, **new}
        self._faults: list[str] = []
        self.changes: list[Change] = []

    def run(self) -> "Comparison":
        """Raises ConfigurationError with every fault that only shows against what is there."""
        self._members()
        for number, entry in enumerate(self._plan.teams or ()):
            self._team(entry, path("teams", number))
        self._absent_teams()
        self._workspace()
        if self._faults:
            raise ConfigurationError("\n".join(self._faults))
        return self

    def _workspace(self) -> None:
        known = self._state.workspace
        wanted = records.workspace(self._plan.workspace, known)
        if known is None:
            self._put("add", f"workspace {wanted.id}", "workspace", wanted)
        elif known != wanted:
            before, after = (shown.workspace_data(row, self._names) for row in (known, wanted))
            self._put("update", f"workspace {wanted.id}", "workspace", wanted, _difference(before, after))

    def _members(self) -> None:
        known = {member.external_id: member for member in self._state.members}
        for entry in self._plan.members or ():
            wanted = records.member(entry, self._workspace_id, known.get(entry.id))
            self._keep(f"member {entry.id}", "members", known.get(entry.id), wanted)
        if self._prune and self._plan.members is not None:
            for external_id in sorted(set(known) - {entry.id for entry in self._plan.members}):
                member = known[external_id]
                if member.is_active and not member.is_guest:
                    self._put("deactivate", f"member {external_id}", "members", replace(member, is_active=False))

    def _team(self, entry: TeamEntry, where: str) -> None:
        known = next((team for team in self._state.teams if team.slug == entry.slug), None)
        neighbour = next((team for team in self._state.teams if team.channel == entry.channel), None)
        if neighbour and neighbour.slug not in {each.slug for each in self._plan.teams or ()}:
            self._faults.append(f"{where}.channel: {neighbour.slug} uses this channel")
        team = records.team(entry, self._workspace_id, known)
        self._keep(f"team {team.slug}", "teams", known, team)
        self._memberships(team, entry)
        self._ladder(team, entry, where)
        cycle = self._cycle(team, entry, where)
        if cycle:
            self._objectives(team, cycle, entry.objectives)

    def _ladder(self, team: Team, entry: TeamEntry, where: str) -> None:
        if entry.ladder is None:
            return
        known = self._state.policy_of(team)
        wanted = records.policy(entry.ladder, team, known)
        for step, below in too_early(wanted):
            self._faults.append(f"{where}.ladder.{step}: comes before {below}, which is {getattr(wanted, below)}")
        if known or differences(wanted):
            self._keep(f"ladder of team {team.slug}", "policies", known, wanted)

    def _absent_teams(self) -> None:
        """A team is never removed: it is paused, and asks nobody any more."""
        if self._prune and self._plan.teams is not None:
            named = {entry.slug for entry in self._plan.teams}
            for team in self._state.teams:
                if team.slug not in named and not team.is_paused:
                    self._put("pause", f"team {team.slug}", "teams", replace(team, is_paused=True))

    def _memberships(self, team: Team, entry: TeamEntry) -> None:
        if entry.members is None:
            return
        known = {row.member_id: row for row in self._state.memberships if row.team_id == team.id}
        wanted = {member_id(self._workspace_id, person): person for person in entry.members}
        for key, person in wanted.items():
            if key not in known:
                row_id = id_for("membership", team.id, key)
                row = Membership(id=row_id, workspace_id=self._workspace_id, team_id=team.id, member_id=key)
                self._put("add", f"{person} to team {team.slug}", "memberships", row)
        for key in sorted(set(known) - set(wanted)) if self._prune else ():
            what = f"{self._names.get(key)} from team {team.slug}"
            self._put("remove", what, "memberships", known[key], is_gone=True)

    def _cycle(self, team: Team, entry: TeamEntry, where: str) -> Cycle | None:
        current = self._state.current_cycle(team)
        if entry.cycle is None and (current or entry.objectives is None):
            return current
        wanted = records.cycle(entry.cycle, team, self._now.astimezone(ZoneInfo(team.zone)).date())
        if current is None or not _is_same_cycle(current, wanted):
            return self._next_cycle(team, current, wanted, where)
        wanted = replace(wanted, id=current.id)
        self._keep(f"cycle {wanted.name} of team {team.slug}", "cycles", current, wanted)
        return wanted

    def _next_cycle(self, team: Team, current: Cycle | None, wanted: Cycle, where: str) -> Cycle:
        """Another cycle begins; the one before is over, and its KRs stay as they are."""
        if any(cycle.id == wanted.id for cycle in self._state.cycles):
            self._faults.append(f"{where}.cycle.name: {wanted.name} is over; choose a new name")
        if current:
            if wanted.starts < current.starts:
                self._faults.append(f"{where}.cycle.starts: the current cycle began later, on {current.starts}")
            self._put("end", f"cycle {current.name} of team {team.slug}", "cycles", replace(current, is_current=False))
        self._keep(f"cycle {wanted.name} of team {team.slug}", "cycles", None, wanted)
        return wanted

    def _objectives(self, team: Team, cycle: Cycle, entries: list[ObjectiveEntry] | None) -> None:
        known = {row.number: row for row in self._state.objectives if row.cycle_id == cycle.id}
        for entry in entries or ():
            wanted = records.objective(entry, cycle, known.get(entry.number))
            self._keep(f"objective {team.slug}/{entry.number}", "objectives", known.get(entry.number), wanted)
            self._key_results(team, wanted, entry.key_results)
        for row in self._absent(known, entries):
            self._put("remove", f"objective {team.slug}/{row.number}", "objectives", _removed(row))
            self._key_results(team, row, [])

    def _key_results(self, team: Team, objective: Objective, entries: list[KeyResultEntry] | None) -> None:
        known = {row.number: row for row in self._state.key_results if row.objective_id == objective.id}
        for entry in entries or ():
            before, wanted = known.get(entry.number), records.key_result(entry, objective, known.get(entry.number))
            place = f"{team.slug}/{objective.number}.{entry.number}"
            self._keep(f"KR {place}", "key_results", before, wanted)
            if before and before.target != wanted.target:
                noted = records.new_target(before, wanted, self._now)
                self._put("note", f"new target of KR {place}", "target_changes", noted)
            self._initiatives(place, wanted, entry)
        for row in self._absent(known, entries):
            place = f"{team.slug}/{objective.number}.{row.number}"
            self._put("remove", f"KR {place}", "key_results", _removed(row))
            self._absent_initiatives(place, row, set())

    def _initiatives(self, place: str, key_result: KeyResult, entry: KeyResultEntry) -> None:
        if entry.initiatives is None:
            return
        # of two with one title the one that is still there counts
        mine = [row for row in self._state.initiatives if row.key_result_id == key_result.id]
        known = {row.title: row for row in sorted(mine, key=lambda row: not row.is_removed)}
        for listed in entry.initiatives:
            wanted = records.initiative(listed, key_result, known.get(listed.title))
            self._keep(f"initiative {listed.title} of {place}", "initiatives", known.get(listed.title), wanted)
        self._absent_initiatives(place, key_result, {listed.title for listed in entry.initiatives})

    def _absent_initiatives(self, place: str, key_result: KeyResult, named: set[str]) -> None:
        for row in self._state.initiatives if self._prune else ():
            if row.key_result_id == key_result.id and row.title not in named and not row.is_removed:
                self._put("remove", f"initiative {row.title} of {place}", "initiatives", _removed(row))

    def _absent(self, known: dict[int, Any], entries: Iterable[Any] | None) -> Iterator[Any]:
        """Rows that a given list does not name, where that counts."""
        if self._prune and entries is not None:
            named = {entry.number for entry in entries}
            yield from (row for number, row in sorted(known.items()) if number not in named and not row.is_removed)

    def _keep(self, what: str, kind: str, known: Row | None, wanted: Row) -> None:
        """Add the row or bring it up to date; nothing where it is so already."""
        if known is None:
            self._put("add", what, kind, wanted)
        elif known != wanted:
            verb = "restore" if getattr(known, "is_removed", False) else "update"
            before, after = (shown.row_data(row, self._names) for row in (known, wanted))
            self._put(verb, what, kind, wanted, _difference(before, after))

    def _put(self, verb: str, what: str, kind: str, record: Any, detail: str = "", is_gone: bool = False) -> None:
        self.changes.append(Change(verb=verb, what=what, kind=kind, record=record, detail=detail, is_gone=is_gone))


def _is_same_cycle(current: Cycle, wanted: Cycle) -> bool:
    """Renamed or moved it is the same; with another name and another start it is another."""
    return current.name == wanted.name or current.starts == wanted.starts


def _removed(row: Any) -> Any:
    return replace(row, is_removed=True)


def _difference(before: shown.Data, after: shown.Data) -> str:
    """`weekday wednesday → thursday, manager nobody → mia`."""
    changed = [key for key in after if before[key] != after[key]]
    return ", ".join(f"{key} {_word(before[key])} → {_word(after[key])}" for key in changed)


def _word(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "nothing" if value in (None, "") else str(value)
