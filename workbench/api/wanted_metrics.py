"""The metrics a caller asks for, with the direction where one is written: ``recall``, ``cost = 5*FP + FN:min``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from workbench.contract import RESERVED_NAMES, Contract
from workbench.errors import FormulaError
from workbench.metrics import Metric, resolve_metrics
from workbench.sweep import Sweep

_GOALS = {"max": "maximise", "maximise": "maximise", "min": "minimise", "minimise": "minimise"}
_DIRECTION = re.compile(r"^(?P<word>.*):\s*(?P<goal>max|min|maximise|minimise)\s*$", re.DOTALL)


def wanted_metrics(
    words: str | Metric | Iterable[str | Metric], *, sweep: Sweep | None = None, contract: Contract | None = None
) -> tuple[Metric, ...]:
    """The metrics that ``words`` name; ``:max`` or ``:min`` after a name overrides its own direction.

    >>> [(metric.name, metric.goal) for metric in wanted_metrics(["recall", "flag_rate:max"])]
    [('recall', 'maximise'), ('flag_rate', 'maximise')]

    ``sweep`` says how many cases there are, which payoffs per period need. Raises FormulaError for a name that is not
    known, is used twice, or is taken by another column of the sweep table.
    """
    if isinstance(words, str | Metric):
        words = [words]
    cases_count = 1.0 if sweep is None else cases_of(sweep)
    found: dict[str, Metric] = {}
    for word in words:
        metric = word if isinstance(word, Metric) else _resolve(word, contract, cases_count)
        if metric.name in RESERVED_NAMES and not (metric.name == "payoff" and metric.is_money):
            raise FormulaError(f"{metric.name!r} is a column of every sweep table; give the metric another name.")
        if metric.name in found:
            raise FormulaError(
                f"The metric {metric.name!r} is named twice. Name it once, or give a formula its own name."
            )
        found[metric.name] = metric
    return tuple(found.values())


def cases_of(sweep: Sweep) -> float:
    """How many cases the sweep counts: rows, or the sum of their weights."""
    return float(sweep.counts().cell("ALL")[0])


def _resolve(word: str, contract: Contract | None, cases_count: float) -> Metric:
    directed = _DIRECTION.match(word)
    if directed is None:
        return resolve_metrics([word], contract=contract, cases_count=cases_count)[0]
    metric = resolve_metrics([directed["word"]], contract=contract, cases_count=cases_count)[0]
    return replace(metric, goal=_GOALS[directed["goal"]])
