"""The limits that a contract has beside its metrics hold for every kind of policy, as every combination tried by hand says."""

from __future__ import annotations

import itertools
import json

import numpy as np
import pandas as pd
import pytest

from workbench.contract import Contract
from workbench.decision import decide
from workbench.errors import InputError, LimitError
from workbench.policy import (
    Capacity,
    Reviewer,
    Shared,
    SingleThreshold,
    TieredThresholds,
    choose,
    choose_like,
    choose_policy,
    measure_point,
    parse_limit,
    policy_from_dict,
)
from workbench.policy.kinds import kind_text
from workbench.predictions import read_predictions
from workbench.sweep import Sweep

DAYS = ("2026-03-02", "2026-03-03", "2026-03-04")
LIMITS = ("alerts<=2/reviewer/day", "gap(fpr)<=0.4@region", "recall>=0.2@region=north")


def agreed(**parts):
    return Contract.from_dict(
        {
            "title": "t",
            "decision": "d",
            "owner": {"name": "Ada"},
            "metrics": [
                {
                    "name": "cost",
                    "goal": "minimise",
                    "formula": "FP + 3 * FN",
                    "role": "primary",
                    "worst": 60,
                    "target": 0,
                }
            ],
            **parts,
        }
    )


def frame(seed: int, rows: int = 30) -> pd.DataFrame:
    draw = np.random.default_rng(seed)
    label = draw.integers(0, 2, rows)
    return pd.DataFrame(
        {
            "y": label,
            "s": np.round(np.clip(draw.normal(0.35 + 0.3 * label, 0.2), 0, 1), 1),
            "region": draw.choice(["north", "south"], rows),
            "day": draw.choice(DAYS, rows),
        }
    )


def sweep_of(data: pd.DataFrame) -> Sweep:
    return Sweep(read_predictions(data, label="y", score="s", segments=["region"], period="day"))


def rate(label, flagged, of):
    with np.errstate(invalid="ignore"):
        return np.float64(flagged[label == of].sum()) / (label == of).sum()


def keeps(data: pd.DataFrame, flagged: np.ndarray, *, reviewers: float = 2) -> bool:
    """All of LIMITS, from the rows alone."""
    label, region, day = (data[name].to_numpy() for name in ("y", "region", "day"))
    if max(flagged[day == each].sum() for each in set(day)) > 2 * reviewers:
        return False
    alarms = [rate(label[region == each], flagged[region == each], 0) for each in sorted(set(region))]
    recall = rate(label[region == "north"], flagged[region == "north"], 1)
    return bool(max(alarms) - min(alarms) <= 0.4 + 1e-12 and recall >= 0.2 - 1e-12)


def cost(data: pd.DataFrame, flagged: np.ndarray) -> float:
    label = data["y"].to_numpy()
    return float((flagged & (label == 0)).sum() + 3 * (~flagged & (label == 1)).sum())


@pytest.mark.parametrize("seed", range(25))
def test_single_and_tiered_are_the_best_that_keep_them(seed):
    data = frame(seed)
    contract, sweep = agreed(limits=LIMITS, team={"reviewers": 2}), sweep_of(data)
    scores, region = data["s"].to_numpy(), data["region"].to_numpy()
    ends = [*sorted(set(scores)), np.inf]
    single = [scores >= end for end in ends]
    costs = [cost(data, flagged) for flagged in single if keeps(data, flagged)]
    found = choose(sweep, contract)
    assert found.is_feasible == bool(costs)
    if costs:
        assert found.point.value("cost") == min(costs)
        assert found.point.is_feasible
        assert [item.limit.text for item in found.point.limits] == list(LIMITS)
    both = [
        np.where(region == "north", scores >= one, scores >= other) for one, other in itertools.product(ends, repeat=2)
    ]
    costs = [cost(data, flagged) for flagged in both if keeps(data, flagged)]
    found = choose_policy(sweep, contract, kind="tiered:region")
    assert found.is_feasible == bool(costs)
    if costs:
        assert found.point.value("cost") == min(costs)
        assert found.optimality.is_proven


@pytest.mark.parametrize("seed", range(8))
def test_tiers_by_the_bound_keep_the_busiest_day_too(seed, monkeypatch):
    """Where not every combination is tried, a day's total is a ceiling, and of very many days it is found by trying."""
    monkeypatch.setattr("workbench.policy.tiers.search.EXHAUSTIVE_MAX", 3)
    if seed % 2:
        monkeypatch.setattr("workbench.policy.tiers.limit_forms.PERIODS_MAX", 1)
    test_single_and_tiered_are_the_best_that_keep_them(seed)


@pytest.mark.parametrize("seed", range(6))
def test_the_order_of_the_contract_holds_tiers(seed):
    data = frame(seed)
    sweep, contract = sweep_of(data), agreed(order={"region": ["north", "south"]})
    scores, region = data["s"].to_numpy(), data["region"].to_numpy()
    ends = [*sorted(set(scores)), np.inf]
    costs = [
        cost(data, np.where(region == "north", scores >= one, scores >= other))
        for one, other in itertools.product(ends, repeat=2)
        if other >= one
    ]
    found = choose_policy(sweep, contract, kind="tiered:region")
    assert found.point.value("cost") == min(costs)
    assert found.point.is_feasible
    tiers = found.point.policy.by_value
    assert tiers["north"].threshold <= tiers["south"].threshold
    with pytest.raises(InputError, match="has an order of region already"):
        choose_policy(sweep, contract, kind="tiered:region", order=["south", "north"])


