"""What was given up, and what one more step either way would cost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbench.exporters.blocks import Block, Bullets, Facts, Paragraph, Section
from workbench.exporters.comparison import gains_and_losses
from workbench.exporters.policy_words import shown
from workbench.exporters.recorded import Recorded, metric_from_dict, real
from workbench.metrics import Metric
from workbench.wording import number, phrase_for, say_difference
from workbench.wording.rates import say_rate
from workbench.wording.why import hull_sentence


def given_up_section(record: Recorded) -> Section | None:
    better, worse = gains_and_losses(record)
    facts = [
        ("In the owner's words", ((record["rationale_parts"] or {}).get("sacrificed") or "").strip()),
        ("Better than the baseline", "; ".join(better)),
        ("Worse than the baseline", "; ".join(worse)),
    ]
    kept = tuple((name, text) for name, text in facts if text)
    blocks: list[Block] = [Facts(items=kept)] if kept else []
    blocks += _exchange(record)
    return Section(heading="What was given up", blocks=tuple(blocks)) if blocks else None


def _exchange(record: Recorded) -> list[Block]:
    exchange, picture = record["exchange_rate"], record["picture"]
    if not exchange or not picture:
        return []
    x, y = metric_from_dict(picture["x"]), metric_from_dict(picture["y"])
    if not exchange.get("of_single", True):
        return [Paragraph(text=beside_text(exchange, x, y))]
    if not exchange.get("on_frontier"):
        return [
            Paragraph(
                text=f"Other points are at least as good on both {x.label} and {y.label}, so it needs another reason."
            )
        ]
    steps = tuple(
        _step(record, metric, step, x, y)
        for metric, step in ((x, exchange.get("to_better_x")), (y, exchange.get("to_better_y")))
        if step is not None
    )
    blocks: list[Block] = [Paragraph(text="One step either way", style="label"), Bullets(items=steps)] if steps else []
    return [*blocks, Paragraph(text=_weights(record, exchange, x, y))]


def beside_text(exchange: Mapping[str, Any], x: Metric, y: Metric) -> str:
    """How a policy of another kind stands to the frontier of single thresholds, which has no steps for it."""
    if not exchange.get("is_defined"):
        return f"{x.label} or {y.label} is undefined here, so this point has no place beside the single thresholds."
    found = exchange.get("as_good")
    if found is None:
        return f"No single threshold is as good on both {x.label} and {y.label}."
    where = "to flag nobody" if found["threshold"] is None else f"{found['score']} from {shown(found['threshold'])}"
    same = found["x_change"] == 0 and found["y_change"] == 0
    return (
        f"A single threshold ({where}) has the same {x.label} and {y.label}."
        if same
        else f"A single threshold ({where}) is at least as good on both {x.label} and {y.label}, so this point needs "
        "another reason."
    )


def _step(record: Recorded, metric: Metric, step: Mapping[str, Any], x: Metric, y: Metric) -> str:
    changes = ((x, step["x_change"]), (y, step["y_change"]))
    gained = next(_said(record, m, change) for m, change in changes if m is metric)
    given = next(_said(record, m, change) for m, change in changes if m is not metric)
    where = f"{step['score']} from {shown(step['threshold'])}" if step["threshold"] is not None else "nobody flagged"
    rate = say_rate(
        [phrase_for(m, currency=record.currency) for m, _ in changes],
        [0.0] * len(changes),
        [real(change) for _, change in changes],
    )
    return f"Better on {metric.label} ({where}): {gained}, at the price of {given}. {rate}".rstrip()


def _said(record: Recorded, metric: Metric, change: float | None) -> str:
    return say_difference(phrase_for(metric, currency=record.currency), 0.0, float("nan") if change is None else change)


def _weights(record: Recorded, exchange: Mapping[str, Any], x: Metric, y: Metric) -> str:
    if not exchange.get("on_hull") or not exchange.get("weights"):
        plain = "No weighting of the two picks this point; it needs a limit to justify it."
        return hull_sentence((record["why"] or {}).get("hull")) or plain
    one, (many, factor) = _unit(record, x)[0], _unit(record, y)
    scale = factor / _unit(record, x)[1]
    low, high = exchange["weights"].get("low"), exchange["weights"].get("high")
    low_text = number((low or 0.0) * scale)
    if high is None:
        between = f"{low_text} or more"
    elif not low:
        between = f"at most {number(high * scale)}"
    else:
        between = f"between {low_text} and {number(high * scale)}"
    weighing = f"a change of 1 in {one} counts as much as a change of {between} in {many}"
    return f"It is the best point of all as long as {weighing}."


def _unit(record: Recorded, metric: Metric) -> tuple[str, float]:
    phrase = phrase_for(metric, currency=record.currency)
    name = (
        phrase.tail
        if phrase.style == "count"
        else phrase.head
        if phrase.style == "money"
        else f"{phrase.head} {phrase.tail}".strip()
    )
    return (name or metric.label), phrase.factor
