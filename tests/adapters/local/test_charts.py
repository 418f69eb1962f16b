"""Where a chart's points lie."""

from hypothesis import given
from hypothesis import strategies as st

from adapters.local.charts import HEIGHT, WIDTH, draw
from cadence.cards import Chart

numbers = st.floats(-1e9, 1e9).map(lambda value: round(value, 3))


@given(st.lists(st.none() | numbers, max_size=30), st.none() | numbers)
def test_everything_lies_inside_the_picture(values: list[float | None], target: float | None) -> None:
    drawing = draw(Chart("1.1", tuple(f"w{n}" for n in range(len(values))), tuple(values), target))
    assert all(0 <= dot.x <= WIDTH and 0 <= dot.y <= HEIGHT for dot in drawing.dots)
    assert drawing.target is None or 0 <= drawing.target <= HEIGHT
    assert len(drawing.dots) == sum(value is not None for value in values)


def test_more_is_higher_up() -> None:
    low, high = draw(Chart("1.1", ("w1", "w2"), (1.0, 2.0))).dots
    assert high.y < low.y
    assert high.x > low.x


def test_a_week_without_reading_breaks_the_line() -> None:
    drawing = draw(Chart("1.1", ("w1", "w2", "w3", "w4", "w5"), (1.0, 2.0, None, 3.0, 4.0)))
    assert len(drawing.lines) == 2


def test_a_screen_reader_hears_every_reading_and_the_target() -> None:
    drawing = draw(Chart("Activation", ("w1", "w2"), (36.0, 38.5), 45.0, "%"))
    assert drawing.summary == "w1: 36%, w2: 38.5%. Target: 45%."


def test_money_and_words_stand_where_people_write_them() -> None:
    assert draw(Chart("a", ("w1",), (30000.0,), unit="$")).dots[0].text == "$30,000"
    assert draw(Chart("a", ("w1",), (6.0,), unit="days")).dots[0].text == "6 days"
