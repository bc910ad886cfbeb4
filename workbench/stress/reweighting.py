"""What stresses of prevalence, mix and labels do: every row counts for more or less, or partly as the other label."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from workbench.errors import InputError
from workbench.predictions.predictions import Predictions
from workbench.stress.stress import Stress
from workbench.sweep import Cells, Counts, Where, narrower_where
from workbench.sweep.counts import Narrow, WholeCells

Count = Callable[[Where], Counts]


class Factors(NamedTuple):
    """What one event counts for as an event and as another case, and what another case counts for as either."""

    event: float = 1.0
    event_as_other: float = 0.0
    other: float = 1.0
    other_as_event: float = 0.0


AS_IT_IS = Factors()


@dataclass(frozen=True, kw_only=True)
class Reweighting:
    """``groups`` have the values of ``column`` and their factors, ``rest`` those of all other rows; all factors are 0 or more.

    Without a column every row has those of ``rest``.
    """

    column: str | None = None
    groups: tuple[tuple[tuple[str, ...], Factors], ...] = ()
    rest: Factors = AS_IT_IS


def reweightings(stresses: Sequence[Stress], count: Count, predictions: Predictions) -> tuple[Reweighting, ...]:
    """The reweightings of the stresses that are such, in order: each is worked out on what those before it left.

    ``count(where)`` gives counts of any policy on the rows; only totals by label are read of them. Raises InputError
    where there is nothing to reweight: no event, no other case, or no row of a value that is to have a share.
    """
    found: list[Reweighting] = []
    for stress in stresses:
        make = _MAKERS.get(stress.kind)
        if make is not None:
            done = tuple(found)
            found.append(
                make(stress, lambda where, done=done: reweighted(count, done, predictions, where), predictions)
            )
    return tuple(found)


def reweighted(
    count: Count, layers: Sequence[Reweighting], predictions: Predictions, where: Where | None = None
) -> Counts:
    """The counts of the rows in ``where`` with every row counted as the layers say, the first first.

    ``count(where)`` gives the counts of some policies on some of the rows, none of whom a person reviews. Cells are sums
    of cells times factors, so metrics of them are those of rows with these weights; float64, at the same thresholds.
    """
    where = where or {}
    if not layers:
        return count(where)
    *before, last = layers

    def below(among: Where) -> Counts:
        return reweighted(count, before, predictions, among)

    parts = [(below(among), factors) for among, factors in _parts(last, predictions, where)]
    first = parts[0][0]
    return Counts(
        threshold=first.threshold,
        cases=summed([(counts.cases, factors) for counts, factors in parts]),
        sums={name: summed([(counts.sums[name], factors) for counts, factors in parts]) for name in first.sums},
        narrow=_narrow(count, tuple(layers), predictions, where),
    )


def rows_reweighted(predictions: Predictions, layers: Sequence[Reweighting]) -> Predictions:
    """The rows with their weights as the layers say; a row that counts partly as the other label stands there twice."""
    for layer in layers:
        factors = np.array([layer.rest, *(each for _, each in layer.groups)])
        code = np.zeros(len(predictions), dtype=np.intp)
        if layer.column is not None:
            segment = predictions.segment(layer.column)
            for place, (values, _) in enumerate(layer.groups, start=1):
                code[segment.mask(values)] = place
        own = factors[code]
        is_event = predictions.label == 1
        weight = np.ones(len(predictions)) if predictions.weight is None else predictions.weight
        kept = replace(predictions, weight=weight * np.where(is_event, own[:, 0], own[:, 2]))
        turned = weight * np.where(is_event, own[:, 1], own[:, 3])
        predictions = _joined(kept, turned) if turned.any() else kept
    return predictions


def _narrow(count: Count, layers: tuple[Reweighting, ...], predictions: Predictions, where: Where) -> Narrow:
    return lambda *which: reweighted(count, layers, predictions, narrower_where(predictions, where, *which))


def _parts(layer: Reweighting, predictions: Predictions, where: Where) -> list[tuple[Where, Factors]]:
    """The rows of ``where`` in groups of equal factors; groups without a row are left out, unless there is no other."""
    if layer.column is None:
        return [(where, layer.rest)]
    named = [value for values, _ in layer.groups for value in values]
    found = [(narrower_where(predictions, where, layer.column, values, False), each) for values, each in layer.groups]
    found.append((narrower_where(predictions, where, layer.column, named, True), layer.rest))
    return [part for part in found if part[0][layer.column]] or found[-1:]


def summed(parts: Sequence[tuple[Cells | WholeCells, Factors]]) -> Cells:
    """The cells of several groups of rows in one, each row counted as its factors say."""

    def added(event_cell: str, other_cell: str, *, as_event: bool) -> np.ndarray:
        total: np.ndarray | float = 0.0
        for cells, factors in parts:
            event, other = (np.asarray(cells.margin(name), dtype=np.float64) for name in (event_cell, other_cell))
            one, two = (factors.event, factors.other_as_event) if as_event else (factors.event_as_other, factors.other)
            total = total + (one * event + two * other)
        return np.asarray(total, dtype=np.float64)

    return Cells(
        tp=added("TP", "FP", as_event=True),
        fp=added("TP", "FP", as_event=False),
        fn=added("FN", "TN", as_event=True),
        tn=added("FN", "TN", as_event=False),
        positives=added("POSITIVES", "NEGATIVES", as_event=True),
        negatives=added("POSITIVES", "NEGATIVES", as_event=False),
    )


def _joined(kept: Predictions, turned: np.ndarray) -> Predictions:
    """The rows of ``kept``, then those that count as the other label, with the weights ``turned``."""
    assert kept.weight is not None
    # Without the ids, which say which row is which: nothing that is stressed reads them.
    twice = replace(kept, id_column=None).rows(np.tile(np.arange(len(kept)), 2))
    return replace(
        twice,
        label=np.concatenate([kept.label, 1 - kept.label]).astype(kept.label.dtype),
        weight=np.concatenate([kept.weight, turned]),
    )


def _totals(count: Count, where: Where | None = None) -> tuple[float, float]:
    counts = count(where or {})
    return float(counts.cell("POSITIVES")[0]), float(counts.cell("NEGATIVES")[0])


def _prevalence(stress: Stress, count: Count, predictions: Predictions) -> Reweighting:
    events, others = _totals(count)
    if events <= 0 or others <= 0:
        lacking = "event" if events <= 0 else "case that is no event"
        raise InputError(f"There is no {lacking} in these predictions, so no other prevalence can be made of them.")
    return Reweighting(rest=prevalence_factors(stress.size, events, others))


def prevalence_factors(share: float, events: float, others: float) -> Factors:
    """The factors with which ``share`` of all cases are events, and as many cases in all as before."""
    whole = events + others
    return Factors(event=share * whole / events, other=(1.0 - share) * whole / others)


def _mix(stress: Stress, count: Count, predictions: Predictions) -> Reweighting:
    assert stress.column is not None
    segment = predictions.segment(stress.column)
    whole = sum(_totals(count))
    groups, given, held = [], 0.0, 0.0
    for value, share in stress.shares:
        if value not in segment.values:
            segment.mask([value])  # says which values there are
        own = sum(_totals(count, {stress.column: (value,)}))
        if own <= 0 and share > 0:
            raise InputError(f"No row that counts has {stress.column} = {value!r}, so it cannot be given a share.")
        groups.append(((value,), _all(share * whole / own if own > 0 else 0.0)))
        given, held = given + share, held + own
    named = {value for value, _ in stress.shares}
    others = [value for value in segment.values if value not in named]
    left = sum(_totals(count, {stress.column: others})) if others else 0.0
    if left <= 0 and abs(given - 1.0) > 1e-9:
        raise InputError(
            f"The shares of {stress.column} come to {given:g}, and there is no other value for what is left."
        )
    rest = max(0.0, 1.0 - given) * whole / left if left > 0 else 0.0
    return Reweighting(column=stress.column, groups=tuple(groups), rest=_all(rest))


def _noise(stress: Stress, count: Count, predictions: Predictions) -> Reweighting:
    return Reweighting(rest=Factors(1.0 - stress.size, stress.size, 1.0 - stress.size, stress.size))


def ends_of(stress: Stress, count: Count, predictions: Predictions) -> tuple[Reweighting, Reweighting]:
    """What the stress does at size 0 and at size 1; at any size between, every factor lies on the line between these.

    Raises InputError as ``reweightings`` does, and for a mix of several shares or of the only value there is.
    """
    if stress.kind == "prevalence":
        _prevalence(stress, count, predictions)  # says what is lacking
        events, others = _totals(count)
        none, all_ = (Reweighting(rest=prevalence_factors(share, events, others)) for share in (0.0, 1.0))
        return none, all_
    low, high = (_MAKERS[stress.kind](stress.sized(size), count, predictions) for size in (0.0, 1.0))
    return low, high


def _all(factor: float) -> Factors:
    return Factors(event=factor, other=factor)


_MAKERS = {"prevalence": _prevalence, "mix": _mix, "noise": _noise}
REWEIGHTED = tuple(_MAKERS)
