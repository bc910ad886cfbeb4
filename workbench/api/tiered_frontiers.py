"""``frontier --by``: the frontier of thresholds by segment value, as a table."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from workbench.api.wanted_metrics import wanted_metrics
from workbench.contract import Contract
from workbench.errors import InputError
from workbench.metrics import contract_metrics
from workbench.policy import Limit, every_limit
from workbench.policy.tiers import TieredFrontier, tiered_frontier
from workbench.sweep import Sweep


def frontier_by(
    sweep: Sweep,
    metrics: Sequence[str],
    *,
    by: str,
    contract: Contract | None = None,
    limits: Sequence[Limit] = (),
    mixed: bool = False,
) -> TieredFrontier:
    """The frontier of two metrics over every threshold for each value of ``by``, within ``limits`` and the contract's.

    One score takes part unless ``mixed`` lets each value have another. Raises InputError for another number of metrics.
    """
    found = wanted_metrics(metrics, sweep=sweep, contract=contract)
    if len(found) != 2:
        raise InputError(f"A frontier by {by} needs two metrics; found {len(found)}.")
    if len(sweep.scores) > 1 and not mixed:
        raise InputError(
            f"There are several scores ({', '.join(sweep.scores)}). Say which one, or let each value have its own: mixed."
        )
    x, y = found
    agreed = contract_metrics(contract) if contract is not None else found
    every = every_limit(contract, agreed, limits, cases_count=float(sweep.counts().cell("ALL")[0]))
    return tiered_frontier(sweep, x=x, y=y, segment=by, limits=every, scores=sweep.scores)


def frontier_by_table(frontier: TieredFrontier) -> pd.DataFrame:
    """A row a point, from the worst to the best value of the first metric.

    A column ``COLUMN=VALUE`` has the threshold of each value (NaN flags nobody), with ``score COLUMN=VALUE`` where the
    scores differ; then both metrics, ``on_hull``, ``is_best`` (whether it is proven that no such policy beats the point)
    and how far the bound is in each metric: ``distance_`` and its name, NaN where there is no bound.
    """
    policies = [frontier.policy(index) for index in range(len(frontier))]
    candidates = frontier.candidates
    table: dict[str, object] = {}
    for value in candidates.values:
        own = [policy.by_value[value] for policy in policies]
        name = f"{candidates.segment}={value}"
        if len(candidates.scores) > 1:
            table[f"score {name}"] = [each.score for each in own]
        table[name] = np.array([np.nan if each.flags_nobody else each.threshold for each in own], dtype=np.float64)
    for place, metric in enumerate(frontier.metrics):
        table[metric.name] = frontier.values[:, place]
    table["on_hull"] = frontier.on_hull
    table["is_best"] = [frontier.is_best_possible(index) for index in range(len(frontier))]
    for place, metric in enumerate(frontier.metrics):
        table[f"distance_{metric.name}"] = frontier.distance[:, place]
    return pd.DataFrame(table)
