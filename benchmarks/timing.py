"""Contenders measured in turns: every round runs each of them once, so that what disturbs the machine disturbs them all."""

from __future__ import annotations

import contextlib
import gc
import io
import statistics
import time
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

ROUNDS = 5
SLOW_ROUNDS = 3
SLOW_SECONDS = 3.0


@dataclass(frozen=True, kw_only=True)
class Contender:
    """One way to answer a question.

    ``run`` is timed and gets what ``prepare`` made of the input, which is not: a data frame, a fitted estimator.
    ``rows_max`` is the largest size at which it is worth the wait. ``times`` runs that often inside one measurement,
    for what is too short for a clock.
    """

    name: str
    run: Callable[[Any], object]
    prepare: Callable[[Any], Any] = lambda given: given
    rows_max: float = float("inf")
    times: int = 1


@dataclass(frozen=True, kw_only=True)
class Figure:
    """Seconds of one run: median, fastest and slowest of ``rounds`` measurements."""

    median: float
    low: float
    high: float
    rounds: int


def take_turns(
    contenders: Sequence[Contender],
    given: Any,
    *,
    rounds: int = ROUNDS,
    slow_rounds: int = SLOW_ROUNDS,
    slow_seconds: float = SLOW_SECONDS,
    clock: Callable[[], float] = time.perf_counter,
) -> dict[str, Figure]:
    """Each contender's figure by name. One whose first run takes ``slow_seconds`` or more runs ``slow_rounds`` times.

    Garbage is collected before each run, and what a run returns is let go after the clock has stopped. What peers
    print and warn of is not shown: it is not of the measurement.
    """
    prepared = {contender.name: contender.prepare(given) for contender in contenders}
    seconds: dict[str, list[float]] = {contender.name: [] for contender in contenders}
    for turn in range(rounds):
        for contender in contenders:
            taken = seconds[contender.name]
            if taken and taken[0] >= slow_seconds and turn >= slow_rounds:
                continue
            taken.append(_measure(contender, prepared[contender.name], clock))
    return {name: to_figure(taken) for name, taken in seconds.items()}


def to_figure(seconds: Sequence[float]) -> Figure:
    """The figure of these measurements."""
    return Figure(median=statistics.median(seconds), low=min(seconds), high=max(seconds), rounds=len(seconds))


def warm_up(contenders: Sequence[Contender], given: Any) -> None:
    """Runs each once on (small) ``given``: what happens only the first time is not of the measurement."""
    for contender in contenders:
        _measure(contender, contender.prepare(given), time.perf_counter)


def _measure(contender: Contender, prepared: Any, clock: Callable[[], float]) -> float:
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        gc.collect()
        begin = clock()
        for _ in range(contender.times):
            result = contender.run(prepared)
        seconds = (clock() - begin) / contender.times
    del result
    return seconds
