"""Why a point, in words: where it stands, what comes next, and how far weights and costs may move.

Everything is said from the record's ``why`` (``decision/why.py``), so that page, memo, notebook and command line agree.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from workbench.wording.intervals import CELL_WORDS, cost_ratio_sentence, cost_sentence, weight_sentence
from workbench.wording.numbers import UNDEFINED, count, money, number, points, value_text
from workbench.wording.optimality import optimality_text
from workbench.wording.payoffs import range_sentence
from workbench.wording.policies import KIND_WORDS, policy_name
from workbench.wording.recorded_points import Units, change_words, real

Record = Mapping[str, Any]
Facts = tuple[tuple[str, str], ...]
_TIE = 1e-12


def why_facts(why: Record, point: Record, units: Units, payoff: Mapping[str, Record] | None = None) -> Facts:
    """All that is said of a point, as names with sentences; ``point`` is its recorded operating point.

    ``payoff`` is the contract's, by cell, for what a cost may become.
    """
    facts = [
        ("Where it stands", _standing(why, point, units)),
        ("Runner-up", _runner_up(why, point, units)),
        ("How near the best", optimality_text(why.get("optimality"))),
        *((f"Best of {each['policy']['score']}", _rival(why, each, units)) for each in why["best_of_others"]),
        ("Stopped by a limit", forbidden_sentence(why, units, point)),
        *(_stability(why, units, payoff or {})),
        ("Weighting two metrics", hull_sentence(why.get("hull"))),
    ]
    return tuple((name, text) for name, text in facts if text)


def _stability(why: Record, units: Units, payoff: Mapping[str, Record]) -> Facts:
    if not _is_single(why):
        return (("Not worked out", why.get("not_told") or ""),)
    if not all(limit["ok"] for limit in why["limits"]):
        return (("Weights and costs", "None makes this point the best, since it breaks a limit."),)
    return (
        ("Weights", " ".join(weight_sentences(why, units))),
        ("Costs", " ".join(cost_sentences(why, payoff, units.currency))),
        ("Numbers not known well", " ".join(range_sentence(each, units.currency) for each in why.get("ranges") or ())),
        ("Misses and false alarms", _ratio(why)),
    )


def _is_single(why: Record) -> bool:
    return why.get("kind", "single") == "single"


def objective_text(why: Record, value: float | None, units: Units) -> str:
    """What the rule makes large, as its metric, money or score is written."""
    amount = real(value)
    if math.isnan(amount):
        return UNDEFINED
    if why["rule"] == "payoff":
        return f"{units.money(amount)} {units.per}"
    if why["rule"] == "contract":
        return points(amount)
    metric = units.metrics.get((why.get("asked") or {}).get("name", ""))
    if metric is None:
        return number(-amount if why["rule"].startswith("min:") else amount)
    return value_text(metric, -amount if why["rule"].startswith("min:") else amount, units.currency)


def margin_text(why: Record, amount: float, units: Units) -> str:
    """How far two points are apart under the rule: points of the score, money, or the metric's own unit."""
    size = abs(amount)
    if why["rule"] == "contract":
        return f"{points(size)} points"
    if why["rule"] == "payoff":
        return f"{units.money(size)} {units.per}"
    metric = units.metrics.get((why.get("asked") or {}).get("name", ""))
    if metric is not None and metric.is_share:
        return f"{number(100 * size)} percentage points"
    return money(size, units.currency) if metric is not None and metric.is_money else number(size)


def _standing(why: Record, point: Record, units: Units) -> str:
    value = objective_text(why, why["objective"], units)
    broken = [
        f"{limit['label']} is {limit['value_text']}, agreed {limit['bound_text']}: broken by {limit['by_text']}"
        for limit in why["limits"]
        if not limit["ok"]
    ]
    breaks = f" It breaks a limit: {'; '.join(broken)}." if broken else ""
    among = _among(why)
    if why["objective"] is None:
        return f"The rule {why['rule']} is undefined at this point.{breaks}"
    if why["is_best"]:
        tied = why["ties_count"]
        ties = (
            f" {count(tied)} points tie for it and are not averaged; the record lists those that were looked at."
            if tied
            else ""
        )
        return f"{among} {_best_words(why, value)}.{ties}"
    best = why["recommended"]
    if best is None:
        return f"{_is_words(why, value)}.{breaks}"
    side = "behind" if best["behind"] is None or best["behind"] < 0 else "ahead of"
    margin = margin_text(why, real(best["behind"]), units)
    changes = change_words(point, best["operating_point"], units)
    name = policy_name(best["policy"], best["operating_point"])
    return (
        f"{_is_words(why, value)}: {margin} {side} the recommended point, {name}.{breaks} "
        f"From this point to the recommended one: {changes}"
    )


