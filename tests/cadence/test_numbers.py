"""Numbers are read as people write them, exactly, or refused with a sentence that helps."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadence.errors import NotUnderstood
from cadence.grammar.numbers import Amount, read_amount, take_amount, value_for, without_unit
from cadence.measure import show_number, show_value


def amount(value: str, unit: str = "", is_relative: bool = False) -> Amount:
    return Amount(Decimal(value), unit, is_relative)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("45", amount("45")),
        ("45%", amount("45", "%")),
        (" 45 % ", amount("45", "%")),
        ("45 percent", amount("45", "%")),
        ("1,200", amount("1200")),
        ("1,200.50", amount("1200.5")),
        ("1.200,5", amount("1200.5")),
        ("1.200", amount("1.2")),
        ("1.200.000", amount("1200000")),
        ("1,5", amount("1.5")),
        ("0,250", amount("0.25")),
        ("1 200", amount("1200")),
        ("1\u00a0200", amount("1200")),
        ("1\u2009200 000,5", amount("1200000.5")),
        ("1'200", amount("1200")),
        (".5", amount("0.5")),
        ("45.", amount("45")),
        ("00045", amount("45")),
        ("1.2m", amount("1200000")),
        ("1.2M", amount("1200000")),
        ("30k", amount("30000")),
        ("30 k", amount("30000")),
        ("2bn", amount("2000000000")),
        ("1.5 million", amount("1500000")),
        ("6 m", amount("6", "m")),
        ("$30k", amount("30000", "$")),
        ("30k$", amount("30000", "$")),
        ("€1,5m", amount("1500000", "€")),
        ("5 USD", amount("5", "$")),
        ("$5 USD", amount("5", "$")),
        ("+5", amount("5", is_relative=True)),
        ("+ 5", amount("5", is_relative=True)),
        ("-2", amount("-2", is_relative=True)),
        ("−2", amount("-2", is_relative=True)),
        ("-$5", amount("-5", "$", is_relative=True)),
        ("$-5", amount("-5", "$", is_relative=True)),
        ("+5pp", amount("5", "%", is_relative=True)),
        ("=-5", amount("-5")),
        ("6 days", amount("6", "days")),
        ("6d", amount("6", "days")),
        ("12 New Customers", amount("12", "new customers")),
    ],
)
def test_a_number_is_read_as_it_is_meant(typed: str, read: Amount) -> None:
    assert read_amount(typed) == read


@pytest.mark.parametrize(
    "typed",
    ["1e999", "nan", "inf", "-inf", "45 50", "45/100", "12,34,567", "1.2.3", "1,,2", "--5", "+-5", "$5 %", "about 45%"],
)
def test_what_is_no_single_number_is_refused_with_examples(typed: str) -> None:
    with pytest.raises(NotUnderstood, match=r"45%, 1,200"):
        read_amount(typed)


def test_a_value_without_a_number_is_told_so() -> None:
    with pytest.raises(NotUnderstood, match=r'There is no number in "many"\. Write one such as 45%'):
        read_amount("many")


@pytest.mark.parametrize("typed", ["9" * 16, "9" * 2_000, "999999b", "1000000000 million"])
def test_a_number_longer_than_anyone_needs_is_refused_kindly(typed: str) -> None:
    if typed == "999999b":
        assert read_amount(typed).value == 999_999 * 10**9
    else:
        with pytest.raises(NotUnderstood, match="too long a number: up to 15 digits"):
            read_amount(typed)


def test_more_than_six_decimals_are_refused_instead_of_rounded() -> None:
    assert read_amount("0.123456").value == Decimal("0.123456")
    with pytest.raises(NotUnderstood, match="up to 6"):
        read_amount("0.1234567")


@pytest.mark.parametrize(
    ("line", "read", "rest"),
    [
        ("45% two deals slipped", amount("45", "%"), "two deals slipped"),
        ("45%, two deals", amount("45", "%"), "two deals"),
        ("45. Two deals", amount("45"), "Two deals"),
        ("6 days conf 5", amount("6", "days"), "conf 5"),
        ("6d", amount("6", "days"), ""),
        ("30 calls were made", amount("30"), "calls were made"),
        ("45 200 people wait", amount("45"), "200 people wait"),
        ("1\u2009200 people wait", amount("1200"), "people wait"),
    ],
)
def test_in_a_line_only_a_unit_that_is_surely_one_belongs_to_the_number(line: str, read: Amount, rest: str) -> None:
    assert take_amount(line) == (read, rest)


@pytest.mark.parametrize(
    ("typed", "unit", "last", "value"),
    [
        ("45", "%", None, "45"),
        ("45%", "%", None, "45"),
        ("6 day", "days", None, "6"),
        ("6d", "Days", None, "6"),
        ("$30k", "$", None, "30000"),
        ("+5", "%", "40", "45"),
        ("-2 days", "days", "6", "4"),
        ("=-5", "%", "40", "-5"),
    ],
)
def test_the_new_value_counts_in_the_unit_of_the_key_result(
    typed: str, unit: str, last: str | None, value: str
) -> None:
    assert value_for(read_amount(typed), unit, Decimal(last) if last else None) == Decimal(value)


@pytest.mark.parametrize(
    ("typed", "unit", "message"),
    [
        ("6 days", "%", "measured in %, not days"),
        ("45%", "days", "measured in days, not %"),
        ("$5", "€", "measured in €, not \\$"),
        ("45%", "", "plain number, not %"),
    ],
)
def test_a_unit_of_something_else_is_refused(typed: str, unit: str, message: str) -> None:
    with pytest.raises(NotUnderstood, match=message):
        value_for(read_amount(typed), unit, None)


def test_a_sign_needs_an_earlier_value() -> None:
    with pytest.raises(NotUnderstood, match="no earlier value"):
        value_for(read_amount("+5"), "%", None)


def test_a_sum_too_long_to_be_kept_is_refused() -> None:
    with pytest.raises(NotUnderstood, match="The new value is too long"):
        value_for(read_amount("+1"), "", Decimal("999999999999999"))


def test_a_note_that_begins_with_the_unit_loses_it() -> None:
    assert without_unit("calls two slipped", "calls") == "two slipped"
    assert without_unit("two slipped", "calls") == "two slipped"
    assert without_unit("two slipped", "") == "two slipped"


@given(st.text(max_size=60) | st.text("0123456789.,+-−=$€%km'’ \u2009d", max_size=30))
def test_no_text_does_anything_worse_than_not_being_understood(text: str) -> None:
    for read in (read_amount, take_amount):
        try:
            read(text)
        except NotUnderstood as error:
            assert 0 < len(str(error)) < 200


numbers = st.decimals(-999_999_999, 999_999_999, places=3, allow_nan=False, allow_infinity=False)


@given(numbers)
def test_a_number_shown_exactly_is_read_back_the_same(value: Decimal) -> None:
    assert read_amount(show_number(value)) == Amount(value)


@given(st.decimals(0, 9_999, places=2), st.sampled_from(["", "%", "$", "€", "days", "trials"]))
def test_a_short_value_is_read_back_the_same(value: Decimal, unit: str) -> None:
    assert read_amount(show_value(value, unit)) == Amount(value, unit)


@given(st.integers(10_000, 999_999_999_999), st.sampled_from(["", "%", "$", "days"]))
def test_a_long_value_is_read_back_to_its_first_digits(value: int, unit: str) -> None:
    read = read_amount(show_value(Decimal(value), unit))
    assert read.unit == unit
    assert abs(read.value - value) <= value * Decimal("0.005")
