"""The bootstrap on score bins has the distribution of drawing rows: moments by formula, small cases by counting."""

from __future__ import annotations

import math

import numpy as np
import pytest

from workbench.evidence import bins_of_counts, bins_of_rows, resampled_counts
from workbench.sweep import Counts
from workbench.sweep.score_sweep import sweep_score

REPLICATES = 20_000
# A variance from 20,000 normal replicates has a relative standard error of sqrt(2 / 20,000) = 1 %; five of them.
VARIANCE_RTOL = 0.05


def rows(n: int = 600, seed: int = 1) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    score = rng.random(n)
    eur = rng.lognormal(2, 1, n)
    return {
        "score": score,
        "label": (rng.random(n) < score).astype(np.uint8),
        "weight": rng.gamma(2, 0.5, n),
        "eur": eur,
        "km": 3 * eur + rng.normal(0, 4, n),
    }


THRESHOLD = np.array([0.95, 0.8, 0.5, 0.2, 0.02])


def draw(r: dict[str, np.ndarray], *, weighted: bool = False, seed: int = 7, **options: int) -> Counts:
    bins = bins_of_rows(
        r["score"],
        label=r["label"],
        threshold=THRESHOLD,
        weight=r["weight"] if weighted else None,
        amounts={"eur": r["eur"], "km": r["km"]},
        **options,
    )
    return resampled_counts(bins, replicates=REPLICATES, rng=np.random.default_rng(seed))


def by_replicate(values: np.ndarray) -> np.ndarray:
    return values.reshape(REPLICATES, len(THRESHOLD))


@pytest.mark.parametrize(("cell", "label", "is_flagged"), [("TP", 1, 1), ("FP", 0, 1), ("FN", 1, 0), ("TN", 0, 0)])
def test_each_count_is_binomial_at_every_threshold(cell: str, label: int, is_flagged: int) -> None:
    r = rows()
    drawn = by_replicate(draw(r).cell(cell))
    member = (r["label"] == label)[:, None] & ((r["score"][:, None] >= THRESHOLD) == is_flagged)
    n, p = len(member), member.mean(axis=0)
    deviation = np.sqrt(n * p * (1 - p))
    assert (np.abs(drawn.mean(axis=0) - n * p) <= 5 * deviation / math.sqrt(REPLICATES)).all()
    np.testing.assert_allclose(drawn.var(axis=0), n * p * (1 - p), rtol=VARIANCE_RTOL)


def test_counts_vary_together_as_drawn_rows_do() -> None:
    """Disjoint counts of a multinomial have covariance -n p q, nested ones n p (1 - q) for p within q."""
    r = rows()
    counts = draw(r)
    tp, fp = by_replicate(counts.cell("TP")), by_replicate(counts.cell("FP"))
    events, n = r["label"] == 1, 600
    high, low = ((events & (r["score"] >= threshold)).mean() for threshold in (0.8, 0.2))
    alarms = (~events & (r["score"] >= 0.5)).mean()
    np.testing.assert_allclose(np.cov(tp[:, 1], tp[:, 3])[0, 1], n * high * (1 - low), rtol=0.1)
    np.testing.assert_allclose(np.cov(tp[:, 3], fp[:, 2])[0, 1], -n * low * alarms, rtol=0.2)


def test_the_count_of_a_small_case_has_its_exact_distribution() -> None:
    """Of three rows one is a flagged event: TP is binomial(3, 1/3), so 8, 12, 6 and 1 of 27."""
    counts = sweep_score(np.array([0.9, 0.4, 0.1]), label=np.array([1, 1, 0])).take([1])
    drawn = resampled_counts(bins_of_counts(counts), replicates=27_000, rng=np.random.default_rng(5)).cases.tp
    seen = np.bincount(drawn, minlength=4)
    wanted = np.array([8_000, 12_000, 6_000, 1_000])
    assert (np.abs(seen - wanted) < 5 * np.sqrt(wanted)).all()


