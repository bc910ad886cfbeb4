"""The sweep: confusion counts at the candidate thresholds of all candidate scores."""

from __future__ import annotations

import copy
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np

from workbench.errors import ColumnError, InputError
from workbench.predictions.predictions import Predictions
from workbench.sweep.binned_score import BinnedScore
from workbench.sweep.binned_sweep import BinnedSweep
from workbench.sweep.bins import BINS_MAX
from workbench.sweep.complete_score import CompleteScore
from workbench.sweep.counts import Counts, Narrow, concatenate
from workbench.sweep.rows import counted_rows

Where = Mapping[str, Sequence[str]]
# Up to so many rows every candidate is listed where people look around: a page then still answers at once.
EVERY_CANDIDATE_ROWS = 1 << 18


def looking_max(rows_count: int) -> int | None:
    """``candidates_max`` of the sweep that pages and decisions are made from; None lists every candidate."""
    return None if rows_count <= EVERY_CANDIDATE_ROWS else BINS_MAX


class Sweep:
    """Candidate thresholds of every candidate score, scores in their order, thresholds descending.

    ``score_code[i]`` and ``threshold[i]`` say which candidate i is; ``counts()`` has its confusion counts. Counts
    within a segment are taken at the same candidates, so that all arrays line up.

    Every candidate is listed, unless ``candidates_max`` (2 to 16,384) is given and there are more rows than that: then
    at most so many a score are, evenly spread in rank. ``has_gap[i]`` says that further ones lie between i and the
    next. What is listed is exact, ``at`` is exact at any threshold, and ``refined`` lists what is in a gap.
    """

    def __init__(
        self, predictions: Predictions, *, scores: Sequence[str] | None = None, candidates_max: int | None = None
    ) -> None:
        self.predictions = predictions
        self.candidates_max = candidates_max
        self.scores = tuple(scores or predictions.receipt.columns.candidate_names or predictions.score_names)
        for name in self.scores:
            self._check_score(name)
        if candidates_max is not None and not 2 <= candidates_max <= BINS_MAX:
            raise InputError(f"candidates_max must be a number from 2 to {BINS_MAX:,}; found {candidates_max!r}.")
        self._parts: dict[str, CompleteScore | BinnedScore] = {}
        self._masks: dict[tuple, np.ndarray | None] = {(): None}
        self._occurring: dict[str, tuple[str, ...]] = {}
        self._completed: list[Sweep] = []
        self._list()

    def _list(self) -> None:
        parts = [self._part(name) for name in self.scores]
        self.score_code = np.repeat(np.arange(len(parts), dtype=np.int16), [len(part.threshold) for part in parts])
        self.threshold = parts[0].threshold if len(parts) == 1 else np.concatenate([part.threshold for part in parts])
        self._aligned: dict[tuple, Counts] = {}

    def __len__(self) -> int:
        return len(self.threshold)

    @cached_property
    def has_gap(self) -> np.ndarray:
        """True at i where candidates that are not listed lie between candidate i and the next of its score; (k,)."""
        return np.concatenate([self._part(name).has_gap for name in self.scores])

    def occurring(self, column: str) -> tuple[str, ...]:
        """The values of a segment column that some row that counts has."""
        if column not in self._occurring:
            segment, weight = self.predictions.segment(column), self.predictions.weight
            codes = segment.codes if weight is None else segment.codes[weight > 0]
            self._occurring[column] = tuple(segment.values[code] for code in np.unique(codes))
        return self._occurring[column]

    def hidden_counts(self) -> np.ndarray:
        """How many candidates are hidden in the gap behind each listed one, shape (k,), 0 without a gap."""
        return np.concatenate([self._part(name).hidden_counts() for name in self.scores])

    @property
    def is_complete(self) -> bool:
        """Whether every candidate is listed."""
        return all(
            isinstance(self._part(name), CompleteScore) or not self._part(name).has_gap.any() for name in self.scores
        )

    def counts(self, where: Where | None = None) -> Counts:
        """The counts at every listed candidate, on the whole or only on rows whose columns have the values in ``where``."""
        key = _key(where)
        if key not in self._aligned:
            among = self._mask(key)
            counts = concatenate([self._part(name).counts(key, self._own(name, among)) for name in self.scores])
            self._aligned[key] = replace(counts, narrow=self._twin._narrow(where))
        return self._aligned[key]

    def at(self, score: str, thresholds: Sequence[float] | np.ndarray, *, where: Where | None = None) -> Counts:
        """The counts at any thresholds of one score, candidates or not; +inf flags nobody.

        Raises InputError for NaN, which is no threshold.
        """
        key = _key(where)
        part, thresholds = self._part(score), np.asarray(thresholds, dtype=np.float64)
        counts, twin = part.at(thresholds, key, self._own(score, self._mask(key))), self._twin
        return replace(
            counts,
            narrow=lambda *which: twin.at(score, thresholds, where=narrower_where(twin.predictions, where, *which)),
        )

    def same_actions(self, score: str, threshold: float) -> tuple[float, float]:
        """The thresholds that flag the same rows on these predictions: any in (low, high].

        ``low`` is -inf where everybody is flagged, ``high`` is +inf where nobody is. ``high`` is the candidate, listed
        or not.
        """
        low, high = self._part(score).same_actions(np.array([threshold], dtype=np.float64))
        return float(low[0]), float(high[0])

    def candidate(self, score: str, threshold: float) -> int | None:
        """The index of the listed candidate that flags the same rows.

        None where the score is not a candidate, or the candidate is hidden in a gap: ``including`` lists it.
        """
        if score not in self.scores:
            return None
        code = self.scores.index(score)
        place = int(self._part(score).place(np.array([threshold]))[0])
        return None if place < 0 else int(np.searchsorted(self.score_code, code)) + place

    def gap_ranges(self, where: Where | None = None) -> tuple[Counts, Counts]:
        """Bounds (low, high) of every count and sum at all candidates in the gap behind each listed one.

        Without a gap both are the counts at the candidate itself, up to rounding. Thresholds in a gap are below ``high.threshold`` and
        above ``low.threshold``.
        """
        key = _key(where)
        among = self._mask(key)
        ranges = [self._part(name).gap_ranges(key, self._own(name, among)) for name in self.scores]
        low, high = zip(*ranges, strict=True)
        return concatenate(low), concatenate(high)

    def refined(self, index: np.ndarray) -> Sweep:
        """This sweep with every candidate in the gaps behind the candidates in ``index`` listed too."""
        index = np.asarray(index)
        parts = dict(self._parts)
        for code, name in enumerate(self.scores):
            own = index[self.score_code[index] == code] - np.searchsorted(self.score_code, code)
            if len(own):
                parts[name] = self._part(name).refined(own)
        return self._with(parts)

    def including(self, wanted: Sequence[tuple[str, float]]) -> Sweep:
        """This sweep with the candidates of these scores and thresholds listed."""
        parts = dict(self._parts)
        for name in {score for score, _ in wanted} & set(self.scores):
            part = self._part(name)
            if isinstance(part, BinnedScore):
                thresholds = np.array([threshold for score, threshold in wanted if score == name])
                parts[name] = part.refined(part.gaps_of(thresholds))
        return self._with(parts)

    def complete(self) -> Sweep:
        """This sweep with every candidate listed."""
        if self.is_complete:
            return self
        complete = self._with({name: part.complete() for name, part in self._parts.items()})
        complete.candidates_max, complete._completed = None, []
        return complete

    def complete_once(self) -> Sweep:
        """``complete()``, kept for the next time that it is asked for, here or of what was refined from this sweep."""
        if not self._completed:
            self._completed.append(self.complete())
        return self._completed[0]

    def for_looking(self) -> Sweep:
        """The sweep that pages and decisions are made from, whatever was listed or refined in this one.

        So a page, a command and a notebook begin with the same candidates of the same predictions.
        """
        most = looking_max(len(self.predictions))
        if most == self.candidates_max or (most is None and self.is_complete):
            return self._with({name: part.unrefined() for name, part in self._parts.items()})
        return type(self)(self.predictions, scores=self.scores, candidates_max=most)

    def rescored(self, predictions: Predictions, changed: Collection[str]) -> Sweep:
        """The sweep of the same rows, in which only the scores in ``changed`` are other numbers: what was counted of the rest stays."""
        other = copy.copy(self)
        other.__dict__.pop("has_gap", None)
        other.predictions, other._completed = predictions, []
        other._parts = {name: part.unrefined() for name, part in self._parts.items() if name not in changed}
        other._list()
        return other

    def _with(self, parts: dict[str, CompleteScore | BinnedScore]) -> Sweep:
        if parts == self._parts:
            return self
        other = copy.copy(self)
        other.__dict__.pop("has_gap", None)
        other._parts = parts
        other._list()
        return other

    @property
    def _twin(self) -> Sweep:
        """The same sweep with nothing kept: counts that can be narrowed hold it, so that they never hold themselves."""
        twin = copy.copy(self)
        twin._aligned = {}
        return twin

    def _narrow(self, where: Where | None) -> Narrow:
        return lambda *which: self.counts(narrower_where(self.predictions, where, *which))

    def _part(self, score: str) -> CompleteScore | BinnedScore:
        if score not in self._parts:
            self._check_score(score)
            given = self.predictions
            rows = counted_rows(given.scores[score], label=given.label, weight=given.weight, amounts=given.amounts)
            most = self.candidates_max
            if most is None or len(rows) <= most:
                self._parts[score] = CompleteScore(rows)
            else:
                self._parts[score] = BinnedScore(BinnedSweep(rows, bins_max=most))
        return self._parts[score]

    def _check_score(self, score: str) -> None:
        if score not in self.predictions.scores:
            raise ColumnError(f"{score!r} is not one of the scores ({', '.join(self.predictions.score_names)}).")

    def _mask(self, key: tuple) -> np.ndarray | None:
        if key not in self._masks:
            masks = [self.predictions.segment(column).mask(values) for column, values in key]
            self._masks[key] = np.logical_and.reduce(masks)
        return self._masks[key]

    def _own(self, score: str, among: np.ndarray | None) -> np.ndarray | None:
        """The mask over the rows that count, which those of weight 0 do not."""
        part = self._part(score)
        kept = (part.rows if isinstance(part, CompleteScore) else part.binned.rows).is_kept
        return among if among is None or kept is None else among[kept]


def narrower_where(
    predictions: Predictions, where: Where | None, column: str, values: Sequence[str], is_outside: bool
) -> Where:
    """``where``, and of those rows only the ones whose ``column`` has one of ``values``, or none of them."""
    segment = predictions.segment(column)
    if not set(values) <= set(segment.values):
        segment.mask(values)  # says which value there is none of
    where = dict(where or {})
    among = where.get(column, segment.values)
    return {**where, column: tuple(value for value in among if (value in values) != is_outside)}


def _key(where: Where | None) -> tuple:
    return tuple(sorted((column, tuple(values)) for column, values in (where or {}).items()))
