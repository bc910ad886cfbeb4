"""Where the real predictions are. They are not part of the project; WORKBENCH_CASES says where else to look."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

ROOT = Path(__file__).resolve().parents[2]


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
