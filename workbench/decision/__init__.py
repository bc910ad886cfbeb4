"""What was chosen and why."""

from workbench.decision.decide import Alternative, decide, picture_axes
from workbench.decision.decision import Decision, read_decision
from workbench.decision.point import metric_to_dict, point_to_dict
from workbench.decision.rationale import QUESTIONS, Rationale
from workbench.decision.signing import missing_roles, signature_for, signed_text_sha256, with_signatures

__all__ = [
    "QUESTIONS",
    "Alternative",
    "Decision",
    "Rationale",
    "decide",
    "metric_to_dict",
    "missing_roles",
    "picture_axes",
    "point_to_dict",
    "read_decision",
    "signature_for",
    "signed_text_sha256",
    "with_signatures",
]
