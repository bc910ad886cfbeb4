"""``wb.frontier``: the points that nothing beats, shown as a chart in a notebook."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from typing import Any

from workbench.api.wanted_metrics import wanted_metrics
from workbench.contract import Contract
from workbench.errors import InputError
from workbench.frontier import Frontier, build_frontier
from workbench.metrics import Metric
from workbench.sweep import Sweep
from workbench.wording import threshold_text


@dataclass(frozen=True, kw_only=True, eq=False)
class ShownFrontier(Frontier):
    """A frontier that shows itself as a chart of its first two metrics."""

    contract: Contract | None = field(default=None, repr=False)

    def chart(self) -> Any:
        """The Altair chart: frontier strong, the curves of all scores faint; point at a mark to read it."""
        from workbench.api.frontier_chart import frontier_chart

        return frontier_chart(self)

    def __repr__(self) -> str:
        names = " against ".join(metric.label for metric in self.metrics)
        left_out = f", {self.undefined_count:,} undefined left out" if self.undefined_count else ""
        return f"<frontier of {names}: {len(self):,} of {len(self.sweep):,} candidates{left_out}>"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Any:
        bundle = self.chart()._repr_mimebundle_(include=include, exclude=exclude)
        data, extra = bundle if isinstance(bundle, tuple) else (bundle, {})
        return {**data, "text/plain": repr(self)}, extra

    def thresholds(self) -> list[str]:
        """The threshold of each point in as few digits as flag the same rows."""
        scores = [self.sweep.scores[code] for code in self.sweep.score_code[self.index]]
        values = [float(value) for value in self.sweep.threshold[self.index]]
        return [
            threshold_text(value, self.sweep.same_actions(score, value))
            for score, value in zip(scores, values, strict=True)
        ]


def frontier(
    sweep: Sweep,
    *,
    x: str | Metric | None = None,
    y: str | Metric | None = None,
    metrics: Iterable[str | Metric] | None = None,
    contract: Contract | None = None,
) -> ShownFrontier:
    """The frontier of ``x`` (across) and ``y`` (up), or of two ``metrics`` or more; ``:max`` and ``:min`` direct one.

    ``.table()`` has the points, ``on_hull``, ``exchange_rate`` and, for two metrics, ``weight_low``, ``weight_high``.
    """
    if metrics is None:
        if x is None or y is None:
            raise InputError("A frontier needs x and y, such as x='flag_rate', y='recall', or a list of metrics.")
        metrics = [x, y]
    elif x is not None or y is not None:
        raise InputError("Give x and y, or metrics, not both.")
    found = build_frontier(sweep, metrics=wanted_metrics(metrics, sweep=sweep, contract=contract))
    return ShownFrontier(**{part.name: getattr(found, part.name) for part in fields(found)}, contract=contract)
