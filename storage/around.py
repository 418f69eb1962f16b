"""Whom and what the records of some teams name: people, who covers or manages them, teams that are waited on.

Knows which columns name a person, and that a unit of work that looks at many teams must not load everybody; must not
know what anybody is named for.
"""

from collections.abc import Awaitable, Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import CompoundSelect, Select, Table, bindparam, literal, select, union

from cadence.model import Leave, Member, Membership, Record, Team
from cadence.ports import WorkingSet
from storage import tables
from storage.repository import SqlRepository
from storage.work import Work

T = TypeVar("T", bound=Record)

PEOPLE = frozenset(
    {
        "member_id",
        "lead_id",
        "manager_id",
        "sponsor_id",
        "owner_id",
        "raised_by",
        "settled_by",
        "given_by",
        "cover_id",
        "waiting_on_id",
        "confidant_id",
        "decider_id",
        "decided_by",
        "handed_by",
        "recipient_id",
        "asked_by",
    }
)
"""Columns that name a person."""
LISTS = frozenset({"expected_ids", "reminded_ids", "told_ids"})
"""Columns that list people, as far as they were read."""
TEAMS = frozenset({"waiting_on_team_id"})
"""Columns that name another team."""
UNREAD = frozenset({"readings", "leaves", "members"})
"""Tables in which nobody is looked for: readings are named by whoever shows them."""


class Known(Mapping[str, T]):
    """What a unit of work knows of one kind, by id, as it stands; it grows as more is read."""

    def __init__(self, repository: SqlRepository[T]) -> None:
        self._repository = repository

    def __getitem__(self, record_id: str) -> T:
        found = self._repository.here(id=record_id)
        if not found:
            raise KeyError(record_id)
        return found[0]

    def __contains__(self, record_id: object) -> bool:
        return bool(self._repository.here(id=record_id))

    def __iter__(self) -> Iterator[str]:
        return (record.id for record in self._repository.here())

    def __len__(self) -> int:
        return len(self._repository.here())


