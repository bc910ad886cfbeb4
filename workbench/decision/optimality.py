"""How near the best possible a recommended policy is, as the decision record has it."""

from __future__ import annotations

from typing import Any

from workbench.policy import Choice, OperatingPoint, Optimality
from workbench.wording.optimality import optimality_text
from workbench.wording.plain import plain_number


def optimality_to_dict(found: Optimality) -> dict[str, Any]:
    """``objective``, ``bound`` and ``gap`` in the rule's unit, higher is better; ``text`` says it in words."""
    content = {
        "objective": plain_number(found.objective),
        "bound": plain_number(found.bound),
        "gap": plain_number(found.gap),
        "gap_share": plain_number(found.gap_share),
        "is_proven": found.is_proven,
        "is_approximate": found.is_approximate,
        "how": found.how,
    }
    return {**content, "text": optimality_text(content)}


def recorded_optimality(point: OperatingPoint, choice: Choice | None) -> dict[str, Any] | None:
    """What is known of the chosen point; None where it is not the recommended one, or nothing is known of that."""
    if choice is None or choice.point is None or choice.optimality is None or not choice.is_best(point.policy):
        return None
    return optimality_to_dict(choice.optimality)
