"""Large data against scikit-learn's counts at every threshold, and weighted sums against exactly rounded ones."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tests.sweep.exact_oracle import TOLERANCE
from tests.sweep.random_data import SCORES, DataSet, draw
from workbench.sweep import Counts
from workbench.sweep.score_sweep import sweep_score

metrics = pytest.importorskip("sklearn.metrics")

ROWS = 100_003  # no multiple of any block
MANY_ROWS = 1_000_003
AT_SIZE = [(score, ROWS) for score in SCORES] + [
    (score, MANY_ROWS) for score in ("probabilities", "saturated", "any size", "float32", "ties", "booleans")
]


def compare_with_scikit_learn(data: DataSet, counts: Counts) -> None:
    """Equal at every threshold; sums of weights are whole numbers here, so that both must be exact."""
    score = np.asarray(data.score, dtype=np.float64)
    with np.errstate(invalid="ignore"):  # it adds huge scores of both signs up to see whether they are finite
        tn, fp, fn, tp, threshold = metrics.confusion_matrix_at_thresholds(data.label, score, sample_weight=data.weight)
    np.testing.assert_array_equal(counts.threshold[0], np.inf)
    np.testing.assert_array_equal(counts.threshold[1:], threshold)
    for name, theirs in (("tp", tp), ("fp", fp), ("fn", fn), ("tn", tn)):
        np.testing.assert_array_equal(getattr(counts.cases, name)[1:], theirs, err_msg=name)
    events = int((data.label > 0).sum()) if data.weight is None else float(data.weight[data.label > 0].sum())
    assert [counts.cell(name)[0] for name in ("TP", "FP", "FN")] == [0, 0, events]


@pytest.mark.parametrize("weight", ["unweighted", "whole weights and zeros"])
@pytest.mark.parametrize(("score", "rows_count"), AT_SIZE, ids=lambda value: f"{value}")
def test_every_count_is_that_of_scikit_learn(score, rows_count, weight):
    data = draw(
        np.random.default_rng(11),
        rows_count=rows_count,
        score=score,
        weight=weight,
        label="half events",
        amount="no amount",
    )
    compare_with_scikit_learn(data, sweep_score(data.score, **data.columns()))


@pytest.mark.parametrize("label", ["rare events", "only events", "no events"])
def test_rare_events_and_one_class_too(label):
    data = draw(
        np.random.default_rng(12), rows_count=ROWS, score="ties", weight="unweighted", label=label, amount="no amount"
    )
    compare_with_scikit_learn(data, sweep_score(data.score, **data.columns()))


@pytest.mark.parametrize(
    "amount", ["cents", "amounts of mixed sign", "amounts of any size", "whole amounts of mixed sign"]
)
@pytest.mark.parametrize("weight", ["unweighted", "tenths", "weights of any size"])
def test_sums_at_thresholds_are_the_exactly_rounded_ones(weight, amount):
    """``math.fsum`` rounds once. At 8 thresholds spread over 100,003 rows, and at both ends."""
    data = draw(
        np.random.default_rng(13),
        rows_count=ROWS,
        score="probabilities",
        weight=weight,
        label="half events",
        amount=amount,
    )
    counts = sweep_score(data.score, **data.columns())
    weights = np.ones(len(data)) if data.weight is None else data.weight
    terms = {None: weights, "eur": data.amounts["eur"] * weights}
    is_event = data.label > 0
    for k in (*np.linspace(0, len(counts) - 1, 8).astype(int).tolist(), 1, len(counts) - 2):
        flagged = data.score >= counts.threshold[k]
        for name, mask in (
            ("TP", flagged & is_event),
            ("FP", flagged & ~is_event),
            ("FN", ~flagged & is_event),
            ("TN", ~flagged & ~is_event),
        ):
            for of, values in terms.items():
                part = values[mask].tolist()
                wanted, size = math.fsum(part), math.fsum(map(abs, part))
                assert abs(counts.cell(name, of)[k] - wanted) <= TOLERANCE * size, (name, of, k)
