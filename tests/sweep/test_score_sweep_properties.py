"""The sweep of random small data sets, against exact fractions and scikit-learn."""

from __future__ import annotations

import random
from fractions import Fraction

import numpy as np
import pytest

from workbench.sweep.score_sweep import sweep_score

CELL_NAMES = ("tp", "fp", "fn", "tn")
AWKWARD = (0.0, -0.0, 5e-324, -5e-324, 1e308, -1e308, 0.1, 0.2, 0.3, 0.1 + 0.2, 1.0, -3.5, 12.75, 1e-17)


UNIT = 2**2200  # every product of two floats is a whole number of 1 / UNIT, so that sums in it are exact


def units(value: float) -> int:
    top, bottom = value.as_integer_ratio()
    return top * (UNIT // bottom)


def exact(weight, values):
    pairs = zip(weight, values, strict=True)
    return [int(Fraction(w) * Fraction(v) * UNIT) if w not in (0.0, 1.0) else units(w * v) for w, v in pairs]


def brute_cells(score, label, amounts, threshold):
    """The four cells at one threshold, exact, in 1 / UNIT: tp, fp, fn, tn."""
    cells = [0, 0, 0, 0]
    for s, y, unit in zip(score, label, amounts, strict=True):
        cells[(0 if y else 1) if s >= threshold else (2 if y else 3)] += unit
    return cells


def draw(rng: random.Random):
    n = rng.randrange(0, 13)
    pool = rng.choice([AWKWARD, AWKWARD[:4], (0.25, 0.5), tuple(rng.uniform(-9, 9) for _ in range(20))])
    score = [rng.choice(pool) for _ in range(n)]
    one_class = rng.random()
    label = [1 if one_class < 0.1 else 0 if one_class < 0.2 else rng.randrange(2) for _ in range(n)]
    kind = rng.randrange(4)
    weight = [
        None if kind == 0 else rng.randrange(3) if kind == 1 else rng.randrange(9) / 8 if kind == 2 else rng.random()
        for _ in range(n)
    ]
    amount = [rng.choice([0.0, -2.5, 1e6, 0.1, rng.uniform(-5, 50)]) for _ in range(n)]
    return np.array(score), np.array(label, dtype=np.uint8), (None if kind == 0 else np.array(weight, float)), amount


def test_counts_and_sums_are_those_of_exact_fractions(soak):
    """At every candidate of 3,000 small data sets with ties, zero weights, signs of zero and extreme scores."""
    rng = random.Random(20261122)
    for _ in range(3000 * soak):
        score, label, weight, amount = draw(rng)
        counts = sweep_score(score, label=label, weight=weight, amounts={"eur": np.array(amount)})
        ones, rows = [1.0] * len(score), score.tolist()
        weights = ones if weight is None else weight.tolist()
        assert counts.threshold.tolist() == [
            np.inf,
            *sorted({s for s, w in zip(rows, weights, strict=True) if w}, reverse=True),
        ]
        cases, sums = exact(weights, ones), exact(weights, amount)
        for k, threshold in enumerate(counts.threshold.tolist()):
            for name, wanted in zip(CELL_NAMES, brute_cells(rows, label.tolist(), cases, threshold), strict=True):
                got = units(getattr(counts.cases, name)[k].item())
                assert got == wanted if weight is None else abs(got - wanted) * 10**14 <= sum(cases)
            for name, wanted in zip(CELL_NAMES, brute_cells(rows, label.tolist(), sums, threshold), strict=True):
                got = units(getattr(counts.sums["eur"], name)[k].item())
                assert abs(got - wanted) * 10**14 <= sum(map(abs, sums))
        assert weight is not None or counts.cases.tp.dtype == np.int64


def test_counts_are_those_of_scikit_learn(soak):
    """confusion_matrix_at_thresholds, on data with both classes, weights with zeros, and heavy ties."""
    metrics = pytest.importorskip("sklearn.metrics")
    rng = np.random.default_rng(1)
    for _ in range(150 * soak):
        n = int(rng.integers(2, 200))
        score = np.round(rng.normal(size=n), int(rng.integers(0, 4)))
        label = rng.integers(0, 2, n)
        label[:2] = (0, 1)
        weight = rng.integers(0, 4, n).astype(float) if rng.random() < 0.5 else None
        if weight is not None:
            weight[:2] = 1
        tns, fps, fns, tps, thresholds = metrics.confusion_matrix_at_thresholds(label, score, sample_weight=weight)
        counts = sweep_score(score, label=label, weight=weight)
        np.testing.assert_array_equal(counts.threshold[1:], np.asarray(thresholds)[-(len(counts) - 1) :] + 0.0)
        for ours, theirs in zip(
            (counts.cases.tn, counts.cases.fp, counts.cases.fn, counts.cases.tp), (tns, fps, fns, tps), strict=True
        ):
            np.testing.assert_array_equal(ours[1:], np.asarray(theirs)[-(len(counts) - 1) :])
