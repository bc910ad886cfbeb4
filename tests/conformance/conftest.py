"""Published figures, and the real predictions behind them where they are.

The figures are part of the project: ``figures/*.csv``, each naming its source at its head. The predictions are not;
they are looked for beside the project, and WORKBENCH_CASES says where else to look.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import workbench as wb

ROOT = Path(__file__).resolve().parents[2]
FIGURES = Path(__file__).with_name("figures")


@pytest.fixture(scope="session")
def read_case() -> Callable[[str], tuple[pd.DataFrame, dict[str, Any]]]:
    """The predictions of a case and what is published about them."""

    def read(name: str) -> tuple[pd.DataFrame, dict[str, Any]]:
        folder = Path(os.environ.get("WORKBENCH_CASES", ROOT.parent / "shared" / "cases")) / name
        if not folder.is_dir():
            pytest.skip(f"the predictions of {name} are not here; set WORKBENCH_CASES to the folder that has them")
        expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
        return pd.read_csv(folder / "predictions.csv", keep_default_na=False, low_memory=False), expected

    return read


@pytest.fixture(scope="session")
def read_figures() -> Callable[[str], pd.DataFrame]:
    """A table of published figures; where they come from is said in the comment at its head."""
    return lambda name: pd.read_csv(FIGURES / f"{name}.csv", comment="#")


@pytest.fixture(scope="session")
def rule_with() -> Callable[..., Any]:
    """The sweep of a yes/no rule that has these confusion counts; its threshold is 1."""

    def build(*, tp: int, fp: int, fn: int, tn: int) -> Any:
        frame = pd.DataFrame(
            {
                "event": np.repeat([1, 0, 1, 0], [tp, fp, fn, tn]),
                "rule": np.repeat([1.0, 1.0, 0.0, 0.0], [tp, fp, fn, tn]),
            }
        )
        return wb.sweep(wb.read_predictions(frame, label="event", score="rule"))

    return build


@pytest.fixture(scope="session")
def cells_at() -> Callable[..., dict[str, float]]:
    """The four confusion counts at a threshold; None flags nobody."""

    def cells(sweep: Any, threshold: float | None, **score: str) -> dict[str, float]:
        point = wb.at(sweep, threshold, **score)
        return {cell.lower(): point.count(cell) for cell in ("TP", "FP", "FN", "TN")}

    return cells


@pytest.fixture(scope="session")
def values_at() -> Callable[..., dict[str, float]]:
    """The values of these metrics at a threshold, by name: built-in names, or formulas as ``name = FORMULA``."""

    def values(sweep: Any, threshold: float | None, metrics: Iterable[str]) -> dict[str, float]:
        words = list(metrics)
        point = wb.at(sweep, threshold, metrics=words)
        return {name: point.value(name) for name in (word.split(" = ")[0] for word in words)}

    return values


@pytest.fixture(scope="session")
def areas() -> Callable[[Any], tuple[float, float]]:
    """The area under the ROC curve by trapezoids, and average precision by steps, over all candidates of a sweep.

    Neither is a metric of the workbench: they look at every candidate at once, which is why they are checked.
    """

    def measure(sweep: Any) -> tuple[float, float]:
        table = sweep.table(["recall", "fpr", "precision"])
        recall, fpr, precision = (table[name].to_numpy() for name in ("recall", "fpr", "precision"))
        return float(np.trapezoid(recall, fpr)), float(np.sum(np.diff(recall) * precision[1:]))

    return measure
