"""Where a chart's points lie. Pure: values in, coordinates out; the template draws them."""

from dataclasses import dataclass

from cadence.cards import Chart

WIDTH, HEIGHT = 480, 160
LEFT, RIGHT, TOP, BOTTOM = 44, 26, 16, 28


@dataclass(frozen=True, kw_only=True)
class Dot:
    """One reading. x, y: where it lies. label: of its moment. text: its value with the unit."""

    x: float
    y: float
    label: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """dots: the readings there are. lines: runs of readings without a gap, as SVG point lists. target: its height.

    ticks: (height, text) of the lowest and the highest value. marks: (x, text) under the chart.
    """

    title: str
    summary: str
    dots: tuple[Dot, ...]
    lines: tuple[str, ...]
    target: float | None
    target_text: str
    ticks: tuple[tuple[float, str], ...]
    marks: tuple[tuple[float, str], ...]


def draw(chart: Chart) -> Drawing:
    """The chart's geometry in a box of WIDTH by HEIGHT."""
    known = [value for value in chart.values if value is not None]
    low, high = _range([*known, *([chart.target] if chart.target is not None else [])])
    xs = _spread(len(chart.values))

    def height(value: float) -> float:
        return round(HEIGHT - BOTTOM - (value - low) / (high - low) * (HEIGHT - TOP - BOTTOM), 1)

    dots = [
        Dot(x=x, y=height(value), label=label, text=_text(value, chart.unit)) if value is not None else None
        for x, value, label in zip(xs, chart.values, chart.labels, strict=False)
    ]
    target_text = _text(chart.target, chart.unit) if chart.target is not None else ""
    return Drawing(
        title=chart.title,
        summary=_summary([dot for dot in dots if dot], target_text),
        dots=tuple(dot for dot in dots if dot),
        lines=_runs(dots),
        target=height(chart.target) if chart.target is not None else None,
        target_text=target_text,
        ticks=((height(low), _text(low, chart.unit)), (height(high), _text(high, chart.unit))),
        marks=_thinned(list(zip(xs, chart.labels, strict=False))),
    )


def _range(values: list[float]) -> tuple[float, float]:
    low, high = min(values, default=0.0), max(values, default=1.0)
    return (low, high) if low < high else (low - 1, high + 1)


def _spread(count: int) -> list[float]:
    room = WIDTH - LEFT - RIGHT
    return [round(LEFT + room * (index / (count - 1) if count > 1 else 0.5), 1) for index in range(count)]


def _runs(dots: list[Dot | None]) -> tuple[str, ...]:
    runs: list[list[str]] = [[]]
    for dot in dots:
        if dot is None:
            runs.append([])
        else:
            runs[-1].append(f"{dot.x},{dot.y}")
    return tuple(" ".join(run) for run in runs if len(run) > 1)


def _thinned(marks: list[tuple[float, str]], most: int = 7) -> tuple[tuple[float, str], ...]:
    step = -(-len(marks) // most) or 1
    return tuple(marks[::-1][::step][::-1])


def _text(value: float, unit: str) -> str:
    number = f"{value:,.10g}"
    if unit in {"$", "€", "£"}:
        return f"{unit}{number}"
    return f"{number}{unit}" if unit == "%" else f"{number} {unit}".strip()


def _summary(dots: list[Dot], target: str) -> str:
    readings = ", ".join(f"{dot.label}: {dot.text}" for dot in dots) or "no readings yet"
    return f"{readings}. Target: {target}." if target else f"{readings}."
