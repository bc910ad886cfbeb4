"""``frontier --policy``: the frontier of review bands, and of lists up to a length, as tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from workbench.contract import Contract
from workbench.errors import InputError
from workbench.frontier import is_nondominated
from workbench.metrics import Metric, contract_metrics
from workbench.policy import Capacity, Limit, Reviewer, Shared, every_limit, measure_point
from workbench.policy.bands import band_frontier
from workbench.sweep import Sweep

LISTS_MAX = 60


def band_frontier_table(
    sweep: Sweep,
    metrics: Sequence[Metric],
    *,
    contract: Contract | None = None,
    reviewer: Reviewer | None = None,
    limits: Sequence[Limit] = (),
) -> tuple[pd.DataFrame, str]:
    """A row for each band that no other beats in two metrics, from the worst to the best value of the first; and a note.

    ``score_column``, ``clear_below`` and ``act_from`` (NaN flags or reviews nobody), both metrics, and ``is_feasible``: whether
    every limit of the contract, of ``limits`` and of the reviewer holds. The note says where not all bands were measured.
    Raises InputError for another number of metrics, and where there is no reviewer.
    """
    if len(metrics) != 2:
        raise InputError(f"A frontier of review bands needs two metrics; found {len(metrics)}.")
    if reviewer is None:
        if contract is None:
            raise InputError(
                "A review band needs a reviewer: pass --reviewer cost=4,accuracy=0.95 (reviewer=... in Python), or a contract "
                "with a review section."
            )
        reviewer = Reviewer.of(contract)
    x, y = metrics
    found = band_frontier(sweep, x=x, cost_metric=y, reviewer=reviewer, limits=_every(sweep, contract, limits))
    bands = [found.policy(index) for index in range(len(found))]
    order = slice(None) if x.sign > 0 else slice(None, None, -1)
    table = pd.DataFrame(
        {
            "score_column": [band.score for band in bands],
            "clear_below": _ends(band.clear_below for band in bands),
            "act_from": _ends(band.act_from for band in bands),
            x.name: found.values[:, 0],
            y.name: found.values[:, 1],
            "is_feasible": found.is_feasible,
        }
    )[order].reset_index(drop=True)
    note = (
        ""
        if found.is_complete
        else f"Of very many bands those between {found.thresholds_count:,} thresholds, evenly spread in the share flagged, were measured."
    )
    return table, note


def list_frontier_table(
    sweep: Sweep,
    metrics: Sequence[Metric],
    *,
    k: int,
    per: str | None,
    shared: Shared | None = None,
    contract: Contract | None = None,
    limits: Sequence[Limit] = (),
) -> tuple[pd.DataFrame, str]:
    """A row for each list of at most ``k`` that no other beats on every metric, from the worst to the best of the first.

    ``score_column``, ``k``, ``per`` and ``threshold`` (NaN flags nobody; with periods the one for all), the metrics, and
    ``is_feasible``. Lists of up to 60 lengths are measured, evenly spread; the note says where those are not all.
    """
    k = shared.k if shared is not None else k
    lengths = np.unique(np.linspace(1, k, min(k, LISTS_MAX)).round().astype(int)).tolist()
    every = _every(sweep, contract, limits)
    lists = [Capacity.on(sweep, score=score, k=length, per=per) for score in sweep.scores for length in lengths]
    points = [measure_point(sweep, policy, metrics=metrics, limits=every) for policy in lists]
    values = np.array([[item.value for item in point.metrics] for point in points]).reshape(len(points), len(metrics))
    signs = [metric.sign for metric in metrics]
    defined = np.flatnonzero(~np.isnan(values).any(axis=1))
    best = defined[is_nondominated(values[defined], signs=signs)]
    best = best[np.argsort(values[best, 0] * signs[0], kind="stable")]
    table = pd.DataFrame(
        {
            "score_column": [lists[i].score for i in best],
            "k": [lists[i].k for i in best],
            "per": [lists[i].per or "all" for i in best],
            "threshold": _ends(lists[i].threshold for i in best),
            **{metric.name: values[best, place] for place, metric in enumerate(metrics)},
            "is_feasible": [all(item.is_kept for item in points[i].limits) for i in best],
        }
    )
    note = "" if len(lengths) == k else f"Lists of {len(lengths)} lengths up to {k:,} were measured, evenly spread."
    return table, note


def _every(sweep: Sweep, contract: Contract | None, limits: Sequence[Limit]) -> tuple[Limit, ...]:
    agreed = contract_metrics(contract) if contract is not None else ()
    return every_limit(contract, agreed, limits, cases_count=float(sweep.counts().cell("ALL")[0]))


def _ends(values: Iterable[float]) -> np.ndarray:
    found = np.array(list(values), dtype=np.float64)
    return np.where(np.isposinf(found), np.nan, found)
