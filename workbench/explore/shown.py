"""Which candidates are shown: few enough for a browser, and every one that somebody will ask about."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from workbench.frontier import Frontier
from workbench.sweep import Sweep

# A step of a slider is then a pixel or two, and what a browser is sent of the widest contract stays below 300 KB.
SHOWN_MAX = 900
FRONTIER_MAX = 240


def shown_candidates(sweep: Sweep, *, frontier: Frontier, always: Iterable[int]) -> np.ndarray:
    """Indices of the candidates to show, ascending.

    All of them where they are few. Otherwise *flag nobody* and *flag everybody* of each score, a spread that is even in the
    share flagged, the frontier (thinned where it is long, its hull's vertices first) and those in ``always``. Every
    shown point is an exact candidate; only the choice of which to show is thinned.
    """
    total = len(sweep)
    if total <= SHOWN_MAX:
        return np.arange(total)
    flagged = sweep.counts().cell("FLAGGED")
    each = max(2, (SHOWN_MAX - FRONTIER_MAX) // len(sweep.scores))
    parts = [np.fromiter(always, dtype=np.int64)]
    for code in range(len(sweep.scores)):
        own = np.flatnonzero(sweep.score_code == code)
        wanted = np.linspace(flagged[own[0]], flagged[own[-1]], each)
        nearest = np.clip(np.searchsorted(flagged[own], wanted), 0, len(own) - 1)
        parts.append(own[np.unique(nearest)])
    vertices = frontier.index[frontier.on_hull]
    parts.append(_thinned(vertices, FRONTIER_MAX))
    parts.append(_thinned(frontier.index, max(20, FRONTIER_MAX - len(vertices))))
    return np.unique(np.concatenate(parts))


def _thinned(index: np.ndarray, most: int) -> np.ndarray:
    if len(index) <= most:
        return index
    return index[np.unique(np.linspace(0, len(index) - 1, most).round().astype(np.int64))]
