"""Measures subjects side by side: many short rounds, each subject in each, and the medians of their ratios.

A noisy machine disturbs neighbours in time alike, so a ratio within a round says more than two long runs.
"""

import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from statistics import median, quantiles

Clock = Callable[[], float]
Subject = Callable[[], Awaitable[int]]
"""Does its work once and returns how many pieces that were."""


@dataclass(frozen=True)
class Figures:
    """Of one subject. seconds: median for one piece. ratio: median, to the first subject. low, high: the quartiles."""

    seconds: float
    ratio: float
    low: float
    high: float


async def measure(
    subjects: Mapping[str, Subject],
    rounds: int,
    prepare: Callable[[], Awaitable[None]] | None = None,
    clock: Clock = time.perf_counter,
) -> dict[str, Figures]:
    """The subjects' figures; the first is what the others are compared with. One more round warms up.

    prepare: what comes before each round and is not counted. clock: in seconds; `time.process_time` counts what this
    process's processors did, whatever else the machine was busy with.
    """
    taken: dict[str, list[float]] = {name: [] for name in subjects}
    for turn in range(rounds + 1):
        if prepare:
            await prepare()
        for name, subject in subjects.items():
            seconds = await _once(subject, clock)
            if turn:
                taken[name].append(seconds)
    first = taken[next(iter(subjects))]
    return {name: _figures(times, first) for name, times in taken.items()}


async def _once(subject: Subject, clock: Clock) -> float:
    began = clock()
    pieces = await subject()
    return (clock() - began) / pieces


def _figures(times: list[float], first: list[float]) -> Figures:
    ratios = [mine / base for mine, base in zip(times, first, strict=True)]
    low, _, high = quantiles(ratios, n=4)
    return Figures(median(times), median(ratios), low, high)
