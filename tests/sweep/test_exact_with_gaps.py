"""A sweep that lists few candidates and knows its gaps, against exact arithmetic over all of them."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from tests.sweep.exact_oracle import TOLERANCE, ExactCells, ExactCounts, exact_counts, first_difference
from tests.sweep.random_data import SCORES, DataSet, draw
from workbench.sweep import CELLS, Counts, Sweep, bins

NAMES = ("a", "b")
PARTS = ["x", "y", "z"]
MAX = (2, 3, 8)


class Case:
    """Rows with two scores and a segment column: the sweep of them, and the exact counts of each score."""

    def __init__(self, data: DataSet, other: np.ndarray, part: np.ndarray, make_predictions) -> None:
        self.data = {"a": data, "b": DataSet(score=other, **data.columns(), kinds=data.kinds)}
        self.part = part
        self.predictions = make_predictions(
            data.label,
            {name: each.score for name, each in self.data.items()},
            segments={"part": part.tolist()},
            weight=data.weight,
            amounts=data.amounts,
        )
        self.exact = {name: exact_counts(each) for name, each in self.data.items()}

    def within(self, name: str, value: str | None) -> DataSet:
        return self.data[name] if value is None else self.data[name].take(self.part == value)

    def hidden(self, sweep: Sweep, index: int) -> list[float]:
        """The candidates between a listed one and the next of its score."""
        name = sweep.scores[sweep.score_code[index]]
        is_last = index + 1 == len(sweep) or sweep.score_code[index + 1] != sweep.score_code[index]
        low = -np.inf if is_last else sweep.threshold[index + 1]
        return [threshold for threshold in self.exact[name].threshold if low < threshold < sweep.threshold[index]]

    def __repr__(self) -> str:
        return f"{self.data['a']!r}\n  other score = {self.data['b'].score.tolist()!r}\n  part = {self.part.tolist()!r}"


@pytest.fixture(params=SCORES)
def cases(request, make_predictions, monkeypatch, soak) -> list[Case]:
    """Of one kind of score beside a second of any kind, with a table of few slots so that edges share them."""
    monkeypatch.setattr(bins, "_SLOTS", 64)
    rng = np.random.default_rng([3, *map(ord, request.param)])
    found = []
    for _ in range(4 * min(soak, 10)):
        n = int(rng.integers(1, 50))
        part = rng.choice(PARTS, n, p=[0.6, 0.35, 0.05])
        found.append(
            Case(draw(rng, rows_count=n, score=request.param), draw(rng, rows_count=n).score, part, make_predictions)
        )
    return found


def sweeps(case: Case) -> list[Sweep]:
    return [Sweep(case.predictions, candidates_max=most) for most in MAX]


def assert_exact(case: Case, sweep: Sweep) -> int:
    """The counts at the listed candidates, of everybody and within each part; returns how many were compared."""
    compared = 0
    for value in (None, *PARTS):
        if value is not None and value not in case.part:
            continue
        counts = sweep.counts(None if value is None else {"part": [value]})
        for code, name in enumerate(sweep.scores):
            own = counts.take(sweep.score_code == code)
            listed = sweep.threshold[sweep.score_code == code].tolist()
            assert first_difference(case.within(name, value), own, at=listed) is None, (
                case,
                value,
                sweep.candidates_max,
            )
            compared += len(own)
    return compared


def test_what_is_listed_is_exact_and_gaps_are_where_candidates_are_not(cases, exactness):
    for case in cases:
        for sweep in sweeps(case):
            exactness.add(data_sets=0, thresholds=assert_exact(case, sweep))
            for code, name in enumerate(NAMES):
                listed, every = sweep.threshold[sweep.score_code == code].tolist(), case.exact[name].threshold
                assert set(listed) <= set(every)
                assert listed == sorted(listed, reverse=True)
                assert (listed[:2], listed[-1]) == (every[:2], every[-1])
                # Few rows are listed in full, since there is nothing to spare.
                rows_count = (
                    len(case.data[name]) if case.data[name].weight is None else (case.data[name].weight > 0).sum()
                )
                assert len(listed) <= sweep.candidates_max + 1
                assert rows_count > sweep.candidates_max or listed == every
            gaps = [bool(case.hidden(sweep, index)) for index in range(len(sweep))]
            assert sweep.has_gap.tolist() == gaps
            assert sweep.is_complete == (not any(gaps))


def test_a_refined_sweep_lists_what_was_in_these_gaps_and_no_more(cases, exactness):
    rng = np.random.default_rng(4)
    for case in cases:
        for sweep in sweeps(case):
            chosen = rng.permutation(len(sweep))[: rng.integers(0, len(sweep) + 1)]
            refined = sweep.refined(chosen)
            for code, name in enumerate(NAMES):
                listed = set(sweep.threshold[sweep.score_code == code].tolist())
                of_score = [index for index in chosen.tolist() if sweep.score_code[index] == code]
                opened = {threshold for index in of_score for threshold in case.hidden(sweep, index)}
                found = refined.threshold[refined.score_code == code].tolist()
                assert found == sorted(listed | opened, reverse=True), (name, case)
            exactness.add(data_sets=0, thresholds=assert_exact(case, refined))
            gaps = [bool(case.hidden(refined, index)) for index in range(len(refined))]
            assert refined.has_gap.tolist() == gaps
            whole = refined.refined(np.flatnonzero(refined.has_gap))
            assert whole.is_complete
            for every in (whole, sweep.complete(), refined.complete(), Sweep(case.predictions)):
                assert every.threshold.tolist() == [t for name in NAMES for t in case.exact[name].threshold]
                exactness.add(data_sets=0, thresholds=assert_exact(case, every))


def test_counts_at_any_threshold_are_exact_whatever_is_listed(cases, exactness):
    rng = np.random.default_rng(5)
    for case in cases:
        for sweep in sweeps(case):
            for some in (sweep, sweep.refined(rng.permutation(len(sweep))[:1])):
                for name in NAMES:
                    every = np.array(case.exact[name].threshold)
                    with np.errstate(over="ignore"):
                        asked = rng.permutation(np.concatenate([every, np.nextafter(every, -np.inf), [-np.inf, 0.5]]))
                    for value in (None, *sorted(set(case.part.tolist()))):
                        found = some.at(name, asked, where=None if value is None else {"part": [value]})
                        assert first_difference(case.within(name, value), found, at=asked.tolist()) is None, case
                        exactness.add(data_sets=0, thresholds=len(asked))


def bounds(exact: ExactCells, cell: str) -> list[tuple[Fraction, Fraction]]:
    """For each candidate the value and by how much rounding may move it."""
    return [
        (Fraction(value, exact.scale), Fraction(size, exact.scale) * Fraction(TOLERANCE))
        for value, size in zip(exact.values[cell], exact.sizes[cell], strict=True)
    ]


def assert_bounded(inside: ExactCounts, ends: ExactCounts, low: Counts, high: Counts, k: int) -> None:
    """Every count and sum inside the gap k is between its bounds, and counts are bounded by those at its two ends."""
    for amount, exact in ((None, inside.cases), *inside.sums.items()):
        for cell in CELLS:
            least, most = (Fraction(bound.cell(cell, amount)[k].item()) for bound in (low, high))
            size = max(bound[1] for bound in bounds(ends.cases if amount is None else ends.sums[amount], cell))
            for value, own in bounds(exact, cell):
                slack = size + own
                assert least - slack <= value <= most + slack, (cell, amount)
            if amount is None:
                at_ends = [value for value, _ in bounds(ends.cases, cell)]
                assert abs(least - min(at_ends)) <= size
                assert abs(most - max(at_ends)) <= size


def test_gap_ranges_bound_every_count_and_sum_in_the_gap(cases):
    seen = 0
    for case in cases:
        for sweep in sweeps(case):
            for value in (None, *sorted(set(case.part.tolist()))):
                low, high = sweep.gap_ranges(None if value is None else {"part": [value]})
                assert len(low) == len(high) == len(sweep)
                for k in np.flatnonzero(sweep.has_gap).tolist():
                    hidden = case.hidden(sweep, k)
                    assert all(low.threshold[k] < threshold < high.threshold[k] for threshold in hidden)
                    exact = exact_counts(case.within(sweep.scores[sweep.score_code[k]], value))
                    ends = exact.at([sweep.threshold[k], sweep.threshold[k + 1]])
                    assert_bounded(exact.at(hidden), ends, low, high, k)
                    seen += 1
    assert seen > 0 or len({len(exact.threshold) for case in cases for exact in case.exact.values()}) < 4


def test_the_same_actions_are_known_and_a_hidden_candidate_can_be_listed(cases):
    for case in cases:
        for sweep in sweeps(case):
            for name in NAMES:
                every = case.exact[name].threshold
                for here, below in zip(every, [*every[1:], -np.inf], strict=True):
                    assert sweep.same_actions(name, here) == (below, here)
                    found = sweep.candidate(name, here)
                    is_listed = here in sweep.threshold[sweep.score_code == NAMES.index(name)]
                    assert (found is not None) == is_listed
                    with_it = sweep.including([(name, here)])
                    place = with_it.candidate(name, here)
                    assert with_it.threshold[place] == here
                    assert with_it.score_code[place] == NAMES.index(name)
                    assert set(sweep.threshold.tolist()) <= set(with_it.threshold.tolist())
