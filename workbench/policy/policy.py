"""What every policy can do: say itself as a record has it, and be counted on a sweep."""

from __future__ import annotations

from typing import Any, Protocol

from workbench.sweep import Counts, Sweep, Where


class Policy(Protocol):
    """A rule that turns scores into actions. Policies are values: frozen, and equal where they say the same."""

    def to_dict(self) -> dict[str, Any]:
        """The policy as the decision record has it, with its ``kind``."""
        ...

    def count(self, sweep: Sweep, where: Where | None = None) -> Counts:
        """The confusion counts of shape (1,), on the whole or on the rows whose columns have the values in ``where``."""
        ...

    def same_actions(self, sweep: Sweep) -> tuple[float, float] | None:
        """(low, high] of the thresholds that flag the same rows; None where the policy has no one threshold."""
        ...
