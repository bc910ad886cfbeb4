"""The definitions of a contract, exact enough that somebody else computes the same numbers."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from workbench.contract import Contract, MetricSpec
from workbench.metrics import BUILTIN, Metric
from workbench.wording.agreed import agreed_number


def definitions_html(contract: Contract, metrics: Mapping[str, Metric]) -> str:
    """What flagged means, which column is what, and each metric's formula with the rows it is measured on."""
    lines = ["<li><b>Flagged</b> means <code>score >= threshold</code>.</li>".replace(">=", "&gt;=")]
    columns = contract.predictions
    if columns is not None:
        event = f" is {_code(columns.positive)}" if columns.positive is not None else ", as its column says"
        lines.append(f"<li><b>The event</b>: {_code(columns.label)}{event}.</li>")
        if columns.scores:
            turned = f"; low means likely in {_codes(columns.flip)}" if columns.flip else ""
            lines.append(f"<li><b>Scores</b>: {_codes(columns.scores)}{turned}.</li>")
        if columns.baseline is not None:
            at = "" if columns.baseline.threshold is None else f" from {agreed_number(columns.baseline.threshold)} on"
            lines.append(f"<li><b>Compared with</b>: {_code(columns.baseline.score)}{at}.</li>")
        if columns.segments:
            lines.append(f"<li><b>Segments</b>: {_codes(columns.segments)}.</li>")
        if columns.amounts:
            told = ", ".join(f"{_code(name)} is the column {_code(column)}" for name, column in columns.amounts.items())
            lines.append(f"<li><b>Amounts</b>: {told}.</li>")
        if columns.weight:
            lines.append(f"<li><b>Each row counts</b> {_code(columns.weight)} times.</li>")
    lines += [_metric(spec, metrics.get(spec.name)) for spec in contract.metrics]
    return f"<ul>{''.join(lines)}</ul>"


def _metric(spec: MetricSpec, metric: Metric | None) -> str:
    built_in = BUILTIN.get(spec.name)
    formula = spec.formula or (built_in.definition if built_in is not None else "")
    rows = " and ".join(
        f"{_code(column)} is {' or '.join(map(_code, values))}" for column, values in spec.where.items()
    )
    goal = spec.goal or (metric.goal if metric is not None else None)
    better = "" if goal is None else f"; {'less' if goal == 'minimise' else 'more'} is better"
    label = metric.label if metric is not None else spec.label or spec.name
    unit = metric.unit if metric is not None else spec.unit
    return (
        f"<li><b>{escape(label)}</b> {_code(spec.name)} = {_code(formula)}, over "
        f"{f'the rows where {rows}' if rows else 'all rows'}{f', {escape(unit)}' if unit else ''}{better}.</li>"
    )


def _code(text: str) -> str:
    return f"<code>{escape(text)}</code>"


def _codes(texts: tuple[str, ...]) -> str:
    return ", ".join(map(_code, texts))
