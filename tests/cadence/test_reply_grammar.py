"""What a reply in a thread says, line by line. No line is ever lost, and none is read as something it may not be."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadence.finding import Ref
from cadence.grammar.commands import RecordAction, RecordBlocker, RecordDecision, Update, read_command
from cadence.grammar.replies import Known, ReplyRead, SayAway, SaySame, SayStop, read_reply
from tests.fakes.services import fake_services

TODAY = date(2026, 11, 11)
FRIDAY = date(2026, 11, 13)
DATES = fake_services().dates
PLACES = ("1.1", "1.2", "2.1", "2.2")
KNOWN = Known(places=PLACES, slug="growth", today=TODAY, dates=DATES)
AT_21 = Ref(objective=2, key_result=1)


def read(text: str, is_addressed: bool = True) -> ReplyRead:
    return read_reply(text, KNOWN, is_addressed)


def only(text: str) -> object:
    """What the only line of a reply says."""
    found = read(text)
    assert (len(found.parts), found.faults, found.words) == (1, (), ()), found
    return found.parts[0].said


@pytest.mark.parametrize(
    ("line", "same_as"),
    [
        ("2.1 45% conf 6 two deals slipped", "2.1 45% conf 6 two deals slipped"),
        ("okr update 2.1 45%", "2.1 45%"),
        ("okr 2.1 45", "2.1 45"),
        ("update 2.1 45", "2.1 45"),
        ("2.1: 45 %", "2.1 45%"),
        ("2.1:45%", "2.1 45%"),
        ("2.1 → 45", "2.1 45"),
        ("2.1 -> 45", "2.1 45"),
        ("2.1 = 45", "2.1 45"),
        ("2.1 =-5", "2.1 =-5"),
        ("2.1 is now 45%", "2.1 45%"),
        ("2.1 +5", "2.1 +5"),
        ("- 2.1 45", "2.1 45"),
        ("*2.1* 45", "2.1 45"),
        ("KR 2.1 45", "2.1 45"),
        ("2.1 $30k", "2.1 $30k"),
    ],
)
def test_a_value_is_read_as_okr_update_reads_it(line: str, same_as: str) -> None:
    assert only(line) == read_command(f"update {same_as}", TODAY, DATES)


WORDS = st.text(st.characters(categories=("L", "N"), include_characters=" .,()?!"), max_size=40).map(
    lambda words: f"because {words}".strip()
)


@given(
    place=st.sampled_from(PLACES),
    value=st.decimals(0, 10**6, places=2).map(str),
    confidence=st.none() | st.integers(0, 10),
    note=st.just("") | WORDS,
)
def test_any_value_confidence_and_note_come_through(place: str, value: str, confidence: int | None, note: str) -> None:
    line = f"{place} {value}{'' if confidence is None else f' conf {confidence}'} {note}"
    said = read_command(f"update {line}", TODAY, DATES)
    assert isinstance(said, Update)
    assert only(line) == said
    assert said.amount.value == Decimal(value)
    assert said.confidence == confidence


@given(st.text(max_size=300), st.booleans())
def test_nothing_that_is_typed_is_lost_whatever_it_is(text: str, is_addressed: bool) -> None:
    found = read(text, is_addressed)
    kept = "".join([*(part.typed for part in found.parts), *(fault.typed for fault in found.faults), *found.words])
    lost = set("".join(text.split())) - set("".join(kept.split())) - set(";,and")
    assert not lost


@given(st.lists(st.sampled_from(["2.1 45%", "just words", "2.2 x", "blocker: y", "nothing changed"]), max_size=8))
def test_every_line_is_understood_a_fault_or_words_in_its_order(lines: list[str]) -> None:
    found = read("\n\n".join(lines))
    assert [part.typed for part in found.parts] == [line for line in lines if line not in ("just words", "2.2 x")]
    assert [fault.typed for fault in found.faults] == [line for line in lines if line == "2.2 x"]
    assert list(found.words) == [line for line in lines if line == "just words"]


@pytest.mark.parametrize(
    "line",
    ["2.9 45%", "2.1", "2.1 apples", "2.1 from 41 to 45", "2.1 45 conf 11", "2.1 - 5", "sales/2.1 45", "2.9 same"],
)
def test_a_line_that_begins_with_a_place_and_cannot_be_read_is_a_fault(line: str) -> None:
    found = read(line)
    assert [fault.typed for fault in found.faults] == [line]
    assert (found.parts, found.words) == ((), ())
    assert found.faults[0].why


@pytest.mark.parametrize(
    "line",
    [
        "2.5 million users now",
        "2.1% growth this month",
        "45 apples",
        "3 deals slipped",
        "the webinars go well",
        "blockers are gone",
        "same procedure as every year",
        "I am away from my desk a lot",
    ],
)
def test_what_only_looks_like_something_stays_words(line: str) -> None:
    assert read(line).words == (line,)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("blocker waiting for legal", RecordBlocker(text="waiting for legal")),
        ("blocker: waiting for legal", RecordBlocker(text="waiting for legal")),
        ("okr blocker 2.1 waiting for <@U1>", RecordBlocker(text="waiting for <@U1>", ref=AT_21, person="U1")),
        ("2.1 blocked by legal", RecordBlocker(text="blocked by legal", ref=AT_21)),
        ("stuck on legal", RecordBlocker(text="Stuck on legal")),
        ("Blocked: no data", RecordBlocker(text="no data")),
        ("decision x? <@U1> by friday", RecordDecision(question="x?", person="U1", needed_by=FRIDAY)),
        ("decide: pause ads?", RecordDecision(question="pause ads?")),
        ("action 2.1 test it <@U1> friday", RecordAction(text="test it", ref=AT_21, person="U1", due=FRIDAY)),
        ("stop webinars", SayStop(text="webinars")),
        ("drop: webinars, frees 4 h/week", SayStop(text="webinars", frees="4 h/week")),
        ("stop 2.1 webinars", SayStop(text="webinars", ref=AT_21)),
        ("nothing changed", SaySame()),
        ("No change.", SaySame()),
        ("same", SaySame()),
        ("2.1 same", SaySame(ref=AT_21)),
        ("away", SayAway()),
        ("I’m away!", SayAway()),
    ],
)  # fmt: skip
def test_each_kind_of_line(line: str, said: object) -> None:
    assert only(line) == said


@pytest.mark.parametrize("line", ["blocker", "blocker: <@U1>", "decision", "action:", "stop"])
def test_a_word_that_records_says_what(line: str) -> None:
    assert read(line).faults[0].why.startswith("What")


@pytest.mark.parametrize("line", ["2.1 45%; 2.2 99.9", "2.1 45%, 2.2 99.9", "2.1 45%, and 2.2 99.9"])
def test_one_line_may_hold_several_values(line: str) -> None:
    assert [part.typed for part in read(line).parts] == ["2.1 45%", "2.2 99.9"]


def test_a_note_keeps_its_commas_and_semicolons() -> None:
    said = only("2.1 45% two slipped; legal is slow, 3 more wait")
    assert isinstance(said, Update)
    assert said.note == "two slipped; legal is slow, 3 more wait"


@pytest.mark.parametrize(
    "line", ["2.1 45%", "nothing changed", "blocker: legal", "decision: x?", "stop: y", "2.1 same"]
)
def test_overheard_it_is_beyond_doubt(line: str) -> None:
    assert read(line, is_addressed=False).is_sure


@pytest.mark.parametrize(
    "line", ["blocked by legal", "stop it", "same", "away", "decide soon", "2.9 45%", "2.1 stuck", "we are at 2.1 now"]
)
def test_overheard_it_is_no_answer_beyond_doubt(line: str) -> None:
    assert not read(line, is_addressed=False).is_sure
