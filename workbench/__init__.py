"""Decision Workbench: choose a classifier's operating point together, and answer for it later.

>>> import workbench as wb
>>> wb.resolve_metrics(["recall"])[0].unit
'share of events'

The public names below load on first use, so that ``import workbench`` itself costs next to nothing.
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from workbench.api import (
        at,
        band,
        by_segment,
        choose,
        decide,
        fairness,
        frontier,
        implied,
        memo,
        mixing,
        relax,
        stress,
        swap_set,
        sweep,
        why,
    )
    from workbench.contract import Contract, merge_weights
    from workbench.decision import Decision, Rationale, read_decision
    from workbench.errors import (
        ColumnError,
        ContractError,
        FormulaError,
        InputError,
        LimitError,
        NothingFeasible,
        UnreadableFile,
        WorkbenchError,
    )
    from workbench.metrics import resolve_metrics
    from workbench.policy import Capacity, ReviewBand, Reviewer, SingleThreshold, TieredThresholds, parse_limit
    from workbench.predictions import Columns, build_predictions, guess_columns, read_predictions, read_table
    from workbench.stress import Stress, Tripwire

__version__ = "0.1.0"

_HOMES = {
    "workbench.api": (
        "at",
        "band",
        "by_segment",
        "choose",
        "decide",
        "fairness",
        "frontier",
        "implied",
        "memo",
        "mixing",
        "relax",
        "stress",
        "swap_set",
        "sweep",
        "why",
    ),
    "workbench.contract": ("Contract", "merge_weights"),
    "workbench.decision": ("Decision", "Rationale", "read_decision"),
    "workbench.errors": (
        "ColumnError",
        "ContractError",
        "FormulaError",
        "InputError",
        "LimitError",
        "NothingFeasible",
        "UnreadableFile",
        "WorkbenchError",
    ),
    "workbench.metrics": ("resolve_metrics",),
    "workbench.policy": ("Capacity", "ReviewBand", "Reviewer", "SingleThreshold", "TieredThresholds", "parse_limit"),
    "workbench.predictions": ("Columns", "build_predictions", "guess_columns", "read_predictions", "read_table"),
    "workbench.stress": ("Stress", "Tripwire"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "Capacity",
    "ColumnError",
    "Columns",
    "Contract",
    "ContractError",
    "Decision",
    "FormulaError",
    "InputError",
    "LimitError",
    "NothingFeasible",
    "Rationale",
    "ReviewBand",
    "Reviewer",
    "SingleThreshold",
    "Stress",
    "TieredThresholds",
    "Tripwire",
    "UnreadableFile",
    "WorkbenchError",
    "at",
    "band",
    "build_predictions",
    "by_segment",
    "choose",
    "decide",
    "fairness",
    "frontier",
    "guess_columns",
    "implied",
    "memo",
    "merge_weights",
    "mixing",
    "parse_limit",
    "read_decision",
    "read_predictions",
    "read_table",
    "relax",
    "resolve_metrics",
    "stress",
    "swap_set",
    "sweep",
    "why",
]


class _PublicNames(ModuleType):
    """This module: public names load when they are asked for."""

    def __getattr__(self, name: str) -> Any:
        if name not in _HOME_OF:
            raise AttributeError(f"module 'workbench' has no public name {name!r}; see docs/python.md.")
        value = getattr(importlib.import_module(_HOME_OF[name]), name)
        super().__setattr__(name, value)
        return value

    def __setattr__(self, name: str, value: Any) -> None:
        # Importing the package workbench.sweep would put it where the function of that name is promised; the package
        # itself is reached with ``from workbench.sweep import ...``.
        if not (name in _HOME_OF and isinstance(value, ModuleType)):
            super().__setattr__(name, value)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *__all__})


sys.modules[__name__].__class__ = _PublicNames
