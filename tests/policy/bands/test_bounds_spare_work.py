"""That bands are ruled out by bounds and not measured one by one, and that what was kept is counted."""

from __future__ import annotations

import numpy as np

from workbench.policy import choose_band, parse_limit
from workbench.policy.reviewer import Reviewer
from workbench.sweep import Sweep

REVIEWER = Reviewer(cost=1.0, sensitivity=0.9, specificity=0.95)


def test_of_many_bands_few_are_measured(make_predictions):
    rng = np.random.default_rng(0)
    label = rng.random(1500) < 0.3
    score = rng.normal(size=1500) + label
    limit = parse_limit("precision>=0.5")
    choice = choose_band(Sweep(make_predictions(label, score)), reviewer=REVIEWER, rule="max:accuracy", limits=[limit])
    assert choice.candidates_total > 1_000_000
    assert choice.candidates_count < choice.candidates_total / 100
    assert 0 < choice.feasible_count <= choice.candidates_count
