"""Bands: standard errors as rows drawn again give them, percentiles by the binomial, and the rule for NaN."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from workbench.errors import InputError
from workbench.evidence import Band, band, bins_of_counts, bins_of_rows, bootstrap_band
from workbench.metrics import BUILTIN
from workbench.sweep import Counts
from workbench.sweep.score_sweep import index_at, sweep_score

THRESHOLD = np.array([0.9, 0.7, 0.5, 0.3, 0.1])


def rows(n: int = 1_000, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    score = rng.random(n)
    return score, (rng.random(n) < score).astype(np.uint8)


def counts_at(score: np.ndarray, label: np.ndarray, threshold: np.ndarray = THRESHOLD, **more: object) -> Counts:
    counts = sweep_score(score, label=label, **more)
    found = counts.take(index_at(counts.threshold, threshold))
    return Counts(threshold=threshold, cases=found.cases, sums=found.sums)


def band_of(counts: Counts, metric: str, *, seed: int = 0, **options: float) -> Band:
    rng = np.random.default_rng(seed)
    return bootstrap_band(BUILTIN[metric].value, counts=counts, bins=bins_of_counts(counts), rng=rng, **options)


@pytest.mark.parametrize("metric", ["recall", "precision", "f1", "mcc", "flag_rate"])
def test_standard_errors_are_those_of_drawing_rows(metric: str) -> None:
    """2,000 row replicates against 4,000: a ratio's own standard error is 1.9 %; each within 4 of them, the middle in 3 %."""
    score, label = rows()
    rng = np.random.default_rng(11)
    flagged = score[:, None] >= THRESHOLD
    drawn = np.empty((2_000, len(THRESHOLD)))
    for replicate in drawn:
        row = rng.integers(0, len(score), len(score))
        tp = flagged[row][label[row] == 1].sum(axis=0)
        fp = flagged[row][label[row] == 0].sum(axis=0)
        p, n = label[row].sum(), len(score)
        fn, tn = p - tp, n - p - fp
        replicate[:] = {
            "recall": tp / p,
            "precision": tp / (tp + fp),
            "f1": 2 * tp / (2 * tp + fp + fn),
            "mcc": (tp * tn - fp * fn) / np.sqrt(1.0 * (tp + fp) * (tp + fn) * (tn + fp) * (tn + fn)),
            "flag_rate": (tp + fp) / n,
        }[metric]
    found = band_of(counts_at(score, label), metric, replicates=4_000)
    ratio = found.standard_error / drawn.std(axis=0, ddof=1)
    assert np.abs(ratio - 1).max() < 0.08
    assert np.median(ratio) == pytest.approx(1, abs=0.03)


def test_the_standard_error_of_net_benefit_is_that_of_a_mean() -> None:
    """Net benefit is a mean over rows that also reads the threshold: its standard error is deviation / sqrt(n)."""
    score, label = rows()
    flagged = score[:, None] >= THRESHOLD
    part = flagged * np.where(label[:, None] == 1, 1.0, -THRESHOLD / (1 - THRESHOLD))
    found = band_of(counts_at(score, label), "net_benefit", replicates=20_000)
    np.testing.assert_allclose(found.value, part.mean(axis=0), rtol=1e-9)
    np.testing.assert_allclose(found.standard_error, part.std(axis=0) / math.sqrt(1_000), rtol=0.03)


@pytest.mark.parametrize("level", [0.5, 0.95])
def test_the_ends_are_the_percentiles_of_the_binomial(level: float) -> None:
    score, label = rows()
    share = (score[:, None] >= THRESHOLD).mean(axis=0)
    found = band_of(counts_at(score, label), "flag_rate", level=level, replicates=20_000)
    for end, tail in ((found.low, (1 - level) / 2), (found.high, (1 + level) / 2)):
        np.testing.assert_allclose(end, stats.binom.ppf(tail, 1_000, share) / 1_000, atol=1.01e-3)
    np.testing.assert_allclose(found.value, share, rtol=1e-12)


def test_a_95_band_covers_the_truth_about_95_times_in_100() -> None:
    """300 data sets, labels Bernoulli(score), scores uniform: recall at t is 1 - t², the share flagged 1 - t."""
    rng = np.random.default_rng(8)
    threshold = np.array([0.7, 0.5, 0.3])
    hits = {"recall": [], "flag_rate": []}
    for seed in range(300):
        score = rng.random(400)
        counts = counts_at(score, rng.random(400) < score, threshold)
        for metric, truth in (("recall", 1 - threshold**2), ("flag_rate", 1 - threshold)):
            found = band_of(counts, metric, seed=seed, replicates=300)
            hits[metric].append((found.low <= truth) & (truth <= found.high))
    for covered in hits.values():
        # 900 trials, those of one data set correlated: 0.95 with a standard error of at most 0.0126.
        assert 0.91 < np.mean(covered) < 0.985


