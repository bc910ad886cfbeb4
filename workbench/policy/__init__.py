"""Choices become rules: guardrails first, then the score."""

from workbench.policy.baseline import baseline_policy
from workbench.policy.blocked import Blocked
from workbench.policy.choose import Choice, choose
from workbench.policy.forbidden import BROKEN_LIMIT_POINTS, Broken, Forbidden, best_forbidden
from workbench.policy.limits import Limit, contract_limits, parse_limit
from workbench.policy.operating_point import Measured, OperatingPoint, measure_point
from workbench.policy.relaxing import Explained, Relaxed, WayOut, explain_infeasible
from workbench.policy.score import contract_score, weighted, worth
from workbench.policy.single import SingleThreshold, policy_of
from workbench.policy.stays_best import StaysBest
from workbench.policy.supported import Supported, supported_by
from workbench.policy.why import RunnerUp, Term, Why, explain_point

__all__ = [
    "BROKEN_LIMIT_POINTS",
    "Blocked",
    "Broken",
    "Choice",
    "Explained",
    "Forbidden",
    "Limit",
    "Measured",
    "OperatingPoint",
    "Relaxed",
    "RunnerUp",
    "SingleThreshold",
    "StaysBest",
    "Supported",
    "Term",
    "WayOut",
    "Why",
    "baseline_policy",
    "best_forbidden",
    "choose",
    "contract_limits",
    "contract_score",
    "explain_infeasible",
    "explain_point",
    "measure_point",
    "parse_limit",
    "policy_of",
    "supported_by",
    "weighted",
    "worth",
]
