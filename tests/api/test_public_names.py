"""The public names: which they are, and that importing the package costs next to nothing."""

from __future__ import annotations

import subprocess
import sys

import pytest

import workbench as wb

NAMES = [
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


def test_the_public_names() -> None:
    """A promise grows; it does not break: a name that goes from here breaks somebody's notebook."""
    assert wb.__all__ == NAMES
    assert set(NAMES) <= set(dir(wb))


@pytest.mark.parametrize("name", NAMES)
def test_each_is_there_and_documented(name: str) -> None:
    value = getattr(wb, name)
    assert callable(value)
    assert value.__doc__


def test_a_name_that_does_not_exist_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match=r"nosuch"):
        _ = wb.nosuch


def test_every_error_is_a_workbench_error() -> None:
    for name in NAMES:
        if name.endswith(("Error", "Feasible", "File")):
            assert issubclass(getattr(wb, name), wb.WorkbenchError)


def in_a_new_process(code: str) -> None:
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert ran.returncode == 0, ran.stderr


def test_importing_loads_nothing_heavy() -> None:
    heavy = "{'streamlit', 'sklearn', 'docx', 'typst', 'altair', 'pandas', 'pyarrow', 'sqlite3', 'sqlalchemy'}"
    in_a_new_process(f"import sys, workbench; bad = {heavy} & set(sys.modules); sys.exit(str(bad) if bad else 0)")


def test_working_loads_no_app_no_documents_and_no_charts() -> None:
    heavy = "{'streamlit', 'docx', 'typst', 'altair', 'sqlite3', 'sqlalchemy'}"
    in_a_new_process(
        "import sys; import workbench as wb, pandas as pd;"
        "frame = pd.DataFrame({'y': [1, 0, 1], 'p': [.9, .5, .4]});"
        "sweep = wb.sweep(wb.read_predictions(frame, label='y', score='p'));"
        "wb.frontier(sweep, x='flag_rate', y='recall').table();"
        "wb.decide(wb.choose(sweep, rule='max:f1'), rationale='x', owner='y');"
        f"bad = {heavy} & set(sys.modules); sys.exit(str(bad) if bad else 0)"
    )


def test_sweep_and_frontier_stay_functions_when_their_packages_are_imported() -> None:
    in_a_new_process(
        "import workbench.sweep, workbench.frontier;"
        "from workbench.sweep import Sweep; from workbench.frontier import knee;"
        "import workbench as wb; assert callable(wb.sweep) and callable(wb.frontier), wb.sweep"
    )
