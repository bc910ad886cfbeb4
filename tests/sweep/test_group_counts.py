"""Counts by group in one pass are those that the policy has for that group's rows alone."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from workbench.errors import ColumnError, InputError
from workbench.policy import SingleThreshold, TieredThresholds
from workbench.predictions import read_predictions
from workbench.sweep import CELLS, Sweep, group_counts, group_rows


def study(seed: int, *, rows: int = 400, is_weighted: bool = False):
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "y": np.r_[0, 1, rng.integers(0, 2, rows - 2)],
            "p": rng.integers(0, 12, rows) / 12,
            "hub": rng.choice(["N", "S", "*w*"], rows),
            "tier": rng.choice(["a", "b"], rows, p=[0.97, 0.03]),
            "eur": rng.normal(10, 30, rows).round(2),
            "w": rng.integers(0, 4, rows) / 3,
        }
    )
    return Sweep(
        read_predictions(
            frame,
            label="y",
            positive=1,
            score="p",
            segments=["hub", "tier"],
            amounts={"eur": "eur"},
            weight="w" if is_weighted else None,
        )
    )


@pytest.mark.parametrize("is_weighted", [False, True])
@pytest.mark.parametrize("columns", [(), ("hub",), ("tier", "hub")])
@pytest.mark.parametrize("where", [{}, {"tier": ("a",)}, {"hub": ("N", "S"), "tier": ("b",)}])
def test_each_group_has_what_the_policy_counts_there(is_weighted, columns, where):
    for seed in range(4):
        sweep = study(seed, is_weighted=is_weighted)
        policy = SingleThreshold(score="p", threshold=0.5)
        groups = group_rows(sweep.predictions, columns)
        found = group_counts(sweep.predictions, policy.flagged(sweep), groups, where=where, threshold=0.5).counts
        for place, values in enumerate(groups.values):
            own = dict(where)
            for column, value in zip(columns, values, strict=True):
                own[column] = (value,) if value in own.get(column, (value,)) else ()
            expected = policy.count(sweep, own)
            for cell in CELLS:
                if is_weighted:
                    assert found.cell(cell)[place] == pytest.approx(expected.cell(cell)[0], rel=1e-12)
                else:
                    assert found.cell(cell)[place] == expected.cell(cell)[0]
                assert found.cell(cell, "eur")[place] == pytest.approx(
                    expected.cell(cell, "eur")[0], rel=1e-10, abs=1e-9
                )


def test_tiered_thresholds_are_counted_alike():
    sweep = study(3)
    tiers = tuple(
        (value, SingleThreshold(score="p", threshold=at)) for value, at in (("N", 0.2), ("S", 0.9), ("*w*", np.inf))
    )
    policy = TieredThresholds(segment="hub", tiers=tiers)
    groups = group_rows(sweep.predictions, ("tier",))
    found = group_counts(sweep.predictions, policy.flagged(sweep), groups).counts
    for place, (value,) in enumerate(groups.values):
        assert [found.cell(cell)[place] for cell in CELLS] == [
            policy.count(sweep, {"tier": (value,)}).cell(cell)[0] for cell in CELLS
        ]


def test_only_combinations_that_some_row_that_counts_has_are_groups():
    frame = pd.DataFrame(
        {"y": [1, 0, 1], "p": [0.9, 0.4, 0.2], "a": ["x", "y", "z"], "b": ["1", "2", "2"], "w": [1, 2, 0]}
    )
    predictions = read_predictions(frame, label="y", score="p", segments=["a", "b"], weight="w")
    groups = group_rows(predictions, ("a", "b"))
    assert groups.values == (("x", "1"), ("y", "2"))
    assert groups.codes.tolist() == [0, 1, 2]


def test_very_many_combinations_are_numbered_without_a_table_of_all():
    rows = 300
    frame = pd.DataFrame(
        {
            "y": [0, 1] * 150,
            "p": np.linspace(0, 1, rows),
            "a": [f"a{i}" for i in range(rows)],
            "b": [f"b{i}" for i in range(rows)],
        }
    )
    predictions = read_predictions(frame, label="y", score="p", segments=["a", "b"])
    groups = group_rows(predictions, ("a", "b"))
    assert len(groups) == rows
    assert [groups.values[code] for code in groups.codes] == list(zip(frame.a, frame.b, strict=True))


def test_squares_are_those_of_the_weights_and_rows_are_rows():
    frame = pd.DataFrame(
        {"y": [1, 1, 0, 0], "p": [0.9, 0.8, 0.7, 0.1], "a": ["x", "x", "x", "x"], "w": [1.0, 3.0, 2.0, 0.5]}
    )
    predictions = read_predictions(frame, label="y", score="p", segments=["a"], weight="w")
    found = group_counts(predictions, predictions.scores["p"] >= 0.5, group_rows(predictions, ("a",)))
    assert (found.rows.tp[0], found.counts.cell("TP")[0], found.squares.tp[0]) == (2, 4.0, 10.0)
    assert (found.rows.tn[0], found.squares.tn[0]) == (1, 0.25)


def test_payoffs_by_segment_can_still_tell_the_rows_apart():
    sweep = study(5)
    policy = SingleThreshold(score="p", threshold=0.5)
    groups = group_rows(sweep.predictions, ("hub",))
    narrowed = group_counts(sweep.predictions, policy.flagged(sweep), groups).counts.outside("tier", ("a",))
    for place, (value,) in enumerate(groups.values):
        expected = policy.count(sweep, {"hub": (value,), "tier": ("b",)})
        assert narrowed.cell("FP", "eur")[place] == pytest.approx(expected.cell("FP", "eur")[0])


def test_what_cannot_be_grouped_is_refused():
    predictions = study(1).predictions
    with pytest.raises(InputError, match="one segment column or by two"):
        group_rows(predictions, ("hub", "hub"))
    with pytest.raises(ColumnError, match="not one of the segment columns"):
        group_rows(predictions, ("road",))
