"""The candidates of every tier: a segment's own thresholds, and what each of them adds to any total."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from workbench.errors import InputError
from workbench.metrics.affine import Affine
from workbench.policy.single import SingleThreshold
from workbench.policy.tiered import TieredThresholds
from workbench.sweep import Cells, Counts, Sweep, Where
from workbench.sweep.score_sweep import counts_at
from workbench.sweep.segment_sweep import sweep_segments

VALUES_MAX = 50


@dataclass(frozen=True, kw_only=True, eq=False)
class TierCandidates:
    """For each of the ``values`` that occur in ``segment``, the (score, threshold) pairs that its rows may be given.

    ``score_code[v]`` and ``threshold[v]`` have shape (k_v,): scores in their order, thresholds descending, each a
    candidate of the segment's own rows, so that every pattern of flagged rows is there once a score. *Flag nobody* is
    the same by every score and is listed with the first alone.
    """

    sweep: Sweep
    segment: str
    values: tuple[str, ...]
    scores: tuple[str, ...]
    score_code: tuple[np.ndarray, ...]
    threshold: tuple[np.ndarray, ...]
    _counts: dict[tuple, tuple[Counts, ...]] = field(default_factory=dict, repr=False)

    def __len__(self) -> int:
        return len(self.values)

    @property
    def sizes(self) -> tuple[int, ...]:
        """How many candidates each value has."""
        return tuple(len(each) for each in self.threshold)

    def counts(self, where: Where | None = None) -> tuple[Counts, ...]:
        """For each value the counts at its candidates, (k_v,) each: of its own rows, and of these only those in ``where``."""
        own = self.segment
        others = {column: tuple(values) for column, values in (where or {}).items() if column != own}
        key = tuple(sorted(others.items()))
        if key not in self._counts:
            self._counts[key] = self._aligned(_swept(self.sweep, own, self.scores, others))
        found = self._counts[key]
        if not where or own not in where:
            return found
        self.sweep.predictions.segment(own).mask(where[own])  # says which value there is none of
        return tuple(
            each if value in where[own] else _without_rows(each) for value, each in zip(self.values, found, strict=True)
        )

    def parts(self, form: Affine) -> tuple[np.ndarray, ...]:
        """What each candidate adds to a total, (k_v,) each: the total is the form's constant and one part a value."""
        parts = [np.zeros(size) for size in self.sizes]
        for atom, factor in form.terms.items():
            for part, counts in zip(parts, self.counts(dict(atom.where)), strict=True):
                part += factor * counts.cell(atom.cell, atom.amount)
        return tuple(parts)

    def policy(self, chosen: Sequence[int] | np.ndarray, order: Sequence[str] | None = None) -> TieredThresholds:
        """The policy that gives each value its candidate number ``chosen[v]``.

        Where one shared threshold flags the same rows, every value has that threshold. With ``order`` (values from least
        to most strict) each has the highest threshold that flags its rows and is at most that of the stricter ones.
        """
        picked = [self.single(v, int(chosen[v])) for v in range(len(self))]
        shared = self.shared(np.asarray(chosen)[None, :])
        if shared[0] is not None:
            picked = [shared[0]] * len(self)
        elif order is not None:
            places = [self.values.index(value) for value in order]
            highest = np.minimum.accumulate([picked[v].threshold for v in reversed(places)])[::-1]
            for v, threshold in zip(places, highest.tolist(), strict=True):
                picked[v] = SingleThreshold(score=picked[v].score, threshold=threshold)
        return TieredThresholds(segment=self.segment, tiers=tuple(zip(self.values, picked, strict=True)))

    def shared(self, chosen: np.ndarray) -> list[SingleThreshold | None]:
        """For each of m combinations, shape (m, values), the one threshold that flags the same rows; None without one."""
        found: list[SingleThreshold | None] = [None] * len(chosen)
        for code, score in enumerate(self.scores):
            low, high = np.full(len(chosen), -np.inf), np.full(len(chosen), np.inf)
            for v in range(len(self)):
                own_low, own_high = self.same_actions[v]
                np.maximum(low, own_low[code][chosen[:, v]], out=low)
                np.minimum(high, own_high[code][chosen[:, v]], out=high)
            for i in np.flatnonzero(low < high).tolist():
                found[i] = found[i] or SingleThreshold(score=score, threshold=float(high[i]))
        return found

    @cached_property
    def same_actions(self) -> tuple[tuple[np.ndarray, np.ndarray], ...]:
        """For each value (low, high], (scores, k_v) each: the thresholds of a score that flag what a candidate flags.

        Empty (+inf, -inf) for candidates of another score; *flag nobody* is a candidate of every score.
        """
        found = []
        for codes, thresholds in zip(self.score_code, self.threshold, strict=True):
            low = np.full((len(self.scores), len(codes)), np.inf)
            high = np.full(low.shape, -np.inf)
            for code in range(len(self.scores)):
                own = np.flatnonzero((codes == code) | (np.arange(len(codes)) == 0))
                high[code, own] = thresholds[own]
                low[code, own] = np.append(thresholds[own[1:]], -np.inf)
            found.append((low, high))
        return tuple(found)

    def same_ends(self, policy: TieredThresholds) -> dict[str, tuple[float, float]]:
        """``TieredThresholds.same_ends`` of these values, without looking at a row; its scores must take part."""
        ends = {}
        for v, (value, (low, high)) in enumerate(zip(self.values, self.same_actions, strict=True)):
            code, place = self.scores.index(policy.by_value[value].score), self.index_of(v, policy.by_value[value])
            ends[value] = (float(low[code][place]), float(high[code][place]))
        return ends

    def single(self, v: int, index: int) -> SingleThreshold:
        """Candidate ``index`` of value number ``v``."""
        code = int(self.score_code[v][index])
        return SingleThreshold(score=self.scores[code], threshold=float(self.threshold[v][index]))

    def index_of(self, v: int, policy: SingleThreshold) -> int:
        """The candidate of value number ``v`` that flags the same of its rows; the score must take part."""
        code = self.scores.index(policy.score)
        own = np.flatnonzero(self.score_code[v] == code)
        place = int(np.searchsorted(-self.threshold[v][own], -policy.threshold, side="right")) - 1
        return int(own[place]) if place >= 0 else 0

    def _aligned(self, swept: Sequence[Sequence[Counts]]) -> tuple[Counts, ...]:
        """What was swept by score and value, at the candidates of each value."""
        found = []
        for v, (codes, thresholds) in enumerate(zip(self.score_code, self.threshold, strict=True)):
            parts = []
            for code, by_value in enumerate(swept):
                wanted = thresholds[codes == code]
                is_same = len(by_value[v]) == len(wanted) and bool((by_value[v].threshold == wanted).all())
                parts.append(by_value[v] if is_same else counts_at(by_value[v], wanted))
            found.append(_joined(parts))
        return tuple(found)


