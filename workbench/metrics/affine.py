"""Metrics that add over segments: a metric as a straight line in the cells, or as a ratio of two."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, NoReturn

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

from workbench.metrics.metric import Metric
from workbench.predictions.predictions import Predictions
from workbench.sweep.counts import REVIEWED, Cells, Counts
from workbench.sweep.flagged_counts import flagged_counts
from workbench.sweep.sweep import Where, narrower_where

# Larger factors could leave the range of numbers on the way, where a metric is undefined and its line is not.
FACTOR_MAX = 1e100


class NotAffine(Exception):
    """Something was done to moving cells that is no straight line in them, nor a ratio of two."""


class Atom(NamedTuple):
    """What moves with the thresholds: the ``TP`` or ``FP`` of the rows in ``where``, counted or summed over ``amount``."""

    cell: str
    amount: str | None
    where: tuple[tuple[str, tuple[str, ...]], ...]


class _Form(NDArrayOperatorsMixin):
    """What a metric is given in place of numbers; arithmetic that keeps the form is carried out, all other refused."""

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **kwargs: Any) -> Affine | Quotient:
        if method != "__call__" or kwargs or ufunc not in _UFUNCS:
            raise NotAffine
        return _UFUNCS[ufunc](*(as_form(each) for each in inputs))

    def __array__(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise NotAffine

    def __bool__(self) -> NoReturn:
        raise NotAffine


@dataclass(frozen=True, eq=False)
class Affine(_Form):
    """``constant`` + the sum of coefficient x atom: a total that adds over segments, but for the constant.

    It is defined at every policy, or at none: then ``constant`` is NaN.
    """

    constant: float
    terms: Mapping[Atom, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if math.isnan(self.constant) or any(math.isnan(each) for each in self.terms.values()):
            object.__setattr__(self, "constant", math.nan)
            object.__setattr__(self, "terms", {})
        elif max(map(abs, (self.constant, *self.terms.values()))) > FACTOR_MAX:
            raise NotAffine
        else:
            object.__setattr__(self, "terms", {atom: each for atom, each in self.terms.items() if each})

    @property
    def is_defined(self) -> bool:
        return not math.isnan(self.constant)

    def of(self, count: Callable[[Where], Counts]) -> np.ndarray:
        """The values where ``count(where)`` has the counts of k policies on some rows; shape (k,)."""
        total = self.constant + 0.0 * count({}).cell("ALL")
        for atom, factor in self.terms.items():
            total = total + factor * count(dict(atom.where)).cell(atom.cell, atom.amount)
        return total

    def times(self, factor: float) -> Affine:
        return Affine(self.constant * factor, {atom: each * factor for atom, each in self.terms.items()})

    def plus(self, other: Affine) -> Affine:
        terms = dict(self.terms)
        for atom, each in other.terms.items():
            terms[atom] = terms.get(atom, 0.0) + each
        return Affine(self.constant + other.constant, terms)


@dataclass(frozen=True, eq=False)
class Quotient(_Form):
    """``top`` / ``bottom`` where both move, such as precision or F1; undefined where ``bottom`` is 0."""

    top: Affine
    bottom: Affine

    def of(self, count: Callable[[Where], Counts]) -> np.ndarray:
        """The values where ``count(where)`` has the counts of k policies on some rows; shape (k,)."""
        top, bottom = self.top.of(count), self.bottom.of(count)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(bottom == 0, np.nan, top / bottom)


@dataclass(frozen=True, kw_only=True, eq=False)
class FormCounts:
    """What metrics read as they read Counts: the cells of the rows in ``where`` as forms, fixed margins as numbers."""

    predictions: Predictions
    where: Where = field(default_factory=dict)
    review_cost: float = 0.0
    _totals: dict[tuple, Counts] = field(default_factory=dict, repr=False)

    def __len__(self) -> int:
        return 1

    @property
    def threshold(self) -> NoReturn:
        raise NotAffine

    @property
    def sums(self) -> Mapping[str, Cells]:
        """The amounts that there are sums of."""
        return self._total.sums

    def cell(self, name: str, amount: str | None = None) -> Affine | np.ndarray:
        """A moving cell as a form in TP and FP, a total by label as its number; raises KeyError as Counts do."""
        total = self._total
        if name in ("POSITIVES", "NEGATIVES", "ALL"):
            return total.cell(name, amount)
        key = _key(self.where)
        if name == REVIEWED:
            total.cell(name, amount)  # says that there is no such amount
            return Affine(0.0, {Atom(REVIEWED, amount, key): 1.0})
        fixed = total.cell(name, amount)[0]  # nobody is flagged: what is left is the constant
        signs = {"TP": (1, 0), "FP": (0, 1), "FN": (-1, 0), "TN": (0, -1), "FLAGGED": (1, 1), "CLEARED": (-1, -1)}[name]
        return Affine(
            float(fixed), {Atom(cell, amount, key): float(s) for cell, s in zip(("TP", "FP"), signs, strict=True)}
        )

    def total(self, atom: Atom) -> float:
        """What an atom is where everybody is flagged."""
        where = FormCounts(predictions=self.predictions, where=dict(atom.where), _totals=self._totals)
        return float(where._total.cell("POSITIVES" if atom.cell == "TP" else "NEGATIVES", atom.amount)[0])

    def within(self, column: str, values: Sequence[str]) -> FormCounts:
        """The forms on those of the rows whose ``column`` has one of ``values``; raises as Counts do."""
        return self._narrowed(column, values, False)

    def outside(self, column: str, values: Sequence[str]) -> FormCounts:
        """The forms on those of the rows whose ``column`` has none of ``values``."""
        return self._narrowed(column, values, True)

    def _narrowed(self, column: str, values: Sequence[str], is_outside: bool) -> FormCounts:
        where = narrower_where(self.predictions, self.where, column, values, is_outside)
        return replace(self, where=where)

    @property
    def _total(self) -> Counts:
        key = _key(self.where)
        if key not in self._totals:
            nobody = np.zeros(len(self.predictions), dtype=bool)
            self._totals[key] = flagged_counts(self.predictions, nobody, where=self.where)
        return self._totals[key]


def form_of(value: Callable[[Any], Any], counts: FormCounts) -> Affine | Quotient | None:
    """The form of ``value(counts)``: a total that adds over segments, a ratio of two such totals, or None for all else.

    Recall is the first where there are events, precision the second, Matthews correlation neither.
    """
    try:
        return as_form(value(counts))
    except NotAffine:
        return None


def metric_form(metric: Metric, counts: FormCounts, where: Where | None = None) -> Affine | Quotient | None:
    """The form of a metric on the rows that it looks at, and of those only the ones in ``where``."""
    inner = replace(counts, where={**counts.where, **metric.where, **(where or {})})
    return form_of(metric.value, inner)


def on_forms(twin: Callable[..., Affine | Quotient]) -> Callable[[Callable], Callable]:
    """Decorator: the function stays what it is on numbers, and is ``twin`` where one of its arguments is a form."""

    def decorate(function: Callable) -> Callable:
        @functools.wraps(function)
        def either(*values: Any) -> Any:
            if not any(isinstance(value, _Form) for value in values):
                return function(*values)
            return twin(*(as_form(value) for value in values))

        return either

    return decorate


def as_form(value: Any) -> Affine | Quotient:
    """A number as a constant; a form as it is."""
    if isinstance(value, _Form):
        return value  # type: ignore[return-value]
    number = np.asarray(value, dtype=np.float64)
    if number.size != 1 or np.isinf(number).any():
        raise NotAffine
    return Affine(float(number.reshape(-1)[0]))


def divide(top: Affine | Quotient, bottom: Affine | Quotient) -> Affine | Quotient:
    """The quotient, undefined where ``bottom`` is 0."""
    if isinstance(bottom, Quotient):
        raise NotAffine
    if bottom.terms:
        if isinstance(top, Quotient):
            raise NotAffine
        return Quotient(top, bottom) if top.is_defined else top
    if not bottom.is_defined or bottom.constant == 0:
        return Affine(math.nan)
    by = bottom.constant
    if isinstance(top, Quotient):
        return Quotient(divide(top.top, bottom), top.bottom)  # type: ignore[arg-type]
    return Affine(top.constant / by, {atom: each / by for atom, each in top.terms.items()})


def power(base: Affine | Quotient, exponent: Affine | Quotient) -> Affine | Quotient:
    """``base`` to the power 1, which is itself, or of one number to another."""
    if isinstance(base, Quotient) or isinstance(exponent, Quotient) or exponent.terms:
        raise NotAffine
    if exponent.constant == 1:
        return base
    raise NotAffine


def _key(where: Where) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple(sorted((column, tuple(values)) for column, values in where.items()))


def _add(one: Affine | Quotient, other: Affine | Quotient) -> Affine | Quotient:
    if isinstance(one, Affine) and isinstance(other, Affine):
        return one.plus(other)
    if isinstance(one, Quotient) and isinstance(other, Quotient):
        if (one.bottom.constant, one.bottom.terms) != (other.bottom.constant, other.bottom.terms):
            raise NotAffine
        return Quotient(one.top.plus(other.top), one.bottom)
    ratio, plain = (one, other) if isinstance(one, Quotient) else (other, one)
    if plain.terms:  # type: ignore[union-attr]
        raise NotAffine
    if not plain.is_defined:  # type: ignore[union-attr]
        return plain
    return Quotient(ratio.top.plus(ratio.bottom.times(plain.constant)), ratio.bottom)  # type: ignore[union-attr]


def _multiply(one: Affine | Quotient, other: Affine | Quotient) -> Affine | Quotient:
    for plain, rest in ((one, other), (other, one)):
        if isinstance(plain, Affine) and not plain.terms:
            if not plain.is_defined:
                return plain
            if isinstance(rest, Quotient):
                return Quotient(rest.top.times(plain.constant), rest.bottom)
            return rest.times(plain.constant)
    raise NotAffine


def _negative(value: Affine | Quotient) -> Affine | Quotient:
    return _multiply(Affine(-1.0), value)


def _true_divide(top: Affine | Quotient, bottom: Affine | Quotient) -> Affine | Quotient:
    """As NumPy has it a number divided by 0 is infinite, which no form is."""
    if isinstance(bottom, Quotient) or bottom.terms or bottom.constant == 0:
        raise NotAffine
    return divide(top, bottom)


_UFUNCS: dict[np.ufunc, Callable[..., Affine | Quotient]] = {
    np.add: _add,
    np.subtract: lambda one, other: _add(one, _negative(other)),
    np.multiply: _multiply,
    np.true_divide: _true_divide,
    np.negative: _negative,
}
