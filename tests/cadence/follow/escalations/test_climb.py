"""Acknowledged is not solved: what was taken or snoozed comes back on its date; what was assigned climbs anew."""

from datetime import timedelta

import pytest

from cadence.context import Services
from cadence.frontdoor import FrontDoor
from cadence.model import BlockerState, Escalation, EscalationState
from cadence.requests import Reply
from cadence.wording.plain import plain_text
from tests.cadence.desk import is_refused
from tests.cadence.follow.ladder.laddering import OWNED, QUIET
from tests.cadence.harness import Rhythm, berlin
from tests.fakes.clock import FakeClock
from tests.fakes.growth import WORKSPACE, pressed, submitted
from tests.fakes.memory import MemoryStore


class Climbing(Rhythm):
    """A team whose things climb, and whose people press buttons."""

    @property
    def door(self) -> FrontDoor:
        return FrontDoor(self.store, self.services)

    async def until(self, day: int, wall: str = "12:00") -> None:
        """Tick every hour up to this moment."""
        end = berlin(day, wall)
        while self.clock() < end:
            self.clock.to(min(self.clock() + timedelta(hours=1), end))
            await self.scheduler.tick()

    def step(self, rung: str = "blocker_manager") -> Escalation:
        rows = self.store.data[WORKSPACE.id].records["escalations"].values()
        return next(row for row in rows if isinstance(row, Escalation) and row.rung == rung)

    async def press(self, who: str, action: str, value: str) -> Reply:
        return await self.door.handle(pressed(who, action, value, None))

    async def submit(self, who: str, form: str, **values: str) -> Reply:
        return await self.door.handle(submitted(who, form, self.step().id, **values))

    def digests(self, who: str) -> list[str]:
        """The direct messages of each day, as they stand now."""
        return [plain_text(each.card) for each in self.said("today") if each.place.member == who]


@pytest.fixture
async def team(store: MemoryStore, clock: FakeClock, services: Services) -> Climbing:
    """On Monday 16 at noon, Mia has just heard of it."""
    made = Climbing(store, clock, services)
    await made.add("policies", QUIET)
    await made.add("blockers", OWNED)
    await made.until(16)
    return made


async def test_it_reached_the_manager_after_owner_and_lead_saw_it_coming(team: Climbing) -> None:
    assert team.step().state == EscalationState.SENT
    (text,) = team.digests("mia")
    assert text.startswith("Growth is waiting: 1.3 Trials/week: waiting for legal\nwaiting since 9 Nov")
    for who in ("ana", "dee"):
        assert any("Went to Mia on Mon 16 Nov: 1.3 Trials/week" in each for each in team.digests(who))


async def test_a_taken_one_comes_back_on_its_date_in_a_message_of_that_day(team: Climbing) -> None:
    await team.submit("mia", "esc_take", returns="2026-11-18")
    await team.until(17, "20:00")
    assert len(team.digests("mia")) == 1
    await team.until(18)
    assert team.step().state == EscalationState.SENT
    assert team.digests("mia")[1].startswith("Back, as agreed: 1.3 Trials/week: waiting for legal\n")
    assert "[I'll take it] [Assign] [Snooze] [Not mine]" in team.digests("mia")[1]


async def test_what_comes_back_has_its_buttons_once_in_the_newest_message(team: Climbing) -> None:
    await team.submit("mia", "esc_take", returns="2026-11-18")
    await team.until(18)
    older, newer = team.digests("mia")
    assert older == "1.3 Trials/week: waiting for legal: there is a newer message, of Wed 18 Nov"
    assert "[I'll take it]" in newer
    await team.submit("mia", "esc_take", returns="2026-11-20")
    assert team.digests("mia")[0] == older and "You took" in team.digests("mia")[1]


async def test_back_again_it_may_be_taken_again_by_anybody_who_may(team: Climbing) -> None:
    await team.submit("mia", "esc_take", returns="2026-11-18")
    await team.until(18)
    assert not is_refused(await team.submit("ana", "esc_take", returns="2026-11-20"))
    assert "Ana took" in team.digests("mia")[1]


async def test_a_snoozed_one_comes_back_to_its_reader(team: Climbing) -> None:
    await team.press("mia", "esc.snooze", f"{team.step().id}:1")
    assert team.digests("mia")[0].startswith("Snoozed until Tue 17 Nov")
    await team.until(17)
    assert team.digests("mia")[1].startswith("Growth is waiting: 1.3 Trials/week: waiting for legal\n")


async def test_what_was_assigned_begins_a_new_round_with_its_owner(team: Climbing) -> None:
    await team.submit("mia", "esc_assign", owner="cy", due="2026-11-18")
    await team.until(19)
    assert team.step().state == EscalationState.SETTLED
    assert len(team.digests("mia")) == 1
    assert any("waiting for legal" in each for each in team.digests("cy"))


async def test_what_was_solved_never_comes_back(team: Climbing) -> None:
    await team.submit("mia", "esc_take", returns="2026-11-18")
    await team.press("mia", "esc.solved", team.step().id)
    await team.until(27)
    (row,) = await _blockers(team)
    assert row == BlockerState.SOLVED
    assert len(team.digests("mia")) == 1
    assert "[" not in team.digests("mia")[0]


async def test_what_was_passed_on_stays_with_whom_it_went_to(team: Climbing) -> None:
    await team.submit("mia", "esc_not_mine", to="cy")
    await team.until(27)
    assert team.step().state == EscalationState.PASSED
    assert len(team.digests("mia")) == 1
    assert len([each for each in team.said("help") if each.place.member == "cy"]) == 1


async def test_a_new_date_before_it_goes_up_keeps_it_from_the_manager(
    store: MemoryStore, clock: FakeClock, services: Services
) -> None:
    team = Climbing(store, clock, services)
    await team.add("policies", QUIET)
    await team.add("blockers", OWNED)
    await team.until(13)
    assert "Goes to Mia on Mon 16 Nov 08:00" in team.digests("dee")[-1]
    await team.submit("dee", "esc_new_date", due="2026-11-20")
    await team.until(20)
    assert team.digests("mia") == []
    assert team.step().state == EscalationState.CANCELLED


async def test_what_is_back_with_the_lead_says_that_it_goes_up_tomorrow(
    store: MemoryStore, clock: FakeClock, services: Services
) -> None:
    """One message a day about it, and nobody is surprised: it has the words and buttons of both."""
    team = Climbing(store, clock, services)
    await team.add("policies", QUIET)
    await team.add("blockers", OWNED)
    await team.until(12)
    await team.door.handle(submitted("ana", "esc_take", team.step("blocker_lead").id, returns="2026-11-13"))
    await team.until(13)
    text = team.digests("ana")[-1]
    assert text.startswith("Back, as agreed: 1.3 Trials/week: waiting for legal\n")
    assert "Goes to Mia on Mon 16 Nov 08:00: 1.3 Trials/week" in text
    assert text.endswith("[Solved] [New date] [Add context] [Send now]")


async def _blockers(team: Climbing) -> list[BlockerState]:
    async with team.unit() as unit:
        return [row.state for row in await unit.blockers.find(id=OWNED.id)]
