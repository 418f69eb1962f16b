"""How a preview reads, before and after; and how a team's rhythm is put: kindly, and as a question."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from cadence.model import (
    Action,
    Decision,
    Escalation,
    EscalationState,
    Role,
    SubjectKind,
)
from cadence.wording.escalation import entry_blocks
from cadence.wording.preview import preview_blocks
from tests.cadence.desk import a_decision, an_action
from tests.cadence.follow.escalations.escalating import (
    ABOUT,
    FRIDAY,
    PLANNED,
    TODAY,
    TUESDAY,
    Case,
    labels,
    planted,
    reads,
    rhythm,
    row_of,
    shown,
    subject,
)
from tests.cadence.follow.telling import step
from tests.fakes.clock import FakeClock
from tests.fakes.growth import MONDAY, TEAM, WORKSPACE, mid
from tests.fakes.memory import MemoryStore


@pytest.fixture
async def case(store: MemoryStore, clock: FakeClock) -> Case:
    return await planted(Case(store, clock))


async def test_few_answers_are_a_question_about_the_check_in_never_about_people(case: Case) -> None:
    row = await rhythm(case, SubjectKind.ANSWERS, Role.LEAD)
    assert await reads(case, row) == (
        "Few answered the last check-ins of Growth.\n"
        "Wrong time, too long, or nothing replaced?\n"
        "It opens Wed 10:00, closes Thu 10:00 and replaces the Wednesday status mail.\n"
        "[Move] [Shorten] [Skip]"
    )
    found = entry_blocks(row, await subject(case, row), TODAY)
    assert [(each.action, each.value) for each in row_of(found)] == [
        ("rhythm.move", TEAM.id),
        ("rhythm.shorten", TEAM.id),
        ("rhythm.skip", TEAM.id),
    ]


async def test_the_rollout_lead_may_take_it_and_reads_who_leads(case: Case) -> None:
    row = await rhythm(case, SubjectKind.ANSWERS, Role.ROLLOUT_LEAD)
    assert (await reads(case, row)).split("\n")[2:] == [
        "It opens Wed 10:00, closes Thu 10:00 and replaces the Wednesday status mail. Ana leads it.",
        "[I'll take it] [Snooze] [Not mine]",
    ]


async def test_a_leader_who_was_absent_reads_it_alone_and_kindly(case: Case) -> None:
    assert await reads(case, await rhythm(case, SubjectKind.ABSENCE, Role.OWNER)) == (
        "Growth missed you in its last two check-ins.\n"
        "People copy who leads: a word from you shows that it counts.\n"
        "One tap is enough where nothing moved; `okr away` names a cover.\n"
        "[Board]"
    )


async def test_the_rollout_lead_reads_of_absence_without_a_name(case: Case) -> None:
    text = await reads(case, await rhythm(case, SubjectKind.ABSENCE, Role.ROLLOUT_LEAD))
    assert text.split("\n")[0] == "Growth went on without one of its leaders for three check-ins."
    assert not {"Ana", "Mia"} & set(text.replace(".", " ").split())


async def previewed(case: Case, row: Escalation = PLANNED, today: date = TODAY, viewer: str = "ana") -> str:
    return shown(preview_blocks(row, await subject(case, row), today, mid(viewer)))


async def test_a_preview_says_to_whom_it_goes_and_when(case: Case) -> None:
    assert await previewed(case) == (
        "Goes to Mia tomorrow 10:00: 2.2 waits on Legal.\n[Solved] [New date] [Add context] [Send now]"
    )


@pytest.mark.parametrize(
    ("today", "when"), [(TODAY, "tomorrow 10:00"), (TUESDAY, "today 10:00"), (date(2026, 11, 6), "on Tue 10 Nov 10:00")]
)
async def test_a_preview_names_the_day_as_people_do(case: Case, today: date, when: str) -> None:
    assert f"Goes to Mia {when}:" in await previewed(case, today=today)


async def test_a_preview_tells_the_hour_on_its_readers_clock(case: Case) -> None:
    async with case.store.unit(WORKSPACE.id, actor="test") as unit:
        dee = await unit.members.get(mid("dee"))
        assert dee
        await unit.members.save(replace(dee, zone="America/New_York"))
    assert "tomorrow 04:00" in await previewed(case, viewer="dee")


async def test_a_preview_shows_what_was_added(case: Case) -> None:
    assert "\nYou add: Legal has the draft\n" in (
        await previewed(case, replace(PLANNED, context="Legal has the draft"))
    )


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"state": EscalationState.SENT, "sent_at": MONDAY}, f"Went to Mia on Mon 9 Nov: {ABOUT}."),
        ({"state": EscalationState.TAKEN, "returns_on": FRIDAY}, f"Mia takes {ABOUT}; looks again on Fri 13 Nov."),
        ({"state": EscalationState.CANCELLED, "outcome": "new date Fri 13 Nov"}, f"✓ {ABOUT} · new date Fri 13 Nov"),
    ],
)
async def test_afterwards_a_preview_says_where_it_is(case: Case, changes: dict[str, Any], line: str) -> None:
    assert await previewed(case, replace(PLANNED, **changes)) == line


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        (a_decision(), ["Decide", "New date", "Add context", "Send now"]),
        (an_action(), ["Done", "New date", "Add context", "Send now"]),
    ],
)
async def test_a_preview_offers_what_solves_its_kind(case: Case, item: Decision | Action, expected: list[str]) -> None:
    await case.keep(item)
    row = step(item, state=EscalationState.PLANNED)
    assert labels(preview_blocks(row, await subject(case, row), TODAY)) == expected
