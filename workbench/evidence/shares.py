"""Which metrics are a rate of counts, however they are written: some of the cells over these and others, times a factor."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from workbench.errors import WorkbenchError
from workbench.metrics import Metric
from workbench.sweep import CELLS, Cells, Counts

_PROBES = 48
_SEED = 20_261_114


@dataclass(frozen=True, kw_only=True)
class Share:
    """``scale`` times the cases in the cells ``part`` over those in the cells ``among``, of which ``part`` are some."""

    part: tuple[str, ...]
    among: tuple[str, ...]
    scale: float


def share_of(metric: Metric) -> Share | None:
    """The share that ``metric`` is, or None where it is something else: a sum, an F1, a rate per kilometre.

    It is found by trying: on counts of all sizes and proportions the metric must be the same multiple of a share. So
    ``1 - TP / POSITIVES`` is the share of FN among the events, and ``min(FP / NEGATIVES, 0.2)`` is none.

    >>> from workbench.metrics import resolve_metrics
    >>> share_of(resolve_metrics(["per_thousand = 1000 * (1 - TP / POSITIVES)"])[0])
    Share(part=('FN',), among=('TP', 'FN'), scale=1000.0)
    """
    cells = _probe()
    counts = Counts(threshold=np.full(_PROBES, np.nan), cases=Cells(**cells))
    try:
        with np.errstate(all="ignore"):
            value = np.asarray(metric.value(counts), dtype=np.float64)
    except (WorkbenchError, KeyError):  # it reads amounts, or wants to know the rows
        return None
    if value.shape != (_PROBES,) or not np.isfinite(value).all():
        return None
    for among_count in range(2, len(CELLS) + 1):
        for among in combinations(CELLS, among_count):
            below = sum(cells[name.lower()] for name in among)
            for part_count in range(1, among_count):
                for part in combinations(among, part_count):
                    share = sum(cells[name.lower()] for name in part) / below
                    scale = float(np.median(value / share))
                    if scale > 0 and (np.abs(value - scale * share) <= 1e-9 * np.abs(value)).all():
                        return Share(part=part, among=among, scale=float(f"{scale:.12g}"))
    return None


def _probe() -> dict[str, np.ndarray]:
    """Counts that differ from case to case by up to six powers of ten, so that no cap or corner goes unnoticed."""
    rng = np.random.default_rng(_SEED)
    powers = rng.uniform(0, 6, size=(4, _PROBES))
    return {name.lower(): np.floor(10**row) for name, row in zip(CELLS, powers, strict=True)}
