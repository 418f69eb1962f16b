"""One grammar for every platform: each line is one command, or a refusal that shows a line which works."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadence.errors import NotUnderstood
from cadence.finding import Ref
from cadence.grammar.commands import (
    Add,
    CheckInForm,
    Command,
    Edit,
    Help,
    ListActions,
    ListBlockers,
    ListDecisions,
    Mine,
    Noun,
    Pause,
    RecordAction,
    RecordBlocker,
    RecordDecision,
    Remove,
    Resume,
    SetUp,
    ShowBoard,
    ShowHistory,
    ShowSummary,
    Skip,
    Update,
    Which,
    read_command,
)
from cadence.grammar.numbers import Amount
from cadence.grammar.readers import READERS
from tests.fakes.services import FakeDateReader

MONDAY = date(2026, 11, 9)
FRIDAY = date(2026, 11, 13)
KR = Ref(objective=2, key_result=1)
HALFWAY = Amount(Decimal(45), "%")


def read(line: str) -> Command:
    return read_command(line, MONDAY, FakeDateReader(**{"advent": date(2026, 11, 29)}))


def refusal(line: str) -> str:
    with pytest.raises(NotUnderstood) as refused:
        read(line)
    return str(refused.value)


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("", ShowBoard()),
        ("okr", ShowBoard()),
        ("board", ShowBoard()),
        ("board Growth", ShowBoard(team="growth")),
        ("help", Help()),
        ("?", Help()),
        ("setup", SetUp()),
        ("checkin", CheckInForm()),
        ("check-in growth", CheckInForm(team="growth")),
        ("pause", Pause()),
        ("resume", Resume()),
        ("skip", Skip()),
        ("add", Add()),
        ("add objective", Add(noun=Noun.OBJECTIVE)),
        ("add kr 2", Add(noun=Noun.KEY_RESULT, ref=Ref(objective=2))),
        ("add key result growth/2", Add(noun=Noun.KEY_RESULT, ref=Ref(objective=2, team="growth"))),
        ("add initiative 2.1", Add(noun=Noun.INITIATIVE, ref=KR)),
        ("add 2.1", Add(ref=KR)),
        ("edit 2.1", Edit(ref=KR)),
        ("edit 2", Edit(ref=Ref(objective=2))),
        ("remove growth/2.1", Remove(ref=Ref(objective=2, key_result=1, team="growth"))),
        ("history 2.1", ShowHistory(ref=KR)),
        ("blockers", ListBlockers()),
        ("decisions overdue", ListDecisions(which=Which.OVERDUE)),
        ("actions mine", ListActions(which=Which.MINE)),
        ("mine", Mine()),
        ("actions All", ListActions(which=Which.ALL)),
        ("summary", ShowSummary()),
        ("summary 6", ShowSummary(week=6)),
        ("summary week 6", ShowSummary(week=6)),
    ],
)
def test_every_command_of_the_table_is_read(line: str, command: Command) -> None:
    assert read(line) == command


@pytest.mark.parametrize(
    "line",
    [
        "UPDATE 2.1 45%",
        "  update   2.1\t45% ",
        "okr update 2.1 45%",
        "/okr update 2.1 45%",
        "update\u00a02.1\u00a045%",
        "“update” 2.1 45%",
        "update “2.1” 45%",
        "update 2.1: 45%",
        "update kr2.1 45%",
        "\u200bupdate 2.1 45%",
    ],
)
def test_blanks_capitals_and_quotes_do_not_matter(line: str) -> None:
    assert read(line) == Update(ref=KR, amount=HALFWAY)


@pytest.mark.parametrize(
    ("rest", "confidence", "note"),
    [
        ("45% conf 6 two deals slipped", 6, "two deals slipped"),
        ("45%, conf 6, two deals slipped", 6, "two deals slipped"),
        ("45% two deals slipped conf 6", 6, "two deals slipped"),
        ("45% confidence: 6 - two deals slipped", 6, "two deals slipped"),
        ("45% Conf=6/10 two deals slipped", 6, "two deals slipped"),
        ("45% two deals slipped", None, "two deals slipped"),
        ("45% confidence is low", None, "confidence is low"),
        ("45% conf 0", 0, ""),
        ("45% conf 10.", 10, ""),
    ],
)
def test_an_update_may_have_a_confidence_and_a_note(rest: str, confidence: int | None, note: str) -> None:
    assert read(f"update 2.1 {rest}") == Update(ref=KR, amount=HALFWAY, confidence=confidence, note=note)


def test_an_update_may_add_to_the_last_value() -> None:
    assert read("update growth/2.1 +5") == Update(
        ref=Ref(objective=2, key_result=1, team="growth"), amount=Amount(Decimal(5), "", True)
    )


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("update 2.1 45% conf 11", 'a whole number from 0 (no chance) to 10 (certain); "11" is not.'),
        ("update 2.1 45% conf -1", 'a whole number from 0 (no chance) to 10 (certain); "-1" is not.'),
        ("update 2.1 45% conf 7.5", 'a whole number from 0 (no chance) to 10 (certain); "7.5" is not.'),
        ("update 2.1 45% conf high", '"high" is not. For example `okr update 2.1 45% conf 6 two deals slipped`.'),
        ("update", "Which key result, and what is its value now?"),
        ("update 45%", "Name the key result first."),
        ("update 2 45%", "2 is an objective"),
        ("update 2.1", "The value of 2.1 is missing"),
        ("update 2.1 conf 6", "The value of 2.1 is missing"),
        ("update 2.1 many", 'There is no number in "many"'),
        ("2.1 45%", "Did you mean `okr update 2.1 45%`?"),
        ("edit", "Which objective or key result?"),
        ("history", "Which key result?"),
        ("history 2", "2 is an objective"),
        ("blocker 2.1", "What holds it back?"),
        ("decision 2.1 <@ana>", "What is the question?"),
        ("action by friday", "What is to be done?"),
        ("action x 31 feb", "no such day"),
        ("add initiative 2", "2 is an objective"),
        ("add objektive", "Did you mean `okr add objective`?"),
        ("add objective Grow", "You wrote Grow."),
        ("blockers legal", "mine, overdue or all"),
        ("summary 60", "Which week"),
        ("pause until friday", "`okr pause` takes nothing after it; you wrote until friday. Nothing was changed."),
        ("away", "From when to when?"),
        ("away friday cover", "Name who covers"),
        ("away 2026-12-12 to 2026-12-01", "ends before it begins"),
        ("upate 2.1", 'I don\'t know "upate". Did you mean `okr update`?'),
        ("xyzzy", 'I don\'t know "xyzzy". `okr help` lists what I know.'),
        ("yours", 'I don\'t know "yours".'),
        ("help " * 700, "3,500 characters; 3,000 fit"),
    ],
)
def test_a_refusal_says_what_is_missing(line: str, message: str) -> None:
    assert message in refusal(line)


@pytest.mark.parametrize(
    ("line", "command"),
    [
        (
            "blocker 2.1 waiting for legal <@x>",
            RecordBlocker(text="waiting for legal", ref=KR, person="x"),
        ),
        ("blocker 2.1 waiting for <@x>", RecordBlocker(text="waiting for <@x>", ref=KR, person="x")),
        ("blocker legal until friday", RecordBlocker(text="legal until friday")),
        ("blocker 2 servers are down", RecordBlocker(text="2 servers are down")),
        (
            "decision 2.1 pause paid ads? <@x> by friday",
            RecordDecision(question="pause paid ads?", ref=KR, person="x", needed_by=FRIDAY),
        ),
        ("decision pause ads by friday?", RecordDecision(question="pause ads?", needed_by=FRIDAY)),
        ("action 2.1 pricing test <@x> friday", RecordAction(text="pricing test", ref=KR, person="x", due=FRIDAY)),
        ("action 2.1 pricing test by fri <@x>", RecordAction(text="pricing test", ref=KR, person="x", due=FRIDAY)),
        ("action <@x> pricing test 13 nov 2026", RecordAction(text="pricing test", person="x", due=FRIDAY)),
        ("action <@x|xena> pricing test on friday", RecordAction(text="pricing test", person="x", due=FRIDAY)),
        ("action pricing test in 4 days", RecordAction(text="pricing test", due=FRIDAY)),
        ("action pricing test by advent", RecordAction(text="pricing test", due=date(2026, 11, 29))),
        ("action ask <@x> for a price", RecordAction(text="ask <@x> for a price", person="x")),
        ("action x <@a> <@b> friday", RecordAction(text="x <@a> <@b>", person="a", due=FRIDAY)),
    ],
)
def test_place_person_and_day_are_taken_from_the_edges_of_a_text(line: str, command: Command) -> None:
    assert read(line) == command


@pytest.mark.parametrize(
    "text",
    [
        "enjoy the sun",
        "slides for friday",
        "write it by hand",
        "move friday review to a room",
        "cut delay to 3 days",
        "ship 1/2",
        "what broke yesterday?",
        "read the news of last friday",
        "advent",
        "estimate 5 days",
        "version 2.1",
    ],
)
def test_no_word_of_a_text_is_eaten_because_it_looks_like_a_day(text: str) -> None:
    assert read(f"action {text}") == RecordAction(text=text)


@pytest.mark.parametrize(
    ("said", "due"),
    [
        ("ask legal <@x> yesterday", date(2026, 11, 8)),
        ("ask legal <@x> last friday", date(2026, 11, 6)),
        ("ask legal yesterday", date(2026, 11, 8)),
    ],
)
def test_a_day_at_the_end_is_a_day_also_where_it_is_past(said: str, due: date) -> None:
    command = read(f"action {said}")
    assert isinstance(command, RecordAction)
    assert (command.text, command.due) == ("ask legal", due)


ANYTHING = st.text(max_size=80)
PIECES = st.lists(
    st.sampled_from(
        [
            *READERS,
            "2.1",
            "growth/2",
            "45%",
            "conf",
            "11",
            "<@x>",
            "by",
            "friday",
            "31",
            "feb",
            "to",
            "-",
            "okr",
            "?",
            "cover",
        ]
    ),
    max_size=8,
).map(" ".join)


@given(ANYTHING | PIECES | st.tuples(st.sampled_from(sorted(READERS)), ANYTHING).map(" ".join))
def test_no_line_does_anything_worse_than_not_being_understood(line: str) -> None:
    try:
        read(line)
    except NotUnderstood as error:
        assert 0 < len(str(error)) < 300


@given(st.text(st.characters(codec="utf-8", exclude_characters="<"), min_size=1, max_size=60))
def test_no_letter_of_a_blocker_is_lost_but_blanks_and_the_punctuation_around_it(text: str) -> None:
    try:
        said = read(f"blocker 2.1 x {text} x")
    except NotUnderstood:
        return
    assert isinstance(said, RecordBlocker)
    assert [mark for mark in said.text if mark.isalnum()] == [mark for mark in f"x{text}x" if mark.isalnum()]