def test_every_replicate_has_as_many_rows_as_there_are_and_its_counts_nest() -> None:
    counts = draw(rows())
    assert counts.cases.tp.dtype == np.int64
    assert (counts.cell("ALL") == 600).all()
    for cell in ("TP", "FP"):
        assert (np.diff(by_replicate(counts.cell(cell)), axis=1) >= 0).all()
    np.testing.assert_array_equal(by_replicate(counts.threshold)[-1], THRESHOLD)


def total_deviation(r: dict[str, np.ndarray], per_event: np.ndarray, per_alarm: np.ndarray) -> np.ndarray:
    """The standard error, by formula, of a total over n drawn rows: sqrt(n) times the deviation of a row's part."""
    flagged = r["score"][:, None] >= THRESHOLD
    part = np.where(r["label"][:, None] == 1, per_event[:, None], per_alarm[:, None]) * flagged
    return np.sqrt(len(part)) * part.std(axis=0)


@pytest.mark.parametrize("loose_rows_max", [0, 60, 4_000])
@pytest.mark.parametrize("weighted", [False, True])
def test_sums_of_weights_and_amounts_have_the_mean_and_deviation_of_drawn_rows(
    weighted: bool, loose_rows_max: int
) -> None:
    r = rows()
    weight = r["weight"] if weighted else np.ones(600)
    counts = draw(r, weighted=weighted, loose_rows_max=loose_rows_max)
    nothing = np.zeros(600)
    for drawn, part in ((counts.cell("TP"), weight), (counts.cell("TP", "eur"), weight * r["eur"])):
        deviation = total_deviation(r, part, nothing)
        np.testing.assert_allclose(by_replicate(drawn).std(axis=0), deviation, rtol=0.03)
        wanted = ((r["score"][:, None] >= THRESHOLD) & (r["label"][:, None] == 1)).T @ part
        assert (np.abs(by_replicate(drawn).mean(axis=0) - wanted) < 5 * deviation / math.sqrt(REPLICATES)).all()


@pytest.mark.parametrize("loose_rows_max", [0, 60, 4_000])
@pytest.mark.parametrize("weighted", [False, True])
def test_a_payoff_over_amounts_that_go_together_has_the_deviation_of_drawn_rows(
    weighted: bool, loose_rows_max: int
) -> None:
    """3 x eur less km is small where the two are drawn together, and some ten times as wide where they are not."""
    r = rows()
    weight = r["weight"] if weighted else np.ones(600)
    counts = draw(r, weighted=weighted, loose_rows_max=loose_rows_max)
    drawn = 3 * counts.cell("TP", "eur") - counts.cell("TP", "km") - 2 * counts.cell("FP")
    deviation = total_deviation(r, weight * (3 * r["eur"] - r["km"]), -2 * weight)
    np.testing.assert_allclose(by_replicate(drawn).std(axis=0), deviation, rtol=0.03)


def test_loose_rows_are_drawn_whole() -> None:
    """Values 1, 10 and 100 in one cell: any sum of three draws has digits that add up to 3."""
    bins = bins_of_rows(
        np.full(3, 0.5), label=np.ones(3), threshold=np.array([0.5]), amounts={"eur": np.array([1.0, 10, 100])}
    )
    sums = resampled_counts(bins, replicates=2_700, rng=np.random.default_rng(2)).cell("TP", "eur").astype(int)
    assert {sum(map(int, str(value))) for value in sums} == {3}
    assert len(set(sums)) == 10
    assert abs((sums == 111).sum() - 600) < 5 * math.sqrt(600)  # 3! of 27


def test_no_sum_of_weights_is_below_0() -> None:
    n = 40
    weight = np.full(n, 0.01)
    weight[::4] = 5.0
    score, label = np.linspace(0, 1, n), np.ones(n)
    bins = bins_of_rows(score, label=label, threshold=np.array([0.9, 0.5]), weight=weight, loose_rows_max=0)
    counts = resampled_counts(bins, replicates=2_000, rng=np.random.default_rng(2))
    assert (counts.cell("TP") == 0).any()
    assert (counts.cell("TP") >= 0).all()
    recall = counts.cell("TP") / counts.cell("POSITIVES")
    assert recall.max() <= 1


