"""How near the best possible a recommended policy is known to be."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Optimality:
    """``bound`` is a value of the rule that no policy of this kind can pass, on these predictions and within these limits.

    ``objective`` is the value of the recommended policy in the same direction, higher is better. ``how`` says in words
    what was looked at. ``is_approximate`` says that the bound itself is none of the rule's own numbers, so that nothing
    is proven.
    """

    objective: float
    bound: float
    how: str
    is_approximate: bool = False

    @property
    def is_proven(self) -> bool:
        """Whether nothing can be better: the bound is reached, up to rounding."""
        return not self.is_approximate and self.gap <= 1e-12 * max(abs(self.objective), abs(self.bound), 1e-300)

    @property
    def gap(self) -> float:
        """How far the bound is above the policy, in the rule's unit; never below 0."""
        return max(self.bound - self.objective, 0.0)

    @property
    def gap_share(self) -> float:
        """The gap as a share of the bound, NaN where the bound is 0.

        >>> Optimality(objective=99.0, bound=100.0, how="filled").gap_share
        0.01
        """
        return self.gap / abs(self.bound) if self.bound else math.nan
