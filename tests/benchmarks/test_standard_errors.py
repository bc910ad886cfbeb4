"""The check of the band's standard errors is itself right, and would notice a wrong band."""

import numpy as np
import pytest

from benchmarks import standard_errors
from benchmarks.data import draw_rows


def test_resampled_rows_have_the_standard_error_of_a_share():
    rows = draw_rows(4_000)
    threshold = np.array([0.4, 0.25])
    drawn = standard_errors.resample_rows(rows, threshold, replicates=800, rng=np.random.default_rng(0))
    flagged = rows.score[:, np.newaxis] >= threshold
    for name, among in (("recall", rows.label == 1), ("fpr", rows.label == 0), ("precision", None)):
        if among is None:
            count, share = flagged.sum(axis=0), (flagged & (rows.label == 1)[:, np.newaxis]).sum(axis=0)
            share = share / count
        else:
            count, share = among.sum(), flagged[among].mean(axis=0)
        np.testing.assert_allclose(drawn[name].mean(axis=0), share, rtol=0.02)
        np.testing.assert_allclose(drawn[name].std(axis=0), np.sqrt(share * (1 - share) / count), rtol=0.12)


def test_the_band_agrees_with_resampled_rows():
    found = standard_errors.compare_standard_errors(draw_rows(5_000), replicates=400)
    assert found["median"] == pytest.approx(1, abs=0.05)
    assert 0.7 < found["low"] <= found["median"] <= found["high"] < 1.4


def test_a_band_that_is_too_narrow_is_noticed(monkeypatch):
    real = standard_errors.resample_rows

    def wider(rows, threshold, **given):
        drawn = real(rows, threshold, **given)
        return {name: values * 1.1 for name, values in drawn.items()}

    monkeypatch.setattr(standard_errors, "resample_rows", wider)
    found = standard_errors.compare_standard_errors(draw_rows(5_000), replicates=400)
    assert abs(found["median"] - 1) > 0.05
