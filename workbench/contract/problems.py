"""What is wrong with a contract, in words that say what to write instead."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from workbench.contract.digits import every_digit
from workbench.contract.limit_problems import limit_problems
from workbench.contract.model import METRICS_MAX, RESERVED_NAMES, ContractFile, MetricSpec, PredictionColumns, Review
from workbench.contract.nearest_key import hint
from workbench.contract.payoff_problems import payoff_problems
from workbench.errors import Problem

SHOWN_MAX = 60


def crossed(contract: ContractFile) -> list[Problem]:
    """What is wrong between fields that are each right on their own."""
    problems = []
    for name in ("title", "decision"):
        if not getattr(contract, name).strip():
            problems.append(Problem(field=name, message="is empty. Write one line."))
    if len(contract.metrics) > METRICS_MAX:
        message = f"has {len(contract.metrics)}; at most {METRICS_MAX} can be weighed. Drop some."
        problems.append(Problem(field="metrics", message=message))
    if contract.north_star is not None and not contract.north_star.strip():
        problems.append(Problem(field="north_star", message="is empty. Name the one outcome, or take the key out."))
    names = [metric.name for metric in contract.metrics]
    for index, name in enumerate(names):
        if name in names[:index]:
            problems.append(
                Problem(field=f"metrics[{index}].name", message=f"{name!r} is used twice; names must differ.")
            )
    for index, metric in enumerate(contract.metrics):
        problems += _metric(metric, f"metrics[{index}] ({metric.name})", contract.predictions)
    if contract.predictions is not None:
        problems += _columns(contract.predictions)
    problems += payoff_problems(contract)
    if contract.review is not None:
        problems += _review(contract.review)
    problems += limit_problems(contract)
    for name in contract.launch_minimum:
        if name not in names:
            message = f"is no metric here ({', '.join(names)}).{hint(name, names)}"
            problems.append(Problem(field=f"launch_minimum.{name}", message=message))
    return problems


def _metric(metric: MetricSpec, here: str, predictions: PredictionColumns | None) -> list[Problem]:
    problems = []
    if metric.name in RESERVED_NAMES:
        message = f"{metric.name!r} is a column of every sweep table; choose another name."
        problems.append(Problem(field=f"{here}.name", message=message))
    if metric.role == "guardrail" and metric.limit is None:
        problems.append(Problem(field=f"{here}.limit", message="a guardrail needs a limit that must not be crossed."))
    if metric.worst is not None and metric.worst == metric.target:
        problems.append(Problem(field=f"{here}.target", message="must differ from worst."))
    elif metric.worst is not None and metric.target is not None and metric.goal:
        rising = metric.target > metric.worst
        if rising != (metric.goal == "maximise"):
            message = (
                f"is {metric.goal}, but going from worst {every_digit(metric.worst)} to target {every_digit(metric.target)} "
                f"{'rises' if rising else 'falls'}. Swap worst and target, or change the goal."
            )
            problems.append(Problem(field=f"{here}.goal", message=message))
    if metric.effective_weight and (metric.worst is None) != (metric.target is None):
        missing = "worst" if metric.worst is None else "target"
        problems.append(Problem(field=f"{here}.{missing}", message="is needed to weigh this metric."))
    if predictions is not None:
        segments = [*predictions.segments, *([predictions.period] if predictions.period else [])]
        for column in metric.where:
            if column not in segments:
                known = ", ".join(segments) or "there are none"
                message = f"is no segment of predictions.segments ({known}).{hint(column, segments)}"
                problems.append(Problem(field=f"{here}.where.{column}", message=message))
    return problems


def _review(review: Review) -> list[Problem]:
    problems = []
    if review.accuracy is not None and review.sensitivity is not None and review.specificity is not None:
        message = "says what sensitivity and specificity say too. Keep the one or the other two."
        problems.append(Problem(field="review.accuracy", message=message))
    if review.accuracy is None and (review.sensitivity is None) != (review.specificity is None):
        missing = "specificity" if review.specificity is None else "sensitivity"
        message = "is needed beside the other, or accuracy for both: how often is the reviewer right?"
        problems.append(Problem(field=f"review.{missing}", message=message))
    if review.accuracy is None and review.sensitivity is None and review.specificity is None:
        message = "is needed, as a share from 0 to 1: how often is the reviewer right? Or sensitivity and specificity."
        problems.append(Problem(field="review.accuracy", message=message))
    if review.per is not None and review.capacity is None:
        problems.append(Problem(field="review.capacity", message="is needed: how many cases? Or leave per out."))
    return problems


def _columns(predictions: PredictionColumns) -> list[Problem]:
    scores = [*predictions.scores, *([predictions.baseline.score] if predictions.baseline else [])]
    return [
        Problem(
            field=f"predictions.flip.{name}",
            message=f"is none of the scores ({', '.join(scores)}).{hint(name, scores)}",
        )
        for name in predictions.flip
        if scores and name not in scores
    ]


def explain(error: Any) -> Problem:
    """One of pydantic's errors in our words."""
    parts = [part for part in error["loc"] if part != "[key]"]
    path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts).lstrip(".")
    kind, found = error["type"], error.get("input")
    if kind == "missing":
        return Problem(field=path, message="is needed and is not there.")
    if kind == "extra_forbidden" or error["loc"][-1] == "[key]":
        known = _known_keys(parts[:-1])
        said = hint(str(parts[-1]), known) or f" The keys here are {', '.join(known)}."
        return Problem(field=path, message=f"is not a key of a contract.{said}")
    shown = repr(found)
    shown = shown if len(shown) <= SHOWN_MAX else f"{shown[:SHOWN_MAX]}..."
    return Problem(field=path, message=f"must be {_wanted(error, parts)}; found {shown}.")


