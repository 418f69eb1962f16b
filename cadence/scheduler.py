"""The scheduler: what is due in every workspace is planned, opened, reminded of, closed and followed, many teams at a
time, and then told.

Knows the order of things; must not know how any of them is done (cadence.weekly) nor what makes it tick (bot).
"""

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cadence.agenda import Upcoming, upcoming
from cadence.context import Services
from cadence.errors import Conflict, StoreAway
from cadence.follow.blocker_messages import show_early_blockers
from cadence.follow.following import follow
from cadence.follow.notices import tell_due
from cadence.home.drawing import redraw_home
from cadence.model import CheckIn, CheckInState, Team
from cadence.ports import Store, Unit, WorkingSet
from cadence.weekly.closing import close_now
from cadence.weekly.current import open_checkin, scheduled_checkin
from cadence.weekly.opening import open_now
from cadence.weekly.planning import plan_next
from cadence.weekly.reminding import remind

ACTOR = "drumbeat"
LOOKED_AT = timedelta(hours=12)
"""How long after it was opened a Home is kept true."""

Report = Callable[[str, Exception], None]
"""Told what failed, in words without user text, and how."""
Work = Callable[[Unit, Team], Awaitable[int]]
"""One piece of work on a locked team; how many things were done."""


@dataclass(frozen=True)
class Job:
    """id: of what is due. work: what is to be done about it. what: what of the team that needs."""

    id: str
    team_id: str
    work: Work
    what: WorkingSet


WentOn = Callable[[], Awaitable[None]]
Find = Callable[[Unit, int], Awaitable[list[Job]]]
"""What is due, up to about so many."""


def _log(what: str, error: Exception) -> None:
    logging.getLogger("drumbeat.scheduler").error("%s", what, exc_info=error)


async def _nothing() -> None:
    pass


