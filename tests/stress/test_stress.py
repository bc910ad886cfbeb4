"""What a stress says, what is refused, costs and drifts by hand."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.stress.studies import CONTRACT, random_study
from workbench.errors import ColumnError, InputError
from workbench.policy import SingleThreshold, TieredThresholds, parse_limit
from workbench.stress import Stress, stressed
from workbench.stress.drift import in_score, least_addend
from workbench.sweep import Sweep

HALF = SingleThreshold(score="score", threshold=0.5)
numbers = st.floats(allow_nan=False, allow_infinity=False, min_value=-1e12, max_value=1e12)


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ({"kind": "luck", "size": 1}, "no stress 'luck'"),
        ({"kind": "prevalence"}, "needs a size"),
        ({"kind": "prevalence", "size": 0}, "between 0 and 1"),
        ({"kind": "prevalence", "size": 1.0}, "between 0 and 1"),
        ({"kind": "noise", "size": 1.5}, "0 to 1"),
        ({"kind": "mix", "column": "tier"}, "share for at least one"),
        ({"kind": "mix", "column": "tier", "shares": {"x": 0.7, "y": 0.7}}, "come to 1 at most"),
        ({"kind": "mix", "column": "tier", "shares": (("x", 0.1), ("x", 0.2))}, "names each value once"),
        ({"kind": "noise", "size": 0.1, "shares": {"x": 0.1}}, "Only a mix"),
        ({"kind": "noise", "size": 0.1, "cell": "FP"}, "Only a cost"),
        ({"kind": "cost", "size": 2, "cell": "XX"}, "no cell 'XX'"),
        ({"kind": "cost", "size": math.inf}, "needs a size"),
        ({"kind": "drift", "size": 0.1, "column": "tier"}, "both the segment column and its values"),
        ({"kind": "drift", "size": 2, "unit": "ranks"}, "from -1 to 1"),
        ({"kind": "drift", "size": 2, "unit": "metres"}, "score or ranks"),
        ({"kind": "prevalence", "size": 0.5, "values": "x"}, "Only a drift"),
    ],
)
def test_what_is_no_stress_is_refused_in_a_sentence(parts, says):
    with pytest.raises(InputError, match=says):
        Stress(**parts)


def test_a_stress_reads_back_equal_from_its_plain_values():
    for stress in (
        Stress(kind="mix", column="tier", shares={"x": 0.1, "y": 0.2}),
        Stress(kind="drift", size=-0.1, column="tier", values=("x",), unit="ranks"),
        Stress(kind="cost", size=2.0, cell="FN", amount="eur"),
        Stress(kind="prevalence", size=0.25),
    ):
        assert str(Stress.from_dict(stress.to_dict())) == str(stress)
    with pytest.raises(InputError, match="colour"):
        Stress.from_dict({"kind": "noise", "size": 0.1, "colour": "red"})


def test_what_these_predictions_cannot_be_stressed_by_is_refused(make_predictions):
    none = Sweep(make_predictions([0, 0], [0.1, 0.9], segments={"tier": ["x", "x"]}))
    with pytest.raises(InputError, match="no event"):
        stressed(none, HALF, Stress(kind="prevalence", size=0.5), rule="max:fpr")
    with pytest.raises(ColumnError, match="'q'"):
        stressed(none, HALF, Stress(kind="mix", column="tier", shares={"q": 0.5}), rule="max:fpr")
    with pytest.raises(InputError, match="no other value"):
        stressed(none, HALF, Stress(kind="mix", column="tier", shares={"x": 0.5}), rule="max:fpr")
    with pytest.raises(ColumnError, match="road"):
        stressed(none, HALF, Stress(kind="drift", size=0.1, column="road", values=("a",)), rule="max:fpr")
    with pytest.raises(InputError, match="needs a contract with a payoff"):
        stressed(none, HALF, Stress(kind="cost", size=2), rule="max:fpr")
    with pytest.raises(InputError, match="nothing is stressed"):
        stressed(none, HALF, Stress(kind="cost", size=2, cell="TN", amount="eur"), CONTRACT, retune=False)
    big = Sweep(make_predictions([0, 1], [1e308, 0.9]))
    with pytest.raises(InputError, match="beyond all numbers"):
        stressed(big, HALF, Stress(kind="drift", size=1.7e308), rule="max:fpr")


def test_by_hand_a_segment_that_doubles(make_predictions):
    # x: 2 of 4 events flagged; y: 3 of 4. With x at three quarters: recall .75 * .5 + .25 * .75.
    sweep = Sweep(
        make_predictions([1] * 8, [0.9, 0.9, 0.1, 0.1, 0.9, 0.9, 0.9, 0.1], segments={"tier": ["x"] * 4 + ["y"] * 4})
    )
    found = stressed(sweep, HALF, Stress(kind="mix", column="tier", shares={"x": 0.75}), rule="max:recall")
    assert found.now.value("recall") == 5 / 8
    assert found.point.value("recall") == 0.5625
    assert found.retuned.value("recall") == 1.0
    assert found.regret == 1 - 0.5625


def test_by_hand_labels_that_are_the_other_way_round(make_predictions):
    sweep = Sweep(make_predictions([1, 1, 0, 0], [0.9, 0.1, 0.9, 0.1]))
    found = stressed(sweep, HALF, Stress(kind="noise", size=0.25), rule="max:recall", retune=False)
    assert [found.point.count(cell) for cell in ("TP", "FP", "FN", "TN")] == [1, 1, 1, 1]
    sweep = Sweep(make_predictions([1, 1, 0, 0], [0.9, 0.9, 0.1, 0.1]))
    found = stressed(sweep, HALF, Stress(kind="noise", size=0.25), rule="max:recall", retune=False)
    assert [found.point.count(cell) for cell in ("TP", "FP", "FN", "TN")] == [1.5, 0.5, 0.5, 1.5]


@pytest.mark.parametrize("k", [0.0, 0.5, 3.0])
def test_costs_move_what_they_name_and_nothing_else(k, make_predictions):
    sweep = Sweep(random_study(random.Random(7), make_predictions, rows_count=60))
    cells = {c: [HALF.count(sweep).cell(c)[0], HALF.count(sweep).cell(c, "eur")[0]] for c in ("TP", "FP", "FN", "TN")}
    x, rest = (
        part.cell("FP")[0] for part in (HALF.count(sweep, {"tier": ("x",)}), HALF.count(sweep).outside("tier", ["x"]))
    )
    x_eur = HALF.count(sweep, {"tier": ("x",)}).cell("FP", "eur")[0]
    tp, fp = 3 * cells["TP"][0] + 0.5 * cells["TP"][1], -4.5 * rest - 7 * x - 0.25 * x_eur
    fn, tn = -cells["FN"][1], 0.125 * cells["TN"][0]

    def payoff(**parts):
        return stressed(sweep, HALF, Stress(kind="cost", size=k, **parts), CONTRACT, retune=False).point.payoff

    assert payoff() == pytest.approx(k * (tp + fp + fn + tn))
    assert payoff(cell="FP") == pytest.approx(tp + k * fp + fn + tn)
    assert payoff(cell="FN", amount="eur") == pytest.approx(tp + fp + k * fn + tn)
    assert payoff(amount="eur") == pytest.approx(
        3 * cells["TP"][0] + k * 0.5 * cells["TP"][1] - 4.5 * rest - 7 * x - k * 0.25 * x_eur + k * fn + tn
    )


def test_a_limit_on_the_payoff_is_on_the_payoff_as_it_is_then(make_predictions):
    sweep = Sweep(random_study(random.Random(7), make_predictions, rows_count=60))
    limit = parse_limit("payoff>=-1e9", contract=CONTRACT)
    found = stressed(sweep, HALF, Stress(kind="cost", size=3.0), CONTRACT, limits=[limit], retune=False)
    assert found.guardrails[-1].stressed == pytest.approx(found.point.payoff)
    assert found.guardrails[-1].now == pytest.approx(found.now.payoff)
    assert found.guardrails[-1].now != found.guardrails[-1].stressed


@given(numbers, numbers)
def test_the_least_addend_is_the_least(total, to):
    x = least_addend(total, to)
    assert x + to >= total
    assert math.nextafter(x, -math.inf) + to < total


@pytest.mark.parametrize("seed", range(40))
def test_a_drift_in_ranks_flags_as_many_more_as_it_says_or_as_ties_allow(seed, make_predictions):
    rng = random.Random(f"ranks {seed}")
    predictions = random_study(rng, make_predictions)
    sweep = Sweep(predictions)
    policy = SingleThreshold(score="score", threshold=rng.choice(predictions.scores["score"].tolist()))
    where = {"column": "region", "values": ("s",)} if rng.random() < 0.5 else {}
    share = rng.choice([0.05, 0.2, 0.5, 1.0, -0.1, -0.4, -1.0, 0.0])
    moved = in_score(sweep, policy, Stress(kind="drift", size=share, unit="ranks", **where))
    own = predictions.segment("region").mask(["s"]) if where else np.ones(len(predictions), dtype=bool)
    weight = predictions.weight[own] if predictions.weight is not None else np.ones(int(own.sum()))
    score = predictions.scores["score"][own]
    before = weight[score >= policy.threshold].sum()
    after = weight[score + moved.size >= policy.threshold].sum()
    most = before + share * weight.sum() + 1e-9
    assert after <= max(most, 0.0)
    if share == 0:
        assert moved.size == 0
        assert after == before
    else:  # one more level of scores would be too many
        levels = [level for level in np.unique(score) if level + moved.size < policy.threshold]
        if levels:
            assert weight[score >= levels[-1]].sum() > most
    found = stressed(sweep, policy, Stress(kind="drift", size=share, unit="ranks", **where), CONTRACT, retune=False)
    outside = 0.0
    if where:
        rest = ~own
        others = predictions.weight[rest] if predictions.weight is not None else np.ones(int(rest.sum()))
        outside = others[predictions.scores["score"][rest] >= policy.threshold].sum()
    assert found.point.count("FLAGGED") == pytest.approx(after + outside)


def test_a_drift_in_ranks_needs_one_threshold(make_predictions):
    sweep = Sweep(random_study(random.Random(7), make_predictions, rows_count=12))
    tiers = TieredThresholds(segment="tier", tiers=tuple((value, HALF) for value in "xyz"))
    for policy in (tiers, SingleThreshold(score="score", threshold=math.inf)):
        with pytest.raises(InputError, match="one threshold"):
            stressed(sweep, policy, Stress(kind="drift", size=0.1, unit="ranks"), CONTRACT)


def test_nothing_that_was_given_is_changed(make_predictions):
    predictions = random_study(random.Random(9), make_predictions, rows_count=30)
    sweep = Sweep(predictions)
    before = sweep.counts().cell("TP").copy(), predictions.scores["score"].copy(), CONTRACT.sha256
    for stress in (Stress(kind="prevalence", size=0.9), Stress(kind="drift", size=0.2), Stress(kind="cost", size=5)):
        stressed(sweep, HALF, stress, CONTRACT)
    assert (sweep.counts().cell("TP") == before[0]).all()
    assert (predictions.scores["score"] == before[1]).all()
    assert CONTRACT.sha256 == before[2]


def test_where_nothing_is_feasible_there_is_no_regret(make_predictions):
    sweep = Sweep(random_study(random.Random(9), make_predictions, rows_count=30))
    limit = parse_limit("precision>=0.99")
    found = stressed(sweep, HALF, Stress(kind="noise", size=0.4), CONTRACT, limits=[limit])
    assert found.retuned is None
    assert math.isnan(found.regret)
    assert found.payoff_regret is None
    assert not found.keeps_policy
    assert found.choice.blocked
