"""Tiers, bands and lists under stress: as if rows were repeated, and tuned anew over all there is to choose from."""

from __future__ import annotations

import itertools
import math
import random
from dataclasses import replace

import numpy as np
import pytest

from tests.stress.exact import rows_of, stressed_rows
from tests.stress.studies import CONTRACT, random_stress, random_study
from tests.stress.test_stressed_exact import agrees, close, expected, random_tiers
from workbench.policy import Capacity, ReviewBand, Reviewer, SingleThreshold, choose, measure_point
from workbench.stress import Stress, StressedSweep, reweightings, stressed
from workbench.sweep import Sweep

TWICE_EVENTS = ("prevalence", "noise", "mix")


def repeated(predictions, times: np.ndarray):
    """The rows, each so many times: nothing is weighted."""
    return replace(predictions.rows(np.repeat(np.arange(len(predictions)), times)), weight=None)


def whole_stress(rng, predictions):
    """A stress that comes to whole repetitions of rows, with how often each row is there."""
    label = predictions.label == 1
    events, others = int(label.sum()), int((~label).sum())
    if rng.random() < 0.5:
        a, b = rng.choice([(2, 1), (1, 3), (3, 2)])
        times = np.where(label, a, b)
        return Stress(kind="prevalence", size=a * events / (a * events + b * others)), times
    segment = predictions.segment("tier")
    is_x = segment.mask(["x"])
    a, b = rng.choice([(2, 1), (1, 3)])
    times = np.where(is_x, a, b)
    return Stress(kind="mix", column="tier", shares={"x": float(times[is_x].sum() / times.sum())}), times


@pytest.mark.parametrize("seed", range(40))
def test_every_kind_is_measured_as_on_repeated_rows(seed, make_predictions):
    rng = random.Random(f"kinds {seed}")
    predictions = replace(random_study(rng, make_predictions), weight=None)
    stress, times = whole_stress(rng, predictions)
    sweep, again = Sweep(predictions), Sweep(repeated(predictions, times))
    scores = sorted(predictions.scores["score"].tolist())
    low, high = sorted(rng.choices(scores, k=2))
    reviewer = Reviewer(cost=1.5, sensitivity=0.75, specificity=0.875)
    policies = [
        SingleThreshold(score="score", threshold=low),
        random_tiers(rng, predictions),
        ReviewBand(score="score", clear_below=low, act_from=high, reviewer=reviewer),
    ]
    scale = times.sum() / len(times)  # the repeated rows are more; the stressed ones are as many as before
    for policy in policies:
        found = stressed(sweep, policy, stress, CONTRACT, retune=False).point
        wanted = measure_point(again, policy, contract=CONTRACT)
        assert close(found.payoff * scale, wanted.payoff), policy
        for one, other in zip(found.metrics, wanted.metrics, strict=True):
            assert close(one.value, None if math.isnan(other.value) else other.value), (policy, one.metric.name)


@pytest.mark.parametrize("seed", range(15))
def test_a_list_is_made_anew_of_cases_that_count_for_more(seed, make_predictions):
    rng = random.Random(f"list {seed}")
    predictions = replace(random_study(rng, make_predictions), weight=None)
    n = len(predictions)
    predictions = replace(predictions, scores={"score": np.random.default_rng(seed).permutation(n) / n})
    stress, times = whole_stress(rng, predictions)
    k = rng.randint(1, n)
    found = stressed(Sweep(predictions), Capacity(score="score", k=k), stress, CONTRACT, retune=False).point
    # By hand: from the top on, as long as what the cases count for is k at most.
    order = np.argsort(-predictions.scores["score"])
    size = times * (n / times.sum())
    fits = np.cumsum(size[order]) <= k + 1e-9
    flagged = np.zeros(n, dtype=bool)
    flagged[order[fits]] = True
    for cell, is_it in (("TP", flagged & (predictions.label == 1)), ("FP", flagged & (predictions.label == 0))):
        assert found.count(cell) == pytest.approx(size[is_it].sum(), abs=1e-9)


@pytest.mark.parametrize("seed", range(12))
def test_tiers_are_tuned_anew_over_every_combination(seed, make_predictions):
    rng = random.Random(f"tiers {seed}")
    predictions = random_study(rng, make_predictions, rows_count=9)
    stress = rng.choice(
        [Stress(kind="prevalence", size=0.2), Stress(kind="noise", size=0.1), Stress(kind="drift", size=0.2),
         Stress(kind="mix", column="tier", shares={"x": 0.6})]
    )  # fmt: skip
    kept = random_tiers(rng, predictions)
    found = stressed(Sweep(predictions), kept, stress, CONTRACT, rule="payoff")
    rows = stressed_rows(rows_of(predictions), [stress])
    own = [[*sorted({row.score for row in rows if row.tier == tier}), math.inf] for tier in "xyz"]
    best = None
    for thresholds in itertools.product(*own):
        by = dict(zip("xyz", thresholds, strict=True))
        got = expected(rows, lambda row, by=by: row.score >= by[row.tier])
        if got["precision"] is None or got["precision"] < 0.3 or got["x_fpr"] is None or got["x_fpr"] > 0.4 + 1e-12:
            continue
        best = got["payoff"] if best is None else max(best, got["payoff"])
    if best is None:
        assert found.retuned is None
        return
    assert close(found.retuned_objective, best)
    by = {value: one.threshold for value, one in found.retuned.policy.tiers}
    agrees(found.retuned, expected(rows, lambda row: row.score >= by[row.tier]))