def test_an_amount_that_may_be_negative_is_not_held_at_0() -> None:
    bins = bins_of_rows(
        np.full(4, 0.5), label=np.ones(4), threshold=np.array([0.5]),
        amounts={"eur": np.array([-3.0, -1, 1, 3])}, loose_rows_max=0,
    )  # fmt: skip
    drawn = resampled_counts(bins, replicates=1_000, rng=np.random.default_rng(2)).cell("TP", "eur")
    assert abs(drawn.mean()) < 5 * drawn.std() / math.sqrt(1_000)
    assert (drawn < 0).mean() == pytest.approx(0.5, abs=0.08)


def test_nobody_cleared_is_a_sum_of_exactly_0() -> None:
    r = rows()
    at = np.append(np.linspace(1, 0.05, 40), r["score"].min())
    bins = bins_of_rows(r["score"], label=r["label"], threshold=at, weight=r["weight"], amounts={"km": r["km"]})
    counts = resampled_counts(bins, replicates=200, rng=np.random.default_rng(2))
    for cell in ("FN", "TN"):
        assert not counts.cell(cell).reshape(200, 41)[:, -1].any()
        assert not counts.cell(cell, "km").reshape(200, 41)[:, -1].any()


def test_no_rows_drawn_is_a_sum_of_exactly_0() -> None:
    score, eur = np.array([0.9, 0.8, 0.1, 0.1]), np.array([5.0, -9, 1, 2])
    bins = bins_of_rows(score, label=np.ones(4), threshold=np.array([0.5]), amounts={"eur": eur}, loose_rows_max=0)
    counts = resampled_counts(bins, replicates=1_000, rng=np.random.default_rng(2))
    is_empty = counts.cases.tp == 0
    assert 30 < is_empty.sum() < 100  # 1 in 16
    assert not counts.cell("TP", "eur")[is_empty].any()
    assert counts.cell("TP", "eur")[~is_empty].all()


@pytest.mark.parametrize("label", [0, 1])
def test_one_class_alone(label: int) -> None:
    bins = bins_of_rows(np.linspace(0, 1, 50), label=np.full(50, label), threshold=np.array([0.5]))
    counts = resampled_counts(bins, replicates=100, rng=np.random.default_rng(2))
    absent, there = ("POSITIVES", "NEGATIVES")[:: 1 if label == 0 else -1]
    assert (counts.cell(absent) == 0).all()
    assert (counts.cell(there) == 50).all()


def test_one_row_is_always_itself() -> None:
    bins = bins_of_rows(
        np.array([0.7]), label=np.array([1]), threshold=np.array([0.8, 0.7]),
        weight=np.array([2.5]), amounts={"eur": np.array([-4.0])},
    )  # fmt: skip
    counts = resampled_counts(bins, replicates=3, rng=np.random.default_rng(2))
    np.testing.assert_array_equal(counts.cell("TP"), [0, 2.5] * 3)
    np.testing.assert_array_equal(counts.cell("FN", "eur"), [-10.0, 0] * 3)


def test_no_rows_are_no_counts() -> None:
    nothing = np.zeros(0)
    bins = bins_of_rows(nothing, label=nothing, threshold=np.array([0.5]), amounts={"eur": nothing})
    counts = resampled_counts(bins, replicates=3, rng=np.random.default_rng(2))
    np.testing.assert_array_equal(counts.cell("ALL"), [0, 0, 0])
    np.testing.assert_array_equal(counts.cell("ALL", "eur"), [0, 0, 0])


def test_the_seed_decides() -> None:
    one, same, other = (draw(rows(), weighted=True, seed=seed, loose_rows_max=50) for seed in (3, 3, 4))
    np.testing.assert_array_equal(one.cell("TP", "km"), same.cell("TP", "km"))
    assert (one.cell("TP", "km") != other.cell("TP", "km")).any()
