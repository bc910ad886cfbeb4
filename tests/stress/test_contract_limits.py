"""Limits that the contract has beside its metrics hold under stress too, as if each row counted for so much."""

from __future__ import annotations

import numpy as np
import pytest

from workbench.contract import Contract
from workbench.policy import SingleThreshold, TieredThresholds
from workbench.stress import guardrail_tippings, stressed
from workbench.stress.parse import parse_stress
from workbench.sweep import Sweep

LIMITS = ["gap(fnr)<=0.3@road", "alerts<=3/reviewer/day", "fpr<=0.5@road=town"]
CONTRACT = Contract.from_dict(
    {
        "title": "T",
        "decision": "D",
        "metrics": [{"name": "fnr", "role": "primary", "worst": 1.0, "target": 0.0}],
        "limits": LIMITS,
        "team": {"reviewers": 2},
        "order": {"road": ["lane", "town"]},
    }
)


@pytest.fixture(scope="module")
def rows():
    rng = np.random.default_rng(17)
    label = (rng.random(200) < 0.4).astype(int)
    score = np.round(0.3 * label + 0.7 * rng.random(200), 2)
    return label, score, rng.choice(["town", "lane"], 200), rng.integers(1, 30, 200)


@pytest.fixture(scope="module")
def sweep(rows, make_predictions):
    label, score, road, day = rows
    texts = [f"2026-11-{each:02}" for each in day]
    return Sweep(
        make_predictions(label.tolist(), {"s": score.tolist()}, segments={"road": road.tolist()}, period=texts)
    )


def by_hand(rows, weight, flagged) -> list[float]:
    """The gap, the busiest day's share of each of two, and the false positive rate in town, of weighted rows."""
    label, _, road, day = rows
    missed = [
        np.sum(weight[(road == each) & (label == 1) & ~flagged]) / np.sum(weight[(road == each) & (label == 1)])
        for each in ("town", "lane")
    ]
    busiest = max(np.sum(weight[(day == each) & flagged]) for each in set(day.tolist()))
    town = (road == "town") & (label == 0)
    return [abs(missed[0] - missed[1]), busiest / 2, np.sum(weight[town & flagged]) / np.sum(weight[town])]


POLICIES = {
    "single": SingleThreshold(score="s", threshold=0.45),
    "tiers": TieredThresholds(
        segment="road",
        tiers=(
            ("lane", SingleThreshold(score="s", threshold=0.4)),
            ("town", SingleThreshold(score="s", threshold=0.55)),
        ),
    ),
}


@pytest.mark.parametrize("kind", list(POLICIES))
def test_under_another_share_of_events_each_limit_is_that_of_weighted_rows(rows, sweep, kind):
    label, score, road, _ = rows
    flagged = score >= (0.45 if kind == "single" else np.where(road == "lane", 0.4, 0.55))
    weight = np.where(label == 1, 0.6 / label.mean(), 0.4 / (1 - label.mean()))
    found = stressed(sweep, POLICIES[kind], parse_stress("prevalence=0.6"), CONTRACT)
    assert [guard.limit.text for guard in found.guardrails] == LIMITS
    assert [guard.now for guard in found.guardrails] == pytest.approx(by_hand(rows, np.ones(200), flagged))
    assert [guard.stressed for guard in found.guardrails] == pytest.approx(by_hand(rows, weight, flagged))
    kept = [value <= bound for value, bound in zip(by_hand(rows, weight, flagged), (0.3, 3, 0.5), strict=True)]
    assert [guard.is_kept for guard in found.guardrails] == kept


def test_where_the_busiest_day_tips_it_is_at_its_limit(rows, sweep):
    roomy = Contract.from_dict({**CONTRACT.to_dict(), "limits": ["alerts<=4.5/reviewer/day"]})
    (tipping,) = guardrail_tippings(sweep, POLICIES["single"], parse_stress("prevalence=0.6"), roomy)
    label, score, *_ = rows
    assert tipping.size is not None
    share = tipping.size
    weight = np.where(label == 1, share / label.mean(), (1 - share) / (1 - label.mean()))
    assert by_hand(rows, weight, score >= 0.45)[1] == pytest.approx(4.5, rel=1e-6)
