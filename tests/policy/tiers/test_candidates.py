"""The candidates of every tier, and what they add to totals."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest

from workbench.errors import ColumnError, InputError
from workbench.metrics import BUILTIN, Metric, parse_formula
from workbench.metrics.affine import FormCounts, form_of, metric_form
from workbench.policy import SingleThreshold
from workbench.policy.tiers.candidates import VALUES_MAX, tier_candidates
from workbench.sweep import Sweep


def study(make_predictions, rng, *, weighted):
    n = rng.choice([3, 20, 60])
    return make_predictions(
        [rng.randrange(2) for _ in range(n)],
        {name: [rng.randrange(7) / 4 for _ in range(n)] for name in ("a", "b")},
        amounts={"eur": [rng.randrange(-80, 400) / 8 for _ in range(n)]},
        weight=[rng.randrange(5) / 8 for _ in range(n - 1)] + [1.0] if weighted else None,
        segments={"tier": [rng.choice("xyz") for _ in range(n)], "sex": [rng.choice("fm") for _ in range(n)]},
    )


def test_a_policy_of_candidates_has_the_sum_of_their_parts(make_predictions):
    """Payoff-like totals over the whole, one tier, another column and both, by the mask of rows that are flagged."""
    rng = random.Random(3)
    totals = ["FN[eur] + 4.5 * FP", "1000 * FP / ALL", "CLEARED - 2 * TP", "FLAGGED[eur]"]
    for trial in range(60):
        rows = study(make_predictions, rng, weighted=trial % 2)
        sweep = Sweep(rows)
        found = tier_candidates(sweep, "tier", scores=["a", "b"] if trial % 3 else None)
        counts = FormCounts(predictions=rows)
        for where in ({}, {"tier": (found.values[0],)}, {"sex": (rows.segment("sex").values[0],)},
                      {"sex": rows.segment("sex").values, "tier": found.values[-1:]}):  # fmt: skip
            text = rng.choice(totals)
            metric = Metric(name="m", label="m", goal="minimise", unit="", value=parse_formula(text).value, where=where)
            form = metric_form(metric, counts)
            parts = found.parts(form)
            assert [len(part) for part in parts] == list(found.sizes)
            chosen = [rng.randrange(size) for size in found.sizes]
            policy = found.policy(chosen)
            expected = float(metric.value(policy.count(sweep, where))[0])
            total = form.constant + sum(part[i] for part, i in zip(parts, chosen, strict=True))
            assert total == pytest.approx(expected, rel=1e-12, abs=1e-12) or (
                math.isnan(total) and math.isnan(expected)
            )


def test_the_candidates_of_a_value_are_the_scores_of_its_rows(make_predictions):
    """Nobody once, then each score's values from the highest; rows of weight 0 count for nothing."""
    rows = make_predictions(
        [1, 0, 1, 0],
        {"a": [0.9, 0.4, 0.4, 0.7], "b": [1.0, 2.0, 3.0, 4.0]},
        weight=[1.0, 1.0, 1.0, 0.0],
        segments={"tier": ["x", "x", "(missing)", "z"]},
    )
    found = tier_candidates(Sweep(rows), "tier", scores=["a", "b"])
    assert found.values == ("x", "(missing)")
    assert [each.tolist() for each in found.threshold] == [[math.inf, 0.9, 0.4, 2.0, 1.0], [math.inf, 0.4, 3.0]]
    assert [each.tolist() for each in found.score_code] == [[0, 0, 0, 1, 1], [0, 0, 1]]
    assert found.single(0, 3) == SingleThreshold(score="b", threshold=2.0)


def test_any_threshold_is_that_of_the_candidate_that_flags_the_same(make_predictions):
    rows = make_predictions([1, 0, 1], {"a": [0.9, 0.4, 0.4], "b": [1, 2, 3]}, segments={"tier": ["x", "x", "x"]})
    found = tier_candidates(Sweep(rows), "tier", scores=["a", "b"])
    for score, threshold in [("a", 0.95), ("a", 0.9), ("a", 0.41), ("a", 0.1), ("b", 2.5), ("b", 0.0), ("b", 9.0)]:
        index = found.index_of(0, SingleThreshold(score=score, threshold=threshold))
        same = found.single(0, index)
        np.testing.assert_array_equal(rows.scores[score] >= threshold, rows.scores[same.score] >= same.threshold)


def test_a_metric_that_no_total_makes_is_counted_at_the_candidates_too(make_predictions):
    rows = make_predictions([1, 0, 1, 0], [0.9, 0.4, 0.2, 0.1], segments={"tier": ["x", "x", "y", "y"]})
    found = tier_candidates(Sweep(rows), "tier")
    assert form_of(BUILTIN["mcc"].value, FormCounts(predictions=rows)) is None
    assert BUILTIN["precision"].value(found.counts()[0])[1:].tolist() == [1.0, 0.5]


def test_too_many_values_are_refused_with_what_to_do(make_predictions):
    n = VALUES_MAX + 1
    rows = make_predictions([0, 1] * n, [0.5] * (2 * n), segments={"tier": [f"v{i // 2}" for i in range(2 * n)]})
    with pytest.raises(InputError, match=r"at most 50\. Join the values"):
        tier_candidates(Sweep(rows), "tier")


def test_unknown_columns_scores_and_values_are_named(make_predictions):
    sweep = Sweep(make_predictions([0, 1], [0.5, 0.6], segments={"tier": ["x", "y"]}))
    with pytest.raises(ColumnError, match="'teir'"):
        tier_candidates(sweep, "teir")
    with pytest.raises(ColumnError, match="'other'"):
        tier_candidates(sweep, "tier", scores=["other"])
    with pytest.raises(ColumnError, match="'q'"):
        tier_candidates(sweep, "tier").counts({"tier": ("q",)})


def test_without_a_row_that_counts_there_is_nothing_to_set(make_predictions):
    rows = make_predictions([], [], segments={"tier": []})
    with pytest.raises(InputError, match="no row"):
        tier_candidates(Sweep(rows), "tier")