def _among(why: Record) -> str:
    if _is_single(why):
        return "Of the points that keep every limit it" if why["limits"] else "Of all points it"
    # Where it is not proven that none is better, it is the best of those that were looked at.
    known = why["kind"] == "capacity" or (why.get("optimality") or {}).get("is_proven", False)
    kept = " that keep every limit" if why["limits"] else ""
    return f"Of {'all' if known else 'the'} {KIND_WORDS[why['kind']]}{' looked at' if not known else ''}{kept} it"


def _best_words(why: Record, value: str) -> str:
    if why["rule"] == "contract":
        return f"has the highest contract score, {value}"
    if why["rule"] == "payoff":
        return f"brings the most money, {value}"
    asked = (why.get("asked") or {}).get("label") or why["rule"][4:]
    return f"has the {'highest' if why['rule'].startswith('max:') else 'lowest'} value of {asked}, {value}"


def _is_words(why: Record, value: str) -> str:
    if why["rule"] == "contract":
        return f"Its contract score is {value}"
    if why["rule"] == "payoff":
        return f"It brings {value}"
    return f"Its {(why.get('asked') or {}).get('label') or why['rule'][4:]} is {value}"


def _runner_up(why: Record, point: Record, units: Units) -> str:
    found = why["runner_up"]
    if found is None:
        return "No other point keeps every limit." if why["is_best"] and _is_single(why) else ""
    if why["recommended"] is not None and found["policy"] == why["recommended"]["policy"]:
        return ""
    changes = change_words(point, found["operating_point"], units)
    return f"{_rival(why, found, units)} From this point to it: {changes}"


def _rival(why: Record, found: Record, units: Units) -> str:
    name, behind = policy_name(found["policy"], found["operating_point"]), real(found["behind"])
    if math.isnan(behind):
        return f"{name}."
    if abs(behind) <= _TIE * max(1.0, abs(real(why["objective"]))):
        return f"{name}, which ties with it."
    return f"{name}, {margin_text(why, behind, units)} {'behind' if behind > 0 else 'ahead'}."


def forbidden_sentence(why: Record, units: Units, point: Record | None = None) -> str:
    """The point that would win and breaks a limit, shown as what it is; empty where there is none."""
    found = why.get("forbidden")
    if not found:
        return ""
    name = policy_name(found["policy"], found["operating_point"])
    broken = " and ".join(
        f"{limit['label']} {limit['value_text']} breaks the limit of {limit['bound_text']}" for limit in found["broken"]
    )
    verb = "bring" if why["rule"] == "payoff" else "score"
    more = "more" if found["behind"] is None else f"{margin_text(why, real(found['behind']), units)} more"
    said = f"{name} would {verb} {more}, but {broken}."
    if found["shown_score"] is not None:
        taken = number(found["broken"][0]["points"])
        said += f" A broken limit is shown as {taken}, so it stands at {points(found['shown_score'])}."
    said += " No score makes up for a broken limit."
    changes = "" if point is None else change_words(point, found["operating_point"], units)
    return f"{said} From this point to it: {changes}" if changes else said


def weight_sentences(why: Record, units: Units) -> tuple[str, ...]:
    """A sentence for each weight, those of other metrics also as a ratio to the primary one."""
    metrics = units.metrics
    primary = next((metric for metric in metrics.values() if metric.role == "primary" and metric.weight), None)
    said = []
    for name in dict.fromkeys([*(name for name in metrics if name in why["weights"]), *why["weights"]]):
        found = why["weights"][name]
        other = None if primary is None or primary.name == name else (primary.label, primary.weight)
        said.append(weight_sentence(metrics[name].label if name in metrics else name, found, primary=other))
    return tuple(said)


def cost_sentences(why: Record, payoff: Mapping[str, Record], currency: str) -> tuple[str, ...]:
    """A sentence for each cell that is worth something."""
    costs = why["costs"]
    said = (cost_sentence(cell, costs[cell], payoff.get(cell) or {}, currency) for cell in CELL_WORDS if cell in costs)
    return tuple(sentence for sentence in said if sentence)


def _ratio(why: Record) -> str:
    return cost_ratio_sentence(why["cost_ratio"], why.get("agreed_cost_ratio"), has_limits=bool(why["limits"]))


def hull_sentence(hull: Record | None) -> str:
    """That no weighting of the two metrics picks the point, and which limit justifies it; empty where one does."""
    if not hull or hull["by_weights"]:
        return ""
    said = (
        f"No weighting of {hull['x_label']} against {hull['y_label']} picks this point; it needs a limit to justify it"
    )
    limits = hull["by_limits"]
    if len(limits) == 1:
        return f"{said}, and the limit on {limits[0]} does."
    if limits:
        return f"{said}, and the limits on {', '.join(limits[:-1])} and {limits[-1]} together do."
    return f"{said}, and none that was agreed does."
