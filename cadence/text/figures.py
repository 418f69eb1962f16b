"""A chart in words, for clients that draw none. Pure."""

from decimal import Decimal

from cadence.cards import Chart
from cadence.measure import show_value

BARS = "▁▂▃▄▅▆▇█"
NOTHING = "no readings yet"


def chart_text(chart: Chart) -> str:
    """A sparkline with its ends and the target: `▁▃▅█  31% → 38% · target 45% · 28 Sep – 2 Nov`."""
    spark = sparkline(chart.values)
    return f"{spark}  {span_text(chart)}" if spark else NOTHING


def span_text(chart: Chart) -> str:
    """Its ends and the target: `31% → 38% · target 45% · 28 Sep – 2 Nov`."""
    known = [(label, value) for label, value in zip(chart.labels, chart.values, strict=True) if value is not None]
    if not known:
        return NOTHING
    ends = known if len(known) == 1 else [known[0], known[-1]]
    values = " → ".join(_value(value, chart.unit) for _, value in ends)
    target = [] if chart.target is None else [f"target {_value(chart.target, chart.unit)}"]
    days = " – ".join(label for label, _ in ends if label)
    return " · ".join([values, *target, *filter(None, [days])])


def sparkline(values: tuple[float | None, ...]) -> str:
    """One bar a value, lowest to highest; a blank where there was no reading. Empty where there is none at all."""
    known = [value for value in values if value is not None]
    if not known:
        return ""
    low, high = min(known), max(known)
    spread = (high - low) or 1
    top = len(BARS) - 1
    return "".join(" " if value is None else BARS[round((value - low) / spread * top)] for value in values)


def _value(value: float, unit: str) -> str:
    return show_value(Decimal(str(value)), unit)