def _wanted(error: Any, parts: list[Any]) -> str:
    kind, context = error["type"], error.get("ctx", {})
    match kind:
        case "string_pattern_mismatch":
            return "a name of letters, digits and _ that does not begin with a digit"
        case "string_type":
            return f'text (put it in quotes: "{error["input"]}")' if isinstance(error["input"], int | float) else "text"
        case "float_type" | "float_parsing" | "finite_number":
            return "a number (write 2 % as 0.02)" if "%" in str(error["input"]) else "a number"
        case "int_type" | "int_parsing" | "int_from_float" | "int_parsing_size":
            return "a whole number"
        case "greater_than":
            return f"more than {context['gt']:g}"
        case "greater_than_equal":
            return f"{context['ge']:g} or more"
        case "less_than":
            return f"less than {context['lt']:g}"
        case "less_than_equal":
            return f"{context['le']:g} or less"
        case "model_type" | "dict_type" | "model_attributes_type":
            known = _known_keys(parts)
            return f"lines of `key: value`{' with the keys ' + ', '.join(known) if known else ''}"
        case "tuple_type" | "list_type":
            return "a list, such as [first, second]"
        case "too_short" | "too_long" | "missing" if parts[2:3] == ["between"]:
            return "a list of two numbers, the least and the most"
        case "too_short":
            return "a list with at least one value"
        case "invalid_key":
            return "a key made of text"
    return error["msg"].removeprefix("Value error, ").removeprefix("Input should be ")


def _known_keys(path: list[Any]) -> list[str]:
    if path == ["payoff"]:
        return ["TP", "FP", "FN", "TN"]
    if path[:1] == ["payoff"]:
        own = {2: ["each", "by", "between"], 5: ["each"]}.get(len(path), [])
        return [*own, "the names of amounts"] if own else []
    kind: Any = ContractFile
    for part in path:
        if isinstance(part, int):
            continue
        field = kind.model_fields.get(part) if isinstance(kind, type) and issubclass(kind, BaseModel) else None
        kind = None if field is None else _inner_model(field.annotation)
        if kind is None:
            return []
    return list(kind.model_fields)


def _inner_model(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for argument in getattr(annotation, "__args__", ()):
        found = _inner_model(argument)
        if found:
            return found
    return None
