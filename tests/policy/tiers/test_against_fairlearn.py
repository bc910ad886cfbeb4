"""Where Fairlearn is installed: its ThresholdOptimizer, held to deterministic thresholds, is never better."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from sklearn.base import BaseEstimator

from workbench.policy import parse_limit
from workbench.policy.tiers import choose_tiered
from workbench.sweep import Sweep


class Given(BaseEstimator):
    """A model whose scores are known already."""

    is_fitted_ = True

    def fit(self, features, label):
        return self

    def predict(self, features):
        return features[:, 0]


@pytest.mark.parametrize(
    ("constraint", "metric"),
    [
        ("demographic_parity", "flag_rate"),
        ("true_positive_rate_parity", "recall"),
        ("false_positive_rate_parity", "fpr"),
    ],
)
def test_its_deterministic_policies_are_never_better_at_the_same_tolerance(make_predictions, constraint, metric):
    """It draws lots between two thresholds a group; of all ways to take one of them, each at the gap that it has."""
    postprocessing = pytest.importorskip("fairlearn.postprocessing")
    rng = np.random.default_rng(1)
    groups = 3
    tier = rng.integers(0, groups, 3000)
    label = (rng.random(3000) < 0.2 + 0.1 * tier).astype(int)
    score = np.round(rng.normal(0, 1, 3000) + label * (1 + 0.3 * tier), 3)
    optimizer = postprocessing.ThresholdOptimizer(
        estimator=Given(), constraints=constraint, objective="accuracy_score", prefit=True, predict_method="predict"
    )
    optimizer.fit(score[:, None], label, sensitive_features=tier)
    found = optimizer.interpolated_thresholder_.interpolation_dict
    ways = []
    for group in range(groups):
        rule = found[group]
        ways.append([operation(score) for operation in (rule["operation0"], rule["operation1"])])
    among = {"fpr": label == 0, "recall": label == 1, "flag_rate": label >= 0}[metric]
    rows = make_predictions(label.tolist(), score, segments={"tier": [f"g{t}" for t in tier]})
    sweep = Sweep(rows)
    for chosen in itertools.product((0, 1), repeat=groups):
        flagged = np.choose(tier, [np.asarray(ways[g][c]).astype(int) for g, c in enumerate(chosen)])
        rates = [float(flagged[among & (tier == g)].mean()) for g in range(groups)]
        limit = parse_limit(f"gap({metric})<={max(rates) - min(rates)!r}@tier")
        choice = choose_tiered(sweep, segment="tier", rule="max:accuracy", limits=[limit])
        assert choice.objective >= float((flagged == label).mean()) - 1e-12
