"""A request to decide says what there is, and keeps to its length whatever was typed."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadence.model import DecisionState, NoticeKind
from cadence.snapshot import Snapshot, load_snapshot
from cadence.wording.decision_request import LONGEST, entry_blocks, request_card
from tests.cadence.desk import a_decision
from tests.cadence.follow.decisions.calls import THURSDAY, TODAY
from tests.cadence.follow.decisions.questions import ASKED
from tests.fakes.clock import FakeClock
from tests.fakes.growth import MONDAY, TEAM, WORKSPACE, mid, plant_growth
from tests.fakes.memory import MemoryStore


@given(
    question=st.text(min_size=1, max_size=300),
    fallback=st.text(max_size=300),
    why=st.text(max_size=300),
    state=st.sampled_from(DecisionState),
    viewer=st.sampled_from([None, "dee", "ana"]),
    kind=st.sampled_from(NoticeKind),
)
async def test_whatever_is_typed_a_request_keeps_to_350_characters(
    question: str, fallback: str, why: str, state: DecisionState, viewer: str | None, kind: NoticeKind
) -> None:
    snapshot = await _snapshot()
    typed = {"question": question, "fallback": fallback, "outcome": question, "why_late": why, "handed_why": why}
    call = a_decision(**typed, state=state, handed_by=mid("ana"), needed_by=THURSDAY, decided_by=mid("dee"))
    card = request_card(call, snapshot, TODAY, mid(viewer) if viewer else None)
    text = "\n".join(getattr(block, "text", "") for block in card.blocks).strip()
    assert len(text) <= LONGEST
    assert len(card.notice) <= LONGEST
    entry = entry_blocks(call, snapshot, TODAY, kind)
    assert len("\n".join(getattr(block, "text", "") for block in entry).strip()) <= LONGEST
    of_open = 3 if kind == NoticeKind.DUE else 2
    assert len(entry) == (of_open if state == DecisionState.OPEN else 1)


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({}, ASKED),
        ({"fallback": ""}, "Your call by Thu 12 Nov: pause paid ads? Affects 1.3."),
        ({"question": "which vendor", "fallback": ""}, "Your call by Thu 12 Nov: which vendor? Affects 1.3."),
        ({"key_result_id": None, "fallback": ""}, "Your call by Thu 12 Nov: pause paid ads?"),
        ({"needed_by": None, "fallback": ""}, "Your call, no date set: pause paid ads? Affects 1.3."),
        ({"needed_by": date(2026, 11, 6), "fallback": ""}, "Your call, waited for since Fri 6 Nov: pause paid ads?"),
    ],
)
async def test_a_request_says_only_what_there_is(changes: dict[str, Any], line: str) -> None:
    call = replace(a_decision(needed_by=THURSDAY, fallback="pause half"), **changes)
    assert request_card(call, await _snapshot(), TODAY, mid("dee")).notice.startswith(line)


async def _snapshot() -> Snapshot:
    store = MemoryStore(FakeClock(MONDAY))
    await plant_growth(store, readings=False)
    async with store.unit(WORKSPACE.id, actor="test") as unit:
        return await load_snapshot(unit, TEAM)