def given(values: np.ndarray) -> Band:
    """The band of a metric whose replicates are ``values`` (replicates, k), and which is 7 on the predictions."""
    counts = counts_at(*rows(50), threshold=np.linspace(0.9, 0.1, values.shape[1]))
    return bootstrap_band(
        lambda c: np.full(len(c), 7.0) if len(c) == len(counts) else values.ravel().copy(),
        counts=counts,
        bins=bins_of_counts(counts),
        rng=np.random.default_rng(0),
        level=0.9,
        replicates=len(values),
    )


def test_undefined_replicates_are_left_out_and_counted() -> None:
    values = np.random.default_rng(4).normal(size=(200, 3))
    values[:40, 0] = np.nan
    values[5, 1], values[6, 1] = np.inf, -np.inf
    found = given(values)
    np.testing.assert_array_equal(found.undefined_count, [40, 2, 0])
    values[~np.isfinite(values)] = np.nan
    np.testing.assert_allclose(found.low, np.nanpercentile(values, 5, axis=0), rtol=1e-12)
    np.testing.assert_allclose(found.high, np.nanpercentile(values, 95, axis=0), rtol=1e-12)
    np.testing.assert_allclose(found.standard_error, np.nanstd(values, axis=0, ddof=1), rtol=1e-12)
    np.testing.assert_array_equal(found.value, [7, 7, 7])


def test_the_standard_error_of_few_replicates_is_the_unbiased_one() -> None:
    values = np.random.default_rng(4).normal(size=(60, 3))
    found = given(values)
    np.testing.assert_allclose(found.standard_error, values.std(axis=0, ddof=1), rtol=1e-12)
    np.testing.assert_allclose(found.low, np.percentile(values, 5, axis=0), rtol=1e-12)


def test_fewer_than_two_defined_replicates_are_no_band() -> None:
    values = np.full((60, 3), np.nan)
    values[0, 1] = 5.0
    values[:2, 2] = [1.0, 3.0]
    found = given(values)
    np.testing.assert_array_equal(found.undefined_count, [60, 59, 58])
    for part in (found.low, found.high, found.standard_error):
        np.testing.assert_array_equal(np.isnan(part), [True, True, False])
    assert found.standard_error[2] == pytest.approx(math.sqrt(2))
    np.testing.assert_allclose([found.low[2], found.high[2]], [1.1, 2.9])


def test_precision_is_undefined_where_the_one_flagged_row_is_not_drawn() -> None:
    """A row of n is in no draw with probability (1 - 1/n)^n; else it is the only flag, and right."""
    score = np.linspace(0, 1, 20)
    found = band_of(counts_at(score, np.arange(20) == 19, np.array([np.inf, 1.0])), "precision", replicates=4_000)
    missing = 4_000 * (1 - 1 / 20) ** 20
    assert found.undefined_count[0] == 4_000
    assert np.isnan(found.value[0])
    assert np.isnan(found.low[0])
    assert abs(found.undefined_count[1] - missing) < 5 * math.sqrt(missing)
    assert (found.low[1], found.high[1], found.standard_error[1]) == (1.0, 1.0, 0.0)


def test_no_rows_are_an_undefined_band() -> None:
    found = band_of(counts_at(np.zeros(0), np.zeros(0)), "recall", replicates=50)
    assert np.isnan(found.value).all()
    assert np.isnan(found.high).all()
    assert (found.undefined_count == 50).all()


def test_the_size_of_a_block_is_not_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    counts = counts_at(*rows())
    whole = band_of(counts, "f1", replicates=101)
    monkeypatch.setattr(band, "_BLOCK_CELLS", 120)
    pieces = band_of(counts, "f1", replicates=101)
    for name in ("low", "high", "standard_error"):
        np.testing.assert_array_equal(getattr(whole, name), getattr(pieces, name))


def test_the_seed_decides_and_nothing_given_is_changed() -> None:
    counts = counts_at(*rows())
    before = counts.cases.tp.copy()
    counts.cases.tp.flags.writeable = counts.threshold.flags.writeable = False
    one, same, other = (band_of(counts, "f1", seed=seed, replicates=100) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one.low, same.low)
    assert (one.standard_error != other.standard_error).all()
    np.testing.assert_array_equal(counts.cases.tp, before)
    assert len(one) == 5


@pytest.mark.parametrize("level", [0.0, 1.0, 95.0, math.nan])
def test_a_level_is_a_share(level: float) -> None:
    with pytest.raises(InputError, match=r"such as 0\.95"):
        band_of(counts_at(*rows()), "f1", level=level)


def test_too_few_replicates_are_refused() -> None:
    with pytest.raises(InputError, match="50 replicates or more; found 49"):
        band_of(counts_at(*rows()), "f1", replicates=49)


def test_counts_and_bins_must_be_at_the_same_thresholds() -> None:
    score, label = rows()
    bins = bins_of_rows(score, label=label, threshold=THRESHOLD + 0.01)
    with pytest.raises(InputError, match="same thresholds"):
        bootstrap_band(
            BUILTIN["f1"].value, counts=counts_at(score, label), bins=bins, rng=np.random.default_rng(0), replicates=50
        )