def tier_candidates(sweep: Sweep, segment: str, *, scores: Sequence[str] | None = None) -> TierCandidates:
    """The candidates of each value of ``segment`` that occurs, by the ``scores`` that take part (the first alone).

    Rows without a value are those of the value ``(missing)``. Raises ColumnError for a column or score that does not
    exist, InputError where there are more than 50 values, or no row that counts.
    """
    values = sweep.occurring(segment)
    if not values:
        raise InputError(f"There is no row with a weight to set a threshold of {segment} for.")
    if len(values) > VALUES_MAX:
        raise InputError(
            f"{segment} has {len(values)} values; thresholds can be set apart for at most {VALUES_MAX}. Join the values "
            "that should be treated alike in a column of their own, and name that."
        )
    names = tuple(dict.fromkeys(scores or sweep.scores[:1]))
    for name in names:
        sweep._check_score(name)
    swept = _swept(sweep, segment, names, {})
    codes, thresholds = [], []
    for v in range(len(values)):
        own = [by_value[v].threshold[(1 if code else 0) :] for code, by_value in enumerate(swept)]
        thresholds.append(np.concatenate(own))
        codes.append(np.repeat(np.arange(len(own), dtype=np.int16), [len(each) for each in own]))
    found = TierCandidates(
        sweep=sweep, segment=segment, values=values, scores=names, score_code=tuple(codes), threshold=tuple(thresholds)
    )
    found._counts[()] = found._aligned(swept)
    return found


def _swept(sweep: Sweep, segment: str, scores: Sequence[str], where: Where) -> list[list[Counts]]:
    """By score and value of the segment, the counts of the rows in ``where`` at their own candidates."""
    rows = sweep.predictions
    for column, values in where.items():
        rows = rows.only(column, values)
    column = rows.segment(segment)
    places = [column.values.index(value) for value in sweep.occurring(segment)]
    swept = []
    for name in scores:
        by_code = sweep_segments(
            rows.scores[name],
            label=rows.label,
            segment_code=column.codes,
            segments_count=len(column.values),
            weight=rows.weight,
            amounts=rows.amounts,
        )
        swept.append([by_code[place] for place in places])
    return swept


def _joined(parts: Sequence[Counts]) -> Counts:
    if len(parts) == 1:
        return parts[0]
    return Counts(
        threshold=np.concatenate([part.threshold for part in parts]),
        cases=_joined_cells([part.cases for part in parts]),
        sums={name: _joined_cells([part.sums[name] for part in parts]) for name in parts[0].sums},
    )


def _joined_cells(parts: Sequence[Cells]) -> Cells:
    names = ("tp", "fp", "fn", "tn", "positives", "negatives")
    margins = {"positives": "POSITIVES", "negatives": "NEGATIVES"}
    return Cells(
        **{name: np.concatenate([part.margin(margins.get(name, name.upper())) for part in parts]) for name in names}
    )


def _without_rows(counts: Counts) -> Counts:
    nothing = np.zeros(len(counts), dtype=counts.cases.tp.dtype)

    def empty() -> Cells:
        return Cells(tp=nothing, fp=nothing, fn=nothing, tn=nothing, positives=nothing, negatives=nothing)

    return Counts(threshold=counts.threshold, cases=empty(), sums={name: empty() for name in counts.sums})
