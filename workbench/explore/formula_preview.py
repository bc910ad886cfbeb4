"""What a formula comes to on the loaded predictions, at points that may be seen."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workbench.contract import Contract
from workbench.metrics import Formula
from workbench.policy import Policy, SingleThreshold, baseline_policy
from workbench.policy.baseline import is_yes_no
from workbench.sweep import Sweep


@dataclass(frozen=True, kw_only=True)
class Previewed:
    """``value`` of the formula at a point, NaN where undefined, and its ``denominator``, None where it is no ratio."""

    name: str
    value: float
    denominator: float | None


def points_to_show(
    sweep: Sweep, contract: Contract | None, *, point: Policy | None, is_blind: bool
) -> tuple[tuple[str, Policy], ...]:
    """Named points: today's process and the study's ``point``, or else flagging nobody and everybody.

    While nobody has seen the frontier no point along it is among them: only today's process where it is a yes/no rule,
    or the two ends, which are the same for every model. A score with a threshold would trace the frontier as the
    threshold is changed.
    """
    today = baseline_policy(sweep.predictions, contract)
    is_told = today is not None and not (is_blind and not is_yes_no(sweep.predictions, today[0].score))
    named: list[tuple[str, Policy]] = [("today's process", today[0])] if is_told else []
    is_here = not isinstance(point, SingleThreshold) or point.score in sweep.scores
    if point is not None and not is_blind and is_here:
        named.insert(0, ("your point", point))
    if named:
        return tuple(named)
    score = sweep.scores[0]
    lowest = float(sweep.threshold[sweep.score_code == 0][-1])
    return tuple(
        (name, SingleThreshold(score=score, threshold=threshold))
        for name, threshold in (("nobody flagged", math.inf), ("everybody flagged", lowest))
    )


def preview(
    sweep: Sweep,
    formula: Formula,
    points: Sequence[tuple[str, Policy]],
    *,
    where: Mapping[str, Sequence[str]] | None = None,
) -> tuple[Previewed, ...]:
    """The formula at each point, over all rows or those of ``where``.

    Raises FormulaError for an amount and ColumnError for a segment that the predictions do not have.
    """
    found = []
    for name, policy in points:
        counts = policy.count(sweep, where)
        below = None if formula.denominator is None else float(formula.denominator(counts)[0])
        found.append(Previewed(name=name, value=float(formula.value(counts)[0]), denominator=below))
    return tuple(found)
