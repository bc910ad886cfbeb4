"""How near the best possible a recommended policy is, as the decision record has it."""

from __future__ import annotations

from typing import Any

from workbench.policy import Choice, OperatingPoint
from workbench.wording.optimality import optimality_to_dict


def recorded_optimality(point: OperatingPoint, choice: Choice | None) -> dict[str, Any] | None:
    """What is known of the chosen point; None where it is not the recommended one, or nothing is known of that."""
    if choice is None or choice.point is None or choice.optimality is None or not choice.is_best(point.policy):
        return None
    return optimality_to_dict(choice.optimality)
