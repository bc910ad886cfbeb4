"""The words of a frontier's two metrics: how a difference in each is said, and how far each goes."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from workbench.contract import Contract
from workbench.elicit.ladder import HasPoints, ladder_of
from workbench.frontier import Frontier
from workbench.metrics import Metric
from workbench.wording import Phrase, phrase_for

_ON_THESE = "on these predictions"


@dataclass(frozen=True, kw_only=True)
class Spoken:
    """``phrases`` of x and y, and the ``spans`` of both along the frontier, in the metrics' units."""

    phrases: tuple[Phrase, Phrase]
    spans: tuple[float, float]


def spoken(frontier: HasPoints, *, contract: Contract | None = None) -> Spoken:
    """How the metrics of a frontier are said, with the contract's currency and, where it has one, its volume.

    With a volume, money is that of a period, and a share of a number that is the same at all points of the frontier
    is said as cases in a period ("4,100 fewer missed events a year"): then one of x and one of y are one case each. Without a
    volume, or where the denominator moves (precision), or where the points came without their counts, a share is said per 1,000.
    """
    ladder = ladder_of(frontier)
    spans = (float(np.ptp(ladder.a)), float(np.ptp(ladder.b))) if len(ladder.points) else (0.0, 0.0)
    currency = contract.currency if contract is not None else ""
    factor, per = _period(frontier, contract)
    x, y = (_phrase(frontier, metric, currency=currency, factor=factor, per=per) for metric in ladder.metrics)
    return Spoken(phrases=(x, y), spans=spans)


def _period(frontier: HasPoints, contract: Contract | None) -> tuple[float | None, str]:
    """What a count on these predictions is multiplied by to stand for a period; None where that is not known."""
    if contract is None or contract.volume is None or not isinstance(frontier, Frontier) or not len(frontier):
        return None, ""
    cases = float(frontier.sweep.counts().take(frontier.index[:1]).cases.margin("ALL")[0])
    return (contract.volume.cases / cases if cases else None), f"a {contract.volume.per}"


def _phrase(frontier: HasPoints, metric: Metric, *, currency: str, factor: float | None, per: str) -> Phrase:
    if metric.is_money:
        return _money_phrase(metric, currency=currency, factor=factor, per=per)
    phrase = phrase_for(metric, currency=currency)
    whole = None if factor is None else _fixed_denominator(frontier, metric)
    if factor is None or whole is None:
        return phrase
    things = phrase.tail.rpartition(" per 1,000 ")[0]
    return replace(phrase, factor=whole * factor, tail=f"{things} {per}")


def _money_phrase(metric: Metric, *, currency: str, factor: float | None, per: str) -> Phrase:
    # A payoff per period is scaled already; only what is said to be on these predictions is scaled here.
    if factor is not None and metric.unit.endswith(_ON_THESE):
        return phrase_for(metric, currency=currency, factor=factor, per=per)
    return phrase_for(metric, currency=currency, per=metric.unit.removeprefix(currency or "units").strip())


def _fixed_denominator(frontier: HasPoints, metric: Metric) -> float | None:
    if not metric.is_share or metric.denominator is None or not isinstance(frontier, Frontier):
        return None
    below = metric.denominator(frontier.sweep.counts(metric.where).take(frontier.index))
    return float(below[0]) if below[0] > 0 and bool((below == below[0]).all()) else None
