"""Who takes a blocker looks after it, with that day as its next check, unless somebody else does."""

from dataclasses import replace

import pytest

from cadence.context import Services
from cadence.forms import Form
from cadence.model import EscalationState, Role
from tests.cadence.desk import a_blocker, form_of, words
from tests.cadence.follow.escalations.escalating import (
    ASKED,
    BLOCKER,
    NEXT_MONDAY,
    THURSDAY,
    Case,
    direct,
    kept,
    pass_on,
    person,
    planted,
    posted,
    sent,
    take,
    the_blocker,
)
from tests.cadence.follow.escalations.test_climb import Climbing
from tests.cadence.follow.ladder.laddering import QUIET
from tests.cadence.harness import Rhythm
from tests.fakes.clock import FakeClock
from tests.fakes.growth import mid, submitted
from tests.fakes.memory import MemoryStore

NOBODYS = replace(BLOCKER, owner_id=None, next_check=None)
TAKEN_LINE = "Mia takes 2.2 Renewals; looks again on Mon 16 Nov"


@pytest.fixture
async def case(store: MemoryStore, clock: FakeClock) -> Case:
    """Nobody looks after it, Ben asked for help, and Mia has read it."""
    made = await planted(Case(store, clock))
    await made.keep(NOBODYS)
    await sent(made, ASKED)
    return made


def promise(case: Case) -> tuple[str | None, str]:
    blocker = the_blocker(case)
    return blocker.owner_id, str(blocker.next_check)


async def test_who_takes_it_looks_after_it_with_that_day_as_its_next_check(case: Case) -> None:
    await take(case)
    assert promise(case) == (mid("mia"), "2026-11-16")
    assert (kept(case).state, kept(case).returns_on) == (EscalationState.TAKEN, NEXT_MONDAY)


async def test_the_lead_may_take_what_went_to_the_manager(case: Case) -> None:
    await take(case, who="ana")
    assert promise(case) == (mid("ana"), "2026-11-16")


async def test_the_form_says_so_before(case: Case) -> None:
    form: Form = form_of(await case.press("mia", "esc.take"))
    assert form.intro.endswith("\nNobody looks after it yet: from now on you do, and that day is its next check.")


async def test_where_somebody_else_looks_after_it_only_the_escalation_has_the_date(case: Case) -> None:
    await case.keep(BLOCKER)
    await take(case)
    assert the_blocker(case) == BLOCKER
    assert kept(case).returns_on == NEXT_MONDAY


async def test_what_was_theirs_before_gets_the_date(case: Case) -> None:
    await case.keep(replace(BLOCKER, owner_id=mid("mia")))
    await take(case)
    assert promise(case) == (mid("mia"), "2026-11-16")


async def test_whose_owner_has_left_is_taken_over(case: Case) -> None:
    await case.keep(BLOCKER, person("dee", is_active=False))
    await take(case)
    assert promise(case) == (mid("mia"), "2026-11-16")


async def test_another_date_is_another_next_check(case: Case) -> None:
    await take(case)
    await take(case, "2026-11-12")
    assert promise(case) == (mid("mia"), "2026-11-12")
    assert kept(case).returns_on == THURSDAY


async def test_passed_on_it_stays_with_who_had_it_until_the_other_takes_it(case: Case) -> None:
    await take(case)
    await pass_on(case, "cy")
    assert promise(case) == (mid("mia"), "2026-11-16")
    await case.submit("cy", "esc_take", str(kept(case).passed_to), returns="2026-11-13")
    assert promise(case) == (mid("cy"), "2026-11-13")


async def test_the_team_and_who_asked_read_it_once(case: Case) -> None:
    await take(case)
    assert posted(case) == [TAKEN_LINE]
    assert direct(case, "ben") == [TAKEN_LINE]


async def test_what_is_for_the_lead_alone_is_posted_nowhere(case: Case) -> None:
    await case.keep(replace(NOBODYS, lead_only=True), replace(ASKED, recipient_id=mid("ana"), role=Role.LEAD))
    await take(case, who="ana")
    assert promise(case) == (mid("ana"), "2026-11-16")
    assert posted(case) == []


async def test_summary_brief_and_board_say_who_looks_after_it(case: Case, clock: FakeClock) -> None:
    await take(case)
    rhythm = Rhythm(case.store, clock, case.services)
    await rhythm.closed()
    for said in (rhythm.texts("summary")[0], words(await case.desk.type("ana", ""))):
        assert "Mia, next check Mon 16 Nov" in said
    assert "Blocked" not in rhythm.texts("brief")[0], "it is in good hands"


async def test_a_summary_that_stands_already_is_brought_up_to_date(case: Case, clock: FakeClock) -> None:
    rhythm = Rhythm(case.store, clock, case.services)
    await rhythm.closed()
    assert "owner and next check not set" in rhythm.texts("summary")[0]
    await take(case)
    assert "Mia, next check Mon 16 Nov" in rhythm.texts("summary")[0]


@pytest.fixture
async def team(store: MemoryStore, clock: FakeClock, services: Services) -> Climbing:
    """Raised on Monday 9 and nobody's: Ana heard of it on Tuesday, and has just read that it goes to Mia tomorrow."""
    made = Climbing(store, clock, services)
    await made.add("policies", QUIET)
    await made.add("blockers", a_blocker(owner_id=None))
    await made.until(11)
    return made


async def test_taken_it_does_not_go_up_before_the_day_and_its_owner_is_asked_on_it(team: Climbing) -> None:
    assert "Goes to Mia tomorrow 08:00" in team.digests("ana")[-1]
    await team.door.handle(submitted("ana", "esc_take", team.step("unowned_lead").id, returns="2026-11-18"))
    await team.until(17, "20:00")
    assert team.digests("mia") == []
    assert len(team.digests("ana")) == 2
    await team.until(18)
    assert team.digests("ana")[-1].startswith("Time to look again: 1.3 waiting for legal\nsince 9 Nov · owner Ana")


async def test_after_that_day_it_climbs_as_any_promise_does(team: Climbing) -> None:
    await team.door.handle(submitted("ana", "esc_take", team.step("unowned_lead").id, returns="2026-11-18"))
    await team.until(23)
    assert team.digests("mia") == []
    assert "Goes to Mia" in team.digests("ana")[-1]
    await team.until(24)
    (text,) = team.digests("mia")
    assert "Ask: a way forward" in text


async def test_taken_by_the_manager_the_leads_own_step_is_answered(team: Climbing) -> None:
    await team.until(12)
    await team.door.handle(submitted("mia", "esc_take", team.step("unowned_manager").id, returns="2026-11-18"))
    await team.until(13)
    assert team.step("unowned_lead").state == EscalationState.SETTLED
    await team.until(18)
    assert team.digests("mia")[-1].startswith("Time to look again: 1.3 waiting for legal\nsince 9 Nov · owner Mia")


async def test_where_no_owner_is_asked_on_the_day_it_comes_back_itself(
    store: MemoryStore, clock: FakeClock, services: Services
) -> None:
    """A team may leave out that step; what was promised to come back does."""
    team = Climbing(store, clock, services)
    await team.add("policies", replace(QUIET, blocker_owner=None))
    await team.add("blockers", a_blocker(owner_id=None))
    await team.until(10)
    await team.door.handle(submitted("ana", "esc_take", team.step("unowned_lead").id, returns="2026-11-18"))
    await team.until(18)
    assert team.digests("ana")[-1].startswith("Back, as agreed: ")
