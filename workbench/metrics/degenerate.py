"""Formulas that say nothing: undefined, or the same number, whatever the confusion counts are."""

from __future__ import annotations

from collections.abc import Callable, Collection

import numpy as np

from workbench.metrics.formula import Formula
from workbench.metrics.metric import Metric
from workbench.sweep.counts import Cells, Counts

_TRIES = 500
_COUNT_MAX = 1e9


def degenerate(formula: Formula) -> str:
    """What is wrong with a formula that no counts give a meaning, in words that follow its field; else an empty text.

    >>> from workbench.metrics import parse_formula
    >>> degenerate(parse_formula("FP / (ALL - ALL)"))
    'is undefined whatever the counts are: it divides by zero, or leaves the range of numbers. Correct it.'
    >>> degenerate(parse_formula("FP / NEGATIVES"))
    ''
    """
    values = _tried(formula.value, sorted(formula.amounts))
    if not len(values):
        return "is undefined whatever the counts are: it divides by zero, or leaves the range of numbers. Correct it."
    if len(values) > 1 and np.ptp(values) <= 1e-9 * np.abs(values).max():
        return f"is {values[0]:.6g} whatever the counts are, so it tells no two points apart. Correct it."
    return ""


def is_share(metric: Metric, *, amounts: Collection[str] = ()) -> bool:
    """Whether the metric is from 0 to 1 whatever the counts are, as far as they are tried."""
    values = _tried(metric.value, amounts)
    return bool(len(values)) and bool(((values >= 0) & (values <= 1)).all())


def _tried(value: Callable[[Counts], np.ndarray], amounts: Collection[str]) -> np.ndarray:
    """What is defined of a metric on made-up counts and sums, all of them positive."""
    draw = np.random.default_rng(0)

    def cells(scale: float) -> Cells:
        # Of every size: a formula may begin to say something only above a capacity, or below one.
        parts = {
            name: np.floor(np.exp(draw.uniform(0, np.log(_COUNT_MAX), _TRIES))) * scale
            for name in ("tp", "fp", "fn", "tn", "reviewed")
        }
        return Cells(**parts)

    sums = {name: cells(draw.uniform(0.5, 2.0)) for name in amounts}
    values = value(Counts(threshold=np.linspace(1, 0, _TRIES), cases=cells(1.0), sums=sums))
    return values[~np.isnan(values)]