def test_a_band_is_tuned_anew_and_does_at_least_as_well(make_predictions):
    rng = random.Random(5)
    sweep = Sweep(replace(random_study(rng, make_predictions, rows_count=30), weight=None))
    reviewer = Reviewer(cost=0.5, sensitivity=0.9, specificity=0.9)
    kept = ReviewBand(score="score", clear_below=0.3, act_from=0.6, reviewer=reviewer)
    bare = CONTRACT.model_copy(update={"metrics": ()})
    found = stressed(sweep, kept, Stress(kind="prevalence", size=0.1), bare, rule="payoff")
    assert found.retuned.policy.to_dict()["kind"] == "review"
    assert found.regret >= 0
    # No band of listed ends does better: each is measured as it is, one by one.
    ends = [*sorted(sweep.predictions.scores["score"].tolist()), math.inf]
    stress = Stress(kind="prevalence", size=0.1)
    for low, high in itertools.combinations_with_replacement(sorted(set(ends)), 2):
        band = ReviewBand(score="score", clear_below=low, act_from=high, reviewer=reviewer)
        assert stressed(sweep, band, stress, bare, rule="payoff", retune=False).objective <= (
            found.retuned_objective + 1e-9
        )


def test_tuning_looks_into_the_gaps_of_a_sweep_that_lists_only_some(make_predictions):
    bits = np.random.default_rng(3)
    label = (bits.random(3000) < 0.2).astype(int)
    predictions = make_predictions(
        label.tolist(),
        (bits.random(3000) * 0.7 + 0.3 * label * bits.random(3000)).tolist(),
        amounts={"eur": bits.random(3000) * 50},
        segments={"tier": bits.choice(list("xyz"), 3000).tolist(), "region": bits.choice(list("ns"), 3000).tolist()},
    )
    for stress in (
        Stress(kind="prevalence", size=0.6),
        Stress(kind="mix", column="tier", shares={"x": 0.9}),
        Stress(kind="noise", size=0.15),
        Stress(kind="drift", size=0.1, column="region", values=("n",)),
    ):
        kept = SingleThreshold(score="score", threshold=0.5)
        whole = stressed(Sweep(predictions), kept, stress, CONTRACT, rule="payoff")
        few = stressed(Sweep(predictions, candidates_max=40), kept, stress, CONTRACT, rule="payoff")
        assert (whole.retuned is None) == (few.retuned is None)
        assert few.objective == pytest.approx(whole.objective, rel=1e-12)
        if whole.retuned is not None:
            assert few.retuned_objective == pytest.approx(whole.retuned_objective, rel=1e-12)
            assert few.retuned.policy == whole.retuned.policy


@pytest.mark.parametrize("most", [None, 30])
def test_a_drift_of_one_score_leaves_the_others_and_may_bring_them_in(make_predictions, most):
    bits = np.random.default_rng(11)
    label = (bits.random(400) < 0.3).astype(int)
    scores = {"a": bits.random(400) * 0.6 + 0.4 * label, "b": bits.random(400) * 0.62 + 0.38 * label}
    given = {"amounts": {"eur": bits.random(400)}, "segments": {"tier": bits.choice(list("xy"), 400).tolist()}}
    predictions = make_predictions(label.tolist(), scores, **given)
    stress = Stress(kind="drift", size=-0.35, column="tier", values=("x",))
    kept = SingleThreshold(score="a", threshold=0.5)
    found = stressed(Sweep(predictions, candidates_max=most), kept, stress, CONTRACT, rule="max:f1")
    is_x = predictions.segment("tier").mask(["x"])
    moved = make_predictions(label.tolist(), {**scores, "a": np.where(is_x, scores["a"] - 0.35, scores["a"])}, **given)
    for name in ("TP", "FP"):
        assert found.point.count(name) == kept.count(Sweep(moved)).cell(name)[0]
    assert choose(Sweep(predictions), CONTRACT, rule="max:f1").point.policy.score == "a"
    wanted = choose(Sweep(moved), CONTRACT, rule="max:f1")
    assert found.retuned.policy == wanted.point.policy
    assert found.retuned.policy.score == "b"


@pytest.mark.parametrize("seed", range(20))
def test_bounds_of_what_is_not_listed_hold_under_stress(seed, make_predictions):
    rng = random.Random(f"bounds {seed}")
    bits = np.random.default_rng(seed)
    label = (bits.random(300) < 0.3).astype(int)
    predictions = make_predictions(
        label.tolist(),
        (bits.random(300) * 0.7 + 0.3 * label).tolist(),
        amounts={"eur": bits.normal(0, 10, 300)},
        segments={"tier": bits.choice(list("xyz"), 300).tolist(), "region": bits.choice(list("ns"), 300).tolist()},
    )
    stresses = [s for s in (random_stress(rng, predictions) for _ in range(6)) if s.kind != "drift"][:2]
    few = Sweep(predictions, candidates_max=20)
    layers = reweightings(stresses, few.counts, predictions)
    sweep = StressedSweep(few, layers)
    where = rng.choice([{}, {"tier": ("x",)}, {"region": ("n",), "tier": ("y", "z")}])
    low, high = sweep.gap_ranges(where)
    every = Sweep(predictions).threshold
    for place in np.flatnonzero(sweep.has_gap).tolist():
        inside = every[(every < few.threshold[place]) & (every > few.threshold[place + 1])]
        counts = sweep.at("score", inside, where=where)
        for cell in ("TP", "FP", "FN", "TN"):
            for amount in (None, "eur"):
                values, slack = counts.cell(cell, amount), 1e-9
                assert (values >= low.cell(cell, amount)[place] - slack).all()
                assert (values <= high.cell(cell, amount)[place] + slack).all()
