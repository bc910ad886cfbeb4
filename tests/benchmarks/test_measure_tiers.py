"""What measure_tiers measures is the frontier, on few rows; how long it takes is not asked here."""

from benchmarks.measure_tiers import draw_predictions
from workbench.metrics import BUILTIN
from workbench.policy.tiers import tiered_frontier
from workbench.sweep import Sweep


def test_fifty_values_have_a_frontier_within_its_bound():
    predictions = draw_predictions(20_000, 50)
    found = tiered_frontier(Sweep(predictions), x=BUILTIN["recall"], y=BUILTIN["fpr"], segment="tier")
    assert len(found.candidates) == 50
    assert found.on_hull.sum() > 50
    assert found.distance.max() < 0.02
    assert (found.values[1:, 0] > found.values[:-1, 0]).all()
    assert (found.values[1:, 1] > found.values[:-1, 1]).all()
