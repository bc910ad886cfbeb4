"""Claims are ratios of medians, held against the limit for the sort that was in force."""

from dataclasses import replace

import pytest

from benchmarks.claims import Claim, all_claims, is_slower_with_avx512
from benchmarks.machine import AVX2, AVX512
from tests.benchmarks.conftest import with_avx512


def claim_that_says(text):
    (found,) = [claim for claim in all_claims() if text in claim.text]
    return found


@pytest.mark.parametrize(
    ("text", "value", "holds"),
    [
        ("Exact counts at every threshold, 1e7 rows", 4.0 / 2.0, True),  # at most 2.2 with AVX2
        ("scikit-learn's `roc_curve`, 1e7 rows", 20.0 / 4.0, False),  # at least 7 with AVX2
        ("Ten times the rows, 1e6 to 1e7, exact counts", 4.0 / 0.25, False),  # at most 13
        ("One slider move", 0.0005, True),
        ("1e7 rows: Sweep, as the app keeps it, unweighted", 20.25, True),
        ("Standard errors of the band", 0.02, True),
    ],
)
def test_a_claim_is_worked_out_from_the_figures(run, text, value, holds):
    claim = claim_that_says(text)
    assert claim.value(run) == pytest.approx(value)
    assert claim.holds(run) is holds


def test_the_limit_is_that_of_the_sort_in_force(run):
    claim = Claim(text="two", limit={AVX512: 1.0, AVX2: 3.0}, value=lambda run: 2.0)
    assert claim.holds(run) is True
    assert claim.holds(replace(run, sort=AVX512)) is False
    assert claim.holds(replace(run, sort="another")) is None


def test_a_claim_can_be_held_against_the_limit_of_another_sort(run):
    claim = Claim(text="two", limit={AVX512: 1.0, AVX2: 3.0}, value=lambda run: 2.0)
    assert claim.holds(run, limit_of=AVX512) is False
    assert claim.holds(replace(run, sort=AVX512), limit_of=AVX2) is True


@pytest.mark.parametrize(("times", "slower"), [(4.0, True), (1.0, False), (0.5, False)])
def test_which_sort_is_slower_is_measured(results, times, slower):
    """On the most rows that both were measured on."""
    (run,) = results.runs
    assert not is_slower_with_avx512(results)
    assert is_slower_with_avx512(with_avx512(results, times=times)) is slower
    assert not is_slower_with_avx512(replace(results, runs=(run, replace(run, sort=AVX512, answers=()))))


def test_what_was_not_measured_neither_holds_nor_fails(run):
    assert claim_that_says("pandas, three amount columns").holds(run) is None
    assert claim_that_says("Standard errors").holds(replace(run, standard_errors={})) is None
    assert claim_that_says("Sweep, as the app keeps it, unweighted").holds(replace(run, memory_rows=1_000)) is None


def test_every_promised_ratio_is_a_claim():
    promised = {claim.text: (claim.limit[AVX512], claim.limit[AVX2], claim.is_at_least) for claim in all_claims()}

    def limits_of(word):
        return {limits for text, limits in promised.items() if word in text}

    assert limits_of("Exact counts at every threshold") == {(1.25, 2.2, False)}
    assert limits_of("roc_curve") == {(2.5, 7, True)}
    assert limits_of("Three amount columns") == {(0.5, 2, False)}
    assert limits_of("three amount columns, 1e7 rows, against ours") == {(8, 8, True)}
    assert limits_of("Ten segments") == {(1.2, 1.2, False)}
    assert limits_of("1,000 bootstrap replicates") == {(3, 13, False)}
    assert limits_of("Standard errors") == {(0.03, 0.03, False)}
    assert limits_of("Ten times the rows") == {(13, 13, False)}
    assert limits_of("moocore") == {(1, 1, False)}
    assert limits_of("One slider move") == {(0.001, 0.001, False)}
    assert limits_of("Peak memory") == {(24, 24, False)}
    for peer in ("TunedThreshold", "MetricFrame", "ThresholdOptimizer", "dcurves", "MAPIE", "explainerdashboard"):
        assert limits_of(peer) == {(20, 20, True)}
