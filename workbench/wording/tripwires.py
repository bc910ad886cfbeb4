"""A tripwire in words: what is watched, and when somebody looks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbench.metrics import BUILTIN, Metric
from workbench.wording.agreed import agreed_number, agreed_value


def tripwire_words(wire: Mapping[str, Any], metrics: Mapping[str, Metric], currency: str = "") -> tuple[str, str]:
    """What is watched and when it is tripped, the level with all its digits; ``wire`` is as ``Tripwire.to_dict`` writes it.

    ``metrics`` are the contract's, by name; a name that is neither theirs nor a built-in one is said as it is.

    >>> tripwire_words({"metric": "fnr", "level": 0.02, "at_most": True, "window": "7 days"}, {})
    ('Miss rate', 'above 2% over 7 days')
    """
    metric = metrics.get(wire["metric"]) or (None if wire.get("formula") else BUILTIN.get(wire["metric"]))
    level = agreed_number(wire["level"]) if metric is None else agreed_value(metric, wire["level"], currency)
    what = wire["metric"] if metric is None else metric.label
    formula = f" ({wire['formula']})" if wire.get("formula") else ""
    return f"{what}{formula}", f"{'above' if wire['at_most'] else 'below'} {level} over {wire['window']}"
