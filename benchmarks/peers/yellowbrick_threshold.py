"""Yellowbrick: what DiscriminationThreshold works out before it draws, with its default 50 trials of a tenth of the rows."""

from __future__ import annotations

from benchmarks.peers.given_scores import GivenScores


def precompute_curves(model: GivenScores, *, trials_count: int = 50) -> object:
    """The visualizer after ``fit``, nothing drawn."""
    import matplotlib

    matplotlib.use("Agg")
    from yellowbrick.classifier import DiscriminationThreshold

    class NotDrawn(DiscriminationThreshold):
        def draw(self):
            return self.ax

    visualizer = NotDrawn(model, n_trials=trials_count, random_state=0, is_fitted=True, force_model=True)
    try:
        return visualizer.fit(model.features, model.label)
    finally:
        import matplotlib.pyplot

        matplotlib.pyplot.close("all")