class Scheduler:
    """Any number of them may tick at once: every team is locked and looked at anew before anything is done."""

    def __init__(self, store: Store, services: Services, report: Report = _log) -> None:
        self._store, self._services, self._report = store, services, report
        self._is_stopping = False
        self._went_on: WentOn = _nothing

    def watch(self, went_on: WentOn) -> None:
        """went_on: awaited whenever a piece of a tick's work ended; of a large company a tick takes minutes."""
        self._went_on = went_on

    def stop(self) -> None:
        """Begin with no further team: the tick under way ends after the one it is at; the rest stays due."""
        self._is_stopping = True

    async def tick(self, batch: int = 100) -> int:
        """Do everything that is due, and return how many things were done. One failing team never stops the others.

        Where the app was taken out, nothing is due until it is connected again. Raises StoreAway.
        """
        done = 0
        for workspace in await self._store.workspaces():
            if not workspace.is_connected:
                continue
            done += await self._plan_all(workspace.id, batch)
            done += await self.advance(workspace.id, batch)
            done += await self._follow_all(workspace.id, batch)
            done += await self._tell_all(workspace.id, batch)
            done += await self._draw_all(workspace.id, batch)
        return done

    async def next_moment(self, workspace_id: str) -> datetime | None:
        """When something happens next by itself in this workspace, for jumps in time; None where nothing does."""
        async with self._store.unit(workspace_id, actor=ACTOR) as unit:
            teams, look = await unit.teams.find(), await unit.next_look()
            coming = [step.at for team in teams for step in await upcoming(unit, self._services, team)]
        return min([*coming, *filter(None, [look])], default=None)

    async def upcoming(self, workspace_id: str, team_id: str) -> list[Upcoming]:
        """What comes next for this team, soonest first."""
        async with self._store.unit(workspace_id, actor=ACTOR) as unit:
            team = await unit.teams.get(team_id)
            return await upcoming(unit, self._services, team) if team else []

    async def _plan_all(self, workspace_id: str, batch: int) -> int:
        """Give every team that has none its next check-in."""
        last = ""

        async def find(unit: Unit, _: int) -> list[Job]:
            nonlocal last
            teams = await unit.teams_without_next(batch, last)
            last = teams[-1].id if teams else last
            return [Job(team.id, team.id, self._plan, WorkingSet.WEEK) for team in teams]

        return await self._all(workspace_id, find, batch)

    async def advance(self, workspace_id: str, batch: int = 100) -> int:
        """Open, remind and close until nothing is due; what fails or was done by others is left for the next tick."""

        async def find(unit: Unit, limit: int) -> list[Job]:
            return [self._advancing(row, unit.now) for row in await unit.due_checkins(limit)]

        return await self._all(workspace_id, find, batch)

    async def _follow_all(self, workspace_id: str, batch: int) -> int:
        """Look at every team that needs it, once: what is not settled climbs."""

        async def find(unit: Unit, limit: int) -> list[Job]:
            return [
                Job(team.id, team.id, self._follow, WorkingSet.FOLLOW) for team in await unit.teams_to_follow(limit)
            ]

        return await self._all(workspace_id, find, batch)

    async def _tell_all(self, workspace_id: str, batch: int) -> int:
        """Tell what waits to be told. Two workers that tell the same are a Conflict, and one of them begins anew."""
        told = 0
        while not self._is_stopping:
            try:
                async with self._store.unit(workspace_id, actor=ACTOR) as unit:
                    more = await tell_due(unit, self._services, batch)
            except Conflict:
                return told
            except Exception as error:  # noqa: BLE001 - recorded; other workspaces must not wait for this one
                self._left(f"notices of workspace {workspace_id} are left for the next tick", error)
                return told
            if not more:
                return told
            told += more
            await self._went_on()
        return told

    async def _draw_all(self, workspace_id: str, batch: int) -> int:
        """Draw every Home anew that somebody looks at and that is not true any more, each on its own, once."""
        drawn, seen = 0, set[str]()
        while not self._is_stopping:
            async with self._store.unit(workspace_id, actor=ACTOR) as unit:
                stale = await unit.stale_homes(unit.now - LOOKED_AT, batch + len(seen))
            fresh = [member_id for member_id in stale if member_id not in seen]
            if not fresh:
                return drawn
            for member_id in fresh:
                seen.add(member_id)
                drawn += await self._draw(workspace_id, member_id)
                await self._went_on()
        return drawn

    async def _draw(self, workspace_id: str, member_id: str) -> bool:
        if self._is_stopping:
            return False
        try:
            async with self._store.unit(workspace_id, actor=ACTOR) as unit:
                member = await unit.members.get(member_id)
                return member is not None and await redraw_home(unit, self._services, member)
        except Conflict:
            return False  # somebody drew it meanwhile
        except Exception as error:  # noqa: BLE001 - recorded; the other Homes must not wait for this one
            self._left(f"the Home of {member_id} in workspace {workspace_id} is left for the next tick", error)
            return False

    def _left(self, what: str, error: Exception) -> None:
        """Without the database there is nothing to be done for the others either."""
        if isinstance(error, StoreAway):
            raise error
        self._report(what, error)

    async def _all(self, workspace_id: str, find: Find, batch: int) -> int:
        """Do all that is found, each thing once, many in one unit of work, which is much cheaper; how many were done.

        Found and done in the same unit of work: another worker that comes meanwhile finds what is left. Where one thing
        fails each of them has a unit of its own, so that it holds up nobody.
        """
        done, seen, again = 0, set[str](), 0
        while not self._is_stopping:
            limit, fresh = batch + again, list[Job]()
            try:
                async with self._store.unit(workspace_id, actor=ACTOR) as unit:
                    found = await find(unit, limit)
                    fresh += [job for job in found if job.id not in seen]
                    again = len(found) - len(fresh)  # what is due still is not in the way of the others
                    moved = await self._together(unit, fresh)
            except Exception as error:
                if not fresh and isinstance(error, Conflict):
                    return done  # another worker is at it
                if not fresh:
                    raise
                # Nothing was kept; whatever it was comes again, and is told of then.
                moved = [await self._one(workspace_id, job) for job in fresh]
            done += sum(moved)
            seen.update(job.id for job in fresh)
            await self._went_on()
            if not fresh and again < limit:
                return done
        return done

    async def _together(self, unit: Unit, jobs: Sequence[Job]) -> list[int]:
        """What another worker holds is its business."""
        held = {team.id: team for team in await unit.lock_free(job.team_id for job in jobs)}
        for what in WorkingSet:
            await unit.read_ahead([job.team_id for job in jobs if job.what is what and job.team_id in held], what)
        done = []
        for job in jobs:
            is_ours = job.team_id in held and not self._is_stopping
            done.append(await job.work(unit, held[job.team_id]) if is_ours else 0)
        return done

    async def _one(self, workspace_id: str, job: Job) -> int:
        if self._is_stopping:
            return 0
        try:
            async with self._store.unit(workspace_id, actor=ACTOR) as unit:
                team = await unit.lock(job.team_id)
                return await job.work(unit, team) if team else 0
        except Conflict:
            return 0  # another worker was first; it is done
        except Exception as error:  # noqa: BLE001 - recorded; the other teams must not wait for this one
            self._left(f"team {job.team_id} in workspace {workspace_id} is left for the next tick", error)
            return 0

    async def _follow(self, unit: Unit, team: Team) -> int:
        return await follow(unit, self._services, team)

    async def _plan(self, unit: Unit, team: Team) -> bool:
        if team.is_paused or await open_checkin(unit, team) or await scheduled_checkin(unit, team):
            return False
        await plan_next(unit, self._services, team)
        return True

    def _advancing(self, due: CheckIn, now: datetime) -> Job:
        async def advance(unit: Unit, team: Team) -> bool:
            checkin = await unit.checkins.get(due.id)
            step = _step(checkin, unit.now) if checkin else None
            if checkin is None or step is None:
                return False
            after = await step(unit, self._services, team, checkin)
            if checkin.state == CheckInState.SCHEDULED and after.state in {CheckInState.OPEN, CheckInState.CLOSED}:
                await show_early_blockers(unit, self._services, team, after)
            if after.state in {CheckInState.CLOSED, CheckInState.SKIPPED} and not team.is_paused:
                await plan_next(unit, self._services, team)
            return True

        return Job(due.id, due.team_id, advance, WorkingSet.CLOSE if due.closes_at <= now else WorkingSet.WEEK)


Step = Callable[[Unit, Services, Team, CheckIn], Awaitable[CheckIn]]


def _step(checkin: CheckIn, now: datetime) -> Step | None:
    """What is to be done with the check-in now, as it stands after locking."""
    is_scheduled = checkin.state == CheckInState.SCHEDULED
    if not is_scheduled and checkin.state != CheckInState.OPEN:
        return None
    if checkin.closes_at <= now:
        return close_now
    if is_scheduled:
        return open_now if checkin.opens_at <= now else None
    return remind if checkin.next_at is None or checkin.next_at <= now else None
