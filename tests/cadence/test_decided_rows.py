"""A decision that was made, as the agenda and the report show it: understood by who was not there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadence.context import Services
from cadence.model import Decision, DecisionState
from cadence.wording.lines import decided_text
from cadence.wording.report import report_text
from tests.cadence.harness import Rhythm, berlin
from tests.cadence.summary.summarising import decision
from tests.fakes.clock import FakeClock
from tests.fakes.growth import mid
from tests.fakes.memory import MemoryStore

QUESTION, OUTCOME = "hire a contractor?", "Yes, one for a month"


@pytest.fixture
def rhythm(store: MemoryStore, clock: FakeClock, services: Services) -> Rhythm:
    return Rhythm(store, clock, services)


def made(question: str = QUESTION, outcome: str = OUTCOME) -> Decision:
    decided = {"state": DecisionState.DECIDED, "decided_at": berlin(11, "16:00"), "decided_by": mid("ana")}
    return decision(1, question, outcome=outcome, fallback="pause half", **decided)


@pytest.mark.parametrize(
    ("question", "outcome", "shown"),
    [
        (QUESTION, OUTCOME, "hire a contractor? Yes, one for a month"),
        ("hire a contractor", "yes", "hire a contractor? yes"),
        ("Pause paid ads?", "Pause half for two weeks", "Pause paid ads? Pause half for two weeks"),
        ("Keep the annual-only offer?", "Annual-only offer stays", "Annual-only offer stays"),
        ("pause paid ads?", "Paid ads pause until May", "Paid ads pause until May"),
        ("A or B?", "B", "A or B? B"),
        ("採用しますか", "はい", "採用しますか? はい"),
        ("pause paid ads?", "", "pause paid ads?"),
    ],
)
def test_an_outcome_stands_alone_only_where_it_says_what_it_is_about(question: str, outcome: str, shown: str) -> None:
    assert decided_text(made(question, outcome)) == shown


@given(st.text(max_size=200), st.text(max_size=200), st.sampled_from([90, 60, 40, 25]))
def test_both_together_are_never_longer_than_they_may_be(question: str, outcome: str, longest: int) -> None:
    assert len(decided_text(made(question, outcome), longest)) <= longest


def test_of_two_that_are_long_both_are_understood() -> None:
    shown = decided_text(made("hire " * 40, "yes " * 40), 40)
    assert shown == "hire hire hire hire… yes yes yes yes ye…"


async def test_the_agenda_says_what_was_asked(rhythm: Rhythm) -> None:
    await rhythm.opened()
    await rhythm.add("decisions", made())
    await rhythm.at(12, "10:00")
    assert "✓ hire a contractor? Yes, one for a month not set not set" in rhythm.texts("summary")[0]


async def test_what_happens_without_an_answer_is_said_only_while_there_is_none(rhythm: Rhythm) -> None:
    await rhythm.opened()
    await rhythm.add("decisions", made(), decision(2, "Contract fallback?", fallback="keep it"))
    await rhythm.at(12, "10:00")
    text = report_text(await rhythm.week())
    assert "- ✓ hire a contractor? Yes, one for a month (not set, not set)\n" in text
    assert "- Contract fallback? (not set, not set); if no answer: keep it\n" in text
