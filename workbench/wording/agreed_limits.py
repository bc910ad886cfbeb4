"""What a contract agrees beside its metrics: its other limits, the order of its tiers and its team, as sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbench.contract.limit_text import LimitText, read_limit
from workbench.errors import LimitError
from workbench.wording.agreed import agreed_number
from workbench.wording.policies import sharing

Written = Mapping[str, Any]


def beside_metrics(contract: Written) -> tuple[str, ...]:
    """A sentence for each, in the contract's order; empty where it has none. ``contract`` is as ``to_dict`` gives it.

    >>> beside_metrics({"team": {"reviewers": 3}, "limits": ["alerts<=40/reviewer/day", "gap(fnr)<=0.05@region"]})
    ('3 reviewers share the work.', 'Alerts per reviewer on the busiest day: at most 40, 3 reviewers: 120 a day.', 'Largest difference in fnr between the values of region: at most 0.05.')
    """
    team = (contract.get("team") or {}).get("reviewers")
    said = [] if team is None else [f"{agreed_number(team)} reviewer{' does' if team == 1 else 's share'} the work."]
    said += [limit_sentence(text, contract) for text in contract.get("limits") or ()]
    for column, values in (contract.get("order") or {}).items():
        said.append(f"Thresholds by {column} rise from the least to the most strict: {', '.join(values)}.")
    return tuple(said)


def limit_sentence(text: str, contract: Written) -> str:
    """One limit as text, in words; the text itself where it cannot be read."""
    try:
        read = read_limit(text)
    except LimitError:
        return text
    labels = {metric["name"]: metric.get("label") or metric["name"] for metric in contract.get("metrics") or ()}
    name = labels.get(read.metric, read.metric)
    bound = f"at {'most' if read.at_most else 'least'} {agreed_number(read.bound)}"
    if read.per is not None:
        return f"{_work(read)}: {bound}{_together(read, contract)}."
    where = "" if read.column is None else f"where {read.column} is {' or '.join(read.values)}"
    if read.kind == "value":
        return f"{name}{where and ', ' + where}: {bound}."
    between = f"between {' and '.join(read.values)}" if read.values else f"between the values of {read.column}"
    by = f" of {read.column}" if read.values else ""
    what = "Largest difference in" if read.kind == "gap" else "Smallest ratio of"
    return f"{what} {name} {between}{by}: {bound}."


def _work(read: LimitText) -> str:
    what = "Alerts" if read.metric == "alerts" else "Reviewed cases"
    when = "" if read.per == "all" else f" {'on' if read.per == 'day' else 'in'} the busiest {read.per}"
    return f"{what}{' per reviewer' if read.is_each else ''}{when or ' in all'}"


def _together(read: LimitText, contract: Written) -> str:
    team = (contract.get("team") or {}).get("reviewers")
    return f", {sharing(team, team * read.bound, read.per)}" if read.is_each and team else ""
