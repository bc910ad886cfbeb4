"""A decision's tripwires as Prometheus alerting rules; what people wrote is data there, never a template."""

from __future__ import annotations

import re

import yaml

from workbench.decision import Decision
from workbench.decision.signing import signed_text_sha256
from workbench.errors import InputError
from workbench.exporters.clean_text import printable
from workbench.stress import Tripwire
from workbench.stress.tripwire import is_tripwire

# The gauge that whoever measures the live system sets: one series a metric and window of a decision.
GAUGE = "decision_workbench_metric"


def alert_rules(decision: Decision) -> bytes:
    """The rules as YAML: an alert a tripwire, and one that says that nothing is measured.

    Each watches ``decision_workbench_metric{decision, metric, window_seconds}``, where ``decision`` is the first 16 digits
    of the hash that people sign and the value is the metric over the window; a value that is undefined (NaN) alerts
    too. Prometheus expands ``{{ }}`` in annotations, so no two braces stand together in what people wrote. Raises
    InputError where the decision has no tripwires.
    """
    tripwires = [Tripwire.from_dict(item) for item in decision.content.get("tripwires") or () if is_tripwire(item)]
    if not tripwires:
        raise InputError("This decision has no tripwires, so there is nothing to alert on. Add one on the Stress page.")
    name = signed_text_sha256(decision)[:16]
    title = inert(str(decision.content.get("title") or "decision"))
    rules = [rule for place, each in enumerate(tripwires, start=1) for rule in _rules(each, place, name, title)]
    content = {"groups": [{"name": f"decision-{name}", "rules": rules}]}
    return yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=100_000).encode("utf-8")


def inert(text: str) -> str:
    """``text`` on one line, with no two braces together: nothing in it is a template to Prometheus or Alertmanager.

    >>> inert("{{ $labels.x }}{{{")
    '{ { $labels.x } } { { {'
    """
    return re.sub(r"(?<=[{}])(?=[{}])", " ", printable(text))


def _rules(tripwire: Tripwire, place: int, name: str, title: str) -> list[dict[str, object]]:
    series = f'{GAUGE}{{decision="{name}",metric="{tripwire.metric}",window_seconds="{tripwire.window_seconds}"}}'
    side = ">" if tripwire.at_most else "<"
    level = repr(tripwire.level)
    labels = {"decision": name, "metric": tripwire.metric, "tripwire": str(place)}
    said = (
        f"{tripwire.metric} is {'above' if tripwire.at_most else 'below'} {level} over {tripwire.window}, or undefined"
    )
    notes = {
        "summary": f"{title}: {said}",
        "owner": inert(tripwire.owner),
        "mitigation": inert(tripwire.mitigation),
        "story": inert(tripwire.story),
        "formula": inert(tripwire.formula),
    }
    return [
        {
            "alert": f"DecisionTripwire{place}",
            "expr": f"{series} {side} {level} or {series} != {series}",
            "labels": {**labels, "severity": "warning"},
            "annotations": {key: text for key, text in notes.items() if text},
        },
        {
            "alert": f"DecisionTripwire{place}NotMeasured",
            "expr": f"absent({series})",
            "for": f"{tripwire.window_seconds}s",
            "labels": {**labels, "severity": "warning"},
            "annotations": {
                "summary": f"{title}: {tripwire.metric} over {tripwire.window} is not measured",
                "owner": notes["owner"],
            },
        },
    ]
