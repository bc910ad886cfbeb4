"""Tipping points: nothing breaks before them and something does right after, by rows that count for Fractions."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest

from tests.stress.exact import rows_of, stressed_rows
from tests.stress.studies import CONTRACT, random_study
from tests.stress.test_stressed_exact import LIMITS, close, expected, random_tiers
from workbench.contract import Contract
from workbench.errors import InputError
from workbench.policy import Capacity, SingleThreshold, choose, parse_limit
from workbench.stress import Stress, choice_tipping, guardrail_tippings, nothing_of, stressed
from workbench.sweep import Sweep

NAMES = ["precision", "x_fpr", *LIMITS]


def random_stress(rng):
    kind = rng.choice(["prevalence", "mix", "noise", "drift"])
    if kind == "prevalence":
        return Stress(kind=kind, size=0.5)
    if kind == "noise":
        return Stress(kind=kind, size=0.1)
    if kind == "mix":
        column, values = rng.choice([("tier", "xyz"), ("region", "ns")])
        return Stress(kind=kind, column=column, shares={rng.choice(values): 0.5})
    if rng.random() < 0.5:
        return Stress(kind=kind, size=0.1)
    return Stress(kind=kind, size=0.1, column="region", values=rng.choice("ns"))


def keeps(value, limit) -> bool:
    """With a hair of room: whether a bound is kept at the bound itself is another test's."""
    if value is None:
        return False
    room = 1e-9 * max(1.0, abs(limit.bound))
    return float(value) <= limit.bound + room if limit.at_most else float(value) >= limit.bound - room


@pytest.mark.parametrize("seed", range(120))
def test_a_guardrail_keeps_up_to_its_tipping_point_and_breaks_right_after(seed, make_predictions, soak):
    for each in range(soak):
        rng = random.Random(f"tipping {seed} {each}")
        predictions = random_study(rng, make_predictions, rows_count=rng.choice([6, 12, 25]))
        sweep, rows, stress = Sweep(predictions), rows_of(predictions), random_stress(rng)
        is_single = stress.kind == "drift" or rng.random() < 0.6
        if is_single:
            policy = SingleThreshold(score="score", threshold=rng.choice(predictions.scores["score"].tolist()))
        else:
            policy = random_tiers(rng, predictions)
        by = None if is_single else {value: one.threshold for value, one in policy.tiers}

        def measured(size, name, rows=rows, stress=stress, policy=policy, by=by):
            moved = stressed_rows(rows, [stress.sized(size)])
            return expected(moved, lambda row: row.score >= (by[row.tier] if by else policy.threshold))[name]

        limits = [parse_limit(text, contract=CONTRACT) for text in LIMITS]
        up = rng.random() < 0.5
        found = guardrail_tippings(sweep, policy, stress, CONTRACT, limits=limits, up=up)
        start = nothing_of(sweep, stress)
        for name, tipping in zip(NAMES, found, strict=True):
            limit = tipping.limit
            if stress.kind == "noise" and not up:
                assert tipping.size is None or tipping.is_already
                continue
            last = tipping.end if tipping.size is None else tipping.size
            span = last - tipping.start
            before = [tipping.start + span * share for share in (0.0, 0.01, 0.3, 0.7, 0.99, 1 - 1e-7)]
            if tipping.is_already:
                assert not keeps(measured(start, name), limit) or tipping.size is None
                continue
            if tipping.is_proven:
                for size in before if stress.kind != "drift" else before[:-1]:
                    if 0 < size < 1 or stress.kind in ("drift", "noise"):
                        assert keeps(measured(size, name), limit), (name, size, tipping)
            if tipping.size is None:
                continue
            if stress.kind == "drift":
                assert not keeps(measured(tipping.size, name), limit), (name, tipping)
                one_less = math.nextafter(tipping.size, 0.0)
                assert keeps(measured(one_less, name), limit)
                continue
            beyond = tipping.size + math.copysign(1e-6 * max(abs(span), 1e-3), span)
            if min(start, tipping.end) < beyond < max(start, tipping.end):
                value = measured(beyond, name)
                strict = value is None or (
                    (float(value) > limit.bound) == limit.at_most and not close(value, limit.bound)
                )
                flat = value is not None and math.isclose(float(value), limit.bound, rel_tol=1e-5, abs_tol=1e-7)
                assert strict or flat, (name, tipping, value)


LINEAR = Contract.from_dict(
    {
        "version": 1,
        "title": "Linear",
        "decision": "Flag it",
        "payoff": {"TP": 2.0, "FP": {"each": -1, "by": {"tier": {"x": -3}}}, "FN": {"eur": -0.1}},
    }
)


