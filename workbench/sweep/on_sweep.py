"""What is measured as a sweep is, on the rows of another sweep: some of its candidates, pairs or combinations of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.predictions.predictions import Predictions

if TYPE_CHECKING:
    from workbench.sweep.sweep import Sweep


class OnSweep:
    """Has ``sweep``, or makes it a property; limits and metrics then find the rows and segment values they ask for."""

    sweep: Sweep

    @property
    def predictions(self) -> Predictions:
        return self.sweep.predictions

    def occurring(self, column: str) -> tuple[str, ...]:
        """The values of a segment column that some row that counts has."""
        return self.sweep.occurring(column)
