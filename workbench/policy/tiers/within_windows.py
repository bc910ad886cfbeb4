"""Frontiers under a fairness limit: window by window of what the compared tiers may make, and the highest of all."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from workbench.policy.tiers.limit_forms import TierLimits
from workbench.policy.tiers.merge import Merged, joined, merge_exactly, merge_hulls, tier_hull

WINDOWS_MAX, WINDOWS_LEAST, EXACT_PAIRS_EACH = 48, 10, 200_000
# Of very many candidates fewer windows are tried, so that somebody who waits has an answer.
CANDIDATES_IN_ALL = 8_000_000


def merge_within(
    parts: Sequence[Sequence[np.ndarray]], within: TierLimits, *, points_max: int
) -> tuple[Merged, list[Merged], bool]:
    """Combinations within the first window, what bounds them, and whether they are all that none beats.

    ``parts`` has what each candidate adds to a and to b, by tier. Inside a window [w, w + tolerance] tiers are free of each
    other. Where there are too many starts w, some are tried, and the bound is that of the windows between them.
    """
    window = within.windows[0]
    compared = [
        None if values is None else values[kept] for values, kept in zip(window.values, within.kept, strict=True)
    ]
    starts = np.unique(np.concatenate([each for each in compared if each is not None]))
    most = max(WINDOWS_LEAST, min(WINDOWS_MAX, CANDIDATES_IN_ALL // sum(map(len, within.kept))))
    few = np.unique(np.linspace(0, len(starts) - 1, most).astype(np.intp)) if len(starts) else starts
    is_exact = len(few) == len(starts)
    found: list[Merged] = []
    bounds: list[Merged] = []
    for place, start in enumerate(few.tolist()):
        least, last = starts[start], starts[start] if is_exact or place + 1 == len(few) else starts[few[place + 1]]
        inner = _inside(within.kept, compared, least, window.top(np.array([least]))[0])
        outer = inner if last == least else _inside(within.kept, compared, least, window.top(np.array([last]))[0])
        if all(len(each) for each in outer):
            hulls = [tier_hull(a, b, each) for a, b, each in zip(*parts, outer, strict=True)]
            bounds.append(merge_hulls(hulls, is_filled=False))
        if not all(len(each) for each in inner):
            continue
        tiers = [(each, np.array([row[v][each] for row in parts])) for v, each in enumerate(inner)]
        exact = merge_exactly(tiers, pairs_max=EXACT_PAIRS_EACH) if is_exact else None
        is_exact &= exact is not None
        if exact is None:
            hulls = [tier_hull(a, b, each) for a, b, each in zip(*parts, inner, strict=True)]
            exact = merge_hulls(hulls, is_filled=True, points_max=points_max // 4)
        found.append(exact)
    return joined(found, len(within.kept)), bounds, is_exact


def upper_envelope(lines: Sequence[tuple[np.ndarray, np.ndarray]], at: np.ndarray) -> np.ndarray:
    """The highest of some falling lines at each place; a line goes on level to its left, and ends to its right."""
    highest = np.full(len(at), -np.inf)
    for across, up in lines:
        highest = np.maximum(highest, np.interp(at, across, up, right=-np.inf))
    return highest


def _inside(
    kept: Sequence[np.ndarray], compared: Sequence[np.ndarray | None], least: float, most: float
) -> list[np.ndarray]:
    return [
        index if values is None else index[(values >= least) & (values <= most)]
        for index, values in zip(kept, compared, strict=True)
    ]
