"""The coach: what a careful colleague would say about a contract before it is sealed, without giving the frontier away."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from workbench.contract import METRICS_ADVISED, Contract, MetricSpec, Payoff
from workbench.contract.digits import every_digit
from workbench.errors import ColumnError
from workbench.metrics import BUILTIN, Metric, contract_metrics
from workbench.policy.baseline import baseline_policy, is_yes_no
from workbench.policy.choose import choose
from workbench.policy.operating_point import measure_point
from workbench.policy.score import worth
from workbench.sweep import Sweep

# Fewer rows than this say next to nothing about a metric that is no share.
ROWS_MIN = 30
# Nothing seen in n cases still leaves a true rate of up to about 3/n (95 %): Hanley and Lippman-Hand, JAMA 249 (1983).
RULE_OF_THREE = 3.0


@dataclass(frozen=True, kw_only=True)
class Advice:
    """One thing to think about: the contract's field, what was found there, and what to do. It stops nobody.

    ``kind`` is one of ``vanity``, ``proxy``, ``north star``, ``many``, ``segment``, ``few rows``, ``met``, ``costs``.
    """

    kind: str
    field: str
    found: str
    todo: str

    def __str__(self) -> str:
        return f"{self.field}: {self.found} {self.todo}"


def coach(contract: Contract, sweep: Sweep | None = None, *, is_blind: bool = False) -> tuple[Advice, ...]:
    """What to think about in ``contract``; with ``sweep``, also what these predictions say of it.

    No measured number of any operating point is said. Where nobody has seen the frontier yet (``is_blind``), nothing is
    said either that changes along it: whether the payoff's best point breaks a limit, and whether today's process, if it
    is more than a yes/no rule, meets a target.

    Raises ContractError where a formula cannot be used, and FormulaError where it needs an amount that is not there.
    """
    advice = [*_about_the_stack(contract), *_about_each_metric(contract), *_one_sided_costs(contract.payoff)]
    if sweep is not None and len(sweep.predictions):
        gone = {spec.name for spec in contract.metrics if next(_lost_segments(spec, "", sweep), None) is not None}
        metrics = {metric.name: metric for metric in contract_metrics(contract)}
        for index, spec in enumerate(contract.metrics):
            here = f"metrics[{index}] ({spec.name})"
            advice += _lost_segments(spec, here, sweep)
            if spec.name not in gone:
                advice += _few_rows(metrics[spec.name], here, sweep)
                advice += _already_met(contract, metrics[spec.name], here, sweep, is_blind)
        if not is_blind:
            advice += _costs_against_limits(
                contract, [each for name, each in metrics.items() if name not in gone], sweep
            )
    return tuple(advice)


def rule_of_thumb(payoff: Mapping[str, Payoff]) -> float | None:
    """The threshold that constant payoffs imply for a calibrated score: (cFP-cTN) / ((cFP-cTN) + (cFN-cTP)).

    ``c`` are costs, the negatives of the payoffs (Elkan, The foundations of cost-sensitive learning, IJCAI 2001).
    None where a payoff depends on an amount or a segment, so that each row has its own, or where one kind of error costs nothing.

    >>> rule_of_thumb({"FP": Payoff(each=-4), "FN": Payoff(each=-96)})
    0.04
    """
    extra = _extra_costs(payoff)
    if extra is None or min(extra) <= 0:
        return None
    alarm, miss = extra
    return alarm / (alarm + miss)


def _extra_costs(payoff: Mapping[str, Payoff]) -> tuple[float, float] | None:
    """What a false alarm and a miss cost beyond getting that case right; None where it depends on an amount or a segment."""
    if any(terms.by or any(terms.amounts.values()) for terms in payoff.values()):
        return None
    cost = {cell: -payoff[cell].each if cell in payoff else 0.0 for cell in ("TP", "FP", "FN", "TN")}
    return cost["FP"] - cost["TN"], cost["FN"] - cost["TP"]


def _one_sided_costs(payoff: Mapping[str, Payoff]) -> Iterator[Advice]:
    extra = _extra_costs(payoff) if payoff else None
    if extra is None:
        return
    for error, which, flagged in zip(extra, ("A false alarm", "A missed event"), ("everybody", "nobody"), strict=True):
        if error <= 0:
            yield Advice(
                kind="costs",
                field="payoff",
                found=f"{which} costs no more than getting the case right, so money alone flags {flagged}.",
                todo="Write what the error costs; losses are negative.",
            )


def _about_the_stack(contract: Contract) -> Iterator[Advice]:
    if len(contract.metrics) > METRICS_ADVISED:
        yield Advice(
            kind="many",
            field="metrics",
            found=f"There are {len(contract.metrics)} metrics.",
            todo=f"People decide well on {METRICS_ADVISED}; which can go?",
        )
    outcomes = [spec for spec in contract.metrics if spec.layer == "outcome" and spec.effective_weight]
    if not outcomes and not contract.north_star:
        yield Advice(
            kind="north star",
            field="north_star",
            found="No outcome is named that all of this serves.",
            todo="Name one north star, or weigh a metric of the layer outcome.",
        )
    if len(outcomes) + bool(contract.north_star) > 1:
        yield Advice(
            kind="north star",
            field="north_star",
            found="More than one outcome is the north star: "
            + ", ".join([*([contract.north_star] if contract.north_star else []), *map(_label, outcomes)])
            + ".",
            todo="Keep one; the others are steps towards it, or limits.",
        )


def _about_each_metric(contract: Contract) -> Iterator[Advice]:
    leads_on = bool(contract.north_star) or any(spec.layer in ("outcome", "action") for spec in contract.metrics)
    for index, spec in enumerate(contract.metrics):
        here = f"metrics[{index}] ({spec.name})"
        if not spec.chain:
            yield Advice(
                kind="vanity",
                field=f"{here}.so_what",
                found=f"{_label(spec)} has no so-what.",
                todo="Write what people do differently when it moves, and what that is worth; if nobody would, take it out.",
            )
        elif spec.layer == "model" and spec.effective_weight and len(spec.chain) == 1:
            yield Advice(
                kind="proxy",
                field=f"{here}.so_what",
                found=f"{_label(spec)} measures the model, and its so-what leads to no behaviour or outcome.",
                todo="Write it in steps: what it measures -> what people do -> what that is worth.",
            )
        elif spec.layer == "model" and spec.effective_weight and not leads_on:
            yield Advice(
                kind="proxy",
                field=f"{here}.layer",
                found=f"{_label(spec)} measures the model, and no metric of behaviour or outcome stands above it.",
                todo="Add the one it should move, or name it as the north star.",
            )


def _lost_segments(spec: MetricSpec, here: str, sweep: Sweep) -> Iterator[Advice]:
    for column, values in spec.where.items():
        field = f"{here}.where.{column}"
        try:
            occurring = sweep.occurring(column)
        except ColumnError:
            there = ", ".join(sweep.predictions.segments) or "none"
            yield Advice(
                kind="segment",
                field=field,
                found=f"{_label(spec)} looks at {column}, which is no segment of these predictions ({there}).",
                todo="Name the column as a segment on the Predictions page, or measure on one that is there.",
            )
            continue
        lost = [value for value in values if value not in occurring]
        if lost:
            yield Advice(
                kind="segment",
                field=field,
                found=f"No row that counts has {column} {' or '.join(map(repr, lost))}.",
                todo=f"The values there are: {', '.join(occurring[:8])}{' …' if len(occurring) > 8 else ''}.",
            )


def _few_rows(metric: Metric, here: str, sweep: Sweep) -> Iterator[Advice]:
    if metric.limit is None:
        return
    counts = sweep.counts(metric.where)
    rows_count = float(counts.cell("ALL")[0])
    is_rate = metric.is_share and metric.denominator is not None
    slack = metric.limit if metric.goal == "minimise" else 1 - metric.limit
    if is_rate and 0 < slack < 1:
        # A denominator that moves with the threshold is taken where it is largest.
        rows_count = float(np.nanmax(metric.denominator(counts)))
        needed = float(np.ceil(round(RULE_OF_THREE / slack, 9)))
        if rows_count < needed:
            yield Advice(
                kind="few rows",
                field=f"{here}.limit",
                found=f"{metric.label} is measured on {rows_count:,.0f} cases; even without a single error among them, a limit "
                f"of {every_digit(metric.limit)} could not be told from chance.",
                todo=f"It takes about {needed:,.0f}. Bring more data for it, or agree how its limit is watched instead.",
            )
    elif rows_count < ROWS_MIN:
        yield Advice(
            kind="few rows",
            field=f"{here}.limit",
            found=f"{metric.label} is measured on {rows_count:,.0f} cases.",
            todo=f"Fewer than {ROWS_MIN} say next to nothing. Bring more data for it.",
        )


def _already_met(contract: Contract, metric: Metric, here: str, sweep: Sweep, is_blind: bool) -> Iterator[Advice]:
    today = baseline_policy(sweep.predictions, contract)
    if today is None or not metric.weight or metric.worst is None or metric.target is None:
        return
    if is_blind and not is_yes_no(sweep.predictions, today[0].score):
        return
    value, _ = metric.measure_at(sweep, today[0].score, today[0].threshold)
    if worth(np.array([value]), metric)[0] >= 1:
        yield Advice(
            kind="met",
            field=f"{here}.target",
            found=f"Today's process already reaches the target of {metric.label}, {every_digit(metric.target)}.",
            todo="Nothing better is worth anything then. Ask for more, or make it a limit.",
        )


def _costs_against_limits(contract: Contract, metrics: list[Metric], sweep: Sweep) -> Iterator[Advice]:
    limited = [metric for metric in metrics if metric.limit is not None]
    if not contract.payoff:
        return
    thumb = rule_of_thumb(contract.payoff)
    said = "" if thumb is None else f" For a calibrated score they ask for a threshold of about {thumb:.3g}."
    choice = choose(sweep, contract.model_copy(update={"metrics": ()}), rule="payoff")
    if choice.point is None or not limited:
        return
    broken_at = [
        {item.metric.name for item in measure_point(sweep, policy, metrics=limited).metrics if not item.is_kept}
        for policy in choice.ties or (choice.point.policy,)
    ]
    if not all(broken_at):  # a tie that keeps every limit earns as much
        return
    for metric in limited:
        if metric.name in broken_at[0]:
            yield Advice(
                kind="costs",
                field="payoff",
                found=f"The costs alone would put the threshold where the limit of {metric.label} is broken.{said}",
                todo="Either an error costs something else than written here, or the limit says more than money does. Settle "
                "which of the two counts.",
            )


def _label(spec: MetricSpec) -> str:
    built_in = BUILTIN.get(spec.name) if spec.formula is None else None
    return spec.label or (built_in.label if built_in is not None else spec.name)
