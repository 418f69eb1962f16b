"""Reads ahead what a unit of work will need of some teams, and hands it to whoever will be asked for it.

Knows what was read already; must not know which rows belong together (`storage.working_set`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from cadence.ports import WorkingSet
from storage import working_set
from storage.around import Around
from storage.drafts import SqlDrafts
from storage.latest_read import LatestReadings
from storage.outbox import SqlOutbox
from storage.repository import SqlRepository, all_of
from storage.work import Work


@dataclass
class ReadAhead:
    """Of one unit of work: its repositories, by table, and what else remembers what was read."""

    work: Work
    repositories: Mapping[str, SqlRepository[Any]]
    outbox: SqlOutbox
    drafts: SqlDrafts
    latest: LatestReadings
    around: Around
    _known: set[tuple[str, WorkingSet]] = field(default_factory=set)

    async def of_teams(self, team_ids: Iterable[str], what: WorkingSet, checkin_id: str = "") -> None:
        """What is needed of these teams, as far as it was not read yet. checkin_id: as in `working_set.read`."""
        for ids in all_of([each for each in team_ids if (each, what) not in self._known]):
            self._take(ids, what, *await working_set.read(self.work, what, ids, checkin_id))

    async def of_checkin(self, checkin_id: str, what: WorkingSet) -> list[str]:
        """What is needed of this check-in's team; the team's id, if there is such a check-in."""
        rows, messages = await working_set.read(self.work, what, checkin_id=checkin_id)
        team_ids = [row["team_id"] for row in rows["checkins"] if row["id"] == checkin_id]
        self._take(team_ids, what, rows, messages)
        return team_ids

    def forget(self) -> None:
        """Read anew from here on."""
        self._known.clear()

    def _take(
        self, team_ids: list[str], what: WorkingSet, rows: working_set.Rows, messages: working_set.Messages
    ) -> None:
        self._known.update((each, what) for each in team_ids)
        for name, searches in working_set.answered(what, team_ids, rows, self.work).items():
            self.repositories[name].take(rows[name], *searches)
        if "drafts" in rows:
            self.drafts.take(rows["drafts"], all_of=self.work.actor)
        self.outbox.take_rows(messages, working_set.keys_of(rows))
        if what is WorkingSet.ANSWER:
            self.around.note_read(team_ids, rows)
            self.latest.note_read((row["id"] for row in rows["key_results"]), working_set.READINGS)
        else:
            self.around.note(team_ids, rows)
