"""What blocks where no band keeps every limit, and the nearest that any band comes to each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from workbench.metrics.ranges import Range
from workbench.policy.bands.boxes import Blocks, Boxes
from workbench.policy.bands.pairs import Pairs
from workbench.policy.bands.search import Best, Search
from workbench.policy.blocked import Blocked, blocking
from workbench.policy.limits import Limit
from workbench.policy.review_band import ReviewBand
from workbench.policy.rule import TIE_TOLERANCE, Rule


def what_blocks_bands(blocks: Blocks, rule: Rule, limits: Sequence[Limit]) -> tuple[Blocked, ...]:
    """The limits that leave no band, as ``what_blocks`` has it for single thresholds; none where the rule is undefined."""
    return blocking(_Asked(blocks, rule, tuple(limits)), limits)


class _Asked:
    """Questions about all bands."""

    def __init__(self, blocks: Blocks, rule: Rule, limits: tuple[Limit, ...]) -> None:
        self.blocks, self.rule, self.limits = blocks, rule, limits

    def is_any(self, kept: Iterable[int] = (), *, is_defined: bool = True) -> bool:
        """Whether some band keeps these limits, where the rule ``is_defined`` or anywhere."""
        return self._any(kept, is_defined=is_defined).at is not None

    def nearest(self, position: int, kept: Iterable[int] = ()) -> tuple[ReviewBand, float]:
        """The band that comes nearest to the limit at ``position`` of those that keep these, and its value there."""
        limit, rule = self.limits[position], self.rule
        sign = -1.0 if limit.at_most else 1.0

        def value(bands: Pairs | Boxes) -> np.ndarray | Range:
            # Undefined where the rule is: such a band cannot be chosen.
            return sign * limit.measure(bands) + 0.0 * rule.objective(bands)

        search = self._search(value, kept)
        best = search.best(search.everywhere(), slack=lambda found: TIE_TOLERANCE * abs(found))
        at = (0, 0) if best.at is None else best.at
        pairs = Pairs(
            sweep=self.blocks.sweep, reviewer=self.blocks.reviewer, upper=np.array(at[:1]), lower=np.array(at[1:])
        )
        return pairs.policy(0), float("nan") if best.at is None else float(limit.measure(pairs)[0])

    def keeps_count(self, position: int) -> int:
        """How many of the bands that were measured keep the limit; some are measured where any does."""
        return self._any((position,), is_defined=False).kept_count

    def _any(self, kept: Iterable[int], *, is_defined: bool) -> Best:
        def value(bands: Pairs | Boxes) -> np.ndarray | Range:
            return 0.0 * (self.rule.objective(bands) if is_defined else bands.counts().cell("ALL"))

        search = self._search(value, kept)
        return search.best(search.everywhere())

    def _search(self, value, kept: Iterable[int]) -> Search:
        return Search(self.blocks, value, [self.limits[position] for position in kept])
