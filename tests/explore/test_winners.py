"""The points that some weights would recommend, where there are too many to find all of them."""

from __future__ import annotations

import numpy as np

from workbench.explore.winners import MIXTURES_COUNT, _best_for_mixtures


def test_each_term_alone_and_any_mixture_come_close_to_their_best():
    rng = np.random.default_rng(2)
    points = rng.normal(size=(20_000, 3))
    points /= np.linalg.norm(points, axis=1)[:, None]  # a ball: every direction has a best point of its own
    found = _best_for_mixtures(points)
    assert 20 < len(found) <= MIXTURES_COUNT
    for weights in [*np.eye(3), *rng.dirichlet(np.ones(3), 200)]:
        value = points @ weights
        assert value[found].max() >= 0.98 * value.max()


def test_what_is_found_is_best_for_some_weights():
    points = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [0.2, 0.2, 0.2], [-1.0, -1.0, -1.0]])
    assert _best_for_mixtures(points).tolist() == [0, 1, 2]
