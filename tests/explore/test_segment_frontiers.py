"""The data of the small multiples against the frontier of each segment's own rows."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from workbench.explore.segment_frontiers import segment_frontiers
from workbench.frontier import build_frontier
from workbench.metrics import BUILTIN, resolve_metrics
from workbench.policy import SingleThreshold, TieredThresholds
from workbench.predictions import read_predictions
from workbench.sweep import Sweep


@pytest.fixture(scope="module")
def sweep() -> Sweep:
    rng = np.random.default_rng(2)
    rows = 3000
    score = rng.random(rows).round(3)
    frame = pd.DataFrame(
        {
            "y": (rng.random(rows) < score).astype(int),
            "p": score,
            "q": rng.random(rows).round(3),
            "hub": rng.choice(["N", "S"], rows),
            "shift": rng.choice(["day", "night"], rows),
        }
    )
    return Sweep(read_predictions(frame, label="y", positive=1, score=["p", "q"], segments=["hub", "shift"]))


X, Y = resolve_metrics(["fpr", "recall"])


def test_each_line_is_the_frontier_of_the_segments_rows_and_the_point_the_policys(sweep):
    policy = SingleThreshold(score="p", threshold=0.5)
    frame = segment_frontiers(sweep, policy, x=X, y=Y, columns=("hub", "shift"), values=[("S", "night"), ("N", "day")])
    assert list(frame["segment"].unique()) == ["S, night", "N, day"]
    rows = sweep.predictions.only("hub", ["S"]).only("shift", ["night"])
    every = {tuple(point) for point in build_frontier(Sweep(rows, scores=["p"]), metrics=(X, Y)).values.tolist()}
    own = frame.query("segment == 'S, night' and kind == 'frontier'")
    assert set(zip(own["x"], own["y"], strict=True)) <= every
    assert len(own) == min(len(every), 120)
    assert own["x"].max() == max(x for x, _ in every)
    counts = policy.count(sweep, {"hub": ("S",), "shift": ("night",)})
    now = frame.query("segment == 'S, night' and kind == 'now'").iloc[0]
    assert (now["x"], now["y"]) == (X.value(counts)[0], Y.value(counts)[0])


def test_each_tier_is_drawn_with_its_own_score(sweep):
    tiers = (("N", SingleThreshold(score="p", threshold=0.4)), ("S", SingleThreshold(score="q", threshold=0.6)))
    policy = TieredThresholds(segment="hub", tiers=tiers)
    frame = segment_frontiers(sweep, policy, x=X, y=Y, columns=("hub",), values=[("N",), ("S",)])
    for value, score in (("N", "p"), ("S", "q")):
        rows = sweep.predictions.only("hub", [value])
        every = {tuple(point) for point in build_frontier(Sweep(rows, scores=[score]), metrics=(X, Y)).values.tolist()}
        own = frame.query(f"segment == '{value}' and kind == 'frontier'")
        assert set(zip(own["x"], own["y"], strict=True)) <= every


def test_a_metric_that_does_not_look_at_a_segment_has_no_point_there(sweep):
    from dataclasses import replace

    north = replace(Y, where={"hub": ("N",)})
    policy = SingleThreshold(score="p", threshold=0.5)
    frame = segment_frontiers(sweep, policy, x=X, y=north, columns=("hub",), values=[("N",), ("S",)])
    assert set(frame.query("segment == 'S'")["kind"]) == {"whole"}
    assert set(frame.query("segment == 'N'")["kind"]) == {"whole", "frontier", "now"}


@pytest.mark.parametrize("panels", [12, 60])
def test_many_panels_weigh_no_more_than_a_page_should_send(make_predictions, panels):
    """Sixty panels of four hundred thresholds each: within 300 KB, and every line keeps both its ends."""
    import json

    from workbench.charts.segment_frontiers import segment_frontiers_chart

    rng = np.random.default_rng(5)
    score = rng.random(400 * panels)
    label = (rng.random(400 * panels) < score).astype(int)
    depots = [f"depot {k % panels:03d}" for k in range(400 * panels)]
    predictions = make_predictions(label.tolist(), score.tolist(), segments={"depot": depots})
    values = tuple((name,) for name in sorted(set(depots)))
    x, y = BUILTIN["fpr"], BUILTIN["fnr"]
    sweep = Sweep(predictions)
    policy = SingleThreshold(score="score", threshold=0.5)
    frame = segment_frontiers(sweep, policy, x=x, y=y, columns=("depot",), values=values)
    names = [name for (name,) in values]
    chart = segment_frontiers_chart(frame, x=x, y=y, order=names).to_dict()
    assert len(json.dumps(chart)) < 300_000
    whole = build_frontier(sweep, metrics=(x, y)).values
    line = frame[(frame["segment"] == names[0]) & (frame["kind"] == "whole")][["x", "y"]].to_numpy()
    assert line[0].tolist() == whole[0, :2].tolist()
    assert line[-1].tolist() == whole[-1, :2].tolist()
