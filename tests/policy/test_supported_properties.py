"""Whether a weighting of two metrics picks a point, over random studies: as the hull of the frontier says."""

from __future__ import annotations

import random

import numpy as np

from tests.policy.random_studies import random_rows
from workbench.frontier import build_frontier
from workbench.metrics import BUILTIN
from workbench.policy import policy_of
from workbench.policy.supported import supported_by
from workbench.sweep import Sweep


def test_it_is_the_hull_of_the_frontier_whole_or_thinned(make_predictions, soak):
    rng = random.Random(5)
    compared = {True: 0, False: 0}
    for _ in range(60 * soak):
        predictions = random_rows(rng, make_predictions, is_exact=True, rows_count=rng.choice([8, 20, 60]))
        whole, partial = Sweep(predictions), Sweep(predictions, candidates_max=4)
        x, y = (BUILTIN[name] for name in rng.sample(["fpr", "recall", "flag_rate", "fnr"], 2))
        frontier = build_frontier(whole, metrics=(x, y))
        for place in rng.sample(range(len(frontier)), min(3, len(frontier))):
            policy = policy_of(whole, int(frontier.index[place]))
            on_hull = bool(frontier.on_hull[place])
            assert supported_by(whole, policy, x, y).by_weights == on_hull
            assert supported_by(partial, policy, x, y).by_weights == on_hull
            compared[on_hull] += 1
        beaten = np.setdiff1d(np.arange(len(whole)), frontier.index)
        for index in beaten[:2]:
            values = np.array([metric.measure(whole)[index] for metric in (x, y)])
            if not np.isnan(values).any() and not (frontier.values == values).all(axis=1).any():
                assert not supported_by(whole, policy_of(whole, int(index)), x, y).by_weights
    assert min(compared.values()) > 10 * soak, compared
