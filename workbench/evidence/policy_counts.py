"""What a policy does within groups of rows: by its mask of flagged rows where it has one, else group by group."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from workbench.policy import Policy
from workbench.sweep import CELLS, Cells, Counts, GroupCounts, Groups, Sweep, Where, group_counts, narrower_where

_SAME = 1e-9


@dataclass(frozen=True, kw_only=True, eq=False)
class PolicyCounts:
    """A policy on a sweep. ``flagged``, bool of shape (n,), is None where the policy is more than a mask of rows, such as
    people who review some cases and may err."""

    sweep: Sweep
    policy: Policy
    flagged: np.ndarray | None
    _known: dict[tuple, GroupCounts] = field(default_factory=dict, init=False, repr=False)

    @property
    def is_weighted(self) -> bool:
        return self.sweep.predictions.weight is not None

    def within(self, groups: Groups, where: Where | None = None) -> GroupCounts:
        """The counts in each group of the rows of ``where``: what ``policy.count`` gives for that group's rows."""
        key = (groups.columns, tuple(sorted((column, tuple(values)) for column, values in (where or {}).items())))
        if key not in self._known:
            self._known[key] = (
                self._by_mask(groups, where) if self.flagged is not None else self._one_by_one(groups, where)
            )
        return self._known[key]

    def _by_mask(self, groups: Groups, where: Where | None) -> GroupCounts:
        assert self.flagged is not None
        threshold = getattr(self.policy, "threshold", None)
        return group_counts(
            self.sweep.predictions,
            self.flagged,
            groups,
            where=where,
            threshold=np.nan if threshold is None else float(threshold),
        )

    def _one_by_one(self, groups: Groups, where: Where | None) -> GroupCounts:
        predictions = self.sweep.predictions
        parts = []
        for values in groups.values:
            own = dict(where or {})
            for column, value in zip(groups.columns, values, strict=True):
                own = dict(narrower_where(predictions, own, column, (value,), False))
            parts.append(self.policy.count(self.sweep, own))
        cases = _joined([part.cases for part in parts])
        sums = {name: _joined([part.sums[name] for part in parts]) for name in predictions.amounts}
        threshold = np.array([part.threshold[0] for part in parts])

        def narrow(column: str, values: tuple[str, ...], is_outside: bool) -> Counts:
            return self._one_by_one(groups, narrower_where(predictions, where, column, values, is_outside)).counts

        counts = Counts(threshold=threshold, cases=cases, sums=sums, narrow=narrow)
        return GroupCounts(counts=counts, rows=cases, squares=cases)


def policy_counts(sweep: Sweep, policy: Policy) -> PolicyCounts:
    """The policy, ready to be counted within groups.

    A policy's own ``count`` is the truth: a mask that adds up to anything else is not used.
    """
    flagged = getattr(policy, "flagged", None)
    mask = flagged(sweep) if callable(flagged) else None
    if isinstance(mask, np.ndarray) and mask.dtype == bool and mask.shape == (len(sweep.predictions),):
        found = PolicyCounts(sweep=sweep, policy=policy, flagged=mask)
        whole = Groups(columns=(), values=((),), codes=_all_in_one(sweep))
        ours, theirs = found.within(whole).counts, policy.count(sweep)
        if all(np.isclose(ours.cell(name)[0], theirs.cell(name)[0], rtol=_SAME, atol=0) for name in CELLS):
            return PolicyCounts(sweep=sweep, policy=policy, flagged=mask)
    return PolicyCounts(sweep=sweep, policy=policy, flagged=None)


def _all_in_one(sweep: Sweep) -> np.ndarray:
    weight = sweep.predictions.weight
    return np.zeros(len(sweep.predictions), dtype=np.int64) if weight is None else (weight <= 0).astype(np.int64)


def _joined(parts: list) -> Cells:
    return Cells(
        **{
            name.lower(): np.concatenate([np.atleast_1d(part.margin(name)) for part in parts])
            if parts
            else np.zeros(0, dtype=np.int64)
            for name in CELLS
        }
    )
