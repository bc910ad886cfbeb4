"""Choices become rules: guardrails first, then the score."""

from workbench.policy.baseline import baseline_policy
from workbench.policy.blocked import Blocked
from workbench.policy.choose import Choice, choose
from workbench.policy.limits import Limit, contract_limits, parse_limit
from workbench.policy.operating_point import Measured, OperatingPoint, measure_point
from workbench.policy.score import contract_score, weighted, worth
from workbench.policy.single import SingleThreshold, policy_of

__all__ = [
    "Blocked",
    "Choice",
    "Limit",
    "Measured",
    "OperatingPoint",
    "SingleThreshold",
    "baseline_policy",
    "choose",
    "contract_limits",
    "contract_score",
    "measure_point",
    "parse_limit",
    "policy_of",
    "weighted",
    "worth",
]
