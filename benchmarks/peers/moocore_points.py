"""moocore: the frontier among points of two metrics. The workbench itself uses it for three and more."""

from __future__ import annotations

import moocore
import numpy as np


def find_frontier(points: np.ndarray) -> np.ndarray:
    """True for the points that no other beats in both columns."""
    return moocore.is_nondominated(points, maximise=True, keep_weakly=False)
