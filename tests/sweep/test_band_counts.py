"""Expected counts of a review band, worked by hand."""

from __future__ import annotations

import numpy as np
import pytest

from workbench.sweep import REVIEWED, Sweep
from workbench.sweep.band_counts import band_counts
from workbench.sweep.counts import CELLS, MARGINS, Cells, Counts, WholeCells, concatenate

# Ten cases of which three events and five others lie between the thresholds.
LABEL = [1, 1, 0, 1, 0, 0, 1, 0, 0, 1]
SCORE = [0.9, 0.8, 0.8, 0.6, 0.6, 0.5, 0.5, 0.4, 0.3, 0.1]
EUR = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0, 512.0]


@pytest.fixture
def sweep(make_predictions):
    return Sweep(make_predictions(LABEL, {"s": SCORE}, amounts={"eur": EUR}, segments={"tier": list("xyxyxyxyxy")}))


def band(sweep, act_from, clear_below, **shares):
    given = {"sensitivity": 0.75, "specificity": 0.5, "review_cost": 3.0, **shares}
    return band_counts(sweep.at("s", [act_from]), sweep.at("s", [clear_below]), **given)


def test_reviewed_cases_are_sorted_as_the_reviewer_sorts_them(sweep):
    counts = band(sweep, 0.8, 0.4)  # reviewed: events at 0.6 and 0.5, others at 0.6, 0.5 and 0.4
    found = {name: counts.cell(name)[0] for name in (*CELLS, *MARGINS, REVIEWED)}
    assert found == {
        "TP": 2 + 1.5, "FP": 1 + 1.5, "FN": 1 + 0.5, "TN": 1 + 1.5,
        "FLAGGED": 6, "CLEARED": 4, "POSITIVES": 5, "NEGATIVES": 5, "ALL": 10, "REVIEWED": 5,
    }  # fmt: skip
    sums = {name: counts.cell(name, "eur")[0] for name in (*CELLS, REVIEWED, "ALL")}
    assert sums == {
        "TP": 3 + 0.75 * 72, "FP": 4 + 0.5 * 176, "FN": 512 + 0.25 * 72, "TN": 256 + 0.5 * 176,
        "REVIEWED": 248, "ALL": 1023,
    }  # fmt: skip
    assert np.isnan(counts.threshold[0])
    assert counts.review_cost == 3.0


def test_seven_in_ten_of_ten_are_seven_and_three(make_predictions):
    sweep = Sweep(make_predictions([0] * 10 + [1] * 10, {"s": [0.5] * 20}))
    counts = band(sweep, np.inf, 0.5, sensitivity=0.7, specificity=0.7)
    assert [counts.cell(name)[0] for name in CELLS] == [7, 3, 3, 7]


def test_a_reviewer_who_is_always_right_or_always_wrong(sweep):
    right = band(sweep, 0.8, 0.4, sensitivity=1.0, specificity=1.0)
    assert [right.cell(name)[0] for name in CELLS] == [4, 1, 1, 4]
    wrong = band(sweep, 0.8, 0.4, sensitivity=0.0, specificity=0.0)
    assert [wrong.cell(name)[0] for name in CELLS] == [2, 4, 3, 1]


def test_where_both_thresholds_are_the_same_the_counts_are_those_of_it_to_the_bit(make_predictions):
    rng = np.random.default_rng(3)
    sweep = Sweep(
        make_predictions(
            rng.integers(0, 2, 99),
            {"s": rng.random(99).round(1)},
            weight=rng.random(99),
            amounts={"eur": rng.normal(size=99)},
        )
    )
    plain = sweep.counts()
    same = band_counts(plain, plain, sensitivity=0.3, specificity=0.7, review_cost=9.0)
    for name in (*CELLS, *MARGINS):
        assert same.cell(name).tobytes() == plain.cell(name).tobytes()
        assert same.cell(name, "eur").tobytes() == plain.cell(name, "eur").tobytes()
    assert same.threshold.tolist() == plain.threshold.tolist()
    assert not same.cell(REVIEWED).any()
    assert not same.cell(REVIEWED, "eur").any()


def test_bands_are_narrowed_taken_and_joined_with_what_is_reviewed(sweep):
    counts = band(sweep, 0.8, 0.4)
    assert counts.within("tier", ["x"]).cell(REVIEWED).tolist() == [2]  # 0.6 and 0.5 (64 EUR)
    assert counts.within("tier", ["x"]).cell(REVIEWED, "eur").tolist() == [80]
    assert counts.outside("tier", ["x"]).cell(REVIEWED).tolist() == [3]
    assert counts.within("tier", ["x"]).review_cost == 3.0
    joined = concatenate([counts, band(sweep, 0.9, 0.8)])
    assert joined.cell(REVIEWED).tolist() == [5, 2]
    assert joined.cell(REVIEWED, "eur").tolist() == [248, 6]
    assert joined.take(np.array([1, 0, 1])).cell(REVIEWED).tolist() == [2, 5, 2]
    assert joined.take(np.array([1])).review_cost == joined.review_cost == 3.0
    assert joined.take(slice(0, 1)).cell("TP").tolist() == [3.5]


def test_what_is_joined_counts_no_reviews_where_a_part_has_none():
    cells = {name: np.array([1.0]) for name in ("tp", "fp", "fn", "tn")}
    parts = [Counts(threshold=np.array([0.5]), cases=Cells(**cells)),
             Counts(threshold=np.array([0.4]), cases=Cells(**cells, reviewed=np.array([2.0])))]  # fmt: skip
    assert concatenate(parts).cell(REVIEWED).tolist() == [0, 2]
    assert concatenate(parts[::-1]).cell(REVIEWED).tolist() == [2, 0]
    dear = Counts(threshold=np.array([0.4]), cases=Cells(**cells), review_cost=1.0)
    with pytest.raises(ValueError, match="unpack"):
        concatenate([parts[0], dear])


def test_nobody_reviews_at_a_single_threshold(sweep):
    assert sweep.counts().cell(REVIEWED).tolist() == [0] * len(sweep)
    assert sweep.counts().cell(REVIEWED, "eur").tolist() == [0] * len(sweep)
    whole = WholeCells(flagged=np.array([1, 2]), events=np.array([1, 1]), positives_count=1, rows_count=3)
    assert whole.margin(REVIEWED).tolist() == [0, 0]


def test_what_goes_in_stays_as_it_was(sweep):
    upper, lower = sweep.at("s", [0.8]), sweep.at("s", [0.4])
    before = [counts.cell(name).tolist() for counts in (upper, lower) for name in CELLS]
    band_counts(upper, lower, sensitivity=0.5, specificity=0.5)
    assert [counts.cell(name).tolist() for counts in (upper, lower) for name in CELLS] == before
