"""What was chosen and why."""

from workbench.decision.decide import Alternative, decide, picture_axes
from workbench.decision.decision import Decision, read_decision
from workbench.decision.point import metric_to_dict, point_to_dict
from workbench.decision.rationale import QUESTIONS, Rationale

__all__ = [
    "QUESTIONS",
    "Alternative",
    "Decision",
    "Rationale",
    "decide",
    "metric_to_dict",
    "picture_axes",
    "point_to_dict",
    "read_decision",
]
