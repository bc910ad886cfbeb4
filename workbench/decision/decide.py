"""From a chosen operating point to a decision record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from workbench.contract import Agreement, Contract
from workbench.contract.names import named, recorded_name
from workbench.decision.agreed import recorded_agreement, recorded_amendments
from workbench.decision.best_single import recorded_best_single, shorter_to_dict
from workbench.decision.decision import VERSION, Decision
from workbench.decision.implied import recorded_implied
from workbench.decision.infeasible import recorded_ways_out
from workbench.decision.mixing import recorded_mixing
from workbench.decision.optimality import recorded_optimality
from workbench.decision.picture import exchange_to_dict, frontier_of_all, picture_to_dict
from workbench.decision.point import metric_to_dict, point_to_dict
from workbench.decision.policy_parts import confusion_to_dict, recorded_parts
from workbench.decision.rationale import Rationale
from workbench.decision.swap import recorded_swap
from workbench.decision.why import recorded_why, rule_to_explain
from workbench.errors import InputError
from workbench.frontier import build_frontier
from workbench.metrics import BUILTIN, Metric
from workbench.policy import Choice, OperatingPoint, Policy, SingleThreshold, baseline_policy, measure_point
from workbench.stress import Tripwire
from workbench.sweep import Counts, Sweep
from workbench.wording.broken import broken_limits
from workbench.wording.limits import bound_words, nearest_text
from workbench.wording.plain import plain_number

SEGMENT_VALUES_MAX = 50
TIES_LISTED_MAX = 100


@dataclass(frozen=True, kw_only=True)
class Alternative:
    """A point that was considered and not chosen."""

    name: str
    policy: Policy
    why_not: str = ""


def decide(
    point: OperatingPoint,
    *,
    rationale: Rationale | str,
    owner: str,
    contract: Contract | None = None,
    choice: Choice | None = None,
    axes: tuple[Metric, Metric] | None = None,
    alternatives: Sequence[Alternative] = (),
    title: str | None = None,
    decided_at: str | None = None,
    exception: dict[str, str] | None = None,
    synthetic_note: str | None = None,
    compare_with: str | None = None,
    agreement: Agreement | None = None,
    tripwires: Sequence[Tripwire] = (),
) -> Decision:
    """The record of choosing ``point``.

    ``rationale`` as a plain text is the answer to *why*. ``choice`` is what the rule recommended, for its ties and
    for whether the point is the recommended one. A point that breaks a limit needs ``exception`` with ``name`` and
    ``reason``. ``axes`` are the two metrics of the picture.
    ``compare_with`` is a baseline column in place of the contract's. ``agreement`` has the contract's seal, signatures and
    amendments; ``tripwires`` say when somebody looks again before the review.

    Raises InputError where the owner or the reason is empty, or a broken limit has no exception.
    """
    sweep = point.sweep
    rationale = Rationale(why=rationale) if isinstance(rationale, str) else rationale
    owner = named(owner, "A decision needs one accountable owner. Name a person.")
    if not recorded_name(rationale.why):
        raise InputError("A decision needs a rationale. Write why this point was chosen.")
    if not point.is_feasible and not all(recorded_name((exception or {}).get(key) or "") for key in ("name", "reason")):
        raise InputError(
            f"This point breaks a limit ({'; '.join(broken_limits(point))}). Choose another, or name who allows it and why."
        )
    if not point.is_feasible:
        exception = {**(exception or {}), "name": named((exception or {})["name"], "Who allows it?")}
    x, y = axes or picture_axes(point, contract)
    receipt = sweep.predictions.receipt
    baseline = baseline_policy(sweep.predictions, contract, instead=compare_with)
    marked = _named(point, choice, baseline, alternatives)
    sweep = sweep.for_looking().including(
        [(policy.score, policy.threshold) for policy in marked if isinstance(policy, SingleThreshold)]
    )
    frontier = frontier_of_all(sweep, metrics=(x, y))
    return Decision(
        content={
            "kind": "decision",
            "version": VERSION,
            "title": title or (contract.title if contract else receipt.file_name),
            "status": "draft",
            "decided_at": decided_at,
            "contract": None if contract is None else {"sha256": contract.sha256, **contract.to_dict()},
            "agreement": None if agreement is None else recorded_agreement(agreement),
            "amendments": recorded_amendments(contract, receipt.columns, agreement),
            "predictions": {
                "sha256": receipt.sha256,
                "rows": receipt.rows_read,
                "rows_used": len(sweep.predictions),
                "cases": plain_number(point.count("ALL")),
                "synthetic_note": synthetic_note,
                "receipt": receipt.to_dict(),
            },
            "metrics": {item.metric.name: metric_to_dict(item.metric) for item in point.metrics},
            "policy": point.policy.to_dict(),
            "operating_point": {**point_to_dict(point), **recorded_parts(point)},
            "segments": _by_segment(sweep, point),
            "recommended": None if choice is None else _recommended(choice, contract, point),
            "ties": [] if choice is None else [policy.to_dict() for policy in choice.ties[:TIES_LISTED_MAX]],
            "ties_count": 0 if choice is None else choice.ties_count,
            "why": recorded_why(sweep, point, contract=contract, choice=choice, axes=(x, y)),
            "infeasible": recorded_ways_out(
                sweep,
                choice,
                contract=contract,
                limits=[item.limit for item in point.limits],
                metrics=[item.metric for item in point.metrics],
            ),
            "best_single": recorded_best_single(
                sweep, point, contract=contract, rule=rule_to_explain(contract, choice)
            ),
            "mixing": recorded_mixing(
                sweep, point, contract=contract, rule=rule_to_explain(contract, choice), choice=choice
            ),
            "implied": recorded_implied(sweep, point, contract=contract, axes=(x, y)),
            "shorter_list": shorter_to_dict(choice, point),
            "feasible": point.is_feasible,
            "exception": exception if not point.is_feasible else None,
            "baseline": None
            if baseline is None
            else {"note": baseline[1], **_other(sweep, baseline[0], contract, point)},
            "swap": None if baseline is None else recorded_swap(sweep, now=point.policy, before=baseline[0]),
            "alternatives": [
                {"name": item.name, **_other(sweep, item.policy, contract, point), "why_not": item.why_not}
                for item in alternatives
            ],
            "exchange_rate": exchange_to_dict(frontier, point.policy),
            "picture": picture_to_dict(sweep, frontier=frontier, always=marked),
            "evidence": {
                "method": "measured on these predictions; intervals not computed",
                "chosen_and_measured_on_same_rows": True,
                "optimality": recorded_optimality(point, choice),
            },
            "rationale": rationale.text(),
            "rationale_parts": asdict(rationale),
            "owner": owner,
            "dissent": [],
            "tripwires": [tripwire.to_dict() for tripwire in tripwires],
            "reviews": _reviews(contract),
            "signatures": [],
            "register_head": None,
        }
    )


def picture_axes(point: OperatingPoint, contract: Contract | None) -> tuple[Metric, Metric]:
    """The two metrics a picture shows unless the user says otherwise: primary up, the first other one across."""
    known = [item.metric for item in point.metrics]
    ranked = sorted(known, key=lambda metric: ("primary", "secondary", "diagnostic", "guardrail").index(metric.role))
    if len(ranked) >= 2:
        return ranked[1], ranked[0]
    y = ranked[0] if ranked else BUILTIN["recall"]
    # Two metrics that improve together make a frontier of one point: the partner is the one that trades against y.
    partners = [BUILTIN[name] for name in ("flag_rate", "recall") if name != y.name]
    return max(partners, key=lambda x: len(build_frontier(point.sweep, metrics=(x, y)))), y


def _other(sweep: Sweep, policy: Policy, contract: Contract | None, chosen: OperatingPoint) -> dict[str, Any]:
    metrics = [item.metric for item in chosen.metrics]
    limits = [item.limit for item in chosen.limits]
    point = measure_point(sweep, policy, contract=contract, metrics=metrics, limits=limits)
    return {"policy": policy.to_dict(), "operating_point": point_to_dict(point)}


def _recommended(choice: Choice, contract: Contract | None, point: OperatingPoint) -> dict[str, Any]:
    policy = None if choice.point is None else choice.point.policy
    is_it = choice.is_best(point.policy)
    measured = {} if policy is None else _other(point.sweep, policy, contract, point)
    return {
        "rule": choice.rule,
        "policy": None,
        "operating_point": None,
        **measured,
        "is_chosen": is_it,
        "objective": plain_number(choice.objective),
        "feasible_count": choice.feasible_count,
        "candidates_count": choice.candidates_count,
        "candidates_total": choice.candidates_total,
        "blocked": [
            {
                "limit": item.limit.text,
                "nearest": item.nearest.to_dict(),
                "nearest_value": plain_number(item.nearest_value),
                "nearest_text": nearest_text(item.limit, item.nearest_value),
                "limit_text": f"{item.limit.label} {bound_words(item.limit, item.limit.bound)}",
                "keeps_other_limits": item.is_nearest_of_others,
            }
            for item in choice.blocked
        ],
    }


def _by_segment(sweep: Sweep, point: OperatingPoint) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for column, segment in sweep.predictions.segments.items():
        if len(segment.values) > SEGMENT_VALUES_MAX:
            continue
        result[column] = {}
        for value in sorted(segment.values[code] for code in np.unique(segment.codes)):
            where = {column: (value,)}
            counts = _counts_where(sweep, point, where)
            metrics = {}
            for item in point.metrics:
                if item.metric.where:
                    continue
                below = item.metric.denominator
                metrics[item.metric.name] = {
                    "value": plain_number(item.metric.value(counts)[0]),
                    "denominator": None if below is None else plain_number(below(counts)[0]),
                }
            result[column][value] = {"confusion": confusion_to_dict(counts), "metrics": metrics}
    return result


def _counts_where(sweep: Sweep, point: OperatingPoint, where: dict[str, tuple[str, ...]]) -> Counts:
    if isinstance(point.policy, SingleThreshold):  # the sweep that stays knows more than the one of the point
        return point.policy.count(sweep, where)
    ((column, values),) = where.items()
    return point.counts.within(column, values)  # the rows that are flagged are looked for once


def _named(
    point: OperatingPoint,
    choice: Choice | None,
    baseline: tuple[SingleThreshold, str] | None,
    alternatives: Sequence[Alternative],
) -> list[Policy]:
    """The policies that the picture must be able to mark."""
    named = [point.policy, *(item.policy for item in alternatives)]
    if choice is not None and choice.point is not None:
        named.append(choice.point.policy)
    return named if baseline is None else [*named, baseline[0]]


def _reviews(contract: Contract | None) -> list[dict[str, Any]]:
    if contract is None:
        return []
    planned = contract.reviews
    return [{"kind": "validate", "after_weeks": weeks} for weeks in planned.validate_after_weeks] + [
        {"kind": "audit", "after_weeks": planned.audit_after_weeks}
    ]
