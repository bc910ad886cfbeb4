"""Fairness by group against Fairlearn's published example, by hand, and where something is undefined."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from workbench.errors import ColumnError, InputError
from workbench.evidence import difference_interval, fairness, ratio_interval
from workbench.policy import SingleThreshold
from workbench.predictions import read_predictions
from workbench.sweep import Sweep

POLICY = SingleThreshold(score="p", threshold=0.5)


def study(y, flagged, group, weight=None) -> Sweep:
    frame = pd.DataFrame({"y": y, "p": np.where(np.asarray(flagged, dtype=bool), 0.9, 0.1), "g": list(group)})
    if weight is not None:
        frame["w"] = weight
    return Sweep(
        read_predictions(
            frame, label="y", positive=1, score="p", segments=["g"], weight=None if weight is None else "w"
        )
    )


def made(cells: dict[str, tuple[int, int, int, int]]) -> Sweep:
    rows = [
        (label, flagged, group)
        for group, counts in cells.items()
        for count, (label, flagged) in zip(counts, ((1, 1), (0, 1), (1, 0), (0, 0)), strict=True)
        for _ in range(count)
    ]
    return study(*zip(*rows, strict=True))


def test_fairlearns_published_example():
    """Fairlearn user guide, Common fairness metrics: parity difference 0.25, ratio 0.667, odds difference 1.0, ratio 0."""
    y = [0, 1, 1, 1, 1, 0, 1, 0, 1, 0, 0, 0, 1, 1, 1, 1, 1, 1]
    flagged = [0, 0, 1, 0, 1, 1, 1, 0, 0, 1, 1, 1, 1, 0, 0, 1, 1, 0]
    group = "bbabbcccaacabccbcc"
    found = fairness(study(y, flagged, group), POLICY, column="g", favourable="flagged")
    parity, odds = found.gap("demographic_parity"), found.gap("equalized_odds")
    assert (parity.difference, parity.ratio) == (0.25, pytest.approx(2 / 3))
    assert (odds.difference, odds.ratio) == (1.0, 0.0)
    assert (odds.highest, odds.lowest) == ("a", "b")  # by false positive rates: 2 of 2 against 0 of 1
    # By hand: true positive rates are 1/2, 3/5 and 2/5.
    assert found.rate("tpr").value.tolist() == [0.5, 0.6, 0.4]
    assert found.gap("equal_opportunity").difference == pytest.approx(0.2)
    assert found.rate("precision").value.tolist() == pytest.approx([1 / 3, 1.0, 1 / 2])
    assert found.gap("predictive_parity").difference == pytest.approx(2 / 3)
    assert found.reference == "c"  # the largest


def test_a_group_without_events_is_named_and_left_out():
    """Fairlearn would take its true positive rate for 0, and call the gap 0.9."""
    found = fairness(made({"a": (90, 5, 10, 95), "b": (80, 10, 20, 90), "none": (0, 4, 0, 16)}), POLICY, column="g")
    gap = found.gap("equal_opportunity")
    assert (gap.difference, gap.left_out) == (pytest.approx(0.1), ("none",))
    assert np.isnan(found.rate("tpr").value[2])
    assert found.gap("fpr").left_out == ()
    assert found.gap("fpr").highest == "none"
    assert found.gap("equalized_odds").left_out == ("none",)
    assert found.gap("equalized_odds").difference == pytest.approx(0.15)


def test_a_gap_of_one_group_is_undefined():
    found = fairness(made({"a": (9, 5, 1, 95), "none": (0, 4, 0, 16)}), POLICY, column="g")
    gap = found.gap("equal_opportunity")
    assert np.isnan([gap.difference, gap.ratio]).all()
    assert (gap.highest, gap.lowest) == (None, None)
    assert np.isnan(found.gap("equalized_odds").difference)


def test_differences_and_ratios_are_against_the_reference_with_their_intervals():
    found = fairness(made({"a": (90, 10, 10, 190), "b": (40, 10, 10, 140)}), POLICY, column="g", reference="a")
    rate = found.rate("flagged")
    assert rate.value.tolist() == [1 / 3, 0.25]
    assert (rate.difference[1], rate.ratio[1]) == (pytest.approx(-1 / 12), pytest.approx(0.75))
    low, high = difference_interval(0.25, 200, 1 / 3, 300)
    assert (rate.difference_low[1], rate.difference_high[1]) == (pytest.approx(low), pytest.approx(high))
    low, high = ratio_interval(0.25, 200, 1 / 3, 300)
    assert (rate.ratio_low[1], rate.ratio_high[1]) == (pytest.approx(low), pytest.approx(high))
    assert (rate.difference[0], rate.ratio[0]) == (0.0, 1.0)
    assert np.isnan([rate.difference_low[0], rate.ratio_high[0]]).all()


@pytest.mark.parametrize(
    ("own", "said"),
    [(300, "below"), (390, "below, not sure"), (410, "insufficient"), (500, "not below")],
)
def test_four_fifths_is_not_passed_on_thin_evidence(own, said):
    cells = {"a": (0, 500, 0, 500), "b": (0, own, 0, 1000 - own)}
    found = fairness(made({**cells, "e": (1, 0, 0, 0)}), POLICY, column="g", reference="a", favourable="flagged")
    assert found.four_fifths[:2] == ("reference", said)


def test_which_side_is_favourable_decides_what_four_fifths_is_of():
    """Flagged 6 and 3 times in 10: a benefit given half as often, or a harm spared the more."""
    sweep = made({"a": (0, 600, 0, 400), "b": (0, 300, 0, 700), "e": (1, 0, 0, 0)})
    benefit = fairness(sweep, POLICY, column="g", reference="a", favourable="flagged")
    harm = fairness(sweep, POLICY, column="g", reference="a", favourable="cleared")
    assert (benefit.four_fifths[1], harm.four_fifths[1]) == ("below", "not below")
    assert fairness(sweep, POLICY, column="g", reference="b").four_fifths[0] == "below"  # cleared 4 against 7 in 10
    assert benefit.gap("demographic_parity").left_out == ()


def test_a_reference_that_gets_nothing_makes_ratios_undefined_and_not_equal():
    found = fairness(
        made({"a": (0, 0, 5, 95), "b": (5, 10, 0, 5)}), POLICY, column="g", reference="a", favourable="flagged"
    )
    assert np.isnan(found.rate("flagged").ratio[1])
    assert found.four_fifths == ("reference", "undefined")
    assert found.rate("flagged").difference[1] == 0.75


def test_small_groups_are_left_out_on_request_by_name():
    cells = {"a": (90, 10, 10, 90), "b": (80, 10, 20, 90), "few": (1, 0, 3, 6)}
    gap = fairness(made(cells), POLICY, column="g", least_cases=30).gap("equal_opportunity")
    assert (gap.left_out, gap.difference) == (("few",), pytest.approx(0.1))
    assert fairness(made(cells), POLICY, column="g").gap("equal_opportunity").difference == pytest.approx(0.65)


def test_weights_count_as_cases_and_widen_the_intervals():
    y, flagged, group = [1, 1, 0, 0, 1, 0] * 20, [1, 0, 1, 0, 1, 0] * 20, "aaabbb" * 20
    equal = fairness(study(y, flagged, group, weight=[2.0] * 120), POLICY, column="g")
    plain = fairness(study(y, flagged, group), POLICY, column="g")
    uneven = fairness(study(y, flagged, group, weight=[1.0, 1, 1, 1, 1, 9] * 20), POLICY, column="g")
    assert equal.rate("flagged").high == pytest.approx(plain.rate("flagged").high)
    assert uneven.rate("flagged").value[1] == pytest.approx(1 / 11)
    assert uneven.rate("flagged").size[1] == pytest.approx(20 * 121 / 83)
    assert uneven.reference == "b"


def test_what_cannot_be_is_refused():
    sweep = made({"a": (9, 5, 1, 95), "b": (8, 4, 2, 16)})
    with pytest.raises(InputError, match="not a value of g: 'a', 'b'"):
        fairness(sweep, POLICY, column="g", reference="c")
    with pytest.raises(InputError, match="'flagged' or 'cleared'"):
        fairness(sweep, POLICY, column="g", favourable="harm")
    with pytest.raises(ColumnError, match="not one of the segment columns"):
        fairness(sweep, POLICY, column="sex")
