"""The tiered frontier against every combination, tried on the raw rows."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest

from tests.policy.tiers.brute_force import METRICS, BruteForce, random_question, random_rows
from tests.policy.tiers.test_choose_tiered_properties import contract_of
from workbench.metrics import BUILTIN
from workbench.policy import parse_limit
from workbench.policy.tiers import frontier, merge, tiered_frontier, within_windows
from workbench.sweep import Sweep

TOTALS = ["recall", "fnr", "fpr", "flag_rate", "accuracy"]


def unbeaten(points, *, fast=False):
    """By comparing each with each, or where there are many from the best a down, those that are better in b than all before."""
    if fast:
        found, best = set(), -math.inf
        for a, b in sorted(points, reverse=True):
            if b > best:
                found.add((a, b))
                best = b
        return found
    return {p for p in points if not any(q[0] >= p[0] and q[1] >= p[1] and q != p for q in points)}


def case(rng, make_predictions, *, totals):
    several = rng.random() < 0.15
    rows = random_rows(rng, scores=2 if several else 1)
    question = random_question(rng, rows, linear=totals)
    question.order = None
    names = rng.sample(TOTALS if totals else [*TOTALS, "precision", "f1", "npv"], 2)
    sweep, contract = Sweep(rows.predictions(make_predictions)), contract_of(question)
    limits = [parse_limit(limit.text, contract=contract) for limit in question.limits]
    scores = ["a", "b"] if several else None
    x, y = (BUILTIN[name] for name in names)
    question.worths = []
    brute = BruteForce(rows, question, scores=scores)
    kept = [each.flagged for each in brute.every() if each.kept or (math.isnan(each.value) and _keeps(question, each))]
    points = [tuple(metric.sign * brute.metric(metric.name, flagged, {}) for metric in (x, y)) for flagged in kept]
    points = [point for point in points if not any(map(math.isnan, point))]
    is_defined = all(METRICS[m][2](brute.cells(frozenset(), {})) or m in ("precision", "f1", "npv") for m in names)
    return sweep, x, y, limits, scores, points, is_defined


def _keeps(question, tried):
    return all(
        value <= limit.bound if limit.at_most else value >= limit.bound
        for limit, value in zip(question.limits, tried.limit_values, strict=True)
    )


def check(found, points, sweep, limits):
    """Every point can be had and keeps the limits; bounds hold; what is exact or on the hull is unbeaten."""
    x, y = found.metrics
    best = unbeaten(set(points))
    oriented = [tuple(each) for each in (found.values * [x.sign, y.sign]).tolist()]
    for i, (a, b) in enumerate(oriented):
        assert any(abs(a - p) <= 1e-12 and abs(b - q) <= 1e-12 for p, q in points)
        policy = found.policy(i)
        for metric, value in zip(found.metrics, found.values[i], strict=True):
            assert metric.measure_one(lambda where, p=policy: p.count(sweep, where))[0] == pytest.approx(
                value, abs=1e-12
            )
        for limit in limits:
            assert limit.keeps(limit.measure_one(sweep, lambda where, p=policy: p.count(sweep, where)))
        if not found.is_approximate:
            across, up = found.distance[i]
            assert max((p for p, q in points if q >= b - 1e-12), default=a) <= a + across + 1e-9
            assert max((q for p, q in points if p >= a - 1e-12), default=b) <= b + up + 1e-9
        if found.on_hull[i]:
            assert found.distance[i].max() <= 1e-9
            assert any(abs(a - p) <= 1e-12 and abs(b - q) <= 1e-12 for p, q in best), "a vertex is on the true frontier"
    if found.is_exact:
        assert len(oriented) == len(best)
        for point, own in zip(sorted(best), oriented, strict=True):
            assert own == pytest.approx(point, abs=1e-12)


@pytest.mark.parametrize(
    ("way", "least"),
    [("as it comes", 1.0), ("merging", 0.5), ("hulls", 0.0)],
)
def test_the_frontier_of_two_totals_is_that_of_every_combination(make_predictions, soak, monkeypatch, way, least):
    """700 small studies each by trying, by exact merging, and by hulls alone, with limits of all kinds."""
    if way != "as it comes":
        monkeypatch.setattr(frontier, "TRIED_MAX", 0)
    if way == "hulls":
        monkeypatch.setattr(frontier, "merge_exactly", lambda *_, **__: None)
        monkeypatch.setattr(within_windows, "merge_exactly", lambda *_, **__: None)
    rng = random.Random(7)
    exact = seen = on_hull = 0
    for _ in range(700 * soak):
        sweep, x, y, limits, scores, points, is_defined = case(rng, make_predictions, totals=True)
        if not is_defined:
            continue
        found = tiered_frontier(sweep, x=x, y=y, segment="tier", limits=limits, scores=scores)
        assert not found.is_approximate
        check(found, points, sweep, limits)
        seen += 1
        exact += found.is_exact
        on_hull += int(found.on_hull.sum())
        if not limits:
            corners = found.values[found.on_hull]
            assert len(corners), "without limits there is always a supported point"
    assert seen > 500 * soak
    assert exact >= least * seen
    assert on_hull > 500 * soak


def test_the_frontier_of_ratios_is_exact_where_all_is_tried_and_approximate_elsewhere(
    make_predictions, soak, monkeypatch
):
    rng = random.Random(8)
    for trial in range(200 * soak):
        with monkeypatch.context() as patch:
            if trial % 2:
                patch.setattr(frontier, "TRIED_MAX", 0)
            sweep, x, y, limits, scores, points, is_defined = case(rng, make_predictions, totals=False)
            if not is_defined:
                continue
            found = tiered_frontier(sweep, x=x, y=y, segment="tier", limits=limits, scores=scores)
            assert found.is_exact or found.is_approximate or x.name in TOTALS
            check(found, points, sweep, limits)


@pytest.mark.parametrize(
    ("x", "y"),
    [("recall", "precision"), ("recall", "f1"), ("flag_rate", "f1"), ("flag_rate", "mcc"), ("fpr", "f1"), ("mcc", "recall")],
)  # fmt: skip
def test_a_moving_denominator_is_never_worse_than_a_grid_of_200_a_value(make_predictions, x, y):
    """Two values, 3,000 rows; grids even in rank and even in score, in metrics of either direction."""
    rng = np.random.default_rng(4)
    for _ in range(3):
        n = 3000
        tier = rng.integers(0, 2, n)
        label = (rng.random(n) < 0.1 + 0.2 * tier).astype(int)
        score = np.clip(rng.normal(0, 1, n) + label * (1 + tier), -3, 5)
        rows = make_predictions(label.tolist(), score, segments={"tier": [f"v{t}" for t in tier]})
        found = tiered_frontier(Sweep(rows), x=BUILTIN[x], y=BUILTIN[y], segment="tier")
        assert found.is_approximate
        grids = {
            "rank": [np.quantile(score[tier == t], np.linspace(0, 1, 200)) for t in (0, 1)],
            "score": [np.linspace(score.min(), score.max(), 200)] * 2,
        }
        for grid in grids.values():
            caught, wrong = (
                np.add.outer(
                    *(np.array([((score >= t) & (label == kind) & (tier == v)).sum() for t in grid[v]]) for v in (0, 1))
                ).ravel()
                for kind in (1, 0)
            )
            own = [BUILTIN[name].sign * told(name, caught, wrong, label.sum(), n) for name in (x, y)]
            is_defined = np.isfinite(own[0]) & np.isfinite(own[1])
            reached = [BUILTIN[name].sign * found.values[:, place] for place, name in enumerate((x, y))]
            for at, wanted in unbeaten(
                set(zip(own[0][is_defined].tolist(), own[1][is_defined].tolist(), strict=True)), fast=True
            ):
                assert reached[1][reached[0] >= at - 1e-12].max(initial=-2) >= wanted - 1e-12


def told(name, tp, fp, positives, n):
    """A metric of a policy that catches ``tp`` and flags ``fp`` for nothing, by its textbook form."""
    tp, fp = tp.astype(float), fp.astype(float)
    fn, tn = positives - tp, n - positives - fp
    with np.errstate(invalid="ignore", divide="ignore"):
        return {
            "recall": tp / positives,
            "precision": tp / (tp + fp),
            "fpr": fp / (fp + tn),
            "flag_rate": (tp + fp) / n,
            "f1": 2 * tp / (2 * tp + fp + fn),
            "mcc": (tp * tn - fp * fn) / np.sqrt((tp + fp) * positives * (n - positives) * (tn + fn)),
        }[name]


def test_exact_merging_gives_up_where_it_would_be_too_much():
    spread = np.arange(100.0)
    tiers = [(np.arange(100), np.array([spread, -(spread**2)]))] * 3
    assert merge.merge_exactly(tiers, pairs_max=9_999) is None
    assert len(merge.merge_exactly(tiers)) > 200


def test_the_envelope_is_the_highest_line_level_to_the_left_and_nothing_to_the_right():
    lines = [(np.array([0.0, 2.0]), np.array([4.0, 0.0])), (np.array([1.0, 3.0]), np.array([3.0, 1.0]))]
    found = within_windows.upper_envelope(lines, np.array([-1.0, 0.0, 1.0, 2.5, 4.0]))
    assert found.tolist() == [4.0, 4.0, 3.0, 1.5, -math.inf]
