"""Choices become rules: guardrails first, then the score."""

from workbench.policy.acted_rows import acted_rows
from workbench.policy.bands import BandChoice, BandFrontier, band_frontier, choose_band
from workbench.policy.baseline import baseline_policy
from workbench.policy.blocked import Blocked
from workbench.policy.capacity import Capacity, LeftOut, Listed, Shared
from workbench.policy.choose import Choice, choose
from workbench.policy.choose_capacity import CapacityChoice, ShorterList, capacity_of, choose_capacity
from workbench.policy.forbidden import BROKEN_LIMIT_POINTS, Broken, Forbidden, best_forbidden
from workbench.policy.kinds import choose_like, choose_policy, parse_kind, policy_from_dict
from workbench.policy.limits import Limit, agreed_limits, contract_limits, every_limit, parse_limit, with_agreed
from workbench.policy.objective import objective_of
from workbench.policy.operating_point import Measured, OperatingPoint, measure_point
from workbench.policy.optimality import Optimality
from workbench.policy.order_limit import OrderLimit, agreed_order
from workbench.policy.per_period import PeriodLimit, alerts_metrics, capacity_limit
from workbench.policy.policy import Policy
from workbench.policy.relaxing import Explained, Relaxed, WayOut, explain_infeasible
from workbench.policy.review_band import ReviewBand
from workbench.policy.reviewer import Reviewer
from workbench.policy.score import contract_score, weighted, worth
from workbench.policy.single import SingleThreshold, policy_of
from workbench.policy.stays_best import StaysBest
from workbench.policy.supported import Supported, supported_by
from workbench.policy.tiered import TieredThresholds
from workbench.policy.why import RunnerUp, Term, Why, explain_point

__all__ = [
    "BROKEN_LIMIT_POINTS",
    "BandChoice",
    "BandFrontier",
    "Blocked",
    "Broken",
    "Capacity",
    "CapacityChoice",
    "Choice",
    "Explained",
    "Forbidden",
    "LeftOut",
    "Limit",
    "Listed",
    "Measured",
    "OperatingPoint",
    "Optimality",
    "OrderLimit",
    "PeriodLimit",
    "Policy",
    "Relaxed",
    "ReviewBand",
    "Reviewer",
    "RunnerUp",
    "Shared",
    "ShorterList",
    "SingleThreshold",
    "StaysBest",
    "Supported",
    "Term",
    "TieredThresholds",
    "WayOut",
    "Why",
    "acted_rows",
    "agreed_limits",
    "agreed_order",
    "alerts_metrics",
    "band_frontier",
    "baseline_policy",
    "best_forbidden",
    "capacity_limit",
    "capacity_of",
    "choose",
    "choose_band",
    "choose_capacity",
    "choose_like",
    "choose_policy",
    "contract_limits",
    "contract_score",
    "every_limit",
    "explain_infeasible",
    "explain_point",
    "measure_point",
    "objective_of",
    "parse_kind",
    "parse_limit",
    "policy_from_dict",
    "policy_of",
    "supported_by",
    "weighted",
    "with_agreed",
    "worth",
]