@pytest.mark.parametrize("seed", range(60))
def test_the_choice_by_payoff_stays_up_to_its_tipping_point_and_changes_after(seed, make_predictions, soak):
    for each in range(soak):
        rng = random.Random(f"choice {seed} {each}")
        predictions = random_study(rng, make_predictions, rows_count=rng.choice([6, 12, 25]))
        sweep = Sweep(predictions)
        stress = random_stress(rng)
        if stress.kind == "drift":
            stress = Stress(kind="cost", size=2.0, cell=rng.choice(["FP", "FN", "TP", None]))
        best = choose(sweep, LINEAR, rule="payoff")
        policy, up = best.point.policy, rng.random() < 0.5
        tipping = choice_tipping(sweep, policy, stress, LINEAR, rule="payoff", up=up)
        assert not tipping.is_already
        assert tipping.is_proven

        everything = {*predictions.scores["score"].tolist(), math.inf}

        def regret(size, sweep=sweep, stress=stress, policy=policy, everything=everything):
            # Every candidate, one by one: no choosing is trusted here.
            points = [
                stressed(
                    sweep,
                    SingleThreshold(score="score", threshold=at),
                    stress.sized(size),
                    LINEAR,
                    rule="payoff",
                    retune=False,
                ).objective
                for at in everything
            ]
            own = stressed(sweep, policy, stress.sized(size), LINEAR, rule="payoff", retune=False).objective
            return max(points) - own

        last = tipping.end if tipping.size is None else tipping.size
        span = last - tipping.start
        sizes = [tipping.start + span * share for share in (0.2, 0.7, 1 - 1e-6)]
        for size in sizes if stress.kind != "prevalence" else [s for s in sizes if 0 < s < 1]:
            assert regret(size) <= 1e-6, (size, tipping)
        if tipping.size is not None and tipping.size != tipping.end:
            assert regret(tipping.size) > 0


def test_by_hand_precision_breaks_where_prevalence_falls_to_what_bayes_says(make_predictions):
    # 10 events of which 8 are flagged, 90 others of which 9 are: at prevalence p precision is .8 p / (.8 p + .1 (1 - p)).
    label = [1] * 10 + [0] * 90
    score = [0.9] * 8 + [0.1] * 2 + [0.9] * 9 + [0.1] * 81
    sweep = Sweep(make_predictions(label, score))
    policy = SingleThreshold(score="score", threshold=0.5)
    limit = parse_limit("precision>=0.25")
    (tipping,) = guardrail_tippings(
        sweep, policy, Stress(kind="prevalence", size=0.5), rule="max:recall", limits=[limit], up=False
    )
    # .8 p = .25 (.8 p + .1 (1 - p)) => .6 p = .025 (1 - p) => p = .025 / .625
    assert tipping.how == "closed form"
    assert tipping.size == pytest.approx(0.04, abs=1e-12)
    assert tipping.start == pytest.approx(0.1)


def test_a_gap_between_segments_is_found_on_a_grid_and_says_so(make_predictions):
    rng = random.Random("gap")
    sweep = Sweep(random_study(rng, make_predictions, rows_count=60))
    policy = SingleThreshold(score="score", threshold=0.5)
    limit = parse_limit("gap(precision)<=0.2@region")
    (found,) = guardrail_tippings(sweep, policy, Stress(kind="prevalence", size=0.5), rule="max:recall", limits=[limit])
    assert found.how == "grid"
    assert not found.is_proven


def test_costs_do_not_move_a_choice_that_does_not_look_at_them(make_predictions):
    sweep = Sweep(random_study(random.Random(1), make_predictions, rows_count=60))
    best = choose(sweep, CONTRACT)
    assert best.point is not None
    found = choice_tipping(sweep, best.point.policy, Stress(kind="cost", size=2.0), CONTRACT)
    assert found.size is None
    assert found.is_proven
    assert not found.is_already


def test_a_list_and_a_drift_of_tiers_are_refused_in_a_sentence(make_predictions):
    predictions = random_study(random.Random(2), make_predictions, rows_count=12)
    sweep = Sweep(predictions)
    with pytest.raises(InputError, match="another list"):
        guardrail_tippings(sweep, Capacity(score="score", k=3), Stress(kind="noise", size=0.1), CONTRACT)
    with pytest.raises(InputError, match="one threshold alone"):
        guardrail_tippings(sweep, random_tiers(random.Random(3), predictions), Stress(kind="drift", size=0.1), CONTRACT)


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("up", [True, False])
def test_a_sweep_with_gaps_finds_the_same_drift_where_the_break_is_for_good(seed, up, make_predictions):
    """Recall only falls as scores fall, and the share flagged only rises as they rise: there is one break to find."""
    bits = np.random.default_rng(seed)
    label = (bits.random(2000) < 0.3).astype(int)
    score = bits.random(2000) * 0.8 + 0.2 * label
    predictions = make_predictions(label.tolist(), score.tolist(), segments={"region": ["n", "s"] * 1000})
    limit = parse_limit("flag_rate<=0.6" if up else "recall>=0.5")
    policy = SingleThreshold(score="score", threshold=0.55)
    for where in ({}, {"column": "region", "values": "n"}):
        stress = Stress(kind="drift", size=0.1, **where)
        (whole,) = guardrail_tippings(Sweep(predictions), policy, stress, rule="max:recall", limits=[limit], up=up)
        few = Sweep(predictions, candidates_max=50)
        (found,) = guardrail_tippings(few, policy, stress, rule="max:recall", limits=[limit], up=up)
        assert whole.how == "steps"
        assert found.how == "grid"
        assert found.size == whole.size


@pytest.mark.parametrize("seed", range(30))
def test_with_limits_a_choice_is_looked_for_on_a_grid_and_what_is_found_is_so(seed, make_predictions):
    rng = random.Random(f"limited {seed}")
    predictions = random_study(rng, make_predictions, rows_count=25)
    sweep = Sweep(predictions)
    best = choose(sweep, CONTRACT, rule="payoff")
    if best.point is None:
        return
    stress = Stress(kind="prevalence", size=0.5)
    found = choice_tipping(sweep, best.point.policy, stress, CONTRACT, rule="payoff", up=rng.random() < 0.5)
    assert found.how == "grid"
    if found.size is not None:
        after = stressed(sweep, best.point.policy, stress.sized(found.size), CONTRACT, rule="payoff")
        assert not after.keeps_policy