def test_tiers_set_by_hand_against_the_order_break_it_and_one_threshold_never_does():
    sweep, contract = sweep_of(frame(1)), agreed(order={"region": ["north", "south"]})

    def tiers(north, south):
        pairs = {"north": north, "south": south}.items()
        return TieredThresholds(
            segment="region", tiers=tuple((name, SingleThreshold(score="s", threshold=end)) for name, end in pairs)
        )

    assert measure_point(sweep, tiers(0.3, 0.5), contract=contract).is_feasible
    broken = measure_point(sweep, tiers(0.5, 0.3), contract=contract)
    assert not broken.is_feasible
    assert broken.limits[0].limit.label == "Order of strictness by region: north, south"
    asked = [item.limit for item in broken.limits]
    assert measure_point(sweep, SingleThreshold(score="s", threshold=0.5), contract=contract, limits=asked).is_feasible
    assert choose(sweep, contract, limits=asked).is_feasible


def test_an_order_that_leaves_out_a_value_is_refused():
    contract = agreed(order={"region": ["north", "east"]})
    with pytest.raises(InputError, match="leaves out 'south'"):
        choose_policy(sweep_of(frame(1)), contract, kind="tiered:region")


def test_a_review_band_and_a_list_keep_them():
    sweep = sweep_of(frame(3))
    contract = agreed(limits=["reviewed<=1/reviewer/day", "alerts<=2/reviewer/day"], team={"reviewers": 2})
    band = choose_policy(sweep, contract, kind="review", reviewer=Reviewer(cost=0.1))
    busiest = max(band.point.counts.within("day", [day]).cell("REVIEWED")[0] for day in DAYS)
    assert 0 < busiest <= 2
    long = choose_policy(sweep, contract, kind="capacity:5/day")
    assert not long.is_feasible
    assert [item.limit.text for item in long.blocked] == ["alerts<=2/reviewer/day"]
    assert choose_policy(sweep, contract, kind="capacity:4/day").is_feasible


def test_a_list_for_each_reviewer():
    sweep, contract = sweep_of(frame(3)), agreed(team={"reviewers": 3})
    found = choose_policy(sweep, contract, kind="capacity:1/reviewer/day")
    assert (found.point.policy.k, found.point.policy.per) == (3, "day")
    assert kind_text(found.point.policy) == "capacity:1/reviewer/day"
    content = json.loads(json.dumps(found.point.policy.to_dict()))
    assert (content["k"], content["reviewers"], content["alerts_each"]) == (3, 3.0, 1.0)
    assert policy_from_dict(content) == found.point.policy
    with pytest.raises(InputError, match="must be what the reviewers can do together, 3; found 4"):
        policy_from_dict({**content, "k": 4})
    assert choose_like(sweep, None, found.point.policy, rule="max:recall").point.policy.k == 3
    assert choose_policy(sweep, contract, kind="capacity:1/reviewer/day", reviewers=2).point.policy.k == 2
    with pytest.raises(InputError, match=r"team: \{reviewers: 3\}.*--reviewers 3"):
        choose_policy(sweep, agreed(), kind="capacity:1/reviewer/day")
    with pytest.raises(InputError, match="Only a list of so many for each reviewer"):
        choose_policy(sweep, contract, kind="capacity:1/day", reviewers=2)
    assert Capacity(score="s", k=120).to_dict().keys() == {"kind", "score", "k", "per", "threshold"}
    assert Shared(each=0.1 + 0.2, reviewers=10).k == 3


def test_a_limit_per_reviewer_needs_a_team():
    with pytest.raises(LimitError, match=r"Add team: \{reviewers: 3\}"):
        parse_limit("alerts<=40/reviewer/day")
    limit = parse_limit("alerts<=40/reviewer/day", contract=agreed(team={"reviewers": 3}))
    assert (limit.label, limit.metric.unit) == (
        "Alerts per reviewer in the busiest day",
        "alerts per reviewer per day",
    )


def test_the_record_has_them_with_their_words():
    sweep, contract = sweep_of(frame(2)), agreed(limits=LIMITS, team={"reviewers": 2})
    found = choose_policy(sweep, contract, kind="tiered:region")
    record = decide(found.point, contract=contract, choice=found, rationale="w", owner="Ada")
    limits = {limit["text"]: limit for limit in record["operating_point"]["limits"]}
    assert set(limits) == set(LIMITS)
    said = limits["alerts<=2/reviewer/day"]
    assert said["bound_text"] == "at most 2 alerts per reviewer per day, 2 reviewers: 4 a day"
    assert said["ok"] is True
    single = record["best_single"]
    assert single["policy"] is None or all(each["ok"] for each in single["operating_point"]["limits"])


def test_the_order_is_no_limit_of_the_best_single_threshold():
    sweep, contract = sweep_of(frame(2)), agreed(order={"region": ["north", "south"]})
    found = choose_policy(sweep, contract, kind="tiered:region")
    record = decide(found.point, contract=contract, choice=found, rationale="w", owner="Ada")
    assert [limit["text"] for limit in record["operating_point"]["limits"]] == ["order@region=north,south"]
    assert record["best_single"]["policy"] is not None
    assert record["best_single"]["operating_point"]["limits"] == []
