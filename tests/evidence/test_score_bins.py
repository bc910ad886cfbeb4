"""Score bins: what is in which bin, what a bin remembers of its rows, and which rows are kept one by one."""

from __future__ import annotations

import numpy as np
import pytest

from workbench.errors import InputError
from workbench.evidence import bins_of_counts, bins_of_rows
from workbench.sweep.score_sweep import sweep_score

SCORE = np.array([0.9, 0.5, 0.5, 0.3, 0.2, 0.1])
LABEL = np.array([1, 1, 0, 0, 1, 0])
THRESHOLD = np.array([np.inf, 0.5, 0.2])


def test_a_row_on_a_threshold_is_in_the_bin_that_the_threshold_flags() -> None:
    bins = bins_of_rows(SCORE, label=LABEL, threshold=THRESHOLD)
    np.testing.assert_array_equal(bins.rows_count, [[0, 1, 1, 1], [0, 2, 1, 0]])
    assert bins.rows_total == 6


def test_counts_say_the_same_as_rows() -> None:
    counts = sweep_score(SCORE, label=LABEL).take([0, 2, 4])
    np.testing.assert_array_equal(counts.threshold, THRESHOLD)
    bins = bins_of_counts(counts)
    np.testing.assert_array_equal(bins.rows_count, [[0, 1, 1, 1], [0, 2, 1, 0]])
    np.testing.assert_array_equal(bins.threshold, THRESHOLD)


def test_sums_of_weights_do_not_say_how_many_rows_there_are() -> None:
    counts = sweep_score(SCORE, label=LABEL, weight=np.full(6, 2.0))
    with pytest.raises(InputError, match="Make the bins of the rows"):
        bins_of_counts(counts)


@pytest.mark.parametrize("threshold", [[0.2, 0.5], [np.nan], [], [0.5, np.nan]])
def test_thresholds_must_descend(threshold: list[float]) -> None:
    with pytest.raises(InputError, match="descending"):
        bins_of_rows(SCORE, label=LABEL, threshold=np.array(threshold))


def test_rows_of_weight_0_are_not_there() -> None:
    bins = bins_of_rows(SCORE, label=LABEL, threshold=THRESHOLD, weight=np.array([0.0, 1, 0, 1, 1, 1]))
    assert bins.rows_total == 4
    np.testing.assert_array_equal(bins.rows_count, [[0, 0, 1, 1], [0, 1, 1, 0]])


def rows(n: int = 400, seed: int = 3) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    eur = rng.lognormal(2, 1, n)
    return {
        "score": rng.random(n),
        "label": rng.integers(0, 2, n),
        "weight": rng.gamma(2, 1, n),
        "eur": eur,
        "km": 1e9 * (eur + rng.random(n)),
    }


def test_a_bin_remembers_mean_and_covariance_of_weight_and_amounts_times_weight() -> None:
    r = rows()
    bins = bins_of_rows(
        r["score"], label=r["label"], threshold=np.array([0.6, 0.3]), weight=r["weight"],
        amounts={"eur": r["eur"], "km": r["km"]}, loose_rows_max=0,
    )  # fmt: skip
    assert bins.is_weighted
    assert bins.amounts == ("eur", "km")
    within = (r["label"] == 1) & (r["score"] >= 0.3) & (r["score"] < 0.6)
    quantities = np.stack([r["weight"], r["weight"] * r["eur"], r["weight"] * r["km"]])[:, within]
    np.testing.assert_allclose(bins.mean[1, 1], quantities.mean(axis=1), rtol=1e-12)
    root = bins.root[1, 1]
    np.testing.assert_allclose(root @ root.T, np.cov(quantities, bias=True), rtol=1e-9)


def test_what_stays_when_loose_rows_go_is_the_other_rows() -> None:
    r = rows()
    bins = bins_of_rows(
        r["score"], label=r["label"], threshold=np.array([0.5]), amounts={"eur": r["eur"]}, loose_rows_max=30
    )
    assert len(bins.loose_cell) == 30
    assert bins.rows_total == 400
    for label in (0, 1):
        for place, within in enumerate((r["score"] >= 0.5, r["score"] < 0.5)):
            loose = bins.loose_values[bins.loose_cell == 2 * label + place, 0]
            others = np.setdiff1d(r["eur"][within & (r["label"] == label)], loose)
            assert bins.rows_count[label, place] == len(others)
            np.testing.assert_allclose(bins.mean[label, place, 0], others.mean(), rtol=1e-12)
            np.testing.assert_allclose(abs(bins.root[label, place, 0, 0]), others.std(), rtol=1e-9)


def test_the_row_that_dwarfs_the_others_is_the_loose_one() -> None:
    eur = np.ones(50)
    eur[:25] = 2.0
    eur[17] = 1_000_000.0
    bins = bins_of_rows(
        np.linspace(0, 1, 50), label=np.zeros(50), threshold=np.array([0.5]), amounts={"eur": eur}, loose_rows_max=1
    )
    np.testing.assert_array_equal(bins.loose_values, [[1_000_000.0]])
    np.testing.assert_array_equal(bins.loose_cell, [1])


def test_few_rows_are_all_loose_but_those_that_are_like_the_rest_of_their_bin() -> None:
    bins = bins_of_rows(SCORE, label=LABEL, threshold=THRESHOLD, amounts={"eur": np.array([1.0, 2, 3, 4, 5, 6])})
    np.testing.assert_array_equal(np.sort(bins.loose_values[:, 0]), [1.0, 2.0])  # the others are alone in their cell
    np.testing.assert_array_equal(bins.mean[0, 1:, 0], [3.0, 4.0, 6.0])


def test_equal_values_vary_by_exactly_nothing() -> None:
    label = np.arange(1_000) % 3 == 0
    weight = np.where(label, 0.7, 0.1)
    bins = bins_of_rows(np.linspace(0, 1, 1_000), label=label, threshold=np.array([0.7, 0.3]), weight=weight)
    assert len(bins.loose_cell) == 0
    assert not bins.root.any()
    np.testing.assert_allclose(bins.mean[..., 0], [[0.1] * 3, [0.7] * 3], rtol=1e-12)


def test_what_is_given_is_not_changed() -> None:
    r = rows()
    before = {name: values.copy() for name, values in r.items()}
    threshold = np.array([0.6, 0.3])
    for values in (*r.values(), threshold):
        values.flags.writeable = False
    bins_of_rows(r["score"], label=r["label"], threshold=threshold, weight=r["weight"], amounts={"eur": r["eur"]})
    for name, values in r.items():
        np.testing.assert_array_equal(values, before[name])
