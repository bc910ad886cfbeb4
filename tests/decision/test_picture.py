"""The frontier in a record is that of every candidate, however few the pages list."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from workbench.decision.picture import exchange_to_dict, frontier_of_all
from workbench.frontier import build_frontier
from workbench.metrics import resolve_metrics
from workbench.policy import policy_of
from workbench.predictions import read_predictions
from workbench.sweep import Sweep


@pytest.fixture(params=[None, "weight"])
def predictions(request):
    rng = np.random.default_rng(8)
    event = rng.random(1500) < 0.3
    frame = pd.DataFrame(
        {
            "event": event.astype(int),
            "a": np.where(event, rng.beta(3, 2, 1500), rng.beta(2, 3, 1500)),
            "b": np.round(rng.random(1500) + event, 2),
            "eur": rng.integers(1, 100, 1500),
            "km": rng.integers(1, 9, 1500),
            "weight": rng.integers(0, 3, 1500),
        }
    )
    return read_predictions(
        frame, label="event", scores=["a", "b"], amounts={"eur": "eur", "km": "km"}, weight=request.param
    )


@pytest.mark.parametrize("names", [("recall", "flag_rate"), ("lost=FN[eur]", "fpr"), ("precision", "recall")])
def test_a_sweep_that_lists_few_candidates_records_the_frontier_of_all(predictions, names):
    metrics = resolve_metrics(list(names)) if "=" not in names[0] else _with_amount(names)
    every = build_frontier(Sweep(predictions), metrics=metrics)
    found = frontier_of_all(Sweep(predictions, candidates_max=20), metrics=metrics)
    assert found.sweep.threshold[found.index].tolist() == every.sweep.threshold[every.index].tolist()
    assert np.array_equal(found.values, every.values)
    assert found.on_hull.tolist() == every.on_hull.tolist()
    for place in (0, len(every) // 3, len(every) - 1):
        policy = policy_of(every.sweep, every.index[place])
        assert exchange_to_dict(found, policy) == exchange_to_dict(every, policy)


def test_only_the_amounts_that_the_metrics_read_are_summed(predictions):
    found = frontier_of_all(Sweep(predictions, candidates_max=20), metrics=_with_amount(("lost=FN[eur]", "fpr")))
    assert set(found.sweep.counts().sums) == {"eur"}


def test_a_sweep_that_lists_all_is_used_as_it_is(predictions):
    sweep = Sweep(predictions)
    assert frontier_of_all(sweep, metrics=resolve_metrics(["recall", "fpr"])).sweep is sweep


def _with_amount(names):
    from dataclasses import replace

    first, second = resolve_metrics(list(names))
    return replace(first, goal="minimise"), second
