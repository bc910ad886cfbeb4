"""Bounds of the AUC without sorting: they hold, they are close, and the check that rests on them says the same."""

from __future__ import annotations

import math

import numpy as np
import pyarrow as pa
import pytest

from workbench.predictions import Columns, Table, build_predictions, checks
from workbench.predictions.rank_auc import rank_auc_bounds

SCALES = {
    "shares": lambda rng, n: rng.random(n),
    "logits": lambda rng, n: rng.normal(0, 3, n),
    "negative": lambda rng, n: -rng.lognormal(0, 4, n),
    "few values": lambda rng, n: rng.integers(-3, 4, n).astype(float),
    "both zeros": lambda rng, n: rng.choice([-0.0, 0.0, 5e-324, -5e-324, 1.0], n),
    "all of float64": lambda rng, n: rng.choice([-1, 1], n) * 10.0 ** rng.uniform(-300, 300, n),
    "constant": lambda rng, n: np.full(n, 0.3),
    "next to one": lambda rng, n: 1 - rng.random(n) * 1e-12,
}


def all_pairs(score, label, weight):
    """Won and half of the tied pairs over all pairs, counted one by one."""
    won = (score[:, None] > score) + 0.5 * (score[:, None] == score)
    pairs = np.outer(weight * (label == 1), weight * (label == 0))
    return (won * pairs).sum() / pairs.sum()


@pytest.mark.parametrize("is_weighted", [False, True])
@pytest.mark.parametrize("scale", SCALES)
def test_the_exact_area_lies_between(scale, is_weighted):
    rng = np.random.default_rng(3)
    for rows_count in (2, 7, 300):
        score = SCALES[scale](rng, rows_count)
        label = np.arange(rows_count, dtype=np.uint8) % 2
        weight = rng.integers(1, 5, rows_count).astype(float) if is_weighted else np.ones(rows_count)
        low, high = rank_auc_bounds(score, label, weight=weight if is_weighted else None)
        assert low - 1e-12 <= all_pairs(score, label, weight) <= high + 1e-12


@pytest.mark.parametrize(("scale", "apart_max"), [("shares", 0.001), ("logits", 0.01), ("negative", 0.001)])
def test_bounds_are_close_on_many_rows(scale, apart_max):
    rng = np.random.default_rng(4)
    score = SCALES[scale](rng, 600_000)
    low, high = rank_auc_bounds(score, (rng.random(600_000) < 0.3).astype(np.uint8))
    assert 0 <= high - low < apart_max
    assert abs((low + high) / 2 - 0.5) < 0.01


def test_far_values_are_told_apart_exactly():
    assert rank_auc_bounds(np.array([-1e9, -1.0, 1.0, 1e9]), np.array([0, 1, 0, 1])) == (0.75, 0.75)


def test_one_class_or_no_weight_is_undefined():
    score = np.array([0.1, 0.2])
    for bounds in (
        rank_auc_bounds(score, np.array([1, 1])),
        rank_auc_bounds(score, np.array([0, 1]), weight=np.array([0.0, 1.0])),
        rank_auc_bounds(score[:0], np.array([], np.uint8)),
    ):
        assert all(map(math.isnan, bounds))


def test_inputs_are_unchanged():
    score, label = np.array([0.3, -0.0, 0.1]), np.array([1, 0, 0], np.uint8)
    rank_auc_bounds(score, label)
    assert (score.tolist(), label.tolist()) == ([0.3, -0.0, 0.1], [1, 0, 0])


@pytest.mark.parametrize("sign", [1, -1, 0])
def test_the_check_says_the_same_of_many_rows_as_of_few(monkeypatch, sign):
    rng = np.random.default_rng(6)
    label = np.arange(5_000) % 2
    score = rng.random(5_000) + 0.2 * sign * label - (0.02 if sign == 0 else 0) * label
    if sign == 0:
        # Ties leave the bounds on both sides of one half, so that only the exact area tells.
        score = score.round(1)
        low, high = rank_auc_bounds(score, label)
        assert low < 0.5 < high
    given = Table(arrow=pa.table({"y": label, "p": score}), file_name="x", sha256="", bytes_count=0, format="CSV")

    def inverted() -> list[str]:
        findings = build_predictions(given, Columns(label="y", scores=("p",))).receipt.findings
        return [finding.text for finding in findings if finding.code == "inverted-score"]

    exact = inverted()
    monkeypatch.setattr(checks, "_EXACT_ROWS", 100)
    assert inverted() == exact
    assert len(exact) == (sign < 1)


def test_a_good_score_of_many_rows_is_not_sorted(monkeypatch):
    monkeypatch.setattr(checks, "rank_auc", lambda *_, **__: pytest.fail("the rows were sorted"))
    label = np.arange(200_000) % 2
    score = np.random.default_rng(7).random(200_000) + 0.1 * label
    given = Table(arrow=pa.table({"y": label, "p": score}), file_name="x", sha256="", bytes_count=0, format="CSV")
    assert [
        finding.code for finding in build_predictions(given, Columns(label="y", scores=("p",))).receipt.findings
    ] == ["not-a-probability"]