class Around:
    """People and teams around those teams that a unit of work looks at; everybody, where it never looks at many.

    repositories: the unit's, by table. read_ahead: the unit's.
    """

    def __init__(
        self,
        work: Work,
        repositories: Mapping[str, SqlRepository[Any]],
        rollout_lead_id: str | None,
        read_ahead: Callable[[Iterable[str], WorkingSet], Awaitable[None]],
    ) -> None:
        self._work, self._read_ahead, self._repositories = work, read_ahead, repositories
        self._members: SqlRepository[Member] = repositories["members"]
        self._leaves: SqlRepository[Leave] = repositories["leaves"]
        self._teams: SqlRepository[Team] = repositories["teams"]
        self._memberships: SqlRepository[Membership] = repositories["memberships"]
        self._rollout_lead_id = rollout_lead_id
        self._is_all = True
        self._near = set[str]()
        self._teams_unread, self._people_unread, self._heads_unread = set[str](), set[str](), set[str]()
        self._people, self._known_teams = Known(self._members), Known(self._teams)

    async def people(self, team_id: str, also: Iterable[str]) -> Mapping[str, Member]:
        """See `cadence.ports.Unit.people_around`."""
        if self._is_all:
            return {row.id: row for row in await self._members.find()}
        await self._look(team_id, also)
        return self._people

    async def teams(self, team_id: str) -> Mapping[str, Team]:
        """See `cadence.ports.Unit.teams_around`."""
        if self._is_all:
            return {row.id: row for row in await self._teams.find()}
        await self._look(team_id)
        return self._known_teams

    async def leaves(self, team_id: str) -> Sequence[Leave]:
        """See `cadence.ports.Unit.leaves_around`."""
        if self._is_all:
            return await self._leaves.find()
        await self._look(team_id)
        return sorted(self._leaves.here(), key=lambda row: row.id)

    def note(self, team_ids: Iterable[str], rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
        """These teams are looked at; rows: what was read of them. Nothing more is read before somebody asks."""
        self._is_all = False
        self._near.update(team_ids)
        self._teams_unread.update(team_ids)
        self._people_unread.update(_listed(rows))
        if "escalations" in rows:
            self._heads_unread.update(_heads(rows))

    def note_read(self, team_ids: Iterable[str], rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
        """As `note`, of teams whose people, and the teams that they wait on, are among the rows."""
        self._is_all = False
        self._near.update(team_ids)
        self._people_unread.update(_listed(rows) - {row["id"] for row in rows["members"]})

    def forget(self) -> None:
        """Read anew from here on."""
        for each in (self._near, self._teams_unread, self._people_unread, self._heads_unread):
            each.clear()

    async def _look(self, team_id: str, also: Iterable[str] = ()) -> None:
        """Read all that is named, of all teams that are looked at, at once. also: ids of members."""
        if team_id not in self._near:
            await self._read_ahead([team_id], WorkingSet.FOLLOW)
        people = self._people_unread | {each for each in also if each not in self._people}
        named: list[tuple[Any, ...]] = [*self._named_by_own()]
        team_ids, heads = sorted(self._teams_unread), set(self._heads_unread)
        if not (team_ids or people or heads or named):
            return
        for each in (self._teams_unread, self._people_unread, self._heads_unread):
            each.clear()
        if team_ids:
            named += [tuple(row) for row in await self._work.run(_named(), self._given(team_ids))]
            people |= {self._rollout_lead_id} if self._rollout_lead_id else set()
        others = await self._teams.find(id=[each for kind, each in named if kind == "team"])
        people |= {each for kind, each in named if kind == "member"} | {team.lead_id for team in others}
        await self._members.find(id=people)
        await self._read_people(people | await self._read_above(heads))

    def _named_by_own(self) -> Iterator[tuple[str, str]]:
        """As `_named`, by what this unit changed since it looked last: what is not written no statement finds."""
        for name, repository in self._repositories.items():
            for record in repository.take_own() if name not in UNREAD else ():
                fields = vars(record)
                yield from (("member", fields[each]) for each in PEOPLE & fields.keys() if fields[each])
                listed = (who for each in LISTS & fields.keys() for who in fields[each])
                yield from (("member", who.partition(":")[0]) for who in listed)
                yield from (("team", fields[each]) for each in TEAMS & fields.keys() if fields[each])

    async def _read_above(self, heads: Collection[str]) -> set[str]:
        """Who manages these people, by their teams or by their profiles, and who manages those by their teams."""
        if not heads:
            return set()
        named = {row.manager_id for row in await self._members.find(id=heads) if row.manager_id}
        managers = await self._managers_of(heads) | named
        return managers | await self._managers_of(managers - {*heads})

    async def _managers_of(self, heads: Collection[str]) -> set[str]:
        memberships = await self._memberships.find(member_id=heads)
        teams = await self._teams.find(lead_id=heads)
        teams += await self._teams.find(id={row.team_id for row in memberships})
        return {team.manager_id for team in teams if team.manager_id}

    async def _read_people(self, wanted: Collection[str]) -> None:
        """With their managers, and with whoever covers for them."""
        members = await self._members.find(id=wanted)
        known = {*wanted}
        new = {row.manager_id for row in members if row.manager_id} - known
        while wanted:
            leaves = await self._leaves.find(member_id=wanted)
            wanted = ({row.cover_id for row in leaves if row.cover_id} | new) - known
            known |= wanted
            new = set()
            await self._members.find(id=wanted)

    def _given(self, team_ids: Sequence[str]) -> dict[str, Any]:
        return {"workspace": self._work.workspace_id, "teams": team_ids}


def _listed(rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> set[str]:
    listing = (*rows["checkins"], *rows["decisions"])
    return {each.partition(":")[0] for row in listing for name in LISTS for each in row.get(name, ())}


def _heads(rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> Iterator[str]:
    """Of whom it matters who manages them: managers and sponsors, and whoever is to decide something."""
    leads = {}
    for team in rows["teams"]:
        leads[team["id"]] = team["lead_id"]
        yield from filter(None, (team["manager_id"], team["sponsor_id"]))
    for decision in rows["decisions"]:
        yield decision["decider_id"] or leads[decision["team_id"]]


@cache
def _named() -> CompoundSelect[Any]:
    """Distinct (`member` or `team`, id) that any record of the teams names."""
    here = {name: table for name, table in tables.RECORDS.items() if name not in UNREAD}
    found = [_naming(table, column.name) for table in here.values() for column in table.c if column.name in PEOPLE]
    waited_on = _naming(tables.RECORDS["blockers"], "waiting_on_team_id", "team")
    return union(*found, waited_on)


def _naming(table: Table, column: str, kind: str = "member") -> Select[Any]:
    of = table.c.id if table.name == "teams" else table.c.team_id
    teams = of.in_(bindparam("teams", expanding=True))
    ours = (table.c.workspace_id == bindparam("workspace"), teams, table.c[column].is_not(None))
    return select(literal(kind, literal_execute=True), table.c[column]).where(*ours)
