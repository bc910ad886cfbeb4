"""What a rule makes large, as totals: a straight line, and what each contract metric adds up to its target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from workbench.metrics import payoff_of
from workbench.metrics.affine import Affine, FormCounts, Quotient, form_of, metric_form
from workbench.policy.rule import Rule
from workbench.policy.score import weighted
from workbench.policy.tiers.candidates import TierCandidates
from workbench.policy.tiers.limit_forms import Ceiling


@dataclass(frozen=True, kw_only=True, eq=False)
class Piece:
    """To be made large: ``line`` + the sum of weight x min(worth, 1) over ``worths``.

    The contract's score holds each worth inside [0, 1]. Of a policy at which the metrics of a set F are at their floor
    the score is the piece without F, and no piece is above the score elsewhere: so the best of all pieces bounds it.
    """

    line: Affine
    worths: tuple[tuple[float, Affine], ...] = ()

    @property
    def most(self) -> float:
        """More than this no policy reaches by the worths alone."""
        return sum(weight for weight, _ in self.worths)


def pieces_of(rule: Rule, counts: FormCounts) -> tuple[Piece, ...] | Quotient | None:
    """The pieces of a rule of totals, the one that nothing is left out of first; the Quotient of a rule that asks for one.

    None where the rule is neither, or undefined throughout.
    """
    if rule.asked is not None:
        sign = 1.0 if rule.text.startswith("max:") else -1.0
        form = metric_form(rule.asked, counts)
        if isinstance(form, Quotient):
            return Quotient(form.top.times(sign), form.bottom)
        return None if form is None or not form.is_defined else (Piece(line=form.times(sign)),)
    if rule.text == "payoff":
        form = form_of(lambda c: payoff_of(c, rule.contract.payoff), counts)  # type: ignore[union-attr]
        return (Piece(line=form),) if isinstance(form, Affine) and form.is_defined else None
    worths = []
    for metric in weighted(rule.agreed):
        form = metric_form(metric, counts)
        if not isinstance(form, Affine) or not form.is_defined or metric.worst is None or metric.target is None:
            return None
        scaled = form.plus(Affine(-metric.worst)).times(1.0 / (metric.target - metric.worst))
        worths.append((metric.weight, scaled))
    every = range(len(worths))
    return tuple(
        Piece(line=Affine(0.0), worths=tuple(worths[i] for i in every if i not in floor))
        for size in range(len(worths) + 1)  # all at their floor too: it matters where nothing is worth anything
        for floor in combinations(every, size)
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class Totals:
    """A piece and ceilings as numbers: what each of the ``kept[v]`` candidates of value v adds to each total.

    ``line[v]`` has shape (k_v,), ``worth[v]`` (w, k_v) and ``ceiling[v]`` (c, k_v); the constants are apart. Ceilings are
    scaled to numbers of one size; at most 0 is what they must come to.
    """

    kept: tuple[np.ndarray, ...]
    line: tuple[np.ndarray, ...]
    line_0: float
    weight: np.ndarray
    worth: tuple[np.ndarray, ...]
    worth_0: np.ndarray
    ceiling: tuple[np.ndarray, ...]
    ceiling_0: np.ndarray

    def only(self, places: Sequence[np.ndarray]) -> Totals:
        """Of each value only these places among its ``kept``."""
        return Totals(
            kept=tuple(each[p] for each, p in zip(self.kept, places, strict=True)),
            line=tuple(each[p] for each, p in zip(self.line, places, strict=True)),
            line_0=self.line_0,
            weight=self.weight,
            worth=tuple(each[:, p] for each, p in zip(self.worth, places, strict=True)),
            worth_0=self.worth_0,
            ceiling=tuple(each[:, p] for each, p in zip(self.ceiling, places, strict=True)),
            ceiling_0=self.ceiling_0,
        )

    @property
    def size(self) -> float:
        """How large the numbers are that make the piece: what its rounding is relative to."""
        largest = sum(float(np.max(np.abs(each), initial=0.0)) for each in self.line)
        return largest + abs(self.line_0) + float(self.weight.sum()) or 1.0


def totals_of(
    candidates: TierCandidates, kept: Sequence[np.ndarray], piece: Piece, ceilings: Sequence[Ceiling]
) -> Totals:
    """The totals of a piece under ceilings, at the candidates ``kept``."""

    def parts(form: Affine) -> list[np.ndarray]:
        return [part[index] for part, index in zip(candidates.parts(form), kept, strict=True)]

    def stacked(forms: Sequence[Affine]) -> tuple[np.ndarray, ...]:
        columns = [parts(form) for form in forms]
        return tuple(
            np.array([column[v] for column in columns]).reshape(len(forms), len(index)) for v, index in enumerate(kept)
        )

    scales = []
    for each in ceilings:
        largest = max(float(np.max(np.abs(part), initial=0.0)) for part in candidates.parts(each.form))
        scales.append(1.0 / (max(largest, abs(each.form.constant)) or 1.0))
    bounds = [each.form.times(scale) for each, scale in zip(ceilings, scales, strict=True)]
    forms = [form for _, form in piece.worths]
    return Totals(
        kept=tuple(kept),
        line=tuple(parts(piece.line)),
        line_0=piece.line.constant,
        weight=np.array([weight for weight, _ in piece.worths], dtype=np.float64),
        worth=stacked(forms),
        worth_0=np.array([form.constant for form in forms], dtype=np.float64),
        ceiling=stacked(bounds),
        ceiling_0=np.array([form.constant for form in bounds], dtype=np.float64),
    )
